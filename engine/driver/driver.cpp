#include "engine/driver/driver.h"

#include <algorithm>
#include <chrono>
#include <numeric>
#include <set>
#include <tuple>

#include "engine/ast/pack.h"
#include "engine/base/ensure.h"
#include "engine/check/program_pack.h"
#include "engine/driver/allowances.h"
#include "engine/driver/check_all.h"
#include "engine/driver/rule_cache.h"
#include "engine/driver/rule_files.h"
#include "engine/driver/settings.h"
#include "engine/driver/state.h"
#include "engine/parse/parser.h"

namespace meshplay::driver {

namespace {

class Stopwatch {
 public:
  Stopwatch(Stats& stats, std::string_view phase) : stats_(stats), phase_(phase) {}
  ~Stopwatch() {
    if (phase_.empty()) return;
    const auto spent = std::chrono::steady_clock::now() - begin_;
    stats_.phases.push_back(
        {phase_, static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::nanoseconds>(spent).count())});
  }
  Stopwatch(const Stopwatch&) = delete;
  Stopwatch& operator=(const Stopwatch&) = delete;
  void discard() { phase_ = {}; }

 private:
  Stats& stats_;
  std::string_view phase_;
  std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
};

std::string first_sentence(std::string_view doc) {
  std::string result;
  for (std::size_t i = 0; i < doc.size(); ++i) {
    const char c = doc[i];
    const bool paragraph = c == '\n' && (i + 1 == doc.size() || doc[i + 1] == '\n');
    if (paragraph) break;
    result += c == '\n' ? ' ' : c;
    if (c == '.' && (i + 1 == doc.size() || doc[i + 1] == ' ' || doc[i + 1] == '\n')) break;
  }
  return result;
}

}  // namespace

std::string_view name(RuleKind kind) {
  switch (kind) {
    case RuleKind::relationship: return "relationship";
    case RuleKind::define: return "define";
    case RuleKind::deny: return "deny";
    case RuleKind::warn: return "warn";
    case RuleKind::advise: return "advise";
  }
  return "rule";
}

const std::vector<Phase>& phases() {
  static const std::vector<Phase> kPhases = {
      {"rules", "texts of rule files"},
      {"load", "the checked program as it was kept: by the build, or in the cache"},
      {"parse", "syntax trees, where it was not kept"},
      {"check", "the program: names, kinds and variables resolved, strata"},
      {"design", "components with spans"},
      {"infer", "relationships"},
      {"findings", "findings of checks"},
  };
  return kPhases;
}

std::string_view version() { return MESHPLAY_VERSION; }

Engine::Engine(Options options) : state_(std::make_unique<State>()) { state_->options = std::move(options); }
Engine::~Engine() = default;

void Engine::State::read_checked_rules() {
  const Stopwatch watch(stats, "load");
  const auto first = ast::read_pack_files(options.builtin_pack, sources);
  ENSURE(first.ok(), "the built-in pack is of this build");
  program = check::read_program(options.builtin_program, first.value(), interner);
}

bool Engine::State::read_cached_rules(std::vector<RuleText>& texts, const std::string& key) {
  Stopwatch watch(stats, "load");
  auto cached = RuleCache(options.cache_folder).find(key);
  if (!cached) {
    watch.discard();
    return false;
  }
  cached_rules.emplace(std::move(*cached));
  text::FileId first{static_cast<std::uint32_t>(sources.size())};
  if (options.builtin) {
    const auto builtin = ast::read_pack_files(options.builtin_pack, sources);
    ENSURE(builtin.ok(), "the built-in pack is of this build");
    first = builtin.value();
  }
  for (RuleText& text : texts) sources.add(std::move(text.name), std::move(text.content));
  program = check::read_program(cached_rules->bytes(), first, interner);
  return true;
}

