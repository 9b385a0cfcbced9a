#include "cli/graph_text.h"

#include <algorithm>

#include "cli/pipeline.h"
#include "cli/relationship_json.h"
#include "engine/diag/render_cells.h"

namespace meshplay::cli {

namespace {

using Numbers = std::vector<std::uint32_t>;

// `Service/shop/web -[routes]-> Deployment/shop/web`
std::string edge_text(const driver::Relationship& edge) {
  const std::string_view name = edge.relationship.substr(edge.relationship.rfind('.') + 1);
  std::string text = diag::visible(edge.from) + " -[" + diag::visible(name) + "]-> " + diag::visible(edge.to);
  if (!edge.via.empty()) text += " via " + diag::visible(edge.via);
  return text;
}

void list(const Numbers& components, const GraphNames& names, std::string& out) {
  for (const std::uint32_t v : components) out += "  " + diag::visible(names.components[v]) + "\n";
}

void list_edges(const Numbers& edges, const GraphNames& names, std::string& out) {
  for (const std::uint32_t edge : edges) out += "  " + edge_text(names.edges[edge]) + "\n";
}

std::string padded(std::uint64_t number, std::size_t width) {
  const std::string text = std::to_string(number);
  return std::string(width - std::min(width, text.size()), ' ') + text;
}

std::string object(const auto& write) {
  std::string out;
  diag::JsonWriter json(out, diag::Layout::indented);
  json.begin_object();
  write(json);
  json.end_object();
  return out + "\n";
}

void write_array(diag::JsonWriter& json, std::string_view key, const auto& items, const auto& write) {
  json.key(key);
  json.begin_array();
  for (const auto& item : items) write(item);
  json.end_array();
}

void write_ids(diag::JsonWriter& json, std::string_view key, const Numbers& components, const GraphNames& names) {
  write_array(json, key, components, [&](std::uint32_t v) { json.text(names.components[v]); });
}

void write_edges(diag::JsonWriter& json, std::string_view key, const Numbers& edges, const GraphNames& names) {
  write_array(json, key, edges, [&](std::uint32_t edge) { write_relationship(names.edges[edge], json); });
}

Numbers roots_of(const std::vector<driver::GraphStep>& steps) {
  Numbers roots;
  for (const driver::GraphStep& step : steps) {
    if (step.edge == driver::kNoEdge) roots.push_back(step.component);
  }
  return roots;
}

std::string_view verb(driver::Direction direction) {
  return direction == driver::Direction::forward ? "reached from" : "that reach";
}

}  // namespace

std::string reached_text(const std::vector<driver::GraphStep>& steps, driver::Direction direction,
                         const GraphNames& names) {
  const Numbers roots = roots_of(steps);
  std::string out = counted(steps.size() - roots.size(), "component") + " " + std::string(verb(direction));
  for (std::size_t i = 0; i < roots.size(); ++i) {
    out += (i == 0 ? " " : ", ") + diag::visible(names.components[roots[i]]);
  }
  out += '\n';
  const std::size_t width = std::to_string(steps.back().distance).size();
  for (const driver::GraphStep& step : steps) {
    if (step.edge == driver::kNoEdge) continue;
    out += "  " + padded(step.distance, width) + "  " + edge_text(names.edges[step.edge]) + "\n";
  }
  return out;
}

std::string reached_json(const std::vector<driver::GraphStep>& steps, driver::Direction direction,
                         const GraphNames& names) {
  return object([&](diag::JsonWriter& json) {
    write_ids(json, direction == driver::Direction::forward ? "from" : "to", roots_of(steps), names);
    json.key("reached");
    json.begin_array();
    for (const driver::GraphStep& step : steps) {
      if (step.edge == driver::kNoEdge) continue;
      json.begin_object();
      json.member("component", names.components[step.component]);
      json.member("distance", step.distance);
      json.key("edge");
      write_relationship(names.edges[step.edge], json);
      json.end_object();
    }
    json.end_array();
  });
}

std::string ways_text(const driver::GraphWays& ways, const GraphNames& names) {
  if (ways.shortest.empty()) return "no way\n";
  std::string out = "the shortest way has " + counted(ways.shortest.size(), "edge") + "\n";
  list_edges(ways.shortest, names, out);
  out += counted(ways.between.size(), "component") + " on some way\n";
  list(ways.between, names, out);
  return out;
}

std::string ways_json(const driver::GraphWays& ways, const GraphNames& names) {
  return object([&](diag::JsonWriter& json) {
    write_edges(json, "shortest", ways.shortest, names);
    write_ids(json, "components", ways.between, names);
  });
}

std::string impact_text(const driver::GraphImpact& impact, const GraphNames& names) {
  const Numbers ranked = impact.ranked();
  std::string out =
      counted(ranked.size(), "component") + (ranked.size() == 1 ? " is" : " are") + " the only way to others, from " +
      (impact.entries.size() == 1 ? "1 entry" : std::to_string(impact.entries.size()) + " entries") + "\n";
  const std::size_t width = ranked.empty() ? 0 : std::to_string(impact.behind[ranked.front()]).size();
  for (const std::uint32_t v : ranked) {
    out += "  " + padded(impact.behind[v], width) + "  " + diag::visible(names.components[v]) + "\n";
  }
  return out;
}

std::string impact_json(const driver::GraphImpact& impact, const GraphNames& names) {
  return object([&](diag::JsonWriter& json) {
    write_ids(json, "entries", impact.entries, names);
    write_array(json, "components", impact.ranked(), [&](std::uint32_t v) {
      json.begin_object();
      json.member("component", names.components[v]);
      json.member("only_through", impact.behind[v]);
      json.end_object();
    });
  });
}

std::string through_text(const driver::GraphImpact& impact, std::uint32_t through, const GraphNames& names) {
  const std::string name = diag::visible(names.components[through]);
  if (!impact.is_reached[through]) return name + " is not reached from the entries\n";
  const Numbers behind = impact.only_through(through);
  std::string out = counted(behind.size(), "component") + " reached only through " + name + "\n";
  list(behind, names, out);
  return out;
}

std::string through_json(const driver::GraphImpact& impact, std::uint32_t through, const GraphNames& names) {
  return object([&](diag::JsonWriter& json) {
    write_ids(json, "entries", impact.entries, names);
    json.member("component", names.components[through]);
    json.key("is_reached");
    json.boolean(impact.is_reached[through]);
    write_ids(json, "only_through", impact.only_through(through), names);
  });
}

std::string cycles_text(const std::vector<driver::GraphCycle>& cycles, const GraphNames& names) {
  if (cycles.empty()) return "no cycles\n";
  std::string out;
  for (const driver::GraphCycle& cycle : cycles) {
    out += cycle.members.size() == 1 ? "1 component reaches itself\n"
                                     : counted(cycle.members.size(), "component") + " reach each other\n";
    list_edges(cycle.way, names, out);
    if (cycle.members.size() <= cycle.way.size()) continue;
    out += " all of them:\n";
    list(cycle.members, names, out);
  }
  return out;
}

std::string cycles_json(const std::vector<driver::GraphCycle>& cycles, const GraphNames& names) {
  return object([&](diag::JsonWriter& json) {
    write_array(json, "cycles", cycles, [&](const driver::GraphCycle& cycle) {
      json.begin_object();
      write_ids(json, "components", cycle.members, names);
      write_edges(json, "cycle", cycle.way, names);
      json.end_object();
    });
  });
}

std::string order_text(const std::vector<driver::GraphWave>& waves, const GraphNames& names) {
  if (waves.empty()) return "no components\n";
  std::string out;
  for (std::size_t i = 0; i < waves.size(); ++i) {
    const driver::GraphWave& wave = waves[i];
    out += "wave " + std::to_string(i) + ": " + counted(wave.components.size(), "component") + "\n";
    Numbers grouped;
    for (const Numbers& group : wave.groups) grouped.insert(grouped.end(), group.begin(), group.end());
    std::sort(grouped.begin(), grouped.end());
    for (const std::uint32_t v : wave.components) {
      if (!std::binary_search(grouped.begin(), grouped.end(), v)) list({v}, names, out);
    }
    for (const Numbers& group : wave.groups) {
      out += " these need each other:\n";
      list(group, names, out);
    }
  }
  return out;
}

std::string order_json(const std::vector<driver::GraphWave>& waves, const GraphNames& names) {
  return object([&](diag::JsonWriter& json) {
    write_array(json, "waves", waves, [&](const driver::GraphWave& wave) {
      json.begin_object();
      write_ids(json, "components", wave.components, names);
      write_array(json, "cycles", wave.groups, [&](const Numbers& group) {
        json.begin_array();
        for (const std::uint32_t v : group) json.text(names.components[v]);
        json.end_array();
      });
      json.end_object();
    });
  });
}

std::string islands_text(const driver::GraphIslands& islands, const GraphNames& names) {
  if (names.components.empty()) return "no components\n";
  std::string out;
  for (const Numbers& island : islands.islands) {
    out += "island of " + counted(island.size(), "component") + "\n";
    list(island, names, out);
  }
  if (!islands.alone.empty()) {
    out += counted(islands.alone.size(), "component") + " without an edge\n";
    list(islands.alone, names, out);
  }
  return out;
}

std::string islands_json(const driver::GraphIslands& islands, const GraphNames& names) {
  return object([&](diag::JsonWriter& json) {
    write_array(json, "islands", islands.islands, [&](const Numbers& island) {
      json.begin_object();
      json.member("size", island.size());
      write_ids(json, "components", island, names);
      json.end_object();
    });
    write_ids(json, "alone", islands.alone, names);
  });
}

std::string difference_text(const driver::GraphDifference& difference) {
  std::string out;
  for (const std::string& id : difference.removed_components) out += "- " + diag::visible(id) + "\n";
  for (const std::string& id : difference.added_components) out += "+ " + diag::visible(id) + "\n";
  for (const driver::Relationship& edge : difference.removed_edges) out += "- " + edge_text(edge) + "\n";
  for (const driver::Relationship& edge : difference.added_edges) out += "+ " + edge_text(edge) + "\n";
  return out.empty() ? "no difference\n" : out;
}

std::string difference_json(const driver::GraphDifference& difference) {
  return object([&](diag::JsonWriter& json) {
    const auto write = [&](std::string_view key, const std::vector<std::string>& components,
                           const std::vector<driver::Relationship>& edges) {
      json.key(key);
      json.begin_object();
      write_array(json, "components", components, [&](const std::string& id) { json.text(id); });
      write_array(json, "relationships", edges,
                  [&](const driver::Relationship& edge) { write_relationship(edge, json); });
      json.end_object();
    };
    write("added", difference.added_components, difference.added_edges);
    write("removed", difference.removed_components, difference.removed_edges);
  });
}

}  // namespace meshplay::cli
