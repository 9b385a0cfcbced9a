// Checked programs of rule files, kept in a folder by the hash of all that they are made of. A file of the cache that
// is not whole, or not of this build, counts as none; what cannot be written is not written.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace meshplay::driver {

class RuleCache {
 public:
  // An empty folder: nothing is found and nothing kept.
  explicit RuleCache(std::string folder) : folder_(std::move(folder)) {}

  bool is_on() const { return !folder_.empty(); }
  // `parts`: options, names and contents, in order.
  static std::string key_of(const std::vector<std::string_view>& parts);
  std::optional<std::string> find(const std::string& key) const;
  // Leaves at most kMost programs there, the ones that were used last.
  void put(const std::string& key, std::string_view program) const;

  static constexpr std::size_t kMost = 32;

 private:
  std::string folder_;
};

}  // namespace meshplay::driver
