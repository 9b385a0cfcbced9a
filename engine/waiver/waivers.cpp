#include "engine/waiver/waivers.h"

#include <algorithm>
#include <cctype>
#include <optional>

#include "engine/base/nearest.h"

namespace meshplay::waiver {

namespace {

constexpr std::string_view kWords = "meshplay allow ";

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t' || text.back() == '\r')) text.remove_suffix(1);
  return text;
}

// One line of YAML.
struct Line {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;  // without the line ending
  std::string_view text;

  std::size_t indent() const { return std::min(text.find_first_not_of(' '), text.size()); }
  bool is_blank() const { return trimmed(text).empty(); }
  bool is_comment() const { return trimmed(text).starts_with('#'); }
  // `---` and `...`, and what may stand behind them.
  bool is_boundary() const {
    const std::string_view start = text.substr(0, 3);
    return (start == "---" || start == "...") && (text.size() == 3 || text[3] == ' ' || text[3] == '\r');
  }
  // Where a comment begins: a sign behind a space and outside of quotes, as far as one line tells. Else npos.
  std::size_t comment() const {
    char quote = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
      const char c = text[i];
      const bool starts = i == 0 || text[i - 1] == ' ' || text[i - 1] == '\t';
      const bool opens = starts || text[i - 1] == '[' || text[i - 1] == '{' || text[i - 1] == ',';
      const bool escapes = (quote == '"' && c == '\\') || (quote == '\'' && text.substr(i, 2) == "''");
      if (escapes) {
        ++i;
      } else if (quote != 0) {
        if (c == quote) quote = 0;
      } else if ((c == '"' || c == '\'') && opens) {
        quote = c;
      } else if (c == '#' && starts) {
        return i;
      }
    }
    return std::string_view::npos;
  }
  // Where the line opens a block of text: lines that stand further in than this belong to it. Else npos.
  std::size_t block() const {
    const std::string_view value = trimmed(text.substr(0, comment()));
    const std::size_t sign = value.find_last_of("|>");
    if (sign == std::string_view::npos || value.find_first_not_of("+-0123456789", sign + 1) != std::string_view::npos) {
      return std::string_view::npos;
    }
    if (sign > 0 && value[sign - 1] != ' ') return std::string_view::npos;
    std::size_t column = indent();
    while (text.substr(column).starts_with("- ")) {
      const std::size_t next = text.find_first_not_of(' ', column + 1);
      if (next == std::string_view::npos || text[next] == '|' || text[next] == '>') break;
      column = next;
    }
    return column;
  }
};

std::vector<Line> lines_of(std::string_view yaml) {
  std::vector<Line> lines;
  for (std::size_t begin = 0; begin < yaml.size();) {
    const std::size_t newline = yaml.find('\n', begin);
    const std::size_t end = newline == std::string_view::npos ? yaml.size() : newline;
    lines.push_back(
        {static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end), yaml.substr(begin, end - begin)});
    begin = end + 1;
  }
  return lines;
}

}  // namespace

bool means(std::string_view written, std::string_view full_name) {
  if (written.empty() || !full_name.ends_with(written)) return false;
  return written.size() == full_name.size() || full_name[full_name.size() - written.size() - 1] == '.';
}

bool Waiver::waives(std::string_view full_name, std::uint32_t place) const {
  return !reason.empty() && from <= place && place < to && means(rule, full_name);
}

std::vector<Waiver> read_waivers(std::string_view yaml) {
  std::vector<Waiver> result;
  if (yaml.find(kWords) == std::string_view::npos) return result;
  const std::vector<Line> lines = lines_of(yaml);
  std::size_t block = std::string_view::npos;  // of text, in which the line stands
  bool is_head = true;                         // nothing of the document so far
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const Line& line = lines[i];
    if (line.is_blank()) continue;
    if (line.indent() > block) continue;
    block = std::string_view::npos;
    const std::size_t sign = line.comment();
    const std::string_view comment = sign == std::string_view::npos ? "" : trimmed(line.text.substr(sign + 1));
    if (comment.starts_with(kWords)) {
      const std::string_view about = comment.substr(kWords.size());
      const std::size_t colon = std::min(about.find(':'), about.size());
      Waiver waiver;
      waiver.rule = trimmed(about.substr(0, colon));
      waiver.reason = trimmed(about.substr(std::min(colon + 1, about.size())));
      waiver.begin = line.begin + static_cast<std::uint32_t>(sign);
      waiver.end =
          line.begin + static_cast<std::uint32_t>(sign + 1 + line.text.substr(sign + 1).find(comment) + comment.size());
      std::size_t first = i;
      if (line.is_comment()) {
        first = i + 1;
        while (first < lines.size() && (lines[first].is_blank() || lines[first].is_comment())) ++first;
      }
      std::size_t last = first;
      const bool is_for_all = is_head && line.is_comment();
      while (is_for_all && last + 1 < lines.size() && !lines[last + 1].is_boundary()) ++last;
      if (first < lines.size()) {
        waiver.from = lines[first].begin;
        waiver.to = lines[last].end + 1;
      }
      result.push_back(std::move(waiver));
    }
    if (line.is_comment()) continue;
    is_head = line.is_boundary();
    block = line.block();
  }
  return result;
}

std::optional<Wrong> what_is_wrong(const Waiver& unused, const std::vector<std::string_view>& rules, bool is_all) {
  const std::string& rule = unused.rule;
  if (std::none_of(rules.begin(), rules.end(), [&](std::string_view name) { return means(rule, name); })) {
    if (!is_all) return std::nullopt;
    std::vector<std::string_view> names = rules;
    for (const std::string_view name : rules) names.push_back(name.substr(name.rfind('.') + 1));
    const auto near = base::nearest(rule, names);
    return Wrong{rule.empty() ? "it names no rule" : "there is no rule `" + rule + "`",
                 near ? "did you mean `" + std::string(*near) + "`?" : "name the rule as its findings do"};
  }
  if (unused.reason.empty()) return Wrong{"it gives no reason", "write `# meshplay allow " + rule + ": ` and why"};
  return Wrong{"`" + rule + "` finds nothing there",
               "take it away, or move it: it is for its own line; alone for the next one; above all else of a document "
               "for all of it"};
}

Insertion insert_waiver(std::string_view yaml, std::uint32_t place, std::string_view rule, std::string_view reason) {
  place = std::min(place, static_cast<std::uint32_t>(yaml.size()));
  const std::size_t newline = place == 0 ? std::string_view::npos : yaml.rfind('\n', place - 1);
  const std::size_t begin = newline == std::string_view::npos ? 0 : newline + 1;
  const std::size_t indent = std::min(yaml.find_first_not_of(' ', begin), yaml.size()) - begin;
  const std::string ending = yaml.find("\r\n") == std::string_view::npos ? "\n" : "\r\n";
  return {static_cast<std::uint32_t>(begin), std::string(indent, ' ') + "# " + std::string(kWords) + std::string(rule) +
                                                 ": " + std::string(reason) + ending};
}

}  // namespace meshplay::waiver
