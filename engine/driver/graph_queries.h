// Questions about the graph of a design: its components and the relationships between them. Components and edges are
// told by their numbers in the lists that were given; lists of numbers ascend unless said otherwise.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/driver/driver.h"

namespace meshplay::driver {

constexpr std::uint32_t kNoEdge = 0xffffffffU;

enum class Direction : std::uint8_t { forward, backward };

struct GraphStep {
  std::uint32_t component = 0;
  std::uint32_t edge = kNoEdge;  // that found it; kNoEdge: it was asked about
  std::uint32_t distance = 0;
};

struct GraphWays {
  std::vector<std::uint32_t> shortest;  // edges, one behind the other; empty: there is no way
  std::vector<std::uint32_t> between;   // components on some way, with both ends
};

// What every way from an entry passes.
struct GraphImpact {
  std::vector<std::uint32_t> entries;
  std::vector<bool> is_reached;          // from the entries
  std::vector<std::uint32_t> immediate;  // the last component that every way passes; 0xffffffff: none
  std::vector<std::uint32_t> behind;     // how many components are reached through this one only

  // Those with somebody behind them: most first.
  std::vector<std::uint32_t> ranked() const;
  std::vector<std::uint32_t> only_through(std::uint32_t component) const;
};

struct GraphCycle {
  std::vector<std::uint32_t> members;  // all that reach each other
  std::vector<std::uint32_t> way;      // edges of a short cycle among them, one behind the other
};

struct GraphWave {
  std::vector<std::uint32_t> components;           // all of them
  std::vector<std::vector<std::uint32_t>> groups;  // those among them that need each other
};

struct GraphIslands {
  std::vector<std::vector<std::uint32_t>> islands;  // largest first
  std::vector<std::uint32_t> alone;                 // no edge
};

struct GraphDifference {
  std::vector<std::string> added_components;
  std::vector<std::string> removed_components;
  std::vector<Relationship> added_edges;
  std::vector<Relationship> removed_edges;

  bool empty() const;
};

// Whether a person means this relationship: by its name with or without its package, where `*` and `?` stand for what
// they do in globs.
bool means_relationship(std::string_view wanted, std::string_view relationship);

// Copies neither list: both must outlive it. Edges with an end that is no component count nowhere.
class GraphQueries {
 public:
  // Sorted, each id once.
  GraphQueries(const std::vector<std::string>& components, const std::vector<Relationship>& edges);

  std::optional<std::uint32_t> find_component(std::string_view id) const;

  // What `roots` reach, or what reaches them, with themselves; nearest first.
  std::vector<GraphStep> reached(const std::vector<std::uint32_t>& roots, Direction direction) const;
  // The sets have no component in common.
  GraphWays ways(const std::vector<std::uint32_t>& from, const std::vector<std::uint32_t>& to) const;
  // Without entries: those that nothing has an edge to, and cycles that nothing outside has one to.
  GraphImpact impact(std::vector<std::uint32_t> entries) const;
  std::vector<GraphCycle> cycles() const;
  // What must be there before what. What refers to another needs it; what stands in a hierarchy needs what stands
  // above; and a class of things is needed by them, whichever way the edge goes. `via` refers to both ends. Edges that
  // do not bind count only where they close no cycle.
  std::vector<GraphWave> order() const;
  // What is connected, either way; `via` belongs to its edge.
  GraphIslands islands() const;

 private:
  struct Link {
    std::uint32_t from = 0;
    std::uint32_t to = 0;
    std::uint32_t via = 0;  // 0xffffffff: none
    std::uint32_t edge = 0;
  };

  std::uint32_t size() const { return static_cast<std::uint32_t>(components_.size()); }
  std::uint32_t edge_between(std::uint32_t from, std::uint32_t to) const;

  const std::vector<std::string>& components_;
  const std::vector<Relationship>& edges_;
  std::vector<Link> links_;  // by from, to, edge
};

// From what `before` has to what `after` has. Both sorted by id and each id once; relationships in any order.
GraphDifference difference(const std::vector<std::string>& components_before,
                           const std::vector<Relationship>& edges_before,
                           const std::vector<std::string>& components_after,
                           const std::vector<Relationship>& edges_after);

}  // namespace meshplay::driver
