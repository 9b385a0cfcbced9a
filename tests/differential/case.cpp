#include "tests/differential/case.h"

#include <algorithm>

#include "tests/differential/random.h"

namespace meshplay::differential {

namespace {

std::string joined(const std::vector<Part>& parts, const std::string& between) {
  std::string out;
  for (const Part& part : parts) out += (out.empty() ? "(" : between) + part_text(part);
  return out + ")";
}

std::string item_text(const Item& item) {
  std::string condition = item.condition.empty() ? "" : "where (" + part_text(item.condition[0]) + ")";
  if (item.kind == Item::Kind::plain) return item.text;
  if (item.kind == Item::Kind::where) return condition;
  return item.text + (condition.empty() ? "" : " " + condition);
}

// Whether the condition has a `some` of which the variables are known in the whole body.
bool binds(const Part& part) {
  if (part.kind == Part::Kind::block) return part.text.starts_with("some ");
  return part.kind == Part::Kind::all && std::any_of(part.parts.begin(), part.parts.end(), binds);
}

// ---- making smaller: each step is tried, and kept when the case still fails

class Shrinker {
 public:
  Shrinker(Case value, const std::function<bool(const Case&)>& fails, std::size_t tries)
      : best_(std::move(value)), fails_(fails), tries_(tries) {}

  Case run() {
    for (bool smaller = true; smaller && tries_ > 0;) {
      smaller = drop_each(best_.declarations);
      smaller = drop_each(best_.documents) || smaller;
      for (std::size_t d = 0; d < best_.declarations.size(); ++d) {
        smaller = drop_each(best_.declarations[d].items) || smaller;
        for (std::size_t i = 0; i < best_.declarations[d].items.size(); ++i) {
          smaller = drop_each(best_.declarations[d].items[i].condition) || smaller;
          for (Part& part : best_.declarations[d].items[i].condition) smaller = cut(part) || smaller;
        }
      }
      for (Yaml& document : best_.documents) smaller = cut(document) || smaller;
    }
    return std::move(best_);
  }

 private:
  bool still_fails() {
    if (tries_ == 0) return false;
    --tries_;
    return fails_(best_);
  }

  // Leaves out one element after the other. The reference points into best_.
  template <typename T>
  bool drop_each(std::vector<T>& list) {
    bool changed = false;
    for (std::size_t i = list.size(); i-- > 0;) {
      T dropped = std::move(list[i]);
      list.erase(list.begin() + static_cast<std::ptrdiff_t>(i));
      if (still_fails()) {
        changed = true;
      } else {
        list.insert(list.begin() + static_cast<std::ptrdiff_t>(i), std::move(dropped));
      }
    }
    return changed;
  }

  bool cut(Part& part) {
    bool changed = false;
    for (std::size_t i = 0; i < part.parts.size(); ++i) {
      Part whole = part;
      Part child = part.parts[i];
      part = std::move(child);
      if (still_fails()) return cut(part) || true;
      part = std::move(whole);
    }
    const bool list = part.kind == Part::Kind::all || part.kind == Part::Kind::any;
    if ((list && part.parts.size() > 1) || part.kind == Part::Kind::block) changed = drop_each(part.parts);
    for (Part& child : part.parts) changed = cut(child) || changed;
    return changed;
  }

  bool cut(Yaml& value) {
    bool changed = drop_each(value.items);
    changed = drop_each(value.entries) || changed;
    for (Yaml& item : value.items) changed = cut(item) || changed;
    for (auto& [key, entry] : value.entries) changed = cut(entry) || changed;
    return changed;
  }

  Case best_;
  const std::function<bool(const Case&)>& fails_;
  std::size_t tries_;
};

}  // namespace

std::string part_text(const Part& part) {
  switch (part.kind) {
    case Part::Kind::leaf: return part.text;
    case Part::Kind::all: return joined(part.parts, " and ");
    case Part::Kind::any: return joined(part.parts, " or ");
    case Part::Kind::negation: return "(not (" + part_text(part.parts[0]) + "))";
    case Part::Kind::block:
      return "(" + part.text + (part.parts.empty() ? "" : " where (" + part_text(part.parts[0]) + ")") + ")";
  }
  return {};
}

std::string program_text(const Case& value) {
  std::string out;
  for (const Declaration& declaration : value.declarations) {
    out += declaration.head;
    if (declaration.has_body) {
      out += " {\n";
      for (const Item& item : declaration.items) out += "  " + item_text(item) + "\n";
      out += "}";
    }
    out += "\n";
  }
  return out;
}

std::string document_text(const Yaml& document) {
  if (document.kind == Yaml::Kind::scalar) return document.scalar;
  std::string out;
  for (const Yaml& item : document.items) out += (out.empty() ? "" : ", ") + document_text(item);
  for (const auto& [key, entry] : document.entries)
    out += (out.empty() ? "" : ", ") + key + ": " + document_text(entry);
  return document.kind == Yaml::Kind::list ? "[" + out + "]" : "{" + out + "}";
}

std::string design_text(const std::vector<Yaml>& documents) {
  std::string out;
  for (const Yaml& document : documents) out += document_text(document) + "\n---\n";
  return out;
}

Case shuffled(const Case& value, std::uint64_t seed) {
  Random random(seed);
  Case result = value;
  random.shuffle(result.declarations);
  random.shuffle(result.documents);
  const auto mix = [&](Part& part, const auto& self) -> void {
    for (Part& child : part.parts) self(child, self);
    if (part.kind == Part::Kind::all || part.kind == Part::Kind::any) random.shuffle(part.parts);
  };
  for (Declaration& declaration : result.declarations) {
    // What binds keeps its order: later ones may use earlier ones.
    std::vector<Item> binders;
    std::vector<Item> others;
    for (Item& item : declaration.items) {
      const bool binder =
          item.kind == Item::Kind::binder ||
          (item.kind == Item::Kind::where && std::any_of(item.condition.begin(), item.condition.end(), binds));
      for (Part& part : item.condition) mix(part, mix);
      (binder ? binders : others).push_back(std::move(item));
    }
    random.shuffle(others);
    declaration.items.clear();
    while (!binders.empty() || !others.empty()) {
      std::vector<Item>& from = others.empty() || (!binders.empty() && random.chance(50)) ? binders : others;
      declaration.items.push_back(std::move(from.front()));
      from.erase(from.begin());
    }
  }
  return result;
}

Case shrunk(Case value, const std::function<bool(const Case&)>& fails, std::size_t tries) {
  return Shrinker(std::move(value), fails, tries).run();
}

}  // namespace meshplay::differential
