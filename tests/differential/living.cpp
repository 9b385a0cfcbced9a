#include "tests/differential/living.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string_view>
#include <vector>

#include "engine/check/checker.h"
#include "engine/explain/proof.h"
#include "engine/infer/inference.h"
#include "engine/live/live.h"
#include "engine/parse/parser.h"
#include "engine/plan/plan.h"
#include "tests/differential/compare.h"
#include "tests/differential/generator.h"
#include "tests/differential/random.h"

namespace meshplay::differential {

namespace {

using Lines = std::set<std::string>;
using Texts = std::map<std::string, std::string>;  // by name of the document

struct Rules {
  text::SourceSet sources;
  base::Interner interner;
  diag::Sink sink;
  check::Program program;
  std::optional<plan::Planner> planner;

  explicit Rules(const Case& value) {
    const text::FileId file = sources.add("case.mesh", program_text(value));
    std::vector<check::RuleFile> files;
    files.push_back({parse::parse_rules(sources, file, {}, interner, sink), false});
    if (!sink.has_errors()) program = check::check_rules(files, sources, interner, sink);
    planner.emplace(program);
  }
};

std::string name_of(const design::Design& design, design::ComponentId id, const base::Interner& interner) {
  std::string out = design.id(id, interner);
  out += '@';
  return out.append(interner.text(design.kind(id).group));
}

std::string place_line(std::string_view document, std::uint32_t begin, std::uint32_t end) {
  return std::string(document) + ":" + std::to_string(begin) + "-" + std::to_string(end);
}

// ---- a run over all documents

Lines fresh_lines(const Rules& rules, const Texts& documents) {
  base::Interner interner(rules.interner);
  text::SourceSet sources;
  diag::Sink sink;
  std::string all;
  std::vector<std::pair<std::uint32_t, const std::string*>> starts;
  for (const auto& [name, content] : documents) {
    all += "---\n";
    starts.emplace_back(static_cast<std::uint32_t>(all.size()), &name);
    all += content;
  }
  const design::Design design = design::load_text("all.yaml", all, data::Syntax::yaml, {}, sources, interner, sink);
  plan::Planner planner(rules.program);
  infer::Inference inference(rules.program, planner, design, interner);
  Lines lines;
  for (std::uint32_t id = 0; id < rules.program.relations.size(); ++id) {
    const check::Relation& relation = rules.program.relations[id];
    if (relation.closure != check::Closure::none) continue;
    const infer::RelationStore& store = inference.relation(id);
    for (std::uint32_t row = 0; row < store.size(); ++row) {
      std::string line(interner.text(relation.name));
      for (std::uint32_t i = 0; i < relation.arity; ++i) {
        line += " " + name_of(design, design::ComponentId{store.tuple(row)[i]}, interner);
      }
      lines.insert(line);
    }
  }
  for (std::uint32_t id = 0; id < rules.program.checks.size(); ++id) {
    for (const infer::Finding& finding : inference.findings(id)) {
      const data::Node& place = design.tree.at(finding.place);
      auto start = std::upper_bound(starts.begin(), starts.end(), place.begin,
                                    [](std::uint32_t begin, const auto& each) { return begin < each.first; });
      --start;
      lines.insert(std::string(interner.text(rules.program.checks[id].name)) + " " +
                   name_of(design, finding.component, interner) + " at " +
                   place_line(*start->second, place.begin - start->first, place.end - start->first) + ": " +
                   std::string(interner.text(finding.message)) + " | " + std::string(interner.text(finding.help)));
    }
  }
  return lines;
}

// ---- the living one

// Components of two groups may have the same id.
std::string numbered(live::Live& living, design::ComponentId id) {
  return living.id(id) + "#" + std::to_string(static_cast<std::uint32_t>(id));
}

std::string fact_line(live::Live& living, const Rules& rules, check::RelationId relation,
                      std::span<const std::uint32_t> components) {
  std::string line(living.text(rules.program.relations[relation].name));
  for (const std::uint32_t each : components) line += " " + numbered(living, design::ComponentId{each});
  return line;
}

std::string finding_line(live::Live& living, const Rules& rules, const live::LiveFinding& finding) {
  return std::string(living.text(rules.program.checks[finding.check].name)) + " " +
         numbered(living, finding.component) + " at " + numbered(living, finding.holder) + "+" +
         std::to_string(finding.begin) + "-" + std::to_string(finding.end) + ": " +
         std::string(living.text(finding.message));
}

Lines living_lines(live::Live& living, const Rules& rules, const base::Interner& interner) {
  Lines lines;
  for (std::uint32_t id = 0; id < rules.program.relations.size(); ++id) {
    const check::Relation& relation = rules.program.relations[id];
    if (relation.closure != check::Closure::none) continue;
    const infer::RelationStore& store = living.relation(id);
    for (std::uint32_t row = 0; row < store.size(); ++row) {
      std::string line(interner.text(relation.name));
      for (std::uint32_t i = 0; i < relation.arity; ++i) {
        line += " " + name_of(living.design(), design::ComponentId{store.tuple(row)[i]}, interner);
      }
      lines.insert(line);
    }
  }
  living.for_each_finding([&](const live::LiveFinding& finding) {
    const std::uint32_t begin = living.begin(finding.holder);
    lines.insert(std::string(interner.text(rules.program.checks[finding.check].name)) + " " +
                 name_of(living.design(), finding.component, interner) + " at " +
                 place_line(living.document(finding.holder), begin + finding.begin, begin + finding.end) + ": " +
                 std::string(interner.text(finding.message)) + " | " + living.help(finding));
  });
  return lines;
}

// A proof of one fact, from what the living one has: all that it rests on must be what a fresh run finds.
std::string wrong_proof(live::Live& living, const Rules& rules, const Lines& fresh, Random& random) {
  std::vector<check::RelationId> some;
  for (std::uint32_t id = 0; id < rules.program.relations.size(); ++id) {
    const bool is_closure = rules.program.relations[id].closure != check::Closure::none;
    if (!is_closure && living.relation(id).size() > 0) some.push_back(id);
  }
  if (some.empty()) return {};
  const check::RelationId relation = random.one_of(some);
  const infer::RelationStore& store = living.relation(relation);
  const std::uint32_t* tuple = store.tuple(static_cast<std::uint32_t>(random.below(store.size())));
  std::vector<design::ComponentId> components;
  for (std::uint32_t i = 0; i < store.arity(); ++i) components.push_back(design::ComponentId{tuple[i]});
  explain::Limits limits;
  limits.facts = 200;
  const explain::Proof proof = explain::prove(relation, components, rules.program, living.inference(), limits);
  std::string out;
  for (const explain::Fact& fact : proof.facts) {
    const check::Relation& row = rules.program.relations[fact.rule];
    std::string line(living.text(row.name));
    for (const design::ComponentId each : fact.components) {
      line += " " + name_of(living.design(), each, living.interner());
    }
    if (!fresh.contains(line)) out += "  a proof rests on what is not so: " + line + "\n";
    const bool needs_steps = !row.body.conditions.empty();
    if (needs_steps && fact.steps.empty() && !fact.is_cut) out += "  a fact without a reason: " + line + "\n";
  }
  return out;
}

// What the living one says, kept from its changes alone.
struct Told {
  Lines facts;
  Lines findings;
  std::string wrong;

