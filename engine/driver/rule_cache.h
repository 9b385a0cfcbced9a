// Checked programs of rule files, kept in a folder by the hash of all that they are made of. A file of the cache that
// is not whole, or not of this build, counts as none; what cannot be written is not written.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace meshplay::driver {

class RuleCache {
 public:
  // An empty folder: nothing is found and nothing kept.
  explicit RuleCache(std::string folder) : folder_(std::move(folder)) {}

  bool is_on() const { return !folder_.empty(); }
  // `parts`: options, names and contents, in order.
  static std::string key_of(const std::vector<std::string_view>& parts);
  // A file that is mapped; nothing of the program is copied.
  class Program {
   public:
    Program(const char* data, std::size_t size, std::size_t head) : data_(data), size_(size), head_(head) {}
    ~Program();
    Program(Program&& other) noexcept
        : data_(std::exchange(other.data_, nullptr)), size_(other.size_), head_(other.head_) {}
    Program(const Program&) = delete;
    Program& operator=(const Program&) = delete;
    Program& operator=(Program&&) = delete;

    std::string_view bytes() const { return std::string_view(data_, size_).substr(head_); }

   private:
    const char* data_;
    std::size_t size_;
    std::size_t head_;
  };
  std::optional<Program> find(const std::string& key) const;
  // Leaves at most kMost programs there, the ones that were used last.
  void put(const std::string& key, std::string_view program) const;

  static constexpr std::size_t kMost = 32;

 private:
  std::string folder_;
};

}  // namespace meshplay::driver
