// meshplay rules plan: how one rule is run, step by step.
#include <array>

#include "cli/common_options.h"
#include "cli/pipeline.h"
#include "cli/plan_text.h"
#include "cli/rule_lookup.h"
#include "engine/base/nearest.h"
#include "engine/diag/render_cells.h"

namespace meshplay::cli {

namespace {

constexpr std::array kPlanReport = {kTextOutput, kReportOptions[0]};

constexpr std::array kGroups = {OptionGroup{"Rules", kRuleOptions}, OptionGroup{"Settings", kSettingOptions},
                                OptionGroup{"Design", kDesignOptions}, OptionGroup{"Report", kPlanReport}};

void write_rule(const driver::RuleInfo& rule, const driver::RulePlan& plan, const text::SourceSet& sources,
                diag::JsonWriter& json) {
  json.begin_object();
  json.member("name", rule.name);
  json.member("kind", driver::name(rule.kind));
  json.member("sizes", plan.of_design ? "design" : "assumed");
  diag::write_place(rule.span, sources, json);
  write_clauses(plan.clauses, sources, json);
  json.end_object();
}

void print_rule(const driver::RuleInfo& rule, const driver::RulePlan& plan, const text::SourceSet& sources,
                Output& output) {
  output.out += diag::bold(diag::visible(rule.name), output.out_color());
  output.out.append("  ").append(driver::name(rule.kind)).append("\n");
  if (rule.span.known()) {
    output.out += "  --> ";
    diag::render_place(rule.span, sources, output.out);
    output.out += rule.builtin ? " (built in)\n" : "\n";
  }
  if (!plan.of_design)
    output.out += "no design is given: all kinds, indexes and relationships count as equally large\n";
  output.out += "\n";
  write_plan(plan, sources, "  ", output.out);
}

Exit run(const Request& request, Output& output) {
  driver::Options options = engine_options(request);
  options.paths.assign(request.operands().begin() + 1, request.operands().end());
  const bool of_design = !options.paths.empty();
  driver::Engine engine(std::move(options));
  const bool is_good = engine.load_rules();
  if (is_good && of_design) engine.load_design();
  report_diagnostics(engine, request, output);
  if (!is_good) return Exit::failed;
  const std::vector<driver::RuleInfo> rules = engine.rules();
  const std::string& name = request.operands()[0];
  const auto found = find_rules(name, rules);
  if (found.empty()) {
    const auto near = base::nearest(name, rule_names(rules));
    output.complain("no rule `" + name + "` is loaded",
                    near ? "did you mean `" + std::string(*near) + "`?" : "`meshplay rules list` lists them");
    return Exit::failed;
  }
  const Form form = form_of(request);
  diag::JsonWriter document(output.out, diag::Layout::indented);
  if (form == Form::json) document.begin_array();
  for (std::size_t i = 0; i < found.size(); ++i) {
    const auto plan = engine.rule_plan(found[i]->name, of_design);
    if (!plan) continue;
    if (form == Form::text) {
      if (i > 0) output.out += "\n";
      print_rule(*found[i], *plan, engine.sources(), output);
    } else if (form == Form::json) {
      write_rule(*found[i], *plan, engine.sources(), document);
    } else {
      diag::JsonWriter line(output.out, diag::Layout::compact);
      write_rule(*found[i], *plan, engine.sources(), line);
      output.out += '\n';
    }
  }
  if (form == Form::json) {
    document.end_array();
    output.out += '\n';
  }
  return exit_of(engine);
}

}  // namespace

const Command kRulesPlan = {
    .name = "rules plan",
    .operands = "NAME [PATH | -]...",
    .summary = "how a rule is run: its joins in their order, and what they look up",
    .details =
        "NAME is a rule's full name (`kubernetes.routes`) or its last part (`routes`). The steps of each way to "
        "satisfy\n"
        "the rule, in their order: `scan` takes all components of a kind, `index` those with equal values, `selector`\n"
        "those whose labels are selected, `elements` those of a list or map, `relation` the tuples of another rule,\n"
        "`new tuples` those that the last round of a recursive rule added (such ways run after the others); `filter` "
        "asks a condition. Below a filter\n"
        "stand the searches that it makes each time. With PATH the order and the sizes are those for that design; "
        "without,\n"
        "nothing is known and the order is the one for kinds of equal size, which a design may change.",
    .examples =
        "meshplay rules plan dangling_service\n"
        "meshplay rules plan routes manifests/\n"
        "meshplay rules plan team.owner_label manifests/ --rules team-rules/ -o json\n",
    .min_operands = 1,
    .max_operands = kAnyNumber,
    .options = kGroups,
    .run = run,
};

}  // namespace meshplay::cli
