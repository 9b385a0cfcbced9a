#include "engine/driver/check_all.h"

#include <algorithm>
#include <exception>
#include <memory>
#include <mutex>
#include <numeric>
#include <system_error>
#include <thread>

namespace meshplay::driver {

namespace {

// Checks that each worker still has to do. Those of one subject stand side by side and share columns and indexes, so a
// worker takes its own from the front, and another's from the back once it has none.
class Work {
 public:
  Work(const std::vector<std::uint32_t>& checks, std::size_t workers) {
    for (std::size_t i = 0; i < workers; ++i) {
      parts_.push_back({checks.begin() + static_cast<std::ptrdiff_t>(checks.size() * i / workers),
                        checks.begin() + static_cast<std::ptrdiff_t>(checks.size() * (i + 1) / workers)});
    }
  }

  // False: there is nothing left.
  bool take(std::size_t worker, std::uint32_t& check) {
    const std::scoped_lock lock(mutex_);
    Part& own = parts_[worker];
    if (own.begin != own.end) {
      check = *own.begin++;
      return true;
    }
    const auto fullest = std::max_element(
        parts_.begin(), parts_.end(), [](const Part& a, const Part& b) { return a.end - a.begin < b.end - b.begin; });
    if (fullest->begin == fullest->end) return false;
    check = *--fullest->end;
    return true;
  }

 private:
  struct Part {
    std::vector<std::uint32_t>::const_iterator begin;
    std::vector<std::uint32_t>::const_iterator end;
  };
  std::mutex mutex_;
  std::vector<Part> parts_;
};

struct Worker {
  explicit Worker(const base::Interner& below) : interner(below) {}

  base::Interner interner;
  std::vector<std::uint32_t> done;
  Stops stops;
  std::exception_ptr defect;
  std::thread thread;
};

}  // namespace

void Stops::add(const infer::Inference& inference) {
  for (const auto& [relation, why] : inference.stopped_relations()) relations.emplace(relation, why);
}

std::size_t threads_for(std::size_t components, std::size_t most) {
  constexpr std::size_t kComponentsThatPay = 1500;  // an engine of its own costs as much as some hundred
  constexpr std::size_t kMost = 8;
  if (most == 0) most = std::min(kMost, std::size_t{std::max(1U, std::thread::hardware_concurrency())});
  return std::clamp(components / kComponentsThatPay, std::size_t{1}, most);
}

std::vector<fix::CheckedFindings> check_all(const check::Program& program, const design::Design& design,
                                            base::Interner& interner, std::size_t threads, const infer::Limits& limits,
                                            Stops& stops) {
  std::vector<std::uint32_t> checks(program.checks.size());
  std::iota(checks.begin(), checks.end(), 0U);
  const auto subject = [&](std::uint32_t check) {
    const auto& frame = program.checks[check].frame;
    return frame.empty() ? check::kNone : frame[0].kinds;
  };
  std::stable_sort(checks.begin(), checks.end(),
                   [&](std::uint32_t a, std::uint32_t b) { return subject(a) < subject(b); });
  Work work(checks, threads);
  std::vector<fix::CheckedFindings> result(checks.size());
  std::vector<std::unique_ptr<Worker>> workers;
  for (std::size_t i = 0; i < threads; ++i) workers.push_back(std::make_unique<Worker>(interner));
  const auto run = [&](std::size_t number) {
    Worker& worker = *workers[number];
    try {
      plan::Planner planner(program);  // of what this worker does
      infer::Inference inference(program, planner, design, worker.interner);
      inference.set_limits(limits);
      for (std::uint32_t check = 0; work.take(number, check);) {
        try {
          result[check] = fix::findings_with_fixes(program, check, inference);
          worker.done.push_back(check);
        } catch (const infer::Stopped& stopped) {
          worker.stops.checks.emplace(check, stopped);
        }
      }
      worker.stops.add(inference);
    } catch (...) {
      worker.defect = std::current_exception();
    }
  };
  for (std::size_t i = 1; i < threads; ++i) {
    try {
      workers[i]->thread = std::thread(run, i);
    } catch (const std::system_error&) {
      break;  // the system gives no more threads: the others do its part
    }
  }
  run(0);
  for (const auto& worker : workers) {
    if (worker->thread.joinable()) worker->thread.join();
  }
  for (const auto& worker : workers) {
    if (worker->defect != nullptr) std::rethrow_exception(worker->defect);
    stops.relations.insert(worker->stops.relations.begin(), worker->stops.relations.end());
    stops.checks.insert(worker->stops.checks.begin(), worker->stops.checks.end());
    const auto here = [&](base::StrId& text) { text = interner.intern(worker->interner.text(text)); };
    for (const std::uint32_t check : worker->done) {
      for (infer::Finding& finding : result[check].findings) {
        here(finding.message);
        here(finding.help);
      }
    }
  }
  return result;
}

}  // namespace meshplay::driver
