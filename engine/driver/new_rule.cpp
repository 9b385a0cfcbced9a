#include "engine/driver/new_rule.h"

#include <algorithm>
#include <cctype>
#include <optional>

#include "engine/base/nearest.h"
#include "engine/driver/rule_text.h"
#include "engine/driver/state.h"
#include "engine/edit/edit.h"
#include "engine/fix/place.h"
#include "engine/model/kinds.h"

namespace meshplay::driver {

namespace {

using edit::Step;
using edit::Value;

// A step into a list, whichever element it is.
struct Part {
  std::string key;                     // empty: into a list
  std::optional<std::uint32_t> index;  // of a list
};

base::Result<std::vector<Part>> parts_of(const std::string& path) {
  std::vector<Part> parts;
  const auto wrong = [&] { return base::Error{"`" + path + "` is no path: write it as `spec.ports[0].port`"}; };
  for (std::size_t at = 0; at < path.size();) {
    if (path[at] == '[') {
      const std::size_t close = path.find(']', at);
      if (close == std::string::npos) return wrong();
      const std::string inside = path.substr(at + 1, close - at - 1);
      if (inside.size() >= 2 && inside.front() == '"' && inside.back() == '"') {
        parts.push_back({inside.substr(1, inside.size() - 2), std::nullopt});
      } else if (!inside.empty() && inside.size() < 7 &&
                 std::all_of(inside.begin(), inside.end(), [](unsigned char c) { return std::isdigit(c) != 0; })) {
        parts.push_back({"", static_cast<std::uint32_t>(std::stoul(inside))});
      } else {
        return wrong();
      }
      at = close + 1;
    } else {
      const std::size_t end = std::min(path.find_first_of(".[", at), path.size());
      if (end == at) return wrong();
      parts.push_back({path.substr(at, end - at), std::nullopt});
      at = end;
    }
    if (at < path.size() && path[at] == '.' && ++at == path.size()) return wrong();
  }
  if (parts.empty() || parts.front().index) return wrong();
  return parts;
}

// The way to the first value that the parts lead to.
bool find(const Value& value, const std::vector<Part>& parts, std::size_t at, std::vector<Step>& way) {
  if (at == parts.size()) return true;
  const Part& part = parts[at];
  const auto into = [&](std::size_t index, std::size_t next) {
    way.push_back(Step::at(static_cast<std::uint32_t>(index)));
    if (find(value.elements[index], parts, next, way)) return true;
    way.pop_back();
    return false;
  };
  if (value.type == data::NodeType::sequence) {
    if (part.index) return *part.index < value.elements.size() && into(*part.index, at + 1);
    for (std::size_t i = 0; i < value.elements.size(); ++i) {
      if (into(i, at)) return true;
    }
    return false;
  }
  for (const edit::Entry& entry : value.entries) {
    if (part.index || entry.key != part.key) continue;
    way.push_back(Step::into(entry.key));
    if (find(entry.value, parts, at + 1, way)) return true;
    way.pop_back();
  }
  return false;
}

const Value& value_at(const Value& root, const std::vector<Step>& way) {
  const Value* at = &root;
  for (const Step& step : way) {
    if (step.kind == Step::Kind::index) {
      at = &at->elements[step.index];
    } else {
      at = &std::find_if(at->entries.begin(), at->entries.end(), [&](const auto& entry) {
              return entry.key == step.key;
            })->value;
    }
  }
  return *at;
}

// A copy that has nothing else on the way; without `leaf` not even what the way leads to.
Value along(const std::vector<Step>& way, std::size_t at, const Value* leaf) {
  if (at == way.size()) return *leaf;
  const bool is_cut = leaf == nullptr && at + 1 == way.size();
  if (way[at].kind == Step::Kind::index)
    return Value::list(is_cut ? std::vector<Value>() : std::vector{along(way, at + 1, leaf)});
  return Value::map(is_cut ? std::vector<edit::Entry>()
                           : std::vector{edit::Entry{way[at].key, along(way, at + 1, leaf)}});
}

void put(Value& map, const std::string& key, const Value& value) {
  for (edit::Entry& entry : map.entries) {
    if (entry.key != key) continue;
    // Both have a name and what stands on the way.
    for (const edit::Entry& inner : value.entries) put(entry.value, inner.key, inner.value);
    if (!value.is_collection()) entry.value = value;
    return;
  }
  map.entries.push_back({key, value});
}

struct Manifest {
  std::string kind_name;  // `Deployment`
  std::string kind;       // as a rule names it
  std::string id;         // as a test names it
  Value head;             // apiVersion, kind, and the names
  Value value;
};

// Conditions and places of one path.
struct Conditions {
  std::string binders;
  std::string target;  // the last part
  std::string at;      // of the test: every list has one element
};

Conditions conditions_of(const std::string& subject, const std::vector<Step>& way) {
  Conditions result;
  std::string base = subject;
  std::string last_key;
  std::vector<std::string> used{subject};
  for (const Step& step : way) {
    if (step.kind == Step::Kind::index) {
      std::string name = singular(last_key);
      while (std::find(used.begin(), used.end(), name) != used.end()) name += "_";
      used.push_back(name);
      result.binders += "some " + name + " in " + base + "\n";
      base = name;
      result.at += "[0]";
      continue;
    }
    last_key = step.key;
    base += is_plain_key(step.key) ? "." + step.key : "[" + quoted(step.key) + "]";
    result.at += is_plain_key(step.key) ? (result.at.empty() ? "" : ".") + step.key : "[" + quoted(step.key) + "]";
  }
  result.target = base;
  return result;
}

struct Draft {
  std::string summary;
  std::string condition;
  std::string message;
  std::string at;       // of the rule
  std::string test_at;  // of the test
  Value good;
  Value bad;
};

std::string text_of(const NewRule& wanted, const Manifest& manifest, const std::string& subject, const Draft& draft) {
  const auto given = [](const Value& value) {
    return "  given yaml \"\"\"\n    " + edit::json_text(value) + "\n    \"\"\"\n";
  };
  std::string text = "package " + wanted.package + "\n\n/// " + draft.summary + "\n///\n";
  text += "/// Say here why that is wrong, what to avoid and what to do instead.\n";
  text += wanted.severity + " " + wanted.name + " on " + subject + ": " + manifest.kind + " {\n" + draft.condition;
  text += "at " + draft.at + "\nmessage \"" + draft.message + "\"\n}\n\n";
  text += "test " + quoted(wanted.name + " finds it") + " {\n" + given(draft.bad);
  text += "  expect " + wanted.name + " on " + manifest.id + (draft.test_at.empty() ? "" : " at " + draft.test_at) +
          "\n}\n\n";
  text +=
      "test " + quoted(wanted.name + " leaves others alone") + " {\n" + given(draft.good) + "  expect no findings\n}\n";
  return text;
}

// The label that a beginner's first rule asks for.
base::Result<std::string> example_rule(const NewRule& wanted, std::string_view builtin_pack) {
  const auto kinds = model::find_kinds(wanted.kind);
  if (kinds.empty()) {
    const auto near = base::nearest(wanted.kind, model::kind_names());
    return base::Error{"no component kind `" + wanted.kind + "` is known" +
                       (near ? "; did you mean `" + std::string(*near) + "`?" : std::string())};
  }
  Manifest manifest;
  manifest.kind_name = wanted.kind;
  manifest.kind = rule_kind(std::string(kinds[0].group), wanted.kind);
  manifest.id = wanted.kind + "/web";
  const std::string group(kinds[0].group);
  const Value head =
      Value::map({{"apiVersion", Value::of(group.empty() ? "v1" : group + "/v1")}, {"kind", Value::of(wanted.kind)}});
  const std::string subject = lower(wanted.kind);
  Draft draft;
  draft.summary = "A " + wanted.kind + " has no label `team`.";
  draft.condition = "where " + subject + ".labels.team is absent\n";
  draft.at = subject + ".metadata.name";
  draft.test_at = "metadata.name";
  draft.message = "`{" + subject + ".name}` has no label `team`";
  draft.bad = head;
  draft.bad.entries.push_back({"metadata", Value::map({{"name", Value::of("web")}})});
  draft.good = head;
  draft.good.entries.push_back(
      {"metadata", Value::map({{"name", Value::of("web")}, {"labels", Value::map({{"team", Value::of("shop")}})}})});
  return proven(wanted.name, text_of(wanted, manifest, subject, draft), builtin_pack);
}

}  // namespace

std::vector<ManifestInfo> Engine::manifests() const {
  const State& s = *state_;
  std::vector<ManifestInfo> result;
  for (std::uint32_t i = 0; i < s.design.components.size(); ++i) {
    const design::ComponentId id{i};
    ManifestInfo info;
    info.kind = s.interner.text(s.design.kind(id).name);
    info.group = s.interner.text(s.design.kind(id).group);
    const std::string name(s.interner.text(s.design.at(id).name));
    info.short_id = info.kind + "/" + name;
    info.value = fix::edit_value(s.design.at(id).root, s.design.tree, s.interner);
    for (const edit::Entry& entry : info.value.entries) {
      if (entry.key == "apiVersion" || entry.key == "kind") info.head.entries.push_back(entry);
      if (entry.key != "metadata") continue;
      Value metadata = Value::map({});
      for (const edit::Entry& inner : entry.value.entries) {
        if (inner.key == "name" || inner.key == "namespace") metadata.entries.push_back(inner);
      }
      info.head.entries.push_back({"metadata", metadata});
    }
    info.head.type = data::NodeType::mapping;
    info.id = reference(s.design.id(id, s.interner));
    result.push_back(std::move(info));
  }
  return result;
}

base::Result<std::string> new_rule(const NewRule& wanted, std::string_view builtin_pack) {
  if (!is_plain_key(wanted.name)) {
    return base::Error{"`" + wanted.name + "` is no name of a rule: it has letters, digits and `_`"};
  }
  if (wanted.file.empty()) return example_rule(wanted, builtin_pack);
  auto parts = parts_of(wanted.path);
  if (!parts.ok()) return parts.error();
  Options options;
  options.paths = {wanted.file};
  options.builtin_pack = builtin_pack;
  Engine engine(std::move(options));
  engine.load_design();
  for (const diag::Diagnostic& diagnostic : engine.diagnostics().all()) {
    if (diagnostic.severity == diag::Severity::error) return base::Error{diagnostic.message};
  }
  for (const ManifestInfo& found : engine.manifests()) {
    if (!wanted.component.empty() && found.id != wanted.component && found.short_id != wanted.component) continue;
    std::vector<Step> way;
    if (!find(found.value, parts.value(), 0, way)) continue;
    const Value& leaf = value_at(found.value, way);
    Manifest manifest{found.kind, rule_kind(found.group, found.kind), found.id, found.head, found.value};
    const std::string subject = lower(found.kind);
    const Conditions conditions = conditions_of(subject, way);
    std::vector<Step> keys = way;  // the rule looks at every element
    std::erase_if(keys, [](const Step& step) { return step.kind == Step::Kind::index; });
    const std::string shown = edit::path_text(keys);
    Draft draft;
    const bool is_set = leaf.is_collection() || leaf.type == data::NodeType::null;
    const std::string value = leaf.type == data::NodeType::text ? quoted(leaf.text) : leaf.text;
    const std::string what = is_set ? "has `" + shown + "`" : "has `" + shown + ": " + leaf.text + "`";
    if (leaf.type == data::NodeType::null) return base::Error{"`" + shown + "` is null there, which counts as missing"};
    if (what.find('\n') != std::string::npos) return base::Error{"`" + shown + "` has several lines there"};
    draft.summary = "A " + found.kind + " " + what + ".";
    draft.condition =
        conditions.binders + "where " + conditions.target + (is_set ? " is present" : " == " + value) + "\n";
    draft.at = conditions.target;
    draft.test_at = conditions.at;
    draft.message = "`{" + subject + ".name}` " + in_message(what);
    draft.bad = found.head;
    const Value bad = along(way, 0, &leaf);
    put(draft.bad, bad.entries[0].key, bad.entries[0].value);
    draft.good = found.head;
    const Value good = along(way, 0, nullptr);
    for (const edit::Entry& entry : good.entries) put(draft.good, entry.key, entry.value);
    return proven(wanted.name, text_of(wanted, manifest, subject, draft), builtin_pack);
  }
  return base::Error{"nothing in `" + wanted.file + "`" +
                     (wanted.component.empty() ? "" : " named `" + wanted.component + "`") + " has `" + wanted.path +
                     "`"};
}

}  // namespace meshplay::driver
