#include "engine/model/kinds.h"

#include <algorithm>
#include <cctype>

#include "engine/base/nearest.h"
#include "engine/check/lower.h"
#include "engine/model/schema.h"

namespace meshplay::check {

namespace {

// Where a name stands in what is spoken of, which may say more.
text::Span part_of(text::Span whole, std::string_view name, const text::SourceSet& sources) {
  const std::size_t place = sources.text(whole).find(name);
  if (place == std::string_view::npos) return whole;
  const std::uint32_t begin = whole.begin + static_cast<std::uint32_t>(place);
  return {whole.file, begin, begin + static_cast<std::uint32_t>(name.size())};
}

constexpr KindSetId kUnresolved = kNone - 1;

bool is_version(std::string_view text) {
  return text.size() >= 2 && text[0] == 'v' && std::isdigit(static_cast<unsigned char>(text[1])) != 0;
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find(separator, begin), text.size());
    parts.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return parts;
}

bool same_kind(const KindPattern& a, const KindPattern& b) { return a.group == b.group && a.name == b.name; }

// Whether one of the patterns stands for all that `kind` stands for.
bool covers(const std::vector<KindPattern>& patterns, const KindPattern& kind) {
  return std::any_of(patterns.begin(), patterns.end(), [&](const KindPattern& pattern) {
    return same_kind(pattern, kind) && (pattern.version == base::kEmptyText || pattern.version == kind.version);
  });
}

// What one of the two takes away is away only if the other does not have it.
void unite(KindSet& set, const KindSet& other) {
  const auto has = [](const KindSet& one, const KindPattern& kind) {
    return (one.any || covers(one.included, kind)) &&
           std::none_of(one.excluded.begin(), one.excluded.end(),
                        [&](const KindPattern& taken) { return same_kind(taken, kind); });
  };
  std::vector<KindPattern> excluded;
  for (const KindPattern& kind : set.excluded) {
    if (!has(other, kind)) excluded.push_back(kind);
  }
  for (const KindPattern& kind : other.excluded) {
    if (!has(set, kind)) excluded.push_back(kind);
  }
  set.any = set.any || other.any;
  set.included.insert(set.included.end(), other.included.begin(), other.included.end());
  set.excluded = std::move(excluded);
}

bool is_known_in(const std::vector<KindPattern>& patterns, const KindPattern& kind) {
  return std::any_of(patterns.begin(), patterns.end(),
                     [&](const KindPattern& other) { return same_kind(other, kind); });
}

}  // namespace

// set - (included - excluded) = (set - included) + (set & excluded)
void KindResolver::subtract(KindSet& set, const KindSet& without) {
  std::vector<KindPattern> back;
  for (const KindPattern& kind : without.excluded) {
    if ((set.any || covers(set.included, kind)) && !covers(set.excluded, kind)) back.push_back(kind);
  }
  if (without.any) {
    set = {false, std::move(back), {}};
    return;
  }
  // What comes back stays away from what is taken: by its API versions, where only some of them come back.
  std::vector<KindPattern> taken;
  for (const KindPattern& kind : without.included) {
    if (kind.version != base::kEmptyText || !is_known_in(back, kind)) {
      if (!covers(back, kind)) taken.push_back(kind);
      continue;
    }
    const model::Kind* row = model::find_kind(context_.interner.text(kind.group), context_.interner.text(kind.name));
    if (row == nullptr) continue;
    for (std::string_view version : split(row->versions, ' ')) {
      const KindPattern one{kind.group, kind.name, context_.interner.intern(version)};
      if (!covers(back, one)) taken.push_back(one);
    }
  }
  set.excluded.insert(set.excluded.end(), taken.begin(), taken.end());
  std::erase_if(set.included, [&](const KindPattern& kind) { return covers(taken, kind); });
}

bool KindResolver::is_any_value(const Context& context, std::uint32_t file, ast::NodeIndex node) {
  const ast::Node& n = context.files[file].ast.at(node);
  return n.kind == ast::NodeKind::kind_ref && context.interner.text(n.text) == "any";
}

KindSetId KindResolver::resolve(std::uint32_t file, ast::NodeIndex node) {
  const ast::Node& n = context_.files[file].ast.at(node);
  KindSetId* known = &known_.try_emplace({file, node}, kUnresolved).first->second;
  if (*known != kUnresolved) return *known;
  if (n.kind == ast::NodeKind::kind_ref && n.child_count == 0) {
    Declaration* declared = context_.names.find(file, context_.interner.text(n.text));
    known = declared != nullptr ? &declared_.try_emplace(declared, kUnresolved).first->second
                                : &of_models_.try_emplace(n.text, kUnresolved).first->second;
    if (*known != kUnresolved && *known != kNone) {
      if (declared != nullptr) context_.use(*declared, file, context_.files[file].ast.span(node));
      return *known;
    }
  }
  KindSet set;
  KindSetId id = kNone;
  if (add(file, node, set)) {
    context_.program.kind_sets.push_back(std::move(set));
    id = static_cast<KindSetId>(context_.program.kind_sets.size() - 1);
  }
  *known = id;
  known_[{file, node}] = id;
  return id;
}

