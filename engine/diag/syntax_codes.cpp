#include "engine/diag/registry.h"

namespace meshplay::diag {

std::vector<CodeInfo> syntax_codes() {
  return {
      {"too-deep", Severity::error, "this is nested more than {} deep", ""},
      {"empty-define", Severity::error, "`{}` has no condition", ""},
      {"not-callable", Severity::error, "only a name can be called", ""},
      {"unknown-escape", Severity::error, "unknown escape `{}`", ""},
      {"stray-brace", Severity::error, "a single `{}` in a message", ""},
      {"empty-braces", Severity::error, "nothing stands between the braces", ""},
      {"chained-comparison", Severity::error, "comparisons cannot be chained", ""},
      {"more-mistakes", Severity::error, "{} more mistakes in this file", ""},
      {"expected", Severity::error, "expected {}, found {}", ""},
  };
}

}  // namespace meshplay::diag
