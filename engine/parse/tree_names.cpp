// Names, kind expressions, strings and the expressions inside messages.
#include <algorithm>

#include "engine/base/ensure.h"
#include "engine/parse/explain.h"
#include "engine/parse/foreign.h"
#include "engine/parse/tree_builder.h"

namespace meshplay::parse {

using ast::NodeIndex;
using ast::NodeKind;
using ast::Op;

// A name, a key or a dotted name as its words say: keys in quotes without them.
std::string TreeBuilder::plain_text(antlr4::ParserRuleContext& rule) {
  std::string text;
  for (const Part& part : parts_of(rule)) {
    if (part.rule != nullptr) {
      text += plain_text(*part.rule);
    } else if (part.what == MeshParser::STRING) {
      text += string_text(*part.word);
    } else {
      text += written(*part.word);
    }
  }
  return text;
}

NodeIndex TreeBuilder::name_node(antlr4::ParserRuleContext& rule) {
  const auto& first = *static_cast<const ParserToken*>(rule.start);
  if (rule.start == rule.stop && first.getType() != MeshParser::STRING) {
    return add_text(NodeKind::name, range_of(first), written(first));
  }
  return add_text(NodeKind::name, range_of(rule), plain_text(rule));
}

std::string TreeBuilder::string_text(const ParserToken& word) {
  const std::string_view raw = written(word);
  if (std::optional<std::string> simple = decode_simply(raw)) return *std::move(simple);
  Decoded decoded = decode_string(raw);
  // What stands in for a string that was never closed has been spoken of already.
  if (!word.word().broken) {
    for (const DecodeProblem& problem : decoded.problems) {
      Word part = word.word();
      part.end = part.begin + static_cast<std::uint32_t>(problem.end);
      part.begin += static_cast<std::uint32_t>(problem.begin);
      const Range range = range_of(ParserToken(part, 0));
      report(explain_escape(problem.written, range.begin, range.end));
    }
  }
  return std::move(decoded.text);
}

NodeIndex TreeBuilder::string_node(const ParserToken& word) {
  return add_text(NodeKind::string, range_of(word), string_text(word));
}

NodeIndex TreeBuilder::kind_expression(antlr4::ParserRuleContext& rule) {
  // kindExpr: kindUnion ( EXCEPT kindUnion )?
  Children sides;
  for (const Part& side : parts_of(rule)) {
    if (side.rule == nullptr) continue;
    Children atoms;
    for (const Part& part : parts_of(*side.rule)) {
      if (part.rule == nullptr) continue;
      const NodeIndex atom = kind_atom(*part.rule);
      if (tree_.at(atom).kind == NodeKind::kind_union) {
        const auto inner = tree_.children_of(atom);
        atoms.insert(atoms.end(), inner.begin(), inner.end());
      } else {
        atoms.push_back(atom);
      }
    }
    sides.push_back(atoms.size() == 1 ? atoms[0] : add(NodeKind::kind_union, range_of(*side.rule), atoms));
  }
  return sides.size() == 1 ? sides[0] : add(NodeKind::kind_except, range_of(rule), sides);
}

NodeIndex TreeBuilder::kind_atom(antlr4::ParserRuleContext& rule) {
  if (auto* inner = rule_in(rule, MeshParser::RuleKindExpr)) return kind_expression(*inner);
  Children model;
  if (auto* of = rule_in(rule, MeshParser::RuleHyphenated)) {
    Children version;
    Range range = range_of(*of);
    if (const ParserToken* word = word_in(rule, MeshParser::STRING)) {
      version.push_back(string_node(*word));
      range.end = range_of(*word).end;
    }
    model.push_back(add(NodeKind::model, range, version, Op::none, interner_.intern(plain_text(*of))));
  }
  const std::string text = plain_text(*rule_in(rule, MeshParser::RuleKindName));
  return add(NodeKind::kind_ref, range_of(rule), model, Op::none, interner_.intern(text));
}

// The string of a message: a string node, or an interpolation when expressions stand in it.
NodeIndex TreeBuilder::message_text(const ParserToken& word) {
  const std::string_view raw = written(word);
  if (word.word().broken || raw.find_first_of("{}") == std::string_view::npos) return string_node(word);
  const Decoded decoded = decode_string(raw);
  if (!decoded.problems.empty()) return string_node(word);
  const std::string& text = decoded.text;
  const std::uint32_t base = range_of(word).begin;
  const auto from = [&](std::size_t at) { return base + decoded.begins[at]; };
  const auto to = [&](std::size_t at) { return base + decoded.ends[at - 1]; };

  Children parts;
  std::string literal;
  std::size_t literal_begin = 0;
  bool has_expressions = false;
  const auto end_literal = [&](std::size_t at) {
    if (!literal.empty()) parts.push_back(add_text(NodeKind::string, {from(literal_begin), to(at)}, literal));
    literal.clear();
  };
  for (std::size_t at = 0; at < text.size();) {
    const bool twice = at + 1 < text.size() && text[at + 1] == text[at];
    const bool brace = text[at] == '{' || text[at] == '}';
    if (!brace || twice) {
      if (literal.empty()) literal_begin = at;
      literal += text[at];
      at += brace ? 2 : 1;
      continue;
    }
    const std::size_t close = text[at] == '{' ? find_closing_brace(text, at) : std::string::npos;
    if (close == std::string::npos) {
      report(explain_brace(text[at], from(at), to(at + 1)));
      return string_node(word);
    }
    end_literal(at);
    has_expressions = true;
    const NodeIndex inner = embedded(decoded, at + 1, close, base);
    if (inner == ast::kNoIndex) return string_node(word);
    parts.push_back(inner);
    at = close + 1;
  }
  if (!has_expressions) return add_text(NodeKind::string, range_of(word), literal);
  end_literal(text.size());
  return add(NodeKind::interpolation, range_of(word), parts);
}

// Bytes [begin, end) of the text of a string whose first quote stands at `base`.
NodeIndex TreeBuilder::embedded(const Decoded& decoded, std::size_t begin, std::size_t end, std::uint32_t base) {
  const std::string_view text = std::string_view(decoded.text).substr(begin, end - begin);
  const Place outer = place_;
  place_ = {text, &decoded, begin, base};
  Words words = lex(text);
  const auto place = [this](const Word& word) {
    const Range range = range_of(ParserToken(word, 0));
    return std::pair(range.begin, range.end);
  };
  NodeIndex result = ast::kNoIndex;
  const std::size_t mistakes = mistakes_.count();
  if (words.all.empty()) {
    report(explain_empty_braces(base + decoded.begins[begin - 1], base + decoded.ends[end]));
  } else {
    const bool escapes = outer.text.compare(base, 3, "\"\"\"") != 0;
    replace_foreign_words(text, words, place, escapes ? "\\\"" : "\"", mistakes_);
  }
  if (mistakes_.count() == mistakes) {
    const GrammarRun run(words.all, static_cast<std::uint32_t>(text.size()), Start::interpolated, nesting_);
    if (run.ok()) {
      result = expression(*run.interpolated()->expr());
    } else {
      Mistake mistake =
          explain({text, words.all, nullptr, place, base + decoded.begins[end], true}, run.failure()).mistake;
      // A word that cannot be a name is told once, where the name is chosen.
      const auto& told = mistakes_.kept();
      const bool again =
          mistake.code == "reserved-word" && std::any_of(told.begin(), told.end(), [&](const Mistake& other) {
            return other.code == mistake.code && other.arguments == mistake.arguments;
          });
      if (!again) report(std::move(mistake));
    }
  }
  place_ = outer;
  return result;
}

}  // namespace meshplay::parse
