#include "engine/driver/waived.h"

#include <set>

namespace meshplay::driver {

void WaiversOfDesign::read(const design::Design& design, const text::SourceSet& sources) {
  all_.clear();
  std::set<text::FileId> files;
  for (const design::Component& component : design.components) {
    if (!files.empty() && *files.rbegin() == component.file) continue;
    if (!files.insert(component.file).second || data::syntax_of(sources.name(component.file)) == data::Syntax::json) {
      continue;
    }
    for (waiver::Waiver& waiver : waiver::read_waivers(sources.content(component.file))) {
      all_[component.file].push_back({std::move(waiver)});
    }
  }
}

std::optional<std::string> WaiversOfDesign::reason(std::string_view rule, text::Span place) {
  const auto rows = all_.find(place.file);
  if (rows == all_.end()) return std::nullopt;
  std::optional<std::string> result;
  for (Row& row : rows->second) {
    if (!row.waiver.waives(rule, place.begin)) continue;
    row.is_used = true;
    if (!result) result = row.waiver.reason;
  }
  return result;
}

void WaiversOfDesign::report(const std::vector<std::string_view>& rules, bool is_all, diag::Sink& sink) const {
  for (const auto& [file, rows] : all_) {
    for (const Row& row : rows) {
      if (row.is_used) continue;
      const auto wrong = waiver::what_is_wrong(row.waiver, rules, is_all);
      if (!wrong) continue;  // of a rule that is left out this time
      sink.report("wrong-waiver", {file, row.waiver.begin, row.waiver.end}, {wrong->what}).help = wrong->help;
    }
  }
}

}  // namespace meshplay::driver
