// The other side of unified_diff: a text and its difference give the other text.
#pragma once

#include <algorithm>
#include <cstdio>
#include <string>
#include <vector>

namespace meshplay::edit::test {

// Takes a diff as `patch` does: every line of context and every line that goes must stand where the diff says.
inline std::string patched(const std::string& old_text, const std::string& diff) {
  const auto lines = [](const std::string& text) {
    std::vector<std::string> result;
    for (std::size_t begin = 0; begin < text.size();) {
      const std::size_t end = std::min(text.find('\n', begin), text.size() - 1) + 1;
      result.push_back(text.substr(begin, end - begin));
      begin = end;
    }
    return result;
  };
  const std::vector<std::string> old_lines = lines(old_text);
  std::vector<std::string> script = lines(diff);
  for (std::size_t i = 1; i < script.size(); ++i) {
    if (script[i].starts_with('\\')) script[i - 1].pop_back();
  }
  std::string out;
  std::size_t at = 0;
  int old_left = 0;
  int new_left = 0;
  for (std::size_t i = 2; i < script.size(); ++i) {
    const std::string& line = script[i];
    if (line.starts_with("@@")) {
      if (old_left != 0 || new_left != 0) return "a hunk of the wrong size";
      int begin = 0;
      int new_begin = 0;
      old_left = new_left = 1;
      const std::size_t plus = line.find('+');
      std::sscanf(line.c_str(), "@@ -%d,%d", &begin, &old_left);
      std::sscanf(line.c_str() + plus, "+%d,%d", &new_begin, &new_left);
      const std::size_t wanted = static_cast<std::size_t>(begin) - (old_left > 0 ? 1 : 0);
      while (at < wanted) out += old_lines.at(at++);
      const auto count = static_cast<int>(lines(out).size());
      if (count != new_begin - (new_left > 0 ? 1 : 0)) return "a hunk at the wrong line of the new text";
      continue;
    }
    if (line.starts_with('\\')) continue;
    const std::string text = line.substr(1);
    if (line[0] != '+') {
      if (at >= old_lines.size() || old_lines[at] != text) return "a line that is not there: " + line;
      ++at;
      --old_left;
    }
    if (line[0] != '-') {
      out += text;
      --new_left;
    }
  }
  if (old_left != 0 || new_left != 0) return "a hunk of the wrong size";
  while (at < old_lines.size()) out += old_lines[at++];
  return out;
}

}  // namespace meshplay::edit::test
