// The part of Writer that changes what stands in brackets, of YAML and of JSON.
#include <algorithm>

#include "engine/edit/writer.h"

namespace meshplay::edit {

using data::LayoutNode;
using data::NodeType;
using data::Style;

void Writer::change_brackets(std::uint32_t node, const std::vector<Item>& items, const std::vector<Addition>& added) {
  const LayoutNode& here = at(node);
  const auto is_removed = [&](std::size_t i) { return items[i].change != nullptr && items[i].change->removed; };
  bool removes = false;
  for (std::size_t i = 0; i < items.size(); ++i) removes |= is_removed(i);
  if ((removes || !added.empty()) && content()[here.begin] != '{' && content()[here.begin] != '[') {
    doubt(here.begin, "an entry without brackets");
    return;
  }
  for (std::size_t i = 0; i < items.size() && doubt_.empty(); ++i) {
    if (!is_removed(i)) {
      visit_item(node, items[i]);
      continue;
    }
    std::size_t last = i;
    while (last + 1 < items.size() && is_removed(last + 1)) ++last;
    remove_from_brackets(items, i, last, here.end - 1);
    i = last;
  }
  if (!added.empty() && doubt_.empty()) add_to_brackets(node, items, added);
}

// Takes out the items from `first` to `last`, not all of them, and the comma that is then one too many.
void Writer::remove_from_brackets(const std::vector<Item>& items, std::size_t first, std::size_t last,
                                  std::uint32_t close) {
  const bool at_end = last + 1 == items.size();
  const std::uint32_t before = first > 0 ? at(items[first - 1].node).end : items[first].begin;
  const std::uint32_t behind = at_end ? close : items[last + 1].begin;
  bool comments = at_end && has_comment(before, items[first].begin);
  for (std::size_t i = first; i <= last; ++i) {
    comments |= has_comment(at(items[i].node).end, i < last ? items[i + 1].begin : behind);
  }
  if (comments) {
    remove_lines_in_brackets(items, first, last, close);
  } else if (at_end) {
    patches_.remove(before, at(items[last].node).end);
  } else {
    patches_.remove(items[first].begin, behind);
  }
}

void Writer::remove_lines_in_brackets(const std::vector<Item>& items, std::size_t first, std::size_t last,
                                      std::uint32_t close) {
  for (std::size_t i = first; i <= last; ++i) {
    const std::uint32_t end = at(items[i].node).end;
    const std::uint32_t behind = i + 1 < items.size() ? items[i + 1].begin : close;
    std::uint32_t rest = lines_.skip_blanks(end);
    if (rest < behind && content()[rest] == ',') rest = lines_.skip_blanks(rest + 1);
    const bool alone = lines_.begins_line(items[i].begin) && lines_.after(end) <= behind &&
                       (lines_.rest_is_blank(rest) || content()[rest] == '#');
    if (!alone) {
      doubt(items[i].begin, "a comment within brackets");
      return;
    }
    patches_.remove(lines_.start_of(items[i].begin), lines_.after(end));
  }
  if (last + 1 < items.size() || comma_in(at(items[last].node).end, close) < close) return;
  const std::uint32_t before = at(items[first - 1].node).end;
  const std::uint32_t comma = comma_in(before, items[first].begin);
  patches_.remove(comma, comma + 1);
}

void Writer::add_to_brackets(std::uint32_t node, const std::vector<Item>& items, const std::vector<Addition>& added) {
  const LayoutNode& here = at(node);
  const std::uint32_t close = here.end - 1;
  std::size_t last = items.size() - 1;
  while (items[last].change != nullptr && items[last].change->removed) --last;
  const std::uint32_t end = at(items[last].node).end;
  BracketShape shape = bracket_shape(node);
  const std::uint32_t line = lines_.start_of(items[last].begin);
  shape.indent = content().substr(line, lines_.skip_blanks(line) - line);
  std::vector<std::string> texts;
  texts.reserve(added.size());
  for (const Addition& addition : added) {
    texts.push_back(here.type == NodeType::mapping ? entry_in_brackets(addition.key, addition.value, shape)
                                                   : in_brackets(addition.value, shape, Style::plain));
  }
  const bool own_lines =
      last + 1 == items.size() && lines_.begins_line(items[last].begin) && lines_.after(end) <= close;
  if (own_lines) {
    const std::uint32_t comma = comma_in(end, close);
    if (comma == close) {
      patches_.insert(end, ",");
    } else if (!lines_.on_one_line(end, comma)) {
      doubt(comma, "a comma");
      return;
    }
    std::string text;
    for (std::size_t i = 0; i < texts.size(); ++i) {
      const bool no_comma = i + 1 == texts.size() && comma == close;
      text += shape.indent + texts[i] + (no_comma ? "" : ",") + shape.newline;
    }
    patches_.insert(lines_.after(end), text);
    return;
  }
  // As the last two are separated.
  std::string separator = shape.comma;
  if (items.size() > 1) {
    const std::uint32_t begin = at(items[items.size() - 2].node).end;
    const std::string_view between = content().substr(begin, items.back().begin - begin);
    if (between.find_first_not_of(", \t\r\n") == std::string_view::npos) separator = between;
  }
  std::string text;
  for (const std::string& one : texts) text += separator + one;
  patches_.insert(end, text);
}

bool Writer::has_comment(std::uint32_t begin, std::uint32_t end) const {
  return !json_ && content().substr(begin, end - begin).find('#') != std::string_view::npos;
}

// The comma between two items, or `end`. There is nothing else but blanks and comments.
std::uint32_t Writer::comma_in(std::uint32_t begin, std::uint32_t end) const {
  for (std::uint32_t i = begin; i < end; ++i) {
    if (content()[i] == ',') return i;
    if (content()[i] == '#') i = lines_.end_of(i);
  }
  return end;
}

BracketShape Writer::bracket_shape(std::uint32_t node) {
  BracketShape shape;
  shape.newline = lines_.newline(at(node).begin);
  const std::uint32_t line = lines_.start_of(at(node).begin);
  shape.indent = content().substr(line, lines_.skip_blanks(line) - line);
  shape.json = json_;
  // The nearest brackets that have something in them show the style.
  std::uint32_t model = node;
  while (model != data::kNoLayoutNode && (at(model).style != Style::flow || at(model).count == 0)) {
    model = at(model).parent;
  }
  for (std::uint32_t i = model; i != data::kNoLayoutNode && at(i).style == Style::flow; i = at(i).parent) {
    if (at(i).type != NodeType::mapping || at(i).count == 0) continue;
    shape.json |= at(i + 1).style == Style::double_quoted;
    break;
  }
  if (!json_ || model == data::kNoLayoutNode) return shape;
  const std::uint32_t first = at(model + 1).begin;
  shape.lines = !lines_.on_one_line(at(model).begin, first);
  if (shape.lines) {
    const auto indent_of = [&](std::uint32_t place) {
      const std::uint32_t start = lines_.start_of(place);
      return content().substr(start, lines_.skip_blanks(start) - start);
    };
    const std::string_view outer = indent_of(at(model).begin);
    const std::string_view inner = indent_of(first);
    if (inner.size() > outer.size() && inner.starts_with(outer)) shape.step = inner.substr(outer.size());
  }
  if (!marks_) marks_ = marks();
  shape.colon = marks_->colon;
  shape.comma = marks_->comma;
  return shape;
}

// Colon and comma as they stand first on one line, blanks included.
Writer::Marks Writer::marks() const {
  std::string_view comma;
  std::string_view colon;
  for (std::uint32_t i = 1; i < layout_.nodes.size() && (comma.empty() || colon.empty()); ++i) {
    const std::uint32_t parent = at(i).parent;
    if (parent == data::kNoLayoutNode) continue;
    const bool mapping = at(parent).type == NodeType::mapping;
    if (mapping && i == parent + 2) {
      const std::string_view between = content().substr(at(i - 1).end, at(i).begin - at(i - 1).end);
      if (colon.empty() && between.find('\n') == std::string_view::npos) colon = between;
    }
    // The first two items of brackets.
    const std::uint32_t item = mapping ? parent + 2 : parent + 1;
    if (at(parent).count < 2 || i != item) continue;
    const std::uint32_t end = at(item).end;
    const std::string_view between = content().substr(end, at(item + at(item).size).begin - end);
    if (comma.empty() && between.find('\n') == std::string_view::npos) comma = between;
  }
  Marks marks;
  if (!colon.empty()) marks.colon = colon;
  if (!comma.empty()) {
    marks.comma = comma;
  } else if (!marks.colon.ends_with(' ')) {
    marks.comma = ",";
  }
  return marks;
}

}  // namespace meshplay::edit
