// Lines that a person types, with history and completion; plain lines where nobody sits at a terminal. The only user of
// libedit.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace meshplay::cli {

// What may stand in place of the bytes [begin, end) of what is typed.
struct Offers {
  std::size_t begin = 0;
  std::size_t end = 0;
  std::vector<std::string> texts;
};
using Completer = std::function<Offers(const std::string& text, std::size_t cursor)>;

class LineEditor {
 public:
  // `history_file`: kept between runs; empty: it is not.
  LineEditor(std::string history_file, Completer completer);
  ~LineEditor();
  LineEditor(const LineEditor&) = delete;
  LineEditor& operator=(const LineEditor&) = delete;

  bool is_terminal() const { return terminal_ != nullptr; }
  // Without its line end. `before`: lines of the same input, which the completion knows. Nothing at the end of input.
  std::optional<std::string> read(std::string_view prompt, const std::string& before);
  // Whether the last line was given up with control-C: it is empty.
  bool was_interrupted() const;
  // One input, of several lines perhaps.
  void remember(const std::string& input);

  // ---- for the editor that is wrapped
  struct Terminal;
  int complete();
  int interrupt();

 private:
  std::string history_file_;
  Completer completer_;
  std::string before_;
  Terminal* terminal_ = nullptr;
};

}  // namespace meshplay::cli
