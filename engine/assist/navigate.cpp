#include "engine/assist/navigate.h"

#include <algorithm>
#include <tuple>

#include "engine/assist/cursor.h"
#include "engine/assist/describe.h"
#include "engine/parse/vocabulary.h"
#include "engine/parse/words.h"
#include "engine/text/utf8.h"

namespace meshplay::assist {

using ast::NodeIndex;
using ast::NodeKind;

namespace {

bool touches(text::Span span, text::FileId file, std::uint32_t offset) {
  return span.file == file && span.begin <= offset && offset <= span.end;
}

// The last part of a name that is written with its package.
text::Span last_part(const RuleSet& rules, text::Span span) {
  const std::string_view written = rules.sources().text(span);
  const std::size_t dot = written.rfind('.');
  if (dot != std::string_view::npos) span.begin += static_cast<std::uint32_t>(dot + 1);
  return span;
}

void sort_each_once(std::vector<text::Span>& spans) {
  const auto key = [](text::Span span) { return std::tuple(span.file, span.begin, span.end); };
  std::sort(spans.begin(), spans.end(), [&](text::Span a, text::Span b) { return key(a) < key(b); });
  spans.erase(std::unique(spans.begin(), spans.end()), spans.end());
}

// The declaration that the place stands in.
const check::Declaration* owner_of(const RuleSet& rules, text::Span place) {
  for (const check::Declaration& declaration : rules.declarations()) {
    const ast::Ast& tree = rules.tree(declaration);
    if (tree.file != place.file) continue;
    const text::Span whole = tree.span(declaration.node);
    if (whole.begin <= place.begin && place.end <= whole.end) return &declaration;
  }
  return nullptr;
}

// Names of arguments in calls, and of params in tests, that mean this parameter or param.
void add_outer_uses(const RuleSet& rules, const check::Local& local, std::vector<text::Span>& spans) {
  using Named = check::Lowering::Named;
  if (local.named == Named::variable) return;
  const check::Declaration* owner = owner_of(rules, local.binding);
  if (owner == nullptr) return;
  const auto number = static_cast<std::uint32_t>(owner - rules.declarations().data());
  const std::string name(rules.sources().text(local.binding));
  for (const check::Reference& reference : rules.references()) {
    if (reference.declaration != number) continue;
    const ast::Ast* tree = rules.find_tree(std::string(rules.file_name(reference.span.file)));
    if (tree == nullptr || tree->file != reference.span.file) continue;
    for (const NodeIndex node : way_to(*tree, reference.span.begin)) {
      const ast::Node& row = tree->at(node);
      if (row.kind == NodeKind::call && tree->at(tree->child(node, 0)).begin == reference.span.begin) {
        for (const NodeIndex child : tree->children_of(node)) {
          if (tree->at(child).kind == NodeKind::named_argument && rules.text(*tree, tree->child(child, 0)) == name) {
            spans.push_back(tree->span(tree->child(child, 0)));
          }
        }
      }
      if (row.kind == NodeKind::given_param && local.named == Named::param) {
        const text::Span place = last_part(rules, tree->span(tree->child(node, 0)));
        if (rules.sources().text(place) == name) spans.push_back(place);
      }
    }
  }
}

Symbol symbol_of(const DeclarationView& view) {
  const std::string first = head(view);
  return {std::string(view.source(view.name_node())),
          first.substr(0, first.find('\n')),
          view.declaration.package,
          false,
          view.declaration.kind,
          view.tree.span(view.declaration.node),
          view.tree.span(view.name_node())};
}

}  // namespace

std::optional<Meaning> meaning(const RuleSet& rules, const CloseLook& look, std::uint32_t offset) {
  const text::FileId file = look.tree.file;
  for (const check::Local& local : look.observations.locals) {
    if (touches(local.span, file, offset)) return Meaning{{}, false, local.binding, local.named, local.span};
  }
  const auto of = [&](const check::Declaration& declaration, text::Span span) {
    const DeclarationView view = look.view(rules, declaration);
    return Meaning{declaration, view.is_builtin, view.tree.span(view.name_node()), {}, span};
  };
  for (const check::Declaration& declaration : look.observations.declarations) {
    if (declaration.file != look.observations.file) continue;
    const text::Span name = look.tree.span(look.tree.find(declaration.node, NodeKind::name));
    if (touches(name, file, offset)) return of(declaration, name);
  }
  for (const check::Reference& reference : look.observations.references) {
    if (!touches(reference.span, file, offset)) continue;
    return of(look.observations.declarations[reference.declaration], last_part(rules, reference.span));
  }
  return std::nullopt;
}

std::optional<text::Span> definition(RuleSet& rules, const std::string& name, std::uint32_t offset) {
  const auto look = rules.look(name);
  const auto found = look ? meaning(rules, *look, offset) : std::nullopt;
  return found ? std::optional(found->declared) : std::nullopt;
}

std::vector<text::Span> references(RuleSet& rules, const std::string& name, std::uint32_t offset,
                                   bool with_declaration) {
  std::vector<text::Span> result;
  const auto look = rules.look(name);
  const auto found = look ? meaning(rules, *look, offset) : std::nullopt;
  if (!found) return result;
  rules.check();
  if (!found->declaration) {
    for (const check::Local& local : look->observations.locals) {
      if (local.binding == found->declared && (with_declaration || local.span != local.binding)) {
        result.push_back(local.span);
      }
    }
    add_outer_uses(rules, {found->span, found->declared, found->named}, result);
  } else {
    for (const check::Reference& reference : rules.references()) {
      const check::Declaration& declaration = rules.declarations()[reference.declaration];
      if (rules.name_span(declaration) == found->declared) result.push_back(last_part(rules, reference.span));
    }
    if (with_declaration) result.push_back(found->declared);
  }
  sort_each_once(result);
  return result;
}

base::Result<text::Span> rename_place(RuleSet& rules, const std::string& name, std::uint32_t offset) {
  const auto look = rules.look(name);
  const auto found = look ? meaning(rules, *look, offset) : std::nullopt;
  if (!found) return base::Error{"nothing that has a name of your own stands there"};
  if (found->is_builtin) return base::Error{"`" + found->declaration->full_name + "` is built in and keeps its name"};
  return found->span;
}

base::Result<std::vector<diag::Replacement>> rename(RuleSet& rules, const std::string& name, std::uint32_t offset,
                                                    std::string_view new_name) {
  const auto place = rename_place(rules, name, offset);
  if (!place.ok()) return place.error();
  const auto words =
      text::first_bad_utf8(new_name) == std::string_view::npos ? parse::lex(new_name).all : std::vector<parse::Word>{};
  if (words.size() != 1 || words[0].begin != 0 || words[0].end != new_name.size() || !parse::is_name(words[0].type)) {
    return base::Error{"`" + std::string(new_name) +
                       "` is no name: letters, digits and `_`, no digit first, and no word of the language"};
  }
  rules.check();
  const auto look = rules.look(name);
  const auto found = meaning(rules, *look, offset);
  if (!found->declaration) {
    const check::Declaration* owner = owner_of(rules, found->declared);
    for (const check::Local& local : look->observations.locals) {
      if (rules.sources().text(local.binding) != new_name || local.binding == found->declared) continue;
      if (owner == owner_of(rules, local.binding)) {
        return base::Error{"`" + std::string(new_name) + "` is taken in the same declaration"};
      }
    }
  } else {
    const std::string& package = found->declaration->package;
    const std::string full = (package.empty() ? "" : package + ".") + std::string(new_name);
    for (const check::Declaration& declaration : rules.declarations()) {
      if (declaration.full_name == full && full != found->declaration->full_name) {
        return base::Error{"`" + full + "` is taken by another " + std::string(check::name(declaration.kind))};
      }
    }
  }
  std::vector<diag::Replacement> result;
  for (const text::Span span : references(rules, name, offset, true)) result.push_back({span, std::string(new_name)});
  return result;
}

std::vector<Symbol> symbols(RuleSet& rules, const std::string& name) {
  std::vector<Symbol> result;
  const auto look = rules.look(name);
  if (!look) return result;
  const ast::Ast& tree = look->tree;
  for (const check::Declaration& declaration : look->observations.declarations) {
    if (declaration.file != look->observations.file) continue;
    result.push_back(symbol_of(look->view(rules, declaration)));
  }
  if (tree.root != ast::kNoIndex) {
    for (const NodeIndex node : tree.children_of(tree.root)) {
      if (tree.at(node).kind != NodeKind::test) continue;
      const NodeIndex title = tree.find(node, NodeKind::string);
      if (title == ast::kNoIndex) continue;
      result.push_back(
          {std::string(look->text(title)), "test", {}, true, check::DeclKind::rule, tree.span(node), tree.span(title)});
    }
  }
  std::sort(result.begin(), result.end(), [](const Symbol& a, const Symbol& b) { return a.span.begin < b.span.begin; });
  return result;
}

std::vector<Symbol> all_symbols(RuleSet& rules) {
  std::vector<Symbol> result;
  rules.check();
  for (const check::Declaration& declaration : rules.declarations()) {
    const DeclarationView view = rules.view(declaration);
    if (!view.is_builtin) result.push_back(symbol_of(view));
  }
  return result;
}

}  // namespace meshplay::assist