  void come(Lines& lines, const std::string& line) {
    if (!lines.insert(line).second) wrong += "  came twice: " + line + "\n";
  }
  void go(Lines& lines, const std::string& line) {
    if (lines.erase(line) == 0) wrong += "  went without being there: " + line + "\n";
  }
};

std::string difference(const Lines& left, const std::string& left_name, const Lines& right,
                       const std::string& right_name) {
  std::string out;
  std::vector<std::string> only;
  std::set_difference(left.begin(), left.end(), right.begin(), right.end(), std::back_inserter(only));
  for (const std::string& line : only) out += "  only " + left_name + ": " + line + "\n";
  only.clear();
  std::set_difference(right.begin(), right.end(), left.begin(), left.end(), std::back_inserter(only));
  for (const std::string& line : only) out += "  only " + right_name + ": " + line + "\n";
  return out;
}

// ---- edits

class Edits {
 public:
  Edits(const Case& value, std::vector<std::size_t> kinds) : random_(value.seed * 31 + 7), kinds_(std::move(kinds)) {
    for (const Yaml& document : value.documents) {
      texts_["doc-" + std::to_string(random_.below(kDocuments))] += document_text(document) + "\n---\n";
    }
  }

  const Texts& texts() const { return texts_; }

  std::vector<live::Edit> first() const {
    std::vector<live::Edit> edits;
    for (const auto& [name, content] : texts_) edits.push_back({name, content, data::Syntax::yaml});
    return edits;
  }

  std::vector<live::Edit> next() {
    std::vector<live::Edit> edits;
    const std::size_t count = random_.chance(80) ? 1 : 2;
    for (std::size_t i = 0; i < count; ++i) edits.push_back(one());
    return edits;
  }

 private:
  static constexpr std::size_t kDocuments = 6;

  std::string fresh_text() {
    std::string out;
    for (const Yaml& document : random_design(random_.below(1U << 30U), kinds_, 1 + random_.below(3))) {
      out += document_text(document) + "\n---\n";
    }
    return out;
  }

  live::Edit one() {
    const std::string name = "doc-" + std::to_string(random_.below(kDocuments + 1));
    std::string& text = texts_[name];
    const std::size_t choice = random_.below(10);
    if (choice == 0 && !text.empty()) {
      texts_.erase(name);
      return {name, std::nullopt, data::Syntax::yaml};
    }
    if (choice <= 2 || text.empty()) {
      text = fresh_text();
    } else if (choice == 3) {
      text += fresh_text();
    } else if (choice == 4) {
      text = "# moved\n" + text;
    } else if (choice == 5) {
      // The same components again: the first document counts.
      const auto other = std::next(texts_.begin(), static_cast<std::ptrdiff_t>(random_.below(texts_.size())));
      if (text.size() < 4000) text += std::string(other->second);
    } else if (choice == 6) {
      drop_document(text);
    } else {
      replace_word(text);
    }
    return {name, text, data::Syntax::yaml};
  }

