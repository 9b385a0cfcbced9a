#include "engine/design/read_all.h"

#include <catch2/catch.hpp>
#include <string>

namespace meshplay::design {
namespace {

struct Result {
  base::Interner interner;
  data::Tree tree;
  diag::Sink sink;
};

// Every node, document, text and diagnostic.
std::string shown(const Result& result) {
  std::string out;
  for (const data::Node& node : result.tree.nodes) {
    for (const std::uint32_t part : {static_cast<std::uint32_t>(node.text), node.begin, node.end, node.size,
                                     std::uint32_t{node.count}, static_cast<std::uint32_t>(node.type)}) {
      out += std::to_string(part) + ' ';
    }
  }
  for (const data::Document& document : result.tree.documents) {
    out += std::to_string(static_cast<std::uint32_t>(document.root)) + '@' +
           std::to_string(static_cast<std::uint32_t>(document.file)) + ' ';
  }
  for (std::uint32_t i = 0; i < result.interner.size(); ++i) {
    out += std::string(result.interner.text(base::StrId{i})) + '\n';
  }
  for (const diag::Diagnostic& diagnostic : result.sink.all()) {
    out += diagnostic.message + '@' + std::to_string(static_cast<std::uint32_t>(diagnostic.span.file)) + '\n';
  }
  return out;
}

TEST_CASE("threads change neither the tree, nor the texts, nor what is reported") {
  text::SourceSet sources;
  std::vector<Reading> readings;
  for (int i = 0; i < 60; ++i) {
    std::string yaml;
    for (int j = 0; j < 300; ++j) {
      yaml += "---\nkey" + std::to_string((i * 7 + j) % 500) + ": {shared: value" + std::to_string(i) + ", own" +
              std::to_string(i) + ": [1, two, " + std::to_string(j) + "]}\nplain: some text that makes it longer\n";
    }
    if (i % 9 == 4) yaml += "---\na: 1\na: 2\n---\nb: [\n";
    readings.push_back({sources.add("f" + std::to_string(i), yaml), data::Syntax::yaml, {}, 0, 0});
  }
  Result alone;
  for (const Reading& reading : readings) {
    data::read_documents(sources, reading.file, reading.syntax, {}, alone.interner, alone.tree, alone.sink);
  }
  Result together;
  read_all(sources, {}, 0, readings, together.interner, together.tree, together.sink);
  CHECK(shown(together) == shown(alone));
  CHECK(together.sink.errors() == alone.sink.errors());
  CHECK(together.sink.errors() == 14);
  std::size_t next = 0;
  for (const Reading& reading : readings) {
    CHECK(reading.first == next);
    CHECK(reading.last - reading.first == 300);
    CHECK(reading.outcome.documents == 300);
    next = reading.last;
  }
}

}  // namespace
}  // namespace meshplay::design
