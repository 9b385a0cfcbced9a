// Patterns that rules match texts with: regular expressions (RE2, linear time) and globs. The only user of RE2.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "engine/base/result.h"

namespace meshplay::pattern {

class Regex {
 public:
  // The message of an Error says what is wrong in the pattern, in RE2's words.
  static base::Result<Regex> compile(std::string_view pattern);
  Regex(Regex&&) noexcept;
  Regex& operator=(Regex&&) noexcept;
  ~Regex();

  // Anywhere in the text; anchor with ^ and $.
  bool matches(std::string_view text) const;

 private:
  struct Compiled;
  explicit Regex(std::unique_ptr<Compiled> compiled);
  std::unique_ptr<Compiled> compiled_;
};

// `*` is any run of bytes, `?` one code point, `\` takes the next byte as it is; the whole text must match. Linear in
// the text for each `*`, never exponential.
bool glob_matches(std::string_view glob, std::string_view text);

}  // namespace meshplay::pattern
