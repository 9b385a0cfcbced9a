// Where the paths of rules stand in manifests, and values as what an edit writes.
#pragma once

#include <optional>
#include <vector>

#include "engine/edit/edit.h"
#include "engine/infer/evaluator.h"

namespace meshplay::fix {

struct Place {
  design::ComponentId component{};
  std::vector<edit::Step> path;  // from the component's root

  friend bool operator==(const Place&, const Place&) = default;
};

// Whether `inner` stands at `outer` or below it.
bool is_within(const Place& inner, const Place& outer);

class Places {
 public:
  Places(const check::Program& program, infer::Evaluator& evaluator) : program_(program), evaluator_(evaluator) {}

  // The place that a path leads to, there or not; nullopt if it leads to none: no path, an element that is not there.
  std::optional<Place> of(check::ExprId id, infer::Env& env);
  // The component that holds a node, and the way to it.
  std::optional<Place> of_node(data::NodeId node) const;

 private:
  const check::Program& program_;
  infer::Evaluator& evaluator_;
};

// What stands at a place, or kNoNode.
data::NodeId find_node(const Place& place, const design::Design& design, const base::Interner& interner);
// Where people look for it: the last node on the way that is there, else the component's name.
text::Span span_of(const Place& place, const design::Design& design, const base::Interner& interner);

edit::Value edit_value(const infer::Value& value, infer::Values& values);
edit::Value edit_value(data::NodeId node, const data::Tree& tree, const base::Interner& interner);

}  // namespace meshplay::fix
