// Any bytes as a YAML file: reading ends, keeps the promises of the tree, the components found lie in it, and what the
// reader of common YAML takes is what libyaml makes of it, and comments that waive findings lie in the text.
#include <cstdint>
#include <string>

#include "engine/data/read_for_test.h"
#include "engine/waiver/waivers.h"
#include "tests/fuzz/tree_invariants.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string content(reinterpret_cast<const char*>(data), size);
  meshplay::fuzz::check_reading(content, meshplay::data::Syntax::yaml);
  const std::string difference = meshplay::data::test::difference_of_readers(content);
  meshplay::fuzz::require(difference.empty(), difference.c_str());
  const bool has_waivers = content.find("allow") != std::string::npos;
  for (const auto& waiver : meshplay::waiver::read_waivers(content)) {
    meshplay::fuzz::require(has_waivers && waiver.begin < waiver.end && waiver.end <= size && waiver.from <= waiver.to,
                            "waivers lie in the text");
  }
  return 0;
}
