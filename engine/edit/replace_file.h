// Writes the new content of a file that is there, so that whoever reads it at any time sees the old or the new one.
#pragma once

#include <string>
#include <string_view>

#include "engine/base/result.h"

namespace meshplay::edit {

// The file keeps its permissions, and its owner where the system allows it. A link stays, the file that it leads to is
// replaced. Refused are what is no ordinary file, a file that has other names too (hard links, which would part from
// it), one that may not be written, and one whose content is no longer `old_content`: somebody else has changed it.
base::Result<base::Done> replace_file(const std::string& path, std::string_view old_content,
                                      std::string_view new_content);

// Writes a file that is not there yet: the whole of it, or none. Refused is what is there, whatever it is.
base::Result<base::Done> create_file(const std::string& path, std::string_view content);

}  // namespace meshplay::edit
