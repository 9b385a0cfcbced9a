// Strata: the order in which relations are evaluated.
#pragma once

#include "engine/check/program.h"

namespace meshplay::check {

// Numbers the strata of all relations, from 0, so that a relation uses only lower ones, or its own positively. A
// relation that needs its own absence is reported with the cycle, and its body becomes never true.
void assign_strata(Program& program, const base::Interner& interner, diag::Sink& sink);

// Relations that a condition uses, each with whether only positively.
struct Use {
  RelationId relation = kNone;
  bool positive = true;
  text::Span span;
};
std::vector<Use> uses_of(const Program& program, const Body& body);

}  // namespace meshplay::check
