// Comments in rule files that allow what a warning or a note speaks of, with a reason:
//
//   some w: Workload  // allow unused-variable: that there is one is enough
//
// It counts for its own line, or for the next one if it stands alone.
#pragma once

#include <string>
#include <vector>

#include "engine/diag/diagnostic.h"
#include "engine/text/source.h"

namespace meshplay::driver {

class Allowances {
 public:
  // Those of the file; what is wrong with them is reported.
  void read(text::FileId file, const text::SourceSet& sources, diag::Sink& sink);
  bool empty() const { return all_.empty(); }
  // Whether one of them is for it.
  bool allows(const diag::Diagnostic& diagnostic, const text::SourceSet& sources);
  // Those that nothing was found for.
  void report_unused(diag::Sink& sink) const;

 private:
  struct Allowance {
    text::Span span;
    std::uint32_t line = 0;
    std::string code;
    bool is_used = false;
  };
  std::vector<Allowance> all_;
};

}  // namespace meshplay::driver
