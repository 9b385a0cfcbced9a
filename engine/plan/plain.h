// Expressions and conditions that are about the values of their variables alone: no search, no relation, no graph.
#pragma once

#include "engine/check/program.h"

namespace meshplay::plan {

// kNone is plain.
bool is_plain(const check::Program& program, check::ExprId id);
bool is_plain_condition(const check::Program& program, check::CondId id);

}  // namespace meshplay::plan
