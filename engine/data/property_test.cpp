#include <catch2/catch.hpp>
#include <cstdio>
#include <random>

#include "engine/data/read_for_test.h"

namespace meshplay::data {
namespace {

struct Entry;

struct Value {
  NodeType type = NodeType::null;
  std::string text;
  std::vector<Entry> children;
};

struct Entry {
  std::string key;  // only in mappings
  Value value;
};

// A random value, and its spelling in JSON and in many styles of YAML.
class Author {
 public:
  explicit Author(std::uint32_t seed) : random_(seed) {}

  Value value(int depth) {
    Value value;
    const std::uint32_t sort = below(depth > 0 ? 9 : 6);
    if (sort == 0) return value;
    if (sort == 1) {
      value.type = NodeType::boolean;
      value.text = below(2) == 0 ? "true" : "false";
    } else if (sort == 2) {
      value.type = NodeType::integer;
      value.text = std::to_string(static_cast<std::int64_t>(below(2'000'000)) - 1'000'000);
    } else if (sort == 3) {
      value.type = NodeType::number;
      value.text = std::to_string(below(1000)) + "." + std::to_string(below(1000)) + (below(2) == 0 ? "" : "e-3");
    } else if (sort <= 5) {
      value.type = NodeType::text;
      value.text = text();
    } else {
      value.type = sort <= 7 ? NodeType::mapping : NodeType::sequence;
      const std::uint32_t count = below(5);
      for (std::uint32_t i = 0; i < count; ++i) {
        std::string key = value.type == NodeType::mapping ? text() + std::to_string(i) : "";
        value.children.push_back({std::move(key), this->value(depth - 1)});
      }
    }
    return value;
  }

  std::string json(const Value& value) {
    switch (value.type) {
      case NodeType::null: return "null";
      case NodeType::text: return quoted(value.text);
      case NodeType::sequence:
      case NodeType::mapping: {
        const bool mapping = value.type == NodeType::mapping;
        std::string out(1, mapping ? '{' : '[');
        for (const auto& [key, child] : value.children) {
          if (out.size() > 1) out += blank() + ",";
          out += blank();
          if (mapping) out += quoted(key) + blank() + ":" + blank();
          out += json(child) + blank();
        }
        return out + (mapping ? '}' : ']');
      }
      default: return value.text;
    }
  }

  // Begins behind `key:` or `-`, on the same line; ends with a line end.
  std::string yaml(const Value& value, std::size_t indent) {
    const bool collection = value.type == NodeType::mapping || value.type == NodeType::sequence;
    if (value.type == NodeType::text && below(4) == 0 && fits_literal(value.text)) return literal(value.text, indent);
    if (!collection || value.children.empty() || below(4) == 0) return " " + flow(value) + comment() + end_of_line();
    std::string out = comment() + end_of_line();
    const std::string prefix(indent, ' ');
    for (const auto& [key, child] : value.children) {
      if (below(8) == 0) out += end_of_line();
      out += prefix + (value.type == NodeType::mapping ? scalar(key) + ":" : "-") + yaml(child, indent + 1 + below(3));
    }
    return out;
  }

 private:
  std::uint32_t below(std::uint32_t limit) { return static_cast<std::uint32_t>(random_() % limit); }

  std::string text() {
    static const char* const kPieces[] = {"a",
                                          "web",
                                          " ",
                                          ":",
                                          "#",
                                          "-",
                                          "'",
                                          "\"",
                                          "\\",
                                          "\n",
                                          "{",
                                          "}",
                                          "[",
                                          "]",
                                          ",",
                                          "&",
                                          "*",
                                          "!",
                                          "|",
                                          ">",
                                          "%",
                                          "@",
                                          "`",
                                          "?",
                                          "0",
                                          "12",
                                          ".",
                                          "true",
                                          "null",
                                          "~",
                                          "é",
                                          "€",
                                          "\t",
                                          "<<",
                                          "\x7f\x7f",
                                          "\xc2\x85",
                                          "no",
                                          "\xf0\x9f\x98\x80",
                                          "\xe2\x80\xa8",
                                          "="};
    std::string out;
    const std::uint32_t count = below(5);
    for (std::uint32_t i = 0; i < count; ++i) out += kPieces[below(std::size(kPieces))];
    return out;
  }

  std::string blank() {
    static const char* const kBlanks[] = {"", "", " ", "\n", "\t", "\r\n"};
    return kBlanks[below(std::size(kBlanks))];
  }

