#include "engine/units/digest.h"

#include <nettle/base64.h>
#include <nettle/sha1.h>
#include <nettle/sha2.h>

#include <array>

namespace meshplay::units {

std::string sha256(std::string_view bytes) { return sha256(std::vector{bytes}); }

std::string sha256(const std::vector<std::string_view>& parts) {
  sha256_ctx context;
  sha256_init(&context);
  for (const std::string_view part : parts) {
    sha256_update(&context, part.size(), reinterpret_cast<const std::uint8_t*>(part.data()));
  }
  std::array<std::uint8_t, SHA256_DIGEST_SIZE> digest{};
  sha256_digest(&context, digest.size(), digest.data());
  static constexpr std::string_view kDigits = "0123456789abcdef";
  std::string result;
  for (const std::uint8_t byte : digest) {
    result += kDigits[byte >> 4U];
    result += kDigits[byte & 15U];
  }
  return result;
}

std::string sha1(std::string_view bytes) {
  sha1_ctx context;
  sha1_init(&context);
  sha1_update(&context, bytes.size(), reinterpret_cast<const std::uint8_t*>(bytes.data()));
  std::array<std::uint8_t, SHA1_DIGEST_SIZE> digest{};
  sha1_digest(&context, digest.size(), digest.data());
  return {digest.begin(), digest.end()};
}

std::string base64(std::string_view bytes) {
  std::string result(BASE64_ENCODE_RAW_LENGTH(bytes.size()), '\0');
  base64_encode_raw(result.data(), bytes.size(), reinterpret_cast<const std::uint8_t*>(bytes.data()));
  return result;
}

std::optional<std::string> base64_decode(std::string_view text) {
  base64_decode_ctx context;
  base64_decode_init(&context);
  std::string result(BASE64_DECODE_LENGTH(text.size()), '\0');
  std::size_t length = result.size();
  if (base64_decode_update(&context, &length, reinterpret_cast<std::uint8_t*>(result.data()), text.size(),
                           text.data()) == 0 ||
      base64_decode_final(&context) == 0) {
    return std::nullopt;
  }
  result.resize(length);
  return result;
}

}  // namespace meshplay::units
