// A design that lives: documents are put and taken away, and each change answers with the relationships and findings
// that came and went. What is there is always what a run over the same documents would find, with the same places.
//
// Nothing is kept for a fact but itself, and its height where its relation is recursive: what a change may bring or
// take is found by the sensitivities of the rules, and each such fact is then looked at with its components bound.
// Facts of recursive relations go when none of the ways to them rests on smaller heights alone, as in Motik, Nenov,
// Piro and Horrocks, "Maintenance of Datalog materialisations revisited" (2019), and come back where another way is
// left.
//
// Not for several threads.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "engine/infer/inference.h"
#include "engine/live/documents.h"
#include "engine/live/sensitivity.h"

namespace meshplay::live {

// Facts of relations, one behind the other.
class Facts {
 public:
  void add(check::RelationId relation, const std::uint32_t* tuple, std::uint32_t arity) {
    numbers_.push_back(relation);
    numbers_.push_back(arity);
    numbers_.insert(numbers_.end(), tuple, tuple + arity);
    ++size_;
  }
  std::size_t size() const { return size_; }
  // f(RelationId, std::span<const std::uint32_t> components)
  template <typename F>
  void for_each(F&& f) const {
    for (std::size_t i = 0; i < numbers_.size(); i += 2 + numbers_[i + 1]) {
      f(check::RelationId{numbers_[i]}, std::span<const std::uint32_t>(numbers_).subspan(i + 2, numbers_[i + 1]));
    }
  }

 private:
  std::vector<std::uint32_t> numbers_;
  std::size_t size_ = 0;
};

struct LiveFinding {
  std::uint32_t check = 0;
  ComponentId component{};
  ComponentId holder{};     // in whose text the place is
  std::uint32_t begin = 0;  // bytes, counted from the first one of the holder
  std::uint32_t end = 0;
  base::StrId message{};

  bool operator==(const LiveFinding&) const = default;
};

// Components that left keep their numbers, for Live::id(), until the next change.
struct Changes {
  Facts added;
  Facts removed;
  std::vector<LiveFinding> found;
  std::vector<LiveFinding> gone;
  std::vector<Problem> problems;  // of the documents that were read
};

// From where on what costs more at first costs less.
struct Thresholds {
  // Components that change at once: if they are half of the design as well, everything is computed anew.
  std::size_t many_steps = 256;
  // Rows of an aggregate that are counted on instead of counted again.
  std::int64_t large_group = 16;
};

class Live {
 public:
  // `texts`: of the program, to which those of the design are added. All three outlive this.
  Live(const check::Program& program, plan::Planner& planner, const base::Interner& texts,
       const design::LoadOptions& options = {}, const Thresholds& thresholds = {});
  ~Live();

  // All edits at once.
  Changes apply(const std::vector<Edit>& edits);

  // Forgets the texts that nothing has any more, for an owner with time: it takes as long as a run anew. Without it all
  // names that ever were stay in memory. Changes nothing but the ids of texts: those that were given out are gone.
  void forget_texts();

  std::size_t components() const { return documents_.components(); }
  std::string id(ComponentId component) const { return documents_.id(component); }
  std::string_view document(ComponentId component) const { return documents_.document(component); }
  // Where in its document the component's text begins, in bytes.
  std::uint32_t begin(ComponentId component) const { return documents_.begin(component); }
  const base::Interner& interner() const { return interner_; }
  std::string_view text(base::StrId text) const { return interner_.text(text); }
  const infer::RelationStore& relation(check::RelationId id) { return inference_->relation(id); }
  void for_each_finding(const std::function<void(const LiveFinding&)>& f) const;
  // Its help, as the design is now.
  std::string help(const LiveFinding& finding);
  // For explanations; what it is asked must not change the design.
  infer::Inference& inference() { return *inference_; }
  const design::Design& design() const { return documents_.design(); }

