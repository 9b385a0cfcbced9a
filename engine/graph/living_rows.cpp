#include "engine/graph/living_rows.h"

#include <algorithm>

namespace meshplay::graph {

namespace {

std::uint64_t key(Edge edge) { return std::uint64_t{edge.from} << 32U | edge.to; }

}  // namespace

LivingRows::LivingRows(const std::vector<std::uint64_t>& ranks, std::vector<Edge> edges) : ranks_(ranks) {
  fit();
  std::sort(edges.begin(), edges.end(), [&](const Edge& a, const Edge& b) {
    return a.from != b.from ? is_before(a.from, b.from) : is_before(a.to, b.to);
  });
  for (const Edge& edge : edges) {
    std::vector<std::uint32_t>& row = targets_[edge.from];
    if (!row.empty() && row.back() == edge.to) {
      ++more_[key(edge)];
      continue;
    }
    row.push_back(edge.to);
    sources_[edge.to].push_back(edge.from);
    ++edges_;
  }
}

void LivingRows::add(Edge edge) {
  const auto before = [&](std::uint32_t a, std::uint32_t b) { return is_before(a, b); };
  std::vector<std::uint32_t>& row = targets_[edge.from];
  const auto place = std::lower_bound(row.begin(), row.end(), edge.to, before);
  if (place != row.end() && *place == edge.to) {
    ++more_[key(edge)];
    return;
  }
  row.insert(place, edge.to);
  std::vector<std::uint32_t>& column = sources_[edge.to];
  column.insert(std::lower_bound(column.begin(), column.end(), edge.from, before), edge.from);
  ++edges_;
}

void LivingRows::remove(Edge edge) {
  const auto more = more_.find(key(edge));
  if (more != more_.end()) {
    if (--more->second == 0) more_.erase(more);
    return;
  }
  const auto take_out = [&](std::vector<std::uint32_t>& row, std::uint32_t v) {
    const auto place =
        std::lower_bound(row.begin(), row.end(), v, [&](std::uint32_t a, std::uint32_t b) { return is_before(a, b); });
    if (place == row.end() || *place != v) return false;
    row.erase(place);
    return true;
  };
  if (!take_out(targets_[edge.from], edge.to)) return;
  static_cast<void>(take_out(sources_[edge.to], edge.from));
  --edges_;
}

}  // namespace meshplay::graph
