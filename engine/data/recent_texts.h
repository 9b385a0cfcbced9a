// Ids of short texts that were seen lately, in front of an interner: keys and many values come again and again, and are
// found here with a few instructions, plain scalars with their type. The interner's ids are what they are without it.
#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

#include "engine/base/interner.h"
#include "engine/data/scalar.h"

namespace meshplay::data {

class RecentTexts {
 public:
  explicit RecentTexts(base::Interner& interner) : interner_(interner) {}

  struct Found {
    base::StrId text{};
    NodeType type = NodeType::text;
  };

  base::Interner& interner() { return interner_; }

  // `text` lies in memory that can be read up to `end`.
  base::StrId text(std::string_view text, const char* end) { return find<false>(text, end).text; }
  // What a plain scalar of this spelling is.
  Found plain(std::string_view spelling, const char* end) { return find<true>(spelling, end); }

 private:
  static constexpr std::size_t kLongest = 32;
  static constexpr std::size_t kWords = kLongest / 8;
  static constexpr unsigned kBits = 8;  // of the number of entries: they fit in the first cache of the processor

  using Words = std::array<std::uint64_t, kWords>;
  struct Entry {
    Words words;
    base::StrId text;
    NodeType type;
  };

  // Ones where a text of this length has bytes.
  static constexpr std::array<Words, kLongest + 1> kMasks = [] {
    std::array<Words, kLongest + 1> masks{};
    for (std::size_t length = 0; length <= kLongest; ++length) {
      for (std::size_t i = 0; i < length; ++i) {
        const std::size_t byte = std::endian::native == std::endian::little ? i % 8 : 7 - i % 8;
        masks[length][i / 8] |= std::uint64_t{0xff} << (8 * byte);
      }
    }
    return masks;
  }();

  template <bool IsPlain>
  Found find(std::string_view text, const char* end) {
    if (text.size() > kLongest || end - text.data() < static_cast<std::ptrdiff_t>(kLongest))
      return look_up<IsPlain>(text);
    Words words;
    std::memcpy(words.data(), text.data(), kLongest);
    const Words& mask = kMasks[text.size()];
    for (std::size_t i = 0; i < kWords; ++i) words[i] &= mask[i];
    const auto sort = static_cast<std::uint32_t>(text.size() * 4 + (IsPlain ? 3 : 1));
    const std::uint64_t hash = ((words[0] ^ sort) * 0xa0761d6478bd642fULL) ^
                               ((words[1] + 7 * words[2] + 31 * words[3]) * 0xe7037ed1a0b428dbULL);
    const std::size_t place = hash >> (64 - kBits);
    Entry& entry = entries_[place];
    if (sorts_[place] == sort && entry.words == words) return {entry.text, entry.type};
    const Found found = look_up<IsPlain>(text);
    entry = {words, found.text, found.type};
    sorts_[place] = static_cast<std::uint8_t>(sort);
    return found;
  }

  template <bool IsPlain>
  Found look_up(std::string_view text) {
    if constexpr (!IsPlain) return {interner_.intern(text), NodeType::text};
    const Scalar scalar = resolve_plain(text, number_);
    return {interner_.intern(scalar.text), scalar.type};
  }

  base::Interner& interner_;
  static constexpr std::size_t kEntries = std::size_t{1} << kBits;
  std::array<std::uint8_t, kEntries> sorts_{};  // length and whether it is a plain scalar; 0: free
  // Of those that are not free alone: small texts are read often, and this would be their largest cost.
  std::array<Entry, kEntries> entries_;
  std::string number_;  // of a canonical number
};

}  // namespace meshplay::data
