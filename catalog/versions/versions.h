// Versions that are tags of a repository (`v1.2.0`, `1.2.0`, `web/v1.2.0` for the folder `web`), and ranges of them.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "engine/units/units.h"

namespace meshplay::catalog {

struct TaggedVersion {
  std::string tag;
  units::Version version;
};

// Lowest first. Where tags begin with the folder's path these are its versions, and others are not.
std::vector<TaggedVersion> versions_of(const std::vector<std::string>& tags, std::string_view folder);

// `^1.2` (no other major number; below 1.0 no other minor one), `~1.2.3` (no other minor number), `>=1.2 <2`, `=1.2.3`,
// `1.2.*`, `1.2`, `*`; several, parted by spaces or commas, must all hold.
class Range {
 public:
  static std::variant<Range, std::string> parse(std::string_view text);  // or what is wrong with it

  // Versions before a release (`1.2.0-rc.1`) only where the range names one of the same release.
  bool contains(const units::Version& version) const;

 private:
  // from <= version < to
  struct Part {
    std::optional<units::Version> from;
    std::optional<units::Version> to;
    bool without_from = false;
    bool with_to = false;
    std::optional<units::Version> named;
  };
  std::vector<Part> parts_;
};

// The highest one in the range.
const TaggedVersion* highest(const std::vector<TaggedVersion>& versions, const Range& range);

}  // namespace meshplay::catalog