void Engine::State::read_and_check_rules() {
  std::string key;
  std::vector<RuleText> texts;
  bool has_query = false;  // the last of them is it
  {
    const Stopwatch watch(stats, "rules");
    texts = read_rule_files(options.rule_paths, sink);
    for (const auto& [name, content] : options.rule_texts) texts.push_back({name, content});
    for (RuleText& text : texts) {
      const auto other = options.rule_contents.find(text.name);
      if (other != options.rule_contents.end()) text.content = other->second;
    }
    if (!options.query.empty()) {
      RuleText query{"query", {}};
      query_kind = add_query(options.query, query.content);
      has_query = !query.content.empty();
      if (has_query) texts.push_back(std::move(query));
    }
    // Notes are for who asks for them, and tests are no part of what is kept.
    const bool may_be_kept = !options.cache_folder.empty() && !options.rule_notes && !options.check_builtin &&
                             options.query.empty() && sink.all().empty();
    if (may_be_kept) {
      const std::string with = (options.builtin ? "builtin " : "alone ") + std::to_string(options.versions);
      std::vector<std::string_view> parts{with};
      for (const RuleText& text : texts) parts.insert(parts.end(), {text.name, text.content});
      key = RuleCache::key_of(parts);
    }
  }
  if (!key.empty() && read_cached_rules(texts, key)) return;
  {
    const Stopwatch watch(stats, "parse");
    if (options.builtin) {
      auto pack = ast::read_pack(options.builtin_pack, sources, interner);
      ENSURE(pack.ok(), "the built-in pack is of this build");
      for (ast::Ast& tree : pack.value()) files.push_back({std::move(tree), true});
    }
    for (const RuleText& text : texts) {
      const text::FileId id = sources.add(text.name, text.content);
      if (has_query && &text == &texts.back()) {
        query_file = id;
        sources.hide_first_line(id);
      }
      files.push_back({parse::parse_rules(sources, id, {}, interner, sink), false});
    }
  }
  const Stopwatch watch(stats, "check");
  const check::CheckOptions check_options{options.check_builtin ? check::Tests::all : check::Tests::of_rule_files,
                                          options.rule_notes, options.versions};
  Allowances allowances;
  for (const check::RuleFile& file : files) {
    if (!file.builtin || options.check_builtin) allowances.read(file.ast.file, sources, sink);
  }
  if (!query_file.has_value() && allowances.empty()) {
    program = check::check_rules(files, sources, interner, sink, check_options);
  } else {
    diag::Sink of_check = sink;
    const std::size_t before = sink.all().size();
    program = check::check_rules(files, sources, interner, of_check, check_options);
    for (std::size_t i = before; i < of_check.all().size(); ++i) {
      const diag::Diagnostic& diagnostic = of_check.all()[i];
      // A query shows its variables, whatever else it says of them.
      const bool is_shown = diagnostic.code == "unused-variable" && diagnostic.span.file == query_file;
      if (!is_shown && !allowances.allows(diagnostic, sources)) sink.take(diagnostic);
    }
    // Without notes and with errors not everything was looked at.
    if (options.rule_notes && !sink.has_errors()) allowances.report_unused(sink);
  }
  // What is told of the rules must be told each time.
  if (!key.empty() && sink.all().empty() && !files.empty()) {
    RuleCache(options.cache_folder).put(key, check::write_program(program, files[0].ast.file, interner));
  }
}

bool Engine::load_rules() {
  State& s = *state_;
  if (s.options.builtin && s.options.rule_paths.empty() && !s.options.builtin_program.empty() &&
      !s.options.check_builtin && s.options.query.empty() && s.options.rule_texts.empty()) {
    s.read_checked_rules();
  } else {
    s.read_and_check_rules();
  }
  if (!s.sink.has_errors()) {
    apply_settings(s.options.settings_file, s.options.settings, s.program, s.sources, s.interner, s.sink);
  }
  s.rules_ok = !s.sink.has_errors();
  if (s.rules_ok) s.planner.emplace(s.program);
  return s.rules_ok;
}

void Engine::load_design() {
  State& s = *state_;
  const Stopwatch watch(s.stats, "design");
  s.design = design::load(s.options.paths, s.options.load, s.sources, s.interner, s.sink);
  s.stats.components = s.design.components.size();
}

