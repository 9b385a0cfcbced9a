#include "engine/driver/rule_by_example.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <optional>
#include <set>
#include <span>

#include "engine/driver/driver.h"
#include "engine/driver/new_rule.h"
#include "engine/driver/rule_text.h"

namespace meshplay::driver {

namespace {

using edit::Value;

// Keys from the object to a value; `[]` goes into each element of a list.
using Path = std::vector<std::string>;
const std::string kEach = "[]";

// What says which object it is, or what a server wrote, tells nothing.
const std::set<Path> kIdentity = {{"apiVersion"},
                                  {"kind"},
                                  {"status"},
                                  {"metadata", "name"},
                                  {"metadata", "namespace"},
                                  {"metadata", "generateName"},
                                  {"metadata", "uid"},
                                  {"metadata", "resourceVersion"},
                                  {"metadata", "generation"},
                                  {"metadata", "creationTimestamp"},
                                  {"metadata", "selfLink"},
                                  {"metadata", "managedFields"},
                                  {"metadata", "ownerReferences"}};

constexpr std::size_t kMostConditions = 8;
constexpr std::size_t kMostInTests = 5;  // objects of each side
constexpr std::size_t kMostPaired = 80;  // conditions that are tried together with another one

// One condition, which an object meets if one of the values that the path leads to does.
struct Atom {
  Path list;  // up to the last `[]`
  Path rest;
  enum class Test : std::uint8_t { absent, present, equal, one_of, above, below, starts, ends, contains };
  Test test = Test::absent;
  std::vector<Value> values;
  int cost = 0;
  std::vector<bool> good;  // which of them meet it
};

const Value* member(const Value& value, const std::string& key) {
  if (value.type != data::NodeType::mapping) return nullptr;
  const auto found =
      std::find_if(value.entries.begin(), value.entries.end(), [&](const edit::Entry& e) { return e.key == key; });
  return found == value.entries.end() ? nullptr : &found->value;
}

// The values that the path leads to.
void collect(const Value& value, const Path& path, std::size_t at, std::vector<const Value*>& found) {
  if (at == path.size()) {
    found.push_back(&value);
  } else if (path[at] == kEach) {
    for (const Value& element : value.elements) collect(element, path, at + 1, found);
  } else if (const Value* next = member(value, path[at])) {
    collect(*next, path, at + 1, found);
  }
}

// Null counts as missing.
const Value* at_rest(const Value& carrier, const Path& rest) {
  const Value* value = &carrier;
  for (const std::string& key : rest) {
    value = member(*value, key);
    if (value == nullptr) return nullptr;
  }
  return value->type == data::NodeType::null ? nullptr : value;
}

std::optional<double> number_of(const Value& value) {
  if (value.type != data::NodeType::integer && value.type != data::NodeType::number) return std::nullopt;
  double result = 0;
  const auto parsed = std::from_chars(value.text.data(), value.text.data() + value.text.size(), result);
  return parsed.ec == std::errc{} ? std::optional(result) : std::nullopt;
}

bool meets(const Value& carrier, const Atom& atom) {
  const Value* value = at_rest(carrier, atom.rest);
  if (atom.test == Atom::Test::absent) return value == nullptr;
  if (value == nullptr) return false;
  switch (atom.test) {
    case Atom::Test::absent: return false;
    case Atom::Test::present: return true;
    case Atom::Test::equal:
    case Atom::Test::one_of: return std::find(atom.values.begin(), atom.values.end(), *value) != atom.values.end();
    case Atom::Test::above:
    case Atom::Test::below: {
      const auto number = number_of(*value);
      const double bound = *number_of(atom.values[0]);
      return number && (atom.test == Atom::Test::above ? *number > bound : *number < bound);
    }
    default: break;
  }
  if (value->type != data::NodeType::text) return false;
  const std::string& part = atom.values[0].text;
  if (atom.test == Atom::Test::starts) return value->text.starts_with(part);
  if (atom.test == Atom::Test::ends) return value->text.ends_with(part);
  return value->text.find(part) != std::string::npos;
}

bool object_meets(const Value& object, const Atom& atom) {
  std::vector<const Value*> carriers;
  collect(object, atom.list, 0, carriers);
  return std::any_of(carriers.begin(), carriers.end(), [&](const Value* carrier) { return meets(*carrier, atom); });
}

void paths_of(const Value& value, Path& path, std::set<Path>& all) {
  if (kIdentity.contains(path)) return;
  if (!path.empty()) all.insert(path);
  for (const edit::Entry& entry : value.entries) {
    path.push_back(entry.key);
    paths_of(entry.value, path, all);
    path.pop_back();
  }
  path.push_back(kEach);
  for (const Value& element : value.elements) paths_of(element, path, all);
  path.pop_back();
}

// Ends of a text that mean something: from a sign on.
std::vector<std::string> endings(const std::string& text) {
  std::vector<std::string> result;
  for (std::size_t i = text.size(); i-- > 1;) {
    if (std::string_view(":/@.-").find(text[i]) != std::string_view::npos) result.push_back(text.substr(i));
  }
  return result;
}

std::vector<std::string> beginnings(const std::string& text) {
  std::vector<std::string> result;
  for (std::size_t i = 0; i + 1 < text.size(); ++i) {
    if (std::string_view(":/@.-").find(text[i]) != std::string_view::npos) result.push_back(text.substr(0, i + 1));
  }
  return result;
}

class Search {
 public:
  Search(std::vector<Value> good, std::vector<Value> bad) : good_(std::move(good)), bad_(std::move(bad)) {}

