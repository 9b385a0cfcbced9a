#include "engine/check/checker.h"

#include <algorithm>

#include "engine/base/nearest.h"
#include "engine/check/declarations.h"
#include "engine/check/strata.h"

namespace meshplay::check {

void Context::use(Declaration& declaration, std::uint32_t file, text::Span where) const {
  declaration.used = true;
  if (!declaration.is_deprecated || declaration.file == file || !tells(file)) return;
  auto& report = sink.report("deprecated-name", where, {declaration.full_name});
  report.help = declaration.instead;
  const ast::Ast& tree = files[declaration.file].ast;
  report.notes.push_back({tree.span(tree.find(declaration.node, ast::NodeKind::name)), "declared here"});
}

Program check_rules(const std::vector<RuleFile>& files, const text::SourceSet& sources, base::Interner& interner,
                    diag::Sink& sink, Tests tests, model::Versions versions) {
  constexpr std::size_t kUsual = 4096;
  Program program;
  program.exprs.reserve(kUsual);
  program.conds.reserve(kUsual / 2);
  Names names(files, interner, sink);
  Context context{files, sources, interner, sink, names, program, tests == Tests::all};
  Declarations declarations(context, versions);
  declarations.check_all(tests);
  assign_strata(program, interner, sink);
  return program;
}

}  // namespace meshplay::check
