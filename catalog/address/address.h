// Where a pattern or a pack of rules comes from: the grammar of addresses, and what is refused by name.
//
//   git::https://host/repo.git//patterns/web?ref=v1.2.0     git+ssh://git@host/o/r.git//p?ref=main
//   github:o/r//p@^1.2     gitlab:o/r//p     git@host:o/r.git//p     git+file:///srv/mirror.git//p     ./folder
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

namespace meshplay::catalog {

enum class Transport : std::uint8_t { https, http, ssh, file, folder };

struct Address {
  Transport transport = Transport::folder;
  // What git is given, without a subfolder and a query: `https://host/repo.git`, `ssh://git@host/o/r.git`,
  // `git@host:o/r.git`, `file:///srv/mirror.git`; of a folder its path as it was written.
  std::string url;
  std::string folder;  // in the repository; empty: all of it
  // At most one of them: a tag, a branch or a commit, or a range of versions.
  std::string ref;
  std::string range;

  // The address in one form; parsing it gives the same address.
  std::string text() const;
  // Scheme, host and port in small letters, `https://host:8443`: whom credentials are for. Empty for files and folders.
  std::string origin() const;

  friend bool operator==(const Address&, const Address&) = default;
};

struct BadAddress {
  std::string message;
  std::string help;
};

std::variant<Address, BadAddress> parse_address(std::string_view text);

}  // namespace meshplay::catalog
