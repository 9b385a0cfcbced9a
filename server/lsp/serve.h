// A language server for rule files and manifests, over standard input and output of an editor.
#pragma once

#include <string>
#include <string_view>

namespace meshplay::lsp {

struct Options {
  std::string_view builtin_pack;  // outlives the server
  std::string_view builtin_program;
  // Where the built-in rules are written as files, so that an editor can show them; empty: they cannot be shown.
  std::string builtin_folder;
  int in = 0;
  int out = 1;
};

// Until the editor says `exit` or is gone. 0 where it said `shutdown` before, else 1.
int serve(const Options& options);

}  // namespace meshplay::lsp
