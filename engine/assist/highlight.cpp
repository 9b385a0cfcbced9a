#include "engine/assist/highlight.h"

#include <algorithm>
#include <map>

#include "engine/assist/cursor.h"
#include "engine/assist/describe.h"
#include "engine/parse/vocabulary.h"
#include "engine/parse/words.h"
#include "engine/text/utf8.h"

namespace meshplay::assist {

using ast::NodeIndex;
using ast::NodeKind;

std::string_view name(TokenKind kind) {
  static constexpr std::string_view kNames[kTokenKinds] = {"keyword",  "comment",  "string",    "number",
                                                           "operator", "variable", "parameter", "property",
                                                           "type",     "function", "namespace"};
  return kNames[static_cast<std::size_t>(kind)];
}

std::vector<Token> tokens(RuleSet& rules, const std::string& name) {
  std::vector<Token> result;
  const std::string_view content = rules.content(name);
  if (text::first_bad_utf8(content) != std::string_view::npos) return result;
  const parse::Words words = parse::lex(content);
  const auto look = rules.look(name);
  const ast::Ast& tree = look->tree;
  const text::FileId file = rules.file(name);

  std::map<std::uint32_t, Token> named;  // by where they begin
  const auto put = [&](text::Span span, TokenKind kind, bool is_declaration, bool is_builtin = false) {
    if (span.file == file) named[span.begin] = {span.begin, span.end, kind, is_declaration, false, is_builtin};
  };
  const auto kind_of = [](check::DeclKind kind) {
    return kind == check::DeclKind::kind ? TokenKind::type : TokenKind::function;
  };
  if (tree.root != ast::kNoIndex) {
    std::vector<NodeIndex> way;
    for_each_node(tree, tree.root, way, [&](NodeIndex node, const std::vector<NodeIndex>&) {
      const ast::Node& row = tree.at(node);
      if (row.kind == NodeKind::kind_ref) put(tree.span(node), TokenKind::type, false);
      if (row.kind == NodeKind::member) put(tree.span(tree.child(node, 1)), TokenKind::property, false);
      if (row.kind == NodeKind::call) put(tree.span(tree.child(node, 0)), TokenKind::function, false, true);
    });
  }
  for (const check::Reference& reference : look->observations.references) {
    const check::Declaration& declaration = look->observations.declarations[reference.declaration];
    put(reference.span, kind_of(declaration.kind), false, look->view(rules, declaration).is_builtin);
  }
  for (const check::Declaration& declaration : look->observations.declarations) {
    if (declaration.file != look->observations.file) continue;
    put(tree.span(tree.find(declaration.node, NodeKind::name)), kind_of(declaration.kind), true);
  }
  for (const check::Local& local : look->observations.locals) {
    const bool is_parameter = local.named != check::Lowering::Named::variable;
    put(local.span, is_parameter ? TokenKind::parameter : TokenKind::variable, local.span == local.binding);
  }

  std::uint32_t done = 0;
  bool is_header = false;
  for (const parse::Word& word : words.all) {
    if (word.starts_line) is_header = false;
    if (word.begin < done) continue;
    const std::string_view text = content.substr(word.begin, word.end - word.begin);
    const auto known = named.find(word.begin);
    if (known != named.end() && text[0] != '"') {
      result.push_back(known->second);
      done = known->second.end;
      continue;
    }
    const parse::Spelling* row = parse::spelling(word.type);
    Token token{word.begin, word.end, TokenKind::variable, false, false, false};
    if (text[0] == '"') {
      token.kind = TokenKind::string;
    } else if (text[0] >= '0' && text[0] <= '9') {
      token.kind = TokenKind::number;
    } else if (is_header) {
      token.kind = TokenKind::name_space;
    } else if (row != nullptr && row->role == parse::Role::sign) {
      token.kind = TokenKind::op;
    } else if (row != nullptr) {
      token.kind = TokenKind::keyword;
      is_header = row->role == parse::Role::header;
    } else if (text.find('/') != std::string_view::npos) {
      token.kind = TokenKind::type;  // a component of a test
    }
    if (token.kind == TokenKind::op && std::string_view("()[]{},.:").find(text) != std::string_view::npos) continue;
    result.push_back(token);
  }
  for (const auto* list : {&words.comments, &words.docs}) {
    for (const parse::Word& word : *list) {
      result.push_back({word.begin, word.end, TokenKind::comment, false, list == &words.docs, false});
    }
  }
  std::sort(result.begin(), result.end(), [](const Token& a, const Token& b) { return a.begin < b.begin; });
  return result;
}

std::vector<Fold> folds(RuleSet& rules, const std::string& name) {
  std::vector<Fold> result;
  const std::string_view content = rules.content(name);
  const auto has_lines = [&](std::uint32_t begin, std::uint32_t end) {
    return content.substr(begin, end - begin).find('\n') != std::string_view::npos;
  };
  const auto add = [&](std::uint32_t begin, std::uint32_t end, Fold::Kind kind) {
    if (has_lines(begin, end)) result.push_back({begin, end, kind});
  };
  if (const ast::Ast* tree = rules.find_tree(name); tree != nullptr && tree->root != ast::kNoIndex) {
    std::optional<Fold> imports;
    for (const NodeIndex node : tree->children_of(tree->root)) {
      const ast::Node& row = tree->at(node);
      if (row.kind == NodeKind::import) {
        if (!imports) imports = Fold{row.begin, row.end, Fold::Kind::imports};
        imports->end = row.end;
        continue;
      }
      add(row.begin, row.end, Fold::Kind::region);
      if (row.kind != NodeKind::test) continue;
      for (const NodeIndex child : tree->children_of(node)) {
        if (tree->at(child).kind == NodeKind::given_text) {
          add(tree->at(child).begin, tree->at(child).end, Fold::Kind::region);
        }
      }
    }
    if (imports) add(imports->begin, imports->end, Fold::Kind::imports);
  }
  if (text::first_bad_utf8(content) != std::string_view::npos) return result;
  const parse::Words words = parse::lex(content);
  std::vector<parse::Word> comments = words.comments;
  comments.insert(comments.end(), words.docs.begin(), words.docs.end());
  std::sort(comments.begin(), comments.end(),
            [](const parse::Word& a, const parse::Word& b) { return a.begin < b.begin; });
  for (std::size_t i = 0; i < comments.size();) {
    std::size_t last = i;
    const auto is_next_line = [&](const parse::Word& a, const parse::Word& b) {
      const std::string_view between = content.substr(a.end, b.begin - a.end);
      return between.find_first_not_of(" \t\r\n") == std::string_view::npos &&
             std::count(between.begin(), between.end(), '\n') <= 1;
    };
    while (last + 1 < comments.size() && is_next_line(comments[last], comments[last + 1])) ++last;
    add(comments[i].begin, comments[last].end, Fold::Kind::comment);
    i = last + 1;
  }
  return result;
}

std::vector<text::Span> selections(RuleSet& rules, const std::string& name, std::uint32_t offset) {
  std::vector<text::Span> result;
  static_cast<void>(rules.file(name));  // reads what was put
  const ast::Ast* tree = rules.find_tree(name);
  if (tree == nullptr) return result;
  const auto way = way_to(*tree, offset);
  for (auto node = way.rbegin(); node != way.rend(); ++node) {
    const text::Span span = tree->span(*node);
    if (result.empty() || result.back() != span) result.push_back(span);
  }
  return result;
}

std::vector<Hint> hints(RuleSet& rules, const std::string& name) {
  std::vector<Hint> result;
  const auto look = rules.look(name);
  if (!look || look->tree.root == ast::kNoIndex) return result;
  std::vector<NodeIndex> way;
  for_each_node(look->tree, look->tree.root, way, [&](NodeIndex node, const std::vector<NodeIndex>&) {
    const ast::Node& row = look->tree.at(node);
    if (row.kind != NodeKind::bind_element && row.kind != NodeKind::bind_entry) return;
    const std::size_t names = row.child_count - 1;
    for (std::size_t i = 0; i < names; ++i) {
      const text::Span binding = look->tree.span(look->tree.child(node, static_cast<std::uint32_t>(i)));
      for (const check::Local& local : look->observations.locals) {
        if (local.binding != binding || local.span == binding) continue;
        const check::Type* type = look->observations.type_at(local.span);
        const std::string text = type == nullptr ? "" : type_name(*type, look->observations, *look->interner);
        if (text.empty()) continue;
        result.push_back({binding.end, ": " + text});
        break;
      }
    }
  });
  return result;
}

}  // namespace meshplay::assist
