// What one engine holds between its phases.
#pragma once

#include <optional>

#include "engine/check/checker.h"
#include "engine/driver/check_all.h"
#include "engine/driver/driver.h"
#include "engine/driver/rule_cache.h"
#include "engine/driver/rule_files.h"
#include "engine/driver/waived.h"
#include "engine/fix/fixes.h"
#include "engine/infer/inference.h"
#include "engine/plan/plan.h"

namespace meshplay::driver {

struct Engine::State {
  Options options;
  std::optional<RuleCache::Program> cached_rules;  // the program may stand in it
  text::SourceSet sources;
  base::Interner interner;
  diag::Sink sink;
  std::vector<check::RuleFile> files;
  check::Program program;
  std::optional<plan::Planner> planner;
  design::Design design;
  std::unique_ptr<infer::Inference> engine;
  Stats stats;
  infer::ConditionCounts condition_counts;   // with coverage
  bool tests_of_builtin = false;             // the tests that ran last
  std::vector<infer::Finding> raw_findings;  // by Finding::number
  std::vector<std::size_t> first_finding;    // by check, the number of its first one
  std::vector<fix::Proposal> proposals;      // fixes of the findings, once they are asked for
  WaiversOfDesign waivers;
  std::vector<WaivedFinding> waived;
  std::vector<std::string> ids;  // of the components, by number; once somebody asked
  Stops stops;                   // that were told
  bool rules_ok = false;
  std::optional<text::FileId> query_file;
  QueryResult::Kind query_kind = QueryResult::Kind::rows;

  void read_checked_rules();
  void read_and_check_rules();
  bool read_cached_rules(std::vector<RuleText>& texts, const std::string& key);
  // What is asked, and the text of a rule that asks it.
  QueryResult::Kind add_query(std::string_view text, std::string& content);
  infer::Inference& inference();
  const std::vector<std::string>& component_ids();
  std::vector<check::RelationId> relationships() const;  // by name
  Finding finding(const check::Check& check, const infer::Finding& found) const;
  // As they are given; for any number of threads the same.
  std::vector<TestOutcome> run_tests(const std::vector<const check::Test*>& tests, const TestOptions& wanted);
  std::optional<check::RelationId> find_relationship(const std::string& name);
  std::optional<std::vector<design::ComponentId>> find_components(const std::vector<std::string>& wanted);
  std::optional<std::vector<ChangedFile>> change_edge(const std::string& relationship,
                                                      const std::vector<std::string>& wanted, bool connects,
                                                      bool overwrite);
  // What a person asks about: a rule and components.
  struct Asked {
    bool is_check = false;
    std::uint32_t rule = 0;
    std::vector<design::ComponentId> components;  // fewer than the relation has when `via` is left out
  };
  std::optional<Asked> find_fact(const std::string& fact);
  std::optional<Why> why(const Asked& asked, std::size_t depth);
  std::optional<WhyNot> why_not(const Asked& asked);
  Fix describe(const fix::Proposal& proposal) const;
  // Takes those away that comments waive, and their proposals.
  void waive(std::vector<Finding>& findings, bool has_stops);
  // Tells what was stopped, each rule once.
  void report_stops(Stops found);
  // An engine for the same design with other contents of these files; null when the rules are not there any more.
  std::unique_ptr<Engine> with_changes(const std::vector<ChangedFile>& changed) const;
  // Findings that are still there although their fixes are done.
  void report_not_cured(const std::vector<fix::Proposal>& wanted, const std::vector<bool>& is_done,
                        const std::vector<ChangedFile>& changed);
};

// The rules that a test speaks of, by full name.
std::vector<std::string_view> rules_of(const check::Test& test, const check::Program& program,
                                       const base::Interner& interner);

}  // namespace meshplay::driver
