#include <algorithm>
#include <map>
#include <set>

#include "engine/check/canonical.h"
#include "engine/check/defects.h"

namespace meshplay::check {

namespace {

struct Rule {
  std::string subject;  // what it is about
  std::vector<std::string> conditions;
  std::string name;
  text::Span span;  // of its name
  diag::Severity severity = diag::Severity::note;
  bool is_check = false;
  bool told = false;
};

// deny before warn before advise
int gravity(const Rule& rule) { return -static_cast<int>(rule.severity); }

}  // namespace

void report_repeated_rules(const Context& context) {
  const Program& program = context.program;
  std::set<text::FileId> told;
  for (std::uint32_t file = 0; file < context.files.size(); ++file) {
    if (context.tells(file)) told.insert(context.files[file].ast.file);
  }
  std::vector<Rule> rules;
  bool any_told = false;
  const auto is_broken = [&](const Body& body) {
    return std::any_of(body.conditions.begin(), body.conditions.end(),
                       [&](CondId id) { return program.conds[id].kind == CondKind::never; });
  };
  const auto add = [&](Rule rule) {
    rule.told = told.count(rule.span.file) != 0;
    any_told = any_told || rule.told;
    rules.push_back(std::move(rule));
  };
  if (told.empty()) return;
  for (const Relation& relation : program.relations) {
    if (relation.closure != Closure::none || is_broken(relation.body) || relation.body.conditions.empty()) continue;
    if (relation.relationship && relation.taxonomy.kind.empty()) continue;  // told
    Canonical canonical(program, relation.frame, relation.arity);
    Rule rule;
    rule.subject = relation.relationship ? "relationship " + relation.taxonomy.kind + "/" + relation.taxonomy.type +
                                               "/" + relation.taxonomy.subtype
                                         : "define";
    for (std::uint32_t i = 0; i < relation.arity; ++i) rule.subject += " " + canonical.kinds(relation.frame[i].kinds);
    rule.conditions = canonical.conditions(relation.body);
    rule.name = context.interner.text(relation.name);
    rule.span = relation.name_span;
    add(std::move(rule));
  }
  for (const Check& check : program.checks) {
    if (check.frame.empty() || is_broken(check.body) || check.body.conditions.empty()) continue;
    Canonical canonical(program, check.frame, 1);
    Rule rule;
    rule.subject = "check " + canonical.kinds(check.frame[0].kinds);
    rule.conditions = canonical.conditions(check.body);
    rule.name = context.interner.text(check.name);
    rule.span = check.name_span;
    rule.severity = check.severity;
    rule.is_check = true;
    add(std::move(rule));
  }
  if (!any_told) return;
  // By subject and one condition, those that have it.
  std::map<std::pair<std::string_view, std::string_view>, std::vector<std::size_t>> having;
  for (std::size_t i = 0; i < rules.size(); ++i) {
    for (const std::string& condition : rules[i].conditions) having[{rules[i].subject, condition}].push_back(i);
  }
  std::vector<bool> repeated(rules.size());
  for (std::size_t wide = 0; wide < rules.size(); ++wide) {
    const Rule& rule = rules[wide];
    const std::vector<std::size_t>* fewest = nullptr;
    for (const std::string& condition : rule.conditions) {
      const auto& others = having[{rule.subject, condition}];
      if (fewest == nullptr || others.size() < fewest->size()) fewest = &others;
    }
    for (const std::size_t narrow : *fewest) {
      const Rule& other = rules[narrow];
      if (narrow == wide || (!rule.told && !other.told)) continue;
      if (!std::includes(other.conditions.begin(), other.conditions.end(), rule.conditions.begin(),
                         rule.conditions.end()))
        continue;
      if (other.conditions.size() == rule.conditions.size()) {
        if (narrow < wide || repeated[narrow]) continue;  // told once
        repeated[narrow] = true;
        const Rule& later = other.told ? other : rule;
        const Rule& first = other.told ? rule : other;
        auto& report = context.sink.report("duplicate-rule", later.span, {later.name, first.name});
        report.help = "leave one of the two out";
        if (first.told) report.notes.push_back({first.span, "the other one"});
        continue;
      }
      // A graver finding of fewer cases is no repetition.
      if (!rule.is_check || !other.told || gravity(other) > gravity(rule)) continue;
      auto& report = context.sink.report("implied-rule", other.span, {other.name, rule.name});
      report.help = "leave it out, or take its cases away from `" + rule.name + "`";
      if (rule.told) report.notes.push_back({rule.span, "this one has fewer conditions"});
    }
  }
}

void report_missing_docs(const Context& context) {
  std::set<text::FileId> told;
  for (std::uint32_t file = 0; file < context.files.size(); ++file) {
    if (context.tells(file)) told.insert(context.files[file].ast.file);
  }
  const auto look = [&](const Documentation& documentation, base::StrId name, text::Span span) {
    if (documentation.doc != base::kEmptyText || told.count(span.file) == 0) return;
    context.sink.report("missing-docs", span, {context.interner.text(name)}).help =
        "write a line that begins with `///` before it";
  };
  for (const Relation& relation : context.program.relations) {
    if (relation.relationship) look(relation.documentation, relation.name, relation.name_span);
  }
  for (const Check& check : context.program.checks) look(check.documentation, check.name, check.name_span);
}

}  // namespace meshplay::check
