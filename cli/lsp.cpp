// meshplay lsp: a language server for editors.
#include <unistd.h>

#include "cli/common_options.h"
#include "cli/output.h"
#include "cli/pipeline.h"
#include "cli/request.h"
#include "rules/builtin.h"
#include "server/lsp/serve.h"

namespace meshplay::cli {

namespace {

constexpr std::array kLspOptions = {
    Option{.name = "stdio", .help = "speak over standard input and output, as it does in any case"},
};
constexpr std::array kGroups = {OptionGroup{"Connection", kLspOptions}};

Exit run(const Request& /*request*/, Output& output) {
  if (isatty(STDIN_FILENO) == 1) {
    output.complain("a language server talks to an editor, not to a terminal",
                    "name `meshplay lsp` as the command of the language server in the settings of the editor");
    return Exit::failed;
  }
  lsp::Options options;
  options.builtin_pack = rules::builtin_pack();
  options.builtin_program = rules::builtin_program();
  if (const std::string cache = cache_folder(); !cache.empty()) {
    options.builtin_folder = cache + "/builtin-" + std::string(driver::version());
  }
  return lsp::serve(options) == 0 ? Exit::good : Exit::findings;
}

}  // namespace

const Command kLsp = {
    .name = "lsp",
    .summary = "a language server for rule files and manifests",
    .details =
        "Speaks the Language Server Protocol over standard input and output. In rule files: mistakes as they are "
        "typed,\n"
        "completion, hover, definitions, references, rename, formatting, corrections, tests. In manifests: findings "
        "and\n"
        "their fixes, and how components relate. Open files count as they are in the editor.\n"
        "\n"
        "Exit code: 0 after `shutdown` and `exit`, 1 where the editor is gone without.",
    .examples = "meshplay lsp\n",
    .options = kGroups,
    .run = run,
};

}  // namespace meshplay::cli
