// What texts of Kubernetes mean as values: quantities, durations, versions, ports and addresses. Each function gives
// nullopt for a text that is none.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace meshplay::units {

// A Kubernetes quantity (`500m`, `1.5Gi`, `1e3`) as a number, rounded once to the nearest double.
std::optional<double> parse_quantity(std::string_view text);

// A Go duration (`1h30m`, `1.5s`, `300ms`) in seconds.
std::optional<double> parse_duration(std::string_view text);

// Semantic version 2.0: build metadata is left out, a leading `v` and missing minor and patch numbers are allowed.
struct Version {
  std::array<std::uint64_t, 3> numbers{};
  std::vector<std::string> prerelease;

  std::string text() const;  // `1.29.0-rc.1`
};
std::optional<Version> parse_version(std::string_view text);
std::strong_ordering compare(const Version& a, const Version& b);  // by precedence, section 11 of semver.org

// An IPv4 or IPv6 address; IPv4 within IPv6 (`::ffff:10.0.0.1`) is IPv4.
struct Address {
  std::array<std::uint8_t, 16> bytes{};
  bool is_v6 = false;

  std::string text() const;  // as RFC 5952 writes it
};
std::optional<Address> parse_address(std::string_view text);

struct Network {
  Address address;
  unsigned bits = 0;

  bool contains(const Address& other) const;
};
// `10.0.0.0/8`; an address alone is a network of one.
std::optional<Network> parse_network(std::string_view text);

// `80` for a text of digits that is a port number, 0 to 65535.
std::optional<double> parse_port(std::string_view text);

}  // namespace meshplay::units
