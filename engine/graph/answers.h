// Searches and dominators over rows of edges, and what is kept of them. `RowsT`: Rows or LivingRows, of which size()
// and targets() are used, is_before() where the order of vertices counts, and backwards() for edges the other way.
#pragma once

#include <algorithm>
#include <memory>
#include <numeric>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "engine/graph/dominators.h"
#include "engine/graph/living_rows.h"
#include "engine/graph/rows.h"

namespace meshplay::graph {

constexpr std::uint32_t kNone = 0xffffffffU;

inline bool is_before(const Rows&, std::uint32_t a, std::uint32_t b) { return a < b; }
inline bool is_before(const LivingRows& rows, std::uint32_t a, std::uint32_t b) { return rows.is_before(a, b); }

inline std::size_t edge_count(const Rows& rows) { return boost::num_edges(rows); }
inline std::size_t edge_count(const LivingRows& rows) { return rows.edges(); }

struct LivingBackwards {
  const LivingRows* rows = nullptr;
};
inline std::uint32_t size(const LivingBackwards& backwards) { return backwards.rows->vertices(); }
inline std::span<const std::uint32_t> targets(const LivingBackwards& backwards, std::uint32_t v) {
  return backwards.rows->sources(v);
}

inline Rows backwards(const Rows& rows) { return reversed_rows(rows); }
inline LivingBackwards backwards(const LivingRows& rows) { return {&rows}; }

// A number for some of the vertices, all forgotten at once and at no cost.
class Notes {
 public:
  void forget_all(std::uint32_t vertices) {
    notes_.resize(vertices);
    if (++round_ != 0) return;
    std::fill(notes_.begin(), notes_.end(), Note{});
    round_ = 1;
  }

  bool has(std::uint32_t v) const { return notes_[v].round == round_; }
  std::uint32_t operator[](std::uint32_t v) const { return notes_[v].number; }
  void set(std::uint32_t v, std::uint32_t number) { notes_[v] = {round_, number}; }

  // Sorts a list of all the vertices that have a note.
  void sort(std::vector<std::uint32_t>& noted) const {
    constexpr std::size_t kFew = 32;
    if (noted.size() < notes_.size() / kFew) {
      std::sort(noted.begin(), noted.end());
      return;
    }
    noted.clear();
    for (std::uint32_t v = 0; v < notes_.size(); ++v) {
      if (has(v)) noted.push_back(v);
    }
  }

 private:
  struct Note {
    std::uint32_t round = 0;
    std::uint32_t number = 0;
  };
  std::vector<Note> notes_;
  std::uint32_t round_ = 0;
};

// A breadth-first search that can stop anywhere and go on later. Since rows ascend, vertices of one distance are
// found in the order of their lexicographically smallest shortest ways, and the first way found to each is that one.
template <typename RowsT>
class Search {
 public:
  void start(const RowsT& rows, std::uint32_t root) {
    rows_ = &rows;
    root_ = root;
    before_.forget_all(size(rows));
    queue_.assign(1, root);
    next_ = 0;
    left_ = {};
    sorted_ = false;
  }

  bool finished() const { return next_ == queue_.size() && left_.empty(); }
  bool has(std::uint32_t v) const { return before_.has(v); }

  // Follows some edges of one vertex, and returns what that cost.
  std::size_t step() {
    constexpr std::size_t kEdges = 64;
    if (left_.empty()) left_ = targets(*rows_, queue_[next_++]);
    const std::uint32_t v = queue_[next_ - 1];
    const auto now = left_.first(std::min(left_.size(), kEdges));
    left_ = left_.subspan(now.size());
    for (const std::uint32_t to : now) {
      if (before_.has(to)) continue;
      before_.set(to, v);
      if (to != root_) queue_.push_back(to);
    }
    return now.size() + 1;
  }

  // The root, and what else was found, in that order until found() sorts it.
  std::span<const std::uint32_t> queue() const { return queue_; }

  const std::vector<std::uint32_t>& found() {
    while (!finished()) step();
    if (!sorted_) {
      if (!has(root_)) queue_.erase(queue_.begin());
      before_.sort(queue_);
      next_ = queue_.size();
      sorted_ = true;
    }
    return queue_;
  }

  std::vector<std::uint32_t> way(std::uint32_t to) {
    while (!has(to)) {
      if (finished()) return {};
      step();
    }
    std::vector<std::uint32_t> result{to};
    for (std::uint32_t v = before_[to]; v != root_; v = before_[v]) result.push_back(v);
    result.push_back(root_);
    std::reverse(result.begin(), result.end());
    return result;
  }

