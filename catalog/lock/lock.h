// The lock of a tree (`meshplay.lock`): what was pulled, from where, and the proof of its bytes. YAML that the program
// writes and people read in reviews.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/diag/diagnostic.h"
#include "engine/text/source.h"

namespace meshplay::catalog {

enum class LockedKind : std::uint8_t { pattern, rules, model };
enum class RefKind : std::uint8_t { tag, branch, commit };

struct LockedSignature {
  std::string kind;    // `ssh`, `pgp`
  std::string key;     // its fingerprint
  std::string object;  // `tag`, `commit`
  std::string status;  // `good`, or what is wrong

  friend bool operator==(const LockedSignature&, const LockedSignature&) = default;
};

struct LockedEntry {
  std::string name;
  LockedKind kind = LockedKind::pattern;
  std::string source;     // an address, without the version
  std::string requested;  // a range or a ref, as it was asked for; empty: none
  std::string ref;        // that it led to
  RefKind ref_kind = RefKind::tag;
  std::string commit;   // 40 hexadecimal digits
  std::string subtree;  // the same of the tree
  std::string sum;      // `h1:`
  std::string title;    // of the commit
  std::string time;     // of the commit, RFC 3339 in UTC
  std::optional<LockedSignature> signature;
  std::uint64_t files = 0;

  friend bool operator==(const LockedEntry&, const LockedEntry&) = default;
};

struct Lock {
  std::vector<LockedEntry> entries;  // by name, once each

  const LockedEntry* find(std::string_view name) const;
  void put(LockedEntry entry);  // in the place of the one of its name
  bool remove(std::string_view name);
};

// The same entries give the same bytes.
std::string print_lock(const Lock& lock);

// Nothing where something is wrong, which is reported with its place: a lock counts as a whole or not at all.
std::optional<Lock> read_lock(std::string name, std::string content, text::SourceSet& sources, diag::Sink& sink);

// Letters, digits, `.`, `_` and `-`, none of the last three in front.
bool is_locked_name(std::string_view name);

}  // namespace meshplay::catalog
