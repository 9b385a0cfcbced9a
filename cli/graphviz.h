// Runs graphviz where it is installed.
#pragma once

#include <string>

#include "engine/base/result.h"

namespace meshplay::cli {

// SVG of a DOT text, drawn by the program `dot` as a child process, without a shell.
base::Result<std::string> draw_svg(const std::string& dot);

}  // namespace meshplay::cli
