#include "engine/driver/formatting.h"

#include <utility>

#include "engine/base/ensure.h"
#include "engine/driver/rule_files.h"
#include "engine/format/format.h"
#include "engine/parse/parser.h"

namespace meshplay::driver {

std::optional<std::string> format_rules(std::string name, std::string_view content, text::SourceSet& sources,
                                        diag::Sink& sink) {
  base::Interner interner;
  diag::Sink own;
  const text::FileId file = sources.add(std::move(name), std::string(content));
  const ast::Ast tree = parse::parse_rules(sources, file, {}, interner, own);
  for (const diag::Diagnostic& diagnostic : own.all()) sink.take(diagnostic);
  if (own.has_errors()) return std::nullopt;
  std::string formatted = format::format(content, tree);
  if (formatted == content) return formatted;
  const text::FileId again = sources.add("formatted", formatted);
  diag::Sink none;
  const ast::Ast same = parse::parse_rules(sources, again, {}, interner, none);
  ENSURE(none.all().empty() && ast::same_shape(tree, interner, same, interner), "formatting changes no meaning");
  return formatted;
}

std::vector<FormattedFile> format_rule_files(const std::vector<std::string>& paths, text::SourceSet& sources,
                                             diag::Sink& sink) {
  std::vector<FormattedFile> result;
  for (RuleText& rules : read_rule_files(paths, sink)) {
    std::string after = format_rules(rules.name, rules.content, sources, sink).value_or(rules.content);
    result.push_back({std::move(rules.name), std::move(rules.content), std::move(after)});
  }
  return result;
}

}  // namespace meshplay::driver
