#include "engine/units/units.h"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstring>

namespace meshplay::units {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// The number that the text begins with, digits with at most one point; empty when it does not begin with one.
std::string_view decimal_at_start(std::string_view text) {
  std::size_t end = 0;
  std::size_t digits = 0;
  bool point = false;
  while (end < text.size() && (is_digit(text[end]) || (text[end] == '.' && !point))) {
    point = point || text[end] == '.';
    digits += is_digit(text[end]) ? 1 : 0;
    ++end;
  }
  return digits == 0 ? std::string_view() : text.substr(0, end);
}

std::optional<double> decimal(const std::string& text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (end != text.data() + text.size()) return std::nullopt;
  if (error == std::errc::result_out_of_range) return std::nullopt;
  return value;
}

bool take_sign(std::string_view& text) {
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  return negative;
}

}  // namespace

std::optional<double> parse_quantity(std::string_view text) {
  const bool negative = take_sign(text);
  const std::string_view number = decimal_at_start(text);
  if (number.empty()) return std::nullopt;
  const std::string_view suffix = text.substr(number.size());
  struct Row {
    std::string_view suffix;
    int exponent;  // of ten, or of two
    bool binary;
  };
  static constexpr Row kRows[] = {{"n", -9, false}, {"u", -6, false}, {"m", -3, false}, {"", 0, false},
                                  {"k", 3, false},  {"M", 6, false},  {"G", 9, false},  {"T", 12, false},
                                  {"P", 15, false}, {"E", 18, false}, {"Ki", 10, true}, {"Mi", 20, true},
                                  {"Gi", 30, true}, {"Ti", 40, true}, {"Pi", 50, true}, {"Ei", 60, true}};
  std::optional<double> value;
  const auto* row = std::find_if(std::begin(kRows), std::end(kRows), [&](const Row& r) { return r.suffix == suffix; });
  if (row != std::end(kRows)) {
    const std::string written(number);
    value = row->binary ? decimal(written) : decimal(written + "e" + std::to_string(row->exponent));
    if (value && row->binary) value = std::ldexp(*value, row->exponent);
  } else if (suffix.starts_with('e') || suffix.starts_with('E')) {
    std::string_view exponent = suffix.substr(1);
    const bool down = take_sign(exponent);
    if (exponent.empty() || !std::all_of(exponent.begin(), exponent.end(), is_digit)) return std::nullopt;
    value = decimal(std::string(number) + "e" + (down ? "-" : "") + std::string(exponent));
  }
  if (!value || !std::isfinite(*value)) return std::nullopt;
  return negative && *value != 0 ? -*value : *value;
}

std::optional<double> parse_duration(std::string_view text) {
  const bool negative = take_sign(text);
  if (text == "0") return 0.0;
  if (text.empty()) return std::nullopt;
  struct Unit {
    std::string_view name;
    double nanoseconds;
  };
  static constexpr Unit kUnits[] = {{"ns", 1},   {"us", 1e3}, {"\xc2\xb5s", 1e3}, {"\xce\xbcs", 1e3},
                                    {"ms", 1e6}, {"s", 1e9},  {"m", 6e10},        {"h", 3.6e12}};
  double nanoseconds = 0;
  while (!text.empty()) {
    const std::string_view number = decimal_at_start(text);
    if (number.empty()) return std::nullopt;
    text.remove_prefix(number.size());
    std::size_t length = 0;
    while (length < text.size() && !is_digit(text[length]) && text[length] != '.') ++length;
    const std::string_view name = text.substr(0, length);
    const auto* unit =
        std::find_if(std::begin(kUnits), std::end(kUnits), [&](const Unit& u) { return u.name == name; });
    const auto value = decimal(std::string(number));
    if (unit == std::end(kUnits) || !value) return std::nullopt;
    nanoseconds += *value * unit->nanoseconds;
    text.remove_prefix(length);
  }
  if (!std::isfinite(nanoseconds)) return std::nullopt;
  return (negative && nanoseconds != 0 ? -nanoseconds : nanoseconds) / 1e9;
}

std::string Version::text() const {
  std::string result = std::to_string(numbers[0]) + "." + std::to_string(numbers[1]) + "." + std::to_string(numbers[2]);
  for (std::size_t i = 0; i < prerelease.size(); ++i) result += (i == 0 ? "-" : ".") + prerelease[i];
  return result;
}

