#include "engine/fix/shape.h"

#include <algorithm>
#include <set>

namespace meshplay::fix {

using model::NodeType;

namespace {

std::optional<model::KindSchema> schema_of(const design::Design& design, design::ComponentId component,
                                           const base::Interner& interner) {
  const design::DesignKind& kind = design.kind(component);
  const auto schemas = model::find_schemas(interner.text(kind.group), interner.text(design.at(component).version),
                                           interner.text(kind.name));
  if (schemas.empty()) return std::nullopt;
  return schemas.front();
}

Place prefix(const Place& place, std::size_t length) {
  return {place.component, {place.path.begin(), place.path.begin() + static_cast<std::ptrdiff_t>(length)}};
}

}  // namespace

std::optional<std::vector<Shape::Step>> Shape::walk(const Place& place) const {
  std::vector<Step> steps;
  std::optional<model::Node> node;
  if (const auto schema = schema_of(design_, place.component, interner_)) node = schema->root();
  for (const edit::Step& step : place.path) {
    Step next;
    if (node && node->type() != NodeType::any) {
      const bool is_index = step.kind == edit::Step::Kind::index;
      if (node->type() == NodeType::array) {
        if (!is_index) return std::nullopt;
        next = {true, node->element()};
      } else if (is_index) {
        return std::nullopt;
      } else if (node->type() == NodeType::map) {
        next.node = node->value();
      } else {
        const auto fields = node->fields(step.key);
        if (fields.empty()) return std::nullopt;
        next = {fields.front().required() != 0, fields.front().node()};
      }
    }
    node = next.node;
    steps.push_back(next);
  }
  return steps;
}

bool Shape::is_possible(const Place& place) const { return walk(place).has_value(); }

std::uint32_t Shape::optional_steps(const Place& place) const {
  const auto steps = walk(place);
  if (!steps) return static_cast<std::uint32_t>(place.path.size());
  std::uint32_t result = 0;
  for (std::size_t i = 0; i < steps->size(); ++i) {
    if (!(*steps)[i].is_required && place.path[i].kind == edit::Step::Kind::key) ++result;
  }
  return result;
}

bool Shape::is_required(const Place& place) const {
  const auto steps = walk(place);
  return steps && !steps->empty() && steps->back().is_required && place.path.back().kind == edit::Step::Kind::key;
}

std::optional<bool> Shape::is_first_missing_required(const Place& place) const {
  const auto steps = walk(place);
  if (!steps) return false;
  for (std::size_t i = 0; i < steps->size(); ++i) {
    if (find_node(prefix(place, i + 1), design_, interner_) != data::kNoNode) continue;
    if (!(*steps)[i].node) return std::nullopt;
    return (*steps)[i].is_required;
  }
  return true;
}

std::uint32_t Shape::missing_required(const std::vector<Place>& written) const {
  std::uint32_t result = 0;
  std::set<std::pair<std::uint32_t, std::vector<edit::Step>>> seen;
  for (const Place& place : written) {
    const auto steps = walk(place);
    if (!steps) continue;
    for (std::size_t length = 1; length < place.path.size(); ++length) {
      const Place made = prefix(place, length);
      if (find_node(made, design_, interner_) != data::kNoNode) continue;
      const auto& node = (*steps)[length - 1].node;
      if (!node || !seen.emplace(static_cast<std::uint32_t>(made.component), made.path).second) continue;
      for (const model::Field& field : node->fields()) {
        if (field.required() == 0) continue;
        Place wanted = made;
        wanted.path.push_back(edit::Step::into(std::string(field.name())));
        const bool is_there =
            std::any_of(written.begin(), written.end(), [&](const Place& other) { return is_within(other, wanted); });
        if (!is_there) ++result;
      }
    }
  }
  return result;
}

std::vector<std::string> Shape::list_keys(const Place& list) const {
  const auto steps = walk(list);
  std::vector<std::string> keys;
  if (!steps || steps->empty() || !steps->back().node || steps->back().node->type() != NodeType::array) return keys;
  for (const model::Text& key : steps->back().node->list_map_keys()) keys.emplace_back(key.text());
  return keys;
}

}  // namespace meshplay::fix
