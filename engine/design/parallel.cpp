#include "engine/design/parallel.h"

#include <pthread.h>

#include <algorithm>
#include <exception>
#include <optional>
#include <thread>
#include <vector>

namespace meshplay::design {

namespace {

struct Run {
  const std::function<void(std::size_t)>* work = nullptr;
  std::size_t number = 0;
  const cpu_set_t* processors = nullptr;  // that it may go to once it runs, where it was started on some of them
  pthread_t thread{};
  bool started = false;
  std::exception_ptr defect;
};

void go(Run& run) {
  try {
    (*run.work)(run.number);
  } catch (...) {
    run.defect = std::current_exception();
  }
}

void* thread_body(void* argument) {
  Run& run = *static_cast<Run*>(argument);
  if (run.processors != nullptr) {
    static_cast<void>(::pthread_setaffinity_np(::pthread_self(), sizeof *run.processors, run.processors));
  }
  go(run);
  return nullptr;
}

// Those that this thread may use, where the system says.
std::optional<cpu_set_t> own_processors() {
  cpu_set_t processors;
  CPU_ZERO(&processors);
  if (::sched_getaffinity(0, sizeof processors, &processors) != 0) return std::nullopt;
  return processors;
}

// Not on the processor of the one who starts it: the system may let a new thread wait there for milliseconds, which is
// longer than most work here takes.
void start(Run& run, const std::optional<cpu_set_t>& processors) {
  pthread_attr_t attributes;
  if (::pthread_attr_init(&attributes) != 0) return;
  const int own = ::sched_getcpu();
  if (processors && own >= 0 && own < CPU_SETSIZE) {
    cpu_set_t others = *processors;
    CPU_CLR(static_cast<std::size_t>(own), &others);
    if (CPU_COUNT(&others) > 0 && ::pthread_attr_setaffinity_np(&attributes, sizeof others, &others) == 0) {
      run.processors = &*processors;
    }
  }
  run.started = ::pthread_create(&run.thread, &attributes, thread_body, &run) == 0;
  ::pthread_attr_destroy(&attributes);
}

}  // namespace

std::size_t threads_for(std::size_t work, std::size_t that_pays, std::size_t most) {
  constexpr std::size_t kMost = 8;
  const std::size_t wanted = std::max(work / that_pays, std::size_t{1});
  if (wanted == 1 || most > 0) return most > 0 ? std::min(wanted, most) : wanted;
  const auto processors = own_processors();
  const std::size_t there =
      processors ? static_cast<std::size_t>(CPU_COUNT(&*processors)) : std::thread::hardware_concurrency();
  return std::clamp(there, std::size_t{1}, std::min(wanted, kMost));
}

void in_parallel(std::size_t count, const std::function<void(std::size_t)>& work) {
  const auto processors = count > 1 ? own_processors() : std::nullopt;
  std::vector<Run> runs(count);
  for (std::size_t i = 0; i < count; ++i) {
    runs[i].work = &work;
    runs[i].number = i;
    if (i > 0) start(runs[i], processors);
  }
  for (Run& run : runs) {
    if (!run.started) go(run);
  }
  for (Run& run : runs) {
    if (run.started) ::pthread_join(run.thread, nullptr);
  }
  for (const Run& run : runs) {
    if (run.defect != nullptr) std::rethrow_exception(run.defect);
  }
}

}  // namespace meshplay::design
