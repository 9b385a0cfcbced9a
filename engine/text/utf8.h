// Whether bytes are UTF-8, as RFC 3629 has it.
#pragma once

#include <cstddef>
#include <string_view>

namespace meshplay::text {

// Where the first byte stands that is not UTF-8, or npos.
std::size_t first_bad_utf8(std::string_view text);

}  // namespace meshplay::text
