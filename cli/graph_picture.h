// The relationship graph as a picture's text: DOT, Mermaid or JSON. Components of a namespace stand together. Names
// are escaped as each format wants it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/driver/driver.h"

namespace meshplay::cli {

struct Picture {
  std::vector<std::string> components;  // ids, sorted, each once
  std::vector<driver::Relationship> edges;
};

std::string draw_dot(const Picture& picture);
std::string draw_mermaid(const Picture& picture);
std::string draw_json(const Picture& picture);

}  // namespace meshplay::cli
