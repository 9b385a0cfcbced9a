// A checked program as bytes, so that a run does not check the built-in rules again. Its tests are left out. The form
// is private to one build, which also writes it: it is read without doubt, so whoever keeps it elsewhere makes sure
// that it is whole and of this build. In a run that has read nothing before it, it is used where it stands.
#pragma once

#include <string>
#include <string_view>

#include "engine/check/program.h"

namespace meshplay::check {

// Spans are kept relative to `first`, the number of the first of the rule files.
std::string write_program(const Program& program, text::FileId first, const base::Interner& interner);
// The bytes outlive the program and the interner.
Program read_program(std::string_view bytes, text::FileId first, base::Interner& interner);

}  // namespace meshplay::check
