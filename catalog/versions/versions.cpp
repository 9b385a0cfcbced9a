#include "catalog/versions/versions.h"

#include <algorithm>
#include <cctype>
#include <charconv>

namespace meshplay::catalog {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// `1.2`, `1.2.*`, `1.2.3-rc.1`: how many numbers there are, and the version with zeros for the others.
struct Partial {
  std::size_t numbers = 0;
  units::Version version;
};

std::optional<Partial> parse_partial(std::string_view text) {
  Partial result;
  if (text.starts_with('v')) text.remove_prefix(1);
  if (text == "*") return result;
  const std::size_t dash = std::min(text.find_first_of("-+"), text.size());
  std::string_view numbers = text.substr(0, dash);
  bool is_open = false;
  while (!numbers.empty()) {
    const std::size_t dot = std::min(numbers.find('.'), numbers.size());
    const std::string_view one = numbers.substr(0, dot);
    if (one == "*" || one == "x") {
      is_open = true;
    } else {
      if (is_open || result.numbers == 3 || one.empty() || !std::all_of(one.begin(), one.end(), is_digit))
        return std::nullopt;
      if (one.size() > 1 && one.front() == '0') return std::nullopt;
      std::uint64_t value = 0;
      if (std::from_chars(one.data(), one.data() + one.size(), value).ec != std::errc()) return std::nullopt;
      result.version.numbers.at(result.numbers++) = value;
    }
    if (dot == numbers.size()) break;
    numbers.remove_prefix(dot + 1);
    if (numbers.empty()) return std::nullopt;
  }
  if (result.numbers == 0 && !is_open) return std::nullopt;
  if (dash < text.size()) {
    if (result.numbers != 3) return std::nullopt;
    const auto whole = units::parse_version(text);
    if (!whole) return std::nullopt;
    result.version = *whole;
  }
  return result;
}

// The first version behind all that have the same first `numbers` numbers.
units::Version next(const units::Version& version, std::size_t numbers) {
  units::Version result;
  for (std::size_t i = 0; i < numbers; ++i) result.numbers.at(i) = version.numbers.at(i);
  ++result.numbers.at(numbers - 1);
  return result;
}

}  // namespace

std::vector<TaggedVersion> versions_of(const std::vector<std::string>& tags, std::string_view folder) {
  std::vector<TaggedVersion> own;
  std::vector<TaggedVersion> plain;
  const std::string prefix = std::string(folder) + "/";
  for (const std::string& tag : tags) {
    const bool is_own = !folder.empty() && tag.starts_with(prefix);
    const std::string_view text = std::string_view(tag).substr(is_own ? prefix.size() : 0);
    const auto partial = parse_partial(text);
    if (!partial || partial->numbers != 3) continue;
    (is_own ? own : plain).push_back({tag, partial->version});
  }
  std::vector<TaggedVersion>& all = own.empty() ? plain : own;
  // `v1.2.0` stands for `1.2.0`, too.
  std::sort(all.begin(), all.end(), [](const TaggedVersion& a, const TaggedVersion& b) {
    const auto order = units::compare(a.version, b.version);
    return order != 0 ? order < 0 : a.tag < b.tag;
  });
  return std::move(all);
}

std::variant<Range, std::string> Range::parse(std::string_view text) {
  Range range;
  std::size_t at = 0;
  const auto skip = [&] {
    while (at < text.size() && (text[at] == ' ' || text[at] == ',')) ++at;
  };
  for (skip(); at < text.size(); skip()) {
    const std::size_t sign_begin = at;
    while (at < text.size() && std::string_view("^~<>=").find(text[at]) != std::string_view::npos) ++at;
    const std::string_view sign = text.substr(sign_begin, at - sign_begin);
    while (at < text.size() && text[at] == ' ' && !sign.empty()) ++at;
    const std::size_t begin = at;
    while (at < text.size() && text[at] != ' ' && text[at] != ',' &&
           std::string_view("^~<>=").find(text[at]) == std::string_view::npos)
      ++at;
    const std::string_view written = text.substr(begin, at - begin);
    const auto partial = parse_partial(written);
    if (!partial) return "`" + std::string(written) + "` is no version";
    const units::Version& version = partial->version;
    const std::size_t numbers = partial->numbers;
    Part part;
    if (!version.prerelease.empty()) part.named = version;
    const auto same = [&](std::size_t kept) {
      part.from = version;
      if (kept > 0) part.to = next(version, kept);
    };
    if (sign.empty() || sign == "=") {
      same(numbers);
      if (numbers == 3) {
        part.to = version;
        part.with_to = true;
      }
    } else if (sign == "^") {
      // The first number that is not 0 stays, or the last one that is written.
      std::size_t kept = 1;
      while (kept < numbers && version.numbers.at(kept - 1) == 0) ++kept;
      same(std::min(kept, numbers));
    } else if (sign == "~") {
      same(std::min<std::size_t>(numbers, 2));
    } else if (sign == ">=") {
      part.from = version;
    } else if (sign == ">") {
      part.from = numbers == 3 || numbers == 0 ? version : next(version, numbers);
      part.without_from = numbers == 3 || numbers == 0;
    } else if (sign == "<") {
      part.to = version;
    } else if (sign == "<=") {
      part.to = numbers == 3 || numbers == 0 ? version : next(version, numbers);
      part.with_to = numbers == 3;
    } else {
      return "`" + std::string(sign) + "` is none of ^ ~ >= > <= < =";
    }
    range.parts_.push_back(std::move(part));
  }
  if (range.parts_.empty()) return std::string("the range is empty");
  return range;
}

bool Range::contains(const units::Version& version) const {
  bool is_named = version.prerelease.empty();
  for (const Part& part : parts_) {
    if (part.from) {
      const auto order = units::compare(version, *part.from);
      if (order < 0 || (part.without_from && order == 0)) return false;
    }
    if (part.to) {
      const auto order = units::compare(version, *part.to);
      if (order > 0 || (!part.with_to && order == 0)) return false;
    }
    is_named = is_named || (part.named && part.named->numbers == version.numbers);
  }
  return is_named;
}

const TaggedVersion* highest(const std::vector<TaggedVersion>& versions, const Range& range) {
  const auto found = std::find_if(versions.rbegin(), versions.rend(),
                                  [&](const TaggedVersion& one) { return range.contains(one.version); });
  return found == versions.rend() ? nullptr : &*found;
}

}  // namespace meshplay::catalog
