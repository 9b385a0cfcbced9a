#include "engine/edit/unified_diff.h"

#include <algorithm>
#include <cstdint>
#include <unordered_map>
#include <vector>

namespace meshplay::edit {

namespace {

constexpr std::int32_t kContext = 3;
constexpr std::int32_t kMostDifferences = 1000;  // before a way is taken that may not be the shortest

// A run of lines that are replaced.
struct Replaced {
  std::int32_t old_begin = 0;
  std::int32_t old_end = 0;
  std::int32_t new_begin = 0;
  std::int32_t new_end = 0;
};

// Each with its line end.
std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    const std::size_t size = end == std::string_view::npos ? text.size() : end + 1;
    lines.push_back(text.substr(0, size));
    text.remove_prefix(size);
  }
  return lines;
}

class Comparison {
 public:
  Comparison(const std::vector<std::string_view>& old_lines, const std::vector<std::string_view>& new_lines)
      : old_(numbers(old_lines)), new_(numbers(new_lines)) {}

  std::vector<Replaced> run() {
    old_end_ = static_cast<std::int32_t>(old_.size());
    new_end_ = static_cast<std::int32_t>(new_.size());
    while (old_end_ > 0 && new_end_ > 0 && old_[at(old_end_ - 1)] == new_[at(new_end_ - 1)]) {
      --old_end_;
      --new_end_;
    }
    std::vector<Replaced> changes;
    while (old_first_ < old_end_ || new_first_ < new_end_) {
      const Point end = search();
      for (const Replaced& step : walk_back(end)) {
        if (!changes.empty() && changes.back().old_end == step.old_begin && changes.back().new_end == step.new_begin) {
          changes.back().old_end = step.old_end;
          changes.back().new_end = step.new_end;
        } else {
          changes.push_back(step);
        }
      }
      old_first_ += end.x;
      new_first_ += end.y;
    }
    return changes;
  }

 private:
  // Lines of both texts behind the first ones, reached by d differences.
  struct Point {
    std::int32_t x = 0;
    std::int32_t y = 0;
    std::int32_t d = 0;
  };

  static std::size_t at(std::int32_t index) { return static_cast<std::size_t>(index); }

  // Equal lines have equal numbers.
  std::vector<std::uint32_t> numbers(const std::vector<std::string_view>& lines) {
    std::vector<std::uint32_t> numbers;
    numbers.reserve(lines.size());
    for (const std::string_view line : lines) {
      numbers.push_back(known_.try_emplace(line, static_cast<std::uint32_t>(known_.size())).first->second);
    }
    return numbers;
  }

  // How far down diagonal `k` the step before `d` came: its diagonals are -d ... d, every second one.
  static std::int32_t& reach(std::vector<std::int32_t>& step, std::int32_t d, std::int32_t k) {
    return step[at((k + d) / 2)];
  }

  // Whether step `d` comes to diagonal `k` from the one above, by a line of the new text.
  bool comes_down(std::int32_t d, std::int32_t k) {
    std::vector<std::int32_t>& before = steps_[at(d - 1)];
    return k == -d || (k != d && reach(before, d - 1, k - 1) < reach(before, d - 1, k + 1));
  }

  // The end of both texts; where it is too far away, the furthest point that was reached.
  Point search() {
    const std::int32_t old_size = old_end_ - old_first_;
    const std::int32_t new_size = new_end_ - new_first_;
    Point furthest;
    steps_.clear();
    for (std::int32_t d = 0; d <= kMostDifferences; ++d) {
      steps_.emplace_back(at(d + 1));
      for (std::int32_t k = -d; k <= d; k += 2) {
        std::int32_t x = 0;
        if (d > 0) {
          std::vector<std::int32_t>& before = steps_[at(d - 1)];
          x = comes_down(d, k) ? reach(before, d - 1, k + 1) : reach(before, d - 1, k - 1) + 1;
        }
        while (x < old_size && x - k < new_size && old_[at(old_first_ + x)] == new_[at(new_first_ + x - k)]) ++x;
        reach(steps_.back(), d, k) = x;
        const Point here = {x, x - k, d};
        if (here.x > old_size || here.y > new_size) continue;
        if (here.x + here.y > furthest.x + furthest.y) furthest = here;
        if (here.x == old_size && here.y == new_size) return here;
      }
    }
    return furthest;
  }

