// meshplay rules doc: pages of rules.
#include <array>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "cli/common_options.h"
#include "cli/pipeline.h"
#include "cli/rule_site.h"
#include "engine/diag/render_cells.h"
#include "engine/edit/replace_file.h"

namespace meshplay::cli {

namespace {

constexpr std::array<std::string_view, 2> kFormats = {"html", "markdown"};

constexpr std::array kDocOptions = {
    Option{.name = "out", .value = "FOLDER", .help = "write a file for each rule; needed for html"},
    Option{.name = "format", .value = "FORMAT", .help = "html or markdown (default: markdown)", .choices = kFormats},
    Option{.name = "title", .value = "TEXT", .help = "of all the pages (default: Rules)"},
    Option{.name = "with-builtin", .help = "pages of the built-in rules, too"},
};

constexpr std::array kGroups = {OptionGroup{"Pages", kDocOptions}, OptionGroup{"Report", kColorOption}};

// Names the files that a run has made, so that the next one takes away those of rules that are gone.
constexpr std::string_view kMadeFiles = ".meshplay-pages";

std::string content_of(const std::filesystem::path& path) {
  std::ifstream stream(path, std::ios::binary);
  std::ostringstream content;
  content << stream.rdbuf();
  return std::move(content).str();
}

// Empty: it is done.
std::string write(const std::string& path, const std::string& content) {
  std::error_code error;
  std::filesystem::create_directories(std::filesystem::path(path).parent_path(), error);
  if (error) return "`" + path + "` cannot be written: " + error.message();
  const auto done = std::filesystem::exists(path, error) ? edit::replace_file(path, content_of(path), content)
                                                         : edit::create_file(path, content);
  return done.ok() ? "" : done.error().message;
}

Exit write_all(const std::string& folder, std::map<std::string, std::string> files, Output& output) {
  namespace fs = std::filesystem;
  std::error_code error;
  const fs::path made = fs::path(folder) / kMadeFiles;
  const bool is_ours = fs::exists(made, error);
  if (fs::exists(folder, error) && !is_ours && !fs::is_empty(folder, error)) {
    output.complain("`" + diag::visible(folder) + "` has something else in it",
                    "name a folder that is empty or not there yet; nothing was written");
    return Exit::failed;
  }
  const std::string before = is_ours ? content_of(made) : std::string();
  std::string list;
  for (const auto& [name, content] : files) list += name + "\n";
  files.emplace(kMadeFiles, list);
  const std::size_t count = files.size() - 1;
  for (const auto& [name, content] : files) {
    const std::string problem = write(folder + "/" + name, content);
    if (problem.empty()) continue;
    output.complain(diag::visible(problem), "name a folder that can be written");
    return Exit::failed;
  }
  std::istringstream lines(before);
  for (std::string name; std::getline(lines, name);) {
    const bool is_safe = !name.empty() && name[0] != '/' && name.find("..") == std::string::npos;
    if (is_safe && !files.contains(name)) fs::remove(fs::path(folder) / name, error);
  }
  output.out += "wrote " + counted(count, "file") + " to " + diag::visible(folder) + "\n";
  return Exit::good;
}

Exit run(const Request& request, Output& output) {
  const std::string folder(request.value("out", ""));
  const std::string format(request.value("format", "markdown"));
  if (format == "html" && folder.empty()) {
    output.complain("a site is more than one file", "give --out FOLDER");
    return Exit::failed;
  }
  driver::Options options = engine_options(request);
  options.paths.clear();
  options.rule_paths = request.operands();
  options.cache_folder.clear();
  options.check_builtin = true;
  const bool with_builtin = request.operands().empty() || request.has("with-builtin");
  driver::Engine engine(std::move(options));
  const bool is_loaded = engine.load_rules();
  report_diagnostics(engine, request, output);
  if (!is_loaded) return Exit::failed;
  std::vector<driver::RulePage> pages = engine.rule_pages();
  if (!with_builtin) std::erase_if(pages, [](const driver::RulePage& page) { return page.info.builtin; });
  if (pages.empty()) {
    output.complain("there is no rule to write a page of", "name rule files or a folder of them");
    return Exit::failed;
  }
  const std::string title(request.value("title", "Rules"));
  if (folder.empty()) {
    output.out += markdown_of(pages, title);
    return exit_of(engine);
  }
  return write_all(folder, format == "html" ? html_files(pages, title) : markdown_files(pages, title), output);
}

}  // namespace

const Command kRulesDoc = {
    .name = "rules doc",
    .operands = "[PATH]...",
    .summary = "pages of rules: why, what to avoid, what to prefer",
    .details =
        "PATH is a rule file or a folder of them; without one the built-in rules are taken. Each rule has a page with "
        "its\n"
        "doc comment, what its tests show, its params, the rules that it uses and that use it, and its source. The "
        "site of\n"
        "--format html needs no server and no network; it has a search, and is light or dark.\n"
        "\n"
        "Files that an earlier run made in the folder are replaced, and those of rules that are gone are taken away.\n"
        "\n"
        "Exit code: 0, 2 for rules with mistakes and for a folder that cannot be written.",
    .examples =
        "meshplay rules doc team/ --format html --out site/\n"
        "meshplay rules doc team/ --out docs/rules\n"
        "meshplay rules doc > builtin.md\n",
    .max_operands = kAnyNumber,
    .options = kGroups,
    .run = run,
};

}  // namespace meshplay::cli