infer::Inference& Engine::State::inference() {
  if (engine == nullptr) {
    engine = std::make_unique<infer::Inference>(program, *planner, design, interner);
    engine->set_limits(options.limits);
    if (options.profile) engine->start_profile();
  }
  return *engine;
}

void Engine::State::report_stops(Stops found) {
  if (engine != nullptr) found.add(*engine);
  const auto report = [&](base::StrId name, text::Span place, const infer::Stopped& why) {
    std::string reason = "it needs `";
    if (why.needs != check::kNone) {
      reason.append(interner.text(program.relations[why.needs].name)).append("`, which is stopped");
    } else {
      reason = why.limit + " is reached";
    }
    diag::Diagnostic& diagnostic = sink.report("limit-reached", place, {interner.text(name), reason});
    if (why.needs != check::kNone) return;
    diagnostic.help = "narrow its conditions, or give a larger " + why.limit;
    if (!why.place.known()) return;
    diagnostic.notes.push_back({why.place, "here, after " + std::to_string(why.rows) + " rows"});
  };
  for (const auto& [relation, why] : found.relations) {
    const check::Relation& row = program.relations[relation];
    if (stops.relations.emplace(relation, why).second) report(row.name, row.name_span, why);
  }
  for (const auto& [number, why] : found.checks) {
    const check::Check& row = program.checks[number];
    if (stops.checks.emplace(number, why).second) report(row.name, row.name_span, why);
  }
}

const std::vector<std::string>& Engine::State::component_ids() {
  if (ids.empty()) {
    ids.resize(design.components.size());
    for (std::uint32_t i = 0; i < ids.size(); ++i) ids[i] = design.id(design::ComponentId{i}, interner);
  }
  return ids;
}

std::vector<check::RelationId> Engine::State::relationships() const {
  std::vector<check::RelationId> result;
  for (check::RelationId id = 0; id < program.relations.size(); ++id) {
    if (program.relations[id].relationship) result.push_back(id);
  }
  std::sort(result.begin(), result.end(), [&](check::RelationId a, check::RelationId b) {
    return interner.text(program.relations[a].name) < interner.text(program.relations[b].name);
  });
  return result;
}

std::vector<Relationship> Engine::relationships() {
  State& s = *state_;
  std::vector<Relationship> result;
  if (!s.rules_ok) return result;
  const Stopwatch watch(s.stats, "infer");
  infer::Inference& inference = s.inference();
  const std::vector<std::string>& ids = s.component_ids();
  std::vector<std::uint32_t> order(ids.size());
  std::iota(order.begin(), order.end(), 0U);
  std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) { return ids[a] < ids[b]; });
  std::vector<std::uint32_t> rank(ids.size());
  // Kinds of different groups may share a name, and so their components an id.
  for (std::uint32_t i = 0; i < order.size(); ++i) {
    rank[order[i]] = i > 0 && ids[order[i]] == ids[order[i - 1]] ? rank[order[i - 1]] : i;
  }

  for (const check::RelationId id : s.relationships()) {
    const check::Relation& relation = s.program.relations[id];
    const infer::RelationStore* found = nullptr;
    try {
      found = &inference.relation(id);
    } catch (const infer::Stopped&) {
      continue;  // told at the end
    }
    const infer::RelationStore& store = *found;
    struct Row {
      std::uint64_t ends = 0;  // their ranks
      std::uint32_t via = 0;   // rank
      std::uint32_t number = 0;
    };
    std::vector<Row> rows(store.size());
    for (std::uint32_t i = 0; i < rows.size(); ++i) {
      const std::uint32_t* tuple = store.tuple(i);
      rows[i] = {std::uint64_t{rank[tuple[0]]} << 32U | rank[tuple[1]], relation.has_via ? rank[tuple[2]] : 0, i};
    }
    std::sort(rows.begin(), rows.end(), [](const Row& a, const Row& b) {
      return std::tie(a.ends, a.via, a.number) < std::tie(b.ends, b.via, b.number);
    });
    const std::string_view name = s.interner.text(relation.name);
    result.reserve(result.size() + rows.size());
    for (const Row& row : rows) {
      const std::uint32_t* tuple = store.tuple(row.number);
      result.push_back({name, relation.taxonomy.kind, relation.taxonomy.type, relation.taxonomy.subtype, ids[tuple[0]],
                        ids[tuple[1]], relation.has_via ? std::string_view(ids[tuple[2]]) : std::string_view()});
    }
  }
  s.report_stops({});
  s.stats.relationships = result.size();
  return result;
}

