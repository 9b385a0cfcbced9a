// Collects what is wrong in one rule file, in any order, and hands it to the sink in the order of the file: at most a
// limit of messages, then one line that says how many more there are.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/diag/diagnostic.h"
#include "engine/text/source.h"

namespace meshplay::parse {

struct Mistake {
  std::string_view code;
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  std::vector<std::string> arguments = {};  // at most three
  std::string label = {};
  std::string help = {};
  std::string replacement = {};        // of what it speaks of; empty: none
  bool is_guess = false;               // it is what was probably meant
  std::vector<diag::Note> notes = {};  // the file of their spans is filled in
};

class Mistakes {
 public:
  void add(Mistake mistake);
  std::size_t count() const { return count_; }
  // In the order of add(); not all when there are thousands.
  const std::vector<Mistake>& kept() const { return kept_; }
  // There may be more than were added.
  void give_up() { given_up_ = true; }
  void report(text::FileId file, std::uint32_t limit, diag::Sink& sink);

 private:
  std::vector<Mistake> kept_;
  std::size_t count_ = 0;
  bool given_up_ = false;
};

}  // namespace meshplay::parse
