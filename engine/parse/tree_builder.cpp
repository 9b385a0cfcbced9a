#include "engine/parse/tree_builder.h"

#include <algorithm>
#include <typeinfo>

#include "engine/parse/explain.h"

namespace meshplay::parse {

using ast::NodeIndex;
using ast::NodeKind;
using ast::Op;

namespace {

const ParserToken* word_of(antlr4::tree::ParseTree& node) {
  // Which class it is has been looked at; only its virtual base asks for the dynamic cast.
  return static_cast<const ParserToken*>(dynamic_cast<antlr4::tree::TerminalNodeImpl&>(node).getSymbol());
}

bool is_word(const antlr4::tree::ParseTree& node) { return typeid(node) == typeid(antlr4::tree::TerminalNodeImpl); }

}  // namespace

std::vector<Part> parts_of(const antlr4::ParserRuleContext& rule) {
  std::vector<Part> parts;
  parts.reserve(rule.children.size());
  for (antlr4::tree::ParseTree* child : rule.children) {
    Part part;
    if (is_word(*child)) {
      part.word = word_of(*child);
      part.what = part.word->getType();
    } else {
      part.rule = static_cast<antlr4::ParserRuleContext*>(child);
      part.what = part.rule->getRuleIndex();
    }
    parts.push_back(part);
  }
  return parts;
}

antlr4::ParserRuleContext* rule_in(const antlr4::ParserRuleContext& rule, std::size_t index) {
  for (antlr4::tree::ParseTree* child : rule.children) {
    if (is_word(*child)) continue;
    auto* found = static_cast<antlr4::ParserRuleContext*>(child);
    if (found->getRuleIndex() == index) return found;
  }
  return nullptr;
}

const ParserToken* word_in(const antlr4::ParserRuleContext& rule, std::size_t type) {
  for (antlr4::tree::ParseTree* child : rule.children) {
    if (!is_word(*child)) continue;
    const ParserToken* word = word_of(*child);
    if (word->getType() == type) return word;
  }
  return nullptr;
}

TreeBuilder::TreeBuilder(ast::Ast& tree, std::string_view content, const Words& words, std::uint32_t nesting,
                         base::Interner& interner, Mistakes& mistakes)
    : tree_(tree),
      place_{content, nullptr, 0, 0},
      words_(words),
      nesting_(nesting),
      interner_(interner),
      mistakes_(mistakes) {}

void TreeBuilder::add_items(MeshParser::FileContext& file, bool damaged) {
  damaged_ = damaged;
  for (const Part& part : parts_of(file)) {
    if (part.rule != nullptr) add_item(static_cast<MeshParser::ItemContext&>(*part.rule));
  }
  damaged_ = false;
}

void TreeBuilder::add_item(MeshParser::ItemContext& item) {
  const std::size_t nodes = tree_.nodes.size();
  const std::size_t children = tree_.children.size();
  const std::size_t items = items_.size();
  too_deep_ = false;
  build_item(item);
  if (!too_deep_) return;
  tree_.nodes.resize(nodes);
  tree_.children.resize(children);
  heights_.resize(nodes);
  items_.resize(items);
}

void TreeBuilder::start_again() {
  tree_.nodes.clear();
  tree_.children.clear();
  heights_.clear();
  items_.clear();
}

void TreeBuilder::finish() {
  const auto size = static_cast<std::uint32_t>(place_.text.size());
  tree_.root = add(NodeKind::file, {0, size}, items_);
}

NodeIndex TreeBuilder::add(NodeKind kind, Range range, std::span<const NodeIndex> children, Op op, base::StrId text) {
  ast::Node node;
  node.kind = kind;
  node.op = op;
  node.text = text;
  node.begin = range.begin;
  node.end = range.end;
  node.first_child = static_cast<std::uint32_t>(tree_.children.size());
  node.child_count = static_cast<std::uint32_t>(children.size());
  std::uint16_t height = 0;
  for (const NodeIndex child : children) {
    tree_.children.push_back(child);
    height = std::max(height, heights_[child]);
  }
  if (height >= kMaxTreeDepth) {
    if (!too_deep_) report(explain_too_deep(kMaxTreeDepth, range.begin, range.end));
    too_deep_ = true;
    height = 0;
  }
  heights_.push_back(static_cast<std::uint16_t>(height + 1));
  tree_.nodes.push_back(node);
  return static_cast<NodeIndex>(tree_.nodes.size() - 1);
}

NodeIndex TreeBuilder::add_text(NodeKind kind, Range range, std::string_view text) {
  return add(kind, range, {}, Op::none, interner_.intern(text));
}

Range TreeBuilder::range_of(const ParserToken& word) const {
  if (place_.decoded == nullptr) return {word.begin(), word.end()};
  const Decoded& decoded = *place_.decoded;
  if (decoded.begins.empty()) return {place_.base, place_.base};
  const std::size_t first = std::min(place_.skipped + word.begin(), decoded.begins.size() - 1);
  if (word.end() <= word.begin()) return {place_.base + decoded.begins[first], place_.base + decoded.begins[first]};
  const std::size_t last = std::min(place_.skipped + word.end() - 1, decoded.ends.size() - 1);
  return {place_.base + decoded.begins[first], place_.base + decoded.ends[last]};
}

Range TreeBuilder::range_of(const antlr4::ParserRuleContext& rule) const {
  const auto& first = *static_cast<const ParserToken*>(rule.start);
  // An empty rule ends before it begins.
  const auto& last = *static_cast<const ParserToken*>(rule.stop != nullptr ? rule.stop : rule.start);
  const Range begin = range_of(first);
  return {begin.begin, std::max(begin.begin, range_of(last).end)};
}

std::string_view TreeBuilder::written(const ParserToken& word) const {
  return place_.text.substr(word.begin(), word.end() - word.begin());
}

}  // namespace meshplay::parse
