// Writing back: what a person's new edge means in the manifests, and what an edge that they delete leaves. The `bind`s
// of a relationship are assignments then.
//
// Connecting binds the ends to the components given, and the other variables to elements of their lists that are there
// or to come, in the way that asks least: nothing written over, what Kubernetes requires is there, few new elements,
// the usual place of several. A new element is made of the binds and of what the conditions ask to be equal. A value
// that a person wrote wins, unless told otherwise.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/diag/diagnostic.h"
#include "engine/fix/edge.h"

namespace meshplay::fix {

struct EdgeEdit {
  design::ComponentId component{};
  edit::Edit edit;
};

struct EdgeEdits {
  bool nothing_to_do = false;  // the edge is there already, or was not there
  std::vector<EdgeEdit> edits;
  VarPlaces places;  // connect: what the variables stand for afterwards
};

// Whether these may be ends of the relationship, and it writes anything back; else that is reported.
bool can_change(Edge& edge, diag::Sink& sink);

// The relation holds for the ends after these edits as far as its binds go, or a report says why they cannot be made.
std::optional<EdgeEdits> connect(Edge& edge, bool overwrite, const text::SourceSet& sources, diag::Sink& sink);

// The values of the binds are taken away again, with the elements that hold nothing else and with what is empty then.
// What other edges of the relationship need too stays, unless nothing else made this one.
std::optional<EdgeEdits> disconnect(Edge& edge, diag::Sink& sink);

// Conditions that do not hold for the ends and the elements at `places`, in the order of the rule.
std::vector<check::CondId> failing_conditions(Edge& edge, const VarPlaces& places);

}  // namespace meshplay::fix
