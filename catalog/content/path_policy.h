// Which entries of a repository become files of a person: everything else is refused, and named.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace meshplay::catalog {

enum class EntryKind : std::uint8_t { file, folder, link, submodule };

struct ContentLimits {
  std::size_t files = 2000;
  std::size_t depth = 32;  // folders around a file
  std::uint64_t file_bytes = 5U << 20U;
  std::uint64_t all_bytes = 64U << 20U;
  std::size_t name_bytes = 255;
  std::size_t path_bytes = 1024;
};

// Takes the entries of one tree in any order, folders before what is in them or not at all.
class PathPolicy {
 public:
  explicit PathPolicy(ContentLimits limits = {}) : limits_(limits) {}

  // Why the entry is refused; nothing: it is taken. `bytes`: its size, of a file. Paths are relative, with `/`.
  std::optional<std::string> refuse(std::string_view path, EntryKind kind, std::uint64_t bytes);

 private:
  std::optional<std::string> refuse_names(std::string_view path) const;

  ContentLimits limits_;
  std::size_t files_ = 0;
  std::uint64_t bytes_ = 0;
  // Of each path and of the folders around it, as file systems that tell less apart know it: how it is written.
  std::map<std::string, std::string, std::less<>> known_;
  std::map<std::string, EntryKind, std::less<>> kinds_;
};

// For messages: control characters and bytes that are no UTF-8 as `\xNN`.
std::string visible_path(std::string_view path);

}  // namespace meshplay::catalog
