#include <algorithm>

#include "tests/differential/program_generator.h"

namespace meshplay::differential {

namespace {

Part leaf_of(std::string text) {
  Part part;
  part.text = std::move(text);
  return part;
}

}  // namespace

// ---- kinds and variables

std::string Scope::kind() {
  const auto one = [&] { return std::string(kKinds[random_.one_of(vocabulary_.kinds)].in_rules); };
  const std::size_t choice = random_.below(100);
  if (choice < 10) return "Component";
  if (choice < 15) return "Component except " + one();
  if (choice < 25) return one() + " | " + one();
  if (choice < 40 && !vocabulary_.kind_names.empty()) return random_.one_of(vocabulary_.kind_names);
  std::string only = one();
  if (choice < 45 && only == "Deployment")
    return random_.one_of({"apps/v1/Deployment", "Component except apps/v1beta1/Deployment"});
  if (choice < 45 && only == "example.com/Widget") return "example.com/v1/Widget";
  return only;
}

std::string Scope::add_component() {
  std::string name = "c" + std::to_string(next_++);
  variables_.push_back({name, Sort::component});
  ++components_;
  return name;
}

std::string Scope::binder(bool element) {
  const std::optional<Variable> component = any_component();
  if (!component || (!element && may_have_component())) {
    const std::string kinds = kind();
    return add_component() + ": " + kinds;
  }
  const std::string name = "e" + std::to_string(next_++);
  const std::size_t choice = random_.below(100);
  if (choice < 15) {
    // The groups of an aggregate are a map.
    std::string source = map(0);
    if (random_.chance(25)) {
      const std::string row = "g" + std::to_string(next_++);
      const std::string inner = random_.chance(50) ? row + ": " + kind() : row + " in " + list(0);
      const bool of_components = inner.find(": ") != std::string::npos;
      source = random_.one_of({"count(", "count(", "sum(1 of ", "max(2 of "}) + inner + " by " + row +
               (of_components ? ".namespace" : "") + ")";
    }
    variables_.push_back({"k" + name, Sort::scalar});
    variables_.push_back({name, Sort::scalar});
    return "k" + name + ", " + name + " in " + source;
  }
  const bool of_items = choice < 70;
  const std::string source = of_items ? items_of(*component) : list(1);
  variables_.push_back({name, of_items ? Sort::item : Sort::scalar});
  return name + " in " + source;
}

std::optional<Scope::Variable> Scope::any_component() {
  std::vector<const Variable*> found;
  for (const Variable& variable : variables_) {
    if (variable.sort == Sort::component) found.push_back(&variable);
  }
  if (found.empty()) return std::nullopt;
  return *random_.one_of(found);
}

// ---- conditions

Part Scope::condition(std::size_t depth, bool positive) {
  const std::size_t choice = random_.below(100);
  if (depth == 0 || choice < 40) return leaf(positive);
  if (choice >= 80) return quantifier(depth - 1, positive);
  Part part;
  if (choice >= 72) {
    part.kind = Part::Kind::negation;
    part.parts.push_back(condition(depth - 1, false));
    return part;
  }
  part.kind = choice < 57 ? Part::Kind::all : Part::Kind::any;
  for (std::size_t i = 2 + random_.below(2); i > 0; --i) part.parts.push_back(condition(depth - 1, positive));
  return part;
}

Part Scope::quantifier(std::size_t depth, bool positive) {
  const std::string op = random_.one_of({"some", "some", "no", "every"});
  const std::size_t variables = variables_.size();
  const std::size_t components = components_;
  Part part;
  part.kind = Part::Kind::block;
  part.text = op + " " + binder(random_.chance(60));
  if (random_.chance(25)) part.text += ", " + binder(random_.chance(70));
  if (op == "every" || random_.chance(85)) {
    part.parts.push_back(condition(std::max<std::size_t>(depth, random_.below(2)), positive && op == "some"));
  }
  variables_.resize(variables);
  components_ = components;
  return part;
}

Part Scope::call(const RelationChoice& relation, const std::vector<std::string>& arguments) {
  std::string out = relation.name + "(";
  for (std::size_t i = 0; i < arguments.size(); ++i) out += (i == 0 ? "" : ", ") + arguments[i];
  return leaf_of(out + ")");
}

Part Scope::relation_leaf(const std::vector<RelationChoice>& relations) {
  const RelationChoice& relation = random_.one_of(relations);
  const std::size_t arguments = relation.arity - (relation.has_via && random_.chance(40) ? 1 : 0);
  std::vector<std::string> names;
  for (std::size_t i = 0; i < arguments; ++i) {
    const std::optional<Variable> variable = any_component();
    names.push_back(!variable || random_.chance(12) ? "_" : variable->name);
  }
  return call(relation, names);
}

Part Scope::leaf(bool positive) {
  const std::size_t choice = random_.below(100);
  const std::optional<Variable> component = any_component();
  if (choice < 18 && !vocabulary_.relations.empty()) return relation_leaf(vocabulary_.relations);
  if (choice < 23 && positive && !vocabulary_.group.empty()) return relation_leaf(vocabulary_.group);
  if (choice < 27 && component && !via().empty()) return graph_leaf();
  if (choice < 30 && !variables_.empty()) {
    const std::string asked = random_.chance(50)   ? text_of(any())
                              : random_.chance(50) ? number_of(any())
                                                   : map_of(any());
    return leaf_of(asked + random_.one_of({" is present", " is absent", " is not present", " is not absent"}));
  }
  if (choice < 37 && component) {
    return leaf_of(component->name + (random_.chance(80) ? " is " : " is not ") + kind());
  }
  if (choice < 40) return leaf_of(flag());
  if (choice < 44 && component) {
    const std::string other = any_component()->name;
    return leaf_of(component->name + random_.one_of({" == ", " != "}) + other);
  }
  return leaf_of(comparison());
}

std::string Scope::comparison() {
  const std::size_t choice = random_.below(112);
  if (choice >= 100) {
    switch (random_.below(6)) {
      case 0:
        return (random_.chance(30) ? random_.one_of({"\"10.0.0.1\"", "\"10.1.2.3\"", "\"fd00::1\""}) : text(0)) +
               " within " +
               random_.one_of({"\"10.0.0.0/8\"", "\"10.0.0.0/30\"", "\"fd00::/16\"", "[\"10.1.0.0/16\", \"fd00::1\"]",
                               "\"0.0.0.0/0\"", "\"a\""});
      case 1:
        return "semver(" + text(0) + ")" + random_.one_of({" == ", " < ", " >= ", " != "}) +
               random_.one_of(std::vector<std::string>{"semver(\"1.2.3\")", "\"v1.2\"", "semver(" + text(0) + ")"});
      case 2:
        return "quantity(" + text(0) + ")" + random_.one_of({" == ", " <= ", " > "}) +
               random_.one_of(std::vector<std::string>{"\"500m\"", "\"1Gi\"", "1", "quantity(" + text(0) + ")"});
      case 3:
        return "duration(" + text(0) + ")" + random_.one_of({" == ", " <= ", " > "}) +
               random_.one_of(std::vector<std::string>{"\"90s\"", "\"1h\"", "60", "duration(" + text(0) + ")"});
      case 4:
        return "port(" + text(0) + ")" + random_.one_of({" == ", " != ", " < "}) +
               random_.one_of(std::vector<std::string>{"1", "\"1\"", "\"a\"", "port(" + number(0) + ")"});
      default:
        return "address(" + text(0) + ")" + random_.one_of({" == ", " != "}) +
               random_.one_of(std::vector<std::string>{"\"10.0.0.1\"", "\"fd00:0::1\"", "address(" + text(0) + ")"});
    }
  }
  if (choice < 42) return text(1) + random_.one_of({" == ", " == ", " == ", " != "}) + text(1);
  if (choice < 54) return number(1) + random_.one_of({" == ", " != ", " < ", " <= ", " > ", " >= "}) + number(1);
  if (choice < 58) return text(1) + random_.one_of({" < ", " <= ", " > ", " >= "}) + text(1);
  if (choice < 65) return text(0) + " in " + (random_.chance(75) ? list(1) : map(0));
  if (choice < 71) {
    if (random_.chance(40)) return map(0) + " includes " + map(0);
    return list(1) + " includes " + (random_.chance(50) ? list(0) : text(0));
  }
  if (choice < 83) return selector() + " selects " + map(1);
  if (choice < 86) return list(0) + " contains " + text(0);
  if (choice < 94) {
    const std::string left = text(1);
    switch (random_.below(5)) {
      case 0: return left + " like " + random_.one_of({"\"a*\"", "\"*x\"", "\"?\"", "\"*\"", "\"b\"", "\"\\\\**\""});
      case 1:
        return left + " matches " +
               random_.one_of({"\"^a\"", "\"x$\"", "\"^[ab]$\"", "\"-\"", "\"^(a|c).*\"", "\".\""});
      case 2: return left + " starts_with " + text(0);
      case 3: return left + " ends_with " + text(0);
      default: return left + " contains " + text(0);
    }
  }
  if (choice < 96) return list(1) + random_.one_of({" == ", " != "}) + list(1);
  if (choice < 98) return map(1) + random_.one_of({" == ", " != "}) + map(1);
  return text(0) + random_.one_of({" == ", " != ", " < ", " >= "}) + number(0);
}

// ---- values

std::string Scope::text_of(const Variable& variable) {
  const std::string& v = variable.name;
  switch (variable.sort) {
    case Sort::scalar: return v;
    case Sort::item:
      return v + random_.one_of({".name", ".name", ".name", ".ref.name", ".ref.kind", ".labels.app", ".tags[0]",
                                 ".labels[\"k/x\"]"});
    case Sort::component: break;
  }
  const std::size_t choice = random_.below(100);
  if (choice < 45) return v + random_.one_of({".name", ".name", ".namespace", ".namespace", ".spec.ref", ".spec.ref"});
  if (choice < 62)
    return v + random_.one_of({".kind", ".group", ".version", ".model", ".spec.owner.name", ".spec.owner.kind"});
  if (choice < 75) {
    return v + random_.one_of({".labels.app", ".labels[\"k/x\"]", ".labels[\"tier\"]", ".annotations.note",
                               ".namespace_labels.app", ".namespace_labels[\"kubernetes.io/metadata.name\"]",
                               ".labels[\"kubernetes.io/metadata.name\"]", ".metadata[\"name\"]",
                               ".spec.template.metadata.labels.app"});
  }
  if (choice < 90) {
    return v + random_.one_of({".spec.items[0].name", ".spec.items[1].ref.name", ".spec.list[0]", ".spec.list[1]",
                               ".spec.map.k", ".spec.map[\"a\"]", ".spec.items[name == \"a\"].ref.name",
                               ".spec.items[ref.name == \"b\"].name", ".spec.more[n == 1].name"});
  }
  return v + ".spec.items[name == " + v + random_.one_of({".name", ".spec.ref"}) + "].tags[0]";
}

std::string Scope::number_of(const Variable& variable) {
  const std::string& v = variable.name;
  if (variable.sort == Sort::scalar) return v;
  if (variable.sort == Sort::item) return v + random_.one_of({".n", ".n", ".n", ".tags[1]"});
  return v + random_.one_of({".spec.n", ".spec.n", ".spec.n", ".spec.items[0].n", ".spec.list[0]", ".spec.map.k",
                             ".spec.items[name == \"a\"].n"});
}

std::string Scope::items_of(const Variable& variable) {
  const std::string& v = variable.name;
  return random_.chance(75) ? v + random_.one_of({".spec.items", ".spec.items", ".spec.items", ".spec.more"})
                            : "all_items(" + v + ")";
}

std::string Scope::list_of(const Variable& variable) {
  const std::string& v = variable.name;
  if (variable.sort == Sort::scalar) return "[" + v + "]";
  if (variable.sort == Sort::item) return random_.chance(85) ? v + ".tags" : "names_of(" + v + ")";
  return random_.chance(80)
             ? v + random_.one_of({".spec.list", ".spec.list", ".spec.items[0].tags", ".spec.items", ".spec.map"})
             : random_.one_of({"all_items(", "names_of("}) + v + ")";
}

std::string Scope::map_of(const Variable& variable) {
  const std::string& v = variable.name;
  if (variable.sort == Sort::scalar) return "{app: " + v + "}";
  if (variable.sort == Sort::item) return v + random_.one_of({".labels", ".labels", ".ref"});
  if (random_.chance(20)) return "labels_of(" + v + ")";
  return v + random_.one_of({".labels", ".labels", ".spec.map", ".spec.template.metadata.labels", ".namespace_labels",
                             ".annotations", ".spec.owner"});
}

std::string Scope::text(std::size_t depth) {
  const std::size_t choice = random_.below(100);
  if (variables_.empty() || choice < 12) {
    return random_.one_of(
        {"\"a\"", "\"a\"", "\"b\"", "\"c\"", "\"x\"", "\"Pod\"", "\"1\"", "\"\"", "\"a-x\"", "\"true\""});
  }
  const Variable variable = any();
  if (depth == 0 || choice < 75) return text_of(variable);
  switch (random_.below(10)) {
    case 7:
    case 8: return function_text(variable);
    case 9: return "min(" + list(0) + ")";
    case 0: return "lower(" + text_of(variable) + ")";
    case 1: return "upper(" + text_of(variable) + ")";
    case 2: return "trim(" + text_of(variable) + ")";
    case 3: return "(" + text_of(variable) + " + " + random_.one_of({"\"-x\"", "\"\""}) + ")";
    case 4: return "(" + text_of(variable) + " default " + text(0) + ")";
    case 5: {
      const std::optional<Variable> component = any_component();
      if (!component) return text_of(variable);
      return "group_of(" + component->name + ".apiVersion, " + component->name + ".kind)";
    }
    default: return "(" + comparison() + " ? " + text_of(variable) + " : " + text(0) + ")";
  }
}

std::string Scope::number(std::size_t depth) {
  const std::size_t choice = random_.below(100);
  if (!vocabulary_.params.empty() && random_.chance(15)) return random_.one_of(vocabulary_.params);
  if (variables_.empty() || choice < 20) return random_.one_of({"0", "1", "1", "2", "3", "1.5"});
  std::string own = number_of(any());
  if (depth == 0 || choice < 60) return own;
  switch (random_.below(13)) {
    case 7:
      return random_.one_of({"length(", "number(", "quantity(", "duration("}) +
             (random_.chance(40) ? random_.one_of({"\"1\"", "\"2.50\"", "\"90s\"", "\"1Gi\""}) : text(0)) + ")";
    case 8: {
      const std::string numbers = "[" + number(0) + ", " + number(0) + "]";
      return random_.one_of({"sum(", "min(", "max(", "avg(", "count("}) + (random_.chance(50) ? numbers : list(0)) +
             ")";
    }
    case 9:
    case 10: return aggregate();
    case 11: {
      const std::string value = graph_value();
      return value.empty() ? own : value;
    }
    case 0: return "(" + own + " + " + number(0) + ")";
    case 1: return "(" + own + " - " + number(0) + ")";
    case 2: return "(" + own + " * " + number(0) + ")";
    case 3: return "(" + own + " / " + number(0) + ")";
    case 4: return "(" + own + " % " + number(0) + ")";
    case 5: return "(-" + own + ")";
    case 6: return "(" + own + " default " + number(0) + ")";
    default: return counted();
  }
}

std::string Scope::counted() {
  if (random_.chance(40)) return "count(" + (random_.chance(70) ? list(0) : map(0)) + ")";
  const std::size_t variables = variables_.size();
  const std::size_t components = components_;
  std::string out = "count(" + binder(random_.chance(50));
  if (random_.chance(75)) out += " where (" + part_text(condition(random_.below(3), false)) + ")";
  variables_.resize(variables);
  components_ = components;
  return out + ")";
}

std::string Scope::aggregate() {
  const std::size_t variables = variables_.size();
  const std::size_t components = components_;
  const std::string op = random_.one_of({"count", "sum", "min", "max", "avg"});
  const std::string rows = binder(random_.chance(60));
  std::string condition;
  if (random_.chance(60)) condition = " where (" + part_text(this->condition(random_.below(2), false)) + ")";
  const std::string value = op == "count" && random_.chance(50) ? "" : number(0) + " of ";
  variables_.resize(variables);
  components_ = components;
  return op + "(" + value + rows + condition + ")";
}

std::string Scope::function_text(const Variable& variable) {
  const std::string own = text_of(variable);
  switch (random_.below(12)) {
    case 0: return "replace(" + own + ", " + random_.one_of({"\"a\"", "\"\"", "\"-\""}) + ", " + text(0) + ")";
    case 1: return "join(" + list(0) + ", " + random_.one_of({"\"-\"", "\"\""}) + ")";
    case 2: return "format(" + random_.one_of({"\"{}-{}\"", "\"{}\"", "\"a\""}) + ", " + own + ")";
    case 3: return "text(" + (random_.chance(50) ? own : number(0)) + ")";
    case 4: return "base64(" + own + ")";
    case 5: return "base64_decode(" + (random_.chance(60) ? "base64(" + own + ")" : own) + ")";
    case 6: return "sha256(" + own + ")";
    case 7: return "address(" + own + ")";
    case 8: return "join(keys(" + map(0) + "), \",\")";
    case 9: return "join(collect(" + text(0) + " of " + "z in " + list(0) + "), \",\")";
    case 10: return "trim(" + own + ", \"ab\")";
    default: return "text(semver(" + own + "))";
  }
}

std::string Scope::via() {
  std::string out;
  for (const RelationChoice& relation : vocabulary_.relations) {
    const bool is_step = relation.arity == 2 || relation.has_via;
    if (is_step && (out.empty() || random_.chance(50))) out += (out.empty() ? "" : ", ") + relation.name;
  }
  return out.empty() ? "" : "via: [" + out + "]";
}

std::string Scope::graph_value() {
  const std::optional<Variable> component = any_component();
  const std::string steps = via();
  if (!component || steps.empty()) return "";
  if (random_.chance(25)) return "count(path(" + component->name + ", " + any_component()->name + ", " + steps + "))";
  return random_.one_of({"depth(", "fan_in(", "fan_out("}) + component->name + ", " + steps + ")";
}

Part Scope::graph_leaf() {
  const std::string steps = via();
  const auto one = [&] { return any_component()->name; };
  switch (random_.below(8)) {
    case 0: return leaf_of("cycle(" + one() + ", " + steps + ")");
    case 1:
    case 2:
      return leaf_of("dominates(" + one() + ", " + one() + ", " + (random_.chance(30) ? "_" : one()) + ", " + steps +
                     ")");
    case 3:
      return leaf_of("component(" + one() + ", " + steps +
                     ") == " + (random_.chance(50) ? one() : "component(" + one() + ", " + steps + ")"));
    default: return leaf_of("reachable(" + (random_.chance(15) ? "_" : one()) + ", " + one() + ", " + steps + ")");
  }
}

std::string Scope::list(std::size_t depth) {
  if (variables_.empty()) return "[\"a\", \"b\", 1]";
  const std::size_t choice = random_.below(108);
  if (choice >= 100) {
    return random_.one_of(std::vector<std::string>{"split(" + text(0) + ", \"-\")", "keys(" + map(0) + ")",
                                                   "values(" + map(0) + ")", "collect(" + list_of(any()) + ")"});
  }
  if (depth > 0 && choice < 20) return "(" + list_of(any()) + " + " + list(0) + ")";
  if (choice < 35) {
    std::string out = "[" + text(0);
    if (random_.chance(60)) out += ", " + text(0);
    if (random_.chance(30)) out += ", " + number(0);
    return out + "]";
  }
  return list_of(any());
}

std::string Scope::map(std::size_t depth) {
  if (variables_.empty() || random_.chance(8)) return "{app: " + text(0) + "}";
  const Variable variable = any();
  if (depth > 0 && random_.chance(25)) return "(" + map_of(variable) + " default {})";
  return map_of(variable);
}

std::string Scope::selector() {
  const std::optional<Variable> component = any_component();
  if (!component || random_.chance(6)) return random_.one_of({"{}", "{app: \"a\"}"});
  if (random_.chance(12)) return map(0);
  const std::string own = component->name + ".spec.selector";
  return random_.chance(10) ? "(" + own + " default {})" : own;
}

std::string Scope::flag() {
  if (variables_.empty() || random_.chance(10)) return random_.one_of({"true", "false"});
  const Variable variable = any();
  if (variable.sort == Sort::scalar) return variable.name;
  return variable.name + (variable.sort == Sort::item ? ".flag" : ".spec.flag");
}

// ---- where people read them

std::string Scope::shown() {
  const Variable variable = any();
  const std::string& v = variable.name;
  switch (variable.sort) {
    case Sort::scalar: return v;
    case Sort::item: return v + random_.one_of({".name", ".n", ".tags", ".labels", ""});
    default:
      return v + random_.one_of({"", ".name", ".name", ".kind", ".spec.n", ".spec.list", ".spec.map", ".spec.items[0]",
                                 ".labels", ".namespace_labels", ".spec.n default 7"});
  }
}

std::string Scope::place() {
  const Variable variable = any();
  const std::string& v = variable.name;
  switch (variable.sort) {
    case Sort::scalar: return v;
    case Sort::item: return v + random_.one_of({".name", ".n", ".tags[0]", ""});
    default:
      return v + random_.one_of({".name", ".spec.selector", ".spec.items", ".spec.ref", ".spec.n", ".kind",
                                 ".labels.app", ".spec.items[name == \"a\"].n", ".namespace_labels.app"});
  }
}

std::string Scope::bound_left() {
  const Variable variable = any();
  return variable.sort == Sort::item ? variable.name + ".name" : text_of(variable);
}

std::string Scope::bound_right() { return any_component()->name + random_.one_of({".name", ".name", ".spec.ref"}); }

}  // namespace meshplay::differential
