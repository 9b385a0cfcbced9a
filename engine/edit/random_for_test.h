// Random documents in many styles, and random edits of any document.
#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "engine/edit/edit.h"
#include "engine/edit/edit_for_test.h"
#include "engine/edit/scalar_text.h"

namespace meshplay::edit::test {

class Random {
 public:
  explicit Random(std::uint32_t seed) : engine_(seed) {}

  std::uint32_t below(std::uint32_t limit) { return static_cast<std::uint32_t>(engine_() % limit); }
  bool one_in(std::uint32_t many) { return below(many) == 0; }

  std::string text() {
    constexpr const char* kWords[] = {
        "web",        "nginx:1.19", "a b",          "/var/log", "--flag=x",  "app.kubernetes.io/name",
        "10Gi",       "100m",       "yes",          "8080",     "1.5",       "null",
        "2024-05-06", "",           "é€",           "it's",     "say \"x\"", "a: b",
        "a #b",       "- a",        "{x}",          "*",        "@",         "line\nline",
        "line\n",     " lead\nx",   "\ttab",        "x\n\n",    "a\\b",      "#",
        "-",          "x:",         "\xe2\x80\xa8", "\x7f"};
    return kWords[below(std::size(kWords))];
  }

  std::string key() {
    constexpr const char* kKeys[] = {"name", "app",   "spec", "kind", "image", "ports",
                                     "x-y",  "a.b/c", "true", "1",    "a b"};
    return kKeys[below(std::size(kKeys))];
  }

