// Writing back: what a person's new edge means in the manifests, and what an edge that they delete leaves. The `bind`s
// of a relationship are assignments then.
//
// Connecting binds the ends to the components given, and the other variables to elements of their lists: one whose
// binds are free and that meets the conditions, else a new one, made of the binds and of what the conditions ask to
// be equal. A value that a person wrote wins, unless told otherwise.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/diag/diagnostic.h"
#include "engine/fix/place.h"
#include "engine/infer/inference.h"

namespace meshplay::fix {

struct EdgeEdit {
  design::ComponentId component{};
  edit::Edit edit;
};

struct EdgeEdits {
  bool nothing_to_do = false;  // the edge is there already, or was not there
  std::vector<EdgeEdit> edits;
};

// The relation holds for `ends` after these edits, or a report says why they cannot be made.
std::optional<EdgeEdits> connect(const check::Program& program, check::RelationId relation,
                                 const std::vector<design::ComponentId>& ends, bool overwrite,
                                 infer::Inference& inference, const text::SourceSet& sources, diag::Sink& sink);

// The values of the binds are taken away again, with the elements that hold nothing else.
std::optional<EdgeEdits> disconnect(const check::Program& program, check::RelationId relation,
                                    const std::vector<design::ComponentId>& ends, infer::Inference& inference,
                                    const text::SourceSet& sources, diag::Sink& sink);

// Conditions about the ends alone that do not hold.
std::vector<check::CondId> failing_conditions(const check::Program& program, check::RelationId relation,
                                              const std::vector<design::ComponentId>& ends,
                                              infer::Inference& inference);

}  // namespace meshplay::fix
