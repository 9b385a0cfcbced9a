#include "engine/diag/render.h"

#include <algorithm>
#include <vector>

#include "engine/diag/render_cells.h"

namespace meshplay::diag {

namespace {

constexpr std::string_view kReset = "\x1b[0m";
constexpr std::string_view kBold = "\x1b[1m";
constexpr std::string_view kGutter = "\x1b[1;34m";
constexpr std::string_view kCut = "...";
constexpr std::size_t kLineColumns = 120;    // of a source line
constexpr std::size_t kContextColumns = 40;  // before the span, where the line is cut
constexpr std::size_t kWindowBytes = 1024;   // on each side of the span's begin that are looked at

std::string_view color_of(Severity severity) {
  switch (severity) {
    case Severity::error:
    case Severity::deny: return "\x1b[1;31m";
    case Severity::warning:
    case Severity::warn: return "\x1b[1;33m";
    case Severity::note:
    case Severity::advise: return "\x1b[1;36m";
  }
  return kBold;
}

std::string wrap(std::string_view text, std::string_view escape, Color color) {
  if (color == Color::off) return std::string(text);
  return std::string(escape).append(text).append(kReset);
}

// A source line as it is shown, and where the carets stand.
struct Snippet {
  std::string shown;
  std::size_t caret_column = 0;  // from 0
  std::size_t carets = 1;
};

bool continues_character(char c) { return (static_cast<unsigned char>(c) & 0xc0U) == 0x80U; }

std::size_t columns(std::span<const Cell> cells) {
  std::size_t sum = 0;
  for (const Cell& cell : cells) sum += cell.width;
  return sum;
}

// Bytes [begin, end) of `line` are the span.
Snippet make_snippet(std::string_view line, std::size_t begin, std::size_t end) {
  begin = std::min(begin, line.size());
  end = std::clamp(end, begin, line.size());
  std::size_t first = begin > kWindowBytes ? begin - kWindowBytes : 0;
  while (first > 0 && first < begin && continues_character(line[first])) ++first;
  if (first == 0 && line.starts_with("\xef\xbb\xbf")) first = std::min<std::size_t>(3, line.size());
  const std::vector<Cell> all = cells(line, first, begin + kWindowBytes);

  const auto span_begin = std::find_if(all.begin(), all.end(), [&](const Cell& cell) { return cell.end > begin; });
  const auto span_end = std::find_if(span_begin, all.end(), [&](const Cell& cell) { return cell.begin >= end; });
  const std::size_t before = columns({all.begin(), span_begin});
  const std::size_t marked = columns({span_begin, span_end});

  bool cut_left = first > 3 || before + std::min(marked, kContextColumns) > kLineColumns;
  auto from = all.begin();
  if (cut_left) {
    std::size_t context = before;
    while (context > kContextColumns) context -= (from++)->width;
    cut_left = first > 3 || from != all.begin();
  }
  Snippet snippet;
  if (cut_left) snippet.shown += kCut;
  std::size_t used = 0;
  auto to = from;
  while (to != all.end() && used + to->width <= kLineColumns) {
    snippet.shown += to->shown;
    used += to->width;
    ++to;
  }
  const bool cut_right = to != all.end() || (!all.empty() && all.back().end < line.size());
  if (cut_right) {
    snippet.shown += kCut;
  } else {
    snippet.shown.erase(snippet.shown.find_last_not_of(' ') + 1);
  }
  snippet.caret_column = (cut_left ? kCut.size() : 0) + columns({from, span_begin});
  snippet.carets = std::max<std::size_t>(1, columns({span_begin, std::max(span_begin, std::min(span_end, to))}));
  return snippet;
}

class Page {
 public:
  Page(const text::SourceSet& sources, Color color, Severity severity, std::string& out)
      : sources_(sources), color_(color), severity_(severity), out_(out) {}

  // All line numbers stand in one column.
  void widen_gutter_for(text::Span span) {
    if (has_lines(span)) gutter_ = std::max(gutter_, std::to_string(sources_.place(span.file, span.begin).line).size());
  }

