// Reads one text and shows the tree and the diagnostics in a form that tests compare.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/interner.h"
#include "engine/data/common_yaml.h"
#include "engine/data/layout.h"
#include "engine/data/reader.h"
#include "engine/data/report.h"
#include "engine/data/tree.h"
#include "engine/data/utf8.h"
#include "engine/data/yaml_reader.h"
#include "engine/diag/diagnostic.h"
#include "engine/text/source.h"

namespace meshplay::data::test {

// Reads YAML by one reader alone, and shows every node with its place.
class OneReader {
 public:
  explicit OneReader(const std::string& content) : file_(sources_.add("in.yaml", content)) {}

  // nullopt: not for this reader.
  std::optional<std::string> common(const Limits& limits) {
    RecentTexts texts(interner_);
    const auto documents = read_common_yaml(file_, sources_.content(file_), limits, texts, tree_);
    if (!documents) return std::nullopt;
    return show(*documents);
  }

  // As by several threads, piece by piece. nullopt: some piece is not for this reader, or all are too many documents.
  std::optional<std::string> pieces(const Limits& limits) {
    const std::string_view content = sources_.content(file_);
    if (!has_common_bytes_only(content)) return std::nullopt;
    RecentTexts texts(interner_);
    std::uint32_t documents = 0;
    std::uint64_t begun = 0;
    std::size_t begin = 0;
    do {
      const std::size_t end = next_cut(content, begin);
      const auto piece = read_common_piece(file_, content, begin, end, limits, texts, tree_);
      if (!piece) return std::nullopt;
      documents += piece->documents;
      begun += piece->begun;
      begin = end;
    } while (begin < content.size());
    if (begun > limits.documents_in_file) return std::nullopt;
    return show(documents);
  }

  std::string libyaml(const Limits& limits) {
    diag::Sink sink;
    Report report(file_, sources_.content(file_), sink);
    const std::uint32_t documents = read_yaml(report, 0, true, limits, interner_, tree_);
    return report.failed() ? "refused: " + sink.all().front().code : show(documents);
  }

  bool is_empty() const { return tree_.nodes.empty() && tree_.documents.empty(); }

 private:
  std::string show(std::uint32_t documents) const {
    std::string result = std::to_string(documents) + " documents at";
    for (const Document& document : tree_.documents) {
      result += ' ' + std::to_string(static_cast<std::uint32_t>(document.root));
    }
    for (const Node& node : tree_.nodes) {
      result += '\n' + std::to_string(static_cast<int>(node.type)) + " [" + std::to_string(node.begin) + ", " +
                std::to_string(node.end) + ") " + std::to_string(node.size) + ' ' + std::to_string(node.count) + ' ';
      result += interner_.text(node.text);
    }
    return result;
  }

  text::SourceSet sources_;
  base::Interner interner_;
  Tree tree_;
  text::FileId file_;
};

// Empty, or how what the reader of common YAML makes of a text, or of its pieces, differs from what libyaml's events
// make of it.
inline std::string difference_of_readers(const std::string& content, const Limits& limits = {}) {
  OneReader common(content);
  const auto shown = common.common(limits);
  const auto pieces = OneReader(content).pieces(limits);
  if (pieces != shown) {
    return "whole:\n" + shown.value_or("not common") + "\nin pieces:\n" + pieces.value_or("not common");
  }
  if (!shown) return common.is_empty() ? "" : "what the reader of common YAML began was left behind";
  const std::string wanted = OneReader(content).libyaml(limits);
  return *shown == wanted ? "" : "common YAML:\n" + *shown + "\nlibyaml:\n" + wanted;
}

struct Reading {
  explicit Reading(std::string content, Syntax as = Syntax::yaml, const Limits& limits = {}) : syntax(as) {
    file = sources.add(syntax == Syntax::json ? "in.json" : "in.yaml", std::move(content));
    outcome = read_documents(sources, file, syntax, limits, interner, tree, sink);
  }

  // All documents, as JSON without blanks, one a line.
  std::string shown() const {
    std::string result;
    for (const Document& document : tree.documents) {
      if (!result.empty()) result += '\n';
      show(document.root, result);
    }
    return result;
  }

  // `line:column code: message`, sorted, one a line; the text of the span in brackets.
  std::string complaints() const {
    std::string result;
    for (const diag::Diagnostic& diagnostic : sink.sorted(sources)) {
      if (!result.empty()) result += '\n';
      result += place(diagnostic.span.begin) + ' ' + diagnostic.code + ": " + diagnostic.message;
      result += " [" + std::string(sources.text(diagnostic.span)) + "]";
      for (const diag::Note& note : diagnostic.notes)
        result += " (" + place(note.span.begin) + ' ' + note.message + ")";
    }
    return result;
  }

  std::string place(std::uint32_t offset) const {
    const text::Place at = sources.place(file, offset);
    return std::to_string(at.line) + ':' + std::to_string(at.column);
  }

