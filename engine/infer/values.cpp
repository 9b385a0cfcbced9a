#include "engine/infer/values.h"

#include <algorithm>
#include <bit>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <string_view>

#include "engine/base/hash.h"

namespace meshplay::infer {

using ast::Op;
using data::NodeId;
using data::NodeType;

Values::Values(const design::Design& design, base::Interner& interner)
    : design_(design),
      interner_(interner),
      match_labels_(interner.intern("matchLabels")),
      match_expressions_(interner.intern("matchExpressions")),
      key_(interner.intern("key")),
      operator_(interner.intern("operator")),
      values_(interner.intern("values")) {}

Value Values::from_node(NodeId node) {
  const data::Node& n = design_.tree.at(node);
  switch (n.type) {
    case NodeType::null: return {};
    case NodeType::boolean: return {Tag::boolean, interner_.text(n.text) == "true" ? 1U : 0U, node};
    case NodeType::text: return text_value(n.text, node);
    case NodeType::integer:
    case NodeType::number: {
      const auto text_id = static_cast<std::uint32_t>(n.text);
      const auto known = number_of_text_.find(text_id);
      if (known != number_of_text_.end()) return {Tag::number, known->second, node};
      const std::string_view text = interner_.text(n.text);
      double parsed = std::nan("");
      const char* begin = text.data() + (text.starts_with('+') ? 1 : 0);
      if (text == ".inf" || text == "+.inf") {
        parsed = HUGE_VAL;
      } else if (text == "-.inf") {
        parsed = -HUGE_VAL;
      } else {
        std::from_chars(begin, text.data() + text.size(), parsed);
      }
      const Value result = number(parsed, node);
      number_of_text_.emplace(text_id, result.data);
      return result;
    }
    case NodeType::sequence:
    case NodeType::mapping: return {Tag::node, static_cast<std::uint32_t>(node), node};
  }
  return {};
}

Value Values::number(double value, NodeId origin) {
  if (value == 0) value = 0;  // -0 is 0
  const auto bits = std::bit_cast<std::uint64_t>(value);
  const auto [place, added] = number_index_.emplace(bits, static_cast<std::uint32_t>(numbers_.size()));
  if (added) numbers_.push_back(value);
  return {Tag::number, place->second, origin};
}

Value Values::list(std::vector<Value> elements, bool is_map) {
  std::vector<std::vector<Value>>& pool = keeping_ > 0 ? kept_ : scratch_;
  pool.push_back(std::move(elements));
  const auto number = static_cast<std::uint32_t>(pool.size() - 1) | (keeping_ > 0 ? 0 : kScratch);
  return {is_map ? Tag::map : Tag::list, number, data::kNoNode};
}

Value Values::kept(const Value& value) {
  if ((value.tag != Tag::list && value.tag != Tag::map) || (value.data & kScratch) == 0) return value;
  std::vector<Value> elements = list_at(value.data);
  for (Value& element : elements) element = kept(element);
  const Keep keep(*this);
  return list(std::move(elements), value.tag == Tag::map);
}

std::optional<base::StrId> Values::scalar_text(const Value& value) {
  if (value.tag == Tag::text || value.tag == Tag::version) return base::StrId{value.data};
  if (value.tag != Tag::number && value.tag != Tag::boolean) return std::nullopt;
  if (value.origin != data::kNoNode) return design_.tree.at(value.origin).text;
  return interner_.intern(show(value));
}

Value Values::member(const Value& value, base::StrId key) {
  if (value.tag == Tag::node) {
    const NodeId found = design_.tree.find(NodeId{value.data}, key);
    return found == data::kNoNode ? Value{} : from_node(found);
  }
  if (value.tag == Tag::component) {
    const NodeId found = design_.tree.find(design_.at(design::ComponentId{value.data}).root, key);
    return found == data::kNoNode ? Value{} : from_node(found);
  }
  if (value.tag == Tag::map) {
    const std::vector<Value>& entries = list_at(value.data);
    for (std::size_t i = 0; i + 1 < entries.size(); i += 2) {
      if (entries[i].data == static_cast<std::uint32_t>(key)) return entries[i + 1];
    }
  }
  return {};
}

Value Values::element(const Value& value, double index) {
  if (!(index >= 0) || index >= 4294967295.0 || index != std::floor(index)) return {};
  const auto position = static_cast<std::uint32_t>(index);
  if (value.tag == Tag::node) {
    const NodeId found = design_.tree.element(NodeId{value.data}, position);
    return found == data::kNoNode ? Value{} : from_node(found);
  }
  if (value.tag == Tag::list && position < list_at(value.data).size()) return list_at(value.data)[position];
  return {};
}

bool Values::is_sequence(const Value& value) const {
  return value.tag == Tag::list ||
         (value.tag == Tag::node && design_.tree.type(NodeId{value.data}) == NodeType::sequence);
}

bool Values::is_map(const Value& value) const {
  return value.tag == Tag::map ||
         (value.tag == Tag::node && design_.tree.type(NodeId{value.data}) == NodeType::mapping);
}

std::optional<std::size_t> Values::length(const Value& value) const {
  switch (value.tag) {
    case Tag::node: return design_.tree.at(NodeId{value.data}).count;
    case Tag::list: return list_at(value.data).size();
    case Tag::map: return list_at(value.data).size() / 2;
    default: return std::nullopt;
  }
}

bool Values::equal(const Value& left, const Value& right) {
  if (left.missing() || right.missing()) return false;
  if (is_sequence(left) && is_sequence(right)) {
    std::vector<Value> a;
    std::vector<Value> b;
    for_each_element(left, [&](const Value& v) { a.push_back(v); });
    for_each_element(right, [&](const Value& v) { b.push_back(v); });
    return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(), [&](const Value& x, const Value& y) {
             return (x.missing() && y.missing()) || equal(x, y);
           });
  }
  if (is_map(left) && is_map(right)) {
    if (length(left) != length(right)) return false;
    bool same = true;
    for_each_entry(left, [&](const Value& key, const Value& value) {
      const base::StrId name{key.data};
      same = same && (value.missing() ? has_key(right, name) && member(right, name).missing()
                                      : equal(value, member(right, name)));
    });
    return same;
  }
  return left.tag == right.tag && left.data == right.data && left.tag != Tag::node && left.tag != Tag::list &&
         left.tag != Tag::map;
}

