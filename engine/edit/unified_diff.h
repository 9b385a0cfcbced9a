// The difference of two texts as `diff -u` prints it, three lines around each change; `patch` and `git apply` take it.
#pragma once

#include <string>
#include <string_view>

namespace meshplay::edit {

// Empty for equal texts. The shortest one, by Myers, "An O(ND) Difference Algorithm and Its Variations" (1986), of
// texts with up to a thousand differences; of others one that is near it.
std::string unified_diff(std::string_view old_name, std::string_view new_name, std::string_view old_text,
                         std::string_view new_text);

}  // namespace meshplay::edit