  // The bytes that the value at the path stands in, in the first document.
  std::string source(std::string_view path) const {
    const NodeId node = find(path);
    if (node == kNoNode) return "(absent)";
    return std::string(sources.text({file, tree.at(node).begin, tree.at(node).end}));
  }

  NodeId find(std::string_view path) const {
    const NodeId root = tree.documents.front().root;
    const auto first = static_cast<std::uint32_t>(root);
    for (std::uint32_t i = first; i < first + tree.at(root).size; ++i) {
      const NodeId node{i};
      if (tree.path(root, node, interner) == path && !is_key(root, node)) return node;
    }
    return kNoNode;
  }

  bool is_key(NodeId root, NodeId node) const {
    const auto first = static_cast<std::uint32_t>(root);
    for (std::uint32_t i = first; i < first + tree.at(root).size; ++i) {
      bool found = false;
      tree.for_each_entry(NodeId{i}, [&](NodeId key, NodeId) { found = found || key == node; });
      if (found) return true;
    }
    return false;
  }

  void show(NodeId id, std::string& out) const {
    const Node& node = tree.at(id);
    std::string_view separator;
    switch (node.type) {
      case NodeType::null: out += "null"; return;
      case NodeType::boolean:
      case NodeType::integer: out += interner.text(node.text); return;
      case NodeType::number:
        out += '#';
        out += interner.text(node.text);
        return;
      case NodeType::text: show_text(interner.text(node.text), out); return;
      case NodeType::sequence:
        out += '[';
        tree.for_each_element(id, [&](NodeId element) {
          out += separator;
          show(element, out);
          separator = ",";
        });
        out += ']';
        return;
      case NodeType::mapping:
        out += '{';
        tree.for_each_entry(id, [&](NodeId key, NodeId value) {
          out += separator;
          show(key, out);
          out += ':';
          show(value, out);
          separator = ",";
        });
        out += '}';
        return;
    }
  }

  static void show_text(std::string_view text, std::string& out) {
    out += '"';
    for (char c : text) {
      if (c == '\n') {
        out += "\\n";
      } else {
        if (c == '"' || c == '\\') out += '\\';
        out += c;
      }
    }
    out += '"';
  }

  // Where nothing is repeated by an alias, the layout has the nodes of the tree.
  std::string layout_defects() const {
    base::Interner texts;
    const auto layout = read_layout(sources.content(file), syntax, Limits{}, texts);
    if (!layout) return "a file that can be read has no layout";
    if (layout->roots.size() != tree.documents.size()) return "the layout has other documents";
    for (const LayoutNode& node : layout->nodes) {
      if (node.outer_begin > node.begin || node.lines_end < node.end) return "a node of the layout is inside out";
      if (node.style == Style::alias || node.merge_key) return "";
    }
    if (layout->nodes.size() != tree.nodes.size()) return "the layout has other nodes";
    for (std::size_t i = 0; i < tree.nodes.size(); ++i) {
      const LayoutNode& one = layout->nodes[i];
      const Node& other = tree.nodes[i];
      if (texts.text(one.text) != interner.text(other.text) || one.begin != other.begin || one.end != other.end ||
          one.size != other.size || one.count != other.count || one.type != other.type) {
        return "node " + std::to_string(i) + " of the layout is another than that of the tree";
      }
    }
    return "";
  }

  // Empty, or what is wrong with the shape of the tree, or where the two readers of YAML differ.
  std::string defects() const {
    if (!outcome.failed) {
      if (std::string wrong = layout_defects(); !wrong.empty()) return wrong;
    }
    if (syntax == Syntax::yaml && examine(sources.content(file)).ascii) {
      if (std::string difference = difference_of_readers(std::string(sources.content(file))); !difference.empty()) {
        return difference;
      }
    }
    std::uint32_t next = 0;
    for (const Document& document : tree.documents) {
      if (static_cast<std::uint32_t>(document.root) != next) return "a document does not begin where the last one ends";
      next += tree.at(document.root).size;
    }
    if (next != tree.nodes.size()) return "nodes beyond the last document";
    const auto size = static_cast<std::uint32_t>(sources.content(file).size());
    for (std::uint32_t i = 0; i < next; ++i) {
      const Node& node = tree.nodes[i];
      if (node.begin > node.end || node.end > size) return "a span leaves the file";
      std::uint32_t sum = 1;
      tree.for_each_element(NodeId{i}, [&](NodeId element) { sum += tree.at(element).size; });
      tree.for_each_entry(NodeId{i}, [&](NodeId, NodeId value) { sum += 1 + tree.at(value).size; });
      if (sum != node.size) return "sizes do not add up";
    }
    return "";
  }

  Syntax syntax;
  text::SourceSet sources;
  base::Interner interner;
  Tree tree;
  diag::Sink sink;
  text::FileId file{};
  ReadOutcome outcome;
};

}  // namespace meshplay::data::test
