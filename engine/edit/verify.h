// Whether a text that was written is, read again, what was wanted.
#pragma once

#include "engine/base/interner.h"
#include "engine/data/tree.h"
#include "engine/edit/changes.h"

namespace meshplay::edit {

// Both trees hold the documents of one file, and share the interner.
bool is_changed_as_wanted(const data::Tree& before, const data::Tree& after, const Changes& changes,
                          const base::Interner& interner);

}  // namespace meshplay::edit
