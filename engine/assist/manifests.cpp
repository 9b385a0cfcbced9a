#include "engine/assist/manifests.h"

#include <algorithm>
#include <tuple>

#include "engine/check/program_pack.h"
#include "engine/driver/settings.h"
#include "engine/fix/fixes.h"

namespace meshplay::assist {

namespace {

// Texts that no manifest has any more are forgotten after so many edits.
constexpr std::size_t kForgetAfter = 20'000;

data::Syntax syntax_of(const std::string& document) {
  return document.ends_with(".json") ? data::Syntax::json : data::Syntax::yaml;
}

}  // namespace

void Manifests::put(const std::string& document, std::string content) {
  std::string& kept = contents_[document];
  kept = content;
  pending_[document] = std::move(content);
}

void Manifests::remove(const std::string& document) {
  contents_.erase(document);
  pending_[document] = std::nullopt;
}

std::vector<std::string> Manifests::names() const {
  std::vector<std::string> result;
  result.reserve(contents_.size());
  for (const auto& [name, content] : contents_) result.push_back(name);
  return result;
}

void Manifests::use(std::string program_bytes) {
  bytes_ = std::move(program_bytes);
  has_new_rules_ = true;
}

void Manifests::load_program(Running& running) const {
  running.program = check::read_program(running.bytes, text::FileId{0}, running.interner);
  if (!settings_file_.empty()) {
    text::SourceSet sources;
    diag::Sink none;
    driver::apply_settings(settings_file_, {}, running.program, sources, running.interner, none);
  }
  running.planner = std::make_unique<plan::Planner>(running.program);
}

std::set<std::string> Manifests::update() {
  std::set<std::string> touched;
  std::vector<live::Edit> edits;
  const bool is_new = has_new_rules_;
  if (is_new) {
    running_ = std::make_unique<Running>();
    running_->bytes = std::move(bytes_);
    load_program(*running_);
    running_->live = std::make_unique<live::Live>(running_->program, *running_->planner, running_->interner);
    has_new_rules_ = false;
    for (const auto& [document, content] : contents_) edits.push_back({document, content, syntax_of(document)});
    problems_.clear();
    edits_ = 0;
  } else if (running_ != nullptr) {
    for (auto& [document, content] : pending_) edits.push_back({document, std::move(content), syntax_of(document)});
  }
  if (running_ == nullptr) return touched;
  std::set<std::string> retold;  // whose waivers are others
  for (const auto& [document, content] : pending_) {
    problems_.erase(document);
    touched.insert(document);
    if (waivers_.erase(document) > 0) retold.insert(document);
    const auto now = contents_.find(document);
    if (now == contents_.end() || syntax_of(document) == data::Syntax::json) continue;
    auto waivers = waiver::read_waivers(now->second);
    if (waivers.empty()) continue;
    waivers_[document] = std::move(waivers);
    retold.insert(document);
  }
  pending_.clear();
  live::Live& live = *running_->live;
  const live::Changes changes = live.apply(edits);
  for (const live::Problem& problem : changes.problems) {
    const diag::Diagnostic& told = problem.diagnostic;
    problems_[problem.document].push_back(
        {told.span.begin, told.span.end, told.severity, told.code, told.message, told.help, false});
    touched.insert(problem.document);
  }

  const std::map<std::string, std::vector<Kept>> before = std::exchange(findings_, collect());
  for (const auto& [document, findings] : findings_) {
    const auto old = before.find(document);
    if (is_new || old == before.end() || old->second != findings) retold.insert(document);
  }
  for (const auto& [document, findings] : before) {
    if (!findings_.contains(document)) retold.insert(document);
  }
  if (is_new) {
    for (const auto& [document, waivers] : waivers_) retold.insert(document);
  }
  for (const std::string& document : retold) {
    const auto findings = findings_.find(document);
    told_[document] = tell(document, findings == findings_.end() ? std::vector<Kept>() : findings->second);
    if (told_[document].empty()) told_.erase(document);
    touched.insert(document);
  }
  has_old_helps_ = !is_new;
  edits_ += edits.size();
  // The ids of texts are others then.
  if (edits_ > kForgetAfter) {
    live.forget_texts();
    edits_ = 0;
    findings_ = collect();
  }
  return touched;
}

std::map<std::string, std::vector<Manifests::Kept>> Manifests::collect() const {
  const live::Live& live = *running_->live;
  std::map<std::string, std::vector<Kept>> result;
  live.for_each_finding([&](const live::LiveFinding& finding) {
    result[std::string(live.document(finding.holder))].push_back({finding, live.begin(finding.holder)});
  });
  const auto key = [](const Kept& kept) {
    return std::tuple(kept.begin, kept.finding.begin, kept.finding.end, kept.finding.check, kept.finding.component,
                      kept.finding.message);
  };
  for (auto& [document, findings] : result) {
    std::sort(findings.begin(), findings.end(), [&](const Kept& a, const Kept& b) { return key(a) < key(b); });
  }
  return result;
}

std::vector<Told> Manifests::tell(const std::string& document, const std::vector<Kept>& findings) const {
  live::Live& live = *running_->live;
  std::vector<Told> told;
  static const std::vector<waiver::Waiver> kNone;
  const auto found = waivers_.find(document);
  const std::vector<waiver::Waiver>& waivers = found == waivers_.end() ? kNone : found->second;
  std::vector<bool> is_used(waivers.size());
  for (const Kept& kept : findings) {
    const check::Check& check = running_->program.checks[kept.finding.check];
    bool is_waived = false;
    for (std::size_t i = 0; i < waivers.size(); ++i) {
      if (!waivers[i].waives(running_->interner.text(check.name), kept.begin + kept.finding.begin)) continue;
      is_used[i] = is_waived = true;
    }
    if (is_waived) continue;
    told.push_back({kept.begin + kept.finding.begin, kept.begin + kept.finding.end, check.severity,
                    std::string(running_->interner.text(check.name)), std::string(live.text(kept.finding.message)),
                    live.help(kept.finding), true});
  }
  std::vector<std::string_view> rules;
  if (!waivers.empty()) {
    for (const check::Check& check : running_->program.checks) rules.push_back(running_->interner.text(check.name));
  }
  for (std::size_t i = 0; i < waivers.size(); ++i) {
    if (is_used[i]) continue;
    if (const auto wrong = waiver::what_is_wrong(waivers[i], rules, true)) {
      told.push_back({waivers[i].begin, waivers[i].end, diag::Severity::warning, "wrong-waiver",
                      "this waives nothing: " + wrong->what, wrong->help, false});
    }
  }
  std::sort(told.begin(), told.end(), [](const Told& a, const Told& b) {
    return std::tie(a.begin, a.code, a.message, a.end) < std::tie(b.begin, b.code, b.message, b.end);
  });
  return told;
}

std::set<std::string> Manifests::update_helps() {
  std::set<std::string> touched;
  has_old_helps_ = false;
  for (const auto& [document, findings] : findings_) {
    std::vector<Told> told = tell(document, findings);
    std::vector<Told>& old = told_[document];
    if (told == old) continue;
    old = std::move(told);
    touched.insert(document);
  }
  return touched;
}

std::vector<Told> Manifests::told(const std::string& document) const {
  std::vector<Told> result;
  for (const auto* rows : {&problems_, &told_}) {
    const auto found = rows->find(document);
    if (found != rows->end()) result.insert(result.end(), found->second.begin(), found->second.end());
  }
  return result;
}

std::uint64_t Manifests::count(std::string_view rule) const {
  if (running_ == nullptr) return 0;
  for (check::RelationId id = 0; id < running_->program.relations.size(); ++id) {
    if (running_->interner.text(running_->program.relations[id].name) == rule)
      return running_->live->relation(id).size();
  }
  std::uint64_t count = 0;
  for (const auto& [document, told] : told_) {
    count += static_cast<std::uint64_t>(
        std::count_if(told.begin(), told.end(), [&](const Told& row) { return row.code == rule; }));
  }
  return count;
}

DocumentPlace Manifests::place(live::ComponentId component, const data::Node& node) const {
  const std::uint32_t begin = running_->live->begin(component);
  return {std::string(running_->live->document(component)), begin + node.begin, begin + node.end};
}

std::optional<ComponentAbout> Manifests::about(const std::string& document, std::uint32_t offset) const {
  if (running_ == nullptr) return std::nullopt;
  live::Live& live = *running_->live;
  const design::Design& design = live.design();
  std::optional<live::ComponentId> here;
  for (std::uint32_t kind = 0; kind < design.kinds.size() && !here; ++kind) {
    for (const live::ComponentId id : design.of_kind(design::KindId{kind})) {
      if (live.document(id) != document) continue;
      const DocumentPlace whole = place(id, design.tree.at(design.at(id).root));
      if (whole.begin <= offset && offset <= whole.end) here = id;
    }
  }
  if (!here) return std::nullopt;
  ComponentAbout result;
  result.id = live.id(*here);
  result.whole = place(*here, design.tree.at(design.at(*here).root));
  const auto own = static_cast<std::uint32_t>(*here);
  for (check::RelationId id = 0; id < running_->program.relations.size(); ++id) {
    const check::Relation& relation = running_->program.relations[id];
    if (!relation.relationship) continue;
    const infer::RelationStore& store = live.relation(id);
    for (std::uint32_t row = 0; row < store.size(); ++row) {
      const std::uint32_t* tuple = store.tuple(row);
      if (tuple[0] != own && tuple[1] != own) continue;
      const bool is_outgoing = tuple[0] == own;
      const live::ComponentId other{tuple[is_outgoing ? 1 : 0]};
      result.related.push_back({std::string(running_->interner.text(relation.name)), is_outgoing, live.id(other),
                                place(other, design.tree.at(design.at(other).name_node))});
    }
  }
  std::sort(result.related.begin(), result.related.end(), [](const RelatedComponent& a, const RelatedComponent& b) {
    return std::tie(b.is_outgoing, a.relationship, a.id) < std::tie(a.is_outgoing, b.relationship, b.id);
  });
  return result;
}

waiver::Insertion Manifests::waiver(const std::string& document, const Told& finding) const {
  return waiver::insert_waiver(contents_.at(document), finding.begin, finding.code, "say why");
}

std::vector<FixAction> Manifests::fixes(const std::string& document, std::uint32_t begin, std::uint32_t end) const {
  std::vector<FixAction> result;
  if (running_ == nullptr) return result;
  // The checks that can have something to do there.
  std::set<std::string> wanted;
  const auto told = told_.find(document);
  if (told == told_.end()) return result;
  for (const Told& row : told->second) {
    if (row.begin <= end && begin <= row.end) wanted.insert(row.code);
  }
  std::vector<std::uint32_t> checks;
  for (std::uint32_t i = 0; i < running_->program.checks.size(); ++i) {
    const check::Check& check = running_->program.checks[i];
    if (!check.fixes.empty() && wanted.contains(std::string(running_->interner.text(check.name)))) checks.push_back(i);
  }
  if (checks.empty()) return result;

  // Edits need the files as a whole, which a design that lives does not have.
  Running once;
  once.bytes = running_->bytes;
  load_program(once);
  text::SourceSet sources;
  diag::Sink sink;
  const design::LoadOptions options;
  std::vector<design::DesignText> texts;
  texts.reserve(contents_.size());
  for (const auto& [name, content] : contents_) texts.push_back({name, content, syntax_of(name)});
  const design::Design design = design::load_texts(texts, options, sources, once.interner, sink);
  infer::Inference inference(once.program, *once.planner, design, once.interner);
  for (const std::uint32_t number : checks) {
    fix::CheckedFindings found = fix::findings_with_fixes(once.program, number, inference);
    for (const fix::Proposal& proposal : found.proposals) {
      const infer::Finding& finding = found.findings[proposal.finding];
      const data::Node& node = design.tree.at(finding.place);
      // The place may stand in another component, and so in another file. Roots ascend.
      const auto after =
          std::upper_bound(design.components.begin(), design.components.end(), finding.place,
                           [](data::NodeId place, const design::Component& c) { return place < c.root; });
      if (after == design.components.begin()) continue;
      if (sources.name((after - 1)->file) != document || node.begin > end || begin > node.end) continue;
      const check::Fix& fix = once.program.checks[number].fixes[proposal.fix];
      diag::Sink none;
      const fix::Changes changes =
          fix::apply(once.program, {proposal}, design, sources, once.interner, options.limits, none);
      if (changes.files.empty()) continue;
      FixAction action;
      const std::string path = edit::path_text(proposal.edit.path);
      switch (proposal.edit.action) {
        case edit::Action::set: action.title = "set `" + path + "` to " + edit::json_text(proposal.edit.value); break;
        case edit::Action::remove: action.title = "remove `" + path + "`"; break;
        case edit::Action::append:
          action.title = "append " + edit::json_text(proposal.edit.value) + " to `" + path + "`";
          break;
      }
      if (proposal.component != finding.component) {
        action.title += " of " + design.id(proposal.component, once.interner);
      }
      action.begin = node.begin;
      action.rule = once.interner.text(once.program.checks[number].name);
      action.is_safe = !fix.is_unsafe;
      for (const fix::FileChange& change : changes.files) {
        action.documents.emplace(sources.name(change.file), change.text);
      }
      result.push_back(std::move(action));
    }
  }
  return result;
}

}  // namespace meshplay::assist