  // Each one a condition or two that must hold together.
  std::vector<std::vector<Atom>> run() {
    std::set<Path> paths;
    Path path;
    for (const auto* objects : {&good_, &bad_}) {
      for (const Value& object : *objects) paths_of(object, path, paths);
    }
    for (const Path& each : paths) try_path(each);
    std::stable_sort(atoms_.begin(), atoms_.end(), [](const Atom& a, const Atom& b) { return a.cost < b.cost; });
    std::vector<std::pair<int, std::vector<Atom>>> found;
    for (const Atom& atom : atoms_) {
      if (std::none_of(atom.good.begin(), atom.good.end(), [](bool met) { return met; })) {
        found.push_back({atom.cost, {atom}});
      }
    }
    if (found.empty()) {
      const std::size_t most = std::min(atoms_.size(), kMostPaired);
      for (std::size_t i = 0; i < most; ++i) {
        for (std::size_t j = i + 1; j < most; ++j) {
          // Of one list both would have to hold for the same element.
          if (!atoms_[i].list.empty() && atoms_[i].list == atoms_[j].list) continue;
          bool is_apart = true;
          for (std::size_t g = 0; g < good_.size(); ++g)
            is_apart = is_apart && !(atoms_[i].good[g] && atoms_[j].good[g]);
          if (is_apart) found.push_back({atoms_[i].cost + atoms_[j].cost, {atoms_[i], atoms_[j]}});
        }
      }
    }
    std::stable_sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    std::vector<std::vector<Atom>> result;
    for (auto& [cost, atoms] : found) {
      if (result.size() < kMostConditions) result.push_back(std::move(atoms));
    }
    return result;
  }

 private:
  void try_path(const Path& path) {
    Atom atom;
    const auto last = std::find(path.rbegin(), path.rend(), kEach);
    atom.list.assign(path.begin(), last.base());
    atom.rest.assign(last.base(), path.end());
    // Far away, in lists and in labels less is meant than near by.
    const int base = static_cast<int>(path.size()) + 3 * static_cast<int>(std::count(path.begin(), path.end(), kEach)) +
                     (path[0] == "metadata" ? 12 : 0);
    const auto add = [&](Atom::Test test, std::vector<Value> values, int cost) {
      Atom one = atom;
      one.test = test;
      one.values = std::move(values);
      one.cost = base + cost;
      if (!std::all_of(bad_.begin(), bad_.end(), [&](const Value& object) { return object_meets(object, one); }))
        return;
      for (const Value& object : good_) one.good.push_back(object_meets(object, one));
      if (!std::all_of(one.good.begin(), one.good.end(), [](bool met) { return met; }))
        atoms_.push_back(std::move(one));
    };
    if (!atom.rest.empty()) {
      add(Atom::Test::absent, {}, 0);
      add(Atom::Test::present, {}, 1);
    }
    // What all of them meet, the first one meets.
    const std::vector<Value> first = different_values({bad_.data(), 1}, path);
    for (const Value& value : first) {
      add(Atom::Test::equal, {value}, value.type == data::NodeType::boolean ? 1 : 4);
    }
    constexpr std::size_t kMostValues = 4;
    const std::vector<Value> all = different_values(bad_, path);
    if (all.size() > 1 && all.size() <= kMostValues) {
      add(Atom::Test::one_of, all, 10 + 2 * static_cast<int>(all.size()));
    }
    add_bounds(different_values(good_, path), add);
    add_parts(first, add);
  }

  // Scalars of one line, each once, in order.
  static std::vector<Value> different_values(std::span<const Value> objects, const Path& path) {
    std::vector<const Value*> found;
    for (const Value& object : objects) collect(object, path, 0, found);
    std::vector<Value> result;
    std::set<std::pair<data::NodeType, std::string_view>> known;
    for (const Value* value : found) {
      if (value->is_collection() || value->type == data::NodeType::null) continue;
      if (value->text.find('\n') != std::string::npos || !known.emplace(value->type, value->text).second) continue;
      result.push_back(*value);
    }
    return result;
  }

