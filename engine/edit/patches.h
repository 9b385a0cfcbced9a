// Replacements of parts of a text, put together when all are known.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace meshplay::edit {

class Patches {
 public:
  void replace(std::uint32_t begin, std::uint32_t end, std::string text);
  void insert(std::uint32_t at, std::string text) { replace(at, at, std::move(text)); }
  void remove(std::uint32_t begin, std::uint32_t end) { replace(begin, end, ""); }

  // Replaces whole lines by others, each with its line end. Behind the last line, a text without a final line end stays
  // without one, unless it belongs to what stands in the last line.
  void replace_lines(std::uint32_t begin, std::uint32_t end, std::string text, bool keeps_last_line_end);

  std::size_t size() const { return patches_.size(); }
  // The furthest end of the patches from number `first` on.
  std::uint32_t furthest(std::size_t first) const;

  // nullopt where two of them overlap.
  std::optional<std::string> apply_to(std::string_view content) const;

 private:
  struct Patch {
    std::uint32_t begin = 0;
    std::uint32_t end = 0;
    std::string text;
    bool lines = false;
    bool keeps_last_line_end = false;
  };

  std::vector<Patch> patches_;
};

}  // namespace meshplay::edit
