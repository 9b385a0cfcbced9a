// Edges that a person draws or deletes.
#include <algorithm>
#include <map>

#include "engine/base/nearest.h"
#include "engine/driver/driver.h"
#include "engine/driver/state.h"
#include "engine/fix/connect.h"

namespace meshplay::driver {

namespace {

std::string_view last_part(std::string_view name) { return name.substr(name.rfind('.') + 1); }

}  // namespace

std::optional<check::RelationId> Engine::State::find_relationship(const std::string& name) {
  std::vector<check::RelationId> found;
  std::vector<std::string_view> names;
  for (const check::RelationId id : relationships()) {
    const std::string_view full = interner.text(program.relations[id].name);
    if (full == name) return id;
    if (last_part(full) == name) found.push_back(id);
    names.push_back(full);
    names.push_back(last_part(full));
  }
  if (found.size() == 1) return found[0];
  auto& report = sink.report("unknown-name", {}, {"relationship", name});
  const auto near = base::nearest(name, names);
  if (found.size() > 1) {
    report.help =
        "several packages have it: `" + std::string(interner.text(program.relations[found[0]].name)) + "` is one";
  } else {
    report.help = near ? "did you mean `" + std::string(*near) + "`?" : "`meshplay rules list` names them";
  }
  return std::nullopt;
}

std::optional<std::vector<design::ComponentId>> Engine::State::find_components(const std::vector<std::string>& wanted) {
  std::vector<design::ComponentId> result;
  const std::vector<std::string>& known = component_ids();
  for (const std::string& id : wanted) {
    std::vector<std::uint32_t> found;
    for (std::uint32_t i = 0; i < known.size(); ++i) {
      if (known[i] == id) found.push_back(i);
    }
    // Its namespace may be left out.
    const bool is_exact = !found.empty();
    for (std::uint32_t i = 0; i < known.size() && !is_exact; ++i) {
      const design::ComponentId component{i};
      const std::string plain = std::string(interner.text(design.kind(component).name)) + "/" +
                                std::string(interner.text(design.at(component).name));
      if (plain == id) found.push_back(i);
    }
    if (found.size() == 1) {
      result.push_back(design::ComponentId{found[0]});
      continue;
    }
    auto& report = sink.report("unknown-component", {}, {id});
    const std::vector<std::string_view> candidates(known.begin(), known.end());
    const auto near = base::nearest(id, candidates);
    if (found.size() > 1) {
      report.help = "several have that name: `" + known[found[0]] + "` is one";
    } else {
      report.help = near ? "did you mean `" + std::string(*near) + "`?"
                         : "name it as `meshplay infer` prints it: Kind/namespace/name";
    }
    return std::nullopt;
  }
  return result;
}

std::optional<std::vector<ChangedFile>> Engine::connect(const std::string& relationship,
                                                        const std::vector<std::string>& ends, bool overwrite) {
  return state_->change_edge(relationship, ends, true, overwrite);
}

std::optional<std::vector<ChangedFile>> Engine::disconnect(const std::string& relationship,
                                                           const std::vector<std::string>& ends) {
  return state_->change_edge(relationship, ends, false, false);
}

std::optional<std::vector<ChangedFile>> Engine::State::change_edge(const std::string& relationship,
                                                                   const std::vector<std::string>& wanted,
                                                                   bool connects, bool overwrite) {
  if (!rules_ok) return std::nullopt;
  const auto id = find_relationship(relationship);
  const auto ends = find_components(wanted);
  if (!id || !ends) return std::nullopt;
  const check::Relation& relation = program.relations[*id];
  if (ends->size() != relation.arity) {
    auto& report = sink.report(
        "wrong-argument-count", {},
        {interner.text(relation.name), relation.arity == 3 ? "3 components" : "2 components", ends->size()});
    report.help = relation.arity == 3 ? "name `from`, `to` and `via`" : "name `from` and `to`";
    return std::nullopt;
  }
  fix::Edge edge(program, *id, *ends, inference());
  const auto edits = connects ? fix::connect(edge, overwrite, sources, sink) : fix::disconnect(edge, sink);
  if (!edits) return std::nullopt;
  std::vector<ChangedFile> result;
  if (edits->nothing_to_do) return result;
  std::map<text::FileId, std::vector<const fix::EdgeEdit*>> by_file;
  for (const fix::EdgeEdit& one : edits->edits) by_file[design.at(one.component).file].push_back(&one);
  for (const auto& [file, changes] : by_file) {
    std::vector<edit::Edit> list;
    for (const fix::EdgeEdit* change : changes) list.push_back(change->edit);
    const edit::Outcome outcome =
        edit::apply(sources, file, data::syntax_of(sources.name(file)), options.load.limits, design.tree, list);
    if (!outcome.refusals.empty()) {
      const edit::Refusal& refusal = outcome.refusals[0];
      const fix::Place place{changes[refusal.edit]->component, list[refusal.edit].path};
      sink.report(connects ? "not-connected" : "not-disconnected", fix::span_of(place, design, interner),
                  {interner.text(relation.name),
                   "`" + edit::path_text(place.path) + "` cannot be written: " + refusal.reason})
          .help = "write it by hand";
      return std::nullopt;
    }
    result.push_back(
        {std::string(sources.name(file)), std::string(sources.content(file)), outcome.text, changes.size()});
  }
  // Looked at once more, as it will be. Components keep their numbers, and not always their names.
  const auto after = with_changes(result);
  if (after == nullptr || after->design().components.size() != design.components.size()) {
    sink.report(connects ? "not-connected" : "not-disconnected", relation.name_span,
                {interner.text(relation.name), "the rules or the files are others by now"})
        .help = "try again";
    return std::nullopt;
  }
  State& probe = *after->state_;
  // Rules from the cache have other numbers.
  const auto same = probe.find_relationship(std::string(interner.text(relation.name)));
  if (!same) return std::nullopt;
  fix::Edge changed(probe.program, *same, *ends, probe.inference());
  if (changed.holds() == connects) return result;
  if (!connects) {
    sink.report("not-disconnected", relation.name_span,
                {interner.text(relation.name), "it holds for another reason, too"})
        .help = "nothing is written";
    return std::nullopt;
  }
  auto& report = sink.report("not-connected", relation.name_span,
                             {interner.text(relation.name), "one of its other conditions does not hold"});
  report.help = "nothing is written: see what it asks for beside the `bind`s";
  for (const check::CondId condition : fix::failing_conditions(changed, edits->places)) {
    text::Span span = probe.program.conds[condition].span;
    span.file = sources.find(probe.sources.name(span.file));
    report.notes.push_back({span, "this does not hold"});
  }
  return std::nullopt;
}

}  // namespace meshplay::driver
