// Which kinds a variable can be, and what people are told of kinds and paths.
#include <algorithm>

#include "engine/base/nearest.h"
#include "engine/check/types.h"
#include "engine/model/kinds.h"

namespace meshplay::check {

namespace {

std::string joined(const std::vector<std::string>& parts, std::string_view last) {
  std::string result;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (i > 0) result += i + 1 == parts.size() ? std::string(last) : ", ";
    result += parts[i];
  }
  return result;
}

}  // namespace

// ---- kinds

std::vector<KindRow> TypeChecker::rows_of(const KindSet& set) const {
  std::vector<KindRow> rows;
  const auto taken = [&](const KindRow& row) {
    return std::any_of(set.excluded.begin(), set.excluded.end(), [&](const KindPattern& pattern) {
      return pattern.group == row.group && pattern.name == row.name &&
             (pattern.version == base::kEmptyText ||
              (row.schema != nullptr ? row.schema->version() == context_.interner.text(pattern.version)
                                     : row.version == pattern.version));
    });
  };
  for (const KindPattern& pattern : set.included) {
    const auto schemas =
        model::find_schemas(context_.interner.text(pattern.group), context_.interner.text(pattern.version),
                            context_.interner.text(pattern.name));
    for (const model::KindSchema& schema : schemas) {
      const KindRow row{pattern.group, pattern.name, &schema};
      if (!taken(row)) rows.push_back(row);
    }
    if (schemas.empty()) rows.push_back({pattern.group, pattern.name, nullptr, pattern.version});
    if (schemas.empty() || pattern.version != base::kEmptyText) continue;
    const model::Kind* kind =
        model::find_kind(context_.interner.text(pattern.group), context_.interner.text(pattern.name));
    if (kind == nullptr) continue;
    for (std::string_view all = kind->versions; !all.empty();) {
      const std::string_view version = all.substr(0, all.find(' '));
      all.remove_prefix(std::min(all.size(), version.size() + 1));
      const bool known = std::any_of(schemas.begin(), schemas.end(),
                                     [&](const model::KindSchema& schema) { return schema.version() == version; });
      const KindRow row{pattern.group, pattern.name, nullptr, context_.interner.intern(version)};
      if (!known && !taken(row)) rows.push_back(row);
    }
  }
  return rows;
}

// `unless_known`: the answer where the versions of the kind are not known.
bool TypeChecker::in_set(const KindRow& row, const KindSet& set, bool unless_known) const {
  const auto listed = [&](const std::vector<KindPattern>& patterns) {
    return std::any_of(patterns.begin(), patterns.end(), [&](const KindPattern& pattern) {
      if (pattern.group != row.group || pattern.name != row.name) return false;
      if (pattern.version == base::kEmptyText) return true;
      if (row.is_old()) return row.version == pattern.version;
      if (row.schema == nullptr) return unless_known;
      return row.schema->version() == context_.interner.text(pattern.version);
    });
  };
  return (set.any || listed(set.included)) && !listed(set.excluded);
}

void TypeChecker::narrow_var(VarId var, const KindSet& set, bool inside) {
  static_cast<void>(var_type(var));  // computes the kinds
  VarState& state = change(var);
  if (state.any) {
    if (!inside || set.any) return;
    state.any = false;
    state.kinds = rows_of(set);
    return;
  }
  std::erase_if(state.kinds, [&](const KindRow& row) { return in_set(row, set, inside) != inside; });
}

void TypeChecker::widen(const Saved& before) {
  for (VarId var = 0; var < states_.size(); ++var) {
    if ((*frame_)[var].kind == VarKind::component) change(var) = before.states[var];
  }
}

void TypeChecker::narrow(CondId id, bool truth) {
  const Cond& cond = program_.conds[id];
  const auto each = [&](bool child_truth) {
    for (CondId child : program_.list(cond)) narrow(child, child_truth);
  };
  switch (cond.kind) {
    case CondKind::is_kind: narrow_var(program_.exprs[cond.a].var, program_.kind_sets[cond.kinds], truth); break;
    case CondKind::negation: each(!truth); break;
    case CondKind::all_of:
      if (truth) each(true);
      break;
    case CondKind::any_of: {
      if (!truth) {
        each(false);
        break;
      }
      // `x is A or x is B`
      KindSet either;
      VarId var = kNone;
      for (CondId child : program_.list(cond)) {
        const Cond& alternative = program_.conds[child];
        if (alternative.kind != CondKind::is_kind) return;
        const VarId asked = program_.exprs[alternative.a].var;
        if (var != kNone && var != asked) return;
        var = asked;
        const KindSet& set = program_.kind_sets[alternative.kinds];
        if (set.any || !set.excluded.empty()) return;
        either.included.insert(either.included.end(), set.included.begin(), set.included.end());
      }
      if (var != kNone) narrow_var(var, either, true);
      break;
    }
    case CondKind::compare: {
      // `x.kind == "Pod"`
      if (cond.op != ast::Op::eq) break;
      const Expr& left = program_.exprs[cond.a];
      const Expr& right = program_.exprs[cond.b];
      if (left.kind != ExprKind::property || left.property != Property::kind || right.kind != ExprKind::text) break;
      const VarId var = program_.exprs[left.a].var;
      static_cast<void>(var_type(var));
      const auto is_other = [&](const KindRow& row) { return (row.name == right.text) != truth; };
      if (std::all_of(states_[var].kinds.begin(), states_[var].kinds.end(), is_other)) break;  // told
      std::erase_if(change(var).kinds, is_other);
      break;
    }
    default: break;
  }
}

