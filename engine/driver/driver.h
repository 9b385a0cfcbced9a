// The pipeline and the one door to the engine: rule files and a design in; relationships, findings and diagnostics
// out. Phases run in the order of phases() and each at most once; every result is sorted and the same for any order
// of the input files.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/base/interner.h"
#include "engine/design/design.h"
#include "engine/diag/diagnostic.h"
#include "engine/driver/query.h"
#include "engine/driver/rule_plan.h"
#include "engine/driver/why.h"
#include "engine/infer/limits.h"
#include "engine/model/versions.h"
#include "engine/text/source.h"

namespace meshplay::driver {

struct Options {
  std::vector<std::string> paths;                    // designs: files, folders, `-`
  std::vector<std::string> rule_paths;               // rule files and folders, beside the built-in packs
  std::map<std::string, std::string> rule_contents;  // by name: what files have instead of what they have on the disk
  std::vector<std::pair<std::string, std::string>> rule_texts;  // rule files that are nowhere else: name and content
  bool builtin = true;
  bool check_builtin = false;  // the built-in rules are checked like the others
  bool rule_notes = false;     // what is no defect of a rule, too: documentation that is missing, kinds without schema
  std::string cache_folder;    // of checked rule files; empty: they are checked each time
  std::string settings_file;   // empty: none
  std::vector<std::string> settings;               // `rule.param=value`; they win over the file
  model::Versions versions = model::kAllVersions;  // of Kubernetes, which the paths of rules are checked against
  std::string_view builtin_pack;     // syntax trees and texts of the built-in rules; must outlive the engine
  std::string_view builtin_program;  // the same rules, checked: used where there are no others; may be empty
  design::LoadOptions load;
  std::size_t threads = 0;  // at most; 0: as many as pay
  infer::Limits limits;     // of inference
  std::string query;        // for query(); empty: none
  bool profile = false;     // counts what each step of each rule does; inference has one thread then
};

// The texts live as long as the engine.
struct Relationship {
  std::string_view relationship;  // `kubernetes.routes`
  std::string_view kind;          // `edge`
  std::string_view type;          // `non-binding`
  std::string_view subtype;       // `network`
  std::string_view from;          // component ids
  std::string_view to;
  std::string_view via;  // empty: none
};

struct Fix {
  std::string_view op;    // set, remove, append
  std::string component;  // which it changes
  std::string path;
  std::string value;  // JSON; empty for remove
  bool is_safe = true;
};

struct Finding {
  std::string rule;  // `kubernetes.dangling_service`
  diag::Severity severity = diag::Severity::deny;
  std::string message;
  std::string component;
  text::Span span;       // in the design
  std::string path;      // `spec.selector`
  std::string help;      // may be empty
  std::string docs;      // a link, may be empty
  std::string category;  // may be empty
  std::vector<Fix> fixes;
  std::size_t number = 0;  // for the engine
};

// A finding that a comment in the manifest waives.
struct WaivedFinding {
  Finding finding;
  std::string reason;
};

struct ChangedFile {
  std::string name;
  std::string before;
  std::string after;
  std::size_t fixes = 0;  // that are in it
};

enum class RuleKind : std::uint8_t { relationship, define, deny, warn, advise };

std::string_view name(RuleKind kind);

struct RuleInfo {
  RuleKind kind = RuleKind::relationship;
  std::string name;      // with its package
  std::string summary;   // first sentence of its doc comment
  std::string doc;       // the whole doc comment, Markdown
  std::string taxonomy;  // relationships: `edge/non-binding/network`
  std::string category;
  std::vector<std::string> tags;
  std::vector<std::string> params;  // `max: int = 10`
  std::string docs;
  text::Span span;  // the declaration
  bool builtin = false;
};

struct TestOutcome {
  std::string name;
  text::Span span;
  std::vector<diag::Diagnostic> failures;  // empty: passed
};

struct TestOptions {
  bool of_builtin = false;  // those of the built-in packs, else of the rule files given
  bool update_snapshots = false;
  bool with_coverage = false;
  // Where it is kept which tests have passed: only those run that have not, as they are. Nothing: all run.
  std::optional<std::string> passed_folder = {};
  // Of the test's title, or of a rule that it expects something of: its name, with or without the package. Globs, any
  // of which must match the whole; no `*` and no `?` in it: a part of the title, or the name. None: all.
  std::vector<std::string> filters;
};

// What the tests saw of one condition of a rule.
struct ConditionCoverage {
  std::string rule;
  text::Span span;
  std::uint64_t held = 0;  // times
  std::uint64_t failed = 0;
};

struct RuleCoverage {
  std::string rule;
  text::Span span;
  bool is_expected = false;  // a test says what it should find, or not find
  std::uint64_t asked = 0;   // times that its conditions were
};

// An answer about rules, by small designs: see engine/witness.
struct RuleAnswer {
  std::string question;  // `a implies b`
  std::string verdict;   // refuted, not refuted, proven
  std::string design;    // YAML that refutes it
  std::vector<std::string> subjects;
  std::uint64_t tried = 0;  // designs
  std::string test;         // a `test` block that says so
};

struct PhaseTime {
  std::string_view phase;
  std::uint64_t nanoseconds = 0;
};

struct Stats {
  std::vector<PhaseTime> phases;
  std::uint64_t components = 0;
  std::uint64_t relationships = 0;
  std::uint64_t findings = 0;
  std::uint64_t unchanged_tests = 0;  // that did not run since they had passed
};

struct Phase {
  std::string_view name;
  std::string_view makes;
};

// The phase table of the README.
const std::vector<Phase>& phases();

struct ManifestInfo;
struct RulePage;

class Engine {
 public:
  explicit Engine(Options options);
  ~Engine();
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  // Reads, parses and checks the rules. False when there were errors in them: then nothing is inferred.
  bool load_rules();
  // Reads the design. Problems are diagnostics; the rest is there.
  void load_design();

