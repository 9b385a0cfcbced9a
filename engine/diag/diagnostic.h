// What a person is told: one Diagnostic a cause. Codes, severities and messages stand in one table (registry.cpp);
// phases report into a Sink and go on.
#pragma once

#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "engine/text/source.h"

namespace meshplay::diag {

// From the gravest on. deny, warn and advise are findings of checks; the others speak of the input itself.
enum class Severity : std::uint8_t { error, warning, note, deny, warn, advise };

std::string_view name(Severity severity);

// One row of the table of codes.
struct CodeInfo {
  std::string_view code;  // stable, for instance `unknown-kind`
  Severity severity;
  std::string_view message;  // each `{}` is filled by the report's next argument
  std::string_view page;     // Markdown shown by `meshplay explain`
};

// All rows, sorted by code.
const std::vector<CodeInfo>& codes();
const CodeInfo* find_code(std::string_view code);

struct Note {
  text::Span span;
  std::string message;
};

// Text that a program may put in the place of another without asking what was meant.
struct Replacement {
  text::Span span;
  std::string text;
};

struct Diagnostic {
  std::string code;
  Severity severity = Severity::error;
  text::Span span;  // may be unknown (kNoFile): then only the message is shown
  std::string message;
  std::string label;  // beside the caret, may be empty
  std::string help;   // what to do, may be empty
  std::vector<Note> notes;
  std::vector<Replacement> replacements;  // all of them together mend it; none: nobody but a person can
  bool is_guess = false;                  // they do what was probably meant

  // Says in `help` that this may be meant in place of what is spoken of, or of a part of it.
  void suggest(std::string_view meant) { suggest(meant, span, meant); }
  void suggest(std::string_view meant, text::Span part, std::string_view text) {
    help = "did you mean `" + std::string(meant) + "`?";
    replacements.assign(1, {part, std::string(text)});
    is_guess = true;
  }
};

// What fills a `{}` of a message.
class Argument {
 public:
  Argument(std::string_view text) : text_(text) {}    // NOLINT(google-explicit-constructor)
  Argument(const std::string& text) : text_(text) {}  // NOLINT(google-explicit-constructor)
  Argument(const char* text) : text_(text) {}         // NOLINT(google-explicit-constructor)
  template <std::integral Number>
  Argument(Number number) : text_(std::to_string(number)) {}  // NOLINT(google-explicit-constructor)

  const std::string& text() const { return text_; }

 private:
  std::string text_;
};

class Sink {
 public:
  // Reports a row of the table of codes. The reference returned is valid until the next report: set label, help and
  // notes on it.
  Diagnostic& report(std::string_view code, text::Span span, std::initializer_list<Argument> arguments = {});

  // Takes over a diagnostic of another sink.
  void take(Diagnostic diagnostic);

  bool has_errors() const { return errors_ > 0; }
  std::size_t errors() const { return errors_; }
  std::size_t warnings() const { return warnings_; }
  const std::vector<Diagnostic>& all() const { return diagnostics_; }

  // By file name, offset, code; exact repetitions are left out.
  std::vector<Diagnostic> sorted(const text::SourceSet& sources) const;

 private:
  std::vector<Diagnostic> diagnostics_;
  std::size_t errors_ = 0;
  std::size_t warnings_ = 0;
};

}  // namespace meshplay::diag
