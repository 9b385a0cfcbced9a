// Turns the text of a rule file into its syntax tree. Never fails: what is wrong is reported, several mistakes a file,
// one message a mistake, and the tree holds the rest. The only user of ANTLR.
#pragma once

#include "engine/ast/ast.h"
#include "engine/base/interner.h"
#include "engine/diag/diagnostic.h"
#include "engine/text/source.h"

namespace meshplay::parse {

struct Limits {
  std::uint32_t file_bytes = 8U << 20;
  std::uint32_t nesting = 200;  // brackets, and operators that nest
  std::uint32_t errors = 20;    // messages a file
};

ast::Ast parse_rules(const text::SourceSet& sources, text::FileId file, const Limits& limits, base::Interner& interner,
                     diag::Sink& sink);

}  // namespace meshplay::parse
