#include <algorithm>
#include <tuple>

#include "engine/base/ensure.h"
#include "engine/diag/diagnostic.h"

namespace meshplay::diag {

namespace {

std::string fill(std::string_view pattern, std::initializer_list<Argument> arguments) {
  std::string result;
  const auto* next = arguments.begin();
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    if (pattern[i] == '{' && i + 1 < pattern.size() && pattern[i + 1] == '}') {
      ENSURE(next != arguments.end(), "a message has as many arguments as places");
      result += next->text();
      ++next;
      ++i;
    } else {
      result += pattern[i];
    }
  }
  ENSURE(next == arguments.end(), "a message has as many places as arguments");
  return result;
}

}  // namespace

Diagnostic& Sink::report(std::string_view code, text::Span span, std::initializer_list<Argument> arguments) {
  const CodeInfo* info = find_code(code);
  ENSURE(info != nullptr, "every reported code stands in the registry");
  Diagnostic diagnostic;
  diagnostic.code = std::string(code);
  diagnostic.severity = info->severity;
  diagnostic.span = span;
  diagnostic.message = fill(info->message, arguments);
  take(std::move(diagnostic));
  return diagnostics_.back();
}

void Sink::take(Diagnostic diagnostic) {
  if (diagnostic.severity == Severity::error) ++errors_;
  if (diagnostic.severity == Severity::warning) ++warnings_;
  diagnostics_.push_back(std::move(diagnostic));
}

std::vector<Diagnostic> Sink::sorted(const text::SourceSet& sources) const {
  std::vector<Diagnostic> result = diagnostics_;
  const auto key = [&](const Diagnostic& d) {
    const std::string_view file = d.span.known() ? sources.name(d.span.file) : std::string_view();
    return std::make_tuple(file, d.span.begin, d.span.end, std::string_view(d.code), std::string_view(d.message));
  };
  std::stable_sort(result.begin(), result.end(),
                   [&](const Diagnostic& a, const Diagnostic& b) { return key(a) < key(b); });
  result.erase(std::unique(result.begin(), result.end(),
                           [&](const Diagnostic& a, const Diagnostic& b) { return key(a) == key(b); }),
               result.end());
  return result;
}

}  // namespace meshplay::diag
