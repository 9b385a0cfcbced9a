#include "engine/edit/patches.h"

#include <algorithm>

namespace meshplay::edit {

void Patches::replace(std::uint32_t begin, std::uint32_t end, std::string text) {
  patches_.push_back({begin, end, std::move(text), false, false});
}

void Patches::replace_lines(std::uint32_t begin, std::uint32_t end, std::string text, bool keeps_last_line_end) {
  patches_.push_back({begin, end, std::move(text), true, keeps_last_line_end});
}

std::uint32_t Patches::furthest(std::size_t first) const {
  std::uint32_t furthest = 0;
  for (std::size_t i = first; i < patches_.size(); ++i) furthest = std::max(furthest, patches_[i].end);
  return furthest;
}

std::optional<std::string> Patches::apply_to(std::string_view content) const {
  std::vector<const Patch*> order;
  order.reserve(patches_.size());
  for (const Patch& patch : patches_) order.push_back(&patch);
  // What is inserted at a place stands before what is replaced there, and as it was given among its like.
  std::stable_sort(order.begin(), order.end(), [](const Patch* one, const Patch* other) {
    if (one->begin != other->begin) return one->begin < other->begin;
    return one->begin == one->end && other->begin != other->end;
  });
  std::string out;
  std::uint32_t at = 0;
  const bool whole_last_line = content.empty() || content.ends_with('\n');
  bool strip = false;
  for (const Patch* patch : order) {
    if (patch->begin < at) return std::nullopt;
    out += content.substr(at, patch->begin - at);
    at = patch->end;
    if (patch->lines && !patch->text.empty()) {
      if (!out.empty() && !out.ends_with('\n')) out += patch->text.ends_with("\r\n") ? "\r\n" : "\n";
      strip = at == content.size() && !whole_last_line && !patch->keeps_last_line_end;
    }
    out += patch->text;
  }
  out += content.substr(at);
  if (strip && out.ends_with('\n')) {
    out.pop_back();
    if (out.ends_with('\r')) out.pop_back();
  }
  return out;
}

}  // namespace meshplay::edit
