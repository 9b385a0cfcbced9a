#include "engine/design/components.h"

#include <algorithm>
#include <string>

#include "engine/base/hash.h"
#include "engine/model/kinds.h"

namespace meshplay::design {

namespace {

using data::kNoNode;
using data::Node;
using data::NodeId;
using data::NodeType;

std::uint64_t pair_key(base::StrId a, base::StrId b) {
  return (static_cast<std::uint64_t>(a) << 32U) | static_cast<std::uint64_t>(b);
}

std::string_view sort_of_value(NodeType type) {
  switch (type) {
    case NodeType::null: return "nothing";
    case NodeType::boolean: return "a truth value";
    case NodeType::integer:
    case NodeType::number: return "a number";
    case NodeType::text: return "text";
    case NodeType::sequence: return "a list";
    case NodeType::mapping: return "a mapping";
  }
  return "no text";
}

}  // namespace

ComponentFinder::Names::Names(base::Interner& interner)
    : api_version(interner.intern("apiVersion")),
      kind(interner.intern("kind")),
      metadata(interner.intern("metadata")),
      name(interner.intern("name")),
      generate_name(interner.intern("generateName")),
      space(interner.intern("namespace")),
      items(interner.intern("items")),
      spec(interner.intern("spec")),
      group(interner.intern("group")),
      names(interner.intern("names")),
      scope(interner.intern("scope")),
      cluster(interner.intern("Cluster")),
      definition_kind(interner.intern("CustomResourceDefinition")),
      definition_group(interner.intern("apiextensions.k8s.io")) {}

ComponentFinder::ComponentFinder(Design& design, const LoadOptions& options, const text::SourceSet& sources,
                                 base::Interner& interner, diag::Sink& sink)
    : design_(design), options_(options), sources_(sources), interner_(interner), sink_(sink), names_(interner) {}

std::uint32_t ComponentFinder::take_documents(std::size_t first, std::size_t last) {
  const std::size_t before = design_.components.size();
  for (std::size_t i = first; i < last; ++i) {
    const data::Document document = design_.tree.documents[i];
    ++design_.counts.documents;
    items_.push_back({document.root, {}});
    while (!items_.empty()) {
      const Item item = items_.back();
      items_.pop_back();
      take(item, document.file);
    }
  }
  return static_cast<std::uint32_t>(design_.components.size() - before);
}

void ComponentFinder::finish() {
  fix_scopes();
  drop_repeated();
  design_.index();
}

void ComponentFinder::take(const Item& item, text::FileId file) {
  Claim claim{text_at(item.root, names_.api_version), text_at(item.root, names_.kind)};
  if (claim.api_version == base::kEmptyText) claim.api_version = item.inherited.api_version;
  if (claim.kind == base::kEmptyText) claim.kind = item.inherited.kind;
  if (claim.api_version == base::kEmptyText || claim.kind == base::kEmptyText) {
    note_other(item.root, file);
    return;
  }
  const NodeId metadata = present(item.root, names_.metadata);
  std::string_view path = "metadata.name";
  NodeId name_node = metadata == kNoNode ? kNoNode : present(metadata, names_.name);
  if (name_node == kNoNode && metadata != kNoNode) {
    path = "metadata.generateName";
    name_node = present(metadata, names_.generate_name);
  }
  if (name_node != kNoNode) {
    if (is_text(name_node, path, file)) add_component(item, claim, name_node, metadata, file);
    return;
  }
  if (open_list(item, claim)) return;
  const std::string_view api_version = interner_.text(claim.api_version);
  const std::size_t slash = api_version.find('/');
  const std::string_view group = slash == std::string_view::npos ? std::string_view() : api_version.substr(0, slash);
  const std::string_view kind = interner_.text(claim.kind);
  if (model::find_kind(group, kind) == nullptr) {
    note_other(item.root, file);
    return;
  }
  const NodeId kind_node = present(item.root, names_.kind);
  const text::Span place = kind_node != kNoNode
                               ? span(file, kind_node)
                               : text::Span{file, design_.tree.at(item.root).begin, design_.tree.at(item.root).begin};
  sink_.report("unnamed-component", place, {kind}).help = "give it a `metadata.name`";
}

// `List`, and typed lists such as `DeploymentList`.
bool ComponentFinder::open_list(const Item& item, Claim claim) {
  const std::string_view kind = interner_.text(claim.kind);
  if (!kind.ends_with("List")) return false;
  const NodeId items = present(item.root, names_.items);
  if (items == kNoNode || design_.tree.type(items) != NodeType::sequence) return false;
  Claim inherited;
  if (kind != "List") inherited = {claim.api_version, interner_.intern(kind.substr(0, kind.size() - 4))};
  const std::size_t first = items_.size();
  design_.tree.for_each_element(items, [&](NodeId element) { items_.push_back({element, inherited}); });
  std::reverse(items_.begin() + static_cast<std::ptrdiff_t>(first), items_.end());
  return true;
}

void ComponentFinder::add_component(const Item& item, Claim claim, NodeId name_node, NodeId metadata,
                                    text::FileId file) {
  Component component;
  const NodeId space = present(metadata, names_.space);
  if (space != kNoNode) {
    if (!is_text(space, "metadata.namespace", file)) return;
    component.space = design_.tree.at(space).text;
  }
  const KindEntry kind = kind_of(claim);
  component.kind = kind.id;
  component.version = kind.version;
  component.name = design_.tree.at(name_node).text;
  component.root = item.root;
  component.name_node = name_node;
  component.file = file;
  design_.components.push_back(component);
  const DesignKind& info = design_.kinds[static_cast<std::uint32_t>(kind.id)];
  if (info.name == names_.definition_kind && info.group == names_.definition_group) take_definition(item.root);
}

// What a CustomResourceDefinition says of the kind that it defines.
void ComponentFinder::take_definition(NodeId root) {
  const NodeId spec = present(root, names_.spec);
  if (spec == kNoNode) return;
  const NodeId names = present(spec, names_.names);
  if (names == kNoNode) return;
  const base::StrId kind = text_at(names, names_.kind);
  if (kind == base::kEmptyText) return;
  const bool namespaced = text_at(spec, names_.scope) != names_.cluster;
  defined_.try_emplace(pair_key(text_at(spec, names_.group), kind), namespaced);
}

void ComponentFinder::note_other(NodeId root, text::FileId file) {
  ++design_.counts.other;
  if (!options_.name_other_files) return;
  // The first key stands for the document: the whole of it would be too much to show.
  const Node& node = design_.tree.at(root);
  const bool filled = node.count > 0 && (node.type == NodeType::mapping || node.type == NodeType::sequence);
  const NodeId place{static_cast<std::uint32_t>(root) + (node.type == NodeType::mapping && filled ? 1U : 0U)};
  text::Span where = span(file, place);
  if (node.type == NodeType::sequence) where.end = std::min(where.end, where.begin + 1);
  sink_.report("other-document", where);
}

ComponentFinder::KindEntry ComponentFinder::kind_of(Claim claim) {
  const auto [found, inserted] = kind_entries_.try_emplace(pair_key(claim.api_version, claim.kind));
  if (!inserted) return found->second;
  const std::string_view api_version = interner_.text(claim.api_version);
  const std::string_view kind = interner_.text(claim.kind);
  const std::size_t slash = api_version.find('/');
  const std::string_view written_group =
      slash == std::string_view::npos ? std::string_view() : api_version.substr(0, slash);
  const std::string_view version = slash == std::string_view::npos ? api_version : api_version.substr(slash + 1);
  const std::string_view group = model::canonical_group(written_group, kind);
  const base::StrId group_id = interner_.intern(group);
  const auto id = static_cast<std::uint32_t>(design_.kinds.size());
  const auto [known, is_new] = kind_ids_.try_emplace(pair_key(group_id, claim.kind), KindId{id});
  if (is_new) {
    const model::Kind* row = model::find_kind(group, kind);
    design_.kinds.push_back({claim.kind, group_id, row == nullptr || row->namespaced});
    known_scope_.push_back(row != nullptr ? 1 : 0);
  }
  found->second = {known->second, interner_.intern(version)};
  return found->second;
}

void ComponentFinder::fix_scopes() {
  for (std::size_t i = 0; i < design_.kinds.size(); ++i) {
    DesignKind& kind = design_.kinds[i];
    if (known_scope_[i] != 0) continue;
    const auto defined = defined_.find(pair_key(kind.group, kind.name));
    if (defined != defined_.end()) kind.namespaced = defined->second;
  }
  const base::StrId default_space = interner_.intern(options_.default_namespace);
  for (Component& component : design_.components) {
    component.namespaced = design_.kinds[static_cast<std::uint32_t>(component.kind)].namespaced;
    if (!component.namespaced) {
      component.space = base::kEmptyText;
    } else if (component.space == base::kEmptyText) {
      component.space = default_space;
    }
  }
}

void ComponentFinder::drop_repeated() {
  std::vector<Component>& components = design_.components;
  std::size_t slots = 16;
  while (slots < components.size() * 2) slots *= 2;
  std::vector<std::uint32_t> table(slots, 0);  // number of a component that is kept, plus one
  std::size_t kept = 0;
  for (const Component& component : components) {
    std::uint64_t hash =
        base::hash_combine(pair_key(component.space, component.name), static_cast<std::uint64_t>(component.kind));
    std::size_t slot = hash & (slots - 1);
    const Component* earlier = nullptr;
    for (; table[slot] != 0; slot = (slot + 1) & (slots - 1)) {
      const Component& other = components[table[slot] - 1];
      if (other.kind == component.kind && other.name == component.name && other.space == component.space) {
        earlier = &other;
        break;
      }
    }
    if (earlier != nullptr) {
      ++design_.counts.duplicates;
      const auto number = static_cast<std::uint32_t>(earlier - components.data());
      diag::Diagnostic& diagnostic = sink_.report("repeated-component", span(component.file, component.name_node),
                                                  {design_.id(ComponentId{number}, interner_)});
      diagnostic.notes.push_back({span(earlier->file, earlier->name_node), "first written here"});
      continue;
    }
    components[kept++] = component;
    table[slot] = static_cast<std::uint32_t>(kept);
  }
  components.resize(kept);
}

// The text under `key`; empty where there is none or something else.
base::StrId ComponentFinder::text_at(NodeId mapping, base::StrId key) const {
  const NodeId node = design_.tree.find(mapping, key);
  return node != kNoNode && design_.tree.type(node) == NodeType::text ? design_.tree.at(node).text : base::kEmptyText;
}

// The value under `key`, unless it is null or empty text, which Kubernetes takes for absent.
NodeId ComponentFinder::present(NodeId mapping, base::StrId key) const {
  const NodeId node = design_.tree.find(mapping, key);
  if (node == kNoNode) return kNoNode;
  const Node& value = design_.tree.at(node);
  const bool absent = value.type == NodeType::null || (value.type == NodeType::text && value.text == base::kEmptyText);
  return absent ? kNoNode : node;
}

bool ComponentFinder::is_text(NodeId node, std::string_view path, text::FileId file) {
  const Node& value = design_.tree.at(node);
  if (value.type == NodeType::text) return true;
  diag::Diagnostic& diagnostic = sink_.report("name-not-text", span(file, node), {path, sort_of_value(value.type)});
  const bool scalar = value.type != NodeType::sequence && value.type != NodeType::mapping;
  const text::Span place = span(file, node);
  if (scalar) diagnostic.help = "put it in quotes: `\"" + std::string(sources_.text(place)) + "\"`";
  return false;
}

text::Span ComponentFinder::span(text::FileId file, NodeId node) const {
  const Node& value = design_.tree.at(node);
  return {file, value.begin, value.end};
}

}  // namespace meshplay::design
