// Functions, aggregates and graphs of the naive evaluator. Units are read by the C library's own functions and by
// regular expressions.
#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <map>
#include <optional>
#include <regex>
#include <tuple>

#include "engine/model/kinds.h"
#include "engine/units/digest.h"
#include "tests/differential/naive.h"

namespace meshplay::differential {

using ast::Op;
using check::Function;
using check::kNone;
using Type = Val::Type;
using Edges = std::set<std::pair<std::uint32_t, std::uint32_t>>;

namespace {

// ---- units

std::optional<double> quantity(const std::string& text) {
  static const std::regex kForm(R"(([+-]?)(\d+\.?\d*|\.\d+)(Ki|Mi|Gi|Ti|Pi|Ei|[numkMGTPE]|[eE][+-]?\d+)?)");
  std::smatch parts;
  if (!std::regex_match(text, parts, kForm)) return std::nullopt;
  const std::string suffix = parts[3];
  const long double number = std::stold(parts[1].str() + parts[2].str());
  if (suffix.size() > 1 && suffix[1] != 'i') return std::stod(parts[1].str() + parts[2].str() + suffix);
  static const std::map<std::string, long double> kUnits = {
      {"", 1.0L},      {"n", 1e-9L},    {"u", 1e-6L},    {"m", 1e-3L},   {"k", 1e3L},     {"M", 1e6L},
      {"G", 1e9L},     {"T", 1e12L},    {"P", 1e15L},    {"E", 1e18L},   {"Ki", 0x1p10L}, {"Mi", 0x1p20L},
      {"Gi", 0x1p30L}, {"Ti", 0x1p40L}, {"Pi", 0x1p50L}, {"Ei", 0x1p60L}};
  const long double unit = kUnits.at(suffix);
  // Divided, not multiplied by a fraction that no binary number is.
  return static_cast<double>(suffix == "m"   ? number / 1e3L
                             : suffix == "u" ? number / 1e6L
                             : suffix == "n" ? number / 1e9L
                                             : number * unit);
}

std::optional<double> duration(const std::string& text) {
  static const std::regex kForm(R"([+-]?(0|((\d+\.?\d*|\.\d+)(ns|us|µs|μs|ms|s|m|h))+))");
  static const std::regex kPart(R"((\d+\.?\d*|\.\d+)(ns|us|µs|μs|ms|s|m|h))");
  if (!std::regex_match(text, kForm)) return std::nullopt;
  static const std::map<std::string, long double> kNanoseconds = {
      {"ns", 1}, {"us", 1e3L}, {"µs", 1e3L}, {"μs", 1e3L}, {"ms", 1e6L}, {"s", 1e9L}, {"m", 60e9L}, {"h", 3600e9L}};
  long double sum = 0;
  for (std::sregex_iterator part(text.begin(), text.end(), kPart), end; part != end; ++part) {
    sum += std::stold((*part)[1]) * kNanoseconds.at((*part)[2]);
  }
  return static_cast<double>((text[0] == '-' ? -sum : sum) / 1e9L);
}

std::optional<std::string> version(const std::string& text) {
  static const std::regex kForm(
      R"(v?(0|[1-9]\d*)(\.(0|[1-9]\d*))?(\.(0|[1-9]\d*))?(-([0-9A-Za-z-]+(\.[0-9A-Za-z-]+)*))?(\+[0-9A-Za-z-]+(\.[0-9A-Za-z-]+)*)?)");
  std::smatch parts;
  if (!std::regex_match(text, parts, kForm)) return std::nullopt;
  const auto number = [&](std::size_t group) { return parts[group].matched ? parts[group].str() : std::string("0"); };
  std::string result = number(1) + "." + number(3) + "." + number(5);
  if (parts[7].matched) result += "-" + parts[7].str();
  return result;
}

std::vector<std::string> parts_of(const std::string& text, char separator) {
  std::vector<std::string> parts(1);
  for (const char c : text) {
    if (c == separator) {
      parts.emplace_back();
    } else {
      parts.back() += c;
    }
  }
  return parts;
}

struct Bytes {
  std::array<unsigned char, 16> bytes{};
  unsigned size = 0;
};

std::optional<Bytes> address(const std::string& text) {
  Bytes result;
  if (inet_pton(AF_INET, text.c_str(), result.bytes.data()) == 1) {
    result.size = 4;
    return result;
  }
  if (inet_pton(AF_INET6, text.c_str(), result.bytes.data()) != 1) return std::nullopt;
  result.size = 16;
  const std::array<unsigned char, 12> mapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
  if (std::equal(mapped.begin(), mapped.end(), result.bytes.begin())) {
    std::copy(result.bytes.begin() + 12, result.bytes.end(), result.bytes.begin());
    result.size = 4;
  }
  return result;
}

bool is_in(const std::string& text, const std::string& network) {
  const auto own = address(text);
  const std::size_t slash = network.find('/');
  const auto net = address(network.substr(0, slash));
  if (!own || !net || own->size != net->size) return false;
  unsigned bits = net->size * 8;
  if (slash != std::string::npos) {
    const std::string width = network.substr(slash + 1);
    if (!std::regex_match(width, std::regex("\\d{1,3}"))) return false;
    bits = static_cast<unsigned>(std::stoul(width));
    if (bits > net->size * 8) return false;
  }
  for (unsigned bit = 0; bit < bits; ++bit) {
    const unsigned shift = 7 - bit % 8;
    if (((own->bytes[bit / 8] ^ net->bytes[bit / 8]) >> shift & 1U) != 0) return false;
  }
  return true;
}

// ---- ways in graphs, by trying

// What can be reached from `from` over one edge or more, never stepping on `without`.
std::set<std::uint32_t> reached(const Edges& edges, std::uint32_t from, std::uint32_t without = kNone) {
  std::set<std::uint32_t> result;
  for (bool changed = true; changed;) {
    changed = false;
    for (const auto& [a, b] : edges) {
      if (a == without || b == without || (a != from && result.count(a) == 0)) continue;
      changed = result.insert(b).second || changed;
    }
  }
  return result;
}

}  // namespace

int compare_versions(const std::string& left, const std::string& right) {
  const auto split = [](const std::string& text) {
    const std::size_t dash = text.find('-');
    return std::pair(parts_of(text.substr(0, dash), '.'),
                     dash == std::string::npos ? std::vector<std::string>() : parts_of(text.substr(dash + 1), '.'));
  };
  const auto [a_numbers, a_rest] = split(left);
  const auto [b_numbers, b_rest] = split(right);
  for (std::size_t i = 0; i < 3; ++i) {
    const unsigned long a = std::stoul(a_numbers[i]);
    const unsigned long b = std::stoul(b_numbers[i]);
    if (a != b) return a < b ? -1 : 1;
  }
  if (a_rest.empty() || b_rest.empty()) {
    return static_cast<int>(a_rest.empty()) - static_cast<int>(b_rest.empty());
  }
  const auto is_number = [](const std::string& part) {
    return std::all_of(part.begin(), part.end(), [](char c) { return c >= '0' && c <= '9'; });
  };
  for (std::size_t i = 0; i < std::max(a_rest.size(), b_rest.size()); ++i) {
    if (i == a_rest.size()) return -1;
    if (i == b_rest.size()) return 1;
    if (a_rest[i] == b_rest[i]) continue;
    const bool a = is_number(a_rest[i]);
    const bool b = is_number(b_rest[i]);
    if (a && b) {
      const unsigned long long x = std::stoull(a_rest[i]);
      const unsigned long long y = std::stoull(b_rest[i]);
      if (x != y) return x < y ? -1 : 1;
      continue;
    }
    if (a != b) return a ? -1 : 1;
    return a_rest[i] < b_rest[i] ? -1 : 1;
  }
  return 0;
}

bool Naive::within(const Val& own, const Val& network) const {
  if (own.type != Type::text) return false;
  if (network.type == Type::text) return is_in(own.text, network.text);
  const std::vector<Val> networks = items(network);
  return std::any_of(networks.begin(), networks.end(),
                     [&](const Val& one) { return one.type == Type::text && is_in(own.text, one.text); });
}

// ---- functions

Val Naive::call(const check::Expr& expr, Env& env) {
  std::vector<Val> values;
  values.reserve(program_.list(expr).size());
  for (check::ExprId argument : program_.list(expr)) values.push_back(eval(argument, env));
  const Val& first = values[0];
  const auto text_of = [](const Val& value) -> std::optional<std::string> {
    if (value.scalar() || value.type == Type::version) return value.text;
    return std::nullopt;
  };
  const auto own = text_of(first);
  const auto second = values.size() > 1 ? text_of(values[1]) : std::nullopt;
  const auto number = [](std::optional<double> found) { return found ? of_number(*found) : Val{}; };
  Val list;
  list.type = Type::list;
  switch (expr.function) {
    case Function::group_of: {
      if (!own || !second) return {};
      const std::size_t slash = own->find('/');
      return of_text(
          std::string(model::canonical_group(slash == std::string::npos ? "" : own->substr(0, slash), *second)));
    }
    case Function::lower:
    case Function::upper: {
      if (!own) return {};
      std::string result;
      for (const char c : *own) {
        const bool is_upper = c >= 'A' && c <= 'Z';
        const bool is_lower = c >= 'a' && c <= 'z';
        const bool flip = expr.function == Function::lower ? is_upper : is_lower;
        result += flip ? static_cast<char>(c ^ 0x20) : c;
      }
      return of_text(result);
    }
    case Function::trim: {
      if (!own || (values.size() > 1 && !second)) return {};
      const std::string blank = values.size() > 1 ? *second : " \t\r\n";
      std::string result = *own;
      while (!result.empty() && blank.find(result.back()) != std::string::npos) result.pop_back();
      while (!result.empty() && blank.find(result.front()) != std::string::npos) result.erase(0, 1);
      return of_text(result);
    }
    case Function::split: {
      if (!own || !second || second->empty()) return {};
      std::string rest = *own;
      for (std::size_t at = rest.find(*second); at != std::string::npos; at = rest.find(*second)) {
        list.items.push_back(of_text(rest.substr(0, at)));
        rest.erase(0, at + second->size());
      }
      list.items.push_back(of_text(rest));
      return list;
    }
    case Function::join: {
      if (!second || (first.type != Type::list && first.type != Type::map)) return {};
      std::vector<std::string> parts;
      for (const Val& item : iterated(first)) {
        if (!item.missing()) parts.push_back(show(item));
      }
      std::string result;
      for (std::size_t i = 0; i < parts.size(); ++i) result += (i == 0 ? "" : *second) + parts[i];
      return of_text(result);
    }
    case Function::replace: {
      const auto third = text_of(values[2]);
      if (!own || !second || !third) return {};
      if (second->empty()) return of_text(*own);
      std::string result = *own;
      for (std::size_t at = result.find(*second); at != std::string::npos; at = result.find(*second, at)) {
        result.replace(at, second->size(), *third);
        at += third->size();
      }
      return of_text(result);
    }
    case Function::format: {
      if (!own) return {};
      std::string result;
      std::size_t next = 1;
      for (std::size_t i = 0; i < own->size(); ++i) {
        const std::string two = own->substr(i, 2);
        if (two == "{}") {
          result += next < values.size() ? show(values[next]) : "(missing)";
          ++next;
          ++i;
        } else {
          result += (*own)[i];
          i += two == "{{" || two == "}}" ? 1 : 0;
        }
      }
      return of_text(result);
    }
    case Function::length: {
      if (!own) return {};
      double count = 0;
      for (const char c : *own) count += (static_cast<unsigned char>(c) >> 6) != 2 ? 1 : 0;
      return of_number(count);
    }
    case Function::text: return own ? of_text(*own) : Val{};
    case Function::number: {
      if (first.type == Type::number) return first;
      if (first.type != Type::text) return {};
      static const std::regex kForm(R"(-?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?)");
      if (!std::regex_match(first.text, kForm)) return {};
      const double value = std::strtod(first.text.c_str(), nullptr);
      return std::isfinite(value) ? of_number(value) : Val{};
    }
    case Function::keys:
    case Function::values: {
      if (first.type != Type::map) return {};
      for (const Entry& entry : entries(first)) {
        if (expr.function == Function::keys) {
          list.items.push_back(of_text(entry.key));
          list.items.back().node = entry.key_node;
        } else if (!entry.value.missing()) {
          list.items.push_back(entry.value);
        }
      }
      if (expr.function == Function::keys) {
        std::stable_sort(list.items.begin(), list.items.end(),
                         [](const Val& a, const Val& b) { return a.text < b.text; });
      }
      return list;
    }
    case Function::base64: return own ? of_text(units::base64(*own)) : Val{};
    case Function::base64_decode: {
      const auto decoded = own ? units::base64_decode(*own) : std::nullopt;
      return decoded ? of_text(*decoded) : Val{};
    }
    case Function::sha256: return own ? of_text(units::sha256(*own)) : Val{};
    case Function::quantity:
    case Function::duration:
      if (first.type == Type::number) return first;
      if (first.type != Type::text) return {};
      return number(expr.function == Function::quantity ? quantity(first.text) : duration(first.text));
    case Function::semver: {
      const auto canonical = own ? version(*own) : std::nullopt;
      if (!canonical) return {};
      Val result = of_text(*canonical);
      result.type = Type::version;
      return result;
    }
    case Function::port:
      if (first.type == Type::text && std::regex_match(first.text, std::regex("0*\\d{1,5}")) &&
          std::stoul(first.text) <= 65535) {
        return of_number(std::stod(first.text));
      }
      return first.type == Type::text || first.type == Type::number ? first : Val{};
    case Function::address: {
      const auto bytes = own ? address(*own) : std::nullopt;
      if (!bytes) return {};
      char buffer[INET6_ADDRSTRLEN];
      inet_ntop(bytes->size == 4 ? AF_INET : AF_INET6, bytes->bytes.data(), buffer, sizeof buffer);
      return of_text(buffer);
    }
  }
  return {};
}

// ---- aggregates

// Of values that are there: by type, then by value.
int Naive::order(const Val& left, const Val& right) const {
  if (left.type != right.type) {
    static constexpr Type kOrder[] = {Type::boolean, Type::number, Type::text,   Type::component,
                                      Type::list,    Type::map,    Type::version};
    const auto rank = [](Type type) { return std::find(std::begin(kOrder), std::end(kOrder), type); };
    return rank(left.type) < rank(right.type) ? -1 : 1;
  }
  if (left.type == Type::number) return left.number < right.number ? -1 : left.number > right.number ? 1 : 0;
  if (left.type == Type::version) return compare_versions(left.text, right.text);
  if (left.type == Type::boolean) return static_cast<int>(left.flag) - static_cast<int>(right.flag);
  return show(left).compare(show(right));
}

// One of several equal ones: as none of them is written.
Val Naive::without_place(const Val& value) {
  if (!value.scalar() && value.type != Type::version) return value;
  Val result = value.type == Type::number ? of_number(value.number) : value;
  result.node = data::kNoNode;
  return result;
}

Val Naive::fold(Op op, std::vector<Val> values) const {
  std::stable_sort(values.begin(), values.end(), [&](const Val& a, const Val& b) { return order(a, b) < 0; });
  switch (op) {
    case Op::count: return of_number(static_cast<double>(values.size()));
    case Op::collect: {
      Val list;
      list.type = Type::list;
      for (const Val& value : values) {
        if (list.items.empty() || !equal(list.items.back(), value)) {
          list.items.push_back(value);
        } else {
          list.items.back() = without_place(list.items.back());
        }
      }
      return list;
    }
    case Op::min:
    case Op::max: {
      if (values.empty()) return {};
      const Type type = values[0].type;
      const bool ordered = type == Type::number || type == Type::text || type == Type::version;
      if (!ordered || std::any_of(values.begin(), values.end(), [&](const Val& value) { return value.type != type; })) {
        return {};
      }
      if (op == Op::max) std::reverse(values.begin(), values.end());
      const bool is_only = values.size() == 1 || order(values[0], values[1]) != 0;
      return is_only ? values[0] : without_place(values[0]);
    }
    default: {
      double sum = 0;
      for (const Val& value : values) {
        if (value.type != Type::number) return {};
        sum += value.number;
      }
      if (op == Op::avg && values.empty()) return {};
      if (op == Op::avg) sum /= static_cast<double>(values.size());
      return std::isfinite(sum) ? of_number(sum) : Val{};
    }
  }
}

Val Naive::aggregate(const check::Expr& expr, Env& env) {
  if (expr.kind == check::ExprKind::fold) {
    const Val list = eval(expr.a, env);
    if (list.type != Type::list && list.type != Type::map) return {};
    std::vector<Val> all = iterated(list);
    if (expr.op == Op::count) return of_number(static_cast<double>(all.size()));
    std::erase_if(all, [](const Val& value) { return value.missing(); });
    return fold(expr.op, std::move(all));
  }
  const check::Block& block = program_.blocks[expr.block];
  std::map<std::string, std::vector<Val>> groups;
  for_each_binding(block.vars, 0, env, [&] {
    if (block.condition != kNone && !holds(block.condition, env)) return false;
    const Val value = expr.a == kNone ? of_flag(true) : eval(expr.a, env);
    const Val group = expr.b == kNone ? of_text("") : eval(expr.b, env);
    if (!value.missing() && !group.missing()) groups[show(group)].push_back(value);
    return false;
  });
  if (expr.b == kNone) return fold(expr.op, groups[""]);
  Val map;
  map.type = Type::map;
  for (const auto& [group, values] : groups) {
    Val value = fold(expr.op, values);
    if (!value.missing()) map.entries.push_back({group, std::move(value)});
  }
  return map;
}

// ---- graphs

Edges Naive::steps(std::uint32_t graph) const {
  Edges edges;
  for (const check::RelationId step : program_.graphs[graph].over) {
    for (const Tuple& tuple : tuples_[step]) edges.emplace(tuple[0], tuple[1]);
  }
  return edges;
}

void Naive::close(const check::Relation& relation, std::set<Tuple>& tuples) const {
  const Edges edges = steps(relation.graph);
  std::set<std::uint32_t> starts;
  for (const auto& [from, to] : edges) starts.insert(from);
  for (const std::uint32_t from : starts) {
    const auto all = reached(edges, from);
    for (const std::uint32_t to : all) {
      if (relation.closure == check::Closure::reachable) {
        tuples.insert({from, to});
        continue;
      }
      for (const std::uint32_t by : all) {
        if (by == from || by == to || from == to) continue;
        if (reached(edges, from, by).count(to) == 0) tuples.insert({from, by, to});
      }
    }
  }
}

Val Naive::measure(const check::Expr& expr, Env& env) {
  const Edges edges = steps(expr.index);
  const std::uint32_t own = eval(program_.list(expr)[0], env).component;
  const auto identity = [&](std::uint32_t component) {
    const design::ComponentId id{component};
    return std::tuple(design_.id(id, interner_), text(design_.kind(id).group), text(design_.at(id).version), component);
  };
  switch (expr.measure) {
    case check::Measure::fan_in:
      return of_number(static_cast<double>(
          std::count_if(edges.begin(), edges.end(), [&](const auto& edge) { return edge.second == own; })));
    case check::Measure::fan_out:
      return of_number(static_cast<double>(
          std::count_if(edges.begin(), edges.end(), [&](const auto& edge) { return edge.first == own; })));
    case check::Measure::component: {
      Edges both = edges;
      for (const auto& [a, b] : edges) both.emplace(b, a);
      std::set<std::uint32_t> all = reached(both, own);
      all.insert(own);
      return of_component(*std::min_element(
          all.begin(), all.end(), [&](std::uint32_t a, std::uint32_t b) { return identity(a) < identity(b); }));
    }
    case check::Measure::depth: {
      // A way of more edges than there are components goes round.
      std::function<int(std::uint32_t, std::size_t)> longest = [&](std::uint32_t to, std::size_t length) {
        if (length > design_.components.size()) return -1;
        int most = 0;
        for (const auto& [a, b] : edges) {
          if (b != to) continue;
          const int before = longest(a, length + 1);
          if (before < 0) return -1;
          most = std::max(most, before + 1);
        }
        return most;
      };
      const int depth = longest(own, 0);
      return depth < 0 ? Val{} : of_number(depth);
    }
    case check::Measure::path: {
      const std::uint32_t target = eval(program_.list(expr)[1], env).component;
      // All shortest ways, the smallest of them.
      std::vector<std::vector<std::uint32_t>> ways{{own}};
      for (std::size_t length = 0; length <= design_.components.size() && !ways.empty(); ++length) {
        std::vector<std::vector<std::uint32_t>> longer;
        for (const auto& way : ways) {
          for (const auto& [a, b] : edges) {
            if (a != way.back()) continue;
            longer.push_back(way);
            longer.back().push_back(b);
          }
        }
        std::vector<std::vector<std::uint32_t>> done;
        for (const auto& way : longer) {
          if (way.back() == target) done.push_back(way);
        }
        const auto before = [&](const auto& a, const auto& b) {
          return std::lexicographical_compare(
              a.begin(), a.end(), b.begin(), b.end(),
              [&](std::uint32_t x, std::uint32_t y) { return identity(x) < identity(y); });
        };
        if (!done.empty()) {
          Val list;
          list.type = Type::list;
          for (const std::uint32_t each : *std::min_element(done.begin(), done.end(), before)) {
            list.items.push_back(of_component(each));
          }
          return list;
        }
        // One way to each is enough to go on from, the smallest.
        std::map<std::uint32_t, std::vector<std::uint32_t>> best;
        for (const auto& way : longer) {
          const auto [place, added] = best.try_emplace(way.back(), way);
          if (!added && before(way, place->second)) place->second = way;
        }
        ways.clear();
        for (auto& [end, way] : best) ways.push_back(std::move(way));
      }
      return {};
    }
  }
  return {};
}

}  // namespace meshplay::differential
