// All checks of a program over a design, with several threads where there is enough to do: each has an engine and new
// texts of its own, so that nothing but the design is shared. The result is the same for any number of threads.
#pragma once

#include <map>
#include <vector>

#include "engine/fix/fixes.h"
#include "engine/infer/inference.h"

namespace meshplay::driver {

// How many threads pay for so many components, at most `most` (0: as many as the machine has).
std::size_t threads_for(std::size_t components, std::size_t most);

// What reached a limit, or needs what did.
struct Stops {
  std::map<check::RelationId, infer::Stopped> relations;
  std::map<std::uint32_t, infer::Stopped> checks;

  void add(const infer::Inference& inference);
};

// By check; none of those that are stopped.
std::vector<fix::CheckedFindings> check_all(const check::Program& program, const design::Design& design,
                                            base::Interner& interner, std::size_t threads, const infer::Limits& limits,
                                            Stops& stops);

}  // namespace meshplay::driver