  std::vector<Relationship> relationships();  // sorted; needs both loads
  std::vector<Finding> findings();            // sorted by file, place, rule; needs both loads
  // What the fixes of the findings make of the files, the safe ones or all; nothing is written. Needs findings().
  std::vector<ChangedFile> fixed_files(bool with_unsafe);
  // What drawing or deleting an edge makes of the files; empty when there is nothing to do, nothing when it cannot be
  // done, which is reported. Needs both loads; nothing is written.
  std::optional<std::vector<ChangedFile>> connect(const std::string& relationship, const std::vector<std::string>& ends,
                                                  bool overwrite);
  std::optional<std::vector<ChangedFile>> disconnect(const std::string& relationship,
                                                     const std::vector<std::string>& ends);
  // Why a fact, such as `routes(Service/shop/web, Deployment/shop/web)` or `dangling_service(Service/shop/web)`, holds:
  // with the facts that it follows from, at most `depth` deep. Empty when it does not hold; nothing for names that are
  // not known, which is reported. Needs both loads.
  std::optional<Why> why(const std::string& fact, std::size_t depth);
  // Of a finding: what its rule asked for, without the facts behind it. Needs findings().
  Why why(const Finding& finding);
  // Why a fact does not hold.
  std::optional<WhyNot> why_not(const std::string& fact);
  // Those that findings() left out, by place.
  const std::vector<WaivedFinding>& waived() const;
  // What the query of the options comes to. Nothing when a limit is reached, which is reported. Needs both loads.
  std::optional<QueryResult> query();
  std::vector<ManifestInfo> manifests() const;     // new_rule.h; of the whole design, by file and place
  std::vector<std::string> component_ids() const;  // of the whole design, sorted

  std::vector<RuleInfo> rules() const;  // sorted by name; needs load_rules()
  // Pages of all rules, by name; rule_pages.h. Needs load_rules() with `check_builtin`, or rule files.
  std::vector<RulePage> rule_pages();
  // How the rule of this full name is run: for the sizes of the design, which must be loaded, or for sizes that are
  // assumed. Nothing when there is no such rule. Needs load_rules().
  std::optional<RulePlan> rule_plan(std::string_view name, bool of_design);
  // What each rule did so far. Needs `profile`.
  Profile profile();
  // Runs `test` blocks. With `update_snapshots` what is found is written beside the rule file, as expected from now on.
  std::vector<TestOutcome> run_tests(const TestOptions& options);
  // Of the rules whose tests ran with coverage, by rule and place; each condition once.
  std::vector<ConditionCoverage> coverage() const;
  // Of all rules that tests with coverage were asked for, by name.
  std::vector<RuleCoverage> rule_coverage() const;

  // Whether rules never fire (each of one or two), imply each other, or never find the same. Names may be without
  // their package. Nothing for names that are not known or do not go together, which is reported. Needs load_rules().
  std::optional<std::vector<RuleAnswer>> compare_rules(const std::vector<std::string>& names);
  // Text of a phase's result, for `--dump`: `ast`, `design`, `plan`. Empty when there is no such dump.
  std::string dump(std::string_view phase);

  const text::SourceSet& sources() const;
  const diag::Sink& diagnostics() const;  // all phases so far
  const design::Design& design() const;
  const Stats& stats() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// `0.1.0`
std::string_view version();

}  // namespace meshplay::driver
