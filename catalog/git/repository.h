// Bare repositories: refs, commits, and trees of files. They are read and never checked out, and the settings of
// whoever runs the program do not count. libgit2's only user.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/content/path_policy.h"
#include "engine/base/result.h"

namespace meshplay::catalog {

struct Commit {
  std::string id;  // 40 hexadecimal digits, as all ids
  std::string tree;
  std::string title;         // first line of the message
  std::string time;          // of the committer, RFC 3339 in UTC
  std::int64_t seconds = 0;  // the same, since 1970
};

struct NamedCommit {
  std::string name;  // `v1.2.0`, `main`
  std::string commit;
};

struct TreeFile {
  std::string path;  // from the tree on
  std::string blob;
  std::uint64_t bytes = 0;
};

struct RefusedEntry {
  std::string path;  // for people: nothing in it controls a terminal
  std::string why;
};

struct TreeListing {
  std::vector<TreeFile> files;        // by path, as bytes are ordered
  std::vector<RefusedEntry> refused;  // the first ones
};

class Repository {
 public:
  // `folder`: of a bare repository, or of one with its files, whose `.git` is read.
  static base::Result<Repository> open(const std::string& folder);
  Repository(Repository&& other) noexcept;
  Repository& operator=(Repository&& other) noexcept;
  ~Repository();

  // By name; those that lead to no commit are left out.
  base::Result<std::vector<NamedCommit>> tags() const;
  base::Result<std::vector<NamedCommit>> branches() const;

  base::Result<Commit> commit(std::string_view id) const;
  // Whether `id` is `tip` or one of those before it.
  base::Result<bool> reaches(std::string_view tip, std::string_view id) const;
  // Id of the tree that is the folder; empty: of the whole commit.
  base::Result<std::string> subtree(const Commit& commit, std::string_view folder) const;
  // Sizes are looked up before anything is read. Ends early where too much is in it.
  base::Result<TreeListing> list(std::string_view tree, const ContentLimits& limits) const;
  // Its bytes, which have the hash that they are named by.
  base::Result<std::string> read(const TreeFile& file) const;

 private:
  class Handle;
  explicit Repository(std::unique_ptr<Handle> handle);

  std::unique_ptr<Handle> handle_;
};

}  // namespace meshplay::catalog