bool KindResolver::add(std::uint32_t file, ast::NodeIndex node, KindSet& set) {
  using ast::NodeKind;
  const ast::Ast& tree = context_.files[file].ast;
  switch (tree.at(node).kind) {
    case NodeKind::kind_union: {
      bool ok = true;
      for (ast::NodeIndex child : tree.children_of(node)) {
        KindSet part;
        ok = add(file, child, part) && ok;
        unite(set, part);
      }
      return ok;
    }
    case NodeKind::kind_except: {
      KindSet without;
      const bool ok = add(file, tree.child(node, 0), set);
      if (!add(file, tree.child(node, 1), without) || !ok) return false;
      subtract(set, without);
      if (!set.any && set.included.empty()) {
        context_.sink.report("empty-kind", tree.span(node)).help = "all that stands before `except` is taken away";
        return false;
      }
      return true;
    }
    case NodeKind::kind_ref: {
      const ast::NodeIndex model = tree.find(node, NodeKind::model);
      return add_named(file, node, set) && (model == ast::kNoIndex || restrict(file, node, model, set));
    }
    default: return false;
  }
}

// `Kind of model`, `Kind of model "range"`: of the kinds those that the model has, in the API versions that its
// versions in the range serve.
bool KindResolver::restrict(std::uint32_t file, ast::NodeIndex node, ast::NodeIndex model, KindSet& set) {
  const ast::Ast& tree = context_.files[file].ast;
  const std::string_view name = context_.interner.text(tree.at(model).text);
  const ast::NodeIndex range_node = tree.find(model, ast::NodeKind::string);
  model::Versions versions = model::kAllVersions;
  std::string range;
  if (range_node != ast::kNoIndex) {
    range = context_.interner.text(tree.at(range_node).text);
    const auto read = model::versions_in(range);
    if (!read) {
      context_.sink.report("bad-literal", tree.span(range_node), {range, "range of versions"}).help =
          "write for instance `>=1.29` or `>=1.25 <1.30`";
      return false;
    }
    versions = *read;
  }
  std::vector<KindPattern> all = std::move(set.included);
  if (set.any) {
    all.clear();
    for (const model::Kind& row : model::kinds()) {
      all.push_back({context_.interner.intern(row.group), context_.interner.intern(row.name), {}});
    }
  }
  KindSet kept;
  kept.excluded = std::move(set.excluded);
  bool known_model = false;
  std::string_view other_model;
  model::Versions served = 0;
  for (const model::Kind& row : model::kinds()) known_model = known_model || row.model == name;
  for (const KindPattern& pattern : all) {
    const std::string_view group = context_.interner.text(pattern.group);
    const std::string_view kind = context_.interner.text(pattern.name);
    const model::Kind* row = model::find_kind(group, kind);
    if (row == nullptr || row->model != name) {
      if (row != nullptr) other_model = row->model;
      continue;
    }
    if (range_node == ast::kNoIndex) {
      kept.included.push_back(pattern);
      continue;
    }
    for (const model::KindSchema& schema : model::find_schemas(group, context_.interner.text(pattern.version), kind)) {
      served |= schema.versions();
      if ((schema.versions() & versions) == 0) continue;
      kept.included.push_back({pattern.group, pattern.name, context_.interner.intern(schema.version())});
    }
  }
  set = std::move(kept);
  std::erase_if(set.included, [&](const KindPattern& kind) { return covers(set.excluded, kind); });
  if (!set.included.empty()) return true;
  if (!known_model) {
    std::vector<std::string_view> models;
    for (const model::Kind& row : model::kinds()) models.push_back(row.model);
    auto& report = context_.sink.report("unknown-name", tree.span(model), {"model", name});
    const auto near = base::nearest(name, models);
    if (near) {
      report.suggest(*near, part_of(report.span, name, context_.sources), *near);
    } else {
      report.help = "the best known is `kubernetes`";
    }
    return false;
  }
  auto& report = context_.sink.report("empty-kind", tree.span(node));
  if (served != 0) {
    report.help = "Kubernetes " + model::show(served) + " serve it";
  } else if (!other_model.empty()) {
    report.help = "it is of the model `" + std::string(other_model) + "`";
  } else {
    report.help = "the model `" + std::string(name) + "` says no versions of it: leave out the range";
  }
  return false;
}

