#include "engine/design/glob.h"

#include <vector>

namespace meshplay::design {

// Runs over the path once for each piece of the pattern, with the set of places where the piece may begin.
bool matches_glob(std::string_view pattern, std::string_view path) {
  std::vector<char> reach(path.size() + 1, 0);  // reach[i]: the pattern so far matches path[0, i)
  std::vector<char> next(path.size() + 1, 0);
  reach[0] = 1;
  for (std::size_t p = 0; p < pattern.size();) {
    next.assign(next.size(), 0);
    if (pattern.substr(p, 2) == "**") {
      p += 2;
      const bool whole_folders = pattern.substr(p, 1) == "/" && (p == 2 || pattern[p - 3] == '/');
      if (whole_folders) ++p;
      bool seen = false;
      for (std::size_t i = 0; i < reach.size(); ++i) {
        if (whole_folders) {
          next[i] = static_cast<char>(reach[i] != 0 || (seen && path[i - 1] == '/'));
          seen = seen || reach[i] != 0;
        } else {
          seen = seen || reach[i] != 0;
          next[i] = static_cast<char>(seen);
        }
      }
    } else if (pattern[p] == '*') {
      ++p;
      bool running = false;
      for (std::size_t i = 0; i < reach.size(); ++i) {
        if (i > 0 && path[i - 1] == '/') running = false;
        running = running || reach[i] != 0;
        next[i] = static_cast<char>(running);
      }
    } else {
      const char wanted = pattern[p++];
      for (std::size_t i = 0; i < path.size(); ++i) {
        const bool fits = wanted == '?' ? path[i] != '/' : path[i] == wanted;
        if (reach[i] != 0 && fits) next[i + 1] = 1;
      }
    }
    reach.swap(next);
  }
  return reach.back() != 0;
}

}  // namespace meshplay::design