std::vector<Finding> Engine::findings() {
  State& s = *state_;
  std::vector<Finding> result;
  if (!s.rules_ok) return result;
  const Stopwatch watch(s.stats, "findings");
  s.proposals.clear();
  s.raw_findings.clear();
  s.first_finding.clear();
  const std::size_t threads = s.options.profile ? 1 : threads_for(s.design.components.size(), s.options.threads);
  std::vector<fix::CheckedFindings> all;
  Stops stops;
  if (threads > 1) all = check_all(s.program, s.design, s.interner, threads, s.options.limits, stops);
  for (std::uint32_t number = 0; number < s.program.checks.size(); ++number) {
    const check::Check& check = s.program.checks[number];
    fix::CheckedFindings found;
    try {
      found = threads > 1 ? std::move(all[number]) : fix::findings_with_fixes(s.program, number, s.inference());
    } catch (const infer::Stopped& stopped) {
      stops.checks.emplace(number, stopped);
    }
    const std::size_t first = result.size();
    s.first_finding.push_back(first);
    for (const infer::Finding& one : found.findings) {
      result.push_back(s.finding(check, one));
      result.back().number = s.raw_findings.size();
      s.raw_findings.push_back(one);
    }
    for (fix::Proposal& proposal : found.proposals) {
      result[first + proposal.finding].fixes.push_back(s.describe(proposal));
      s.proposals.push_back(std::move(proposal));
    }
  }
  const auto key = [&](const Finding& f) {
    return std::make_tuple(s.sources.name(f.span.file), f.span.begin, f.span.end, std::string_view(f.rule),
                           std::string_view(f.component), std::string_view(f.message), std::string_view(f.help));
  };
  std::stable_sort(result.begin(), result.end(), [&](const Finding& a, const Finding& b) { return key(a) < key(b); });
  s.waive(result, !stops.checks.empty() || !stops.relations.empty());
  s.report_stops(std::move(stops));
  s.stats.findings = result.size();
  return result;
}

void Engine::State::waive(std::vector<Finding>& findings, bool has_stops) {
  waived.clear();
  waivers.read(design, sources);
  if (waivers.empty()) return;
  std::set<std::size_t> numbers;
  std::erase_if(findings, [&](Finding& finding) {
    std::optional<std::string> reason = waivers.reason(finding.rule, finding.span);
    if (!reason) return false;
    numbers.insert(finding.number);
    waived.push_back({std::move(finding), std::move(*reason)});
    return true;
  });
  std::erase_if(proposals, [&](const fix::Proposal& proposal) {
    return numbers.contains(first_finding[proposal.check] + proposal.finding);
  });
  if (has_stops) return;  // more may be found
  std::vector<std::string_view> rules;
  rules.reserve(program.checks.size());
  for (const check::Check& check : program.checks) rules.push_back(interner.text(check.name));
  waivers.report(rules, options.builtin, sink);
}

const std::vector<WaivedFinding>& Engine::waived() const { return state_->waived; }

Finding Engine::State::finding(const check::Check& check, const infer::Finding& found) const {
  Finding row;
  row.rule = interner.text(check.name);
  row.severity = check.severity;
  row.message = interner.text(found.message);
  row.component = design.id(found.component, interner);
  const design::Component& component = design.at(found.component);
  row.span = {component.file, design.tree.at(found.place).begin, design.tree.at(found.place).end};
  // The place may stand in another component, and so in another file. Roots ascend.
  const auto after = std::upper_bound(design.components.begin(), design.components.end(), found.place,
                                      [](data::NodeId place, const design::Component& c) { return place < c.root; });
  const design::Component& holder = after == design.components.begin() ? component : *(after - 1);
  row.span.file = holder.file;
  const data::NodeId path_root = holder.root;
  row.path = design.tree.path(path_root, found.place, interner);
  row.help = interner.text(found.help);
  row.docs = interner.text(check.documentation.docs);
  row.category = interner.text(check.documentation.category);
  return row;
}