 private:
  const RowsT* rows_ = nullptr;
  std::uint32_t root_ = kNone;
  Notes before_;
  std::vector<std::uint32_t> queue_;
  std::size_t next_ = 0;
  std::span<const std::uint32_t> left_;  // edges of the vertex before next_
  bool sorted_ = false;
};

// What its root reaches, and the tree of dominators over that. Places are those in the ascending list of vertices.
class DominatorTree {
 public:
  // `numbers` is room to work in.
  template <typename RowsT>
  void start(const RowsT& rows, std::uint32_t root, Notes& numbers) {
    FlowGraph flow;
    vertices_.clear();
    search(rows, root, numbers, flow.parents);
    connect(rows, numbers, flow);
    const std::vector<std::uint32_t> immediate = immediate_dominators(flow);

    const std::vector<std::uint32_t> by_number = vertices_;
    numbers.sort(vertices_);
    nodes_.resize(vertices_.size());
    std::vector<std::uint32_t> places(vertices_.size());
    for (std::uint32_t place = 0; place < vertices_.size(); ++place) places[numbers[vertices_[place]]] = place;
    root_ = places[0];
    for (Node& node : nodes_) node.size = 1;
    for (auto i = static_cast<std::uint32_t>(by_number.size()); i-- > 1;) {
      Node& node = nodes_[places[i]];
      node.parent = places[immediate[i]];
      nodes_[node.parent].size += node.size;
    }
    std::vector<std::uint32_t> free(by_number.size());
    nodes_[root_].enter = 0;
    free[0] = 1;
    for (std::uint32_t i = 1; i < by_number.size(); ++i) {
      Node& node = nodes_[places[i]];
      node.enter = free[immediate[i]];
      free[immediate[i]] += node.size;
      free[i] = node.enter + 1;
    }
  }

  bool dominates(std::uint32_t by, std::uint32_t to) const {
    const std::uint32_t upper = place(by);
    const std::uint32_t lower = place(to);
    if (upper == kNone || lower == kNone || upper == root_ || upper == lower) return false;
    return nodes_[lower].enter - nodes_[upper].enter < nodes_[upper].size;
  }

  void dominators_of(std::uint32_t place, std::vector<std::uint32_t>& result) const {
    result.clear();
    if (place == root_) return;
    for (std::uint32_t up = nodes_[place].parent; up != root_; up = nodes_[up].parent) result.push_back(vertices_[up]);
    std::sort(result.begin(), result.end());
  }

  // kNone when the root does not reach `v`.
  std::uint32_t place(std::uint32_t v) const {
    const auto found = std::lower_bound(vertices_.begin(), vertices_.end(), v);
    return found != vertices_.end() && *found == v ? static_cast<std::uint32_t>(found - vertices_.begin()) : kNone;
  }

  const std::vector<std::uint32_t>& vertices() const { return vertices_; }

  DominatorNode node(std::uint32_t place) const {
    const Node& node = nodes_[place];
    return {vertices_[place], vertices_[place == root_ ? root_ : node.parent], node.size - 1};
  }

 private:
  // Of a vertex in the tree: where a walk down the tree enters it, and how many vertices that walk meets below, with
  // the vertex itself.
  struct Node {
    std::uint32_t parent = 0;
    std::uint32_t enter = 0;
    std::uint32_t size = 0;
  };

  // Lists the vertices in the order of a depth-first search, and numbers them so.
  template <typename RowsT>
  void search(const RowsT& rows, std::uint32_t root, Notes& numbers, std::vector<std::uint32_t>& parents) {
    struct Frame {
      std::uint32_t number;
      std::span<const std::uint32_t> left;
    };
    std::vector<Frame> stack;
    const auto find = [&](std::uint32_t v, std::uint32_t parent) {
      const auto number = static_cast<std::uint32_t>(vertices_.size());
      numbers.set(v, number);
      vertices_.push_back(v);
      parents.push_back(parent);
      stack.push_back({number, targets(rows, v)});
    };
    numbers.forget_all(size(rows));
    find(root, 0);
    while (!stack.empty()) {
      Frame& top = stack.back();
      if (top.left.empty()) {
        stack.pop_back();
        continue;
      }
      const std::uint32_t to = top.left.front();
      top.left = top.left.subspan(1);
      if (!numbers.has(to)) find(to, top.number);
    }
  }

