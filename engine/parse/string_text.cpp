#include "engine/parse/string_text.h"

#include <algorithm>

namespace meshplay::parse {

namespace {

constexpr std::string_view kTriple = "\"\"\"";

void append(Decoded& out, char c, std::size_t begin, std::size_t end) {
  out.text += c;
  out.begins.push_back(static_cast<std::uint32_t>(begin));
  out.ends.push_back(static_cast<std::uint32_t>(end));
}

void append_code_point(Decoded& out, std::uint32_t point, std::size_t begin, std::size_t end) {
  const auto byte = [&](std::uint32_t value) { append(out, static_cast<char>(value), begin, end); };
  if (point < 0x80) {
    byte(point);
  } else if (point < 0x800) {
    byte(0xc0U | point >> 6U);
    byte(0x80U | (point & 0x3fU));
  } else if (point < 0x10000) {
    byte(0xe0U | point >> 12U);
    byte(0x80U | (point >> 6U & 0x3fU));
    byte(0x80U | (point & 0x3fU));
  } else {
    byte(0xf0U | point >> 18U);
    byte(0x80U | (point >> 12U & 0x3fU));
    byte(0x80U | (point >> 6U & 0x3fU));
    byte(0x80U | (point & 0x3fU));
  }
}

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// `at` stands on the backslash. Returns where reading goes on.
std::size_t decode_escape(std::string_view body, std::size_t at, std::size_t offset, Decoded& out) {
  const char kind = at + 1 < body.size() ? body[at + 1] : '\0';
  const auto simple = [&](char c) {
    append(out, c, offset + at, offset + at + 2);
    return at + 2;
  };
  switch (kind) {
    case 'n': return simple('\n');
    case 't': return simple('\t');
    case '\\': return simple('\\');
    case '"': return simple('"');
    default: break;
  }
  std::size_t end = std::min(at + 2, body.size());
  while (end < body.size() && (static_cast<unsigned char>(body[end]) & 0xc0U) == 0x80U) ++end;
  if (kind == 'u' && end < body.size() && body[end] == '{') {
    std::uint32_t point = 0;
    std::size_t i = end + 1;
    std::size_t digits = 0;
    for (; i < body.size() && hex_value(body[i]) >= 0; ++i, ++digits) {
      if (digits < 7) point = point * 16 + static_cast<std::uint32_t>(hex_value(body[i]));
    }
    const bool closed = i < body.size() && body[i] == '}';
    const bool is_text = point != 0 && point <= 0x10ffff && (point < 0xd800 || point > 0xdfff);
    end = closed ? i + 1 : i;
    if (closed && digits > 0 && digits <= 6 && is_text) {
      append_code_point(out, point, offset + at, offset + end);
      return end;
    }
  }
  out.problems.push_back({offset + at, offset + end, std::string(body.substr(at, end - at))});
  return end;
}

struct Line {
  std::size_t begin = 0;
  std::size_t end = 0;  // without its ending
};

bool blank(std::string_view text) { return text.find_first_not_of(" \t") == std::string_view::npos; }

void decode_block(std::string_view body, std::size_t offset, Decoded& out) {
  std::vector<Line> lines;
  for (std::size_t begin = 0;;) {
    const std::size_t newline = body.find('\n', begin);
    std::size_t end = newline == std::string_view::npos ? body.size() : newline;
    if (newline != std::string_view::npos && end > begin && body[end - 1] == '\r') --end;
    lines.push_back({begin, end});
    if (newline == std::string_view::npos) break;
    begin = newline + 1;
  }
  const auto text_of = [&](const Line& line) { return body.substr(line.begin, line.end - line.begin); };
  if (lines.size() > 1 && blank(text_of(lines.back()))) lines.pop_back();
  const bool starts_below = lines.size() > 1 && blank(text_of(lines.front()));
  if (starts_below) lines.erase(lines.begin());

  // What stands right behind the opening quotes has no indentation of its own.
  const std::size_t first_indented = starts_below ? 0 : 1;
  std::optional<std::string_view> shared;
  for (std::size_t i = first_indented; i < lines.size(); ++i) {
    const std::string_view text = text_of(lines[i]);
    if (blank(text)) continue;
    const std::string_view indent = text.substr(0, text.find_first_not_of(" \t"));
    if (!shared) shared = indent;
    const auto [a, b] = std::mismatch(shared->begin(), shared->end(), indent.begin(), indent.end());
    shared = shared->substr(0, static_cast<std::size_t>(a - shared->begin()));
  }
  const std::size_t cut = shared ? shared->size() : 0;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (i > 0) append(out, '\n', offset + lines[i - 1].end, offset + lines[i].begin);
    if (blank(text_of(lines[i])) && lines.size() > 1) continue;
    for (std::size_t at = lines[i].begin + (i < first_indented ? 0 : cut); at < lines[i].end; ++at)
      append(out, body[at], offset + at, offset + at + 1);
  }
}

}  // namespace

Decoded decode_string(std::string_view written) {
  Decoded out;
  if (written.starts_with(kTriple)) {
    std::string_view body = written.substr(kTriple.size());
    if (body.ends_with(kTriple)) body.remove_suffix(kTriple.size());
    decode_block(body, kTriple.size(), out);
    return out;
  }
  std::string_view body = written.substr(written.empty() ? 0 : 1);
  if (!body.empty() && written.front() == body.back()) body.remove_suffix(1);
  for (std::size_t at = 0; at < body.size();) {
    if (body[at] == '\\') {
      at = decode_escape(body, at, 1, out);
    } else {
      append(out, body[at], 1 + at, 2 + at);
      ++at;
    }
  }
  return out;
}

std::optional<std::string> decode_simply(std::string_view written) {
  const bool plain = written.size() >= 2 && written.front() == '"' && written.back() == '"' &&
                     !written.starts_with(kTriple) && written.find('\\') == std::string_view::npos;
  if (plain) return std::string(written.substr(1, written.size() - 2));
  Decoded decoded = decode_string(written);
  if (!decoded.problems.empty()) return std::nullopt;
  return std::move(decoded.text);
}

}  // namespace meshplay::parse
