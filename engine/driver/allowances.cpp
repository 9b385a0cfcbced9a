#include "engine/driver/allowances.h"

#include <algorithm>

#include "engine/base/nearest.h"
#include "engine/parse/words.h"
#include "engine/text/utf8.h"

namespace meshplay::driver {

namespace {

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t' || text.back() == '\r')) text.remove_suffix(1);
  return text;
}

}  // namespace

void Allowances::read(text::FileId file, const text::SourceSet& sources, diag::Sink& sink) {
  const std::string_view content = sources.content(file);
  if (content.find("// allow ") == std::string_view::npos || text::first_bad_utf8(content) != std::string_view::npos) {
    return;
  }
  const parse::Words words = parse::lex(content);
  for (const parse::Word& comment : words.comments) {
    std::string_view text = content.substr(comment.begin, comment.end - comment.begin);
    if (!text.starts_with("// allow ")) continue;
    text = trimmed(text.substr(9));
    Allowance allowance;
    allowance.span = {file, comment.begin, comment.end};
    const std::size_t colon = text.find(':');
    allowance.code = trimmed(text.substr(0, colon));
    const auto wrong = [&](std::string_view what) -> diag::Diagnostic& {
      return sink.report("wrong-allowance", allowance.span, {what});
    };
    const diag::CodeInfo* info = diag::find_code(allowance.code);
    if (info == nullptr) {
      auto& report = wrong("there is no code `" + allowance.code + "`");
      std::vector<std::string_view> codes;
      for (const diag::CodeInfo& row : diag::codes()) codes.push_back(row.code);
      const auto near = base::nearest(allowance.code, codes);
      report.help = near ? "did you mean `" + std::string(*near) + "`?" : "a code stands in brackets behind `warning`";
      continue;
    }
    if (info->severity == diag::Severity::error) {
      wrong("`" + allowance.code + "` is an error").help = "mend it: only warnings and notes are allowed";
      continue;
    }
    if (colon == std::string_view::npos || trimmed(text.substr(colon + 1)).empty()) {
      wrong("it gives no reason").help = "write `// allow " + allowance.code + ": ` and why";
      continue;
    }
    allowance.line = sources.place(file, comment.begin).line;
    if (comment.starts_line) {
      const auto next = std::find_if(words.all.begin(), words.all.end(),
                                     [&](const parse::Word& word) { return word.begin > comment.end; });
      if (next != words.all.end()) allowance.line = sources.place(file, next->begin).line;
    }
    all_.push_back(std::move(allowance));
  }
}

bool Allowances::allows(const diag::Diagnostic& diagnostic, const text::SourceSet& sources) {
  if (diagnostic.severity == diag::Severity::error || !diagnostic.span.known()) return false;
  bool result = false;
  for (Allowance& allowance : all_) {
    if (allowance.code != diagnostic.code || allowance.span.file != diagnostic.span.file) continue;
    if (sources.place(diagnostic.span.file, diagnostic.span.begin).line != allowance.line) continue;
    allowance.is_used = result = true;
  }
  return result;
}

void Allowances::report_unused(diag::Sink& sink) const {
  for (const Allowance& allowance : all_) {
    if (allowance.is_used) continue;
    sink.report("wrong-allowance", allowance.span, {"nothing here is `" + allowance.code + "`"}).help = "take it away";
  }
}

}  // namespace meshplay::driver
