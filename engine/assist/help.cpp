#include "engine/assist/help.h"

#include "engine/assist/cursor.h"
#include "engine/assist/navigate.h"
#include "engine/parse/vocabulary.h"
#include "engine/parse/words.h"
#include "engine/text/utf8.h"

namespace meshplay::assist {

using ast::NodeIndex;
using ast::NodeKind;

namespace {

std::string code(std::string_view text) { return "```mesh\n" + std::string(text) + "\n```"; }

// Of a key behind a dot, and of kinds and functions: what is no name of the rule files.
std::string hover_node(const CloseLook& look, const RuleSet& rules, std::uint32_t offset, text::Span& span) {
  const std::vector<NodeIndex> way = way_to(look.tree, offset);
  for (std::size_t i = way.size(); i-- > 0;) {
    const ast::Node& row = look.tree.at(way[i]);
    if (row.kind == NodeKind::kind_ref) {
      span = look.tree.span(way[i]);
      return hover_kind(look.text(way[i]));
    }
    if (row.kind == NodeKind::call && i + 1 < way.size() && way[i + 1] == look.tree.child(way[i], 0)) {
      span = look.tree.span(way[i + 1]);
      return hover_function(look.text(way[i + 1]));
    }
    if (row.kind != NodeKind::member) continue;
    const NodeIndex key = look.tree.child(way[i], 1);
    if (i + 1 < way.size() && way[i + 1] != key) continue;
    span = look.tree.span(key);
    const check::Type* base = look.observations.type_at(look.tree.span(look.tree.child(way[i], 0)));
    if (base == nullptr) return {};
    const bool is_component = !base->kinds.empty() || base->every_kind;
    std::string text = is_component ? hover_property(look.text(key)) : std::string();
    const std::string of_schema = hover_member(*base, look.text(key), *look.interner);
    if (!text.empty() && !of_schema.empty()) text += "\n\n";
    text += of_schema;
    if (text.empty()) {
      const check::Type* type = look.observations.type_at(look.tree.span(way[i]));
      const std::string what = type == nullptr ? "" : type_name(*type, look.observations, *look.interner);
      if (!what.empty()) text = code(std::string(rules.sources().text(span)) + ": " + what);
    }
    return text;
  }
  return {};
}

}  // namespace

std::optional<Hover> hover(RuleSet& rules, const std::string& name, std::uint32_t offset) {
  const auto look = rules.look(name);
  if (!look) return std::nullopt;
  Hover result;
  if (const auto found = meaning(rules, *look, offset)) {
    result.span = found->span;
    if (found->declaration) {
      result.markdown = hover(look->view(rules, *found->declaration));
      return result;
    }
    static constexpr std::string_view kNames[] = {"variable", "parameter", "param", "role"};
    const check::Type* type = nullptr;
    for (const check::Local& local : look->observations.locals) {
      if (local.binding == found->declared && type == nullptr) type = look->observations.type_at(local.span);
    }
    const std::string what = type == nullptr ? "" : type_name(*type, look->observations, *look->interner);
    std::string text = std::string(kNames[static_cast<std::size_t>(found->named)]) + " " +
                       std::string(rules.sources().text(found->span));
    if (!what.empty()) text += ": " + what;
    for (const NodeIndex node : way_to(look->tree, found->declared.begin)) {
      if (look->tree.at(node).kind == NodeKind::param) text = rules.sources().text(look->tree.span(node));
    }
    result.markdown = code(text);
    return result;
  }
  if (look->tree.root == ast::kNoIndex) return std::nullopt;
  result.markdown = hover_node(*look, rules, offset, result.span);
  return result.markdown.empty() ? std::nullopt : std::optional(result);
}

std::optional<Call> call_at(RuleSet& rules, const std::string& name, std::uint32_t offset) {
  const std::string_view content = rules.content(name);
  if (text::first_bad_utf8(content) != std::string_view::npos) return std::nullopt;
  const std::vector<parse::Word> words = parse::lex(content.substr(0, offset)).all;
  const auto written = [&](std::size_t i) { return content.substr(words[i].begin, words[i].end - words[i].begin); };
  std::size_t depth = 0;
  Call result;
  for (std::size_t i = words.size(); i-- > 0;) {
    const std::string_view text = written(i);
    if (text == "{" || text == "}") return std::nullopt;
    if (text == ")" || text == "]") ++depth;
    if (text == "," && depth == 0) ++result.argument;
    if (text != "(" && text != "[") continue;
    if (depth > 0) {
      --depth;
      continue;
    }
    if (text == "[") {
      result.argument = 0;
      continue;
    }
    if (i == 0 || !parse::is_name(words[i - 1].type)) {
      result.argument = 0;
      continue;
    }
    std::string callee(written(i - 1));
    for (std::size_t j = i - 1; j >= 2 && written(j - 1) == "."; j -= 2)
      callee = std::string(written(j - 2)) + "." + callee;
    const auto look = rules.look(name);
    std::string own;
    if (look->tree.root != ast::kNoIndex) {
      for (const NodeIndex node : look->tree.children_of(look->tree.root)) {
        if (look->tree.at(node).kind == NodeKind::package) own = look->text(node);
      }
    }
    const check::Declaration* best = nullptr;
    for (const check::Declaration& declaration : look->observations.declarations) {
      if (declaration.kind == check::DeclKind::kind || declaration.kind == check::DeclKind::rule) continue;
      const bool fits = declaration.full_name == callee || declaration.full_name.ends_with("." + callee);
      if (fits && (best == nullptr || declaration.package == own)) best = &declaration;
    }
    if (best != nullptr) {
      result.signature = signature(look->view(rules, *best));
    } else if (const auto function = function_signature(callee)) {
      result.signature = *function;
    } else {
      return std::nullopt;
    }
    // A named argument stands where its name says.
    if (const std::size_t last = words.size() - 1; last > i + 1 && written(last) == ":") {
      for (std::size_t p = 0; p < result.signature.parameters.size(); ++p) {
        if (result.signature.parameters[p].name == written(last - 1)) result.argument = p;
      }
    }
    return result;
  }
  return std::nullopt;
}

}  // namespace meshplay::assist