bool KindResolver::add_named(std::uint32_t file, ast::NodeIndex node, KindSet& set) {
  const ast::Ast& tree = context_.files[file].ast;
  const std::string_view text = context_.interner.text(tree.at(node).text);
  const std::size_t slash = text.rfind('/');
  if (slash == std::string_view::npos) {
    if (text == "Component") {
      set.any = true;
      return true;
    }
    if (Declaration* declared = context_.names.find(file, text);
        declared != nullptr && declared->kind == DeclKind::kind) {
      context_.use(*declared, file, tree.span(node));
      if (std::find(open_.begin(), open_.end(), declared) != open_.end()) {
        context_.sink.report("kind-cycle", tree.span(node), {declared->full_name}).help =
            "a kind is made of other kinds, never of itself";
        return false;
      }
      const ast::Ast& other = context_.files[declared->file].ast;
      if (other.at(declared->node).child_count == 0) return false;
      open_.push_back(declared);
      KindSet named;
      const bool ok = add(declared->file, other.children_of(declared->node).back(), named);
      open_.pop_back();
      if (!ok) return false;
      unite(set, named);
      return true;
    }
    for (const model::Kind& row : model::find_kinds(text)) {
      set.included.push_back({context_.interner.intern(row.group), context_.interner.intern(row.name), {}});
      note_schema(file, node, set.included.back());
    }
    if (!set.included.empty()) return true;
    auto& report = context_.sink.report("unknown-kind", tree.span(node), {text});
    std::vector<std::string_view> candidates = model::kind_names();
    for (std::string_view declared : context_.names.visible(file, {DeclKind::kind})) candidates.push_back(declared);
    candidates.push_back("Component");
    if (const auto near = base::nearest(text, candidates)) {
      report.suggest(*near, part_of(report.span, text, context_.sources), *near);
    } else {
      report.help =
          "a kind that no model describes is named with its API group: `\"example.com\"/" + std::string(text) + "`";
    }
    return false;
  }
  const std::string_view name = text.substr(slash + 1);
  const std::vector<std::string_view> parts = split(text.substr(0, slash), '/');
  KindPattern pattern;
  pattern.name = context_.interner.intern(name);
  std::string_view group = parts[0];
  if (parts.size() == 1 && is_version(group)) {
    pattern.version = context_.interner.intern(group);
    group = "";
  } else if (parts.size() > 1) {
    pattern.version = context_.interner.intern(parts[1]);
  }
  if (group == "core") group = "";
  pattern.group = context_.interner.intern(model::canonical_group(group, name));
  // A known group with an unknown name is a slip; an unknown group is somebody's own kind.
  const model::Kind* row = model::find_kind(group, name);
  if (row == nullptr) {
    std::vector<std::string_view> of_group;
    for (const model::Kind& other : model::kinds()) {
      if (other.group == group) of_group.push_back(other.name);
    }
    if (!of_group.empty()) {
      auto& report = context_.sink.report("unknown-kind", tree.span(node), {text});
      if (const auto near = base::nearest(name, of_group)) {
        report.suggest(*near, part_of(report.span, name, context_.sources), *near);
      } else if (const auto elsewhere = model::find_kinds(name); !elsewhere.empty()) {
        const std::string_view other = elsewhere.front().group;
        const std::string meant = (other.empty() ? "" : std::string(other) + "/") + std::string(name);
        report.suggest(meant, part_of(report.span, text, context_.sources), meant);
      } else {
        report.help = "the group `" + std::string(group) + "` has no such kind";
      }
      return false;
    }
  } else if (pattern.version != base::kEmptyText) {
    const std::string_view wanted = context_.interner.text(pattern.version);
    const std::vector<std::string_view> versions = split(row->versions, ' ');
    if (std::find(versions.begin(), versions.end(), wanted) == versions.end()) {
      auto& report = context_.sink.report("unknown-version", tree.span(node), {name, wanted});
      report.help = "it has " + std::string(row->versions);
      return false;
    }
  }
  set.included.push_back(pattern);
  note_schema(file, node, pattern);
  return true;
}

void KindResolver::note_schema(std::uint32_t file, ast::NodeIndex node, const KindPattern& kind) {
  if (!context_.notes || !context_.tells(file) ||
      !model::find_schemas(context_.interner.text(kind.group), context_.interner.text(kind.name)).empty() ||
      !without_schema_.insert({kind.group, kind.name}).second) {
    return;
  }
  context_.sink.report("no-schema", context_.files[file].ast.span(node), {context_.interner.text(kind.name)}).help =
      "see that its paths are right: nothing is said of them";
}

}  // namespace meshplay::check
