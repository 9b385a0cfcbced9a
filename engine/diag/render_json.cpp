#include "engine/diag/render_json.h"

#include "engine/diag/render_cells.h"

namespace meshplay::diag {

namespace {

constexpr std::string_view kReplacement = "\xef\xbf\xbd";

void append_unit(std::uint32_t unit, std::string& out) {
  out += "\\u";
  for (int shift = 12; shift >= 0; shift -= 4) out += "0123456789abcdef"[(unit >> static_cast<unsigned>(shift)) & 0xfU];
}

// `\u{202e}` and `\x1b` as visible() writes them are no JSON; this is the same choice of characters in JSON's form.
void append_escaped(const Character& character, std::string_view text, std::string& out) {
  switch (character.value) {
    case '"': out += "\\\""; return;
    case '\\': out += "\\\\"; return;
    case '\n': out += "\\n"; return;
    case '\r': out += "\\r"; return;
    case '\t': out += "\\t"; return;
    default: break;
  }
  if (!character.valid) {
    out += kReplacement;
  } else if (!must_be_written_out(character.value)) {
    out += text.substr(character.begin, character.length);
  } else if (character.value < 0x10000U) {
    append_unit(character.value, out);
  } else {
    append_unit(0xd7c0U + (character.value >> 10U), out);
    append_unit(0xdc00U + (character.value & 0x3ffU), out);
  }
}

bool is_plain(char c) { return c >= ' ' && c <= '~' && c != '"' && c != '\\'; }

}  // namespace

void JsonWriter::key(std::string_view name) {
  before_value();
  write_text(name);
  out_ += layout_ == Layout::indented ? ": " : ":";
  after_key_ = true;
}

void JsonWriter::text(std::string_view value) {
  before_value();
  write_text(value);
}

void JsonWriter::write_text(std::string_view value) {
  out_ += '"';
  for (std::size_t at = 0; at < value.size();) {
    std::size_t plain_end = at;
    while (plain_end < value.size() && is_plain(value[plain_end])) ++plain_end;
    out_ += value.substr(at, plain_end - at);
    at = plain_end;
    if (at == value.size()) break;
    const Character character = character_at(value, at);
    append_escaped(character, value, out_);
    at += character.length;
  }
  out_ += '"';
}

void JsonWriter::number(std::uint64_t value) {
  before_value();
  out_ += std::to_string(value);
}

void JsonWriter::boolean(bool value) {
  before_value();
  out_ += value ? "true" : "false";
}

void JsonWriter::null() {
  before_value();
  out_ += "null";
}

void JsonWriter::raw(std::string_view json) {
  before_value();
  out_ += json;
}

void JsonWriter::member(std::string_view name, std::string_view value) {
  key(name);
  text(value);
}

void JsonWriter::member(std::string_view name, std::uint64_t value) {
  key(name);
  number(value);
}

void JsonWriter::member_or_null(std::string_view name, std::string_view value) {
  key(name);
  value.empty() ? null() : text(value);
}

void JsonWriter::open(char bracket) {
  before_value();
  out_ += bracket;
  ++depth_;
  first_ = true;
}

void JsonWriter::close(char bracket) {
  --depth_;
  if (!first_) new_line();
  out_ += bracket;
  first_ = false;
}

void JsonWriter::before_value() {
  if (after_key_) {
    after_key_ = false;
    return;
  }
  if (!first_) out_ += ',';
  if (depth_ > 0) new_line();
  first_ = false;
}

void JsonWriter::new_line() {
  if (layout_ == Layout::compact) return;
  out_ += '\n';
  out_.append(std::size_t{2} * depth_, ' ');
}

void write_place(text::Span span, const text::SourceSet& sources, JsonWriter& json) {
  if (!span.known()) {
    for (const std::string_view name : {"file", "line", "column", "end"}) {
      json.key(name);
      json.null();
    }
    return;
  }
  const text::Place begin = sources.place(span.file, span.begin);
  const text::Place end = sources.place(span.file, span.end);
  json.member("file", sources.name(span.file));
  json.member("line", begin.line);
  json.member("column", begin.column);
  json.key("end");
  json.begin_object();
  json.member("line", end.line);
  json.member("column", end.column);
  json.end_object();
}

void write_members(const Diagnostic& diagnostic, const text::SourceSet& sources, JsonWriter& json) {
  json.member("code", diagnostic.code);
  json.member("severity", name(diagnostic.severity));
  json.member("message", diagnostic.message);
  write_place(diagnostic.span, sources, json);
  json.member_or_null("label", diagnostic.label);
  json.member_or_null("help", diagnostic.help);
  json.key("notes");
  json.begin_array();
  for (const Note& note : diagnostic.notes) {
    json.begin_object();
    json.member("message", note.message);
    write_place(note.span, sources, json);
    json.end_object();
  }
  json.end_array();
  if (diagnostic.replacements.empty()) return;
  json.key("guess");
  json.boolean(diagnostic.is_guess);
  json.key("replacements");
  json.begin_array();
  for (const Replacement& replacement : diagnostic.replacements) {
    json.begin_object();
    write_place(replacement.span, sources, json);
    json.member("text", replacement.text);
    json.end_object();
  }
  json.end_array();
}

}  // namespace meshplay::diag
