#include "engine/diag/registry.h"

namespace meshplay::diag {

std::vector<CodeInfo> syntax_codes() {
  return {
      {"aggregate-form", Severity::error, "`{}` is no function of several values", ""},
      {"chained-comparison", Severity::error, "a comparison cannot follow another one", ""},
      {"curly-quotes", Severity::error, "a text stands in straight double quotes", ""},
      {"empty-braces", Severity::error, "nothing stands between the braces of the message", ""},
      {"empty-define", Severity::error, "`{}` has no condition", ""},
      {"expected", Severity::error, "expected {}, found {}", ""},
      {"foreign-sign", Severity::error, "`{}` is no sign of this language", ""},
      {"hash-comment", Severity::error, "`#` begins no comment", ""},
      {"hyphen-in-name", Severity::error, "`{}` is no name: `-` is minus", ""},
      {"line-bracket", Severity::error, "a line that begins with `{}` would go on with the line before", ""},
      {"misplaced-arrow", Severity::error, "`<-` stands only in `bind`", ""},
      {"misplaced-not", Severity::error, "`not` stands before a comparison, not inside it", ""},
      {"missing-brace", Severity::error, "the items of `{}` stand between braces", ""},
      {"missing-quotes", Severity::error, "the text behind `{}` stands in quotes", ""},
      {"more-mistakes", Severity::error, "{} more mistake{} in this file", ""},
      {"name-letters", Severity::error, "`{}` is no name: names have the letters a to z, digits and `_`", ""},
      {"not-callable", Severity::error, "only a name can be called", ""},
      {"number-unit", Severity::error, "a number with a unit stands in quotes", ""},
      {"outside", Severity::error, "`{}` stands outside of a declaration", ""},
      {"reserved-word", Severity::error, "`{}` cannot be a name", ""},
      {"rules-not-utf8", Severity::error, "this is not UTF-8: byte {}", ""},
      {"rules-nul-byte", Severity::error, "this is no text: it holds a NUL byte", ""},
      {"rules-too-large", Severity::error, "a rule file has at most {}", ""},
      {"semicolon", Severity::error, "`;` is no sign of this language", ""},
      {"single-quotes", Severity::error, "a text stands in double quotes", ""},
      {"stray-brace", Severity::error, "a single `{}` in a message", ""},
      {"stray-character", Severity::error, "unexpected character {}", ""},
      {"too-deep", Severity::error, "this is nested more than {} deep", ""},
      {"too-many-operators", Severity::error, "more than {} operators in one chain", ""},
      {"unclosed-bracket", Severity::error, "`{}` is never closed", ""},
      {"unclosed-comment", Severity::error, "a comment is never closed", ""},
      {"unclosed-string", Severity::error, "a text is never closed", ""},
      {"unknown-escape", Severity::error, "unknown escape `{}`", ""},
      {"unknown-item", Severity::error, "`{}` does not stand here", ""},
      {"unknown-word", Severity::error, "unknown word `{}`", ""},
      {"unmarked-condition", Severity::error, "a condition that stands alone begins with a word", ""},
      {"unopened-bracket", Severity::error, "`{}` closes nothing", ""},
      {"wrong-bracket", Severity::error, "`{}` is closed by `{}`", ""},
      {"wrong-equals", Severity::error, "{}", ""},
  };
}

}  // namespace meshplay::diag
