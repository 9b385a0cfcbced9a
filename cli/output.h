// What a command prints, gathered in memory and written in one piece at the end: to a pipe that is closed, a full disk
// or a terminal alike.
#pragma once

#include <string>
#include <string_view>

#include "cli/command.h"
#include "engine/diag/render.h"

namespace meshplay::cli {

class Output {
 public:
  std::string out;  // standard output
  std::string err;  // standard error

  // `auto`, `always` or `never`. With `auto` a stream is coloured when it is a terminal, NO_COLOR is empty and TERM is
  // not `dumb`.
  void set_color(std::string_view when);
  diag::Color out_color() const { return out_color_; }
  diag::Color err_color() const { return err_color_; }

  // A message of the program itself, in the form of a diagnostic without a place, to standard error.
  void complain(std::string_view message, std::string_view help);

  // Writes `err`, then `out`. Standard output that does not take everything is Exit::failed and one message; a reader
  // that went away ends the process as SIGPIPE does, without a word.
  Exit flush(Exit exit);

 private:
  diag::Color out_color_ = diag::Color::off;
  diag::Color err_color_ = diag::Color::off;
};

}  // namespace meshplay::cli
