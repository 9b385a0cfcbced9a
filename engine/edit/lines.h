// The lines of a text, by places in it.
#pragma once

#include <cstdint>
#include <string_view>

namespace meshplay::edit {

class Lines {
 public:
  explicit Lines(std::string_view content) : content_(content), first_(content.starts_with("\xef\xbb\xbf") ? 3 : 0) {}

  std::string_view content() const { return content_; }
  std::uint32_t size() const { return static_cast<std::uint32_t>(content_.size()); }

  std::uint32_t start_of(std::uint32_t at) const {
    while (at > first_ && content_[at - 1] != '\n') --at;
    return at;
  }

  // Before the line end.
  std::uint32_t end_of(std::uint32_t at) const {
    const std::uint32_t end = line_feed(at);
    return end > at && content_[end - 1] == '\r' ? end - 1 : end;
  }

  // Where the next line begins, or the end of the text.
  std::uint32_t after(std::uint32_t at) const {
    const std::uint32_t end = line_feed(at);
    return end < size() ? end + 1 : end;
  }

  std::uint32_t column(std::uint32_t at) const { return at - start_of(at); }

  std::uint32_t skip_blanks(std::uint32_t at) const {
    while (at < size() && (content_[at] == ' ' || content_[at] == '\t')) ++at;
    return at;
  }

  bool is_blank(std::uint32_t begin, std::uint32_t end) const {
    return content_.substr(begin, end - begin).find_first_not_of(" \t\r\n") == std::string_view::npos;
  }

  bool begins_line(std::uint32_t at) const { return is_blank(start_of(at), at); }
  bool rest_is_blank(std::uint32_t at) const { return is_blank(at, end_of(at)); }

  bool on_one_line(std::uint32_t begin, std::uint32_t end) const {
    return content_.substr(begin, end - begin).find('\n') == std::string_view::npos;
  }

  // Of the line at `at`; of the first line where that one has none.
  std::string_view newline(std::uint32_t at) const {
    std::uint32_t end = line_feed(at);
    if (end == size()) end = line_feed(first_);
    return end < size() && end > 0 && content_[end - 1] == '\r' ? "\r\n" : "\n";
  }

 private:
  std::uint32_t line_feed(std::uint32_t at) const {
    const std::size_t found = content_.find('\n', at);
    return found == std::string_view::npos ? size() : static_cast<std::uint32_t>(found);
  }

  std::string_view content_;
  std::uint32_t first_;
};

}  // namespace meshplay::edit
