#include "catalog/git/repository.h"

#include <git2.h>

#include <algorithm>
#include <array>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "engine/units/digest.h"

namespace meshplay::catalog {

namespace {

constexpr std::size_t kRefusedShown = 10;
// Folders cost nothing to write and time to read.
constexpr std::size_t kEntriesForAFile = 10;
constexpr std::uint64_t kTreeBytes = std::uint64_t{4} << 20U;
constexpr std::uint64_t kCommitBytes = std::uint64_t{1} << 20U;

template <typename T, void (*Free)(T*)>
struct Freeing {
  void operator()(T* object) const { Free(object); }
};
template <typename T, void (*Free)(T*)>
using Owned = std::unique_ptr<T, Freeing<T, Free>>;

using OwnedCommit = Owned<git_commit, git_commit_free>;
using OwnedTree = Owned<git_tree, git_tree_free>;
using OwnedBlob = Owned<git_blob, git_blob_free>;
using OwnedObject = Owned<git_object, git_object_free>;
using OwnedReference = Owned<git_reference, git_reference_free>;

// Once a process; nothing of the machine's or the person's settings of git is read from then on.
void start_library() {
  static const bool kStarted = [] {
    git_libgit2_init();
    for (const int level :
         {GIT_CONFIG_LEVEL_SYSTEM, GIT_CONFIG_LEVEL_GLOBAL, GIT_CONFIG_LEVEL_XDG, GIT_CONFIG_LEVEL_PROGRAMDATA}) {
      git_libgit2_opts(GIT_OPT_SET_SEARCH_PATH, level, "");
    }
    git_libgit2_opts(GIT_OPT_ENABLE_STRICT_HASH_VERIFICATION, 1);
    return true;
  }();
  static_cast<void>(kStarted);
}

base::Error reason(const std::string& what) {
  const git_error* last = git_error_last();
  std::string why = last != nullptr && last->message != nullptr ? last->message : "git gives no reason";
  return base::Error{what + ": " + visible_path(why)};
}

std::string text_of(const git_oid& id) {
  std::array<char, GIT_OID_HEXSZ> text{};
  git_oid_fmt(text.data(), &id);
  return {text.data(), text.size()};
}

std::optional<git_oid> id_of(std::string_view text) {
  git_oid id{};
  if (text.size() != GIT_OID_HEXSZ || git_oid_fromstrn(&id, text.data(), text.size()) != 0) return std::nullopt;
  return id;
}

base::Error no_id(std::string_view text) { return base::Error{"`" + visible_path(text) + "` is no id of git"}; }

std::string time_text(std::int64_t seconds) {
  const std::time_t time = seconds;
  std::tm parts{};
  if (gmtime_r(&time, &parts) == nullptr || parts.tm_year < -1900 || parts.tm_year > 8099)
    return "1970-01-01T00:00:00Z";
  std::array<char, 32> text{};
  return {text.data(), std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &parts)};
}

// libgit2 trusts the index of a pack and reads beyond its end where it is damaged, so each is held against its own sum,
// and against that of its pack.
std::optional<base::Error> damaged_index(const std::filesystem::path& packs) {
  constexpr std::size_t kSum = 20;
  std::error_code error;
  for (std::filesystem::directory_iterator entry(packs, error), end; !error && entry != end; entry.increment(error)) {
    if (entry->path().extension() != ".idx") continue;
    std::ifstream stream(entry->path(), std::ios::binary);
    std::ostringstream all;
    all << stream.rdbuf();
    const std::string index = std::move(all).str();
    std::string of_pack(kSum, '\0');
    std::ifstream pack(std::filesystem::path(entry->path()).replace_extension(".pack"), std::ios::binary);
    pack.seekg(-static_cast<std::streamoff>(kSum), std::ios::end);
    pack.read(of_pack.data(), kSum);
    const bool is_whole =
        index.size() > 2 * kSum && pack.good() &&
        units::sha1(std::string_view(index).substr(0, index.size() - kSum)) == index.substr(index.size() - kSum) &&
        index.substr(index.size() - 2 * kSum, kSum) == of_pack;
    if (!is_whole) return base::Error{"`" + visible_path(entry->path().string()) + "` is damaged"};
  }
  return std::nullopt;
}

}  // namespace

class Repository::Handle {
 public:
  explicit Handle(git_repository* opened) : repository_(opened) {}

  git_repository* get() const { return repository_.get(); }

