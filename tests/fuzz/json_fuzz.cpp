// Any bytes as a JSON file: reading ends, keeps the promises of the tree, and the components found lie in it. What is
// JSON is also YAML with the same tree, where YAML can read it at all.
#include <cstdint>
#include <string>

#include "tests/fuzz/tree_invariants.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string content(reinterpret_cast<const char*>(data), size);
  meshplay::fuzz::check_reading(content, meshplay::data::Syntax::json);
  meshplay::fuzz::check_json_is_yaml(content);
  return 0;
}
