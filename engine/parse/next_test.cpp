#include "engine/parse/next.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <string>

#include "engine/parse/vocabulary.h"

namespace meshplay::parse {
namespace {

// What may be written at the bar.
Next at(std::string_view text) {
  const std::size_t bar = text.find('|');
  std::string whole(text.substr(0, bar));
  whole += text.substr(bar + 1);
  return next_at(whole, static_cast<std::uint32_t>(bar));
}

Next in_check(const std::string& text) { return at("deny x on s: Service {\n  " + text + "\n  message \"m\"\n}\n"); }

bool has(const Next& next, std::string_view word) {
  return std::find(next.words.begin(), next.words.end(), word) != next.words.end();
}

TEST_CASE("between declarations the words that begin one are offered") {
  for (const char* text : {"|", "package a\n|", "deny x on s: Service {\n  message \"m\"\n}\n|", "kind A = Pod\n|"}) {
    INFO(text);
    CHECK(at(text).wanted == Wanted::declaration);
    CHECK(has(at(text), "deny"));
    CHECK(has(at(text), "relationship"));
  }
}

TEST_CASE("an item begins a line") {
  CHECK(in_check("|").wanted == Wanted::item);
  CHECK(in_check("where s.a == 1\n  |").wanted == Wanted::item);
  CHECK(has(in_check("|"), "message"));
  CHECK_FALSE(has(in_check("|"), "via"));
  CHECK(has(at("relationship x: edge.mount {\n  |\n}"), "via"));
  CHECK_FALSE(has(at("define d(a: Pod) {\n  |\n}"), "message"));
  const Next test = at("test \"t\" {\n  |\n}");
  CHECK(test.words == std::vector<std::string_view>{"given", "expect"});
  CHECK(test.declaration == "test");
}

TEST_CASE("values, members, keys and kinds are told apart") {
  CHECK(in_check("where |").wanted == Wanted::value);
  CHECK(in_check("where a == |").wanted == Wanted::value);
  CHECK(in_check("where routes(|").wanted == Wanted::value);
  CHECK(in_check("where routes(s, |").wanted == Wanted::value);
  CHECK(in_check("where s.spec.|").wanted == Wanted::member);
  CHECK(in_check("where s.ports[|").wanted == Wanted::selected_key);
  CHECK(in_check("some w: |").wanted == Wanted::kind);
  CHECK(in_check("where count(w: |").wanted == Wanted::kind);
  CHECK(in_check("where s is |").wanted == Wanted::condition_kind);
  CHECK(has(in_check("where s is |"), "present"));
  CHECK(at("deny x on s: |").wanted == Wanted::kind);
  CHECK(at("kind A = |").wanted == Wanted::kind);
  CHECK(at("relationship a: |").wanted == Wanted::taxonomy);
}

TEST_CASE("behind a value it goes on, behind a text it does not") {
  CHECK(in_check("where s.spec |").wanted == Wanted::operation);
  CHECK(has(in_check("where s.spec |"), "starts_with"));
  CHECK(has(in_check("where s.spec |"), "and"));
  CHECK(in_check("category network |").words.empty());
  CHECK(in_check("docs \"https://example.org\" |").words.empty());
}

TEST_CASE("nothing is offered for a new name, or in a text") {
  CHECK(in_check("some |").wanted == Wanted::nothing);
  CHECK(in_check("some |").words.empty());
  CHECK(has(in_check("some w |"), "in"));
  CHECK(at("deny |").wanted == Wanted::nothing);
  CHECK(in_check("message \"half |").wanted == Wanted::nothing);
}

TEST_CASE("tests name rules, components and params") {
  const std::string begin = "test \"t\" {\n  ";
  CHECK(at(begin + "expect |").wanted == Wanted::rule);
  CHECK(has(at(begin + "expect |"), "no"));
  CHECK(at(begin + "expect x on |").wanted == Wanted::component);
  CHECK(at(begin + "given param |").wanted == Wanted::param);
  CHECK(has(at(begin + "given |"), "yaml"));
}

TEST_CASE("params have types, imports packages, fixes actions") {
  CHECK(in_check("param most: |").wanted == Wanted::param_type);
  CHECK(in_check("fix |").words == std::vector<std::string_view>{"set", "remove", "append", "unsafe"});
  CHECK(in_check("category |").wanted == Wanted::category);
  CHECK(in_check("tags a, |").wanted == Wanted::tag);
  CHECK(at("import |").wanted == Wanted::package);
  CHECK(at("model |").wanted == Wanted::model);
}

TEST_CASE("a mistake before the place, in the same declaration, does not hide what is wanted") {
  CHECK(in_check("where ) == 1\n  where s.spec.|").wanted == Wanted::member);
  CHECK(in_check("mesage \"m\"\n  some w: |").wanted == Wanted::kind);
}

TEST_CASE("every word that is offered is one of the language") {
  for (const char* text :
       {"|", "deny x on s: Service {\n  |", "deny x on s: Service {\n  where |", "test \"t\" {\n  given |",
        "deny x on s: Service {\n  where s |", "deny x on s: Service {\n  fix |"}) {
    for (const std::string_view word : at(text).words) {
      INFO(word);
      CHECK(type_of(word).has_value());
    }
  }
}

}  // namespace
}  // namespace meshplay::parse
