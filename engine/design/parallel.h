// Work shared among threads. What the work does must not depend on how many there are.
#pragma once

#include <cstddef>
#include <functional>

namespace meshplay::design {

// How many threads to use for so much work: one for each `that_pays` of it, at most `most` (0: as many as the machine
// has, up to 8), at least one.
std::size_t threads_for(std::size_t work, std::size_t that_pays, std::size_t most);

// Calls work(0) ... work(count - 1), each in a thread of its own where the system gives one. Throws what the first of
// them threw, when all have ended.
void in_parallel(std::size_t count, const std::function<void(std::size_t)>& work);

}  // namespace meshplay::design
