#include "engine/model/versions.h"

#include <algorithm>
#include <cctype>

namespace meshplay::model {

namespace {

// A release as one number that orders like it.
using Release = std::uint64_t;

constexpr int kPartBits = 20;
constexpr Release kPartLimit = Release{1} << kPartBits;
constexpr Release kNewest = ~Release{0};

constexpr Release release(Release major, Release minor, Release patch) {
  return (major << (2 * kPartBits)) | (minor << kPartBits) | patch;
}

// What a version like `1.29` stands for: releases from `first` up to, not with, `end`.
struct Interval {
  Release first = 0;
  Release end = kNewest;
};

// Minor versions are whole or not at all in a comparison, but for the two that its bounds cut: of those some patch
// releases are in it. An interval is exact, and a hole of one patch release leaves every minor version its others.
struct Comparisons {
  Interval interval;
  Versions holes = 0;
};

struct Version {
  Interval interval;
  int parts = 0;  // how many of major, minor and patch are written
};

Versions versions_of(Interval interval) {
  Versions versions = 0;
  for (int minor = kFirstMinor; minor <= kLastMinor; ++minor) {
    const auto number = static_cast<Release>(minor);
    if (std::max(interval.first, release(1, number, 0)) < std::min(interval.end, release(1, number + 1, 0))) {
      versions |= version_bit(minor);
    }
  }
  return versions;
}

class Reader {
 public:
  explicit Reader(std::string_view text) : rest_(text) {}

  std::optional<Versions> range() {
    Versions versions = 0;
    do {
      const std::optional<Comparisons> part = comparisons();
      if (!part) return std::nullopt;
      versions |= versions_of(part->interval) & ~part->holes;
    } while (take("||"));
    if (!rest_.empty()) return std::nullopt;
    return versions;
  }

 private:
  void skip_blanks() {
    while (!rest_.empty() && (rest_.front() == ' ' || rest_.front() == '\t')) rest_.remove_prefix(1);
  }

  bool take(std::string_view text) {
    if (!rest_.starts_with(text)) return false;
    rest_.remove_prefix(text.size());
    return true;
  }

  std::optional<Comparisons> comparisons() {
    Comparisons all;
    for (;;) {
      skip_blanks();
      if (!comparison(all)) return std::nullopt;
      const std::size_t before = rest_.size();
      skip_blanks();
      if (take(",")) continue;
      if (rest_.empty() || rest_.starts_with("||")) return all;
      if (rest_.size() == before) return std::nullopt;
    }
  }

  std::string_view comparator() {
    for (std::string_view known : {">=", "<=", "!=", ">", "<", "=", "~", "^"}) {
      if (take(known)) return known;
    }
    return "";
  }

  bool comparison(Comparisons& all) {
    const std::string_view sign = comparator();
    skip_blanks();
    const std::optional<Version> version = this->version();
    if (!version) return false;
    Interval interval = version->interval;
    if (sign.empty() && take(" - ")) {
      skip_blanks();
      const std::optional<Version> last = this->version();
      if (!last) return false;
      interval.end = last->interval.end;
    } else if (sign == ">=") {
      interval.end = kNewest;
    } else if (sign == "<=") {
      interval.first = 0;
    } else if (version->parts == 0) {
      if (sign == "<" || sign == ">" || sign == "!=") return false;
    } else if (sign == ">") {
      interval = {interval.end, kNewest};
    } else if (sign == "<") {
      interval = {0, interval.first};
    } else if (sign == "!=") {
      if (version->parts < 3) all.holes |= versions_of(interval);
      return true;
    } else if (sign == "^") {
      interval.end = release((interval.first >> (2 * kPartBits)) + 1, 0, 0);
    } else if (sign == "~" && version->parts == 3) {
      interval.end = ((interval.first >> kPartBits) + 1) << kPartBits;
    }
    all.interval.first = std::max(all.interval.first, interval.first);
    all.interval.end = std::min(all.interval.end, interval.end);
    return true;
  }

  bool take_wildcard() { return take("x") || take("X") || take("*"); }

  // Digits without a leading zero; kPartLimit if there are none.
  Release number() {
    std::size_t count = 0;
    Release value = 0;
    while (count < rest_.size() && std::isdigit(static_cast<unsigned char>(rest_[count])) != 0 && value < kPartLimit) {
      value = value * 10 + static_cast<Release>(rest_[count++] - '0');
    }
    if (count == 0 || (count > 1 && rest_.front() == '0')) return kPartLimit;
    rest_.remove_prefix(count);
    return std::min(value, kPartLimit);
  }

  // `-rc.1` and `+build`, not the hyphen of `1.25 - 1.30`.
  bool skip_suffix() {
    for (char mark : {'-', '+'}) {
      if (rest_.empty() || rest_.front() != mark) continue;
      std::size_t count = 1;
      while (count < rest_.size() && (std::isalnum(static_cast<unsigned char>(rest_[count])) != 0 ||
                                      rest_[count] == '.' || rest_[count] == '-')) {
        ++count;
      }
      if (count == 1) return false;
      rest_.remove_prefix(count);
    }
    return true;
  }

  std::optional<Version> version() {
    if (!take("v")) take("V");
    Release parts[3] = {};
    int written = 0;
    bool wild = false;
    for (int i = 0; i < 3; ++i) {
      if (i > 0 && !take(".")) break;
      if (take_wildcard()) {
        wild = true;
        continue;
      }
      if (wild) return std::nullopt;
      const Release part = number();
      if (part == kPartLimit) return std::nullopt;
      parts[written++] = part;
    }
    if (written == 3 && !skip_suffix()) return std::nullopt;
    const Release first = release(parts[0], parts[1], parts[2]);
    if (written == 0) return Version{{}, 0};
    return Version{{first, first + (Release{1} << (kPartBits * (3 - written)))}, written};
  }

  std::string_view rest_;
};

}  // namespace

std::string show(Versions versions) {
  std::string text;
  std::size_t last_joint = 0;
  for (int minor = kFirstMinor; minor <= kLastMinor; ++minor) {
    if ((versions & version_bit(minor)) == 0) continue;
    const int first = minor;
    while (minor < kLastMinor && (versions & version_bit(minor + 1)) != 0) ++minor;
    if (!text.empty()) {
      last_joint = text.size();
      text += ", ";
    }
    text += "1." + std::to_string(first);
    if (minor > first) text += " to 1." + std::to_string(minor);
  }
  if (text.empty()) return "no version";
  if (last_joint > 0) text.replace(last_joint, 2, " and ");
  return text;
}

std::optional<Versions> versions_in(std::string_view range) { return Reader(range).range(); }

}  // namespace meshplay::model
