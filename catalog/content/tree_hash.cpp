#include "catalog/content/tree_hash.h"

#include <algorithm>

#include "engine/base/ensure.h"
#include "engine/units/digest.h"

namespace meshplay::catalog {

namespace {

std::string bytes_of(std::string_view hex) {
  const auto digit = [](char c) { return c <= '9' ? c - '0' : c - 'a' + 10; };
  std::string bytes;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2)
    bytes += static_cast<char>(digit(hex[i]) * 16 + digit(hex[i + 1]));
  return bytes;
}

}  // namespace

FileDigest digest(std::string path, std::string_view content) { return {std::move(path), units::sha256(content)}; }

std::string tree_hash(std::vector<FileDigest> files) {
  std::sort(files.begin(), files.end(), [](const FileDigest& a, const FileDigest& b) { return a.path < b.path; });
  std::string lines;
  for (const FileDigest& file : files) {
    ENSURE(file.path.find('\n') == std::string::npos, "the path policy lets no line break through");
    lines += file.sha256 + "  " + file.path + "\n";
  }
  return "h1:" + units::base64(bytes_of(units::sha256(lines)));
}

}  // namespace meshplay::catalog
