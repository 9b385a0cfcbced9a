// Reads the documents of many files, with several threads where there is enough to read. The tree, the numbers of the
// texts and the order of the diagnostics are the same for any number of threads.
#pragma once

#include <vector>

#include "engine/data/reader.h"

namespace meshplay::design {

struct Reading {
  text::FileId file = text::kNoFile;
  data::Syntax syntax = data::Syntax::yaml;
  data::ReadOutcome outcome;
  std::size_t first = 0;  // documents [first, last) of the tree
  std::size_t last = 0;
};

// At most `threads`; 0: as many as pay.
void read_all(const text::SourceSet& sources, const data::Limits& limits, std::size_t threads,
              std::vector<Reading>& readings, base::Interner& interner, data::Tree& tree, diag::Sink& sink);

}  // namespace meshplay::design