  // Nothing: there is no such object, or it cannot be read.
  base::Result<std::uint64_t> size(const git_oid& id, git_object_t wanted) const {
    git_odb* opened = nullptr;
    if (git_repository_odb(&opened, get()) != 0) return reason("the objects cannot be read");
    const Owned<git_odb, git_odb_free> odb(opened);
    std::size_t size = 0;
    git_object_t type = GIT_OBJECT_INVALID;
    if (git_odb_read_header(&size, &type, odb.get(), &id) != 0)
      return reason("the object " + text_of(id) + " cannot be read");
    if (type != wanted) return base::Error{"the object " + text_of(id) + " is not what it stands for"};
    return std::uint64_t{size};
  }

  base::Result<std::vector<NamedCommit>> refs(const std::string& prefix) const {
    git_reference_iterator* opened = nullptr;
    if (git_reference_iterator_glob_new(&opened, get(), (prefix + "*").c_str()) != 0)
      return reason("the refs cannot be read");
    const Owned<git_reference_iterator, git_reference_iterator_free> iterator(opened);
    std::vector<NamedCommit> result;
    for (;;) {
      git_reference* next = nullptr;
      const int status = git_reference_next(&next, iterator.get());
      if (status == GIT_ITEROVER) break;
      if (status != 0) return reason("the refs cannot be read");
      const OwnedReference reference(next);
      git_object* peeled = nullptr;
      if (git_reference_peel(&peeled, reference.get(), GIT_OBJECT_COMMIT) != 0) continue;
      const OwnedObject commit(peeled);
      result.push_back({std::string(git_reference_name(reference.get())).substr(prefix.size()),
                        text_of(*git_object_id(commit.get()))});
    }
    std::sort(result.begin(), result.end(), [](const NamedCommit& a, const NamedCommit& b) { return a.name < b.name; });
    return result;
  }

  base::Result<OwnedTree> tree(const git_oid& id) const {
    const auto bytes = size(id, GIT_OBJECT_TREE);
    if (!bytes.ok()) return bytes.error();
    if (bytes.value() > kTreeBytes) return base::Error{"the folder " + text_of(id) + " has too many entries"};
    git_tree* found = nullptr;
    if (git_tree_lookup(&found, get(), &id) != 0) return reason("the folder " + text_of(id) + " cannot be read");
    return OwnedTree(found);
  }

 private:
  Owned<git_repository, git_repository_free> repository_;
};

Repository::Repository(std::unique_ptr<Handle> handle) : handle_(std::move(handle)) {}
Repository::Repository(Repository&& other) noexcept = default;
Repository& Repository::operator=(Repository&& other) noexcept = default;
Repository::~Repository() = default;

base::Result<Repository> Repository::open(const std::string& folder) {
  start_library();
  git_repository* opened = nullptr;
  const int status = git_repository_open_ext(&opened, folder.c_str(), GIT_REPOSITORY_OPEN_NO_SEARCH, nullptr);
  // What 1.5 says of somebody else's is that it misses a setting.
  const git_error* told = git_error_last();
  const std::string_view why = status == 0 || told == nullptr || told->message == nullptr ? "" : told->message;
  if (status == GIT_EOWNER || why.find("safe.directory") != std::string_view::npos) {
    return base::Error{"the repository `" + visible_path(folder) +
                       "` belongs to somebody else, who could put anything into it"};
  }
  if (status == GIT_ENOTFOUND) return base::Error{"there is no repository of git at `" + visible_path(folder) + "`"};
  if (status != 0) {
    if (why.find("objectformat") != std::string_view::npos) {
      return base::Error{"the repository `" + visible_path(folder) +
                         "` names its objects by SHA-256, which is not read yet"};
    }
    return reason("the repository `" + visible_path(folder) + "` cannot be opened");
  }
  auto handle = std::make_unique<Handle>(opened);
  const std::filesystem::path own = git_repository_commondir(handle->get());
  if (auto damage = damaged_index(own / "objects" / "pack")) return *damage;
  return Repository(std::move(handle));
}

base::Result<std::vector<NamedCommit>> Repository::tags() const { return handle_->refs("refs/tags/"); }

base::Result<std::vector<NamedCommit>> Repository::branches() const { return handle_->refs("refs/heads/"); }

base::Result<Commit> Repository::commit(std::string_view text) const {
  const auto id = id_of(text);
  if (!id) return no_id(text);
  const auto bytes = handle_->size(*id, GIT_OBJECT_COMMIT);
  if (!bytes.ok()) return bytes.error();
  if (bytes.value() > kCommitBytes) return base::Error{"the commit " + std::string(text) + " is over 1 MiB long"};
  git_commit* found = nullptr;
  if (git_commit_lookup(&found, handle_->get(), &*id) != 0)
    return reason("the commit " + std::string(text) + " cannot be read");
  const OwnedCommit commit(found);
  Commit result;
  result.id = text_of(*id);
  result.tree = text_of(*git_commit_tree_id(commit.get()));
  const char* message = git_commit_message(commit.get());
  const std::string_view all = message == nullptr ? "" : message;
  result.title = visible_path(all.substr(0, all.find('\n')));
  result.seconds = git_commit_time(commit.get());
  result.time = time_text(result.seconds);
  return result;
}

