// Markdown as HTML (CommonMark). The only user of cmark.
#pragma once

#include <string>
#include <string_view>

namespace meshplay::cli {

// HTML in the text, and addresses that run something, are left out.
std::string html_of_markdown(std::string_view text);
std::string escape_html(std::string_view text);

}  // namespace meshplay::cli
