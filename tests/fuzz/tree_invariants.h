// What holds for every tree and design, whatever the input was. A violation ends the program.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <string>

#include "engine/design/design.h"

namespace meshplay::fuzz {

inline void require(bool condition, const char* what) {
  if (condition) return;
  std::fprintf(stderr, "broken promise: %s\n", what);
  std::abort();
}

inline void check_tree(const data::Tree& tree, const text::SourceSet& sources) {
  using data::NodeId;
  using data::NodeType;
  std::size_t next = 0;
  for (const data::Document& document : tree.documents) {
    require(static_cast<std::uint32_t>(document.root) == next, "documents stand one behind the other");
    const std::size_t size = sources.content(document.file).size();
    const std::size_t end = next + tree.at(document.root).size;
    require(end <= tree.nodes.size(), "a document ends in the tree");
    for (; next < end; ++next) {
      const NodeId id{static_cast<std::uint32_t>(next)};
      const data::Node& node = tree.at(id);
      require(node.begin <= node.end && node.end <= size, "a span lies in its file");
      require(next + node.size <= end, "a subtree lies in its document");
      std::uint32_t sum = 1;
      std::uint32_t count = 0;
      tree.for_each_element(id, [&](NodeId element) {
        sum += tree.at(element).size;
        ++count;
      });
      tree.for_each_entry(id, [&](NodeId key, NodeId value) {
        sum += 1 + tree.at(value).size;
        ++count;
        require(tree.type(key) == NodeType::text && tree.at(key).size == 1, "a key is text");
        if (node.count < 100) require(tree.find(id, tree.at(key).text) == value, "a key stands once");
      });
      require(sum == node.size, "sizes add up");
      require(count == node.count, "counts are right");
      require(node.type != NodeType::null || node.text == base::kEmptyText, "null has no text");
    }
  }
  require(next == tree.nodes.size(), "no node stands beyond the documents");
}

inline void check_reading(const std::string& content, data::Syntax syntax) {
  text::SourceSet sources;
  base::Interner interner;
  diag::Sink sink;
  design::LoadOptions options;
  options.limits = {std::uint64_t{1} << 20U, 40, 200, 20'000, 2'000};
  options.name_other_files = true;
  const design::Design design = design::load_text("in", content, syntax, options, sources, interner, sink);
  check_tree(design.tree, sources);
  for (const diag::Diagnostic& diagnostic : sink.sorted(sources)) {
    const text::Span span = diagnostic.span;
    require(span.known() && span.begin <= span.end && span.end <= content.size(), "a diagnostic lies in the file");
    for (const diag::Note& note : diagnostic.notes) require(note.span.end <= content.size(), "a note lies in the file");
  }
  require((design.counts.failed_files > 0) <= sink.has_errors(), "what failed is reported");
  for (std::uint32_t i = 0; i < design.components.size(); ++i) {
    const design::Component& component = design.components[i];
    require(static_cast<std::uint32_t>(component.root) < static_cast<std::uint32_t>(component.name_node),
            "a name lies in its component");
    require(!design.tree.path(component.root, component.name_node, interner).empty(), "a name has a path");
    require(!design.id(design::ComponentId{i}, interner).empty(), "a component has an id");
  }
}

inline void check_json_is_yaml(const std::string& content) {
  struct Reading {
    Reading(const std::string& text, data::Syntax syntax) {
      outcome = data::read_documents(sources, sources.add("in", text), syntax, {}, interner, tree, sink);
    }
    text::SourceSet sources;
    base::Interner interner;
    data::Tree tree;
    diag::Sink sink;
    data::ReadOutcome outcome;
  };
  const Reading json(content, data::Syntax::json);
  if (json.outcome.failed || json.outcome.documents != 1) return;
  const data::NodeType root = json.tree.nodes[0].type;
  if (root != data::NodeType::mapping && root != data::NodeType::sequence) return;
  const Reading yaml(content, data::Syntax::yaml);
  if (yaml.outcome.failed || yaml.outcome.documents != 1) return;
  require(json.tree.nodes.size() == yaml.tree.nodes.size(), "JSON and YAML give trees of one size");
  for (std::size_t i = 0; i < json.tree.nodes.size(); ++i) {
    const data::Node& one = json.tree.nodes[i];
    const data::Node& other = yaml.tree.nodes[i];
    require(one.type == other.type && one.size == other.size && one.count == other.count,
            "JSON and YAML give one tree");
    require(json.interner.text(one.text) == yaml.interner.text(other.text), "JSON and YAML give one text");
    require(one.begin == other.begin && one.end == other.end, "JSON and YAML give one place");
  }
}

}  // namespace meshplay::fuzz