std::vector<std::string> Engine::component_ids() const {
  std::vector<std::string> result(state_->design.components.size());
  for (std::uint32_t i = 0; i < result.size(); ++i) {
    result[i] = state_->design.id(design::ComponentId{i}, state_->interner);
  }
  std::sort(result.begin(), result.end());
  return result;
}

std::vector<RuleInfo> Engine::rules() const {
  const State& s = *state_;
  std::vector<RuleInfo> result;
  const auto describe = [&](RuleKind kind, base::StrId name, const check::Documentation& documentation, text::Span span,
                            bool builtin) {
    RuleInfo info;
    info.kind = kind;
    info.name = s.interner.text(name);
    info.doc = s.interner.text(documentation.doc);
    info.summary = first_sentence(info.doc);
    info.category = s.interner.text(documentation.category);
    for (base::StrId tag : documentation.tags) info.tags.emplace_back(s.interner.text(tag));
    info.params = documentation.params;
    info.docs = s.interner.text(documentation.docs);
    info.span = span;
    info.builtin = builtin;
    result.push_back(std::move(info));
  };
  for (const check::Relation& relation : s.program.relations) {
    if (relation.closure != check::Closure::none) continue;
    describe(relation.relationship ? RuleKind::relationship : RuleKind::define, relation.name, relation.documentation,
             relation.span, relation.builtin);
    if (relation.relationship) {
      result.back().taxonomy = relation.taxonomy.kind + "/" + relation.taxonomy.type + "/" + relation.taxonomy.subtype;
    }
  }
  for (const check::Check& check : s.program.checks) {
    const RuleKind kind = check.severity == diag::Severity::deny   ? RuleKind::deny
                          : check.severity == diag::Severity::warn ? RuleKind::warn
                                                                   : RuleKind::advise;
    describe(kind, check.name, check.documentation, check.span, check.builtin);
  }
  std::sort(result.begin(), result.end(), [](const RuleInfo& a, const RuleInfo& b) { return a.name < b.name; });
  return result;
}

std::string Engine::dump(std::string_view phase) {
  State& s = *state_;
  std::string out;
  if (phase == "ast") {
    for (const check::RuleFile& file : s.files) {
      if (!file.builtin) out += ast::dump(file.ast, s.interner);
    }
  } else if (phase == "design") {
    for (std::uint32_t i = 0; i < s.design.components.size(); ++i) {
      const design::ComponentId id{i};
      const text::Place place = s.sources.place(s.design.at(id).file, s.design.tree.at(s.design.at(id).root).begin);
      out += s.design.id(id, s.interner) + "  " + std::string(s.sources.name(s.design.at(id).file)) + ":" +
             std::to_string(place.line) + ":" + std::to_string(place.column) + "\n";
    }
  } else if (phase == "plan" && s.rules_ok) {
    for (check::RelationId id = 0; id < s.program.relations.size(); ++id) {
      if (s.program.relations[id].closure != check::Closure::none) continue;
      out += std::string(s.interner.text(s.program.relations[id].name)) + "\n" + s.inference().describe_relation(id);
    }
    for (std::uint32_t number = 0; number < s.program.checks.size(); ++number) {
      out += std::string(s.interner.text(s.program.checks[number].name)) + "\n" + s.inference().describe_check(number);
    }
  }
  return out;
}

const text::SourceSet& Engine::sources() const { return state_->sources; }
const diag::Sink& Engine::diagnostics() const { return state_->sink; }
const design::Design& Engine::design() const { return state_->design; }
const Stats& Engine::stats() const { return state_->stats; }

}  // namespace meshplay::driver
