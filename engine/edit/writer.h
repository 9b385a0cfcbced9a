// Turns the changes of one file into patches of its text, by the styles that stand there.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/data/layout.h"
#include "engine/edit/changes.h"
#include "engine/edit/lines.h"
#include "engine/edit/patches.h"
#include "engine/edit/render.h"

namespace meshplay::edit {

class Writer {
 public:
  Writer(std::string_view content, data::Syntax syntax, const data::Layout& layout, const base::Interner& interner)
      : lines_(content), layout_(layout), interner_(interner), json_(syntax == data::Syntax::json) {}

  // The new text; nullopt: how the text is built is in doubt, and doubt() says where.
  std::optional<std::string> write(const Changes& changes);
  const std::string& doubt() const { return doubt_; }

 private:
  // Where a node hangs: behind the colon of a key, behind a dash, in brackets, or nowhere.
  enum class Hold : std::uint8_t { root, key, dash, brackets };
  struct Slot {
    Hold hold = Hold::root;
    std::uint32_t end = 0;     // behind the colon or the dash
    std::uint32_t column = 0;  // of the key or the dash
  };
  // An entry or an element that is there.
  struct Item {
    std::uint32_t begin = 0;  // of the key or the dash; in brackets of the key or the element
    std::uint32_t node = 0;   // of the value
    const Change* change = nullptr;
  };

  // Of JSON.
  struct Marks {
    std::string colon = ": ";
    std::string comma = ", ";
  };
  // How often a mapping and a list are indented by so much.
  struct Votes {
    std::map<std::uint32_t, std::uint32_t> steps;
    std::map<std::uint32_t, std::uint32_t> list_offsets;
  };

  void visit(std::uint32_t node, const Change& change, const Slot& slot);
  std::vector<Item> items_of(std::uint32_t node, const Change& change);
  std::vector<Addition> additions_to(std::uint32_t node, const Change& change) const;
  void visit_item(std::uint32_t node, const Item& item);
  Slot slot_of(std::uint32_t node, const Item& item);

  void replace(std::uint32_t node, const Value& value, const Slot& slot);
  void replace_in_block(const data::LayoutNode& node, const Value& value, const Slot& slot);
  void replace_block(const data::LayoutNode& node, const Block& block, const Slot& slot);
  void empty(std::uint32_t node, const std::vector<Item>& items, const Slot& slot);
  bool is_equal(std::uint32_t node, const Value& value) const;

  void change_block(std::uint32_t node, const std::vector<Item>& items, const std::vector<Addition>& added);
  void remove_from_block(const std::vector<Item>& items, std::size_t number);

  void change_brackets(std::uint32_t node, const std::vector<Item>& items, const std::vector<Addition>& added);
  void remove_from_brackets(const std::vector<Item>& items, std::size_t first, std::size_t last, std::uint32_t close);
  void remove_lines_in_brackets(const std::vector<Item>& items, std::size_t first, std::size_t last,
                                std::uint32_t close);
  void add_to_brackets(std::uint32_t node, const std::vector<Item>& items, const std::vector<Addition>& added);

  std::uint32_t find_dash(const data::LayoutNode& list, const data::LayoutNode& before);
  bool is_behind_dashes(std::uint32_t begin) const;
  std::uint32_t block_end(std::uint32_t begin, const data::LayoutNode& value) const;
  std::uint32_t last_line_end(const data::LayoutNode& value) const;
  std::uint32_t comma_in(std::uint32_t begin, std::uint32_t end) const;
  bool has_comment(std::uint32_t begin, std::uint32_t end) const;
  Votes votes(std::uint32_t first, std::uint32_t end) const;
  BlockShape block_shape(std::uint32_t root);
  BracketShape bracket_shape(std::uint32_t node);
  Marks marks() const;
  std::string joined(const std::vector<std::string>& lines, std::uint32_t at) const;
  void doubt(std::uint32_t at, std::string_view why);

  std::string_view content() const { return lines_.content(); }
  const data::LayoutNode& at(std::uint32_t node) const { return layout_.nodes[node]; }

  Lines lines_;
  const data::Layout& layout_;
  const base::Interner& interner_;
  BlockShape shape_;  // of the document
  std::optional<Votes> file_votes_;
  std::optional<Marks> marks_;
  Patches patches_;
  std::string doubt_;
  bool json_;
};

}  // namespace meshplay::edit
