// SHA-256, SHA-1 and Base64; nettle's only user.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace meshplay::units {

std::string sha256(std::string_view bytes);                      // 64 hexadecimal digits, small letters
std::string sha256(const std::vector<std::string_view>& parts);  // of the parts in a row
// 20 bytes, as git names its objects and closes its files; no proof against who wants two things to have the same.
std::string sha1(std::string_view bytes);
std::string base64(std::string_view bytes);  // RFC 4648 with padding, in one line
// Blanks and line breaks between the letters are skipped; nullopt when it is no Base64.
std::optional<std::string> base64_decode(std::string_view text);

}  // namespace meshplay::units
