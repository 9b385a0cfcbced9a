#include "engine/edit/render.h"

#include <utility>

namespace meshplay::edit {

using data::NodeType;
using data::Style;

namespace {

constexpr std::uint32_t kDash = 2;

void append(Block& block, Block more) {
  for (std::string& line : more.lines) block.lines.push_back(std::move(line));
  block.ends_in_literal = more.ends_in_literal;
}

Block literal(const std::string& text, std::uint32_t column) {
  Block block{text.ends_with('\n') ? "|" : "|-", {}, true};
  const std::string prefix(column, ' ');
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    block.lines.push_back(end == begin ? "" : prefix + text.substr(begin, end - begin));
    begin = end + 1;
  }
  return block;
}

Block scalar(const Value& value, std::uint32_t column, Style before) {
  const bool quoted = before == Style::single_quoted || before == Style::double_quoted;
  if (value.type == NodeType::text && !quoted && fits_literal(value.text)) return literal(value.text, column);
  if (value.is_empty_collection()) return {value.type == NodeType::mapping ? "{}" : "[]", {}, false};
  return {scalar_text(value, before, Around::block), {}, false};
}

// Mappings at `column`, the dashes of lists at `list_column`.
Block block_at(const Value& value, std::uint32_t column, std::uint32_t list_column, const BlockShape& shape,
               Style before) {
  if (!value.is_collection() || value.is_empty_collection()) return scalar(value, column, before);
  Block block;
  for (const Entry& entry : value.entries) append(block, entry_lines(entry.key, entry.value, column, shape));
  for (const Value& element : value.elements) append(block, element_lines(element, list_column, kDash - 1, shape));
  return block;
}

// Puts what stands before the value in front of it.
Block below(std::string front, Block block) {
  if (!block.head.empty()) front += ' ' + block.head;
  block.head.clear();
  block.lines.insert(block.lines.begin(), std::move(front));
  return block;
}

}  // namespace

Block block_below_key(const Value& value, std::uint32_t column, const BlockShape& shape, Style before) {
  return block_at(value, column + shape.step, column + shape.list_offset, shape, before);
}

Block block_below_dash(const Value& value, std::uint32_t column, const BlockShape& shape, Style before) {
  return block_at(value, column + kDash, column + kDash, shape, before);
}

Block entry_lines(const std::string& key, const Value& value, std::uint32_t column, const BlockShape& shape) {
  std::string front = std::string(column, ' ') + scalar_text(Value::of(key), Style::plain, Around::block) + ":";
  return below(std::move(front), block_below_key(value, column, shape, Style::plain));
}

Block element_lines(const Value& value, std::uint32_t column, std::uint32_t gap, const BlockShape& shape) {
  const std::uint32_t inner = column + 1 + gap;
  Block block = block_at(value, inner, inner, shape, Style::plain);
  const std::string front = std::string(column, ' ') + "-";
  if (!block.head.empty() || block.lines.empty()) {
    const std::string blanks(gap, ' ');
    block.lines.insert(block.lines.begin(), front + blanks + block.head);
    block.head.clear();
    return block;
  }
  block.lines.front().replace(0, column + 1, front);
  return block;
}

std::string in_brackets(const Value& value, const BracketShape& shape, Style before) {
  if (!value.is_collection()) {
    if (shape.json && value.type == NodeType::text) return double_quoted(value.text);
    return scalar_text(value, before, Around::brackets);
  }
  const bool mapping = value.type == NodeType::mapping;
  const bool lines = shape.lines && !value.is_empty_collection();
  BracketShape inner = shape;
  if (lines) inner.indent += shape.step;
  const std::string next = lines ? shape.newline + inner.indent : "";
  std::string out(1, mapping ? '{' : '[');
  const auto separate = [&] {
    if (out.size() > 1) out += lines ? "," : shape.comma;
    out += next;
  };
  for (const Entry& entry : value.entries) {
    separate();
    out += entry_in_brackets(entry.key, entry.value, inner);
  }
  for (const Value& element : value.elements) {
    separate();
    out += in_brackets(element, inner, Style::plain);
  }
  if (lines) out += shape.newline + shape.indent;
  return out + (mapping ? '}' : ']');
}

std::string entry_in_brackets(const std::string& key, const Value& value, const BracketShape& shape) {
  const std::string name =
      shape.json ? double_quoted(key) : scalar_text(Value::of(key), Style::plain, Around::brackets);
  return name + shape.colon + in_brackets(value, shape, Style::plain);
}

}  // namespace meshplay::edit
