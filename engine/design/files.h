// Finds the files of a path in a fixed order and reads them. What cannot be read is reported and left out.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "engine/diag/diagnostic.h"
#include "engine/text/source.h"

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

// What became of the file that a path leads to.
struct ReadFile {
  enum class Outcome : std::uint8_t { read, known, unreadable, special, too_large };

  Outcome outcome = Outcome::unreadable;
  std::optional<FileIdentity> identity;  // absent: it could not even be opened, or is no regular file
  std::string_view content;              // where it was read
  std::uint64_t size = 0;                // where it is too large
  int error = 0;                         // of the system, where it is unreadable
  mode_t mode = 0;                       // where it is special
};

// Reads whole files, regular ones only, of at most so many bytes each.
class FileReader {
 public:
  FileReader(std::uint64_t most_bytes, diag::Sink& sink);

  // With at most `threads`; 0: as many as pay. The contents lie in `sources`. A file to which several of the paths lead
  // is read once; the first of them has what came of it, the others, as those of `is_known`, are `known`.
  std::vector<ReadFile> read(const std::vector<std::string>& paths, std::size_t threads,
                             const std::function<bool(const FileIdentity&)>& is_known, text::SourceSet& sources) const;
  // Reports a file that was not read.
  void report(const ReadFile& file, const std::string& path);
  // Standard input to its end.
  std::optional<std::string_view> read_standard_input(text::SourceSet& sources);

 private:
  std::uint64_t most_bytes_;
  diag::Sink& sink_;
};

}  // namespace meshplay::design
