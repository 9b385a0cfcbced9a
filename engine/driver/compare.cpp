// Questions about rules.
#include "engine/witness/compare.h"

#include <algorithm>

#include "engine/base/nearest.h"
#include "engine/driver/driver.h"
#include "engine/driver/state.h"

namespace meshplay::driver {

namespace {

std::string_view name_of(witness::Verdict verdict) {
  switch (verdict) {
    case witness::Verdict::refuted: return "refuted";
    case witness::Verdict::not_refuted: return "not refuted";
    case witness::Verdict::proven: break;
  }
  return "proven";
}

std::string indented(const std::string& text) {
  std::string result;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    result += "    " + text.substr(begin, end - begin) + "\n";
    begin = end + 1;
  }
  return result;
}

}  // namespace

std::optional<std::vector<RuleAnswer>> Engine::compare_rules(const std::vector<std::string>& names) {
  State& s = *state_;
  if (!s.rules_ok) return std::nullopt;
  std::vector<witness::Rule> rules;
  std::vector<std::string> full;
  for (const std::string& name : names) {
    std::vector<std::pair<witness::Rule, std::string>> found;
    std::vector<std::string_view> candidates;
    const auto look = [&](base::StrId id, witness::Rule rule) {
      const std::string_view known = s.interner.text(id);
      const std::string_view last = known.substr(known.rfind('.') + 1);
      if (known == name || last == name) found.emplace_back(rule, known);
      candidates.push_back(known);
      candidates.push_back(last);
    };
    for (std::uint32_t i = 0; i < s.program.checks.size(); ++i) look(s.program.checks[i].name, {true, i});
    for (std::uint32_t i = 0; i < s.program.relations.size(); ++i) {
      if (s.program.relations[i].closure == check::Closure::none) look(s.program.relations[i].name, {false, i});
    }
    const auto whole = std::find_if(found.begin(), found.end(), [&](const auto& one) { return one.second == name; });
    if (whole != found.end()) found = {*whole};
    if (found.size() != 1) {
      auto& report = s.sink.report("unknown-name", {}, {"rule", name});
      const auto near = base::nearest(name, candidates);
      if (found.size() > 1) {
        report.help = "several packages have it: `" + found[0].second + "` is one";
      } else {
        report.help = near ? "did you mean `" + std::string(*near) + "`?" : "`meshplay rules list` names them";
      }
      return std::nullopt;
    }
    rules.push_back(found[0].first);
    full.push_back(found[0].second);
  }
  const auto arity = [&](const witness::Rule& rule) {
    return rule.is_check ? 1U : s.program.relations[rule.number].arity;
  };
  if (rules.size() == 2 && arity(rules[0]) != arity(rules[1])) {
    s.sink.report("not-comparable", {}, {full[0], full[1]}).help = "compare checks, or relations of as many components";
    return std::nullopt;
  }
  witness::Comparison comparison(s.program, *s.planner, s.interner);
  std::vector<RuleAnswer> result;
  const auto expect = [&](std::size_t which, const witness::Answer& answer, bool found) {
    std::string line = "  expect " + std::string(found ? "" : "no ") + full[which];
    if (rules[which].is_check) return line + " on \"" + answer.subjects[0] + "\"\n";
    for (std::size_t i = 0; i < answer.subjects.size(); ++i)
      line += (i == 0 ? "(\"" : ", \"") + answer.subjects[i] + "\"";
    return line + ")\n";
  };
  const auto add = [&](const std::string& question, const witness::Answer& answer,
                       const std::vector<std::pair<std::size_t, bool>>& expected) {
    RuleAnswer row{question, std::string(name_of(answer.verdict)), answer.design, answer.subjects, answer.tried, ""};
    if (!answer.design.empty()) {
      row.test = "test \"it is wrong that " + question + "\" {\n  given yaml \"\"\"\n" + indented(answer.design) +
                 "    \"\"\"\n";
      for (const auto& [which, found] : expected) row.test += expect(which, answer, found);
      row.test += "}\n";
    }
    result.push_back(std::move(row));
  };
  for (std::size_t i = 0; i < rules.size(); ++i)
    add(full[i] + " never fires", comparison.never_fires(rules[i]), {{i, true}});
  if (rules.size() == 2) {
    add(full[0] + " implies " + full[1], comparison.implies(rules[0], rules[1]), {{0, true}, {1, false}});
    add(full[1] + " implies " + full[0], comparison.implies(rules[1], rules[0]), {{1, true}, {0, false}});
    // What refutes one of the two refutes this.
    RuleAnswer both = result.back().verdict == "refuted" ? result.back() : result[result.size() - 2];
    if (both.verdict == "proven" && result.back().verdict != "proven") both = result.back();
    both.question = full[0] + " and " + full[1] + " are equivalent";
    both.test.clear();  // it is told already
    result.push_back(std::move(both));
    add(full[0] + " and " + full[1] + " are disjoint", comparison.disjoint(rules[0], rules[1]), {{0, true}, {1, true}});
  }
  return result;
}

}  // namespace meshplay::driver
