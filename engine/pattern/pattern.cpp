#include "engine/pattern/pattern.h"

#include <re2/re2.h>

namespace meshplay::pattern {

struct Regex::Compiled {
  explicit Compiled(std::string_view pattern, const re2::RE2::Options& options)
      : expression(re2::StringPiece(pattern.data(), pattern.size()), options) {}
  re2::RE2 expression;
};

Regex::Regex(std::unique_ptr<Compiled> compiled) : compiled_(std::move(compiled)) {}
Regex::Regex(Regex&&) noexcept = default;
Regex& Regex::operator=(Regex&&) noexcept = default;
Regex::~Regex() = default;

base::Result<Regex> Regex::compile(std::string_view pattern) {
  constexpr std::int64_t kMaxBytes = 1 << 20;
  re2::RE2::Options options;
  options.set_log_errors(false);
  options.set_max_mem(kMaxBytes);
  auto compiled = std::make_unique<Compiled>(pattern, options);
  if (!compiled->expression.ok()) return base::Error{compiled->expression.error()};
  return Regex(std::move(compiled));
}

bool Regex::matches(std::string_view text) const {
  return re2::RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), compiled_->expression);
}

bool glob_matches(std::string_view glob, std::string_view text) {
  constexpr std::size_t kNowhere = std::string_view::npos;
  std::size_t g = 0;
  std::size_t t = 0;
  std::size_t star = kNowhere;
  std::size_t star_text = 0;
  const auto next_point = [&](std::size_t i) {
    ++i;
    while (i < text.size() && (static_cast<unsigned char>(text[i]) & 0xc0U) == 0x80U) ++i;
    return i;
  };
  while (t < text.size()) {
    if (g < glob.size() && glob[g] == '*') {
      star = g++;
      star_text = t;
      continue;
    }
    if (g < glob.size() && glob[g] == '?') {
      ++g;
      t = next_point(t);
      continue;
    }
    const bool escaped = g + 1 < glob.size() && glob[g] == '\\';
    const std::size_t literal = escaped ? g + 1 : g;
    if (literal < glob.size() && glob[literal] == text[t]) {
      g = literal + 1;
      ++t;
      continue;
    }
    if (star == kNowhere) return false;
    g = star + 1;
    star_text = next_point(star_text);
    t = star_text;
  }
  while (g < glob.size() && glob[g] == '*') ++g;
  return g == glob.size();
}

}  // namespace meshplay::pattern
