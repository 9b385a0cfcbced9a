#include "engine/edit/verify.h"

#include <unordered_map>

namespace meshplay::edit {

using data::Node;
using data::NodeId;
using data::NodeType;

namespace {

NodeId after(NodeId node, std::uint32_t size) { return NodeId{static_cast<std::uint32_t>(node) + size}; }

class Verifier {
 public:
  Verifier(const data::Tree& before, const data::Tree& after, const base::Interner& interner)
      : before_(before), after_(after), interner_(interner) {}

  // Depth of recursion is that of a document.
  bool is_as_wanted(NodeId old, const Change* change, NodeId now) const {
    if (change == nullptr) return is_unchanged(old, now);
    if (change->value || before_.type(old) == NodeType::null) return is_value(value_of(*change), now);
    if (before_.type(old) != after_.type(now)) return false;
    if (before_.type(old) == NodeType::sequence) return is_list_as_wanted(old, *change, now);
    return before_.type(old) == NodeType::mapping && is_mapping_as_wanted(old, *change, now);
  }

 private:
  bool is_unchanged(NodeId old, NodeId now) const {
    const std::uint32_t size = before_.at(old).size;
    if (after_.at(now).size != size) return false;
    for (std::uint32_t i = 0; i < size; ++i) {
      const Node& one = before_.at(after(old, i));
      const Node& other = after_.at(after(now, i));
      if (one.type != other.type || one.text != other.text || one.count != other.count || one.size != other.size) {
        return false;
      }
    }
    return true;
  }

  bool is_value(const Value& value, NodeId now) const {
    const Node& node = after_.at(now);
    if (node.type != value.type) return false;
    bool same = true;
    std::uint32_t i = 0;
    switch (value.type) {
      case NodeType::sequence:
        if (node.count != value.elements.size()) return false;
        after_.for_each_element(now, [&](NodeId element) { same = same && is_value(value.elements[i++], element); });
        return same;
      case NodeType::mapping:
        if (node.count != value.entries.size()) return false;
        after_.for_each_entry(now, [&](NodeId key, NodeId child) {
          const Entry& entry = value.entries[i++];
          same = same && text(key) == entry.key && is_value(entry.value, child);
        });
        return same;
      default: return interner_.text(node.text) == value.text;
    }
  }

  bool is_list_as_wanted(NodeId old, const Change& change, NodeId now) const {
    std::uint32_t place = 0;
    std::uint32_t index = 0;
    NodeId next = after(now, 1);
    const std::uint32_t count = after_.at(now).count;
    bool same = true;
    const auto take = [&](const auto& fits) {
      same = same && place < count && fits(next);
      if (!same) return;
      ++place;
      next = after(next, after_.at(next).size);
    };
    before_.for_each_element(old, [&](NodeId element) {
      const Change* inside = change.find(Step::at(index++));
      if (inside != nullptr && inside->removed) return;
      take([&](NodeId found) { return is_as_wanted(element, inside, found); });
    });
    for (const Addition& added : added_elements(change, index)) {
      take([&](NodeId found) { return is_value(added.value, found); });
    }
    return same && place == count;
  }

  // Where a mapping has merge keys, what is added stands before what they bring: the order of keys is not compared.
  bool is_mapping_as_wanted(NodeId old, const Change& change, NodeId now) const {
    std::unordered_map<base::StrId, NodeId> entries;
    after_.for_each_entry(now, [&](NodeId key, NodeId value) { entries.emplace(after_.at(key).text, value); });
    std::unordered_map<std::string_view, NodeId> old_entries;
    std::uint32_t count = 0;
    bool same = true;
    before_.for_each_entry(old, [&](NodeId key, NodeId value) {
      const std::string_view name = interner_.text(before_.at(key).text);
      old_entries.emplace(name, value);
      const Change* inside = change.find(Step::into(std::string(name)));
      if (inside != nullptr && inside->removed) return;
      ++count;
      const auto found = entries.find(before_.at(key).text);
      same = same && found != entries.end() && is_as_wanted(value, inside, found->second);
    });
    for (const Addition& added :
         added_entries(change, [&](std::string_view key) { return old_entries.contains(key); })) {
      ++count;
      const auto key = interner_.find(added.key);
      const auto found = key ? entries.find(*key) : entries.end();
      same = same && found != entries.end() && is_value(added.value, found->second);
    }
    return same && count == after_.at(now).count;
  }

  std::string_view text(NodeId key) const { return interner_.text(after_.at(key).text); }

  const data::Tree& before_;
  const data::Tree& after_;
  const base::Interner& interner_;
};

}  // namespace

bool is_changed_as_wanted(const data::Tree& before, const data::Tree& after, const Changes& changes,
                          const base::Interner& interner) {
  if (before.documents.size() != after.documents.size()) return false;
  const Verifier verifier(before, after, interner);
  for (std::uint32_t i = 0; i < before.documents.size(); ++i) {
    if (!verifier.is_as_wanted(before.documents[i].root, changes.of(i), after.documents[i].root)) return false;
  }
  return true;
}

}  // namespace meshplay::edit
