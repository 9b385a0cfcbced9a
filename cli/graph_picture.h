// The relationship graph as a picture's text: DOT, Mermaid or JSON. Components of a namespace stand together. Names
// are escaped as each format wants it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/driver/driver.h"

namespace meshplay::cli {

enum class Mark : std::uint8_t { same, added, removed };

struct Picture {
  std::vector<std::string> components;  // ids, sorted, each once
  std::vector<driver::Relationship> edges;
  // Of a difference, for each of them; else empty.
  std::vector<Mark> component_marks;
  std::vector<Mark> edge_marks;
};

std::string draw_dot(const Picture& picture);
std::string draw_mermaid(const Picture& picture);
std::string draw_json(const Picture& picture);

}  // namespace meshplay::cli
