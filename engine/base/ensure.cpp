#include "engine/base/ensure.h"

namespace meshplay::base {

void fail_ensure(const char* condition, const char* why, const char* file, int line) {
  throw DefectError(std::string(file) + ":" + std::to_string(line) + ": " + why + " (" + condition + ")");
}

}  // namespace meshplay::base
