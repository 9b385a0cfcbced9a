#include "engine/text/source.h"

#include <catch2/catch.hpp>

using meshplay::text::FileId;
using meshplay::text::kNoFile;
using meshplay::text::Place;
using meshplay::text::SourceSet;
using meshplay::text::Span;

namespace {

void check_place(std::string content, std::uint32_t offset, std::uint32_t line, std::uint32_t column) {
  SourceSet sources;
  const FileId file = sources.add("a.yaml", std::move(content));
  const Place place = sources.place(file, offset);
  CAPTURE(offset);
  CHECK(place.line == line);
  CHECK(place.column == column);
}

}  // namespace

TEST_CASE("lines and columns count from 1") {
  check_place("", 0, 1, 1);
  check_place("abc", 0, 1, 1);
  check_place("abc", 2, 1, 3);
  check_place("a\nbc", 1, 1, 2);
  check_place("a\nbc", 2, 2, 1);
  check_place("a\nbc\n", 5, 3, 1);
}

TEST_CASE("columns count code points, not bytes") {
  check_place("\xe6\x97\xa5\xe6\x9c\xac: x", 8, 1, 5);
  check_place("\xc3\xa9t\xc3\xa9 x", 5, 1, 4);
}

TEST_CASE("a byte order mark is no column") {
  check_place("\xef\xbb\xbfkind", 3, 1, 1);
  check_place("\xef\xbb\xbfkind", 5, 1, 3);
  check_place("\xef\xbb\xbfkind\nx", 8, 2, 1);
}

TEST_CASE("an offset past the end is the end") { check_place("ab\nc", 99, 2, 2); }

TEST_CASE("a line comes without its line ending") {
  SourceSet sources;
  const FileId file = sources.add("a.yaml", "first\r\nsecond\n\nfourth");
  CHECK(sources.line(file, 1) == "first");
  CHECK(sources.line(file, 2) == "second");
  CHECK(sources.line(file, 3).empty());
  CHECK(sources.line(file, 4) == "fourth");
  CHECK(sources.line(file, 5).empty());
  CHECK(sources.line(file, 0).empty());
}

TEST_CASE("a span gives its text, an unknown one none") {
  SourceSet sources;
  const FileId file = sources.add("-", "kind: Pod");
  CHECK(sources.text(Span{file, 6, 9}) == "Pod");
  CHECK(sources.text(Span{file, 9, 9}).empty());
  CHECK(sources.text(Span{file, 50, 60}).empty());
  CHECK(sources.text(Span{}).empty());
  CHECK_FALSE(Span{}.known());
  CHECK(Span{}.file == kNoFile);
}

TEST_CASE("files keep their names, texts and order") {
  SourceSet sources;
  const FileId first = sources.add("a.yaml", "a");
  const std::string_view content = sources.content(first);
  for (int i = 0; i < 1000; ++i) sources.add("b" + std::to_string(i), "text");
  CHECK(sources.size() == 1001);
  CHECK(sources.name(first) == "a.yaml");
  CHECK(sources.content(first).data() == content.data());
  CHECK(sources.name(FileId{1000}) == "b999");
}

TEST_CASE("a set above another has its files by the same ids, and keeps its own to itself") {
  SourceSet below;
  const FileId first = below.add("a.mesh", "short");
  below.hide_first_line(below.add("b.mesh", "hidden\nx"));
  SourceSet above = below.above();
  const FileId own = above.add("c.yaml", "own");
  CHECK(above.name(first) == "a.mesh");
  CHECK(above.content(first) == "short");
  CHECK(above.place(FileId{1}, 7).line == 1);
  CHECK(above.content(own) == "own");
  CHECK(below.size() == 2);
}
