// Memory for one large array. From about a MiB on it lies in huge pages where the system has them: the first touch of
// an ordinary page costs more than what is usually written to it. What nothing is written to costs nothing.
#pragma once

#include <cstddef>
#include <memory>

namespace meshplay::base {

class Room {
 public:
  Room() = default;
  explicit Room(std::size_t bytes);

  char* data() const { return data_.get(); }

 private:
  struct Free {
    void operator()(char* data) const;
  };

  std::unique_ptr<char, Free> data_;
};

}  // namespace meshplay::base
