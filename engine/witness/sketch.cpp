#include "engine/witness/sketch.h"

#include <algorithm>

namespace meshplay::witness {

using data::NodeType;
using edit::Step;
using edit::Value;

namespace {

Value* entry_of(Value& map, const std::string& key) {
  for (edit::Entry& entry : map.entries) {
    if (entry.key == key) return &entry.value;
  }
  return nullptr;
}

void write(const Value& value, std::size_t indent, std::string& out) {
  const std::string blank(indent, ' ');
  if (!value.is_collection() || value.is_empty_collection()) {
    out += " " + edit::json_text(value) + "\n";
    return;
  }
  out += "\n";
  for (const edit::Entry& entry : value.entries) {
    const bool plain = !entry.key.empty() && std::all_of(entry.key.begin(), entry.key.end(), [](char c) {
      return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '-' || c == '.' || c == '/';
    }) && std::isalpha(static_cast<unsigned char>(entry.key[0])) != 0;
    out += blank + (plain && entry.key.size() > 3 ? entry.key : edit::json_text(Value::of(entry.key))) + ":";
    write(entry.value, indent + 2, out);
  }
  for (const Value& element : value.elements) {
    out += blank + "-";
    if (element.is_collection() && !element.is_empty_collection()) {
      out += " " + edit::json_text(element) + "\n";
    } else {
      write(element, indent + 2, out);
    }
  }
}

}  // namespace

const Value* Sketch::find(std::size_t component, const std::vector<Step>& path) const {
  const Value* here = &components[component].root;
  for (const Step& step : path) {
    const Value* next = nullptr;
    if (step.kind == Step::Kind::index) {
      if (step.index < here->elements.size()) next = &here->elements[step.index];
    } else {
      for (const edit::Entry& entry : here->entries) {
        if (entry.key == step.key) next = &entry.value;
      }
    }
    if (next == nullptr) return nullptr;
    here = next;
  }
  return here->type == NodeType::null ? nullptr : here;
}

bool Sketch::set(std::size_t component, const std::vector<Step>& path, Value value) {
  Value* here = &components[component].root;
  for (const Step& step : path) {
    if (step.kind == Step::Kind::index) {
      if (here->type == NodeType::null) here->type = NodeType::sequence;
      if (here->type != NodeType::sequence || step.index > here->elements.size()) return false;
      if (step.index == here->elements.size()) here->elements.emplace_back();
      here = &here->elements[step.index];
      continue;
    }
    if (here->type == NodeType::null) here->type = NodeType::mapping;
    if (here->type != NodeType::mapping) return false;
    Value* next = entry_of(*here, step.key);
    if (next == nullptr) {
      here->entries.push_back({step.key, Value()});
      next = &here->entries.back().value;
    }
    here = next;
  }
  *here = std::move(value);
  return true;
}

void Sketch::remove(std::size_t component, const std::vector<Step>& path) {
  if (path.empty()) return;
  Value* here = &components[component].root;
  for (std::size_t i = 0; i + 1 < path.size() && here != nullptr; ++i) {
    if (path[i].kind == Step::Kind::index) {
      here = path[i].index < here->elements.size() ? &here->elements[path[i].index] : nullptr;
    } else {
      here = entry_of(*here, path[i].key);
    }
  }
  if (here == nullptr) return;
  const Step& last = path.back();
  if (last.kind == Step::Kind::key) {
    std::erase_if(here->entries, [&](const edit::Entry& entry) { return entry.key == last.key; });
  } else if (last.index < here->elements.size()) {
    here->elements.erase(here->elements.begin() + static_cast<std::ptrdiff_t>(last.index));
  }
}

std::string Sketch::yaml() const {
  std::string out;
  for (const SketchComponent& component : components) {
    if (!out.empty()) out += "---\n";
    out += "apiVersion: " + component.api_version + "\nkind: " + component.kind + "\n";
    std::string rest;
    write(component.root, 0, rest);
    out += rest.substr(rest.starts_with("\n") ? 1 : 0);
  }
  return out;
}

std::string Sketch::id(std::size_t component) const {
  const SketchComponent& row = components[component];
  const auto text = [&](const char* key) {
    const Value* found = find(component, {Step::into("metadata"), Step::into(key)});
    return found == nullptr ? std::string() : found->text;
  };
  const std::string space = text("namespace");
  return row.kind + "/" + (row.namespaced ? (space.empty() ? "default" : space) + "/" : "") + text("name");
}

}  // namespace meshplay::witness
