// Globs agree with a definition written down plainly; any bytes as a regular expression are refused or matched, in the
// time that was promised.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "engine/pattern/pattern.h"

namespace {

// Few different characters, so that many of the texts match.
const std::vector<std::string> kAlphabet = {"a", "b", "\xc3\xa9", "*", "?", "\\", "-", "/"};

std::vector<std::string> characters(const std::uint8_t* data, std::size_t size) {
  std::vector<std::string> result;
  for (std::size_t i = 0; i < size; ++i) result.push_back(kAlphabet[data[i] % kAlphabet.size()]);
  return result;
}

std::string joined(const std::vector<std::string>& characters) {
  std::string result;
  for (const std::string& character : characters) result += character;
  return result;
}

// row[t]: whether the glob from its current character on matches the text from t on.
bool matches_plainly(const std::vector<std::string>& glob, const std::vector<std::string>& text) {
  std::vector<std::uint8_t> is_literal(glob.size(), 0);
  std::vector<std::string> items;
  for (std::size_t i = 0; i < glob.size(); ++i) {
    const bool escapes = glob[i] == "\\" && i + 1 < glob.size();
    is_literal[items.size()] = static_cast<std::uint8_t>(escapes);
    items.push_back(glob[escapes ? ++i : i]);
  }
  std::vector<std::uint8_t> row(text.size() + 1, 0);
  row[text.size()] = 1;
  for (std::size_t i = items.size(); i-- > 0;) {
    std::vector<std::uint8_t> next(text.size() + 1, 0);
    const bool star = items[i] == "*" && is_literal[i] == 0;
    const bool any = items[i] == "?" && is_literal[i] == 0;
    for (std::size_t t = text.size() + 1; t-- > 0;) {
      if (star) {
        next[t] = static_cast<std::uint8_t>(row[t] != 0 || (t < text.size() && next[t + 1] != 0));
      } else if (t < text.size()) {
        next[t] = static_cast<std::uint8_t>((any || items[i] == text[t]) && row[t + 1] != 0);
      }
    }
    row.swap(next);
  }
  return row[0] != 0;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 1) return 0;
  const std::size_t split = 1 + data[0] % size;
  const auto glob = characters(data + 1, split - 1);
  const auto text = characters(data + split, size - split);
  if (meshplay::pattern::glob_matches(joined(glob), joined(text)) != matches_plainly(glob, text)) {
    std::fprintf(stderr, "glob `%s` and text `%s`\n", joined(glob).c_str(), joined(text).c_str());
    std::abort();
  }

  const std::string raw(reinterpret_cast<const char*>(data), size);
  meshplay::pattern::glob_matches(raw.substr(0, split), raw.substr(split));
  const auto regex = meshplay::pattern::Regex::compile(raw.substr(0, split));
  if (regex.ok()) static_cast<void>(regex.value().matches(raw.substr(split)));
  return 0;
}
