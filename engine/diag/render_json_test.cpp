#include "engine/diag/render_json.h"

#include <catch2/catch.hpp>

using meshplay::diag::Diagnostic;
using meshplay::diag::JsonWriter;
using meshplay::diag::Layout;
using meshplay::text::SourceSet;

namespace {

std::string json_text(std::string_view text) {
  std::string out;
  JsonWriter(out, Layout::compact).text(text);
  return out;
}

}  // namespace

TEST_CASE("a text is escaped as JSON wants it") {
  CHECK(json_text("") == R"("")");
  CHECK(json_text("plain") == R"("plain")");
  CHECK(json_text("a\"b\\c/") == R"("a\"b\\c/")");
  CHECK(json_text("\n\r\t") == R"("\n\r\t")");
  CHECK(json_text(std::string_view("\0\x01\x1f", 3)) == R"("\u0000\u0001\u001f")");
  CHECK(json_text("\xe6\x97\xa5 \xf0\x9f\x9a\x80") == "\"\xe6\x97\xa5 \xf0\x9f\x9a\x80\"");
}

TEST_CASE("what a terminal would obey is escaped, too") {
  CHECK(json_text("\x1b[31m\x7f") == R"("\u001b[31m\u007f")");
  CHECK(json_text("\xc2\x9b") == R"("\u009b")");
  CHECK(json_text("\xe2\x80\xae") == R"("\u202e")");
  CHECK(json_text("\xf3\xa0\x81\x81") == R"("\udb40\udc41")");
}

TEST_CASE("bytes that are no UTF-8 become the replacement character") {
  CHECK(json_text("caf\xe9!") == "\"caf\xef\xbf\xbd!\"");
  CHECK(json_text("\xed\xa0\x80") == "\"\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\"");
}

TEST_CASE("compact: one line without blanks") {
  std::string out;
  JsonWriter json(out, Layout::compact);
  json.begin_object();
  json.member("a", "x");
  json.key("b");
  json.begin_array();
  json.number(1);
  json.boolean(true);
  json.null();
  json.begin_object();
  json.end_object();
  json.end_array();
  json.member_or_null("c", "");
  json.end_object();
  CHECK(out == R"({"a":"x","b":[1,true,null,{}],"c":null})");
}

TEST_CASE("indented: a member and an element a line") {
  std::string out;
  JsonWriter json(out, Layout::indented);
  json.begin_object();
  json.key("list");
  json.begin_array();
  json.text("x");
  json.begin_object();
  json.member("n", 1U);
  json.end_object();
  json.end_array();
  json.key("none");
  json.begin_array();
  json.end_array();
  json.end_object();
  CHECK(out == R"({
  "list": [
    "x",
    {
      "n": 1
    }
  ],
  "none": []
})");
}

TEST_CASE("a diagnostic has its place as file, line, column and end") {
  SourceSet sources;
  const auto file = sources.add("a.yaml", "kind: Pod\nname: x\n");
  Diagnostic diagnostic;
  diagnostic.code = "some-code";
  diagnostic.message = "wrong";
  diagnostic.span = {file, 16, 17};
  diagnostic.help = "do this";
  diagnostic.notes.push_back({{file, 0, 4}, "seen here"});
  std::string out;
  JsonWriter json(out, Layout::compact);
  json.begin_object();
  meshplay::diag::write_members(diagnostic, sources, json);
  json.end_object();
  CHECK(out == R"({"code":"some-code","severity":"error","message":"wrong",)"
               R"("file":"a.yaml","line":2,"column":7,"end":{"line":2,"column":8},"label":null,"help":"do this",)"
               R"("notes":[{"message":"seen here","file":"a.yaml","line":1,"column":1,"end":{"line":1,"column":5}}]})");
}

TEST_CASE("an unknown place is null") {
  std::string out;
  JsonWriter json(out, Layout::compact);
  json.begin_object();
  meshplay::diag::write_place({}, SourceSet(), json);
  json.end_object();
  CHECK(out == R"({"file":null,"line":null,"column":null,"end":null})");
}
