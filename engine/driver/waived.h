// What comments in the manifests of a design waive of its findings.
#pragma once

#include <map>
#include <optional>
#include <vector>

#include "engine/design/design.h"
#include "engine/diag/diagnostic.h"
#include "engine/waiver/waivers.h"

namespace meshplay::driver {

class WaiversOfDesign {
 public:
  void read(const design::Design& design, const text::SourceSet& sources);
  bool empty() const { return all_.empty(); }
  // The reason, where one of them is for it.
  std::optional<std::string> reason(std::string_view rule, text::Span place);
  // What is wrong with them, and which were not asked for. `rules`: full names of the checks that ran;
  // `is_all`: there are no others.
  void report(const std::vector<std::string_view>& rules, bool is_all, diag::Sink& sink) const;

 private:
  struct Row {
    waiver::Waiver waiver;
    bool is_used = false;
  };
  std::map<text::FileId, std::vector<Row>> all_;
};

}  // namespace meshplay::driver
