// Messages written under the text that they speak of, as the rule files of this folder have them:
//
//   where s.spec.replicas = 1
//   //                    ^ error[wrong-equals]: `=` does not compare; help: write `==`
//
// In the columns 1 to 3 there is no room for a caret: `//@1+4` means column 1, four wide.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "engine/diag/diagnostic.h"
#include "engine/text/source.h"

namespace meshplay::golden {

std::string read(const std::filesystem::path& path);
void write(const std::filesystem::path& path, const std::string& text);
// Whether the environment asks to write the expected output anew.
bool update();
// The .mesh files of a folder, sorted.
std::vector<std::filesystem::path> rule_files(const std::filesystem::path& folder);

std::vector<std::string> lines_of(const std::string& text);
bool is_inline_message(const std::string& line);
// The line that stands under the one that the diagnostic speaks of.
std::string inline_message(const diag::Diagnostic& diagnostic, const text::SourceSet& sources);

// The lines that are in one text only, marked `-` and `+`; empty if the texts are the same.
std::string difference(const std::string& wanted, const std::string& found);

}  // namespace meshplay::golden
