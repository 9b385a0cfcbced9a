// Finds the files of a path in a fixed order and reads them. What cannot be read is reported and left out.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <unordered_set>
#include <vector>

#include "engine/diag/diagnostic.h"

namespace meshplay::design {

// What the system knows a file by, whatever the path to it.
struct FileIdentity {
  std::uint64_t device = 0;
  std::uint64_t number = 0;

  friend bool operator==(const FileIdentity&, const FileIdentity&) = default;
};

struct FileIdentityHash {
  std::size_t operator()(const FileIdentity& identity) const;
};

struct FoundFiles {
  std::vector<std::string> paths;  // as people gave them: folder, `/`, relative path
  bool folder = false;
  std::uint32_t refused = 0;  // reported and left out
};

// The file itself, or the files ending in .yaml, .yml or .json of a folder and the folders in it, in byte order of
// their relative paths. Left out are hidden ones, `node_modules`, `vendor` and what `exclude` matches. Links are
// followed; a folder that is reached again is not entered again.
FoundFiles find_files(const std::string& path, const std::vector<std::string>& exclude, diag::Sink& sink);

class FileReader {
 public:
  FileReader(std::uint64_t most_bytes, diag::Sink& sink);

  // An open file, before its content is read.
  struct Opened {
    int descriptor = -1;
    FileIdentity identity;
    std::uint64_t size = 0;
  };

  // Regular files only. The caller hands the result to read() or close().
  std::optional<Opened> open(const std::string& path);
  std::optional<std::string> read(const Opened& file, const std::string& path);
  static void close(const Opened& file);
  // Standard input to its end.
  std::optional<std::string> read_standard_input();

 private:
  std::optional<std::string> read_all(int descriptor, std::uint64_t expected, const std::string& path);
  void refuse_size(const std::string& path, std::uint64_t size);

  std::uint64_t most_bytes_;
  diag::Sink& sink_;
};

}  // namespace meshplay::design
