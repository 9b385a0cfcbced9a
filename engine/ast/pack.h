// A compiled pack: the syntax trees and texts of a set of rule files as bytes, so that a run does not parse rule text.
// The form is private to one build of Meshplay: a header with magic and format number, then arrays in native order.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/ast/ast.h"
#include "engine/base/result.h"

namespace meshplay::ast {

// The trees' files must be in `sources`; their names and texts go into the pack.
std::string write_pack(const std::vector<Ast>& files, const text::SourceSet& sources, const base::Interner& interner);

// Adds the pack's files to `sources`, as views of `bytes`, which must outlive it, and its texts to `interner`. Bytes
// that are no pack of this build are an Error; nothing is added then.
base::Result<std::vector<Ast>> read_pack(std::string_view bytes, text::SourceSet& sources, base::Interner& interner);

// Adds the pack's files to `sources` as read_pack does, and nothing else. Returns the number of the first one.
base::Result<text::FileId> read_pack_files(std::string_view bytes, text::SourceSet& sources);

}  // namespace meshplay::ast
