// The manifests of a workspace while they and the rules are being written: what is found in them, how their components
// relate, and what mends them.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "engine/design/design.h"
#include "engine/diag/diagnostic.h"
#include "engine/live/live.h"
#include "engine/waiver/waivers.h"

namespace meshplay::assist {

// Something told of a document; places in bytes.
struct Told {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  diag::Severity severity = diag::Severity::warn;
  std::string code;  // of a finding the rule's full name
  std::string message;
  std::string help;
  bool is_finding = false;

  bool operator==(const Told&) const = default;
};

struct DocumentPlace {
  std::string document;
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
};

struct RelatedComponent {
  std::string relationship;  // `kubernetes.routes`
  bool is_outgoing = true;   // from the component that is asked about
  std::string id;
  DocumentPlace name;  // where its name stands
};

struct ComponentAbout {
  std::string id;
  DocumentPlace whole;
  std::vector<RelatedComponent> related;  // by relationship, then by id
};

// A fix of a finding, as it changes the documents.
struct FixAction {
  std::string title;
  std::uint32_t begin = 0;  // of the finding
  std::string rule;
  bool is_safe = true;
  std::map<std::string, std::string> documents;  // with all of their text
};

class Manifests {
 public:
  explicit Manifests(std::string settings_file = {}) : settings_file_(std::move(settings_file)) {}
  Manifests(const Manifests&) = delete;
  Manifests& operator=(const Manifests&) = delete;

  void put(const std::string& document, std::string content);
  void remove(const std::string& document);
  bool has(const std::string& document) const { return contents_.contains(document); }
  std::string_view content(const std::string& document) const { return contents_.at(document); }
  std::vector<std::string> names() const;

  // The rules from now on, as RuleSet::program_bytes() gives them.
  void use(std::string program_bytes);
  bool is_fresh() const { return pending_.empty() && !has_new_rules_; }
  bool has_new_rules() const { return has_new_rules_; }
  // Takes in what changed. The documents of which something else is told now. The helps of the others are as they were.
  std::set<std::string> update();
  // What a help says may hang on every component: a name that is nearly right. Whether some may be old.
  bool has_old_helps() const { return has_old_helps_; }
  std::set<std::string> update_helps();

  // ---- once it is fresh

  std::vector<Told> told(const std::string& document) const;
  // Findings and facts of each rule, by full name.
  std::uint64_t count(std::string_view rule) const;
  // Of the component that the byte belongs to, if there is one.
  std::optional<ComponentAbout> about(const std::string& document, std::uint32_t offset) const;
  // What waives a finding of a document that is not JSON, for a reason that a person still has to write.
  waiver::Insertion waiver(const std::string& document, const Told& finding) const;
  // Of the findings that touch the bytes.
  std::vector<FixAction> fixes(const std::string& document, std::uint32_t begin, std::uint32_t end) const;

 private:
  // A program and the design that lives on it.
  struct Running {
    std::string bytes;
    base::Interner interner;
    check::Program program;
    std::unique_ptr<plan::Planner> planner;
    std::unique_ptr<live::Live> live;
  };

  struct Kept {
    live::LiveFinding finding;
    std::uint32_t begin = 0;  // of its holder in the document

    bool operator==(const Kept&) const = default;
  };

  void load_program(Running& running) const;
  std::map<std::string, std::vector<Kept>> collect() const;
  // What is not waived, and waivers that are for nothing.
  std::vector<Told> tell(const std::string& document, const std::vector<Kept>& findings) const;
  DocumentPlace place(live::ComponentId component, const data::Node& node) const;

  std::string settings_file_;
  std::map<std::string, std::string> contents_;
  std::map<std::string, std::optional<std::string>> pending_;
  std::unique_ptr<Running> running_;
  std::string bytes_;  // of the rules to come
  bool has_new_rules_ = false;
  std::map<std::string, std::vector<Told>> problems_;  // of reading
  std::map<std::string, std::vector<Kept>> findings_;
  std::map<std::string, std::vector<Told>> told_;  // of findings_
  std::map<std::string, std::vector<waiver::Waiver>> waivers_;
  bool has_old_helps_ = false;
  std::size_t edits_ = 0;  // since texts were forgotten
};

}  // namespace meshplay::assist
