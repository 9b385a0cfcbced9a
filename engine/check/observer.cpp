#include "engine/check/observer.h"

#include <algorithm>
#include <tuple>

namespace meshplay::check {

namespace {

auto key(text::Span span) { return std::tuple(span.file, span.begin, span.end); }

template <typename Row>
void sort_each_once(std::vector<Row>& rows) {
  std::stable_sort(rows.begin(), rows.end(), [](const Row& a, const Row& b) { return key(a.span) < key(b.span); });
  rows.erase(std::unique(rows.begin(), rows.end()), rows.end());
}

}  // namespace

std::uint32_t Observations::keep(const Type& type, const std::deque<Type>& types) {
  Type kept = type;
  if (type.element != kNone) kept.element = keep(types[type.element], types);
  types_.push_back(std::move(kept));
  return static_cast<std::uint32_t>(types_.size() - 1);
}

void Observations::type(ExprId id, const Type& type, const std::deque<Type>& types) { typed_[id] = keep(type, types); }

const Type* Observations::type_at(text::Span span) const {
  for (const auto& [place, id] : places_) {
    if (place != span) continue;
    if (const auto found = typed_.find(id); found != typed_.end()) return &types_[found->second];
  }
  return nullptr;
}

void Observations::finish(const std::vector<Declaration>& all) {
  declarations = all;
  sort_each_once(references);
  sort_each_once(locals);
}

}  // namespace meshplay::check
