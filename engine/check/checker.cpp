#include "engine/check/checker.h"

#include <algorithm>

#include "engine/base/nearest.h"
#include "engine/check/declarations.h"
#include "engine/check/defects.h"
#include "engine/check/observer.h"
#include "engine/check/strata.h"

namespace meshplay::check {

void Context::use(Declaration& declaration, std::uint32_t file, text::Span where) const {
  declaration.used = true;
  if (observations != nullptr) {
    observations->refer(where, static_cast<std::uint32_t>(&declaration - names.declarations().data()));
  }
  if (!declaration.is_deprecated || declaration.file == file || !tells(file)) return;
  auto& report = sink.report("deprecated-name", where, {declaration.full_name});
  report.help = declaration.instead;
  const ast::Ast& tree = files[declaration.file].ast;
  report.notes.push_back({tree.span(tree.find(declaration.node, ast::NodeKind::name)), "declared here"});
}

Program check_rules(const std::vector<RuleFile>& files, const text::SourceSet& sources, base::Interner& interner,
                    diag::Sink& sink, const CheckOptions& options) {
  constexpr std::size_t kUsual = 4096;
  Program program;
  program.exprs.reserve(kUsual);
  program.conds.reserve(kUsual / 2);
  const std::size_t parsed = sink.all().size();
  Names names(files, sources, interner, sink);
  Context context{files,
                  sources,
                  interner,
                  sink,
                  names,
                  program,
                  options.tests == Tests::all,
                  options.notes,
                  parsed,
                  options.observations};
  Declarations declarations(context, options.versions);
  declarations.check_all(options.tests, options.only);
  if (options.observations != nullptr) options.observations->finish(names.declarations());
  if (options.only != kNone) return program;
  assign_strata(program, interner, sink);
  report_contradictions(context);
  report_repeated_rules(context);
  if (options.notes) report_missing_docs(context);
  return program;
}

}  // namespace meshplay::check
