// JSON out: a writer that only appends to a text, and the JSON form of diagnostics. The output is valid UTF-8 whatever
// goes in (bytes that are none become U+FFFD) and holds no character that a terminal obeys.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "engine/diag/diagnostic.h"
#include "engine/text/source.h"

namespace meshplay::diag {

enum class Layout : std::uint8_t { compact, indented };

// Calls must form one JSON value: inside an object each value follows its key.
class JsonWriter {
 public:
  JsonWriter(std::string& out, Layout layout) : out_(out), layout_(layout) {}

  void begin_object() { open('{'); }
  void end_object() { close('}'); }
  void begin_array() { open('['); }
  void end_array() { close(']'); }
  void key(std::string_view name);

  void text(std::string_view value);
  void number(std::uint64_t value);
  void boolean(bool value);
  void null();
  // JSON on one line, taken as it is.
  void raw(std::string_view json);

  void member(std::string_view name, std::string_view value);
  void member(std::string_view name, std::uint64_t value);
  // An empty text is null.
  void member_or_null(std::string_view name, std::string_view value);

 private:
  void open(char bracket);
  void close(char bracket);
  void before_value();
  void write_text(std::string_view value);
  void new_line();

  std::string& out_;
  Layout layout_;
  std::uint32_t depth_ = 0;
  bool first_ = true;  // in the innermost object or array
  bool after_key_ = false;
};

// The members `file`, `line`, `column` and `end`, all null when the place is unknown.
void write_place(text::Span span, const text::SourceSet& sources, JsonWriter& json);

// The members of a diagnostic, into an object that is open.
void write_members(const Diagnostic& diagnostic, const text::SourceSet& sources, JsonWriter& json);

}  // namespace meshplay::diag
