// Messages of the language server protocol over two file descriptors: JSON behind a header that says its length.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace meshplay::lsp {

class Transport {
 public:
  Transport(int in, int out);
  ~Transport();
  Transport(const Transport&) = delete;
  Transport& operator=(const Transport&) = delete;

  enum class Outcome : std::uint8_t {
    message,
    wrong,  // what was read is no message: `text` says why; what follows may be one
    end,    // nothing more comes
  };
  // Waits for the next one.
  Outcome read(std::string& text);
  // Ends a read() that waits, in another thread, and all that follow.
  void stop() const;
  // False: nobody reads any more.
  bool write(std::string_view json);

 private:
  bool fill();
  bool read_line(std::string& line);

  int in_;
  int out_;
  int stop_[2] = {-1, -1};  // a pipe
  std::string buffer_;
  std::size_t at_ = 0;
};

}  // namespace meshplay::lsp
