#include "engine/driver/rule_bench.h"

#include <algorithm>
#include <map>

namespace meshplay::driver {

namespace {

constexpr std::uint64_t kSlower = 3;             // times as slow as its peers
constexpr std::uint64_t kWorthTelling = 20'000;  // nanoseconds
constexpr std::size_t kFewestPeers = 2;

std::uint64_t middle(std::vector<std::uint64_t> values) {
  if (values.empty()) return 0;
  const auto at = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), at, values.end());
  return *at;
}

template <typename F>
void for_each_step(const std::vector<RulePlanClause>& clauses, const F& f) {
  for (const RulePlanClause& clause : clauses) {
    for (const RulePlanStep& step : clause.steps) {
      f(step);
      for (const RulePlanBlock& block : step.blocks) for_each_step(block.clauses, f);
    }
  }
}

void write_shape(const std::vector<RulePlanClause>& clauses, std::string& out) {
  for (const RulePlanClause& clause : clauses) {
    if (!out.empty() && !out.ends_with('(')) out += " | ";
    bool is_first = true;
    for (const RulePlanStep& step : clause.steps) {
      if (!is_first) out += ", ";
      is_first = false;
      out += step.what;
      for (const RulePlanBlock& block : step.blocks) {
        out += " (";
        write_shape(block.clauses, out);
        out += ")";
      }
    }
  }
}

std::string names_of(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "`" : ", `") + name + "`";
  return text;
}

std::string words_of(const RulePlanStep& step) {
  std::string text;
  for (const RuleWords& words : step.conditions) text += (text.empty() ? "`" : ", `") + words.text + "`";
  return text;
}

// What the step did that makes the others many, or else the one that took most of the time.
std::string reason_of(const RanRule& rule, const RulePlanStep* product) {
  const RulePlanStep* slowest = product;
  for_each_step(rule.plan.clauses, [&](const RulePlanStep& step) {
    if (product != nullptr || !step.ran) return;
    if (slowest == nullptr || step.ran->nanoseconds > slowest->ran->nanoseconds) slowest = &step;
  });
  if (slowest == nullptr) return "its order and its indexes take the time";
  const std::string times = std::to_string(slowest->ran->rows_in);
  const std::string out = slowest->ran->rows_out ? std::to_string(*slowest->ran->rows_out) : std::string("their");
  if (slowest->what == "scan" && slowest->ran->rows_in > 1) {
    return names_of(slowest->binds) + " is looked for among all components of its kinds, " + times +
           " times: nothing says which of them belong to what is there already";
  }
  if (slowest->what == "scan") return "it goes over all " + names_of(slowest->binds);
  if (slowest->what == "filter" || slowest->what == "each") {
    return words_of(*slowest) + " is asked " + times + " times";
  }
  return "the step `" + std::string(slowest->what) + "` of " + words_of(*slowest) + " makes " + out + " rows of " +
         times;
}

}  // namespace

std::vector<BenchedRule> bench_rules(const std::vector<Profile>& runs) {
  std::map<std::string, std::vector<std::uint64_t>> times;
  for (const Profile& run : runs) {
    for (const RanRule& rule : run.rules) times[rule.name].push_back(rule.nanoseconds);
  }
  std::vector<BenchedRule> result;
  std::map<std::string, const RanRule*> ran;
  if (runs.empty()) return result;
  for (const RanRule& rule : runs.back().rules) {
    BenchedRule one;
    one.name = rule.name;
    one.nanoseconds = middle(times[rule.name]);
    one.results = rule.results;
    write_shape(rule.plan.clauses, one.shape);
    for_each_step(rule.plan.clauses, [&](const RulePlanStep& step) {
      if (!step.ran) return;
      one.rows_in += step.ran->rows_in;
      one.rows_out += step.ran->rows_out.value_or(0);
    });
    ran[rule.name] = &rule;
    result.push_back(std::move(one));
  }
  for (BenchedRule& rule : result) {
    std::vector<std::uint64_t> peers;
    for (const BenchedRule& other : result) {
      if (&other != &rule && other.shape == rule.shape) peers.push_back(other.nanoseconds);
    }
    rule.peers = peers.size();
    rule.peer_nanoseconds = middle(std::move(peers));
    const bool is_slower = rule.peers >= kFewestPeers && rule.nanoseconds > kSlower * rule.peer_nanoseconds;
    const RulePlanStep* product = nullptr;  // goes over everything for each of many rows
    for_each_step(ran.at(rule.name)->plan.clauses, [&](const RulePlanStep& step) {
      if (product == nullptr && step.what == "scan" && step.ran && step.ran->rows_in > 1 &&
          step.ran->rows_out.value_or(0) > 4 * step.ran->rows_in) {
        product = &step;
      }
    });
    if (rule.nanoseconds > kWorthTelling && (is_slower || product != nullptr)) {
      rule.reason = reason_of(*ran.at(rule.name), product);
    }
  }
  std::stable_sort(result.begin(), result.end(),
                   [](const BenchedRule& a, const BenchedRule& b) { return a.nanoseconds > b.nanoseconds; });
  return result;
}

}  // namespace meshplay::driver
