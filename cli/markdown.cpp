#include "cli/markdown.h"

#include <cmark.h>

#include <cstdlib>

namespace meshplay::cli {

std::string html_of_markdown(std::string_view text) {
  char* html = cmark_markdown_to_html(text.data(), text.size(), CMARK_OPT_VALIDATE_UTF8);
  std::string result(html);
  std::free(html);  // NOLINT(cppcoreguidelines-no-malloc): cmark allocates so
  return result;
}

std::string escape_html(std::string_view text) {
  std::string result;
  for (const char c : text) {
    switch (c) {
      case '&': result += "&amp;"; break;
      case '<': result += "&lt;"; break;
      case '>': result += "&gt;"; break;
      case '"': result += "&quot;"; break;
      default: result += c;
    }
  }
  return result;
}

}  // namespace meshplay::cli
