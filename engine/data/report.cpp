#include "engine/data/report.h"

#include <algorithm>
#include <optional>

namespace meshplay::data {

namespace {

// Judged by its line: quotes are open where an odd number of them stands before.
bool is_quoted_or_comment(std::string_view before) {
  return std::count(before.begin(), before.end(), '"') % 2 != 0 ||
         std::count(before.begin(), before.end(), '\'') % 2 != 0 || before.find('#') != std::string_view::npos;
}

// The first `{{` or `{%` that stands neither in quotes nor in a comment.
std::optional<std::uint32_t> find_template_mark(std::string_view content) {
  for (std::size_t at = content.find('{'); at != std::string_view::npos; at = content.find('{', at + 1)) {
    if (at + 1 >= content.size() || (content[at + 1] != '{' && content[at + 1] != '%')) continue;
    const std::size_t line_end = content.rfind('\n', at);
    const std::size_t line = line_end == std::string_view::npos ? 0 : line_end + 1;
    if (is_quoted_or_comment(content.substr(line, at - line))) continue;
    return static_cast<std::uint32_t>(at);
  }
  return std::nullopt;
}

}  // namespace

diag::Diagnostic& Report::at(std::string_view code, std::uint32_t begin, std::uint32_t end,
                             std::initializer_list<diag::Argument> arguments) {
  failed_ = true;
  const auto size = static_cast<std::uint32_t>(content_.size());
  begin = std::min(begin, size);
  return sink_.report(code, span(begin, std::clamp(end, begin, size)), arguments);
}

bool Report::template_error() {
  if (template_told_) return true;
  const auto mark = find_template_mark(content_);
  if (!mark) return false;
  template_told_ = true;
  diag::Diagnostic& diagnostic = at("yaml-template", *mark, *mark + 2, {content_.substr(*mark, 2)});
  diagnostic.help = "render it first and check the result, for instance `helm template CHART | meshplay check -`";
  return true;
}

void Report::syntax_error(const Complaint& complaint) {
  if (template_error()) return;
  diag::Diagnostic& diagnostic = complaint.what.empty()
                                     ? at(complaint.code, complaint.begin, complaint.end)
                                     : at(complaint.code, complaint.begin, complaint.end, {complaint.what});
  diagnostic.help = complaint.help;
  if (!complaint.note.empty()) {
    diagnostic.notes.push_back({span(complaint.note_begin, complaint.note_begin + 1), complaint.note});
  }
}

void Report::limit(Fit fit, const Limits& limits, std::uint32_t begin, std::uint32_t end) {
  switch (fit) {
    case Fit::fits: return;
    case Fit::too_deep: at("document-too-deep", begin, end, {limits.depth}); return;
    case Fit::too_many_nodes: at("too-many-values", begin, end, {limits.nodes_in_document}); return;
    case Fit::too_many_alias_nodes: at("too-many-alias-values", begin, end, {limits.alias_nodes_in_document}); return;
  }
}

void Report::repeated_keys(const std::vector<RepeatedKey>& keys, const base::Interner& interner) {
  for (const RepeatedKey& key : keys) {
    const std::string_view text = interner.text(key.second.text);
    diag::Diagnostic& diagnostic = at("repeated-key", key.second.begin, key.second.end, {text});
    if (text == "<<") {
      diagnostic.help = "merge several mappings with one key: `<<: [*one, *two]`";
    } else {
      diagnostic.help = "keep one of the two; this document is left out until then";
    }
    diagnostic.notes.push_back({span(key.first.begin, key.first.end), "first written here"});
  }
}

}  // namespace meshplay::data
