// Every example of the language's reference is read without a mistake, also what is not evaluated yet.
#include <catch2/catch.hpp>
#include <fstream>

#include "engine/parse/parser.h"

namespace meshplay::parse {

TEST_CASE("every example of the reference is read without a mistake") {
  std::ifstream in(std::string(SOURCE_FOLDER) + "/grammar/README.md");
  REQUIRE(in);
  std::size_t examples = 0;
  std::string text;
  bool inside = false;
  std::size_t number = 0;
  for (std::string line; std::getline(in, line);) {
    ++number;
    if (!line.starts_with("```")) {
      if (inside) text += line + "\n";
      continue;
    }
    if (inside) {
      INFO("the example that ends in line " << number);
      text::SourceSet sources;
      base::Interner interner;
      diag::Sink sink;
      parse_rules(sources, sources.add("README.md", text), {}, interner, sink);
      for (const diag::Diagnostic& diagnostic : sink.all()) {
        const text::Place place = sources.place(diagnostic.span.file, diagnostic.span.begin);
        FAIL_CHECK(sources.line(diagnostic.span.file, place.line) << ": " << diagnostic.message);
      }
      ++examples;
    }
    inside = !inside && line.starts_with("```mesh");
    text.clear();
  }
  CHECK(examples > 15);
}

}  // namespace meshplay::parse
