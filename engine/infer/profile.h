// Rows and time of each step of each rule, counted while it runs. Where no profile is asked for, nothing is counted.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <utility>
#include <vector>

#include "engine/infer/join_order.h"

namespace meshplay::infer {

struct RuleProfile {
  // That ran, each once. What stands behind the last step is counted in one more: what is made of the rows.
  std::vector<JoinPlan> joins;
  StepCounts ordering;        // choosing the order, and making the indexes that this rule was the first to need
  std::uint64_t results = 0;  // tuples or findings, each once
};

class Profile {
 public:
  const RuleProfile* relation(std::uint32_t id) const { return find(relations_, id); }
  const RuleProfile* check(std::uint32_t number) const { return find(checks_, number); }

  // Time goes to `counts` until this ends, but for that of other turns in between.
  class Turn {
   public:
    Turn(Profile* profile, StepCounts* counts)
        : profile_(profile), outer_(profile == nullptr ? nullptr : profile->switch_to(counts)) {}
    ~Turn() {
      if (profile_ != nullptr) static_cast<void>(profile_->switch_to(outer_));
    }
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;

   private:
    Profile* profile_;
    StepCounts* outer_;
  };

  // What is ordered and kept from here on belongs to a rule.
  class RuleTurn {
   public:
    static RuleTurn of_relation(Profile* profile, std::uint32_t id) {
      return {profile, profile == nullptr ? nullptr : &profile->relations_[id]};
    }
    static RuleTurn of_check(Profile* profile, std::uint32_t number) {
      return {profile, profile == nullptr ? nullptr : &profile->checks_[number]};
    }
    ~RuleTurn() {
      if (profile_ != nullptr) profile_->rule_ = outer_;
    }
    RuleTurn(const RuleTurn&) = delete;
    RuleTurn& operator=(const RuleTurn&) = delete;

   private:
    RuleTurn(Profile* profile, RuleProfile* rule)
        : profile_(profile),
          outer_(profile == nullptr ? nullptr : std::exchange(profile->rule_, rule)),
          turn_(profile, rule == nullptr ? nullptr : &rule->ordering) {}

    Profile* profile_;
    RuleProfile* outer_;
    Turn turn_;
  };

  StepCounts* ordering() { return rule_ == nullptr ? &other_ : &rule_->ordering; }
  void keep(JoinPlan join) {
    if (rule_ != nullptr) rule_->joins.push_back(std::move(join));
  }
  void count_results(std::uint64_t results) {
    if (rule_ != nullptr) rule_->results += results;
  }

 private:
  static const RuleProfile* find(const std::map<std::uint32_t, RuleProfile>& rules, std::uint32_t number) {
    const auto found = rules.find(number);
    return found == rules.end() ? nullptr : &found->second;
  }

  StepCounts* switch_to(StepCounts* counts) {
    const auto now = std::chrono::steady_clock::now();
    running_->nanoseconds +=
        static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::nanoseconds>(now - since_).count());
    since_ = now;
    return std::exchange(running_, counts);
  }

  std::map<std::uint32_t, RuleProfile> relations_;
  std::map<std::uint32_t, RuleProfile> checks_;
  RuleProfile* rule_ = nullptr;
  StepCounts other_;
  StepCounts* running_ = &other_;
  std::chrono::steady_clock::time_point since_ = std::chrono::steady_clock::now();
};

// A turn of a step of a join; of nothing where there is no profile.
template <bool IsProfiled>
class StepTurn {
 public:
  StepTurn(Profile* profile, const JoinPlan& join, std::size_t number) : turn_(profile, &join.counts[number]) {
    ++join.counts[number].rows;
  }

 private:
  Profile::Turn turn_;
};

template <>
class StepTurn<false> {
 public:
  StepTurn(Profile* /*profile*/, const JoinPlan& /*join*/, std::size_t /*number*/) {}
};

}  // namespace meshplay::infer
