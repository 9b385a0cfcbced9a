#include "cli/graph_picture.h"

#include <algorithm>
#include <map>

#include "cli/relationship_json.h"
#include "engine/diag/render_cells.h"
#include "engine/diag/render_json.h"

namespace meshplay::cli {

namespace {

// The parts of an id: `Kind/namespace/name` or `Kind/name`.
struct Identity {
  std::string_view kind;
  std::string_view space;  // empty: cluster-scoped
  std::string_view name;
};

Identity parts(std::string_view id) {
  const std::size_t first = id.find('/');
  if (first == std::string_view::npos) return {{}, {}, id};
  const std::size_t second = id.find('/', first + 1);
  if (second == std::string_view::npos) return {id.substr(0, first), {}, id.substr(first + 1)};
  return {id.substr(0, first), id.substr(first + 1, second - first - 1), id.substr(second + 1)};
}

// Numbers of components by namespace; the cluster-scoped ones come first, under the empty name.
std::map<std::string_view, std::vector<std::size_t>> by_namespace(const Picture& picture) {
  std::map<std::string_view, std::vector<std::size_t>> result;
  for (std::size_t i = 0; i < picture.components.size(); ++i) result[parts(picture.components[i]).space].push_back(i);
  return result;
}

std::size_t number_of(const Picture& picture, std::string_view id) {
  const auto found = std::lower_bound(picture.components.begin(), picture.components.end(), id);
  return static_cast<std::size_t>(found - picture.components.begin());
}

std::string_view short_name(std::string_view relationship) { return relationship.substr(relationship.rfind('.') + 1); }

std::string replaced(std::string_view text, std::string_view characters, std::string (*replacement)(char)) {
  std::string result;
  for (const char c : diag::visible(text)) {
    if (characters.find(c) == std::string_view::npos) {
      result += c;
    } else {
      result += replacement(c);
    }
  }
  return result;
}

std::string dot_text(std::string_view text) {
  return replaced(text, "\"\\", [](char c) { return std::string("\\") + c; });
}

// Mermaid knows only entity codes inside quoted text.
std::string mermaid_text(std::string_view text) {
  return replaced(text, "\"#&<>`\\;[]{}()|", [](char c) { return "#" + std::to_string(static_cast<int>(c)) + ";"; });
}

Mark mark_of(const std::vector<Mark>& marks, std::size_t number) { return marks.empty() ? Mark::same : marks[number]; }

constexpr std::string_view kAddedColor = "#1a7f37";
constexpr std::string_view kRemovedColor = "#cf222e";

std::string dot_mark(Mark mark) {
  if (mark == Mark::same) return "";
  const std::string color(mark == Mark::added ? kAddedColor : kRemovedColor);
  return ", color=\"" + color + "\", fontcolor=\"" + color + "\"" + (mark == Mark::removed ? ", style=dashed" : "");
}

// Lines that colour what is marked so.
std::string mermaid_mark(const Picture& picture, Mark mark) {
  const auto marked = [&](const std::vector<Mark>& marks, std::string_view prefix) {
    std::string result;
    for (std::size_t i = 0; i < marks.size(); ++i) {
      if (marks[i] != mark) continue;
      if (!result.empty()) result += ',';
      result.append(prefix).append(std::to_string(i));
    }
    return result;
  };
  std::string style =
      mark == Mark::added ? "stroke:" + std::string(kAddedColor) : "stroke:" + std::string(kRemovedColor);
  style += mark == Mark::removed ? ",stroke-dasharray:4\n" : "\n";
  const std::string name = mark == Mark::added ? "added" : "removed";
  std::string out;
  if (const std::string nodes = marked(picture.component_marks, "n"); !nodes.empty()) {
    out += "  classDef " + name + " " + style + "  class " + nodes + " " + name + "\n";
  }
  if (const std::string links = marked(picture.edge_marks, ""); !links.empty()) {
    out += "  linkStyle " + links + " " + style;
  }
  return out;
}

}  // namespace

std::string draw_dot(const Picture& picture) {
  std::string out =
      "digraph meshplay {\n"
      "  rankdir=LR;\n"
      "  node [shape=box, style=\"rounded,filled\", fillcolor=\"#f4f7fb\", color=\"#5b7083\", fontname=\"sans-serif\", "
      "fontsize=11];\n"
      "  edge [color=\"#5b7083\", fontname=\"sans-serif\", fontsize=9];\n";
  std::size_t cluster = 0;
  for (const auto& [space, numbers] : by_namespace(picture)) {
    std::string indent = "  ";
    if (!space.empty()) {
      out += "  subgraph cluster_" + std::to_string(cluster++) + " {\n    label=\"" + dot_text(space) +
             "\";\n    style=rounded;\n    color=\"#a9b8c6\";\n    fontname=\"sans-serif\";\n";
      indent = "    ";
    }
    for (const std::size_t number : numbers) {
      const std::string& id = picture.components[number];
      const Identity identity = parts(id);
      out += indent + "\"" + dot_text(id) + "\" [label=\"" + dot_text(identity.name) + "\\n" + dot_text(identity.kind) +
             "\"" + dot_mark(mark_of(picture.component_marks, number)) + "];\n";
    }
    if (!space.empty()) out += "  }\n";
  }
  for (std::size_t i = 0; i < picture.edges.size(); ++i) {
    const driver::Relationship& edge = picture.edges[i];
    out += "  \"" + dot_text(edge.from) + "\" -> \"" + dot_text(edge.to) + "\" [label=\"" +
           dot_text(short_name(edge.relationship));
    if (!edge.via.empty()) out += "\\nvia " + dot_text(edge.via);
    out += "\", tooltip=\"" + dot_text(edge.relationship) + "\"" + dot_mark(mark_of(picture.edge_marks, i)) + "];\n";
  }
  return out + "}\n";
}

std::string draw_mermaid(const Picture& picture) {
  std::string out = "flowchart LR\n";
  std::size_t cluster = 0;
  for (const auto& [space, numbers] : by_namespace(picture)) {
    std::string indent = "  ";
    if (!space.empty()) {
      out += "  subgraph s" + std::to_string(cluster++) + "[\"" + mermaid_text(space) + "\"]\n";
      indent = "    ";
    }
    for (const std::size_t number : numbers) {
      const Identity identity = parts(picture.components[number]);
      out += indent + "n" + std::to_string(number) + "[\"" + mermaid_text(identity.name) + "<br/>" +
             mermaid_text(identity.kind) + "\"]\n";
    }
    if (!space.empty()) out += "  end\n";
  }
  for (const driver::Relationship& edge : picture.edges) {
    out +=
        "  n" + std::to_string(number_of(picture, edge.from)) + " -->|\"" + mermaid_text(short_name(edge.relationship));
    if (!edge.via.empty()) out += "<br/>via " + mermaid_text(edge.via);
    out += "\"| n" + std::to_string(number_of(picture, edge.to)) + "\n";
  }
  for (const Mark mark : {Mark::added, Mark::removed}) out += mermaid_mark(picture, mark);
  return out;
}

std::string draw_json(const Picture& picture) {
  std::string out;
  diag::JsonWriter json(out, diag::Layout::indented);
  json.begin_object();
  json.key("components");
  json.begin_array();
  for (const std::string& id : picture.components) {
    const Identity identity = parts(id);
    json.begin_object();
    json.member("id", id);
    json.member("kind", identity.kind);
    json.member_or_null("namespace", identity.space);
    json.member("name", identity.name);
    json.end_object();
  }
  json.end_array();
  json.key("relationships");
  json.begin_array();
  for (const driver::Relationship& edge : picture.edges) write_relationship(edge, json);
  json.end_array();
  json.end_object();
  return out + "\n";
}

}  // namespace meshplay::cli