  // JSON's double quotes, which YAML shares where all beyond ASCII and every control character is an escape.
  std::string quoted(const std::string& text) {
    std::string out = "\"";
    for (std::size_t i = 0; i < text.size(); ++i) {
      const auto c = static_cast<unsigned char>(text[i]);
      char escape[8];
      if (c == '"' || c == '\\') {
        out += '\\';
        out += static_cast<char>(c);
      } else if (c < 0x20 || c == 0x7f) {
        std::snprintf(escape, sizeof escape, "\\u%04x", c);
        out += c == '\n' && below(2) == 0 ? "\\n" : escape;
      } else if (c == 0xc2 && static_cast<unsigned char>(text[i + 1]) == 0x85) {
        out += "\\u0085";
        ++i;
      } else if (c == 0xe2 && static_cast<unsigned char>(text[i + 1]) == 0x80) {
        out += "\\u2028";
        i += 2;
      } else {
        out += static_cast<char>(c);
      }
    }
    return out + "\"";
  }

  static bool is_word(const std::string& text) {
    if (text.size() < 2) return false;
    for (char c : text) {
      if ((c < 'a' || c > 'z')) return false;
    }
    return text != "true" && text != "null" && text != "no";
  }

  std::string scalar(const std::string& text) {
    if (is_word(text) && below(2) == 0) return text;
    if (below(2) == 0 && text.find_first_of("\n\t\x7f\xc2\xe2") == std::string::npos) {
      std::string out = "'";
      for (char c : text) out += c == '\'' ? std::string("''") : std::string(1, c);
      return out + "'";
    }
    return quoted(text);
  }

  std::string flow(const Value& value) {
    static const char* const kNull[] = {"null", "~", "Null"};
    switch (value.type) {
      case NodeType::null: return kNull[below(std::size(kNull))];
      case NodeType::text: return scalar(value.text);
      case NodeType::sequence:
      case NodeType::mapping: {
        const bool mapping = value.type == NodeType::mapping;
        std::string out(1, mapping ? '{' : '[');
        for (const auto& [key, child] : value.children) {
          if (out.size() > 1) out += ", ";
          if (mapping) out += scalar(key) + ": ";
          out += flow(child);
        }
        return out + (mapping ? " }" : " ]");
      }
      default: return value.text;
    }
  }

  static bool fits_literal(const std::string& text) {
    if (text.empty() || text.front() == ' ' || text.front() == '\n' || text.front() == '\t') return false;
    return text.find_first_of("\x7f\xc2\xe2") == std::string::npos;
  }

  std::string literal(const std::string& text, std::size_t indent) {
    std::size_t end = text.size();
    while (end > 0 && text[end - 1] == '\n') --end;
    const std::size_t trailing = text.size() - end;
    std::string out = trailing == 0 ? " |-\n" : trailing == 1 ? " |\n" : " |+\n";
    const std::string prefix(indent + 1, ' ');
    for (std::size_t i = 0; i <= end;) {
      const std::size_t line_end = std::min(text.find('\n', i), end);
      out += prefix + text.substr(i, line_end - i) + "\n";
      i = line_end + 1;
    }
    for (std::size_t i = 1; i < trailing; ++i) out += "\n";
    return out;
  }

  std::string comment() { return below(6) == 0 ? " # é {{ : [" : ""; }
  std::string end_of_line() { return below(6) == 0 ? "\r\n" : "\n"; }

  std::mt19937 random_;
};

TEST_CASE("a document written as JSON and as YAML is one tree") {
  int both = 0;
  for (std::uint32_t seed = 0; seed < 3000; ++seed) {
    Author author(seed);
    Value value = author.value(5);
    while (value.children.empty()) value = author.value(5);
    const std::string json = author.json(value);
    const std::string yaml = "---" + author.yaml(value, 0);
    const test::Reading from_json(json, Syntax::json);
    const test::Reading from_yaml(yaml);
    const test::Reading from_both(json);
    INFO("seed " << seed << "\n" << json << "\n" << yaml);
    REQUIRE(from_json.complaints().empty());
    REQUIRE(from_yaml.complaints().empty());
    REQUIRE(from_json.defects().empty());
    REQUIRE(from_yaml.defects().empty());
    REQUIRE(from_json.shown() == from_yaml.shown());
    if (!from_both.complaints().empty()) continue;  // a tab, which YAML refuses in some places
    REQUIRE(from_both.shown() == from_json.shown());
    ++both;
  }
  CHECK(both > 1000);
}

TEST_CASE("the span of a scalar, read alone, is the scalar") {
  for (std::uint32_t seed = 0; seed < 500; ++seed) {
    Author author(seed);
    Value value = author.value(4);
    while (value.children.empty()) value = author.value(4);
    const std::string json = author.json(value);
    const test::Reading whole(json, Syntax::json);
    INFO("seed " << seed << "\n" << json);
    for (std::uint32_t i = 0; i < whole.tree.nodes.size(); ++i) {
      const Node& node = whole.tree.nodes[i];
      const test::Reading part(json.substr(node.begin, node.end - node.begin), Syntax::json);
      std::string expected;
      whole.show(NodeId{i}, expected);
      REQUIRE(part.shown() == expected);
    }
  }
}

}  // namespace
}  // namespace meshplay::data
