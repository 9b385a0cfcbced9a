#include "engine/edit/scalar_text.h"

#include "engine/data/scalar.h"

namespace meshplay::edit {

namespace {

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Bytes of a code point from U+0080 on, if it must be an escape: C1 controls, NEL, LS, PS, BOM and what is no
// character.
std::size_t unprintable_at(std::string_view text, std::size_t at, unsigned& point) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned>(static_cast<unsigned char>(text[at + i])); };
  if (byte(0) == 0xc2 && byte(1) < 0xa0) {
    point = byte(1);
    return 2;
  }
  if (byte(0) != 0xe2 && byte(0) != 0xef) return 0;
  point = ((byte(0) & 0xfU) << 12U) | ((byte(1) & 0x3fU) << 6U) | (byte(2) & 0x3fU);
  return point == 0x2028 || point == 0x2029 || point == 0xfeff || point >= 0xfffe ? 3 : 0;
}

bool is_one_line(std::string_view text) {
  unsigned point = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    if (c < 0x20 || c == 0x7f || (c >= 0xc2 && unprintable_at(text, i, point) > 0)) return false;
  }
  return true;
}

// A date, a number to base 60 or too large for a machine, or a name of infinity: numbers or dates to some readers.
bool looks_typed(std::string_view text) {
  std::size_t at = text.starts_with('-') || text.starts_with('+') ? 1 : 0;
  const std::string_view rest = text.substr(at);
  for (const std::string_view name : {".inf", ".Inf", ".INF", ".nan", ".NaN", ".NAN"}) {
    if (rest == name) return true;
  }
  constexpr std::string_view kOfExponents = "0123456789+-._eE";
  if (text.find_first_of("eE") != std::string_view::npos &&
      text.find_first_of("0123456789") != std::string_view::npos &&
      text.find_first_not_of(kOfExponents) == std::string_view::npos) {
    return true;
  }
  while (at < text.size() && (is_digit(text[at]) || text[at] == '_')) ++at;
  if (at == 0 || at == text.size() || !is_digit(text[at - 1])) return false;
  if (text[at] == ':') return text.find_first_not_of("0123456789:._", at) == std::string_view::npos;
  return at == 4 && text[at] == '-' && text.size() > 5 && is_digit(text[5]);
}

bool fits_plain(std::string_view text, Around around) {
  if (text.empty() || !is_one_line(text)) return false;
  std::string buffer;
  if (data::resolve_plain(text, buffer).type != data::NodeType::text || looks_typed(text)) return false;
  constexpr std::string_view kMarks = "?:,[]{}#&*!|>'\"%@`= ";
  if (kMarks.find(text.front()) != std::string_view::npos || text.back() == ' ' || text.back() == ':') return false;
  if (text == "<<" || text == "-" || text.starts_with("- ")) return false;
  if (text.starts_with("---") || text.starts_with("...")) return false;
  if (text.find(": ") != std::string_view::npos || text.find(" #") != std::string_view::npos) return false;
  return around == Around::block || text.find_first_of(",[]{}:?") == std::string_view::npos;
}

std::string single_quoted(std::string_view text) {
  std::string out = "'";
  for (const char c : text) out.append(c == '\'' ? 2 : 1, c);
  return out + "'";
}

}  // namespace

std::string double_quoted(std::string_view text) {
  constexpr std::string_view kHex = "0123456789abcdef";
  const auto escape = [&](std::string& out, unsigned point) {
    out += "\\u";
    for (const unsigned shift : {12U, 8U, 4U, 0U}) out += kHex[(point >> shift) & 0xfU];
  };
  std::string out = "\"";
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const auto byte = static_cast<unsigned char>(c);
    unsigned point = 0;
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (c == '\n') {
      out += "\\n";
    } else if (c == '\t') {
      out += "\\t";
    } else if (c == '\r') {
      out += "\\r";
    } else if (byte < 0x20 || byte == 0x7f) {
      escape(out, byte);
    } else if (const std::size_t bytes = byte >= 0xc2 ? unprintable_at(text, i, point) : 0; bytes > 0) {
      escape(out, point);
      i += bytes - 1;
    } else {
      out += c;
    }
  }
  return out + "\"";
}

std::string scalar_text(const Value& value, data::Style before, Around around) {
  if (value.type == data::NodeType::null) return "null";
  if (value.type != data::NodeType::text) return value.text;
  if (before == data::Style::double_quoted) return double_quoted(value.text);
  if (before == data::Style::single_quoted && is_one_line(value.text)) return single_quoted(value.text);
  return fits_plain(value.text, around) ? value.text : double_quoted(value.text);
}

bool fits_literal(std::string_view text) {
  if (text.find('\n') == std::string_view::npos || text.ends_with("\n\n")) return false;
  constexpr std::string_view kBlanks = " \t\n";
  if (kBlanks.find(text.front()) != std::string_view::npos) return false;
  std::size_t begin = 0;
  while (begin < text.size()) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    const std::string_view line = text.substr(begin, end - begin);
    if (!line.empty() && line.find_first_not_of(" \t") == std::string_view::npos) return false;
    for (std::size_t i = 0, next = 0; i < line.size(); i = next + 1) {
      next = std::min(line.find('\t', i), line.size());
      if (!is_one_line(line.substr(i, next - i))) return false;
    }
    begin = end + 1;
  }
  return true;
}

}  // namespace meshplay::edit
