#include "engine/check/program_pack.h"

#include <catch2/catch.hpp>

#include "engine/base/ensure.h"
#include "engine/check/program_for_test.h"

namespace meshplay::check {
namespace {

Program program_of(base::Interner& interner, text::FileId file) {
  test::ProgramWriter writer(interner);
  const VarId service = writer.component("service", "Service");
  const VarId part = writer.element("part", writer.path(service, {"spec", "ports"}));
  writer.add_relation("team.routes", 1, {part},
                      {writer.compare(ast::Op::eq, writer.path(part, {"port"}), writer.number(80.5))});
  Program program = std::move(writer.program);
  Relation& relation = program.relations[0];
  relation.relationship = true;
  relation.taxonomy = {"edge", "non-binding", "network"};
  relation.documentation = {interner.intern("What it is."), {}, interner.intern("network"),
                            {interner.intern("a tag")},     {}, {"max: int = 10"}};
  relation.span = {file, 3, 17};
  Check check;
  check.name = interner.intern("team.check");
  check.severity = diag::Severity::advise;
  check.message = {{interner.intern("one "), interner.intern("")}, {ExprId{0}}};
  check.at = kNone;
  check.name_span = {file, 20, 25};
  program.checks.push_back(check);
  program.tests.push_back({});
  program.strata = 7;
  return program;
}

TEST_CASE("a program that was written is read as it was, whatever the numbers of texts and files are") {
  base::Interner interner;
  const std::string bytes = write_program(program_of(interner, text::FileId{2}), text::FileId{2}, interner);
  base::Interner other;
  for (const char* text : {"some", "texts", "before"}) other.intern(text);
  const Program program = read_program(bytes, text::FileId{40}, other);
  REQUIRE(program.relations.size() == 1);
  const Relation& relation = program.relations[0];
  CHECK(other.text(relation.name) == "team.routes");
  CHECK(relation.relationship);
  CHECK(relation.taxonomy.type == "non-binding");
  CHECK(other.text(relation.documentation.doc) == "What it is.");
  CHECK(other.text(relation.documentation.tags.at(0)) == "a tag");
  CHECK(relation.documentation.params == std::vector<std::string>{"max: int = 10"});
  CHECK(relation.span == text::Span{text::FileId{40}, 3, 17});
  CHECK_FALSE(relation.name_span.known());
  REQUIRE(program.checks.size() == 1);
  CHECK(program.checks[0].severity == diag::Severity::advise);
  CHECK(program.checks[0].at == kNone);
  CHECK(other.text(program.checks[0].message.parts.at(0)) == "one ");
  CHECK(program.strata == 7);
  CHECK(program.tests.empty());
  // All the rest: written again it is the same bytes.
  CHECK(write_program(program, text::FileId{40}, other) == bytes);
}

TEST_CASE("where nothing was read before, a program is used where it stands, until it is changed") {
  base::Interner interner;
  const std::string bytes = write_program(program_of(interner, text::FileId{2}), text::FileId{2}, interner);
  base::Interner other;
  Program program = read_program(bytes, text::FileId{0}, other);
  CHECK_FALSE(program.exprs.is_own());
  CHECK_FALSE(program.keys.is_own());
  CHECK(write_program(program, text::FileId{0}, other) == bytes);
  Program copy = program;
  copy.exprs.change(0).flag = !copy.exprs[0].flag;
  CHECK(copy.exprs.is_own());
  CHECK(copy.exprs[0].flag != program.exprs[0].flag);
  CHECK(copy.add(Expr{}) == program.exprs.size());
  program = std::move(copy);
  CHECK(program.exprs.is_own());
  CHECK(copy.exprs.size() == 0);  // NOLINT(bugprone-use-after-move)
  // Not at a place where rows can stand, or with a text of other numbers: copied.
  const std::string shifted = "x" + bytes;
  base::Interner third;
  const Program moved = read_program(std::string_view(shifted).substr(1), text::FileId{0}, third);
  CHECK(moved.exprs.is_own());
  CHECK(write_program(moved, text::FileId{0}, third) == bytes);
  base::Interner fourth;
  fourth.intern("a text before");
  CHECK(read_program(bytes, text::FileId{0}, fourth).exprs.is_own());
}

TEST_CASE("bytes that are cut off, or too many, are a defect and no crash") {
  base::Interner interner;
  const std::string bytes = write_program(program_of(interner, text::FileId{0}), text::FileId{0}, interner);
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    base::Interner other;
    CHECK_THROWS_AS(read_program(std::string_view(bytes).substr(0, size), text::FileId{0}, other), base::DefectError);
  }
  base::Interner other;
  CHECK_THROWS_AS(read_program(bytes + "x", text::FileId{0}, other), base::DefectError);
}

}  // namespace
}  // namespace meshplay::check