std::uint64_t Values::hash(const Value& value) {
  constexpr std::uint64_t kSequence = 11;
  constexpr std::uint64_t kMap = 13;
  if (is_sequence(value)) {
    std::uint64_t result = kSequence;
    for_each_element(value, [&](const Value& v) { result = base::hash_combine(result, hash(v)); });
    return result;
  }
  if (is_map(value)) {
    std::uint64_t result = kMap;
    for_each_entry(value, [&](const Value& k, const Value& v) { result += base::hash_combine(hash(k), hash(v)); });
    return result;
  }
  return base::mix((static_cast<std::uint64_t>(value.tag) << 32) | value.data, 0x9fb21c651e98df25ULL);
}

// A key with null behind it is there.
bool Values::has_key(const Value& map, base::StrId key) {
  if (map.tag == Tag::node) return design_.tree.find(NodeId{map.data}, key) != data::kNoNode;
  bool found = false;
  for_each_entry(
      map, [&](const Value& entry, const Value&) { found = found || entry.data == static_cast<std::uint32_t>(key); });
  return found;
}

bool Values::contains_element(const Value& list, const Value& element) {
  if (element.missing()) return false;
  bool found = false;
  if (is_map(list)) {
    return element.tag == Tag::text && has_key(list, base::StrId{element.data});
  }
  for_each_element(list, [&](const Value& v) { found = found || equal(v, element); });
  return found;
}

bool Values::includes(const Value& left, const Value& right) {
  bool all = true;
  if (is_map(left) && is_map(right)) {
    for_each_entry(right, [&](const Value& key, const Value& value) {
      all = all && equal(member(left, base::StrId{key.data}), value);
    });
    return all;
  }
  if (is_sequence(right)) {
    for_each_element(right, [&](const Value& v) { all = all && contains_element(left, v); });
    return all && (is_sequence(left) || is_map(left));
  }
  return contains_element(left, right);
}

bool Values::ordered(Op op, const Value& left, const Value& right) {
  int order = 0;
  if (left.tag == Tag::number && right.tag == Tag::number) {
    const double a = number_of(left);
    const double b = number_of(right);
    if (std::isnan(a) || std::isnan(b)) return false;
    order = a < b ? -1 : (a > b ? 1 : 0);
  } else if (left.tag == Tag::text && right.tag == Tag::text) {
    const int compared = interner_.text(base::StrId{left.data}).compare(interner_.text(base::StrId{right.data}));
    order = compared < 0 ? -1 : (compared > 0 ? 1 : 0);
  } else if (left.tag == Tag::version && right.tag == Tag::version) {
    const auto compared = units::compare(version_of(left), version_of(right));
    order = compared < 0 ? -1 : (compared > 0 ? 1 : 0);
  } else {
    return false;
  }
  switch (op) {
    case Op::lt: return order < 0;
    case Op::le: return order <= 0;
    case Op::gt: return order > 0;
    default: return order >= 0;
  }
}