  template <typename RowsT>
  void connect(const RowsT& rows, const Notes& numbers, FlowGraph& flow) const {
    const auto count = static_cast<std::uint32_t>(vertices_.size());
    // Two ahead, so that filling in the predecessors moves each start to its place.
    flow.starts.assign(count + 2, 0);
    for (const std::uint32_t v : vertices_) {
      for (const std::uint32_t to : targets(rows, v)) ++flow.starts[numbers[to] + 2];
    }
    std::partial_sum(flow.starts.begin(), flow.starts.end(), flow.starts.begin());
    flow.predecessors.resize(flow.starts.back());
    for (std::uint32_t i = 0; i < count; ++i) {
      for (const std::uint32_t to : targets(rows, vertices_[i])) {
        flow.predecessors[flow.starts[numbers[to] + 1]++] = i;
      }
    }
    flow.starts.pop_back();
  }

  std::vector<std::uint32_t> vertices_;
  std::vector<Node> nodes_;
  std::uint32_t root_ = kNone;
};

// What was computed for the roots that were asked about last.
template <typename Answer>
class Recent {
 public:
  Answer* find(std::uint32_t root) {
    const auto found = std::find_if(kept_.begin(), kept_.end(), [&](const Kept& kept) { return kept.root == root; });
    if (found == kept_.end()) return nullptr;
    std::rotate(kept_.begin(), found, found + 1);
    return kept_.front().answer.get();
  }

  // Room for a root that is not kept: the one that was not asked about for longest makes way when there are `most`.
  Answer& make_room(std::uint32_t root, std::size_t most) {
    const bool is_last_free = !kept_.empty() && kept_.back().root == kNone;
    if (kept_.size() < most && !is_last_free) kept_.push_back({root, std::make_unique<Answer>()});
    std::rotate(kept_.begin(), kept_.end() - 1, kept_.end());
    kept_.front().root = root;
    return *kept_.front().answer;
  }

  // Keeps the room.
  void forget() {
    for (Kept& kept : kept_) kept.root = kNone;
  }

 private:
  struct Kept {
    std::uint32_t root;
    std::unique_ptr<Answer> answer;
  };
  std::vector<Kept> kept_;
};

// What was computed of the edges so far.
template <typename RowsT>
struct Answers {
  using Backwards = decltype(backwards(std::declval<const RowsT&>()));

  explicit Answers(RowsT sorted) : rows(std::move(sorted)) {}

  std::size_t most_kept() const {
    constexpr std::size_t kBytes = std::size_t{64} << 20U;
    constexpr std::size_t kBytesPerVertex = 16;  // no less than a Search or a DominatorTree takes
    return std::clamp<std::size_t>(kBytes / (kBytesPerVertex * size(rows)), 2, 16);
  }

  Search<RowsT>& search_from(std::uint32_t from) {
    if (Search<RowsT>* kept = forward.find(from)) return *kept;
    Search<RowsT>& search = forward.make_room(from, most_kept());
    search.start(rows, from);
    return search;
  }

  Search<Backwards>& search_to(std::uint32_t to) {
    if (Search<Backwards>* kept = backward.find(to)) return *kept;
    if (!reversed) reversed = backwards(rows);
    Search<Backwards>& search = backward.make_room(to, most_kept());
    search.start(*reversed, to);
    return search;
  }

  const DominatorTree& dominators_from(std::uint32_t from) {
    if (const DominatorTree* kept = dominator_trees.find(from)) return *kept;
    DominatorTree& tree = dominator_trees.make_room(from, most_kept());
    tree.start(rows, from, numbers);
    return tree;
  }

  const std::vector<std::uint32_t>& fans_in() {
    if (fans) return *fans;
    fans.emplace(size(rows));
    for (std::uint32_t from = 0; from < size(rows); ++from) {
      for (const std::uint32_t to : targets(rows, from)) ++(*fans)[to];
    }
    return *fans;
  }

