#include "engine/diag/registry.h"

namespace meshplay::diag {

std::vector<CodeInfo> syntax_codes() {
  return {
  };
}

}  // namespace meshplay::diag