  template <typename Add>
  void add_bounds(const std::vector<Value>& right, const Add& add) {
    const Value* largest = nullptr;
    const Value* smallest = nullptr;
    for (const Value& value : right) {
      const auto number = number_of(value);
      if (!number) return;
      if (largest == nullptr || *number > *number_of(*largest)) largest = &value;
      if (smallest == nullptr || *number < *number_of(*smallest)) smallest = &value;
    }
    if (largest == nullptr) return;
    add(Atom::Test::above, {*largest}, 3);
    add(Atom::Test::below, {*smallest}, 3);
  }

  template <typename Add>
  void add_parts(const std::vector<Value>& values, const Add& add) {
    constexpr std::size_t kMostParts = 200;
    std::set<std::pair<Atom::Test, std::string>> tried;
    const auto try_part = [&](Atom::Test test, const std::string& part, int cost) {
      if (tried.size() < kMostParts && tried.emplace(test, part).second) add(test, {Value::of(part)}, cost);
    };
    for (const Value& value : values) {
      if (value.type != data::NodeType::text) continue;
      for (const std::string& part : endings(value.text)) try_part(Atom::Test::ends, part, 5);
      for (const std::string& part : beginnings(value.text)) try_part(Atom::Test::starts, part, 6);
      for (const char sign : {':', '@', '/', '*'}) {
        if (value.text.find(sign) != std::string::npos) try_part(Atom::Test::contains, std::string(1, sign), 8);
      }
    }
  }

