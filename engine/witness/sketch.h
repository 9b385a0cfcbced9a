// A small design in the making: components as values that conditions set and take away.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/check/program.h"
#include "engine/edit/edit.h"

namespace meshplay::witness {

struct SketchComponent {
  std::string kind;
  std::string api_version;
  bool namespaced = true;
  check::KindPattern pattern;
  edit::Value root;  // without apiVersion and kind
};

struct Sketch {
  std::vector<SketchComponent> components;
  std::size_t fresh = 0;  // texts that were made up

  // The value at a path, or nullptr.
  const edit::Value* find(std::size_t component, const std::vector<edit::Step>& path) const;
  // Makes what is missing on the way. An index one beyond the last element adds one. False where something else stands
  // in the way.
  bool set(std::size_t component, const std::vector<edit::Step>& path, edit::Value value);
  void remove(std::size_t component, const std::vector<edit::Step>& path);
  std::string fresh_text() { return "t" + std::to_string(++fresh); }

  // As manifests.
  std::string yaml() const;
  // `Kind/namespace/name`
  std::string id(std::size_t component) const;
};

}  // namespace meshplay::witness
