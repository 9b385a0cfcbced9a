#include "engine/diag/registry.h"

namespace meshplay::diag {

std::vector<CodeInfo> input_codes() {
  return {
  };
}

}  // namespace meshplay::diag
