// Any bytes as a YAML file: reading ends, keeps the promises of the tree, and the components found lie in it.
#include <cstdint>
#include <string>

#include "tests/fuzz/tree_invariants.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  meshplay::fuzz::check_reading(std::string(reinterpret_cast<const char*>(data), size), meshplay::data::Syntax::yaml);
  return 0;
}
