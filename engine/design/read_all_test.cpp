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

// Reads with this many threads. 0: every file on its own, as if there were no read_all.
Result read(const text::SourceSet& sources, std::vector<Reading> readings, std::size_t threads,
            const data::Limits& limits, std::string& places) {
  Result result;
  result.interner.intern("known before");
  const text::FileId before{0};
  data::read_documents(sources, before, data::Syntax::yaml, limits, result.interner, result.tree, result.sink);
  if (threads == 0) {
    for (Reading& reading : readings) {
      reading.first = result.tree.documents.size();
      reading.outcome = data::read_documents(sources, reading.file, reading.syntax, limits, result.interner,
                                             result.tree, result.sink);
      reading.last = result.tree.documents.size();
    }
  } else {
    read_all(sources, limits, threads, readings, result.interner, result.tree, result.sink);
  }
  places.clear();
  for (const Reading& reading : readings) {
    places += std::to_string(reading.first) + ".." + std::to_string(reading.last) + ' ' +
              std::to_string(reading.outcome.documents) + (reading.outcome.failed ? " failed\n" : "\n");
  }
  return result;
}

// Whether any number of threads gives the same. The contents must be large enough for several threads.
void check_threads(const std::vector<std::string>& contents, const data::Limits& limits = {}) {
  text::SourceSet sources;
  sources.add("before", "first: document\n");
  std::vector<Reading> readings;
  for (const std::string& content : contents) {
    const std::string name = "f" + std::to_string(readings.size());
    readings.push_back({sources.add(name, content), data::Syntax::yaml, {}, 0, 0});
  }
  std::string places_alone;
  const Result alone = read(sources, readings, 0, limits, places_alone);
  const std::string shown_alone = shown(alone);
  for (const std::size_t threads : {1U, 2U, 3U, 7U}) {
    CAPTURE(threads);
    std::string places;
    const Result together = read(sources, readings, threads, limits, places);
    CHECK((shown(together) == shown_alone));  // too long to be shown
    CHECK(places == places_alone);
    CHECK(together.sink.errors() == alone.sink.errors());
  }
}

std::string documents(int first, int count) {
  std::string yaml;
  for (int i = first; i < first + count; ++i) {
    const std::string number = std::to_string(i);
    yaml += "---\nkey" + std::to_string(i * 7 % 500) + ": {shared: value" + std::to_string(i / 300) + ", own" + number +
            ": [1, two, " + number + "]}\nplain: some text that makes it longer\n";
    if (i % 50 == 3) yaml += "literal: |+\n  line\n\n\n";
    if (i % 70 == 9) yaml += "---\n---\n# nothing\n";
  }
  return yaml;
}

TEST_CASE("threads change neither the tree, nor the texts, nor what is reported") {
  std::vector<std::string> contents;
  for (int i = 0; i < 60; ++i) {
    contents.push_back(documents(i * 300, 300));
    if (i % 9 == 4) contents.back() += "---\na: 1\na: 2\n---\nb: [\n";
    if (i % 20 == 7) contents.emplace_back();
  }
  check_threads(contents);
}

TEST_CASE("one large file is read in pieces, also between small ones") {
  check_threads({documents(0, 30'000)});
  check_threads({documents(0, 300), documents(300, 20'000), documents(20'300, 300), documents(20'600, 9'000), ""});
}

TEST_CASE("a large file that is not common somewhere is read as a whole") {
  const std::string begin = documents(0, 15'000);
  const std::string end = documents(15'000, 15'000);
  const std::vector<std::string> strange = {
      "anchor: &a x\nalias: *a\n",  // only libyaml reads it
      "twice: a\ntwice: b\n",       // a mistake
      "other: \xc3\xa9\n",          // other bytes
      "broken: \xff\n",             // no text at all
      "open: [\n",
      "a: |\n---\n",
  };
  for (const std::string& text : strange) {
    CAPTURE(text);
    check_threads({documents(30'000, 100), begin + "---\n" + text + end, documents(30'100, 100)});
  }
  check_threads({begin + end + "---\n" + strange[1]});
  check_threads({strange[0] + begin + end});
}

TEST_CASE("a large file without documents to cut it at is read as a whole") {
  std::string list = "items:\n";
  for (int i = 0; i < 60'000; ++i) list += "- name: item" + std::to_string(i) + "\n";
  check_threads({list});
  check_threads({list, documents(0, 20'000), list});
}

TEST_CASE("pieces of a file keep its limits") {
  data::Limits limits;
  limits.documents_in_file = 10'000;
  check_threads({documents(0, 9'000), documents(9'000, 12'000)}, limits);
  limits = {};
  limits.file_bytes = 1'000'000;
  check_threads({documents(0, 20'000), documents(20'000, 100)}, limits);
  limits = {};
  limits.nodes_in_document = 10;
  check_threads({documents(0, 15'000) + "---\na: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]\n" + documents(15'000, 5'000)},
                limits);
}

}  // namespace
}  // namespace meshplay::design