std::strong_ordering Values::order(const Value& left, const Value& right) {
  if (left.tag == right.tag) {
    if (left.tag == Tag::number && number_of(left) != number_of(right)) {
      return number_of(left) < number_of(right) ? std::strong_ordering::less : std::strong_ordering::greater;
    }
    if (left.tag == Tag::text) {
      return interner_.text(base::StrId{left.data}) <=> interner_.text(base::StrId{right.data});
    }
    if (left.tag == Tag::version) return units::compare(version_of(left), version_of(right));
    if (left.tag == Tag::number || left.tag == Tag::boolean)
      return left.data == right.data ? std::strong_ordering::equal : left.data <=> right.data;
  }
  const auto rank = [&](const Value& value) {
    if (is_sequence(value)) return static_cast<std::uint32_t>(Tag::list);
    if (is_map(value)) return static_cast<std::uint32_t>(Tag::map);
    return static_cast<std::uint32_t>(value.tag);
  };
  if (rank(left) != rank(right)) return rank(left) <=> rank(right);
  return show(left) <=> show(right);
}

std::optional<Value> Values::version(std::string_view text) {
  const auto parsed = units::parse_version(text);
  if (!parsed) return std::nullopt;
  const auto canonical = static_cast<std::uint32_t>(interner_.intern(parsed->text()));
  versions_.emplace(canonical, *parsed);
  return Value{Tag::version, canonical, data::kNoNode};
}

bool Values::within(const Value& address, const Value& network) {
  if (address.tag != Tag::text) return false;
  if (is_sequence(network)) {
    bool found = false;
    for_each_element(network,
                     [&](const Value& each) { found = found || (!is_sequence(each) && within(address, each)); });
    return found;
  }
  if (network.tag != Tag::text) return false;
  const auto [own, new_address] = addresses_.try_emplace(address.data);
  if (new_address) own->second = units::parse_address(interner_.text(base::StrId{address.data}));
  const auto [other, new_network] = networks_.try_emplace(network.data);
  if (new_network) other->second = units::parse_network(interner_.text(base::StrId{network.data}));
  return own->second && other->second && other->second->contains(*own->second);
}

bool Values::text_relation(Op op, const Value& left, const Value& right) {
  if (left.tag != Tag::text || right.tag != Tag::text) return false;
  const std::string_view a = interner_.text(base::StrId{left.data});
  const std::string_view b = interner_.text(base::StrId{right.data});
  switch (op) {
    case Op::starts_with: return a.starts_with(b);
    case Op::ends_with: return a.ends_with(b);
    case Op::contains: return a.find(b) != std::string_view::npos;
    case Op::like: return pattern::glob_matches(b, a);
    default: break;
  }
  auto known = regexes_.find(right.data);
  if (known == regexes_.end()) {
    auto compiled = pattern::Regex::compile(b);
    known =
        regexes_.emplace(right.data, compiled.ok() ? std::optional(std::move(compiled.value())) : std::nullopt).first;
  }
  return known->second && known->second->matches(a);
}

bool Values::compare(Op op, const Value& left, const Value& right) {
  if (left.missing() || right.missing()) return false;
  switch (op) {
    case Op::eq: return equal(left, right);
    case Op::ne: return !equal(left, right);
    case Op::lt:
    case Op::le:
    case Op::gt:
    case Op::ge: return ordered(op, left, right);
    case Op::in: return contains_element(right, left);
    case Op::includes: return includes(left, right);
    case Op::selects: {
      const auto wanted = requirements(left);
      return wanted && satisfies(right, *wanted);
    }
    case Op::contains:
      if (is_sequence(left)) return contains_element(left, right);
      return text_relation(op, left, right);
    case Op::starts_with:
    case Op::ends_with:
    case Op::like:
    case Op::matches: return text_relation(op, left, right);
    case Op::within: return within(left, right);
    default: return false;
  }
}

