#include "engine/diag/registry.h"

#include <algorithm>

#include "engine/base/ensure.h"

namespace meshplay::diag {

std::string_view name(Severity severity) {
  switch (severity) {
    case Severity::error: return "error";
    case Severity::warning: return "warning";
    case Severity::note: return "note";
    case Severity::deny: return "deny";
    case Severity::warn: return "warn";
    case Severity::advise: return "advise";
  }
  return "error";
}

const std::vector<CodeInfo>& codes() {
  static const std::vector<CodeInfo> kAll = [] {
    std::vector<CodeInfo> all;
    for (const auto& part :
         {input_codes(), syntax_codes(), syntax_text_codes(), rule_codes(), defect_codes(), fix_codes()}) {
      all.insert(all.end(), part.begin(), part.end());
    }
    std::sort(all.begin(), all.end(), [](const CodeInfo& a, const CodeInfo& b) { return a.code < b.code; });
    return all;
  }();
  return kAll;
}

const CodeInfo* find_code(std::string_view code) {
  const auto& all = codes();
  const auto found = std::lower_bound(all.begin(), all.end(), code,
                                      [](const CodeInfo& row, std::string_view wanted) { return row.code < wanted; });
  return found != all.end() && found->code == code ? &*found : nullptr;
}

}  // namespace meshplay::diag
