// The relationship graph: components are vertices, relationships are edges. It answers the questions that rules ask
// about ways. Either it is a Boost.Graph compressed_sparse_row_graph that is built once and never changes, or rows of
// neighbours that follow edges that come and go.
//
// Every answer is the same for any order of the edges and whatever was asked before; edges that are told more than once
// count once. A way has one edge or more, so a vertex reaches itself only over a cycle. Vertices in questions are below
// vertices().
//
// What a question needs (edges backwards, depths, connected parts, searches, dominators) is computed when it is first
// asked and kept: searches and dominators for the last vertices that were asked about, 2 to 16 of each kind, as many as
// fit into about 64 MiB. So a const graph, too, belongs to one thread. Nothing recurses.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace meshplay::graph {

struct Edge {
  std::uint32_t from = 0;
  std::uint32_t to = 0;

  friend bool operator==(const Edge&, const Edge&) = default;
};

// Every way to `to` passes `by`.
struct Domination {
  std::uint32_t by = 0;
  std::uint32_t to = 0;

  friend bool operator==(const Domination&, const Domination&) = default;
};

// Where a vertex stands in the tree of dominators.
struct DominatorNode {
  std::uint32_t vertex = 0;
  std::uint32_t immediate = 0;  // the nearest vertex that every way passes; the root for the root
  std::uint32_t below = 0;      // vertices that every way reaches through this one, without it
};

class RelationshipGraph {
 public:
  RelationshipGraph(std::uint32_t vertices, const std::vector<Edge>& edges);
  // One whose edges come and go. There are as many vertices as `ranks`, which outlives this and orders them where an
  // answer hangs on their order: it may grow, and change as long as that keeps the order of those that have edges.
  RelationshipGraph(const std::vector<std::uint64_t>& ranks, std::vector<Edge> edges);
  ~RelationshipGraph();
  RelationshipGraph(const RelationshipGraph&) = delete;
  RelationshipGraph& operator=(const RelationshipGraph&) = delete;

  // Of one whose edges come and go, each in the time of a search among the neighbours of both ends. What is known of
  // it is forgotten. An edge that is added twice is there until it is removed twice. fit(): `ranks` has grown.
  void fit();
  void add(Edge edge);
  void remove(Edge edge);

  std::uint32_t vertices() const;
  std::size_t edges() const;

  // Vertices that can be reached from `from`, in ascending order.
  std::vector<std::uint32_t> reachable(std::uint32_t from) const;
  // Vertices that `to` can be reached from, in ascending order.
  std::vector<std::uint32_t> reaching(std::uint32_t to) const;
  // Searches from both ends, and goes on where earlier questions about either end stopped: about one vertex with all
  // others, in any order and direction, costs one search in all.
  bool reaches(std::uint32_t from, std::uint32_t to) const;
  // The lexicographically smallest of the shortest ways, with both its ends; empty when there is none. With
  // from == to it is a cycle.
  std::vector<std::uint32_t> shortest_way(std::uint32_t from, std::uint32_t to) const;

  // Edges of the longest way that ends in `v`, 0 when none does; nothing when a cycle reaches `v` or holds it, for then
  // there are ways of any length.
  std::optional<std::uint32_t> depth(std::uint32_t v) const;
  // Vertices with an edge to `v`; `v` itself is one when it has an edge to itself.
  std::uint32_t fan_in(std::uint32_t v) const;
  // Vertices that `v` has an edge to, likewise.
  std::uint32_t fan_out(std::uint32_t v) const;
  // The smallest vertex of those that are connected with `v` when edges count both ways, `v` included.
  std::uint32_t component(std::uint32_t v) const;

  // The `by`s that every way from `from` to `to` passes, apart from both ends, in ascending order. None when there is
  // no way, or from == to.
  std::vector<std::uint32_t> dominators(std::uint32_t from, std::uint32_t to) const;
  bool dominates(std::uint32_t from, std::uint32_t by, std::uint32_t to) const;
  // The dominators of all that `from` reaches, in ascending order of (to, by). There are as many as n * (n - 1) / 2 on
  // a chain of n edges.
  std::vector<Domination> dominated(std::uint32_t from) const;
  // `from` and all that it reaches, in ascending order, as a tree: linear where dominated() is not.
  std::vector<DominatorNode> dominator_tree(std::uint32_t from) const;

 private:
  struct Graph;
  std::unique_ptr<Graph> graph_;
};

}  // namespace meshplay::graph
