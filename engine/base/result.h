// Result<T> is a value, or the reason why the world refused it (a file, a process, a socket). The user's own
// mistakes are diagnostics instead.
#pragma once

#include <string>
#include <utility>
#include <variant>

#include "engine/base/ensure.h"

namespace meshplay::base {

struct Error {
  std::string message;
};

template <typename T>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::move(value)) {}      // NOLINT(google-explicit-constructor)
  Result(Error error) : state_(std::move(error)) {}  // NOLINT(google-explicit-constructor)

  bool ok() const { return std::holds_alternative<T>(state_); }

  T& value() {
    ENSURE(ok(), "value of a failed result");
    return std::get<T>(state_);
  }
  const T& value() const {
    ENSURE(ok(), "value of a failed result");
    return std::get<T>(state_);
  }
  const Error& error() const {
    ENSURE(!ok(), "error of a good result");
    return std::get<Error>(state_);
  }

  // Puts what was being done in front of the reason.
  Result with_context(const std::string& what) && {
    if (ok()) return std::move(*this);
    return Error{what + ": " + error().message};
  }

 private:
  std::variant<T, Error> state_;
};

struct Done {};

}  // namespace meshplay::base
