#include "cli/profile.h"

#include <algorithm>
#include <array>
#include <cstdio>

#include "cli/pipeline.h"
#include "cli/plan_text.h"
#include "engine/diag/render_cells.h"

namespace meshplay::cli {

namespace {

std::string padded(const std::string& text, std::size_t width) {
  return std::string(width - std::min(width, text.size()), ' ') + text;
}

std::string percent(std::uint64_t part, std::uint64_t whole) {
  std::array<char, 16> text{};
  const double share = whole == 0 ? 0 : 100.0 * static_cast<double>(part) / static_cast<double>(whole);
  static_cast<void>(std::snprintf(text.data(), text.size(), "%.1f %%", share));
  return text.data();
}

std::uint64_t total_of(const driver::Profile& profile) {
  std::uint64_t total = 0;
  for (const driver::RanRule& rule : profile.rules) total += rule.nanoseconds;
  return total;
}

}  // namespace

void report_profile(driver::Engine& engine, const Request& request, Output& output) {
  if (!request.has("profile")) return;
  const driver::Profile profile = engine.profile();
  const std::uint64_t total = total_of(profile);
  std::string& out = output.err;
  out += "profile of " + counted(profile.rules.size(), "rule") + " that ran by one thread: " + milliseconds(total) +
         " ms; nothing to look at for " + counted(profile.idle, "other") + "\n\n";
  out += "        ms    share    results  rule\n";
  for (const driver::RanRule& rule : profile.rules) {
    out += padded(milliseconds(rule.nanoseconds), 10) + padded(percent(rule.nanoseconds, total), 9) +
           padded(std::to_string(rule.results), 11) + "  " + diag::visible(rule.name) + "\n";
  }
  for (const driver::RanRule& rule : profile.rules) {
    out += "\n" + diag::bold(diag::visible(rule.name), output.err_color()) + "  " + milliseconds(rule.nanoseconds) +
           " ms, of which " + milliseconds(rule.ordering) + " ms for its order and new indexes\n";
    write_plan(rule.plan, engine.sources(), "  ", out);
  }
}

void write_profile(driver::Engine& engine, const Request& request, diag::JsonWriter& json) {
  if (!request.has("profile")) return;
  const driver::Profile profile = engine.profile();
  json.key("profile");
  json.begin_object();
  json.member("nanoseconds", total_of(profile));
  json.member("idle", profile.idle);
  json.key("rules");
  json.begin_array();
  for (const driver::RanRule& rule : profile.rules) {
    json.begin_object();
    json.member("name", rule.name);
    json.member("nanoseconds", rule.nanoseconds);
    json.member("ordering", rule.ordering);
    json.member("results", rule.results);
    write_clauses(rule.plan.clauses, engine.sources(), json);
    json.end_object();
  }
  json.end_array();
  json.end_object();
}

}  // namespace meshplay::cli