 private:
  struct Join {
    infer::JoinPlan plan;
    std::uint64_t emptiness = 0;
    bool is_planned = false;
  };
  struct Way {
    const Sensitivity* sensitivity = nullptr;
    Join join;
  };
  // What is wrong with one component.
  using FindingKey = std::uint64_t;
  static FindingKey finding_key(std::uint32_t check, std::uint32_t component) {
    return (std::uint64_t{check} << 32U) | component;
  }

  void start();
  void plan_all();
  void start_again(std::vector<Step>& steps, Changes& changes);
  void forget_plans();
  void look_at_suspects(Changes& changes);
  void change(Step& step);
  void collect_component(ComponentId component, bool is_old);
  void collect_tuple(check::RelationId relation, const std::uint32_t* tuple);
  // Tuples go into the list of their relation.
  void collect(Way& way, plan::VarSet bound, std::vector<std::vector<std::uint32_t>>& tuples);
  void add_head(const Rule& rule, std::vector<std::vector<std::uint32_t>>& heads);
  bool is_direct(const Rule& rule) const {
    return is_one_step_ && !rule.is_check && sensitivities_.is_direct[rule.number];
  }
  void collect_whole(const Rule& rule);
  void maintain(std::uint32_t stratum, Changes& changes);
  void maintain_recursive(const std::vector<check::RelationId>& members, Changes& changes);
  bool holds(check::RelationId relation, const std::uint32_t* tuple);
  void erase(check::RelationId relation, const std::uint32_t* tuple);
  void insert(check::RelationId relation, const std::uint32_t* tuple, std::uint32_t height);
  std::vector<std::uint32_t> take_candidates(check::RelationId relation);
  std::vector<std::uint32_t> each_once(std::vector<std::uint32_t> tuples, std::uint32_t arity) const;
  void change_direct(check::RelationId relation, Changes& changes);
  void look_again(std::uint32_t check, std::uint32_t component, Changes& changes);
  std::vector<LiveFinding> findings_of(std::uint32_t check, ComponentId component);
  LiveFinding finding_of(std::uint32_t check, infer::Env& env);
  const infer::JoinPlan& planned(Join& join, const plan::Clause& clause, const Rule& rule, plan::VarSet bound,
                                 plan::VarSet needed);
  plan::VarSet shown_by(std::uint32_t check) const;
  std::uint32_t arity(check::RelationId relation) const { return program_.relations[relation].arity; }

  const check::Program& program_;
  plan::Planner& planner_;
  const plan::Plan& plan_;
  base::Interner interner_;
  Thresholds thresholds_;
  Documents documents_;
  std::unique_ptr<infer::Inference> inference_;  // none: nothing was read yet
  Sensitivities sensitivities_;
  std::vector<Way> component_ways_;
  std::vector<std::vector<std::uint32_t>> ways_of_kind_;  // by KindId: in component_ways_
  std::vector<std::vector<Way>> tuple_ways_;              // by relation
  std::vector<std::vector<Join>> relation_joins_;         // by relation, by clause: its arguments are bound
  std::vector<std::vector<Join>> check_joins_;            // by check, by clause: its subject is bound
  std::vector<std::vector<check::RelationId>> strata_;
  std::vector<std::vector<std::uint32_t>> candidates_;  // by relation: tuples that may have come or gone
  // By relation that is direct, of one component that changes alone: the facts with it that were, and that are.
  std::vector<std::vector<std::uint32_t>> were_;
  std::vector<std::vector<std::uint32_t>> are_;
  bool is_one_step_ = false;
  std::vector<FindingKey> suspects_;        // subjects of checks
  std::vector<bool> whole_;                 // by relation: all that may be is a candidate
  std::vector<bool> touched_;               // by relation: its tuples are others
  std::vector<std::uint32_t> next_height_;  // by stratum
  std::unordered_map<FindingKey, std::vector<LiveFinding>> findings_;
  infer::Env env_{};
};

}  // namespace meshplay::live