  std::vector<Value> good_;
  std::vector<Value> bad_;
  std::vector<Atom> atoms_;
};

std::string step_text(const std::string& key) { return is_plain_key(key) ? "." + key : "[" + quoted(key) + "]"; }

std::string value_text(const Value& value) {
  return value.type == data::NodeType::text ? quoted(value.text) : value.text;
}

// The text with values in the places of these marks.
std::string filled(std::string_view text, std::initializer_list<std::pair<std::string_view, std::string_view>> marks) {
  std::string result;
  while (!text.empty()) {
    const auto mark =
        std::find_if(marks.begin(), marks.end(), [&](const auto& row) { return text.starts_with(row.first); });
    result += mark == marks.end() ? text.substr(0, 1) : mark->second;
    text.remove_prefix(mark == marks.end() ? 1 : mark->first.size());
  }
  return result;
}

// The condition in the words of the language.
struct Written {
  std::string binders;
  std::string condition;
  std::string at;    // a place that is there
  std::string what;  // `has no \`spec.replicas\``
};

Written written(const Atom& atom, const std::string& subject, std::vector<std::string>& used) {
  Written result;
  std::string base = subject;
  std::string shown;
  std::string last_key = subject;
  for (const std::string& key : atom.list) {
    if (key == kEach) {
      std::string name = singular(last_key);
      while (std::find(used.begin(), used.end(), name) != used.end()) name += "_";
      used.push_back(name);
      result.binders += "some " + name + " in " + base + "\n";
      base = name;
      continue;
    }
    last_key = key;
    base += step_text(key);
    shown += (shown.empty() ? "" : ".") + key;
  }
  result.at = atom.list.empty() ? subject + ".metadata.name" : base;
  std::string path = base;
  for (const std::string& key : atom.rest) {
    path += step_text(key);
    shown += (shown.empty() ? "" : ".") + key;
  }
  // As a condition, and as a message; `{}` is the value.
  struct Words {
    std::string_view condition;
    std::string_view what;
  };
  static constexpr Words kWords[] = {
      {" is absent", "has no `{path}`"},
      {" is present", "has `{path}`"},
      {" == {}", "has `{path}: {plain}`"},
      {" in [{}]", "has a `{path}` that is one of {}"},
      {" > {}", "has a `{path}` above {}"},
      {" < {}", "has a `{path}` below {}"},
      {" starts_with {}", "has a `{path}` that begins with {}"},
      {" ends_with {}", "has a `{path}` that ends with {}"},
      {" contains {}", "has a `{path}` with {} in it"},
  };
  std::string values;
  for (const Value& each : atom.values) values += (values.empty() ? "" : ", ") + value_text(each);
  const std::string plain = atom.values.empty() ? "" : atom.values[0].text;
  const Words& words = kWords[static_cast<std::size_t>(atom.test)];
  result.condition = path + filled(words.condition, {{"{}", values}});
  result.what = filled(words.what, {{"{path}", shown}, {"{plain}", plain}, {"{}", values}});
  if (atom.test != Atom::Test::absent) result.at = path;
  return result;
}

base::Result<std::vector<ManifestInfo>> read(const std::vector<std::string>& paths, std::string_view builtin_pack) {
  Options options;
  options.paths = paths;
  options.builtin_pack = builtin_pack;
  Engine engine(std::move(options));
  engine.load_design();
  for (const diag::Diagnostic& diagnostic : engine.diagnostics().all()) {
    if (diagnostic.severity == diag::Severity::error) return base::Error{diagnostic.message};
  }
  return engine.manifests();
}

std::string test_of(const std::string& title, std::span<const ManifestInfo> objects, const std::string& expected) {
  std::string text = "\n\ntest " + quoted(title) + " {\n  given yaml \"\"\"\n";
  for (std::size_t i = 0; i < objects.size(); ++i) {
    if (i > 0) text += "    ---\n";
    text += "    " + edit::json_text(objects[i].value) + "\n";
  }
  text += "    \"\"\"\n";
  for (const ManifestInfo& object : objects) text += "  expect " + expected + " on " + object.id + "\n";
  return text + "}";
}

}  // namespace

base::Result<ExampleAnswer> rule_by_example(const ExampleRule& wanted, std::string_view builtin_pack) {
  if (!is_plain_key(wanted.name)) {
    return base::Error{"`" + wanted.name + "` is no name of a rule: it has letters, digits and `_`"};
  }
  const auto good = read(wanted.good, builtin_pack);
  if (!good.ok()) return good.error();
  const auto bad = read(wanted.bad, builtin_pack);
  if (!bad.ok()) return bad.error();
  if (good.value().empty()) return base::Error{"there is no object that is right"};
  if (bad.value().empty()) return base::Error{"there is no object that is wrong"};
  const ManifestInfo& first = bad.value()[0];
  std::vector<Value> right;
  std::vector<Value> wrong;
  for (const auto* side : {&good.value(), &bad.value()}) {
    for (const ManifestInfo& object : *side) {
      if (object.kind != first.kind || object.group != first.group) {
        return base::Error{"the objects are of several kinds: `" + first.id + "` and `" + object.id +
                           "`; a check is about one"};
      }
      (side == &good.value() ? right : wrong).push_back(object.value);
    }
  }
  const std::vector<std::vector<Atom>> found = Search(std::move(right), std::move(wrong)).run();
  if (found.empty()) {
    return base::Error{
        "no condition, and no two of them, tell the objects apart: the wrong ones may be wrong for "
        "different reasons; give those of one reason"};
  }
  const std::string subject = lower(first.kind);
  ExampleAnswer answer;
  std::string last_problem;
  for (const std::vector<Atom>& atoms : found) {
    std::vector<std::string> used{subject};
    std::string binders;
    std::string condition;
    std::string what;
    std::string at;
    for (const Atom& atom : atoms) {
      const Written part = written(atom, subject, used);
      binders += part.binders;
      condition += (condition.empty() ? "" : " and ") + part.condition;
      what += (what.empty() ? "" : " and ") + part.what;
      if (at.empty() || at == subject + ".metadata.name") at = part.at;
    }
    std::string one_line = binders + "where " + condition;
    std::replace(one_line.begin(), one_line.end(), '\n', ' ');
    const std::string rule = "package " + wanted.package + "\n\n/// A " + first.kind + " " + what + ".\n///\n" +
                             "/// Say here why that is wrong, what to avoid and what to do instead.\n" +
                             wanted.severity + " " + wanted.name + " on " + subject + ": " +
                             rule_kind(first.group, first.kind) + " {\n" + binders + "where " + condition + "\nat " +
                             at + "\nmessage \"`{" + subject + ".name}` " + in_message(what) + "\"\n}";
    const auto with_tests = [&](std::size_t most) {
      const auto some = [&](const std::vector<ManifestInfo>& objects) {
        return std::span(objects).first(std::min(objects.size(), most));
      };
      return rule + test_of(wanted.name + " finds them", some(bad.value()), wanted.name) +
             test_of(wanted.name + " leaves others alone", some(good.value()), "no " + wanted.name) + "\n";
    };
    // All of them are tried; those that stay in the file are to be read.
    auto done = proven(wanted.name, with_tests(std::max(good.value().size(), bad.value().size())), builtin_pack);
    if (done.ok()) done = proven(wanted.name, with_tests(kMostInTests), builtin_pack);
    if (!done.ok()) {
      last_problem = done.error().message;
      continue;
    }
    answer.conditions.push_back(std::move(one_line));
    if (answer.conditions.size() == wanted.choose) answer.text = done.value();
  }
  if (answer.conditions.empty()) return base::Error{last_problem};
  if (answer.text.empty()) {
    return base::Error{"there are only " + std::to_string(answer.conditions.size()) + " conditions to choose from"};
  }
  return answer;
}

}  // namespace meshplay::driver
