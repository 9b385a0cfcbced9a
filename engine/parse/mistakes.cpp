#include "engine/parse/mistakes.h"

#include <algorithm>

#include "engine/base/ensure.h"

namespace meshplay::parse {

namespace {

constexpr std::size_t kMaxKept = 10'000;

diag::Diagnostic& report_one(const Mistake& mistake, text::Span span, diag::Sink& sink) {
  const auto& arguments = mistake.arguments;
  switch (arguments.size()) {
    case 0: return sink.report(mistake.code, span);
    case 1: return sink.report(mistake.code, span, {arguments[0]});
    case 2: return sink.report(mistake.code, span, {arguments[0], arguments[1]});
    default: return sink.report(mistake.code, span, {arguments[0], arguments[1], arguments[2]});
  }
}

}  // namespace

void Mistakes::add(Mistake mistake) {
  ENSURE(mistake.arguments.size() <= 3, "a message has at most three arguments");
  ++count_;
  if (kept_.size() < kMaxKept) kept_.push_back(std::move(mistake));
}

void Mistakes::report(text::FileId file, std::uint32_t limit, diag::Sink& sink) {
  std::stable_sort(kept_.begin(), kept_.end(), [](const Mistake& a, const Mistake& b) { return a.begin < b.begin; });
  std::size_t reported = 0;
  std::uint32_t last_end = 0;
  for (Mistake& mistake : kept_) {
    if (reported == limit) break;
    diag::Diagnostic& diagnostic = report_one(mistake, {file, mistake.begin, mistake.end}, sink);
    diagnostic.label = std::move(mistake.label);
    diagnostic.help = std::move(mistake.help);
    diagnostic.notes = std::move(mistake.notes);
    diagnostic.is_guess = mistake.is_guess;
    if (!mistake.replacement.empty()) diagnostic.replacements.push_back({diagnostic.span, mistake.replacement});
    for (diag::Note& note : diagnostic.notes) note.span.file = file;
    last_end = mistake.end;
    ++reported;
  }
  if (count_ == reported && !given_up_) return;
  std::string more = given_up_ ? "at least " : "";
  more += std::to_string(count_ - reported);
  sink.report("more-mistakes", {file, last_end, last_end}, {more, count_ - reported == 1 ? "" : "s"});
}

}  // namespace meshplay::parse
