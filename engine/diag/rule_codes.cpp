#include "engine/diag/registry.h"

namespace meshplay::diag {

std::vector<CodeInfo> rule_codes() {
  return {
  };
}

}  // namespace meshplay::diag
