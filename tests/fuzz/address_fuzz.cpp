// Any bytes as an address: what is taken is written in one form that means the same, and gives git nothing that it
// could take for an option or a program.
#include <cstdint>
#include <string>

#include "catalog/address/address.h"
#include "catalog/versions/versions.h"
#include "tests/fuzz/tree_invariants.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace meshplay;
  const std::string text(reinterpret_cast<const char*>(data), size);
  static_cast<void>(catalog::Range::parse(text));
  static_cast<void>(catalog::versions_of({text}, "web"));
  const auto parsed = catalog::parse_address(text);
  if (const auto* bad = std::get_if<catalog::BadAddress>(&parsed)) {
    fuzz::require(!bad->message.empty() && !bad->help.empty(), "a refusal says why and what to do");
    return 0;
  }
  const auto& address = std::get<catalog::Address>(parsed);
  const auto again = catalog::parse_address(address.text());
  fuzz::require(std::holds_alternative<catalog::Address>(again) && std::get<catalog::Address>(again) == address,
                "the one form means the same");
  for (const std::string* part : {&address.url, &address.folder, &address.ref, &address.range}) {
    fuzz::require(!part->starts_with('-'), "nothing looks like an option");
    for (const char c : *part) fuzz::require(static_cast<unsigned char>(c) >= 0x20 && c != 0x7f, "nothing controls");
  }
  if (address.transport == catalog::Transport::folder) return 0;
  fuzz::require(address.url.substr(0, address.url.find(':') + 2).find("::") == std::string::npos,
                "no program is named");
  fuzz::require(
      address.folder.find("..") == std::string::npos || ("/" + address.folder + "/").find("/../") == std::string::npos,
      "a folder leads nowhere else");
  fuzz::require(address.ref.empty() || address.range.empty(), "one version is asked for");
  return 0;
}
