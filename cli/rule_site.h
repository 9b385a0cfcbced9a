// Pages of rules as Markdown, and as a site of plain files that needs no server and no network.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "engine/driver/rule_pages.h"

namespace meshplay::cli {

std::string markdown_of(const driver::RulePage& page);
// All of them in one text, behind a table.
std::string markdown_of(const std::vector<driver::RulePage>& pages, const std::string& title);
// A file for each rule and one that leads to them, by name.
std::map<std::string, std::string> markdown_files(const std::vector<driver::RulePage>& pages, const std::string& title);
std::map<std::string, std::string> html_files(const std::vector<driver::RulePage>& pages, const std::string& title);

}  // namespace meshplay::cli