  // The steps to a point, single lines, in order.
  std::vector<Replaced> walk_back(Point point) {
    std::vector<Replaced> steps;
    for (; point.d > 0;) {
      const bool down = comes_down(point.d, point.x - point.y);
      const std::int32_t k = point.x - point.y + (down ? 1 : -1);
      const std::int32_t x = reach(steps_[at(point.d - 1)], point.d - 1, k);
      point = {x, x - k, point.d - 1};
      const std::int32_t old_line = old_first_ + point.x;
      const std::int32_t new_line = new_first_ + point.y;
      steps.push_back({old_line, old_line + (down ? 0 : 1), new_line, new_line + (down ? 1 : 0)});
    }
    std::reverse(steps.begin(), steps.end());
    return steps;
  }

  std::unordered_map<std::string_view, std::uint32_t> known_;
  std::vector<std::uint32_t> old_;
  std::vector<std::uint32_t> new_;
  std::vector<std::vector<std::int32_t>> steps_;
  std::int32_t old_first_ = 0;
  std::int32_t new_first_ = 0;
  std::int32_t old_end_ = 0;
  std::int32_t new_end_ = 0;
};

// As `diff` and `git` write names: in quotes where a byte would be taken for something else, and a tab behind blanks.
std::string shown_name(std::string_view name) {
  const bool quotes = std::any_of(name.begin(), name.end(), [](char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == 0x7f || c == '"' || c == '\\';
  });
  if (!quotes) return std::string(name) + (name.find(' ') == std::string_view::npos ? "" : "\t");
  std::string out = "\"";
  for (const char c : name) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (byte < 0x20 || byte == 0x7f) {
      out += '\\';
      for (const unsigned shift : {6U, 3U, 0U}) out += static_cast<char>('0' + ((byte >> shift) & 7U));
    } else {
      out += c;
    }
  }
  return out + "\"";
}

void append_line(std::string& out, char mark, std::string_view line) {
  out += mark;
  out += line;
  if (!line.ends_with('\n')) out += "\n\\ No newline at end of file\n";
}

// `5`, `5,2`; of no lines `4,0`, the line before.
std::string range(std::int32_t begin, std::int32_t end) {
  const std::int32_t count = end - begin;
  if (count == 1) return std::to_string(begin + 1);
  return std::to_string(count == 0 ? begin : begin + 1) + ',' + std::to_string(count);
}

}  // namespace

std::string unified_diff(std::string_view old_name, std::string_view new_name, std::string_view old_text,
                         std::string_view new_text) {
  const std::vector<std::string_view> old_lines = lines_of(old_text);
  const std::vector<std::string_view> new_lines = lines_of(new_text);
  const std::vector<Replaced> changes = Comparison(old_lines, new_lines).run();
  if (changes.empty()) return "";
  std::string out = "--- " + shown_name(old_name) + "\n+++ " + shown_name(new_name) + "\n";
  for (std::size_t first = 0, last = 0; first < changes.size(); first = last + 1) {
    last = first;
    while (last + 1 < changes.size() && changes[last + 1].old_begin - changes[last].old_end <= 2 * kContext) ++last;
    const std::int32_t before = std::min(kContext, changes[first].old_begin);
    const std::int32_t behind = std::min(kContext, static_cast<std::int32_t>(old_lines.size()) - changes[last].old_end);
    out += "@@ -" + range(changes[first].old_begin - before, changes[last].old_end + behind) + " +" +
           range(changes[first].new_begin - before, changes[last].new_end + behind) + " @@\n";
    std::int32_t at = changes[first].old_begin - before;
    const auto append_old = [&](std::int32_t end, char mark) {
      for (; at < end; ++at) append_line(out, mark, old_lines[static_cast<std::size_t>(at)]);
    };
    for (std::size_t i = first; i <= last; ++i) {
      append_old(changes[i].old_begin, ' ');
      append_old(changes[i].old_end, '-');
      for (std::int32_t line = changes[i].new_begin; line < changes[i].new_end; ++line) {
        append_line(out, '+', new_lines[static_cast<std::size_t>(line)]);
      }
    }
    append_old(changes[last].old_end + behind, ' ');
  }
  return out;
}

}  // namespace meshplay::edit
