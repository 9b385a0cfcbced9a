// A random case as a tree of parts, so that it can be written as text and be made smaller part by part.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace meshplay::differential {

// A condition.
struct Part {
  enum class Kind : std::uint8_t {
    leaf,      // text
    all,       // parts, joined by `and`
    any,       // parts, joined by `or`
    negation,  // parts[0]
    block,     // text, a quantifier's or count's binders; `where` parts[0], if there is one
  };
  Kind kind = Kind::leaf;
  std::string text;
  std::vector<Part> parts;
};

// A line of a declaration's body.
struct Item {
  enum class Kind : std::uint8_t {
    plain,   // text
    where,   // `where` condition
    binder,  // text, `where` condition: binds for the whole body
  };
  Kind kind = Kind::plain;
  std::string text;
  std::vector<Part> condition;  // none or one
};

struct Declaration {
  std::string head;  // what stands before `{`, or all of it
  bool has_body = true;
  std::vector<Item> items;
};

struct YamlEntry;

struct Yaml {
  enum class Kind : std::uint8_t { scalar, list, map };
  Kind kind = Kind::scalar;
  std::string scalar;  // as written, quotes included
  std::vector<Yaml> items;
  std::vector<YamlEntry> entries;
};

struct YamlEntry {
  std::string key;
  Yaml value;
};

struct Case {
  std::uint64_t seed = 0;
  std::vector<Declaration> declarations;
  std::vector<Yaml> documents;
};

std::string part_text(const Part& part);
std::string program_text(const Case& value);
std::string document_text(const Yaml& document);  // one line, without its end
std::string design_text(const std::vector<Yaml>& documents);

// The same case with declarations, conditions and documents in another order.
Case shuffled(const Case& value, std::uint64_t seed);

// Leaves out parts as long as `fails` stays true; what cannot be left out remains. Calls `fails` at most `tries` times.
Case shrunk(Case value, const std::function<bool(const Case&)>& fails, std::size_t tries);

}  // namespace meshplay::differential
