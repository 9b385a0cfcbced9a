#include "server/lsp/transport.h"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <optional>

#include "engine/base/ensure.h"

namespace meshplay::lsp {

namespace {

constexpr std::size_t kMostBytes = 256U << 20U;   // of a message
constexpr std::size_t kLongestLine = 64U << 10U;  // of a header
constexpr std::string_view kLength = "content-length:";

std::string lower(std::string_view text) {
  std::string result(text);
  for (char& c : result) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return result;
}

}  // namespace

Transport::Transport(int in, int out) : in_(in), out_(out) {
  ENSURE(::pipe2(stop_, O_CLOEXEC) == 0, "a process can have a pipe");
}

Transport::~Transport() {
  ::close(stop_[0]);
  ::close(stop_[1]);
}

void Transport::stop() const {
  const char byte = 0;
  while (::write(stop_[1], &byte, 1) < 0 && errno == EINTR) {
  }
}

bool Transport::fill() {
  if (at_ > 0) {
    buffer_.erase(0, at_);
    at_ = 0;
  }
  char bytes[64U << 10U];
  while (true) {
    pollfd waiting[2] = {{in_, POLLIN, 0}, {stop_[0], POLLIN, 0}};
    if (::poll(waiting, 2, -1) < 0) {
      if (errno == EINTR) continue;
      return false;
    }
    if (waiting[1].revents != 0) return false;
    const ssize_t count = ::read(in_, bytes, sizeof bytes);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return false;
    buffer_.append(bytes, static_cast<std::size_t>(count));
    return true;
  }
}

bool Transport::read_line(std::string& line) {
  while (true) {
    const std::size_t end = buffer_.find('\n', at_);
    if (end != std::string::npos) {
      line = buffer_.substr(at_, end - at_);
      if (line.ends_with('\r')) line.pop_back();
      at_ = end + 1;
      return true;
    }
    if (buffer_.size() - at_ > kLongestLine) {
      line = buffer_.substr(at_);
      at_ = buffer_.size();
      return true;
    }
    if (!fill()) return false;
  }
}

Transport::Outcome Transport::read(std::string& text) {
  std::optional<std::size_t> length;
  bool is_first = true;
  std::string line;
  while (true) {
    if (!read_line(line)) return Outcome::end;
    if (line.empty()) {
      if (is_first) continue;
      break;
    }
    is_first = false;
    const std::string name = lower(line);
    if (!name.starts_with(kLength)) {
      if (name.find(':') != std::string::npos) continue;
      text = "a header was expected, such as `Content-Length: 20`";
      return Outcome::wrong;
    }
    const std::size_t digits = name.find_first_not_of(" \t", kLength.size());
    std::size_t value = 0;
    const auto parsed = digits == std::string::npos
                            ? std::from_chars_result{name.data(), std::errc::invalid_argument}
                            : std::from_chars(name.data() + digits, name.data() + name.size(), value);
    if (parsed.ec != std::errc{}) {
      text = "`" + line.substr(0, 80) + "` is no length";
      return Outcome::wrong;
    }
    length = value;
  }
  if (!length) {
    text = "the header has no `Content-Length`";
    return Outcome::wrong;
  }
  if (*length > kMostBytes) {
    for (std::size_t left = *length; left > 0;) {
      if (buffer_.size() == at_ && !fill()) return Outcome::end;
      const std::size_t part = std::min(left, buffer_.size() - at_);
      at_ += part;
      left -= part;
    }
    text = "a message of " + std::to_string(*length) + " bytes is not taken: at most " + std::to_string(kMostBytes);
    return Outcome::wrong;
  }
  while (buffer_.size() - at_ < *length) {
    if (!fill()) return Outcome::end;
  }
  text = buffer_.substr(at_, *length);
  at_ += *length;
  return Outcome::message;
}

bool Transport::write(std::string_view json) {
  std::string message = "Content-Length: " + std::to_string(json.size()) + "\r\n\r\n";
  message += json;
  for (std::string_view rest = message; !rest.empty();) {
    const ssize_t count = ::write(out_, rest.data(), rest.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return false;
    rest.remove_prefix(static_cast<std::size_t>(count));
  }
  return true;
}

}  // namespace meshplay::lsp