  void header(std::string_view code, std::string_view message) {
    std::string head(name(severity_));
    if (!code.empty()) head.append("[").append(visible(code)).append("]");
    out_ += wrap(head, color_of(severity_), color_);
    out_ += wrap(": " + visible(message), kBold, color_);
    out_ += '\n';
  }

  void place(text::Span span, std::string_view label) {
    if (!span.known()) return;
    out_.append(gutter_ + 1, ' ').append(wrap("-->", kGutter, color_)).append(" ");
    render_place(span, sources_, out_);
    out_ += '\n';
    if (!has_lines(span)) {
      if (!label.empty()) fact("note", label);
      return;
    }
    const text::Place begin = sources_.place(span.file, span.begin);
    const std::string_view line = sources_.line(span.file, begin.line);
    const auto line_begin = static_cast<std::size_t>(line.data() - sources_.content(span.file).data());
    const std::size_t end = std::max(span.begin, span.end);
    const Snippet snippet = make_snippet(line, span.begin - line_begin, end - line_begin);

    std::string number = std::to_string(begin.line);
    number.insert(0, gutter_ - number.size() + 1, ' ');
    out_ += wrap(number + " |", kGutter, color_);
    if (!snippet.shown.empty()) out_.append(" ").append(snippet.shown);
    out_ += '\n';
    out_.append(gutter_ + 2, ' ').append(wrap("|", kGutter, color_)).append(1 + snippet.caret_column, ' ');
    std::string marks(snippet.carets, '^');
    if (!label.empty()) marks.append(" ").append(visible(label));
    out_.append(wrap(marks, color_of(severity_), color_)).append("\n");
  }

  // Further lines of the text stand under its first.
  void fact(std::string_view name, std::string_view text) {
    std::string head = "= " + visible(name) + ": ";
    const std::size_t indent = gutter_ + 2 + head.size();
    out_.append(gutter_ + 2, ' ').append(wrap(head, kBold, color_));
    for (;;) {
      const std::size_t line_end = text.find('\n');
      out_.append(visible(text.substr(0, line_end))).append("\n");
      if (line_end == std::string_view::npos || line_end + 1 == text.size()) return;
      text.remove_prefix(line_end + 1);
      out_.append(indent, ' ');
    }
  }

 private:
  bool has_lines(text::Span span) const { return span.known() && !sources_.content(span.file).empty(); }

  const text::SourceSet& sources_;
  Color color_;
  Severity severity_;
  std::string& out_;
  std::size_t gutter_ = 1;
};

}  // namespace

void render_place(text::Span span, const text::SourceSet& sources, std::string& out) {
  if (!span.known()) return;
  out += visible(sources.name(span.file));
  if (sources.content(span.file).empty()) return;
  const text::Place place = sources.place(span.file, span.begin);
  out.append(":").append(std::to_string(place.line)).append(":").append(std::to_string(place.column));
}

std::string paint(std::string_view text, Severity severity, Color color) {
  return wrap(text, color_of(severity), color);
}

std::string bold(std::string_view text, Color color) { return wrap(text, kBold, color); }

void render_text(const Diagnostic& diagnostic, const text::SourceSet& sources, Color color, std::span<const Fact> facts,
                 std::string& out) {
  Page page(sources, color, diagnostic.severity, out);
  page.widen_gutter_for(diagnostic.span);
  for (const Note& note : diagnostic.notes) page.widen_gutter_for(note.span);

  page.header(diagnostic.code, diagnostic.message);
  page.place(diagnostic.span, diagnostic.label);
  for (const Note& note : diagnostic.notes) {
    page.fact("note", note.message);
    page.place(note.span, {});
  }
  if (!diagnostic.help.empty()) page.fact("help", diagnostic.help);
  for (const Fact& fact : facts) page.fact(fact.name, fact.text);
  out += '\n';
}

}  // namespace meshplay::diag