std::optional<std::vector<Requirement>> Values::requirements(const Value& selector) {
  if (!is_map(selector)) return std::nullopt;
  // matchLabels and matchExpressions with a map and a list behind them; a plain map of labels has texts behind its
  // keys.
  bool structured = length(selector) != std::size_t{0};
  for_each_entry(selector, [&](const Value& key, const Value& value) {
    const base::StrId id{key.data};
    const bool fits = (id == match_labels_ && (value.missing() || is_map(value))) ||
                      (id == match_expressions_ && (value.missing() || is_sequence(value)));
    structured = structured && fits;
  });
  std::vector<Requirement> result;
  const auto labels = [&](const Value& map) {
    for_each_entry(map, [&](const Value& key, const Value& value) {
      const auto text = scalar_text(value);
      if (text) {
        result.push_back({Requirement::Operator::in, base::StrId{key.data}, {*text}});
      } else {
        result.push_back({Requirement::Operator::invalid, base::StrId{key.data}, {}});
      }
    });
  };
  if (!structured) {
    labels(selector);
    return result;
  }
  labels(member(selector, match_labels_));
  for_each_element(member(selector, match_expressions_), [&](const Value& expression) {
    Requirement requirement;
    requirement.op = Requirement::Operator::invalid;
    const Value key = member(expression, key_);
    const Value op = member(expression, operator_);
    if (key.tag == Tag::text && op.tag == Tag::text) {
      requirement.key = base::StrId{key.data};
      const std::string_view name = interner_.text(base::StrId{op.data});
      if (name == "In") requirement.op = Requirement::Operator::in;
      if (name == "NotIn") requirement.op = Requirement::Operator::not_in;
      if (name == "Exists") requirement.op = Requirement::Operator::exists;
      if (name == "DoesNotExist") requirement.op = Requirement::Operator::does_not_exist;
    }
    for_each_element(member(expression, values_), [&](const Value& value) {
      const auto text = scalar_text(value);
      if (text) requirement.values.push_back(*text);
    });
    std::sort(requirement.values.begin(), requirement.values.end());
    requirement.values.erase(std::unique(requirement.values.begin(), requirement.values.end()),
                             requirement.values.end());
    // What the API server refuses selects nothing.
    const bool lists_values =
        requirement.op == Requirement::Operator::in || requirement.op == Requirement::Operator::not_in;
    if (lists_values == requirement.values.empty()) requirement.op = Requirement::Operator::invalid;
    result.push_back(std::move(requirement));
  });
  return result;
}

bool Values::satisfies(const Value& labels, const std::vector<Requirement>& requirements) {
  if (!is_map(labels)) return false;
  for (const Requirement& requirement : requirements) {
    const auto text = scalar_text(member(labels, requirement.key));
    const bool listed = text && std::binary_search(requirement.values.begin(), requirement.values.end(), *text);
    bool ok = false;
    switch (requirement.op) {
      case Requirement::Operator::in: ok = listed; break;
      case Requirement::Operator::not_in: ok = !listed; break;
      case Requirement::Operator::exists: ok = text.has_value(); break;
      case Requirement::Operator::does_not_exist: ok = !text.has_value(); break;
      case Requirement::Operator::invalid: ok = false; break;
    }
    if (!ok) return false;
  }
  return true;
}

std::string Values::show(const Value& value) {
  std::string result;
  show_into(value, result, 0);
  return result;
}

void Values::show_into(const Value& value, std::string& out, int depth) {
  constexpr int kMaxDepth = 6;
  switch (value.tag) {
    case Tag::unset:
    case Tag::missing: out += "(missing)"; return;
    case Tag::boolean: out += value.data != 0 ? "true" : "false"; return;
    case Tag::text:
    case Tag::version: out += interner_.text(base::StrId{value.data}); return;
    case Tag::component: out += design_.id(design::ComponentId{value.data}, interner_); return;
    case Tag::number: {
      if (value.origin != data::kNoNode) {
        out += interner_.text(design_.tree.at(value.origin).text);
        return;
      }
      char buffer[32];
      const auto end = std::to_chars(std::begin(buffer), std::end(buffer), number_of(value));
      out.append(std::begin(buffer), end.ptr);
      return;
    }
    default: break;
  }
  if (depth == kMaxDepth) {
    out += "...";
    return;
  }
  bool first = true;
  const auto separate = [&] {
    if (!first) out += ", ";
    first = false;
  };
  if (is_map(value)) {
    for_each_entry(value, [&](const Value& key, const Value& entry) {
      separate();
      show_into(key, out, depth + 1);
      out += ": ";
      show_into(entry, out, depth + 1);
    });
    return;
  }
  for_each_element(value, [&](const Value& element) {
    separate();
    show_into(element, out, depth + 1);
  });
}

}  // namespace meshplay::infer
