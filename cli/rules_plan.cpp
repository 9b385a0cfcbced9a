// meshplay rules plan: how one rule is run, step by step.
#include <array>
#include <cstdio>

#include "cli/common_options.h"
#include "cli/pipeline.h"
#include "cli/rule_lookup.h"
#include "engine/base/nearest.h"
#include "engine/diag/render_cells.h"

namespace meshplay::cli {

namespace {

constexpr std::array kPlanReport = {kTextOutput, kReportOptions[0]};

constexpr std::array kGroups = {OptionGroup{"Rules", kRuleOptions}, OptionGroup{"Settings", kSettingOptions},
                                OptionGroup{"Design", kDesignOptions}, OptionGroup{"Report", kPlanReport}};

std::string decimal(double value) {
  std::array<char, 32> text{};
  const bool is_whole = value >= 10 || value == static_cast<double>(static_cast<std::uint64_t>(value));
  static_cast<void>(std::snprintf(text.data(), text.size(), is_whole ? "%.0f" : "%.1f", value));
  return text.data();
}

class PlanText {
 public:
  PlanText(const text::SourceSet& sources, std::string& out) : sources_(sources), out_(out) {}

  void clauses(const std::vector<driver::RulePlanClause>& clauses, const std::string& indent) {
    for (std::size_t i = 0; i < clauses.size(); ++i) {
      if (clauses.size() > 1) {
        out_ += indent + "way " + std::to_string(i + 1) + " of " + std::to_string(clauses.size()) + "\n";
      }
      clause(clauses[i], clauses.size() > 1 ? indent + "  " : indent);
    }
  }

 private:
  void clause(const driver::RulePlanClause& clause, const std::string& indent) {
    if (!clause.nothing_because.empty()) {
      out_ += indent + "nothing to find: " + diag::visible(clause.nothing_because) + "\n";
    }
    bool is_one_enough = false;
    for (std::size_t i = 0; i < clause.steps.size(); ++i) {
      const driver::RulePlanStep& step = clause.steps[i];
      if (step.is_one_enough && !is_one_enough) out_ += indent + "from here on one way is enough\n";
      is_one_enough = step.is_one_enough;
      this->step(step, i + 1, indent);
    }
  }

  void step(const driver::RulePlanStep& step, std::size_t number, const std::string& indent) {
    out_ += indent + std::to_string(number) + ". " + std::string(step.what);
    for (std::size_t i = 0; i < step.binds.size(); ++i) out_ += (i == 0 ? " " : ", ") + diag::visible(step.binds[i]);
    if (step.what != "filter" && step.what != "each") sizes(step);
    out_ += "\n";
    for (const driver::RuleWords& words : step.conditions) {
      out_ += indent + "     " + diag::visible(words.text) + place(words.span) + "\n";
    }
    for (const driver::RulePlanBlock& block : step.blocks) {
      const bool is_whole = !step.conditions.empty() && step.conditions[0].text == block.text.text;
      out_ += indent + "     searched each time" + (is_whole ? "" : ": " + diag::visible(block.text.text)) + "\n";
      clauses(block.clauses, indent + "       ");
    }
  }

  void sizes(const driver::RulePlanStep& step) {
    const bool is_scan = step.what == "scan";
    if (!step.given.empty()) {
      out_ += step.binds.empty() ? " for" : ", for";
      for (std::size_t i = 0; i < step.given.size(); ++i) out_ += (i == 0 ? " " : ", ") + diag::visible(step.given[i]);
    }
    if (step.rows) {
      const std::string_view thing = is_scan ? "component" : step.what == "relation" ? "tuple" : "row";
      out_ += "; " + counted(*step.rows, thing);
    }
    if (!is_scan || !step.rows) out_ += "; about " + decimal(step.expected) + " each time";
  }

  std::string place(text::Span span) const {
    if (!span.known()) return "";
    const text::Place place = sources_.place(span.file, span.begin);
    return "  (" + std::to_string(place.line) + ":" + std::to_string(place.column) + ")";
  }

  const text::SourceSet& sources_;
  std::string& out_;
};

class PlanJson {
 public:
  PlanJson(const text::SourceSet& sources, diag::JsonWriter& json) : sources_(sources), json_(json) {}

  void rule(const driver::RuleInfo& rule, const driver::RulePlan& plan) {
    json_.begin_object();
    json_.member("name", rule.name);
    json_.member("kind", driver::name(rule.kind));
    json_.member("sizes", plan.of_design ? "design" : "assumed");
    diag::write_place(rule.span, sources_, json_);
    clauses(plan.clauses);
    json_.end_object();
  }

 private:
  void clauses(const std::vector<driver::RulePlanClause>& clauses) {
    json_.key("clauses");
    json_.begin_array();
    for (const driver::RulePlanClause& clause : clauses) {
      json_.begin_object();
      json_.member_or_null("nothing_because", clause.nothing_because);
      json_.key("steps");
      json_.begin_array();
      for (const driver::RulePlanStep& step : clause.steps) this->step(step);
      json_.end_array();
      json_.end_object();
    }
    json_.end_array();
  }

  void words(const driver::RuleWords& words) {
    json_.member("text", words.text);
    diag::write_place(words.span, sources_, json_);
  }

  void texts(std::string_view name, const std::vector<std::string>& texts) {
    json_.key(name);
    json_.begin_array();
    for (const std::string& text : texts) json_.text(text);
    json_.end_array();
  }

  void step(const driver::RulePlanStep& step) {
    json_.begin_object();
    json_.member("step", step.what);
    texts("binds", step.binds);
    texts("given", step.given);
    json_.key("rows");
    step.rows ? json_.number(*step.rows) : json_.null();
    json_.key("expected");
    json_.raw(decimal(step.expected));
    json_.key("one_is_enough");
    json_.boolean(step.is_one_enough);
    json_.key("conditions");
    json_.begin_array();
    for (const driver::RuleWords& words : step.conditions) {
      json_.begin_object();
      this->words(words);
      json_.end_object();
    }
    json_.end_array();
    json_.key("searches");
    json_.begin_array();
    for (const driver::RulePlanBlock& block : step.blocks) {
      json_.begin_object();
      words(block.text);
      clauses(block.clauses);
      json_.end_object();
    }
    json_.end_array();
    json_.end_object();
  }

  const text::SourceSet& sources_;
  diag::JsonWriter& json_;
};

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
  PlanText(sources, output.out).clauses(plan.clauses, "  ");
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
      PlanJson(engine.sources(), document).rule(*found[i], *plan);
    } else {
      diag::JsonWriter line(output.out, diag::Layout::compact);
      PlanJson(engine.sources(), line).rule(*found[i], *plan);
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
