// Which tests have passed as they are: with the same text, the same manifests and the same rules behind them.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "engine/check/observer.h"

namespace meshplay::driver {

class PassedTests {
 public:
  // `folder`: of what is kept; empty: nothing is. The files are looked at once more, for what stands on what.
  PassedTests(std::string folder, const std::vector<check::RuleFile>& files, const text::SourceSet& sources,
              base::Interner& interner);

  // Never of one that expects a snapshot.
  bool has(const check::Test& test) const;
  void add(const check::Test& test);
  // What cannot be written is not kept.
  void save() const;

 private:
  // Of all that the outcome hangs on.
  std::string key(const check::Test& test) const;
  std::set<std::uint32_t> used_in(text::Span span) const;

  std::string folder_;
  const std::vector<check::RuleFile>& files_;
  const text::SourceSet& sources_;
  check::Observations observations_;
  std::set<std::string> passed_;
  std::vector<std::string> order_;  // oldest first
};

}  // namespace meshplay::driver
