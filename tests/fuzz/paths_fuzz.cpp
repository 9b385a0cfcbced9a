// Any lines as the paths of a tree: those that are taken lead nowhere else, and no two are one where case does not
// count.
#include <algorithm>
#include <cctype>
#include <cstdint>
#include <set>
#include <string>

#include "catalog/content/path_policy.h"
#include "tests/fuzz/tree_invariants.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace meshplay;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  catalog::PathPolicy policy;
  std::set<std::string> taken;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    const std::string path(text.substr(begin, end - begin));
    begin = end + 1;
    static_cast<void>(catalog::visible_path(path));
    if (policy.refuse(path, catalog::EntryKind::file, path.size())) continue;
    std::string lower = "/" + path + "/";
    std::transform(lower.begin(), lower.end(), lower.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    for (const std::string part : {"//", "/./", "/../", "/.git/", "/git~1/", "\\", "\x1b"}) {
      fuzz::require(lower.find(part) == std::string::npos, "a path that is taken leads nowhere else");
    }
    fuzz::require(taken.insert(lower).second, "no path is taken twice");
  }
  return 0;
}