  void drop_document(std::string& text) {
    std::vector<std::string> parts;
    for (std::size_t at = 0; at < text.size();) {
      const std::size_t end = text.find("\n---\n", at);
      parts.push_back(text.substr(at, end == std::string::npos ? end : end + 5 - at));
      at = end == std::string::npos ? text.size() : end + 5;
    }
    parts.erase(parts.begin() + static_cast<std::ptrdiff_t>(random_.below(parts.size())));
    text.clear();
    for (const std::string& part : parts) text += part;
  }

  // One value takes another's place.
  void replace_word(std::string& text) {
    std::vector<std::pair<std::size_t, std::size_t>> words;
    for (std::size_t i = 0; i + 2 < text.size(); ++i) {
      if (text[i] != ':' || text[i + 1] != ' ' || text[i + 2] == '{' || text[i + 2] == '[') continue;
      const std::size_t end = text.find_first_of(",}]\n", i + 2);
      // A quoted value may hold any of these.
      const bool is_plain =
          end != std::string::npos && text.substr(i + 2, end - i - 2).find_first_of("\"'") == std::string::npos;
      if (is_plain && end > i + 2) words.emplace_back(i + 2, end);
    }
    if (words.size() < 2) return;
    const auto to = words[random_.below(words.size())];
    const auto from = words[random_.below(words.size())];
    const std::string value = text.substr(from.first, from.second - from.first);
    text.replace(to.first, to.second - to.first, value);
  }

  Random random_;
  std::vector<std::size_t> kinds_;
  Texts texts_;
};

std::string shown(const Texts& texts) {
  std::string out;
  for (const auto& [name, text] : texts) out += "# " + name + "\n" + text;
  return out;
}

}  // namespace

LivingComparison compare_living(const Case& value, std::size_t edits) {
  LivingComparison result;
  Rules rules(value);
  result.refusal = refusal_of(rules.sink, rules.sources);
  if (!result.refusal.empty()) return result;
  result.accepted = true;
  std::vector<std::size_t> kinds(kKindCount);
  for (std::size_t i = 0; i < kKindCount; ++i) kinds[i] = i;
  Edits source(value, std::move(kinds));
  // Now and then from scratch, as large changes are.
  live::Thresholds thresholds;
  if (value.seed % 4 == 0) thresholds.many_steps = 3;
  if (value.seed % 8 != 1) thresholds.large_group = 1;
  live::Live living(rules.program, *rules.planner, rules.interner, {}, thresholds);
  Told told;
  Random random(value.seed);
  Texts before;
  for (std::size_t i = 0; i <= edits; ++i) {
    const std::vector<live::Edit> next = i == 0 ? source.first() : source.next();
    if (random.below(8) == 0) living.forget_texts();
    const live::Changes changes = living.apply(next);
    changes.removed.for_each([&](check::RelationId relation, std::span<const std::uint32_t> tuple) {
      told.go(told.facts, fact_line(living, rules, relation, tuple));
    });
    changes.added.for_each([&](check::RelationId relation, std::span<const std::uint32_t> tuple) {
      told.come(told.facts, fact_line(living, rules, relation, tuple));
      result.recursive_changed += i > 0 && rules.program.relations[relation].recursive ? 1 : 0;
    });
    for (const live::LiveFinding& finding : changes.gone) told.go(told.findings, finding_line(living, rules, finding));
    for (const live::LiveFinding& finding : changes.found)
      told.come(told.findings, finding_line(living, rules, finding));
    if (i > 0) {
      result.facts_changed += changes.added.size() + changes.removed.size();
      result.findings_changed += changes.found.size() + changes.gone.size();
      ++result.edits;
    }
    const Lines fresh = fresh_lines(rules, source.texts());
    const Lines now = living_lines(living, rules, living.interner());
    result.difference = difference(fresh, "fresh", now, "living");
    Lines facts;
    Lines findings;
    for (std::uint32_t id = 0; id < rules.program.relations.size(); ++id) {
      if (rules.program.relations[id].closure != check::Closure::none) continue;
      const infer::RelationStore& store = living.relation(id);
      for (std::uint32_t row = 0; row < store.size(); ++row) {
        facts.insert(fact_line(living, rules, id, {store.tuple(row), store.arity()}));
      }
    }
    living.for_each_finding(
        [&](const live::LiveFinding& finding) { findings.insert(finding_line(living, rules, finding)); });
    result.difference += difference(facts, "there", told.facts, "told");
    result.difference += difference(findings, "there", told.findings, "told");
    result.difference += told.wrong;
    if (result.difference.empty()) {
      result.difference = wrong_proof(living, rules, fresh, random);
      ++result.proofs;
    }
    if (!result.difference.empty()) {
      std::string edited;
      for (const live::Edit& edit : next) edited += " " + edit.document + (edit.content ? "" : " (gone)");
      result.difference = "edit " + std::to_string(i) + " of" + edited + "\n" + result.difference + "before:\n" +
                          shown(before) + "after:\n" + shown(source.texts());
      return result;
    }
    before = source.texts();
  }
  return result;
}

}  // namespace meshplay::differential
