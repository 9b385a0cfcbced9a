// Sets of the Kubernetes versions that the schemas tell apart: one bit a minor version.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace meshplay::model {

// Bit i is Kubernetes 1.(kFirstMinor + i).
using Versions = std::uint32_t;

inline constexpr int kFirstMinor = 25;
inline constexpr int kLastMinor = 37;
inline constexpr Versions kAllVersions = (Versions{1} << (kLastMinor - kFirstMinor + 1)) - 1;

constexpr Versions kubernetes_versions() { return kAllVersions; }
// The set of 1.`minor` alone; `minor` is one of kFirstMinor to kLastMinor.
constexpr Versions version_bit(int minor) { return Versions{1} << (minor - kFirstMinor); }

// `1.29 to 1.37`, `1.25 and 1.27 to 1.30`; `no version` for the empty set.
std::string show(Versions versions);

// The minor versions that have a patch release in the range: `>=1.29`, `>=1.25 <1.30`, `1.25 - 1.30`, `~1.29`, `^1.29`,
// `1.29.x`, `!=1.30`, `<1.28 || >=1.34`. As in npm and Helm, `1.29` is all of 1.29 and blanks or commas between
// comparisons mean that all hold. Pre-release and build parts are read over. Empty if the range holds none of the known
// versions, nullopt if the text is no range.
std::optional<Versions> versions_in(std::string_view range);

}  // namespace meshplay::model
