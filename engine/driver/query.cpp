#include "engine/driver/query.h"

#include <algorithm>
#include <set>

#include "engine/driver/state.h"
#include "engine/fix/place.h"
#include "engine/parse/parser.h"
#include "engine/parse/vocabulary.h"
#include "engine/parse/words.h"
#include "engine/text/utf8.h"

namespace meshplay::driver {

using ast::NodeIndex;
using ast::NodeKind;
using ast::Op;

namespace {

constexpr std::string_view kFile = "query";
constexpr std::string_view kRelation = "the_query";

// What stands on the query's own lines keeps its columns.
std::string as_condition(std::string_view text) {
  return "define " + std::string(kRelation) + "() {\n" + std::string(text) + "\n}\n";
}
std::string in_brackets(std::string_view text, std::string_view behind) {
  return "define " + std::string(kRelation) + "() { where (\n" + std::string(text) + "\n)" + std::string(behind) +
         " }\n";
}

bool is_condition(const ast::Ast& tree, NodeIndex index, const base::Interner& interner) {
  const ast::Node& node = tree.at(index);
  const auto is_open = [&](NodeIndex child) {
    return tree.at(child).kind == NodeKind::name && interner.text(tree.at(child).text) == "_";
  };
  switch (node.kind) {
    // Nothing else takes `_`, and there is no variable to give to a relation.
    case NodeKind::call: return std::any_of(tree.children_of(index).begin(), tree.children_of(index).end(), is_open);
    case NodeKind::quantifier:
    case NodeKind::is_present:
    case NodeKind::is_absent:
    case NodeKind::is_kind: return true;
    case NodeKind::unary: return node.op == Op::not_;
    case NodeKind::binary:
      return node.op != Op::add && node.op != Op::sub && node.op != Op::mul && node.op != Op::div &&
             node.op != Op::mod && node.op != Op::default_;
    default: return false;
  }
}

// The condition of `where` in a text that was put into brackets; kNoIndex: it is none.
NodeIndex bracketed(const ast::Ast& tree) {
  for (NodeIndex i = 0; i < tree.nodes.size(); ++i) {
    if (tree.at(i).kind == NodeKind::where_item && tree.at(i).child_count > 0) return tree.child(i, 0);
  }
  return ast::kNoIndex;
}

// Brackets that do not match would close those around the query, or leave them open.
bool has_matching_brackets(std::string_view text) {
  std::string open;
  for (const parse::Word& word : parse::lex(text).all) {
    const std::string_view sign = text.substr(word.begin, word.end - word.begin);
    if (sign == "(" || sign == "[" || sign == "{") open += sign;
    if (sign != ")" && sign != "]" && sign != "}") continue;
    const char opener = sign == ")" ? '(' : sign == "]" ? '[' : '{';
    if (open.empty() || open.back() != opener) return false;
    open.pop_back();
  }
  return open.empty();
}

}  // namespace

bool is_incomplete_query(std::string_view text) {
  if (text::first_bad_utf8(text) != std::string_view::npos) return false;
  const parse::Words words = parse::lex(text);
  if (words.all.empty()) return false;
  std::size_t open = 0;
  for (const parse::Word& word : words.all) {
    if (parse::is_opener(word.type)) ++open;
    if (parse::is_closer(word.type) && open > 0) --open;
  }
  const parse::Word& last = words.all.back();
  const bool is_open_text = text.substr(last.begin).starts_with("\"\"\"") &&
                            (last.end - last.begin < 6 || !text.substr(0, last.end).ends_with("\"\"\""));
  return open > 0 || is_open_text || parse::leads_on(last.type);
}

// As a rule that the engine runs like any other.
QueryResult::Kind Engine::State::add_query(std::string_view text, std::string& content) {
  if (!has_matching_brackets(text)) {
    const text::FileId file = sources.add(std::string(kFile), std::string(text));
    sink.report("query-brackets", {file, 0, static_cast<std::uint32_t>(text.size())});
    return QueryResult::Kind::truth;
  }
  base::Interner scratch_interner;
  text::SourceSet scratch;
  const std::size_t begin = text.find_first_not_of(" \t\r\n");
  const bool is_some = begin != std::string_view::npos && text.substr(begin).starts_with("some") &&
                       text.size() > begin + 4 && (text[begin + 4] == ' ' || text[begin + 4] == '\n');
  if (is_some) {
    content = as_condition(text);
    return QueryResult::Kind::rows;
  }
  content = in_brackets(text, "");
  diag::Sink ignored;
  const text::FileId file = scratch.add(std::string(kFile), content);
  const ast::Ast tree = parse::parse_rules(scratch, file, {}, scratch_interner, ignored);
  const NodeIndex found = bracketed(tree);
  if (found == ast::kNoIndex || is_condition(tree, found, scratch_interner)) return QueryResult::Kind::truth;
  content = in_brackets(text, " is present");
  return QueryResult::Kind::value;
}

namespace {

// Values of rows as people and programs read them, with their places.
class Shown {
 public:
  Shown(const design::Design& design, const base::Interner& interner, infer::Inference& inference)
      : design_(design), interner_(interner), inference_(inference) {
    for (std::uint32_t i = 0; i < design.components.size(); ++i) {
      roots_.emplace_back(static_cast<std::uint32_t>(design.components[i].root), i);
    }
    std::sort(roots_.begin(), roots_.end());
  }

