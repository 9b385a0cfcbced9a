#include "engine/check/checker.h"

#include <algorithm>

#include "engine/base/nearest.h"
#include "engine/check/declarations.h"
#include "engine/check/strata.h"

namespace meshplay::check {

Program check_rules(const std::vector<RuleFile>& files, const text::SourceSet& sources, base::Interner& interner,
                    diag::Sink& sink, Tests tests) {
  constexpr std::size_t kUsual = 4096;
  Program program;
  program.exprs.reserve(kUsual);
  program.conds.reserve(kUsual / 2);
  Names names(files, interner, sink);
  Context context{files, sources, interner, sink, names, program};
  Declarations declarations(context);
  declarations.check_all(tests);
  assign_strata(program, interner, sink);
  return program;
}

}  // namespace meshplay::check
