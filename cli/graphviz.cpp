#include "cli/graphviz.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

extern char** environ;

namespace meshplay::cli {

namespace {

base::Error failure(const std::string& what, int error) { return {what + ": " + std::strerror(error)}; }

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() { close(); }

  int number() const { return number_; }
  void close() {
    if (number_ >= 0) ::close(std::exchange(number_, -1));
  }

 private:
  int number_;
};

bool write_all(int stream, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(stream, text.data(), text.size());
    if (written < 0 && errno != EINTR) return false;
    if (written > 0) text.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

std::string read_all(int stream) {
  std::string result;
  std::array<char, 65536> block{};
  for (;;) {
    const ssize_t size = ::read(stream, block.data(), block.size());
    if (size > 0) {
      result.append(block.data(), static_cast<std::size_t>(size));
    } else if (size == 0 || errno != EINTR) {
      return result;
    }
  }
}

// Standard input of the child is `input`, standard output is `output`. 0 or an errno.
int start(pid_t& child, int input, int output) {
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
  std::string program = "dot";
  std::string format = "-Tsvg";
  std::array<char*, 3> arguments = {program.data(), format.data(), nullptr};
  const int error = ::posix_spawnp(&child, program.c_str(), &actions, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  return error;
}

}  // namespace

base::Result<std::string> draw_svg(const std::string& dot) {
  // The child reads from memory, so that this process only ever reads and neither can wait for the other.
  const Descriptor input(::memfd_create("meshplay-graph", MFD_CLOEXEC));
  if (input.number() < 0 || !write_all(input.number(), dot) || ::lseek(input.number(), 0, SEEK_SET) != 0) {
    return failure("cannot hand the graph to graphviz", errno);
  }
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return failure("cannot make a pipe for graphviz", errno);
  const Descriptor reading(ends[0]);
  Descriptor writing(ends[1]);
  pid_t child = 0;
  if (const int error = start(child, input.number(), writing.number()); error != 0) {
    if (error == ENOENT) return base::Error{"the program `dot` of graphviz is not installed"};
    return failure("cannot run the program `dot` of graphviz", error);
  }
  writing.close();
  std::string svg = read_all(reading.number());
  int status = 0;
  while (::waitpid(child, &status, 0) < 0) {
    if (errno != EINTR) return failure("lost the program `dot` of graphviz", errno);
  }
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) return base::Error{"the program `dot` of graphviz failed"};
  return svg;
}

}  // namespace meshplay::cli