  QueryValue value(const infer::Value& value) {
    QueryValue result;
    if (value.tag == infer::Tag::component) {
      const design::ComponentId id{value.data};
      const design::Component& component = design_.at(id);
      result.shown = result.component = design_.id(id, interner_);
      result.json = edit::json_text(edit::Value::of(result.shown));
      result.place = span(component.file, component.name_node);
      return result;
    }
    infer::Values& values = inference_.evaluator().values();
    result.shown = values.show(value);
    result.json = edit::json_text(fix::edit_value(value, values));
    data::NodeId node = value.origin;
    if (node == data::kNoNode && value.tag == infer::Tag::node) node = data::NodeId{value.data};
    if (node == data::kNoNode) return result;
    const auto holder =
        std::upper_bound(roots_.begin(), roots_.end(), std::pair{static_cast<std::uint32_t>(node), 0xffffffffU});
    if (holder == roots_.begin()) return result;
    const design::ComponentId id{std::prev(holder)->second};
    const design::Component& component = design_.at(id);
    const auto root = static_cast<std::uint32_t>(component.root);
    if (static_cast<std::uint32_t>(node) >= root + design_.tree.at(component.root).size) return result;
    result.component = design_.id(id, interner_);
    result.path = design_.tree.path(component.root, node, interner_);
    result.place = span(component.file, node);
    return result;
  }

 private:
  text::Span span(text::FileId file, data::NodeId node) const {
    const data::Node& row = design_.tree.at(node);
    return {file, row.begin, row.end};
  }

  const design::Design& design_;
  const base::Interner& interner_;
  infer::Inference& inference_;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> roots_;  // with their components
};

}  // namespace

std::optional<QueryResult> Engine::query() {
  State& s = *state_;
  const auto found = std::find_if(s.program.relations.begin(), s.program.relations.end(),
                                  [&](const auto& relation) { return s.interner.text(relation.name) == kRelation; });
  if (!s.rules_ok || found == s.program.relations.end()) return std::nullopt;
  const auto id = static_cast<check::RelationId>(found - s.program.relations.begin());
  const check::Relation& relation = *found;
  infer::Inference& inference = s.inference();
  Shown shown(s.design, s.interner, inference);
  QueryResult result;
  result.kind = s.query_kind;
  for (const check::VarId var : relation.body.vars) {
    if (result.kind != QueryResult::Kind::rows) break;
    result.columns.emplace_back(s.interner.text(relation.frame[var].name));
  }
  if (result.kind == QueryResult::Kind::value) result.columns.emplace_back("value");
  std::set<std::vector<std::string>> known;
  try {
    inference.for_each_way(id, {}, [&](infer::Env& env, plan::VarSet /*bound*/) {
      result.holds = true;
      std::vector<QueryValue> row;
      if (result.kind == QueryResult::Kind::value && relation.body.conditions.size() == 1) {
        row.push_back(shown.value(inference.evaluator().eval(s.program.conds[relation.body.conditions[0]].a, env)));
      } else if (result.kind == QueryResult::Kind::rows) {
        for (const check::VarId var : relation.body.vars) row.push_back(shown.value(env[var]));
      }
      std::vector<std::string> key;
      key.reserve(row.size());
      for (const QueryValue& value : row) key.push_back(value.shown + '\n' + value.component + '\n' + value.path);
      if (!row.empty() && known.insert(std::move(key)).second) result.rows.push_back(std::move(row));
      return result.kind != QueryResult::Kind::rows;
    });
  } catch (const infer::Stopped& stopped) {
    Stops stops;
    if (stopped.needs == check::kNone) stops.relations.emplace(id, stopped);
    s.report_stops(std::move(stops));
    return std::nullopt;
  }
  std::sort(result.rows.begin(), result.rows.end(), [](const auto& a, const auto& b) {
    return std::lexicographical_compare(a.begin(), a.end(), b.begin(), b.end(), [](const auto& x, const auto& y) {
      return std::tie(x.shown, x.component, x.path) < std::tie(y.shown, y.component, y.path);
    });
  });
  return result;
}

}  // namespace meshplay::driver
