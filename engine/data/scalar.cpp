#include "engine/data/scalar.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <limits>
#include <optional>

namespace meshplay::data {

namespace {

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::optional<Scalar> named_value(std::string_view spelling) {
  constexpr std::string_view kTrue[] = {"y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"};
  constexpr std::string_view kFalse[] = {"n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"};
  constexpr std::string_view kNull[] = {"~", "null", "Null", "NULL"};
  if (spelling.size() > 5) return std::nullopt;
  for (std::string_view name : kTrue) {
    if (spelling == name) return Scalar{NodeType::boolean, "true"};
  }
  for (std::string_view name : kFalse) {
    if (spelling == name) return Scalar{NodeType::boolean, "false"};
  }
  for (std::string_view name : kNull) {
    if (spelling == name) return Scalar{NodeType::null, ""};
  }
  return std::nullopt;
}

// Go's strconv.ParseInt with base 0: 0x, 0o, 0b, and 0 for octal.
std::optional<std::int64_t> parse_integer(std::string_view text) {
  bool negative = false;
  if (text.starts_with('-') || text.starts_with('+')) {
    negative = text.front() == '-';
    text.remove_prefix(1);
  }
  int base = 10;
  if (text.size() > 1 && text.front() == '0') {
    const char mark = static_cast<char>(text[1] | 0x20);
    base = mark == 'x' ? 16 : mark == 'b' ? 2 : 8;
    text.remove_prefix(mark == 'x' || mark == 'b' || mark == 'o' ? 2 : 1);
  }
  if (text.empty() || text.front() == '-') return std::nullopt;
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  constexpr auto kMost = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
  if (value > kMost + (negative ? 1 : 0)) return std::nullopt;
  return static_cast<std::int64_t>(negative ? 0 - value : value);
}

// A beyond-64-bit integer with a base prefix is a number too; its decimal digits are exact.
std::optional<std::uint64_t> parse_prefixed_unsigned(std::string_view text) {
  if (text.size() < 2 || text.front() != '0') return std::nullopt;
  const char mark = static_cast<char>(text[1] | 0x20);
  const int base = mark == 'x' ? 16 : mark == 'b' ? 2 : 8;
  text.remove_prefix(mark == 'x' || mark == 'b' || mark == 'o' ? 2 : 1);
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
  if (text.empty() || error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

// [-+]? ( . digits | digits ( . digits? )? ) ( [eE] [-+]? digits )?
bool is_float(std::string_view text) {
  std::size_t i = 0;
  const auto digits = [&] {
    const std::size_t first = i;
    while (i < text.size() && is_digit(text[i])) ++i;
    return i - first;
  };
  if (i < text.size() && (text[i] == '-' || text[i] == '+')) ++i;
  std::size_t mantissa = digits();
  if (i < text.size() && text[i] == '.') {
    ++i;
    mantissa += digits();
  }
  if (mantissa == 0) return false;
  if (i < text.size() && (text[i] == 'e' || text[i] == 'E')) {
    ++i;
    if (i < text.size() && (text[i] == '-' || text[i] == '+')) ++i;
    if (digits() == 0) return false;
  }
  return i == text.size();
}

// Go's strconv.ParseFloat, which alone sees what begins with `.`, wants a digit on both sides of each `_`.
bool separates_digits(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '_') continue;
    if (i == 0 || i + 1 == text.size() || !is_digit(text[i - 1]) || !is_digit(text[i + 1])) return false;
  }
  return true;
}

enum class Range : std::uint8_t { finite, zero, infinite };

// Where a well-formed number without a `+` in front lies: 1e-400 is zero, 1e400 is infinite.
Range range_of(std::string_view text) {
  double value = 0;
  if (std::from_chars(text.data(), text.data() + text.size(), value).ec == std::errc()) return Range::finite;
  const std::size_t mark = std::min(text.find_first_of("eE"), text.size());
  const std::string_view mantissa = text.substr(0, mark);
  std::int64_t exponent = 0;
  if (mark < text.size()) {
    std::string_view digits = text.substr(mark + 1);
    if (digits.starts_with('+')) digits.remove_prefix(1);
    constexpr std::int64_t kHuge = std::int64_t{1} << 40U;
    if (std::from_chars(digits.data(), digits.data() + digits.size(), exponent).ec != std::errc()) {
      exponent = digits.starts_with('-') ? -kHuge : kHuge;
    }
  }
  const auto point = static_cast<std::int64_t>(std::min(mantissa.find('.'), mantissa.size()));
  const auto first = static_cast<std::int64_t>(std::min(mantissa.find_first_of("123456789"), mantissa.size()));
  return point - first + exponent > 0 ? Range::infinite : Range::zero;
}

// No machine holds an infinite number, and so JSON has none: text, as in Go, whose parser refuses it.
Scalar finite_number(std::string_view text, std::string_view spelling) {
  switch (range_of(text)) {
    case Range::finite: return {NodeType::number, text};
    case Range::zero: return {NodeType::number, "0.0"};
    case Range::infinite: break;
  }
  return {NodeType::text, spelling};
}

std::string_view decimal(std::int64_t value, std::string& buffer) {
  char digits[24];
  const auto result = std::to_chars(digits, digits + sizeof digits, value);
  buffer.assign(digits, result.ptr);
  return buffer;
}

bool is_canonical_integer(std::string_view text) {
  if (text.empty() || text.size() > 18) return false;
  std::size_t i = text.front() == '-' ? 1 : 0;
  if (i == text.size() || (text[i] == '0' && text.size() > 1)) return false;
  for (; i < text.size(); ++i) {
    if (!is_digit(text[i])) return false;
  }
  return true;
}

Scalar resolve_number(std::string_view spelling, std::string& buffer) {
  if (is_canonical_integer(spelling)) return {NodeType::integer, spelling};
  // Most of what begins with a digit is no number (addresses, versions, quantities): say so before copying.
  constexpr std::string_view kNumberBytes = "0123456789abcdefABCDEFxXoO_+-.";
  if (spelling.find_first_not_of(kNumberBytes) != std::string_view::npos) return {NodeType::text, spelling};
  if (spelling.front() == '.' && !separates_digits(spelling)) return {NodeType::text, spelling};
  std::string plain;
  plain.reserve(spelling.size());
  for (char c : spelling) {
    if (c != '_') plain.push_back(c);
  }
  if (const auto value = parse_integer(plain)) return {NodeType::integer, decimal(*value, buffer)};
  if (const auto value = parse_prefixed_unsigned(plain)) {
    buffer = std::to_string(*value);
    return {NodeType::number, buffer};
  }
  if (!is_float(plain)) return {NodeType::text, spelling};
  buffer.assign(plain, plain.front() == '+' ? 1 : 0);
  return finite_number(buffer, spelling);
}

}  // namespace

Scalar resolve_plain(std::string_view spelling, std::string& buffer) {
  if (spelling.empty()) return {NodeType::null, ""};
  const char first = spelling.front();
  if (is_digit(first) || first == '-' || first == '+' || first == '.') return resolve_number(spelling, buffer);
  constexpr std::string_view kFirstOfNames = "yYnNtTfFoO~";
  if (kFirstOfNames.find(first) != std::string_view::npos) {
    if (const auto value = named_value(spelling)) return *value;
  }
  return {NodeType::text, spelling};
}

Scalar resolve_json_number(std::string_view spelling) {
  if (spelling == "-0") return {NodeType::integer, "0"};
  if (is_canonical_integer(spelling)) return {NodeType::integer, spelling};
  const bool whole = spelling.find_first_of(".eE") == std::string_view::npos;
  if (whole && parse_integer(spelling)) return {NodeType::integer, spelling};
  return finite_number(spelling, spelling);
}

}  // namespace meshplay::data
