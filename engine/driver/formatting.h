// Rule files in the one style.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/diag/diagnostic.h"
#include "engine/text/source.h"

namespace meshplay::driver {

struct FormattedFile {
  std::string name;
  std::string before;
  std::string after;  // of a file with mistakes, which are reported: the same as before
};

// Files ending in .mesh below the paths, each once, in byte order.
std::vector<FormattedFile> format_rule_files(const std::vector<std::string>& paths, text::SourceSet& sources,
                                             diag::Sink& sink);
// nullopt: it has mistakes, which are reported.
std::optional<std::string> format_rules(std::string name, std::string_view content, text::SourceSet& sources,
                                        diag::Sink& sink);

}  // namespace meshplay::driver
