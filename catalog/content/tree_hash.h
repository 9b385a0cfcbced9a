// The hash of a tree of files, as the module system of Go defines it (`h1:`, golang.org/x/mod/sumdb/dirhash): SHA-256
// of a line for each file in order of path, `hex(sha256(content))  path`, in Base64.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace meshplay::catalog {

struct FileDigest {
  std::string path;    // relative, with `/`; no line break in it
  std::string sha256;  // of the content, 64 hexadecimal digits
};

FileDigest digest(std::string path, std::string_view content);

// In any order.
std::string tree_hash(std::vector<FileDigest> files);

}  // namespace meshplay::catalog
