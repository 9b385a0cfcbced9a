// Source files of a run (rule files, manifests, standard input) and places in them. A Span is a byte range of one
// file; lines and columns are computed only when somebody is shown a place.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/base/room.h"

namespace meshplay::text {

enum class FileId : std::uint32_t {};

constexpr FileId kNoFile{0xffffffffU};

// Bytes [begin, end) of a file.
struct Span {
  FileId file = kNoFile;
  std::uint32_t begin = 0;
  std::uint32_t end = 0;

  bool known() const { return file != kNoFile; }
  friend bool operator==(const Span&, const Span&) = default;
};

// Both from 1. The column counts code points; a tab is one.
struct Place {
  std::uint32_t line = 1;
  std::uint32_t column = 1;
};

class SourceSet {
 public:
  SourceSet() = default;
  SourceSet(SourceSet&&) = default;
  SourceSet& operator=(SourceSet&&) = default;
  // Has the files of this one, by the same ids, and may have others besides. This one outlives it and keeps what it has
  // meanwhile, so several threads may each have one.
  SourceSet above() const;

  // `name` is what people are shown: the path as they gave it, `-` for standard input.
  FileId add(std::string name, std::string content);
  // Without a copy: the content outlives the set, or lies in a room that the set keeps.
  FileId add_view(std::string name, std::string_view content);
  // Its content from now on; spans of it so far mean nothing any more.
  void replace(FileId file, std::string name, std::string content);
  // The first line is not shown, and lines are counted behind it: what stands there is put before a person's text.
  void hide_first_line(FileId file) { files_[static_cast<std::uint32_t>(file)].hidden_lines = 1; }
  void keep(base::Room room) { rooms_.push_back(std::move(room)); }

  std::string_view name(FileId file) const { return at(file).name; }
  std::string_view content(FileId file) const { return at(file).content; }
  std::size_t size() const { return files_.size(); }
  // The first file of this name, or kNoFile.
  FileId find(std::string_view name) const;

  Place place(FileId file, std::uint32_t offset) const;
  // Line `line` (from 1) without its line ending.
  std::string_view line(FileId file, std::uint32_t line) const;
  std::string_view text(Span span) const;

 private:
  struct File {
    std::string name;
    std::string owned;
    std::string_view content;
    std::uint32_t hidden_lines = 0;
    mutable std::vector<std::uint32_t> line_starts;  // filled at the first question for a place
  };

  const File& at(FileId file) const { return files_[static_cast<std::uint32_t>(file)]; }
  static void index_lines(const File& file);

  std::deque<File> files_;
  std::vector<base::Room> rooms_;
};

}  // namespace meshplay::text
