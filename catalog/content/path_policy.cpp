#include "catalog/content/path_policy.h"

#include <utf8proc.h>

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <memory>

namespace meshplay::catalog {

namespace {

constexpr const char* kHexDigits = "0123456789abcdef";

// As a file system knows the name that tells neither letters of two cases nor two ways to write an accent apart, and
// does not see what is never shown (HFS+, APFS, NTFS). Nothing: it is no UTF-8.
std::optional<std::string> folded(std::string_view name) {
  utf8proc_uint8_t* mapped = nullptr;
  const auto options =
      static_cast<utf8proc_option_t>(UTF8PROC_CASEFOLD | UTF8PROC_COMPOSE | UTF8PROC_STABLE | UTF8PROC_IGNORE);
  const utf8proc_ssize_t size = utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(name.data()),
                                             static_cast<utf8proc_ssize_t>(name.size()), &mapped, options);
  const std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> owner(mapped, &std::free);
  if (size < 0) return std::nullopt;
  return std::string(reinterpret_cast<const char*>(mapped), static_cast<std::size_t>(size));
}

// `.git` as any file system may understand it: `.GIT`, `.git. .`, `.git::$INDEX_ALLOCATION`, `git~1`, `.g<joiner>it`.
bool is_like_git(std::string_view folded_name) {
  std::string_view name = folded_name.substr(0, folded_name.find(':'));
  while (name.ends_with(' ') || name.ends_with('.')) name.remove_suffix(1);
  if (name == ".git") return true;
  if (!name.starts_with("git~") || name.size() == 4) return false;
  return std::all_of(name.begin() + 4, name.end(), [](char c) { return c >= '0' && c <= '9'; });
}

std::string number(std::uint64_t value) { return std::to_string(value); }

}  // namespace

std::string visible_path(std::string_view path) {
  std::string result;
  for (std::size_t i = 0; i < path.size();) {
    utf8proc_int32_t point = 0;
    const utf8proc_ssize_t taken = utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(path.data() + i),
                                                    static_cast<utf8proc_ssize_t>(path.size() - i), &point);
    const utf8proc_category_t category = taken > 0 ? utf8proc_category(point) : UTF8PROC_CATEGORY_CN;
    if (taken > 0 && category != UTF8PROC_CATEGORY_CC && category != UTF8PROC_CATEGORY_CF &&
        category != UTF8PROC_CATEGORY_ZL && category != UTF8PROC_CATEGORY_ZP) {
      result += path.substr(i, static_cast<std::size_t>(taken));
      i += static_cast<std::size_t>(taken);
      continue;
    }
    for (std::size_t end = i + (taken > 0 ? static_cast<std::size_t>(taken) : 1); i < end; ++i) {
      const auto byte = static_cast<unsigned char>(path[i]);
      result += "\\x";
      result += kHexDigits[byte >> 4U];
      result += kHexDigits[byte & 15U];
    }
  }
  return result;
}

std::optional<std::string> PathPolicy::refuse_names(std::string_view path) const {
  if (path.empty()) return "it has no name";
  if (path.front() == '/') return "its path begins with `/`";
  if (path.size() > limits_.path_bytes) return "its path has over " + number(limits_.path_bytes) + " bytes";
  for (std::size_t begin = 0; begin <= path.size();) {
    const std::size_t end = std::min(path.find('/', begin), path.size());
    const std::string_view name = path.substr(begin, end - begin);
    begin = end + 1;
    if (name.empty()) return "there is an empty name in its path";
    if (name == "." || name == "..") return "there is `" + std::string(name) + "` in its path";
    if (name.size() > limits_.name_bytes) return "a name in its path has over " + number(limits_.name_bytes) + " bytes";
    if (std::any_of(name.begin(), name.end(),
                    [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; })) {
      return "there is a control character in its path";
    }
    if (name.find('\\') != std::string_view::npos) return "there is a backslash in its path";
    const auto plain = folded(name);
    if (!plain) return "its path is no UTF-8";
    if (plain->empty()) return "nothing of a name in its path is ever shown";
    if (is_like_git(*plain)) return "a file system may take a name in its path for `.git`";
  }
  return std::nullopt;
}

std::optional<std::string> PathPolicy::refuse(std::string_view path, EntryKind kind, std::uint64_t bytes) {
  if (auto why = refuse_names(path)) return why;
  if (kind == EntryKind::link) return "it is a symbolic link";
  if (kind == EntryKind::submodule) return "it is a submodule";
  const auto depth = static_cast<std::size_t>(std::count(path.begin(), path.end(), '/'));
  if (depth > limits_.depth) return "it lies in over " + number(limits_.depth) + " folders";
  for (std::size_t end = path.find('/');; end = path.find('/', end + 1)) {
    const bool is_whole = end == std::string_view::npos;
    const std::string written(path.substr(0, end));
    const EntryKind here = is_whole ? kind : EntryKind::folder;
    const auto [place, is_new] = known_.try_emplace(*folded(written), written);
    if (!is_new && place->second != written) {
      return "many file systems do not tell it from `" + visible_path(place->second) + "`";
    }
    const auto [of_kind, is_first] = kinds_.try_emplace(written, here);
    if (!is_first && (of_kind->second != here || (is_whole && kind == EntryKind::file))) return "there are two of it";
    if (is_whole) break;
  }
  if (kind == EntryKind::folder) return std::nullopt;
  if (bytes > limits_.file_bytes) return "it has over " + number(limits_.file_bytes >> 20U) + " MiB";
  if (++files_ > limits_.files) return "it is more than the " + number(limits_.files) + " files that are taken";
  bytes_ += bytes;
  if (bytes_ > limits_.all_bytes) return "all files together have over " + number(limits_.all_bytes >> 20U) + " MiB";
  return std::nullopt;
}

}  // namespace meshplay::catalog
