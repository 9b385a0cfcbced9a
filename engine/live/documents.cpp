#include "engine/live/documents.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "engine/base/hash.h"
#include "engine/model/kinds.h"

namespace meshplay::live {

using data::NodeId;

namespace {

constexpr design::KindId kGone{0};   // without a name: no set of kinds has it
constexpr std::uint32_t kRange = 8;  // ranges of nodes are multiples of it

std::uint64_t pair_key(base::StrId a, base::StrId b) {
  return (static_cast<std::uint64_t>(a) << 32U) | static_cast<std::uint64_t>(b);
}

}  // namespace

std::size_t Documents::IdentityHash::operator()(const Identity& identity) const {
  return base::hash_combine(pair_key(identity.space, identity.name), identity.kind);
}

Documents::Documents(base::Interner& interner, const design::LoadOptions& options)
    : interner_(interner), options_(options) {
  design_.kinds.emplace_back();
  is_scope_known_.push_back(true);
  design_.tree.nodes.resize(kRange);  // what components that left are: null
  design_.index();
  static_cast<void>(interner_.intern(options.default_namespace));
}

// ---- reading

std::vector<Step> Documents::read(const std::vector<Edit>& edits, std::vector<Problem>& problems) {
  for (const Edit& edit : edits) read_one(edit, problems);
  if (definitions_changed_) rescope();
  definitions_changed_ = false;
  std::vector<Step> steps;
  for (const Identity& identity : std::exchange(touched_, {})) {
    const auto found = claims_.find(identity);
    Claim& claim = found->second;
    claim.is_touched = false;
    const std::uint32_t after = claim.holdings.empty() ? kNobody : claim.holdings.front();
    if (claim.before == kNobody && after != kNobody) {
      steps.push_back({Step::Kind::enter, {}, after});
    } else if (after == kNobody && claim.before != kNobody) {
      steps.push_back({Step::Kind::leave, claim.component, claim.before});
    } else if (after != claim.before) {
      steps.push_back({Step::Kind::change, claim.component, after});
    }
    if (after == kNobody) claims_.erase(found);
  }
  return steps;
}

void Documents::read_one(const Edit& edit, std::vector<Problem>& problems) {
  const auto [place, is_new] = documents_.try_emplace(edit.document);
  std::vector<std::uint32_t> old = std::exchange(place->second, {});
  design::Design fresh;
  if (edit.content) {
    text::SourceSet sources;
    diag::Sink sink;
    fresh = design::load_text(edit.document, *edit.content, edit.syntax, options_, sources, interner_, sink);
    for (const diag::Diagnostic& diagnostic : sink.all()) problems.push_back({edit.document, diagnostic});
  }
  std::unordered_map<Identity, std::uint32_t, IdentityHash> known;
  for (const std::uint32_t holding : old) known.emplace(identity_of(holdings_[holding]), holding);
  std::vector<std::uint32_t> added;
  for (design::Component row : fresh.components) {
    row.kind = kind_of(fresh.kinds[static_cast<std::uint32_t>(row.kind)]);
    row.namespaced = design_.kinds[static_cast<std::uint32_t>(row.kind)].namespaced;
    const std::uint32_t holding = keep(row, fresh.tree, place->first, static_cast<std::uint32_t>(place->second.size()));
    const auto same = known.find(identity_of(holdings_[holding]));
    if (same != known.end() && same_nodes(holdings_[same->second], holdings_[holding])) {
      Holding& stays = holdings_[same->second];
      stays.begin = holdings_[holding].begin;
      stays.place = holdings_[holding].place;
      place->second.push_back(same->second);
      known.erase(same);
      release_nodes(holdings_[holding]);
      free_holdings_.push_back(holding);
      continue;
    }
    place->second.push_back(holding);
    added.push_back(holding);
  }
  // Those that are not there any more, and the new ones.
  for (const std::uint32_t holding : old) {
    const auto gone = known.find(identity_of(holdings_[holding]));
    if (gone == known.end() || gone->second != holding) continue;
    unclaim(holding);
    dropped_.push_back(holding);
  }
  for (const std::uint32_t holding : added) claim(holding);
  if (place->second.empty()) emptied_.push_back(edit.document);
}

std::uint32_t Documents::keep(const design::Component& row, const data::Tree& tree, const std::string& document,
                              std::uint32_t place) {
  const data::Node& top = tree.at(row.root);
  Holding holding;
  holding.row = row;
  holding.nodes = top.size;
  holding.begin = top.begin;
  holding.place = place;
  holding.document = &document;
  const std::uint32_t first = allocate(top.size);
  const auto from = static_cast<std::uint32_t>(row.root);
  for (std::uint32_t i = 0; i < top.size; ++i) {
    data::Node node = tree.nodes[from + i];
    node.begin -= top.begin;
    node.end -= top.begin;
    design_.tree.nodes[first + i] = node;
  }
  holding.row.root = NodeId{first};
  holding.row.name_node = NodeId{first + (static_cast<std::uint32_t>(row.name_node) - from)};
  if (!is_scope_known_[static_cast<std::uint32_t>(row.kind)]) holding.row.space = space_of(holding.row);
  if (free_holdings_.empty()) {
    holdings_.push_back(holding);
    return static_cast<std::uint32_t>(holdings_.size() - 1);
  }
  const std::uint32_t number = free_holdings_.back();
  free_holdings_.pop_back();
  holdings_[number] = holding;
  return number;
}

bool Documents::same_nodes(const Holding& one, const Holding& other) const {
  if (one.nodes != other.nodes || one.row.version != other.row.version) return false;
  const auto a = design_.tree.nodes.begin() + static_cast<std::uint32_t>(one.row.root);
  const auto b = design_.tree.nodes.begin() + static_cast<std::uint32_t>(other.row.root);
  return std::equal(a, a + one.nodes, b, [](const data::Node& left, const data::Node& right) {
    return left.text == right.text && left.type == right.type && left.begin == right.begin && left.end == right.end &&
           left.size == right.size && left.count == right.count;
  });
}

std::uint32_t Documents::allocate(std::uint32_t count) {
  const std::uint32_t size_class = (count + kRange - 1) / kRange;
  if (size_class < free_ranges_.size() && !free_ranges_[size_class].empty()) {
    const std::uint32_t first = free_ranges_[size_class].back();
    free_ranges_[size_class].pop_back();
    free_nodes_ -= std::size_t{size_class} * kRange;
    return first;
  }
  const auto first = static_cast<std::uint32_t>(design_.tree.nodes.size());
  design_.tree.nodes.resize(design_.tree.nodes.size() + std::size_t{size_class} * kRange);
  return first;
}

void Documents::release_nodes(const Holding& holding) {
  const std::uint32_t size_class = (holding.nodes + kRange - 1) / kRange;
  if (size_class >= free_ranges_.size()) free_ranges_.resize(std::size_t{size_class} + 1);
  free_ranges_[size_class].push_back(static_cast<std::uint32_t>(holding.row.root));
  free_nodes_ += std::size_t{size_class} * kRange;
}

design::KindId Documents::kind_of(const design::DesignKind& kind) {
  const auto id = static_cast<std::uint32_t>(design_.kinds.size());
  const auto [found, is_new] = kinds_.try_emplace(pair_key(kind.group, kind.name), design::KindId{id});
  if (is_new) {
    const model::Kind* known = model::find_kind(interner_.text(kind.group), interner_.text(kind.name));
    design_.kinds.push_back({kind.name, kind.group, known == nullptr || known->namespaced});
    is_scope_known_.push_back(known != nullptr);
    if (known == nullptr) definitions_changed_ = true;  // a definition may have been there before
  }
  return found->second;
}

// ---- identities

Documents::Identity Documents::identity_of(const Holding& holding) const {
  return {static_cast<std::uint32_t>(holding.row.kind), holding.row.space, holding.row.name};
}

Documents::Claim& Documents::touched(const Holding& holding) {
  const Identity identity = identity_of(holding);
  Claim& claim = claims_[identity];
  if (!claim.is_touched) {
    claim.is_touched = true;
    claim.before = claim.holdings.empty() ? kNobody : claim.holdings.front();
    touched_.push_back(identity);
  }
  return claim;
}

void Documents::claim(std::uint32_t number) {
  const Holding& holding = holdings_[number];
  definitions_changed_ = definitions_changed_ || is_definition(holding);
  auto& holdings = touched(holding).holdings;
  const auto after = std::find_if(holdings.begin(), holdings.end(), [&](std::uint32_t other) {
    return std::tie(*holding.document, holding.place) < std::tie(*holdings_[other].document, holdings_[other].place);
  });
  holdings.insert(after, number);
}

void Documents::unclaim(std::uint32_t number) {
  const Holding& holding = holdings_[number];
  definitions_changed_ = definitions_changed_ || is_definition(holding);
  std::erase(touched(holding).holdings, number);
}

// ---- scopes of kinds that only definitions in the design tell

bool Documents::is_definition(const Holding& holding) const {
  const design::DesignKind& kind = design_.kinds[static_cast<std::uint32_t>(holding.row.kind)];
  return interner_.text(kind.name) == "CustomResourceDefinition" &&
         interner_.text(kind.group) == "apiextensions.k8s.io";
}

NodeId Documents::find(NodeId from, std::initializer_list<std::string_view> path) const {
  for (const std::string_view key : path) {
    const auto text = interner_.find(key);
    from = text && from != data::kNoNode ? design_.tree.find(from, *text) : data::kNoNode;
  }
  return from;
}

base::StrId Documents::space_of(const design::Component& row) const {
  if (!row.namespaced) return base::kEmptyText;
  const NodeId node = find(row.root, {"metadata", "namespace"});
  const bool is_there = node != data::kNoNode && design_.tree.type(node) == data::NodeType::text &&
                        design_.tree.at(node).text != base::kEmptyText;
  return is_there ? design_.tree.at(node).text : interner_.find(options_.default_namespace).value_or(base::kEmptyText);
}

void Documents::rescope() {
  const auto text_at = [&](NodeId from, std::initializer_list<std::string_view> path) {
    const NodeId node = find(from, path);
    return node != data::kNoNode && design_.tree.type(node) == data::NodeType::text ? design_.tree.at(node).text
                                                                                    : base::kEmptyText;
  };
  std::unordered_map<std::uint64_t, bool> defined;  // namespaced; the first definition counts
  for (const auto& [name, holdings] : documents_) {
    for (const std::uint32_t number : holdings) {
      if (!is_definition(holdings_[number])) continue;
      const NodeId spec = find(holdings_[number].row.root, {"spec"});
      const base::StrId kind = text_at(spec, {"names", "kind"});
      if (kind == base::kEmptyText) continue;
      defined.try_emplace(pair_key(text_at(spec, {"group"}), kind),
                          interner_.text(text_at(spec, {"scope"})) != "Cluster");
    }
  }
  std::vector<bool> has_changed(design_.kinds.size());
  for (std::size_t i = 1; i < design_.kinds.size(); ++i) {
    design::DesignKind& kind = design_.kinds[i];
    if (is_scope_known_[i]) continue;
    const auto found = defined.find(pair_key(kind.group, kind.name));
    const bool namespaced = found == defined.end() || found->second;
    has_changed[i] = namespaced != kind.namespaced;
    kind.namespaced = namespaced;
  }
  for (const auto& [name, holdings] : documents_) {
    for (const std::uint32_t number : holdings) {
      Holding& holding = holdings_[number];
      const auto kind = static_cast<std::uint32_t>(holding.row.kind);
      if (!has_changed[kind]) continue;
      unclaim(number);
      holding.row.namespaced = design_.kinds[kind].namespaced;
      holding.row.space = space_of(holding.row);
      claim(number);
    }
  }
}

// ---- the design

void Documents::perform(Step& step) {
  const Holding& holding = holdings_[step.holding];
  switch (step.kind) {
    case Step::Kind::enter:
      step.component = design_.enter(holding.row);
      if (static_cast<std::uint32_t>(step.component) >= holding_of_.size()) holding_of_.push_back(0);
      claims_.at(identity_of(holding)).component = step.component;
      ++active_;
      break;
    case Step::Kind::change: design_.components[static_cast<std::uint32_t>(step.component)] = holding.row; break;
    case Step::Kind::leave: {
      design::Component& row = design_.components[static_cast<std::uint32_t>(step.component)];
      left_.push_back({step.component, row, step.holding});
      design_.leave(step.component);
      row.kind = kGone;
      row.root = NodeId{0};
      row.name_node = NodeId{0};
      --active_;
      return;
    }
  }
  holding_of_[static_cast<std::uint32_t>(step.component)] = step.holding;
}

void Documents::finish() {
  for (const Left& left : left_) design_.release(left.component);
  left_.clear();
  for (const std::uint32_t holding : dropped_) {
    release_nodes(holdings_[holding]);
    free_holdings_.push_back(holding);
  }
  dropped_.clear();
  for (const std::string& document : emptied_) {
    const auto place = documents_.find(document);
    if (place != documents_.end() && place->second.empty()) documents_.erase(place);
  }
  emptied_.clear();
}

void Documents::reserve() {
  const auto grow = [](auto& list) { list.reserve(list.size() + list.size() / 4); };
  grow(design_.tree.nodes);
  grow(design_.components);
  grow(holdings_);
  grow(holding_of_);
  grow(claims_);
}

// ---- texts

template <typename F>
void Documents::for_each_text(F&& f) {
  for (design::DesignKind& kind : design_.kinds) {
    f(kind.name);
    f(kind.group);
  }
  for (auto& [name, holdings] : documents_) {
    for (const std::uint32_t number : holdings) {
      Holding& holding = holdings_[number];
      for (base::StrId* text : {&holding.row.name, &holding.row.space, &holding.row.version}) f(*text);
      const auto first = static_cast<std::uint32_t>(holding.row.root);
      for (std::uint32_t i = first; i < first + holding.nodes; ++i) f(design_.tree.nodes[i].text);
    }
  }
}

void Documents::mark_texts(std::vector<bool>& kept) {
  for_each_text([&](base::StrId text) { kept[static_cast<std::uint32_t>(text)] = true; });
  if (const auto space = interner_.find(options_.default_namespace)) kept[static_cast<std::uint32_t>(*space)] = true;
}

void Documents::renumber_texts(const std::vector<base::StrId>& now) {
  for_each_text([&](base::StrId& text) { text = now[static_cast<std::uint32_t>(text)]; });
  kinds_.clear();
  for (std::uint32_t i = 1; i < design_.kinds.size(); ++i) {
    kinds_.emplace(pair_key(design_.kinds[i].group, design_.kinds[i].name), design::KindId{i});
  }
  std::unordered_map<Identity, Claim, IdentityHash> claims;
  claims.reserve(claims_.size());
  for (auto& [identity, claim] : claims_) {
    claims.emplace(identity_of(holdings_[claim.holdings.front()]), std::move(claim));
  }
  claims_ = std::move(claims);
  for (std::uint32_t i = 0; i < design_.components.size(); ++i) {
    design::Component& row = design_.components[i];
    if (row.kind == kGone) {
      row.name = row.space = row.version = base::kEmptyText;
    } else {
      row = holdings_[holding_of_[i]].row;
    }
  }
}

std::string Documents::id(ComponentId component) const {
  for (const Left& left : left_) {
    if (left.component != component) continue;
    std::string result(interner_.text(design_.kinds[static_cast<std::uint32_t>(left.row.kind)].name));
    if (left.row.namespaced) result.append("/").append(interner_.text(left.row.space));
    return result.append("/").append(interner_.text(left.row.name));
  }
  return design_.id(component, interner_);
}

std::string_view Documents::document(ComponentId component) const {
  return *holdings_[holding_of_[static_cast<std::uint32_t>(component)]].document;
}

std::uint32_t Documents::begin(ComponentId component) const {
  return holdings_[holding_of_[static_cast<std::uint32_t>(component)]].begin;
}

bool Documents::holds(ComponentId component, NodeId node) const {
  const auto root = static_cast<std::uint32_t>(design_.at(component).root);
  const auto number = static_cast<std::uint32_t>(node);
  return root != 0 && number >= root && number < root + design_.tree.nodes[root].size;
}

std::optional<ComponentId> Documents::holder(NodeId node) const {
  for (std::uint32_t i = 0; i < design_.components.size(); ++i) {
    if (holds(ComponentId{i}, node)) return ComponentId{i};
  }
  return std::nullopt;
}

}  // namespace meshplay::live