  Value value(std::uint32_t depth) {
    switch (below(depth > 0 ? 12 : 7)) {
      case 0: return {};
      case 1: return Value::boolean(one_in(2));
      case 2: return Value::number(std::to_string(below(70'000)));
      case 3: return Value::number(std::to_string(below(100)) + ".5");
      case 4:
      case 5:
      case 6: return Value::of(text());
      case 7:
      case 8: {
        std::vector<Value> elements;
        for (std::uint32_t i = below(4); i > 0; --i) elements.push_back(value(depth - 1));
        return Value::list(std::move(elements));
      }
      default: return mapping(depth, below(5));
    }
  }

  Value mapping(std::uint32_t depth, std::uint32_t count) {
    std::vector<Entry> entries;
    for (std::uint32_t i = 0; i < count; ++i) {
      std::string name = key();
      bool there = false;
      for (const Entry& entry : entries) there |= entry.key == name;
      if (!there) entries.push_back({std::move(name), value(depth - 1)});
    }
    return Value::map(std::move(entries));
  }

 private:
  std::mt19937 engine_;
};

// Writes a value in YAML with indentation, dashes, quotes, brackets and comments of all sorts, or in JSON.
class Author {
 public:
  explicit Author(Random& random)
      : random_(random), step_(1 + random.below(4)), list_offset_(random.one_in(2) ? 0 : 1 + random.below(3)) {}

  std::string yaml(const Value& value) {
    std::string out;
    if (random_.one_in(4)) out += "# head\n";
    if (random_.one_in(3)) out += "---\n";
    block(value, 0, out);
    if (random_.one_in(5)) out += "# tail\n";
    return out;
  }

  std::string json(const Value& value, bool pretty, const std::string& indent = "") {
    if (!value.is_collection())
      return value.type == data::NodeType::text ? double_quoted(value.text) : scalar(value, true);
    std::string out(1, value.type == data::NodeType::mapping ? '{' : '[');
    const std::string inner = indent + std::string(step_, ' ');
    const auto begin = [&] { out += std::string(out.size() > 1 ? "," : "") + (pretty ? "\n" + inner : ""); };
    for (const Entry& entry : value.entries) {
      begin();
      out += double_quoted(entry.key) + (step_ > 1 ? ": " : ":") + json(entry.value, pretty, inner);
    }
    for (const Value& element : value.elements) {
      begin();
      out += json(element, pretty, inner);
    }
    if (pretty && !value.is_empty_collection()) out += "\n" + indent;
    return out + (value.type == data::NodeType::mapping ? '}' : ']');
  }

 private:
  std::string comment() { return random_.one_in(4) ? " # c" + std::to_string(comments_++) : ""; }

  void between(std::uint32_t column, std::string& out) {
    if (random_.one_in(10)) out += "\n";
    if (random_.one_in(8)) out += std::string(column, ' ') + "# c" + std::to_string(comments_++) + "\n";
  }

  std::string scalar(const Value& value, bool brackets) {
    if (value.type == data::NodeType::null) return random_.one_in(2) || brackets ? "null" : "~";
    constexpr data::Style kStyles[] = {data::Style::plain, data::Style::single_quoted, data::Style::double_quoted};
    return scalar_text(value, kStyles[random_.below(3)], brackets ? Around::brackets : Around::block);
  }

  std::string brackets(const Value& value, std::uint32_t column) {
    if (!value.is_collection()) return scalar(value, true);
    const bool lines = random_.one_in(4) && !value.is_empty_collection();
    const bool trailing = random_.one_in(5) && !value.is_empty_collection();
    const std::string blank = random_.one_in(3) ? " " : "";
    const bool mapping = value.type == data::NodeType::mapping;
    std::string out(1, mapping ? '{' : '[');
    std::size_t left = value.entries.size() + value.elements.size();
    const auto end = [&] {
      --left;
      if (left > 0 || trailing) out += ",";
      if (lines) {
        out += comment() + "\n";
        if (random_.one_in(8)) out += std::string(column + 2, ' ') + "# c" + std::to_string(comments_++) + "\n";
        if (left > 0) out += std::string(column + 2, ' ');
      } else if (left > 0) {
        out += " ";
      }
    };
    if (lines) {
      out += "\n" + std::string(column + 2, ' ');
    } else {
      out += blank;
    }
    for (const Entry& entry : value.entries) {
      out += scalar(Value::of(entry.key), true) + ": " + brackets(entry.value, column + 2);
      end();
    }
    for (const Value& element : value.elements) {
      out += brackets(element, column + 2);
      end();
    }
    out += lines ? std::string(column + 1, ' ') : blank;
    return out + (mapping ? '}' : ']');
  }

  // Behind a colon or a dash.
  void below(const Value& value, std::uint32_t column, std::uint32_t inner, bool dash, std::string& out) {
    const bool literal = value.type == data::NodeType::text && fits_literal(value.text) && random_.one_in(2);
    if (literal) {
      out += value.text.ends_with('\n') ? " |" : " |-";
      out += comment() + "\n";
      for (std::size_t begin = 0; begin < value.text.size();) {
        const std::size_t end = std::min(value.text.find('\n', begin), value.text.size());
        out += std::string(column + inner, ' ') + value.text.substr(begin, end - begin) + "\n";
        begin = end + 1;
      }
    } else if (value.type == data::NodeType::null && random_.one_in(2)) {
      out += comment() + "\n";
    } else if (!value.is_collection() || value.is_empty_collection() || random_.one_in(5)) {
      out += " " + brackets(value, column + inner) + comment() + "\n";
    } else if (dash && random_.one_in(6)) {
      out += comment() + "\n";
      block(value, column + inner, out);
    } else if (dash) {
      const std::size_t at = out.size();
      block(value, column + inner, out);
      out.replace(at, column + 1, "");
    } else {
      out += comment() + "\n";
      block(value, column + (value.type == data::NodeType::sequence ? list_offset_ : inner), out);
    }
  }

  // Whole lines.
  void block(const Value& value, std::uint32_t column, std::string& out) {
    bool first = true;
    for (const Entry& entry : value.entries) {
      if (!first) between(column, out);
      first = false;
      out += std::string(column, ' ') + scalar(Value::of(entry.key), false) + ":";
      below(entry.value, column, step_, false, out);
    }
    for (const Value& element : value.elements) {
      if (!first) between(column, out);
      first = false;
      out += std::string(column, ' ') + "-";
      below(element, column, 1 + step_, true, out);
    }
  }

  Random& random_;
  std::uint32_t step_;
  std::uint32_t list_offset_;
  std::uint32_t comments_ = 0;
};

// Some edits of a document: most can be done.
inline std::vector<Edit> random_edits(const File& file, Random& random, std::uint32_t most) {
  std::vector<Edit> edits;
  if (file.tree.documents.empty()) return edits;
  for (std::uint32_t i = 1 + random.below(most); i > 0; --i) {
    Edit edit;
    const auto document = random.below(static_cast<std::uint32_t>(file.tree.documents.size()));
    data::NodeId node = edit.root = file.tree.documents[document].root;
    while (node != data::kNoNode && (edit.path.empty() || !random.one_in(4))) {
      const data::Node& here = file.tree.at(node);
      const bool inside = here.type == data::NodeType::null || here.type >= data::NodeType::sequence;
      if (!inside && !random.one_in(10)) break;
      const bool list = here.type == data::NodeType::sequence;
      if (list && here.count > 0 && !random.one_in(6)) {
        edit.path.push_back(Step::at(random.below(here.count)));
        node = file.tree.element(node, edit.path.back().index);
      } else if (here.type == data::NodeType::mapping && here.count > 0 && !random.one_in(6)) {
        std::uint32_t left = random.below(here.count);
        file.tree.for_each_entry(node, [&](data::NodeId key, data::NodeId child) {
          if (left-- != 0) return;
          edit.path.push_back(Step::into(std::string(file.interner.text(file.tree.at(key).text))));
          node = child;
        });
      } else {
        edit.path.push_back(list ? Step::at(here.count) : Step::into(random.key()));
        if (random.one_in(3)) edit.path.push_back(random.one_in(3) ? Step::at(0) : Step::into(random.key()));
        node = data::kNoNode;
      }
    }
    const bool list = node != data::kNoNode && file.tree.type(node) == data::NodeType::sequence;
    const std::uint32_t sort = random.below(10);
    edit.action = sort < 4 || node == data::kNoNode ? Action::set : sort < 8 ? Action::remove : Action::append;
    if (list && random.one_in(2)) edit.action = Action::append;
    if (edit.action != Action::remove) edit.value = random.value(2);
    edits.push_back(std::move(edit));
  }
  return edits;
}

}  // namespace meshplay::edit::test
