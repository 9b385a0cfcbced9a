#include "engine/data/tree.h"

namespace meshplay::data {

namespace {

bool is_bare_key(std::string_view key) {
  if (key.empty() || (key.front() >= '0' && key.front() <= '9') || key.front() == '-') return false;
  for (char c : key) {
    const bool letter =
        (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
    if (!letter) return false;
  }
  return true;
}

}  // namespace

void append_key(std::string& path, std::string_view key) {
  if (is_bare_key(key)) {
    if (!path.empty()) path += '.';
    path += key;
    return;
  }
  path += "[\"";
  for (char c : key) {
    if (c == '"' || c == '\\') path += '\\';
    path += c;
  }
  path += "\"]";
}

std::string Tree::path(NodeId root, NodeId node, const base::Interner& interner) const {
  std::string path;
  const auto wanted = static_cast<std::uint32_t>(node);
  auto current = static_cast<std::uint32_t>(root);
  while (current < wanted && wanted < current + nodes[current].size) {
    const bool mapping = nodes[current].type == NodeType::mapping;
    std::uint32_t child = current + 1;
    std::uint32_t index = 0;
    // A key stands one before its value, and belongs to the same entry.
    while (wanted >= child + (mapping ? 1 + nodes[child + 1].size : nodes[child].size)) {
      child += mapping ? 1 + nodes[child + 1].size : nodes[child].size;
      ++index;
    }
    if (mapping) {
      append_key(path, interner.text(nodes[child].text));
      current = child + 1;
    } else {
      path += '[' + std::to_string(index) + ']';
      current = child;
    }
  }
  return path;
}

}  // namespace meshplay::data