void TypeChecker::bind_vars(const std::vector<VarId>& vars) {
  for (VarId var : vars) {
    const Var row = (*frame_)[var];
    if (row.kind == VarKind::component) {
      static_cast<void>(var_type(var));
      continue;
    }
    TypeId element = kNone;
    if (row.kind == VarKind::entry_key) {
      element = make(type::kText);
      if (row.entry != kNone && (*frame_)[row.entry].source != kNone) {
        types_[element].is_place = at(type_of((*frame_)[row.entry].source)).is_place;
      }
    } else if (row.source != kNone) {
      const bool outer = optional_;
      optional_ = true;  // nothing is found in what is not there, which is what is meant
      const TypeId source = type_of(row.source);
      check_operand(row.source, row.kind == VarKind::entry_value ? type::kMap : type::kList | type::kMap, "`in`",
                    row.kind == VarKind::entry_value ? "a map" : "a list or a map");
      optional_ = outer;
      element = element_of(source);
      types_[element].is_place = at(source).is_place;
    }
    change(var).element = element;
  }
}

// ---- telling

bool TypeChecker::tells(text::Span where) const {
  return context_.tells(file_) && where.file == declaration_.file && where.begin >= declaration_.begin &&
         where.end <= declaration_.end;
}

diag::Diagnostic* TypeChecker::report(std::string_view code, text::Span where,
                                      std::initializer_list<diag::Argument> arguments) {
  if (!tells(where)) return nullptr;
  if (!told_.emplace(code, where.begin, where.end).second) return nullptr;
  return &context_.sink.report(code, where, arguments);
}

// The key is the last word of a member.
text::Span TypeChecker::key_span(const Expr& expr) const {
  const std::string_view whole = context_.sources.text(expr.span);
  std::size_t begin = whole.size();
  if (!whole.empty() && whole.back() == '"') {
    --begin;
    while (begin > 0 && (whole[begin - 1] != '"' || (begin > 1 && whole[begin - 2] == '\\'))) --begin;
    begin -= begin > 0 ? 1 : 0;
  } else {
    const auto is_word = [](char c) {
      return c == '_' || c == '-' || std::isalnum(static_cast<unsigned char>(c)) != 0;
    };
    while (begin > 0 && is_word(whole[begin - 1])) --begin;
  }
  text::Span result = expr.span;
  result.begin += static_cast<std::uint32_t>(begin);
  return result;
}

std::string TypeChecker::source(text::Span span) const {
  constexpr std::size_t kShown = 60;
  std::string text(context_.sources.text(span));
  for (char& c : text) {
    if (c == '\n') c = ' ';
  }
  if (text.size() > kShown) text = text.substr(0, kShown) + "...";
  return "`" + text + "`";
}

std::string TypeChecker::describe(TypeSet types) const {
  static constexpr std::pair<TypeSet, std::string_view> kNames[] = {
      {type::kText, "a text"},      {type::kNumber, "a number"}, {type::kBoolean, "true or false"},
      {type::kList, "a list"},      {type::kMap, "a map"},       {type::kComponent, "a component"},
      {type::kVersion, "a version"}};
  if (types == type::kAny) return "anything";
  std::vector<std::string> parts;
  for (const auto& [bit, name] : kNames) {
    if ((types & bit) != 0) parts.emplace_back(name);
  }
  return joined(parts, " or ");
}

// The path from the component, or from the variable of an element.
std::string TypeChecker::path_text(ExprId id) const {
  const Expr& expr = program_.exprs[id];
  switch (expr.kind) {
    case ExprKind::var:
      return (*frame_)[expr.var].kind == VarKind::component
                 ? ""
                 : std::string(context_.interner.text((*frame_)[expr.var].name));
    case ExprKind::member: {
      const Expr& holder = program_.exprs[expr.a];
      // What a field gives stands elsewhere; here stands how it is called.
      const bool inlined =
          holder.span.file != expr.span.file || holder.span.begin < expr.span.begin || holder.span.end > expr.span.end;
      std::string base;
      if (inlined && holder.kind != ExprKind::var) {
        const text::Span call{expr.span.file, expr.span.begin, key_span(expr).begin};
        base = context_.sources.text(call);
        while (!base.empty() && (base.back() == '.' || base.back() == ' ')) base.pop_back();
      } else {
        base = path_text(expr.a);
      }
      return base + (base.empty() ? "" : ".") + std::string(context_.interner.text(expr.text));
    }
    case ExprKind::property: {
      const std::string whole(context_.sources.text(expr.span));
      const std::size_t dot = whole.rfind('.');
      return dot == std::string::npos ? whole : whole.substr(dot + 1);
    }
    case ExprKind::subscript:
    case ExprKind::select:
    case ExprKind::fallback: return path_text(expr.a);
    default: return std::string(context_.sources.text(expr.span));
  }
}

