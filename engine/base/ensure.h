// ENSURE states what must be true if this program is right. A violation is a defect of ours, never of the
// user's input: it throws DefectError, which the border of the program turns into one message.
#pragma once

#include <stdexcept>
#include <string>

namespace meshplay::base {

class DefectError : public std::logic_error {
 public:
  using std::logic_error::logic_error;
};

[[noreturn]] void fail_ensure(const char* condition, const char* why, const char* file, int line);

}  // namespace meshplay::base

#define ENSURE(condition, why) \
  ((condition) ? static_cast<void>(0) : ::meshplay::base::fail_ensure(#condition, why, __FILE__, __LINE__))
