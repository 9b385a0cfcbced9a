// Hashing for tables that live in memory only: fast, good in all bits, never stored and never sent.
// The mixing step multiplies two 64-bit numbers and folds the 128-bit product, as wyhash does.
#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>

namespace meshplay::base {

inline std::uint64_t mix(std::uint64_t a, std::uint64_t b) {
  __extension__ using Wide = unsigned __int128;
  Wide product = static_cast<Wide>(a) * b;
  return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
}

inline std::uint64_t hash_bytes(std::string_view bytes) {
  constexpr std::uint64_t kFirst = 0xa0761d6478bd642fULL;
  constexpr std::uint64_t kSecond = 0xe7037ed1a0b428dbULL;
  const char* p = bytes.data();
  std::size_t left = bytes.size();
  std::uint64_t state = kFirst ^ left;
  while (left > 8) {
    std::uint64_t word = 0;
    std::memcpy(&word, p, 8);
    state = mix(state ^ word, kSecond);
    p += 8;
    left -= 8;
  }
  std::uint64_t tail = 0;
  if (left > 0) std::memcpy(&tail, p, left);
  return mix(state ^ tail, kFirst ^ kSecond);
}

inline std::uint64_t hash_combine(std::uint64_t seed, std::uint64_t value) {
  return mix(seed ^ 0x9e3779b97f4a7c15ULL, value ^ 0x8ebc6af09c88c6e3ULL);
}

}  // namespace meshplay::base
