// meshplay explain: the page of a diagnostic or of a rule.
#include <array>

#include "cli/common_options.h"
#include "cli/pipeline.h"
#include "cli/rule_lookup.h"
#include "engine/base/nearest.h"
#include "engine/diag/render_cells.h"

namespace meshplay::cli {

namespace {

constexpr std::array kGroups = {OptionGroup{"Rules", kRuleOptions}, OptionGroup{"Report", kColorOption}};

void print_text(std::string_view text, std::string& out) {
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    out += diag::visible(text.substr(0, end)) + "\n";
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
}

// `a word` of a template whose arguments are not known.
std::string shown_message(std::string_view message) {
  std::string result(message);
  for (std::size_t at = 0; (at = result.find("{}", at)) != std::string::npos;) result.replace(at, 2, "...");
  return result;
}

void print_code(const diag::CodeInfo& code, Output& output) {
  output.out += diag::paint(std::string(diag::name(code.severity)) + "[" + std::string(code.code) + "]", code.severity,
                            output.out_color());
  output.out += diag::bold(": " + shown_message(code.message), output.out_color()) + "\n\n";
  print_text(code.page, output.out);
}

void print_rule(const driver::RuleInfo& rule, const text::SourceSet& sources, Output& output) {
  output.out += diag::bold(diag::visible(rule.name), output.out_color());
  output.out.append("  ").append(driver::name(rule.kind));
  for (const std::string* part : {&rule.taxonomy, &rule.category}) {
    if (!part->empty()) output.out.append("  ").append(diag::visible(*part));
  }
  output.out += "\n\n";
  print_text(rule.doc.empty() ? std::string_view("This rule has no documentation.") : rule.doc, output.out);
  if (!rule.params.empty()) output.out += "\nParameters\n";
  for (const std::string& param : rule.params) output.out += "  " + diag::visible(param) + "\n";
  if (!rule.docs.empty()) output.out += "\nSee " + diag::visible(rule.docs) + "\n";
  if (rule.span.known()) {
    output.out += "\nThe rule stands in ";
    diag::render_place(rule.span, sources, output.out);
    output.out += "; `meshplay rules show " + diag::visible(rule.name) + "` prints it.\n";
  }
}

std::string suggestion(std::string_view name, const std::vector<driver::RuleInfo>& rules) {
  std::vector<std::string_view> candidates = rule_names(rules);
  for (const diag::CodeInfo& code : diag::codes()) candidates.push_back(code.code);
  const auto near = base::nearest(name, candidates);
  if (near) return "did you mean `" + std::string(*near) + "`?";
  return "a code stands in the brackets of a message; `meshplay rules list` lists the rules";
}

Exit run(const Request& request, Output& output) {
  const std::string& name = request.operands().front();
  if (const diag::CodeInfo* code = diag::find_code(name)) {
    print_code(*code, output);
    return Exit::good;
  }
  driver::Options options = engine_options(request);
  options.paths.clear();
  driver::Engine engine(std::move(options));
  engine.load_rules();
  report_diagnostics(engine, request, output);
  const std::vector<driver::RuleInfo> rules = engine.rules();
  const auto found = find_rules(name, rules);
  if (found.empty()) {
    output.complain("no diagnostic and no rule has the name `" + name + "`", suggestion(name, rules));
    return Exit::failed;
  }
  for (const driver::RuleInfo* rule : found) {
    if (rule != found.front()) output.out += "\n";
    print_rule(*rule, engine.sources(), output);
  }
  return exit_of(engine);
}

}  // namespace

const Command kExplain = {
    .name = "explain",
    .operands = "CODE-OR-RULE",
    .summary = "the page of a diagnostic or of a rule",
    .details = "Messages carry their code in brackets: `error[unknown-kind]`, `deny[kubernetes.dangling_service]`.",
    .examples =
        "meshplay explain unknown-kind\n"
        "meshplay explain dangling_service\n",
    .min_operands = 1,
    .max_operands = 1,
    .options = kGroups,
    .run = run,
};

}  // namespace meshplay::cli