base::Result<bool> Repository::reaches(std::string_view tip, std::string_view id) const {
  const auto from = id_of(tip);
  const auto to = id_of(id);
  if (!from || !to) return no_id(from ? id : tip);
  if (git_oid_equal(&*from, &*to) != 0) return true;
  const int found = git_graph_descendant_of(handle_->get(), &*from, &*to);
  if (found < 0 && found != GIT_ENOTFOUND) return reason("the history of " + std::string(tip) + " cannot be read");
  return found == 1;
}

base::Result<std::string> Repository::subtree(const Commit& commit, std::string_view folder) const {
  const auto root = id_of(commit.tree);
  if (!root) return no_id(commit.tree);
  if (folder.empty()) return commit.tree;
  git_oid here = *root;
  for (std::size_t begin = 0; begin <= folder.size();) {
    const std::size_t end = std::min(folder.find('/', begin), folder.size());
    const std::string name(folder.substr(begin, end - begin));
    auto tree = handle_->tree(here);
    if (!tree.ok()) return tree.error();
    const git_tree_entry* entry = git_tree_entry_byname(tree.value().get(), name.c_str());
    if (entry == nullptr || git_tree_entry_filemode(entry) != GIT_FILEMODE_TREE) {
      return base::Error{"commit " + commit.id.substr(0, 12) + " has no folder `" +
                         visible_path(folder.substr(0, end)) + "`"};
    }
    here = *git_tree_entry_id(entry);
    begin = end + 1;
  }
  return text_of(here);
}

base::Result<TreeListing> Repository::list(std::string_view tree, const ContentLimits& limits) const {
  const auto root = id_of(tree);
  if (!root) return no_id(tree);
  TreeListing listing;
  PathPolicy policy(limits);
  struct Folder {
    std::string path;
    git_oid id;
  };
  std::vector<Folder> folders = {{"", *root}};
  std::size_t entries = 0;
  const auto refuse = [&](const std::string& path, std::string why) {
    listing.refused.push_back({visible_path(path), std::move(why)});
    return listing.refused.size() >= kRefusedShown;
  };
  while (!folders.empty()) {
    const Folder folder = std::move(folders.back());
    folders.pop_back();
    auto opened = handle_->tree(folder.id);
    if (!opened.ok()) return opened.error();
    for (std::size_t i = 0; i < git_tree_entrycount(opened.value().get()); ++i) {
      const git_tree_entry* entry = git_tree_entry_byindex(opened.value().get(), i);
      const std::string path = (folder.path.empty() ? "" : folder.path + "/") + git_tree_entry_name(entry);
      if (++entries > limits.files * kEntriesForAFile) {
        refuse(path, "there are over " + std::to_string(limits.files * kEntriesForAFile) + " files and folders");
        return listing;
      }
      const git_oid& id = *git_tree_entry_id(entry);
      const git_filemode_t mode = git_tree_entry_filemode(entry);
      const EntryKind kind = mode == GIT_FILEMODE_TREE     ? EntryKind::folder
                             : mode == GIT_FILEMODE_LINK   ? EntryKind::link
                             : mode == GIT_FILEMODE_COMMIT ? EntryKind::submodule
                                                           : EntryKind::file;
      std::uint64_t bytes = 0;
      if (kind == EntryKind::file) {
        const auto size = handle_->size(id, GIT_OBJECT_BLOB);
        if (!size.ok()) return size.error();
        bytes = size.value();
      }
      if (auto why = policy.refuse(path, kind, bytes)) {
        if (refuse(path, std::move(*why))) return listing;
      } else if (kind == EntryKind::folder) {
        folders.push_back({path, id});
      } else {
        listing.files.push_back({path, text_of(id), bytes});
      }
    }
  }
  std::sort(listing.files.begin(), listing.files.end(),
            [](const TreeFile& a, const TreeFile& b) { return a.path < b.path; });
  return listing;
}

base::Result<std::string> Repository::read(const TreeFile& file) const {
  const auto id = id_of(file.blob);
  if (!id) return no_id(file.blob);
  git_blob* found = nullptr;
  if (git_blob_lookup(&found, handle_->get(), &*id) != 0)
    return reason("`" + visible_path(file.path) + "` cannot be read");
  const OwnedBlob blob(found);
  return std::string(static_cast<const char*>(git_blob_rawcontent(blob.get())),
                     static_cast<std::size_t>(git_blob_rawsize(blob.get())));
}

}  // namespace meshplay::catalog