std::optional<Version> parse_version(std::string_view text) {
  if (text.starts_with('v')) text.remove_prefix(1);
  const std::size_t plus = text.find('+');
  if (plus != std::string_view::npos) {
    if (plus + 1 == text.size()) return std::nullopt;
    text = text.substr(0, plus);
  }
  const std::size_t dash = text.find('-');
  std::string_view core = text.substr(0, dash);
  Version result;
  for (std::size_t i = 0;; ++i) {
    const std::size_t dot = core.find('.');
    const std::string_view part = core.substr(0, dot);
    if (i == result.numbers.size() || part.empty() || (part.size() > 1 && part[0] == '0')) return std::nullopt;
    const auto [end, error] = std::from_chars(part.data(), part.data() + part.size(), result.numbers[i]);
    if (error != std::errc() || end != part.data() + part.size()) return std::nullopt;
    if (dot == std::string_view::npos) break;
    core.remove_prefix(dot + 1);
  }
  if (dash == std::string_view::npos) return result;
  std::string_view rest = text.substr(dash + 1);
  while (true) {
    const std::size_t dot = rest.find('.');
    const std::string_view part = rest.substr(0, dot);
    const bool fits = !part.empty() && std::all_of(part.begin(), part.end(), [](char c) {
      return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-';
    });
    const bool number = std::all_of(part.begin(), part.end(), is_digit);
    if (!fits || (number && part.size() > 1 && part[0] == '0')) return std::nullopt;
    result.prerelease.emplace_back(part);
    if (dot == std::string_view::npos) return result;
    rest.remove_prefix(dot + 1);
  }
}

std::strong_ordering compare(const Version& a, const Version& b) {
  if (const auto order = a.numbers <=> b.numbers; order != 0) return order;
  if (a.prerelease.empty() || b.prerelease.empty()) return b.prerelease.size() <=> a.prerelease.size();
  for (std::size_t i = 0; i < std::min(a.prerelease.size(), b.prerelease.size()); ++i) {
    const std::string& x = a.prerelease[i];
    const std::string& y = b.prerelease[i];
    const bool x_number = std::all_of(x.begin(), x.end(), is_digit);
    const bool y_number = std::all_of(y.begin(), y.end(), is_digit);
    if (x_number != y_number) return x_number ? std::strong_ordering::less : std::strong_ordering::greater;
    if (x_number && x.size() != y.size()) return x.size() <=> y.size();
    if (const int order = x.compare(y); order != 0) return order <=> 0;
  }
  return a.prerelease.size() <=> b.prerelease.size();
}

std::optional<Address> parse_address(std::string_view text) {
  const std::string terminated(text);
  Address result;
  if (terminated.size() != std::strlen(terminated.c_str())) return std::nullopt;
  if (inet_pton(AF_INET, terminated.c_str(), result.bytes.data()) == 1) return result;
  if (inet_pton(AF_INET6, terminated.c_str(), result.bytes.data()) != 1) return std::nullopt;
  static constexpr std::array<std::uint8_t, 12> kMapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
  result.is_v6 = !std::equal(kMapped.begin(), kMapped.end(), result.bytes.begin());
  if (!result.is_v6) {
    std::copy(result.bytes.begin() + kMapped.size(), result.bytes.end(), result.bytes.begin());
    std::fill(result.bytes.begin() + 4, result.bytes.end(), std::uint8_t{0});
  }
  return result;
}

std::string Address::text() const {
  char buffer[INET6_ADDRSTRLEN] = {};
  inet_ntop(is_v6 ? AF_INET6 : AF_INET, bytes.data(), std::begin(buffer), sizeof buffer);
  return std::begin(buffer);
}

bool Network::contains(const Address& other) const {
  if (address.is_v6 != other.is_v6) return false;
  const unsigned whole = bits / 8;
  if (!std::equal(address.bytes.begin(), address.bytes.begin() + whole, other.bytes.begin())) return false;
  const unsigned rest = bits % 8;
  if (rest == 0) return true;
  const auto mask = static_cast<std::uint8_t>(0xffU << (8 - rest));
  return (address.bytes[whole] & mask) == (other.bytes[whole] & mask);
}

std::optional<Network> parse_network(std::string_view text) {
  const std::size_t slash = text.find('/');
  const auto address = parse_address(text.substr(0, slash));
  if (!address) return std::nullopt;
  Network result{*address, address->is_v6 ? 128U : 32U};
  if (slash == std::string_view::npos) return result;
  const std::string_view bits = text.substr(slash + 1);
  unsigned number = 0;
  const auto [end, error] = std::from_chars(bits.data(), bits.data() + bits.size(), number);
  const bool written_well =
      error == std::errc() && end == bits.data() + bits.size() && (bits.size() == 1 || bits[0] != '0');
  if (!written_well || number > result.bits) return std::nullopt;
  result.bits = number;
  return result;
}

std::optional<double> parse_port(std::string_view text) {
  constexpr unsigned kMost = 65535;
  unsigned number = 0;
  if (text.empty() || text.size() > 5 || !std::all_of(text.begin(), text.end(), is_digit)) return std::nullopt;
  std::from_chars(text.data(), text.data() + text.size(), number);
  if (number > kMost) return std::nullopt;
  return number;
}

}  // namespace meshplay::units
