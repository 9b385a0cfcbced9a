// The part of a rule file around the cursor, read with a name where the cursor stands, so that what is not written yet
// has a place in the tree.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/assist/rule_set.h"
#include "engine/parse/next.h"

namespace meshplay::assist {

// The name that stands for what is being written.
constexpr std::string_view kMark = "cursor_stands_here";

struct MarkedPart {
  // Bytes of the file that are being written: a word, or the inside of a text.
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  bool is_text = false;
  bool is_closed = false;  // the quotes of the text are there
  bool is_called = false;  // a round bracket follows
  std::uint32_t at = 0;    // in the part, where these bytes begin
  parse::Next next;        // what may follow the words before the cursor
  // The part with the mark in it. `mark` is kNoIndex where it has no place in the tree; `around`: outermost first.
  CloseLook look;
  ast::NodeIndex mark = ast::kNoIndex;
  std::vector<ast::NodeIndex> around;

  ast::NodeIndex parent_node() const { return around.empty() ? ast::kNoIndex : around.back(); }
  const ast::Node* parent() const { return around.empty() ? nullptr : &look.tree.at(around.back()); }
  // In braces of a text.
  bool is_interpolated() const;
};

// `name`: of a file of the set; `offset` in bytes. Nothing: no word of the language is written there.
std::optional<MarkedPart> mark_part(RuleSet& rules, const std::string& name, std::uint32_t offset);

bool is_word(char c);

}  // namespace meshplay::assist
