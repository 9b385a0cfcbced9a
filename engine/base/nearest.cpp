#include "engine/base/nearest.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cctype>
#include <numeric>
#include <string>

#include "engine/base/hash.h"

namespace meshplay::base {

std::size_t edit_distance(std::string_view a, std::string_view b, std::size_t limit) {
  if (a.size() > b.size()) std::swap(a, b);
  if (b.size() - a.size() > limit) return limit + 1;
  std::vector<std::size_t> before(a.size() + 1);
  std::vector<std::size_t> last(a.size() + 1);
  std::vector<std::size_t> row(a.size() + 1);
  for (std::size_t i = 0; i <= a.size(); ++i) last[i] = i;
  for (std::size_t j = 1; j <= b.size(); ++j) {
    row[0] = j;
    std::size_t smallest = row[0];
    for (std::size_t i = 1; i <= a.size(); ++i) {
      const std::size_t replace = last[i - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      row[i] = std::min({replace, last[i] + 1, row[i - 1] + 1});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) row[i] = std::min(row[i], before[i - 2] + 1);
      smallest = std::min(smallest, row[i]);
    }
    if (smallest > limit) return limit + 1;
    before.swap(last);
    last.swap(row);
  }
  return std::min(last[a.size()], limit + 1);
}

std::optional<std::string_view> nearest(std::string_view wanted, const std::vector<std::string_view>& candidates) {
  const auto lower = [](std::string_view text) {
    std::string result(text);
    for (char& c : result) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return result;
  };
  const std::size_t limit = std::min<std::size_t>(3, std::max<std::size_t>(1, wanted.size() / 3));
  const std::string wanted_lower = lower(wanted);
  std::optional<std::string_view> best;
  std::size_t best_score = 2 * limit + 2;
  for (std::string_view candidate : candidates) {
    if (candidate == wanted) continue;
    const std::size_t distance = edit_distance(wanted_lower, lower(candidate), limit);
    if (distance > limit) continue;
    const std::size_t score = 2 * distance + 1;
    if (score < best_score) {
      best = candidate;
      best_score = score;
    }
  }
  return best;
}

namespace {

constexpr std::size_t kLongest = 256;

// Powers of the base of a polynomial hash: a text is the number that its bytes are the digits of.
constexpr std::array<std::uint64_t, kLongest + 1> kPowers = [] {
  constexpr std::uint64_t kBase = 0x9e3779b97f4a7c15ULL;
  std::array<std::uint64_t, kLongest + 1> powers{1};
  for (std::size_t i = 1; i < powers.size(); ++i) powers[i] = powers[i - 1] * kBase;
  return powers;
}();

// f(hash) for the text and for it with each one byte left out, in time linear in its length.
template <typename F>
void for_each_deletion(std::string_view text, F&& f) {
  const auto digit = [&](std::size_t i) { return std::uint64_t{static_cast<unsigned char>(text[i])} + 1; };
  const auto spread = [](std::uint64_t number) { return mix(number, 0xe7037ed1a0b428dbULL); };
  std::uint64_t whole = 0;
  for (std::size_t i = 0; i < text.size(); ++i) whole = whole * kPowers[1] + digit(i);
  f(spread(whole));
  std::uint64_t before = 0;  // of the text up to i
  for (std::size_t i = 0; i < text.size(); ++i) {
    const std::uint64_t with = before * kPowers[1] + digit(i);
    f(spread(whole + (before - with) * kPowers[text.size() - 1 - i]));
    before = with;
  }
}

}  // namespace

NearestIndex::NearestIndex(std::vector<std::string> candidates) : candidates_(std::move(candidates)) {
  std::sort(candidates_.begin(), candidates_.end());
  candidates_.erase(std::unique(candidates_.begin(), candidates_.end()), candidates_.end());
}

bool NearestIndex::contains(std::string_view text) const {
  return std::binary_search(candidates_.begin(), candidates_.end(), text);
}

void NearestIndex::index() const {
  std::vector<Entry> found;
  for (std::uint32_t i = 0; i < candidates_.size(); ++i) {
    if (candidates_[i].size() > kLongest) continue;
    for_each_deletion(candidates_[i], [&](std::uint64_t hash) { found.push_back({hash, i}); });
  }
  buckets_.assign(std::bit_ceil(found.size() + 1) + 1, 0);
  for (const Entry& entry : found) ++buckets_[bucket(entry.hash) + 1];
  std::partial_sum(buckets_.begin(), buckets_.end(), buckets_.begin());
  entries_.resize(found.size());
  std::vector<std::uint32_t> next(buckets_.begin(), buckets_.end() - 1);
  for (const Entry& entry : found) entries_[next[bucket(entry.hash)]++] = entry;
}

std::optional<std::string_view> NearestIndex::find(std::string_view wanted) const {
  constexpr std::size_t kLongEnoughForTwo = 8;
  if (wanted.size() < 2 || wanted.size() > kLongest) return std::nullopt;
  const std::string* best = nullptr;
  std::size_t best_distance = 2;
  const auto consider = [&](const std::string& candidate) {
    if (candidate == wanted) return;
    const std::size_t distance = edit_distance(wanted, candidate, best_distance);
    if (distance > best_distance || (distance == best_distance && best != nullptr && *best <= candidate)) return;
    best = &candidate;
    best_distance = distance;
  };
  if (candidates_.size() <= kScanned) {
    best_distance = wanted.size() >= kLongEnoughForTwo ? 2 : 1;
    for (const std::string& candidate : candidates_) consider(candidate);
  } else {
    if (buckets_.empty()) index();
    best_distance = 1;
    for_each_deletion(wanted, [&](std::uint64_t hash) {
      const std::uint32_t number = bucket(hash);
      for (std::uint32_t i = buckets_[number]; i < buckets_[number + 1]; ++i) {
        if (entries_[i].hash == hash) consider(candidates_[entries_[i].candidate]);
      }
    });
  }
  if (best == nullptr) return std::nullopt;
  return std::string_view(*best);
}

}  // namespace meshplay::base
