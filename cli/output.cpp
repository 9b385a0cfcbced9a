#include "cli/output.h"

#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>

#include "engine/diag/render_cells.h"

namespace meshplay::cli {

namespace {

bool wants_color(std::string_view when, int stream) {
  if (when == "always") return true;
  if (when == "never") return false;
  const auto is_set = [](const char* variable) {
    const char* value = std::getenv(variable);
    return value != nullptr && *value != '\0';
  };
  const char* term = std::getenv("TERM");
  if (is_set("NO_COLOR") || (term != nullptr && std::string_view(term) == "dumb")) return false;
  return ::isatty(stream) == 1;
}

// 0, or the errno of the write that failed.
int write_all(int stream, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(stream, text.data(), text.size());
    if (written < 0) {
      if (errno == EINTR) continue;
      return errno;
    }
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return 0;
}

}  // namespace

void Output::set_color(std::string_view when) {
  out_color_ = wants_color(when, STDOUT_FILENO) ? diag::Color::on : diag::Color::off;
  err_color_ = wants_color(when, STDERR_FILENO) ? diag::Color::on : diag::Color::off;
}

void Output::complain(std::string_view message, std::string_view help) {
  diag::Diagnostic diagnostic;
  diagnostic.message = std::string(message);
  diagnostic.help = std::string(help);
  diag::render_text(diagnostic, text::SourceSet(), err_color_, {}, err);
  err.pop_back();  // the empty line between diagnostics
}

Exit Output::flush(Exit exit) {
  write_all(STDERR_FILENO, err);
  err.clear();
  const int error = write_all(STDOUT_FILENO, out);
  if (error == 0) return exit;
  if (error == EPIPE) {
    // Reached where the parent ignores SIGPIPE: end as if it did not.
    std::signal(SIGPIPE, SIG_DFL);
    std::raise(SIGPIPE);
  }
  complain(std::string("cannot write the output: ") + std::strerror(error), "");
  write_all(STDERR_FILENO, err);
  return Exit::failed;
}

}  // namespace meshplay::cli