std::string TypeChecker::kinds_text(const std::vector<KindRow>& kinds) const {
  constexpr std::size_t kShown = 4;
  std::vector<std::string> names;
  for (const KindRow& kind : kinds) {
    std::string name(context_.interner.text(kind.name));
    if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(std::move(name));
  }
  if (names.size() > kShown) {
    const std::size_t more = names.size() - kShown;
    names.resize(kShown);
    names.push_back(std::to_string(more) + " more");
  }
  return joined(names, " and ");
}

// Where a field of this name is instead: the nearest one below or beside what was asked.
std::string TypeChecker::where_is(const Type& base, std::string_view key) const {
  constexpr std::size_t kLooked = 400;
  struct Place {
    model::Node node;
    std::string path;
  };
  std::vector<Place> places;
  const auto begin_at = [&](model::Node node, const std::string& path) { places.push_back({node, path}); };
  for (const KindRow& kind : base.kinds) {
    if (kind.schema != nullptr) begin_at(kind.schema->root(), "");
  }
  for (const Standing& standing : base.standings) begin_at(standing.node, "");
  std::vector<model::Node> seen;
  for (std::size_t i = 0; i < places.size() && i < kLooked; ++i) {
    model::Node node = places[i].node;
    std::string path = places[i].path;
    while (node.type() == model::NodeType::array) {
      node = node.element();
      path += "[...]";
    }
    if (node.type() != model::NodeType::object || std::find(seen.begin(), seen.end(), node) != seen.end()) continue;
    seen.push_back(node);
    for (const model::Field& field : node.fields()) {
      if (path.empty() && (field.name() == "metadata" || field.name() == "status")) continue;
      std::string name = (path.empty() ? "" : path + ".") + std::string(field.name());
      if (field.name() == key && (i > 0 || !path.empty())) return name;
      places.push_back({field.node(), std::move(name)});
    }
  }
  return "";
}

void TypeChecker::report_unknown_path(ExprId base_id, const Type& base, base::StrId key, text::Span where,
                                      Asking asking) {
  const std::string_view name = context_.interner.text(key);
  const std::string before = path_text(base_id);
  std::string holder = before.empty() ? kinds_text(base.kinds) : "`" + before + "`";
  const bool is_list = base.types == type::kList;
  const bool has_members = (base.types & (type::kMap | type::kComponent)) != 0;
  if (!has_members) holder += ", " + describe(base.types) + ",";
  std::vector<std::string_view> candidates;
  model::Versions elsewhere = 0;
  const auto look = [&](model::Node node) {
    for (const model::Field& field : node.fields()) {
      candidates.push_back(field.name());
      if (field.name() == name) elsewhere |= field.versions();
    }
  };
  for (const Standing& standing : base.standings) look(standing.node);
  for (const KindRow& kind : base.kinds) {
    if (kind.schema != nullptr) look(kind.schema->root());
  }
  if ((base.types & type::kComponent) != 0) {
    for (std::string_view property :
         {"name", "namespace", "labels", "annotations", "kind", "group", "version", "model"}) {
      candidates.push_back(property);
    }
  }
  const auto near = base::nearest(name, candidates);
  // A key in brackets is taken as it is written, unless it looks like a slip; short ones look like others soon.
  constexpr std::size_t kShort = 4;
  if (asking == Asking::as_written && has_members && (!near || name.size() < kShort)) return;
  if (elsewhere != 0) {
    if (auto* other = report("version-path", where, {name, model::show(elsewhere)})) {
      other->help = "say `model kubernetes` with a range of these, or leave it out";
    }
    return;
  }
  auto* told = report("unknown-path", where, {holder, name});
  if (told == nullptr) return;
  if (is_list) {
    told->help = "it is a list: use `some x in ...`, an index or `[name == ...]`";
  } else if (!has_members) {
    told->help = "leave the last part of the path out";
  } else if (near) {
    const std::string quote = asking == Asking::as_written ? "\"" : "";
    told->suggest(quote + std::string(*near) + quote);
  } else if (const std::string place = where_is(base, name); !place.empty()) {
    told->help = "it is at `" + (before.empty() ? "" : before + ".") + place + "`";
  } else {
    std::sort(candidates.begin(), candidates.end());
    candidates.erase(std::unique(candidates.begin(), candidates.end()), candidates.end());
    constexpr std::size_t kShown = 8;
    std::vector<std::string> shown;
    for (std::size_t i = 0; i < candidates.size() && i < kShown; ++i)
      shown.push_back("`" + std::string(candidates[i]) + "`");
    if (candidates.size() > kShown) shown.emplace_back("more");
    told->help = shown.empty() ? "leave it out" : "there are " + joined(shown, " and ");
  }
}

}  // namespace meshplay::check
