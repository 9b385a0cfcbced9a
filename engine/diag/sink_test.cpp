#include <catch2/catch.hpp>
#include <string>

#include "engine/base/ensure.h"
#include "engine/diag/diagnostic.h"

using meshplay::base::DefectError;
using meshplay::diag::CodeInfo;
using meshplay::diag::Diagnostic;
using meshplay::diag::Severity;
using meshplay::diag::Sink;
using meshplay::text::FileId;
using meshplay::text::SourceSet;
using meshplay::text::Span;

namespace {

std::size_t places(std::string_view message) {
  std::size_t count = 0;
  for (std::size_t at = 0; (at = message.find("{}", at)) != std::string_view::npos; at += 2) ++count;
  return count;
}

// Some code of the registry whose message takes that many arguments.
std::string code_with(std::size_t arguments, Severity severity = Severity::error) {
  for (const CodeInfo& row : meshplay::diag::codes()) {
    if (places(row.message) == arguments && row.severity == severity) return std::string(row.code);
  }
  FAIL("no code of this form");
  return {};
}

}  // namespace

TEST_CASE("a report takes severity and message from the registry and fills the places in order") {
  Sink sink;
  const std::string code = code_with(2);
  const Diagnostic& diagnostic = sink.report(code, {}, {"first", 17});
  CHECK(diagnostic.code == code);
  CHECK(diagnostic.severity == Severity::error);
  const std::size_t first = diagnostic.message.find("first");
  const std::size_t second = diagnostic.message.find("17");
  CHECK(first != std::string::npos);
  CHECK(second != std::string::npos);
  CHECK(first < second);
  CHECK(diagnostic.message.find("{}") == std::string::npos);
}

TEST_CASE("braces in an argument are text") {
  Sink sink;
  CHECK(sink.report(code_with(1), {}, {"{}"}).message.find("{}") != std::string::npos);
}

TEST_CASE("an unknown code and a wrong number of arguments are defects") {
  Sink sink;
  CHECK_THROWS_AS(sink.report("no-such-code", {}), DefectError);
  CHECK_THROWS_AS(sink.report(code_with(1), {}), DefectError);
  CHECK_THROWS_AS(sink.report(code_with(0), {}, {"one too many"}), DefectError);
}

TEST_CASE("errors and warnings are counted") {
  Sink sink;
  CHECK_FALSE(sink.has_errors());
  sink.report(code_with(1, Severity::warning), {}, {"a"});
  CHECK_FALSE(sink.has_errors());
  sink.report(code_with(0), {});
  sink.report(code_with(0), {});
  CHECK(sink.has_errors());
  CHECK(sink.errors() == 2);
  CHECK(sink.warnings() == 1);
}

TEST_CASE("sorted: by file name, then place, whatever the order of reports; repetitions are left out") {
  SourceSet sources;
  const FileId b = sources.add("b.yaml", "0123456789");
  const FileId a = sources.add("a.yaml", "0123456789");
  const std::string code = code_with(0);
  Sink sink;
  sink.report(code, Span{b, 1, 2});
  sink.report(code, Span{a, 5, 6});
  sink.report(code, Span{a, 2, 3});
  sink.report(code, Span{a, 5, 6});
  sink.report(code, Span{});
  const std::vector<Diagnostic> sorted = sink.sorted(sources);
  REQUIRE(sorted.size() == 4);
  CHECK_FALSE(sorted[0].span.known());
  CHECK(sorted[1].span == Span{a, 2, 3});
  CHECK(sorted[2].span == Span{a, 5, 6});
  CHECK(sorted[3].span == Span{b, 1, 2});
  CHECK(sink.all().size() == 5);
}
