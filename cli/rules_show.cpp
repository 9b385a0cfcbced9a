// meshplay rules show: one rule, documentation and source text.
#include <array>

#include "cli/common_options.h"
#include "cli/pipeline.h"
#include "cli/rule_lookup.h"
#include "engine/base/nearest.h"
#include "engine/diag/render_cells.h"

namespace meshplay::cli {

namespace {

constexpr std::array kGroups = {OptionGroup{"Rules", kRuleOptions}, OptionGroup{"Report", kColorOption}};

// Lines of a rule file, made safe one by one.
void print_lines(std::string_view text, std::string_view indent, std::string& out) {
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    std::string_view line = text.substr(0, end);
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (!line.empty()) out += indent;
    for (const diag::Cell& cell : diag::cells(line, 0, line.size())) out += cell.shown;
    out += '\n';
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
}

// The declaration from its first line on: what stands before it on that line keeps it aligned with the others.
std::string_view declaration(const driver::RuleInfo& rule, const text::SourceSet& sources) {
  const std::uint32_t line = sources.place(rule.span.file, rule.span.begin).line;
  const std::string_view content = sources.content(rule.span.file);
  const auto begin = static_cast<std::size_t>(sources.line(rule.span.file, line).data() - content.data());
  return content.substr(begin, rule.span.end - begin);
}

void print_rule(const driver::RuleInfo& rule, const text::SourceSet& sources, Output& output) {
  output.out += diag::bold(diag::visible(rule.name), output.out_color());
  output.out.append("  ").append(driver::name(rule.kind));
  for (const std::string* part : {&rule.taxonomy, &rule.category}) {
    if (!part->empty()) output.out.append("  ").append(diag::visible(*part));
  }
  output.out += "\n";
  if (rule.span.known()) {
    output.out += "  --> ";
    diag::render_place(rule.span, sources, output.out);
    output.out += rule.builtin ? " (built in)\n" : "\n";
  }
  if (!rule.doc.empty()) {
    output.out += "\n";
    print_lines(rule.doc, "", output.out);
  }
  if (rule.span.known()) {
    output.out += "\n";
    std::string_view text = declaration(rule, sources);
    while (text.starts_with("///")) {  // shown above
      const std::size_t end = text.find('\n');
      text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    }
    print_lines(text, "    ", output.out);
  }
  if (!rule.docs.empty()) output.out += "\nSee " + diag::visible(rule.docs) + "\n";
}

Exit run(const Request& request, Output& output) {
  driver::Options options = engine_options(request);
  options.paths.clear();
  driver::Engine engine(std::move(options));
  engine.load_rules();
  report_diagnostics(engine, request, output);
  const std::vector<driver::RuleInfo> rules = engine.rules();
  bool missing = false;
  bool first = true;
  for (const std::string& name : request.operands()) {
    const auto found = find_rules(name, rules);
    if (found.empty()) {
      const auto near = base::nearest(name, rule_names(rules));
      output.complain("no rule `" + name + "` is loaded",
                      near ? "did you mean `" + std::string(*near) + "`?" : "`meshplay rules list` lists them");
      missing = true;
    }
    for (const driver::RuleInfo* rule : found) {
      if (!first) output.out += "\n";
      first = false;
      print_rule(*rule, engine.sources(), output);
    }
  }
  return missing ? Exit::failed : exit_of(engine);
}

}  // namespace

const Command kRulesShow = {
    .name = "rules show",
    .operands = "NAME...",
    .summary = "a rule's documentation and source text",
    .details = "NAME is a rule's full name (`kubernetes.routes`) or its last part (`routes`).",
    .examples =
        "meshplay rules show dangling_service\n"
        "meshplay rules show team.owner_label --rules team-rules/\n",
    .min_operands = 1,
    .max_operands = kAnyNumber,
    .options = kGroups,
    .run = run,
};

}  // namespace meshplay::cli
