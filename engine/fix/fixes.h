// The fixes of findings: what each would write where, put together by file. Of two that contradict each other neither
// is done.
#pragma once

#include <string>
#include <vector>

#include "engine/diag/diagnostic.h"
#include "engine/edit/edit.h"
#include "engine/infer/inference.h"

namespace meshplay::fix {

// One `fix` of one finding.
struct Proposal {
  std::uint32_t check = 0;
  std::uint32_t fix = 0;    // of the check
  std::size_t finding = 0;  // of those of the check
  design::ComponentId component{};
  edit::Edit edit;
};

struct CheckedFindings {
  std::vector<infer::Finding> findings;
  std::vector<Proposal> proposals;  // in order of the findings; of one finding each once
};

// Findings of one check with what its fixes would write. A fix that changes nothing is none.
CheckedFindings findings_with_fixes(const check::Program& program, std::uint32_t check, infer::Inference& inference);

struct FileChange {
  text::FileId file = text::kNoFile;
  std::string text;         // with all edits that could be done
  std::size_t applied = 0;  // edits
};

struct Changes {
  std::vector<FileChange> files;  // by name
  std::vector<bool> is_done;      // by proposal: whether the files have what it wants
};

// What contradicts each other, and what cannot be written where it stands, is reported.
Changes apply(const check::Program& program, const std::vector<Proposal>& proposals, const design::Design& design,
              const text::SourceSet& sources, const base::Interner& interner, const data::Limits& limits,
              diag::Sink& sink);

}  // namespace meshplay::fix
