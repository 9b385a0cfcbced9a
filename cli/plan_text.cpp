#include "cli/plan_text.h"

#include <array>
#include <cstdio>

#include "cli/pipeline.h"
#include "engine/diag/render_cells.h"

namespace meshplay::cli {

namespace {

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
    if (clause.made && clause.nothing_because.empty()) {
      out_ += indent + "made of " + counted(clause.made->rows_in, "row") + "; " + time(clause.made->nanoseconds) + "\n";
    }
  }

  void step(const driver::RulePlanStep& step, std::size_t number, const std::string& indent) {
    out_ += indent + std::to_string(number) + ". " + std::string(step.what);
    for (std::size_t i = 0; i < step.binds.size(); ++i) out_ += (i == 0 ? " " : ", ") + diag::visible(step.binds[i]);
    if (step.what != "filter" && step.what != "each") sizes(step);
    if (step.ran) {
      out_ += "; " + std::to_string(step.ran->rows_in) + " in, ";
      if (step.ran->rows_out) out_ += std::to_string(*step.ran->rows_out) + " out, ";
      out_ += time(step.ran->nanoseconds);
    }
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

  static std::string time(std::uint64_t nanoseconds) { return milliseconds(nanoseconds) + " ms"; }

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
      ran("made", clause.made);
      json_.end_object();
    }
    json_.end_array();
  }

 private:
  void ran(std::string_view name, const std::optional<driver::RanStep>& ran) {
    if (!ran) return;
    json_.key(name);
    json_.begin_object();
    json_.member("rows_in", ran->rows_in);
    json_.key("rows_out");
    ran->rows_out ? json_.number(*ran->rows_out) : json_.null();
    json_.member("nanoseconds", ran->nanoseconds);
    json_.end_object();
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
    ran("ran", step.ran);
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

}  // namespace

void write_plan(const driver::RulePlan& plan, const text::SourceSet& sources, const std::string& indent,
                std::string& out) {
  PlanText(sources, out).clauses(plan.clauses, indent);
}

void write_clauses(const std::vector<driver::RulePlanClause>& clauses, const text::SourceSet& sources,
                   diag::JsonWriter& json) {
  PlanJson(sources, json).clauses(clauses);
}

}  // namespace meshplay::cli
