// The page of each message about syntax shows a wrong and a right example; both are tried here.
#include <catch2/catch.hpp>

#include "engine/diag/registry.h"
#include "engine/parse/parser.h"

namespace meshplay::parse {

namespace {

// The first ```mesh block behind the heading, or nothing when the example is no rule text.
std::string example(std::string_view page, std::string_view heading) {
  const std::size_t at = page.find(heading);
  REQUIRE(at != std::string_view::npos);
  constexpr std::string_view kOpen = "\n```mesh\n";
  const std::size_t begin = page.find(kOpen, at);
  const std::size_t fence = page.find("\n```", at);
  REQUIRE(fence != std::string_view::npos);
  if (begin != fence) return {};
  const std::size_t from = begin + kOpen.size();
  return std::string(page.substr(from, page.find("\n```\n", from) + 1 - from));
}

std::vector<std::string> codes_of(const std::string& text, std::uint32_t errors) {
  text::SourceSet sources;
  base::Interner interner;
  diag::Sink sink;
  Limits limits;
  limits.errors = errors;
  parse_rules(sources, sources.add("example.mesh", text), limits, interner, sink);
  std::vector<std::string> codes;
  for (const diag::Diagnostic& diagnostic : sink.all()) codes.push_back(diagnostic.code);
  return codes;
}

bool is_file(std::string_view text) {
  for (const std::string_view word : {"deny ", "define ", "relationship ", "kind ", "where s.name == \"web\"\ndeny "}) {
    if (text.starts_with(word)) return true;
  }
  return false;
}

std::string as_file(const std::string& text) {
  return is_file(text) ? text : "deny example on s: Service {\n" + text + "}\n";
}

}  // namespace

TEST_CASE("the wrong example of each page gives its message and the right one none") {
  std::size_t tried = 0;
  auto rows = diag::syntax_codes();
  const auto more = diag::syntax_text_codes();
  rows.insert(rows.end(), more.begin(), more.end());
  for (const diag::CodeInfo& row : rows) {
    INFO(row.code);
    const std::string wrong = example(row.page, "Wrong:");
    const std::string right = example(row.page, "Right:");
    if (!right.empty()) CHECK(codes_of(as_file(right), 20) == std::vector<std::string>());
    if (wrong.empty()) continue;
    ++tried;
    const std::vector<std::string> codes = codes_of(as_file(wrong), row.code == "more-mistakes" ? 1 : 20);
    CHECK(std::find(codes.begin(), codes.end(), row.code) != codes.end());
    CHECK(codes.size() <= 2);
  }
  CHECK(tried > 30);
}

}  // namespace meshplay::parse
