#include "engine/edit/writer.h"

#include <algorithm>

namespace meshplay::edit {

using data::LayoutNode;
using data::NodeType;
using data::Style;

namespace {

bool is_block_scalar(const LayoutNode& node) { return node.style == Style::literal || node.style == Style::folded; }

std::optional<std::uint32_t> most_common(const std::map<std::uint32_t, std::uint32_t>& votes) {
  const auto most = std::max_element(votes.begin(), votes.end(),
                                     [](const auto& one, const auto& other) { return one.second < other.second; });
  if (most == votes.end()) return std::nullopt;
  return most->first;
}

}  // namespace

std::optional<std::string> Writer::write(const Changes& changes) {
  for (std::uint32_t document = 0; document < layout_.roots.size() && doubt_.empty(); ++document) {
    const Change* change = changes.of(document);
    if (change == nullptr) continue;
    shape_ = block_shape(layout_.roots[document]);
    visit(layout_.roots[document], *change, {});
  }
  if (!doubt_.empty()) return std::nullopt;
  auto text = patches_.apply_to(content());
  if (!text) doubt_ = "the places to change overlap";
  return text;
}

void Writer::doubt(std::uint32_t at, std::string_view why) {
  if (!doubt_.empty()) return;
  const auto line = 1 + std::count(content().begin(), content().begin() + at, '\n');
  doubt_ = std::string(why) + " in line " + std::to_string(line) + " leaves in doubt how to write it";
}

void Writer::visit(std::uint32_t node, const Change& change, const Slot& slot) {
  const std::vector<Item> items = items_of(node, change);
  const std::vector<Addition> added = additions_to(node, change);
  if (!doubt_.empty()) return;
  const bool keeps =
      std::any_of(items.begin(), items.end(), [](const Item& item) { return !item.change || !item.change->removed; });
  const bool stays_block = !items.empty() && at(node).style == Style::block && lines_.begins_line(items[0].begin);
  if (!keeps && added.empty()) {
    if (!items.empty()) empty(node, items, slot);
  } else if (!keeps && !stays_block) {
    Value value;
    value.type = at(node).type;
    for (const Addition& addition : added) {
      if (value.type == NodeType::mapping) {
        value.entries.push_back({addition.key, addition.value});
      } else {
        value.elements.push_back(addition.value);
      }
    }
    replace(node, value, slot);
  } else if (at(node).style == Style::flow) {
    change_brackets(node, items, added);
  } else {
    change_block(node, items, added);
  }
}

std::vector<Writer::Item> Writer::items_of(std::uint32_t node, const Change& change) {
  const LayoutNode& parent = at(node);
  std::vector<Item> items;
  items.reserve(parent.count);
  std::uint32_t next = node + 1;
  for (std::uint32_t i = 0; i < parent.count && doubt_.empty(); ++i) {
    if (parent.type == NodeType::mapping) {
      const LayoutNode& key = at(next);
      const Change* inside = key.merge_key ? nullptr : change.find(Step::into(std::string(interner_.text(key.text))));
      items.push_back({key.outer_begin, next + 1, inside});
      next += 1 + at(next + 1).size;
      continue;
    }
    std::uint32_t begin = at(next).outer_begin;
    if (parent.style == Style::block) begin = i == 0 ? parent.begin : find_dash(parent, at(items.back().node));
    items.push_back({begin, next, change.find(Step::at(i))});
    next += at(next).size;
  }
  return items;
}

std::vector<Addition> Writer::additions_to(std::uint32_t node, const Change& change) const {
  const LayoutNode& parent = at(node);
  if (parent.type == NodeType::sequence) return added_elements(change, parent.count);
  std::vector<std::string_view> keys;
  std::uint32_t next = node + 1;
  for (std::uint32_t i = 0; i < parent.count; ++i, next += 1 + at(next + 1).size) {
    if (!at(next).merge_key) keys.push_back(interner_.text(at(next).text));
  }
  std::sort(keys.begin(), keys.end());
  return added_entries(change, [&](std::string_view key) { return std::binary_search(keys.begin(), keys.end(), key); });
}

// The dash of the element behind `before`: the first that begins a line in the list's column.
std::uint32_t Writer::find_dash(const LayoutNode& list, const LayoutNode& before) {
  const std::uint32_t column = lines_.column(list.begin);
  for (std::uint32_t line = last_line_end(before); line < lines_.size(); line = lines_.after(line)) {
    const std::uint32_t first = lines_.skip_blanks(line);
    if (first < lines_.size() && content()[first] == '-' && lines_.column(first) == column) return first;
    if (!lines_.rest_is_blank(first) && content()[first] != '#') break;
  }
  doubt(list.begin, "the list");
  return list.begin;
}

void Writer::visit_item(std::uint32_t node, const Item& item) {
  if (item.change == nullptr) return;
  const Slot slot = slot_of(node, item);
  if (!doubt_.empty()) return;
  const bool whole = item.change->value.has_value() || at(item.node).type == NodeType::null;
  if (whole) {
    replace(item.node, value_of(*item.change), slot);
  } else {
    visit(item.node, *item.change, slot);
  }
}

Writer::Slot Writer::slot_of(std::uint32_t node, const Item& item) {
  const LayoutNode& parent = at(node);
  if (parent.style == Style::flow) return {Hold::brackets, 0, 0};
  const std::uint32_t column = lines_.column(item.begin);
  if (parent.type == NodeType::sequence) return {Hold::dash, item.begin + 1, column};
  const std::uint32_t colon = lines_.skip_blanks(at(item.node - 1).end);
  if (colon >= lines_.size() || content()[colon] != ':') doubt(item.begin, "the key");
  return {Hold::key, colon + 1, column};
}

bool Writer::is_equal(std::uint32_t node, const Value& value) const {
  const LayoutNode& here = at(node);
  if (here.style == Style::alias || here.type != value.type) return false;
  std::uint32_t next = node + 1;
  switch (here.type) {
    case NodeType::sequence:
      if (here.count != value.elements.size()) return false;
      for (const Value& element : value.elements) {
        if (!is_equal(next, element)) return false;
        next += at(next).size;
      }
      return true;
    case NodeType::mapping:
      if (here.count != value.entries.size()) return false;
      for (const Entry& entry : value.entries) {
        if (at(next).merge_key || interner_.text(at(next).text) != entry.key) return false;
        if (!is_equal(next + 1, entry.value)) return false;
        next += 1 + at(next + 1).size;
      }
      return true;
    default: return interner_.text(here.text) == value.text;
  }
}

void Writer::replace(std::uint32_t node, const Value& value, const Slot& slot) {
  if (is_equal(node, value)) return;
  const LayoutNode& here = at(node);
  const bool stays_in_brackets = here.style == Style::flow && value.is_collection() && here.count > 0;
  if (slot.hold == Hold::brackets || json_ || stays_in_brackets ||
      (slot.hold == Hold::root && here.style == Style::flow)) {
    const std::string text = in_brackets(value, bracket_shape(node), here.style);
    if (here.begin < here.end) {
      patches_.replace(here.outer_begin, here.end, text);
    } else if (here.begin == here.outer_begin && here.begin > 0 && content()[here.begin - 1] == ':') {
      const std::uint32_t next = lines_.skip_blanks(here.begin);
      patches_.replace(here.begin, content()[next] == '#' ? here.begin : next, " " + text);
    } else {
      doubt(here.begin, "a key without a value");
    }
  } else if (slot.hold == Hold::root) {
    doubt(here.begin, "a document without its root");
  } else {
    replace_in_block(here, value, slot);
  }
}

void Writer::replace_in_block(const LayoutNode& node, const Value& value, const Slot& slot) {
  const bool nothing = node.begin == node.end;
  if (node.outer_begin != node.begin && (nothing || node.style == Style::block)) {
    doubt(node.outer_begin, "an anchor or a tag");
    return;
  }
  if (nothing && node.begin != slot.end) {
    doubt(node.begin, "the empty value");
    return;
  }
  Block block = slot.hold == Hold::key ? block_below_key(value, slot.column, shape_, node.style)
                                       : block_below_dash(value, slot.column, shape_, node.style);
  const bool below = !lines_.on_one_line(slot.end, node.outer_begin);
  if (node.style == Style::block || (below && !block.lines.empty())) {
    replace_block(node, block, slot);
    return;
  }
  std::string comment;  // behind the mark of a block scalar
  if (is_block_scalar(node)) {
    const std::uint32_t line_end = lines_.end_of(node.begin);
    const std::string_view header = content().substr(node.begin, line_end - node.begin);
    if (const std::size_t mark = header.find(" #"); mark != std::string_view::npos) comment = header.substr(mark);
  }
  if (block.lines.empty()) {
    if (nothing) {
      const std::uint32_t end = lines_.rest_is_blank(node.end) ? lines_.end_of(node.end) : node.end;
      patches_.replace(node.begin, end, " " + block.head);
    } else {
      patches_.replace(node.outer_begin, node.end, block.head + comment);
    }
    return;
  }
  std::string front = block.head.empty() ? "" : " " + block.head;
  std::uint32_t end = node.end;
  if (slot.hold == Hold::dash && block.head.empty() && comment.empty() && lines_.rest_is_blank(end)) {
    front = block.lines.front().substr(slot.column + 1);
    block.lines.erase(block.lines.begin());
    end = lines_.end_of(end);
  }
  patches_.replace(slot.end, end, front + comment);
  const std::uint32_t next = last_line_end(node);
  patches_.replace_lines(next, next, joined(block.lines, slot.end), block.ends_in_literal);
}

// What stands below its key or dash, or begins behind the dash and goes on below.
void Writer::replace_block(const LayoutNode& node, const Block& block, const Slot& slot) {
  const bool below = !lines_.on_one_line(slot.end, node.outer_begin);
  const std::uint32_t end = block_end(slot.end - 1, node);
  std::vector<std::string> rest = block.lines;
  std::string front = block.head.empty() ? "" : " " + block.head;
  if (slot.hold == Hold::dash && block.head.empty() && (!below || lines_.rest_is_blank(slot.end))) {
    front = rest.front().substr(slot.column + 1);
    rest.erase(rest.begin());
  }
  if (below) {
    patches_.insert(slot.end, front);
    patches_.replace_lines(lines_.after(slot.end), end, joined(rest, slot.end), block.ends_in_literal);
    return;
  }
  const std::uint32_t first_end = lines_.end_of(slot.end);
  patches_.replace(slot.end, first_end, front);
  if (lines_.after(slot.end) < end || !rest.empty()) {
    patches_.replace_lines(lines_.after(slot.end), end, joined(rest, slot.end), block.ends_in_literal);
  }
}

// Every item goes: brackets stay.
void Writer::empty(std::uint32_t node, const std::vector<Item>& items, const Slot& slot) {
  const LayoutNode& here = at(node);
  if (here.style == Style::flow) {
    const char open = content()[here.begin];
    if (open != '{' && open != '[') {
      doubt(here.begin, "an entry without brackets");
      return;
    }
    patches_.remove(here.begin + 1, here.end - 1);
    return;
  }
  if (here.outer_begin != here.begin) {
    doubt(here.outer_begin, "an anchor or a tag");
    return;
  }
  const std::string brackets = here.type == NodeType::mapping ? "{}" : "[]";
  const bool below = (slot.hold == Hold::key || slot.hold == Hold::dash) && !lines_.on_one_line(slot.end, here.begin);
  std::size_t first = 0;
  if (below) {
    patches_.insert(slot.end, " " + brackets);
  } else if (!is_behind_dashes(items[0].begin)) {
    doubt(items[0].begin, "what stands before the key");
  } else {
    const std::uint32_t end = block_end(items[0].begin, at(items[0].node));
    patches_.replace(items[0].begin, lines_.end_of(items[0].begin), brackets);
    const std::uint32_t next = lines_.after(items[0].begin);
    if (next < end) patches_.remove(next, end);
    first = 1;
  }
  for (std::size_t i = first; i < items.size(); ++i) remove_from_block(items, i);
}

void Writer::change_block(std::uint32_t node, const std::vector<Item>& items, const std::vector<Addition>& added) {
  const std::size_t first_patch = patches_.size();
  for (std::size_t i = 0; i < items.size() && doubt_.empty(); ++i) {
    if (items[i].change != nullptr && items[i].change->removed) {
      remove_from_block(items, i);
    } else {
      visit_item(node, items[i]);
    }
  }
  if (added.empty() || !doubt_.empty()) return;
  const std::uint32_t column = lines_.column(items[0].begin);
  if (!is_behind_dashes(items[0].begin)) {
    doubt(items[0].begin, "what stands before the first key");
    return;
  }
  std::uint32_t gap = 1;
  const Item& last = items.back();
  if (const std::uint32_t value = at(last.node).outer_begin; at(node).type == NodeType::sequence) {
    const std::string_view blanks = content().substr(last.begin + 1, value - last.begin - 1);
    constexpr std::size_t kMost = 8;
    if (!blanks.empty() && blanks.size() <= kMost && blanks.find_first_not_of(' ') == std::string_view::npos) {
      gap = static_cast<std::uint32_t>(blanks.size());
    }
  }
  Block all;
  for (const Addition& addition : added) {
    Block block = at(node).type == NodeType::mapping ? entry_lines(addition.key, addition.value, column, shape_)
                                                     : element_lines(addition.value, column, gap, shape_);
    std::move(block.lines.begin(), block.lines.end(), std::back_inserter(all.lines));
    all.ends_in_literal = block.ends_in_literal;
  }
  const std::uint32_t end = std::max(last_line_end(at(node)), patches_.furthest(first_patch));
  patches_.replace_lines(end, end, joined(all.lines, last.begin), all.ends_in_literal);
}

void Writer::remove_from_block(const std::vector<Item>& items, std::size_t number) {
  const Item& item = items[number];
  const std::uint32_t end = block_end(item.begin, at(item.node));
  if (lines_.begins_line(item.begin)) {
    patches_.remove(lines_.start_of(item.begin), end);
    return;
  }
  if (number > 0 || !is_behind_dashes(item.begin)) {
    doubt(item.begin, "what stands before the key");
    return;
  }
  // It begins behind a dash. The next one takes its place, or the dash stands alone above a comment.
  if (items.size() > 1) {
    const Item& next = items[1];
    const bool next_stays = next.change == nullptr || !next.change->removed;
    if (next_stays && lines_.is_blank(end, next.begin)) {
      patches_.remove(item.begin, next.begin);
      return;
    }
  }
  std::uint32_t blanks = item.begin;
  while (content()[blanks - 1] == ' ' || content()[blanks - 1] == '\t') --blanks;
  patches_.remove(blanks, lines_.end_of(item.begin));
  const std::uint32_t below = lines_.after(item.begin);
  if (below < end) patches_.remove(below, end);
}

// Whether a key or a dash begins its line, or follows dashes alone.
bool Writer::is_behind_dashes(std::uint32_t begin) const {
  const std::uint32_t line = lines_.start_of(begin);
  return content().substr(line, begin - line).find_first_not_of(" -\t") == std::string_view::npos;
}

// Where the lines of a value end.
std::uint32_t Writer::last_line_end(const LayoutNode& value) const {
  return std::max(lines_.after(value.end), value.lines_end);
}

// The same, with the comments below a collection that are indented deeper than the key or the dash at `begin`.
std::uint32_t Writer::block_end(std::uint32_t begin, const LayoutNode& value) const {
  std::uint32_t end = last_line_end(value);
  if (value.style != Style::block) return end;
  const std::uint32_t line = lines_.start_of(begin);
  const std::uint32_t column = lines_.skip_blanks(line) - line;
  while (end < lines_.size()) {
    const std::uint32_t first = lines_.skip_blanks(end);
    if (first == lines_.size() || content()[first] != '#' || first - end <= std::max(column, begin - line)) break;
    end = lines_.after(end);
  }
  return end;
}

Writer::Votes Writer::votes(std::uint32_t first, std::uint32_t end) const {
  Votes votes;
  for (std::uint32_t i = first; i < end; ++i) {
    const LayoutNode& node = at(i);
    if (node.style != Style::block || node.parent == data::kNoLayoutNode) continue;
    if (at(node.parent).type != NodeType::mapping || at(node.parent).style != Style::block) continue;
    const std::uint32_t above = lines_.column(at(i - 1).outer_begin);
    const std::uint32_t here = lines_.column(node.begin);
    if (here < above || lines_.on_one_line(at(i - 1).outer_begin, node.begin)) continue;
    ++(node.type == NodeType::mapping ? votes.steps : votes.list_offsets)[here - above];
  }
  return votes;
}

// What is most frequent in the document, else in the file.
BlockShape Writer::block_shape(std::uint32_t root) {
  Votes here = votes(root, root + at(root).size);
  if ((here.steps.empty() || here.list_offsets.empty()) && !file_votes_) {
    file_votes_ = votes(0, static_cast<std::uint32_t>(layout_.nodes.size()));
  }
  BlockShape shape;
  shape.step = most_common(here.steps.empty() ? file_votes_->steps : here.steps).value_or(shape.step);
  shape.list_offset = most_common(here.list_offsets.empty() ? file_votes_->list_offsets : here.list_offsets)
                          .value_or(shape.list_offset);
  return shape;
}

std::string Writer::joined(const std::vector<std::string>& lines, std::uint32_t at) const {
  std::string text;
  for (const std::string& line : lines) {
    text += line;
    text += lines_.newline(at);
  }
  return text;
}

}  // namespace meshplay::edit
