// Compares the engine with the naive evaluator, on random cases or on the rules and manifests given.
//
//   differential [--cases N] [--seed S] [--verbose]
//   differential --rules FOLDER --design PATH
//   differential --edits N [--cases N] [--seed S]
//   differential --format [--rules FOLDER] [--cases N] [--seed S]
//
// Case i has seed S + i. A case that differs is made smaller and shown; the run goes on until kMostShown of them. Ends
// with 1 when something differed, when a case was refused, or when a part of the language was never tried.
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "tests/differential/compare.h"
#include "tests/differential/files.h"
#include "tests/differential/formatting.h"
#include "tests/differential/generator.h"
#include "tests/differential/living.h"

namespace {

using namespace meshplay::differential;

constexpr std::size_t kMostShown = 5;
constexpr std::size_t kTries = 3000;
constexpr std::uint64_t kEnoughForCoverage = 1000;

struct Options {
  std::uint64_t cases = 1500;
  std::uint64_t seed = 1;
  std::uint64_t edits = 0;  // of a living design, for each case
  bool verbose = false;
  bool format = false;  // random programs, and the files below `rules`
  std::string rules;    // with design: these instead of random cases
  std::string design;
};

bool read_options(int argc, char** argv, Options& options) {
  for (int i = 1; i < argc; ++i) {
    if (std::strcmp(argv[i], "--verbose") == 0) {
      options.verbose = true;
      continue;
    }
    if (std::strcmp(argv[i], "--format") == 0) {
      options.format = true;
      continue;
    }
    if (i + 1 == argc) return false;
    const bool rules = std::strcmp(argv[i], "--rules") == 0;
    if (rules || std::strcmp(argv[i], "--design") == 0) {
      (rules ? options.rules : options.design) = argv[++i];
      continue;
    }
    std::uint64_t* target = std::strcmp(argv[i], "--cases") == 0   ? &options.cases
                            : std::strcmp(argv[i], "--seed") == 0  ? &options.seed
                            : std::strcmp(argv[i], "--edits") == 0 ? &options.edits
                                                                   : nullptr;
    if (target == nullptr) return false;
    *target = std::strtoull(argv[++i], nullptr, 10);
  }
  return options.format || options.rules.empty() == options.design.empty();
}

// A folder of this process alone, gone at the end.
class Scratch {
 public:
  Scratch()
      : path_((std::filesystem::temp_directory_path() / ("differential." + std::to_string(::getpid()))).string()) {
    std::filesystem::create_directories(path_);
  }
  ~Scratch() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

// A defect of the engine is a difference, too.
Comparison try_case(const Case& value, Coverage& coverage) {
  static const Scratch kScratch;
  try {
    Comparison result = compare(value, coverage);
    if (result.accepted && result.difference.empty()) result.difference = compare_orders(value, kScratch.path());
    return result;
  } catch (const std::exception& error) {
    Comparison result;
    result.accepted = true;
    result.difference = std::string("  exception: ") + error.what() + "\n";
    return result;
  }
}

void show(const Case& value, const std::string& what) {
  std::printf("---- seed %llu: differential --cases 1 --seed %llu\n%s\n%s\n%s%s",
              static_cast<unsigned long long>(value.seed), static_cast<unsigned long long>(value.seed), what.c_str(),
              program_text(value).c_str(), design_text(value.documents).c_str(), "\n");
}

void show_difference(const Case& value) {
  Coverage scratch;
  const auto fails = [&](const Case& smaller) {
    const Comparison result = try_case(smaller, scratch);
    return result.accepted && !result.difference.empty();
  };
  const Case small = shrunk(value, fails, kTries);
  const std::string difference = try_case(small, scratch).difference;
  show(small, difference);
  if (difference.find("shuffled") != std::string::npos || difference.find("as written") != std::string::npos) {
    std::printf("shuffled:\n%s\n", program_text(shuffled(small, small.seed)).c_str());
  }
}

int run_files(const Options& options) {
  Coverage coverage;
  const Comparison result = compare_files(options.rules, options.design, coverage);
  std::printf("%s%s%s: %zu tuples, %zu findings\n", result.refusal.c_str(), result.difference.c_str(),
              options.design.c_str(), result.tuples, result.findings);
  return result.accepted && result.difference.empty() && result.tuples > 0 ? 0 : 1;
}

LivingComparison try_living(const Case& value, std::size_t edits) {
  try {
    return compare_living(value, edits);
  } catch (const std::exception& error) {
    LivingComparison result;
    result.accepted = true;
    result.difference = std::string("  exception: ") + error.what() + "\n";
    return result;
  }
}

int run_living(const Options& options) {
  LivingComparison all;
  std::size_t different = 0;
  std::size_t refused = 0;
  for (std::uint64_t i = 0; i < options.cases && different < kMostShown; ++i) {
    const Case value = random_case(options.seed + i);
    const LivingComparison result = try_living(value, options.edits);
    if (!result.accepted) ++refused;
    all.edits += result.edits;
    all.facts_changed += result.facts_changed;
    all.findings_changed += result.findings_changed;
    all.recursive_changed += result.recursive_changed;
    all.proofs += result.proofs;
    if (result.difference.empty()) continue;
    ++different;
    const auto fails = [&](const Case& smaller) {
      const LivingComparison again = try_living(smaller, options.edits);
      return again.accepted && !again.difference.empty();
    };
    const Case small = shrunk(value, fails, kTries / 10);
    std::printf("---- seed %llu\n%s\n%s\n", static_cast<unsigned long long>(value.seed), program_text(small).c_str(),
                try_living(small, options.edits).difference.c_str());
  }
  std::printf(
      "%llu cases, %zu edits: %zu differ, %zu refused; %zu facts changed, %zu of them recursive, %zu findings, %zu "
      "proofs\n",
      static_cast<unsigned long long>(options.cases), all.edits, different, refused, all.facts_changed,
      all.recursive_changed, all.findings_changed, all.proofs);
  const bool vacuous = all.facts_changed < all.edits / 4 || all.findings_changed < all.edits / 4;
  return different + refused > 0 || vacuous ? 1 : 0;
}

int run_formatting(const Options& options) {
  std::size_t different = 0;
  std::size_t accepted = 0;
  const auto take = [&](const std::string& name, const FormattingComparison& result) {
    accepted += result.accepted ? 1 : 0;
    if (result.difference.empty()) return;
    ++different;
    std::printf("---- %s\n%s\n", name.c_str(), result.difference.c_str());
  };
  std::size_t files = 0;
  if (!options.rules.empty()) {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(options.rules)) {
      if (entry.path().extension() != ".mesh") continue;
      std::ifstream stream(entry.path(), std::ios::binary);
      const std::string text{std::istreambuf_iterator<char>(stream), {}};
      ++files;
      take(entry.path().string(), compare_formatting(text, options.seed));
    }
    if (accepted != files || files == 0) ++different;
  }
  for (std::uint64_t i = 0; i < options.cases && different < kMostShown; ++i) {
    take("seed " + std::to_string(options.seed + i), compare_formatting(options.seed + i));
  }
  std::printf("%zu files and %llu programs formatted, %zu of them right before: %zu differ\n", files,
              static_cast<unsigned long long>(options.cases), accepted, different);
  return different > 0 || accepted < (files + options.cases) / 2 ? 1 : 0;
}

int run(const Options& options) {
  Coverage coverage;
  std::uint64_t with_tuples = 0;
  std::uint64_t with_findings = 0;
  std::uint64_t tuples = 0;
  std::uint64_t findings = 0;
  std::size_t different = 0;
  std::size_t refused = 0;
  for (std::uint64_t i = 0; i < options.cases && different + refused < kMostShown; ++i) {
    const Case value = random_case(options.seed + i);
    if (options.verbose) show(value, "");
    const Comparison result = try_case(value, coverage);
    if (!result.accepted) {
      ++refused;
      show(value, result.refusal);
      continue;
    }
    if (!result.difference.empty()) {
      ++different;
      show_difference(value);
    }
    with_tuples += result.tuples > 0 ? 1 : 0;
    with_findings += result.findings > 0 ? 1 : 0;
    tuples += result.tuples;
    findings += result.findings;
  }
  for (const auto& [name, tally] : coverage.all()) {
    std::printf("%-34s %10llu not so %10llu so\n", name.c_str(), static_cast<unsigned long long>(tally[0]),
                static_cast<unsigned long long>(tally[1]));
  }
  std::printf("%llu cases: %zu differ, %zu refused; %llu with tuples (%llu), %llu with findings (%llu)\n",
              static_cast<unsigned long long>(options.cases), different, refused,
              static_cast<unsigned long long>(with_tuples), static_cast<unsigned long long>(tuples),
              static_cast<unsigned long long>(with_findings), static_cast<unsigned long long>(findings));
  bool vacuous = false;
  if (options.cases >= kEnoughForCoverage && different + refused == 0) {
    for (const std::string& name : coverage.missing()) {
      std::printf("never tried: %s\n", name.c_str());
      vacuous = true;
    }
    vacuous = vacuous || with_tuples * 2 < options.cases || with_findings * 3 < options.cases;
    if (vacuous) std::printf("too much of this run says nothing\n");
  }
  return different + refused > 0 || vacuous ? 1 : 0;
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  if (!read_options(argc, argv, options)) {
    std::fprintf(stderr,
                 "differential [--cases N] [--seed S] [--verbose]\n"
                 "differential --rules FOLDER --design PATH\ndifferential --edits N [--cases N] [--seed S]\n"
                 "differential --format [--rules FOLDER] [--cases N] [--seed S]\n");
    return 2;
  }
  try {
    if (options.format) return run_formatting(options);
    if (options.edits > 0) return run_living(options);
    return options.rules.empty() ? run(options) : run_files(options);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "differential: %s\n", error.what());
    return 2;
  }
}