  // A vertex has its depth when all that have an edge to it have theirs, so that cycles and what they reach have none.
  const std::vector<std::uint32_t>& depth_of() {
    if (depths) return *depths;
    std::vector<std::uint32_t> waits_for = fans_in();
    std::vector<std::uint32_t> longest(size(rows));
    std::vector<std::uint32_t> ready;
    for (std::uint32_t v = 0; v < size(rows); ++v) {
      if (waits_for[v] == 0) ready.push_back(v);
    }
    depths.emplace(size(rows), kNone);
    while (!ready.empty()) {
      const std::uint32_t v = ready.back();
      ready.pop_back();
      (*depths)[v] = longest[v];
      for (const std::uint32_t to : targets(rows, v)) {
        longest[to] = std::max(longest[to], longest[v] + 1);
        if (--waits_for[to] == 0) ready.push_back(to);
      }
    }
    return *depths;
  }

  // Union by the smaller vertex, with path halving.
  const std::vector<std::uint32_t>& component_of() {
    if (components) return *components;
    std::vector<std::uint32_t>& smaller = components.emplace(size(rows));
    std::iota(smaller.begin(), smaller.end(), 0U);
    const auto smallest = [&](std::uint32_t v) {
      for (; smaller[v] != v; v = smaller[v]) smaller[v] = smaller[smaller[v]];
      return v;
    };
    for (std::uint32_t from = 0; from < size(rows); ++from) {
      for (const std::uint32_t to : targets(rows, from)) {
        const std::uint32_t one = smallest(from);
        const std::uint32_t other = smallest(to);
        if (is_before(rows, one, other)) {
          smaller[other] = one;
        } else {
          smaller[one] = other;
        }
      }
    }
    for (std::uint32_t v = 0; v < size(rows); ++v) smaller[v] = smallest(v);
    return smaller;
  }

  bool reaches(std::uint32_t from, std::uint32_t to) {
    if (const Search<RowsT>* kept = forward.find(from); kept != nullptr && kept->finished()) return kept->has(to);
    if (const Search<Backwards>* kept = backward.find(to); kept != nullptr && kept->finished()) return kept->has(from);
    Search<RowsT>& ahead = search_from(from);
    Search<Backwards>& behind = search_to(to);
    // The cheaper side steps, counted from this question on: a side that many questions share pays for the others and
    // is finished after one search.
    std::size_t ahead_cost = 0;
    std::size_t behind_cost = 0;
    const auto meets = [](auto& one, const auto& other, std::size_t& cost) {
      const std::size_t known = one.queue().size();
      cost += one.step();
      const auto found = one.queue().subspan(known);
      return std::any_of(found.begin(), found.end(), [&](std::uint32_t v) { return other.has(v); });
    };
    while (!ahead.has(to) && !behind.has(from)) {
      if (ahead.finished() || behind.finished()) return false;
      if (ahead_cost < behind_cost ? meets(ahead, behind, ahead_cost) : meets(behind, ahead, behind_cost)) break;
    }
    return true;
  }

  std::vector<std::uint32_t> dominators(std::uint32_t from, std::uint32_t to) {
    const DominatorTree& tree = dominators_from(from);
    std::vector<std::uint32_t> result;
    if (const std::uint32_t place = tree.place(to); place != kNone) tree.dominators_of(place, result);
    return result;
  }

  std::vector<Domination> dominated(std::uint32_t from) {
    const DominatorTree& tree = dominators_from(from);
    std::vector<Domination> result;
    std::vector<std::uint32_t> dominators;
    for (std::uint32_t place = 0; place < tree.vertices().size(); ++place) {
      tree.dominators_of(place, dominators);
      for (const std::uint32_t by : dominators) result.push_back({by, tree.vertices()[place]});
    }
    return result;
  }

  std::vector<DominatorNode> dominator_tree(std::uint32_t from) {
    const DominatorTree& tree = dominators_from(from);
    std::vector<DominatorNode> result;
    result.reserve(tree.vertices().size());
    for (std::uint32_t place = 0; place < tree.vertices().size(); ++place) result.push_back(tree.node(place));
    return result;
  }

  // After the edges have changed.
  void forget() {
    forward.forget();
    backward.forget();
    dominator_trees.forget();
    reversed.reset();
    fans.reset();
    depths.reset();
    components.reset();
  }

  RowsT rows;
  std::optional<Backwards> reversed;
  Recent<Search<RowsT>> forward;
  Recent<Search<Backwards>> backward;
  Recent<DominatorTree> dominator_trees;
  Notes numbers;
  std::optional<std::vector<std::uint32_t>> fans;
  std::optional<std::vector<std::uint32_t>> depths;
  std::optional<std::vector<std::uint32_t>> components;
};

}  // namespace meshplay::graph
