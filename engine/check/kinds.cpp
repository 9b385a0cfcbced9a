#include "engine/model/kinds.h"

#include <algorithm>
#include <cctype>

#include "engine/base/nearest.h"
#include "engine/check/lower.h"

namespace meshplay::check {

namespace {

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

}  // namespace

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
      if (without.any) {
        context_.sink.report("empty-kind", tree.span(node)).help = "leave out `except`, or name the kinds to take away";
        return false;
      }
      if (!without.excluded.empty()) {
        context_.sink.report("not-evaluated", tree.span(node), {"an exception from an exception"}).help =
            "name the kinds that are meant";
        return false;
      }
      set.excluded.insert(set.excluded.end(), without.included.begin(), without.included.end());
      std::erase_if(set.included, [&](const KindPattern& kind) { return covers(without.included, kind); });
      if (!set.any && set.included.empty()) {
        context_.sink.report("empty-kind", tree.span(node)).help = "all that stands before `except` is taken away";
        return false;
      }
      return true;
    }
    case NodeKind::kind_ref: return add_named(file, node, set);
    default: return false;
  }
}

bool KindResolver::add_named(std::uint32_t file, ast::NodeIndex node, KindSet& set) {
  const ast::Ast& tree = context_.files[file].ast;
  const std::string_view text = context_.interner.text(tree.at(node).text);
  const ast::NodeIndex model = tree.find(node, ast::NodeKind::model);
  if (model != ast::kNoIndex && tree.at(model).child_count > 0) {
    const bool ranged = tree.find(model, ast::NodeKind::string) != ast::kNoIndex;
    if (ranged) {
      context_.sink.report("not-evaluated", tree.span(model), {"a range of model versions on a kind"}).help =
          "name the API version instead: `apps/v1/Deployment`";
      return false;
    }
  }
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
    bool found = false;
    for (const model::Kind& row : model::find_kinds(text)) {
      if (model != ast::kNoIndex && row.model != context_.interner.text(tree.at(model).text)) continue;
      set.included.push_back({context_.interner.intern(row.group), context_.interner.intern(row.name), {}});
      found = true;
    }
    if (found) return true;
    auto& report = context_.sink.report("unknown-kind", tree.span(node), {text});
    if (model != ast::kNoIndex && !model::find_kinds(text).empty()) {
      report.help = "it is of the model `" + std::string(model::find_kinds(text).front().model) + "`";
      return false;
    }
    std::vector<std::string_view> candidates = model::kind_names();
    for (std::string_view declared : context_.names.visible(file, {DeclKind::kind})) candidates.push_back(declared);
    candidates.push_back("Component");
    if (const auto near = base::nearest(text, candidates)) {
      report.help = "did you mean `" + std::string(*near) + "`?";
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
        report.help = "did you mean `" + std::string(*near) + "`?";
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
  return true;
}

}  // namespace meshplay::check
