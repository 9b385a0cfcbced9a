#include "engine/text/source.h"

#include <algorithm>

#include "engine/base/ensure.h"

namespace meshplay::text {

FileId SourceSet::add(std::string name, std::string content) {
  ENSURE(content.size() < 0xffffffffU, "source files are under 4 GiB");
  File& file = files_.emplace_back(File{std::move(name), std::move(content), {}, 0, {}});
  file.content = file.owned;
  return FileId{static_cast<std::uint32_t>(files_.size() - 1)};
}

FileId SourceSet::add_view(std::string name, std::string_view content) {
  files_.push_back(File{std::move(name), {}, content, 0, {}});
  return FileId{static_cast<std::uint32_t>(files_.size() - 1)};
}

SourceSet SourceSet::above() const {
  SourceSet result;
  for (const File& file : files_) result.files_.push_back(File{file.name, {}, file.content, file.hidden_lines, {}});
  return result;
}

void SourceSet::replace(FileId id, std::string name, std::string content) {
  ENSURE(content.size() < 0xffffffffU, "source files are under 4 GiB");
  File& file = files_[static_cast<std::uint32_t>(id)];
  file = File{std::move(name), std::move(content), {}, 0, {}};
  file.content = file.owned;
}

void SourceSet::index_lines(const File& file) {
  if (!file.line_starts.empty()) return;
  file.line_starts.push_back(0);
  for (std::size_t i = file.content.find('\n'); i != std::string_view::npos; i = file.content.find('\n', i + 1)) {
    file.line_starts.push_back(static_cast<std::uint32_t>(i + 1));
  }
}

FileId SourceSet::find(std::string_view name) const {
  for (std::uint32_t i = 0; i < files_.size(); ++i) {
    if (files_[i].name == name) return FileId{i};
  }
  return kNoFile;
}

Place SourceSet::place(FileId id, std::uint32_t offset) const {
  const File& file = at(id);
  index_lines(file);
  if (file.hidden_lines < file.line_starts.size()) offset = std::max(offset, file.line_starts[file.hidden_lines]);
  offset = std::min(offset, static_cast<std::uint32_t>(file.content.size()));
  const auto next = std::upper_bound(file.line_starts.begin(), file.line_starts.end(), offset);
  const auto line = static_cast<std::uint32_t>(next - file.line_starts.begin());
  std::uint32_t column = 1;
  for (std::uint32_t i = file.line_starts[line - 1]; i < offset; ++i) {
    const bool continues = (static_cast<unsigned char>(file.content[i]) & 0xc0U) == 0x80U;
    if (!continues) ++column;
  }
  if (line == 1 && file.content.starts_with("\xef\xbb\xbf") && offset >= 3) --column;
  return {line - std::min(line - 1, file.hidden_lines), column};
}

std::string_view SourceSet::line(FileId id, std::uint32_t line) const {
  const File& file = at(id);
  index_lines(file);
  line += line == 0 ? 0 : file.hidden_lines;
  if (line == 0 || line > file.line_starts.size()) return {};
  const std::uint32_t begin = file.line_starts[line - 1];
  std::size_t end = line < file.line_starts.size() ? file.line_starts[line] - 1 : file.content.size();
  if (end > begin && file.content[end - 1] == '\r') --end;
  return file.content.substr(begin, end - begin);
}

std::string_view SourceSet::text(Span span) const {
  if (!span.known()) return {};
  const std::string_view whole = content(span.file);
  if (span.begin > whole.size()) return {};
  return whole.substr(span.begin, span.end - span.begin);
}

}  // namespace meshplay::text
