// Any bytes as a lock: it is refused with a reason, or printed and read again the same.
#include <cstdint>
#include <string>

#include "catalog/lock/lock.h"
#include "tests/fuzz/tree_invariants.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace meshplay;
  text::SourceSet sources;
  diag::Sink sink;
  const auto lock =
      catalog::read_lock("meshplay.lock", std::string(reinterpret_cast<const char*>(data), size), sources, sink);
  fuzz::require(lock.has_value() == sink.all().empty(), "a lock that is refused says why");
  if (!lock) return 0;
  const auto again = catalog::read_lock("again", catalog::print_lock(*lock), sources, sink);
  fuzz::require(again.has_value() && again->entries == lock->entries, "a lock that is printed is read as it was");
  return 0;
}
