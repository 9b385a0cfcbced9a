#include "catalog/git/repository.h"

#include <git2.h>
#include <sys/stat.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace meshplay::catalog {

namespace {

namespace fs = std::filesystem;

// A folder that is gone at the end.
class Folder {
 public:
  Folder() {
    std::string name = (fs::temp_directory_path() / "repository_test.XXXXXX").string();
    REQUIRE(::mkdtemp(name.data()) != nullptr);
    path_ = name;
  }
  ~Folder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  std::string path(const std::string& name = "") const { return (path_ / name).string(); }
  void write(const std::string& name, const std::string& content) const {
    fs::create_directories((path_ / name).parent_path());
    std::ofstream(path_ / name, std::ios::binary) << content;
  }
  // What git itself makes: with nobody's settings, at a time that is known.
  void git(const std::string& arguments) const {
    const std::string command =
        "cd '" + path_.string() +
        "' && GIT_CONFIG_NOSYSTEM=1 HOME=/nonexistent GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@example.org "
        "GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@example.org GIT_AUTHOR_DATE='1767323045 +0200' "
        "GIT_COMMITTER_DATE='1767323045 +0200' git " +
        arguments + " >/dev/null 2>&1";
    CAPTURE(command);
    REQUIRE(std::system(command.c_str()) == 0);
  }

 private:
  fs::path path_;
};

template <typename T>
T good(base::Result<T> result) {
  if (!result.ok()) FAIL(result.error().message);
  return std::move(result.value());
}

std::string content(const std::string& path) {
  std::ifstream stream(path, std::ios::binary);
  std::ostringstream all;
  all << stream.rdbuf();
  return all.str();
}

// Writes objects as no git would.
class Writer {
 public:
  explicit Writer(const std::string& folder) {
    git_libgit2_init();
    REQUIRE(git_repository_open(&repository_, folder.c_str()) == 0);
    REQUIRE(git_repository_odb(&odb_, repository_) == 0);
  }
  ~Writer() {
    git_odb_free(odb_);
    git_repository_free(repository_);
    git_libgit2_shutdown();
  }
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  git_oid blob(const std::string& bytes) { return write(bytes, GIT_OBJECT_BLOB); }
  struct Entry {
    std::string mode;
    std::string name;
    git_oid id;
  };
  git_oid tree(const std::vector<Entry>& entries) {
    std::string bytes;
    for (const Entry& entry : entries) {
      bytes += entry.mode + " " + entry.name + '\0';
      bytes.append(reinterpret_cast<const char*>(entry.id.id), GIT_OID_RAWSZ);
    }
    return write(bytes, GIT_OBJECT_TREE);
  }
  static std::string text(const git_oid& id) {
    std::string result(GIT_OID_HEXSZ, '0');
    git_oid_fmt(result.data(), &id);
    return result;
  }

 private:
  git_oid write(const std::string& bytes, git_object_t type) {
    git_oid id{};
    REQUIRE(git_odb_write(&id, odb_, bytes.data(), bytes.size(), type) == 0);
    return id;
  }
  git_repository* repository_ = nullptr;
  git_odb* odb_ = nullptr;
};

std::string refused(const Repository& repository, const git_oid& tree, const ContentLimits& limits = {}) {
  const TreeListing listing = good(repository.list(Writer::text(tree), limits));
  std::string all;
  for (const RefusedEntry& entry : listing.refused) all += entry.path + ": " + entry.why + "\n";
  return all;
}

}  // namespace

TEST_CASE("refs, commits and files of a repository are those of git") {
  const Folder folder;
  folder.git("init -q -b main");
  folder.write("patterns/web/web.yaml", "kind: Service\n");
  folder.write("patterns/web/deep/a.yaml", std::string("a\0b", 3));
  folder.write("README.md", "words\n");
  folder.git("add -A");
  folder.git("commit -q -m 'first line\n\nand more'");
  folder.git("tag v1.0.0");
  folder.write("README.md", "other words\n");
  folder.git("commit -q -am second");
  folder.git("tag -a -m annotated web/v1.1.0");
  folder.git("branch topic/x v1.0.0");
  folder.git("tag of-a-file HEAD:README.md");

  const Repository repository = good(Repository::open(folder.path()));
  const auto tags = good(repository.tags());
  REQUIRE(tags.size() == 2);
  CHECK(tags[0].name == "v1.0.0");
  CHECK(tags[1].name == "web/v1.1.0");
  const auto branches = good(repository.branches());
  REQUIRE(branches.size() == 2);
  CHECK(branches[0].name == "main");
  CHECK(branches[1].name == "topic/x");
  CHECK(branches[0].commit == tags[1].commit);
  CHECK(branches[1].commit == tags[0].commit);

  const Commit commit = good(repository.commit(tags[0].commit));
  CHECK(commit.title == "first line");
  CHECK(commit.time == "2026-01-02T03:04:05Z");
  CHECK(good(repository.reaches(branches[0].commit, commit.id)));
  CHECK(good(repository.reaches(commit.id, commit.id)));
  CHECK_FALSE(good(repository.reaches(commit.id, branches[0].commit)));

  const std::string tree = good(repository.subtree(commit, "patterns/web"));
  const TreeListing listing = good(repository.list(tree, {}));
  CHECK(listing.refused.empty());
  REQUIRE(listing.files.size() == 2);
  CHECK(listing.files[0].path == "deep/a.yaml");
  CHECK(listing.files[1].path == "web.yaml");
  CHECK(listing.files[1].bytes == 14);
  CHECK(good(repository.read(listing.files[0])) == std::string("a\0b", 3));
  CHECK(good(repository.list(good(repository.subtree(commit, "")), {})).files.size() == 3);
}

TEST_CASE("what is not there is named") {
  const Folder folder;
  CHECK(Repository::open(folder.path("none")).error().message.starts_with("there is no repository of git at"));
  folder.git("init -q -b main");
  folder.write("a/b", "x");
  folder.git("add -A");
  folder.git("commit -q -m one");
  // One that is around a folder is not the folder's.
  CHECK_FALSE(Repository::open(folder.path("a")).ok());
  const Repository repository = good(Repository::open(folder.path()));
  const Commit commit = good(repository.commit(good(repository.branches())[0].commit));
  CHECK(repository.subtree(commit, "a/c").error().message.ends_with("has no folder `a/c`"));
  CHECK(repository.subtree(commit, "a/b").error().message.ends_with("has no folder `a/b`"));
  CHECK_FALSE(repository.commit("v1").ok());
  CHECK_FALSE(repository.commit(std::string(40, '1')).ok());
  CHECK_FALSE(repository.commit(commit.tree).ok());
  CHECK_FALSE(repository.list(commit.id, {}).ok());
}

TEST_CASE("a repository that names its objects by SHA-256 is told") {
  const Folder folder;
  folder.git("init -q --object-format=sha256 .");
  CHECK_THAT(Repository::open(folder.path()).error().message, Catch::Contains("SHA-256, which is not read yet"));
}

TEST_CASE("a repository of somebody else is told") {
  if (::geteuid() != 0) return;  // nobody else can give a folder away
  const Folder folder;
  folder.git("init -q --bare .");
  REQUIRE(::chown(folder.path().c_str(), 12345, 12345) == 0);
  CHECK_THAT(Repository::open(folder.path()).error().message, Catch::Contains("belongs to somebody else"));
  REQUIRE(::chown(folder.path().c_str(), 0, 0) == 0);
}

TEST_CASE("the settings of whoever runs it do not count") {
  const Folder folder;
  folder.git("init -q --bare bare");
  folder.write("home/.gitconfig", "[core]\n\trepositoryformatversion = 99\n[safe]\n\tdirectory = *\nbroken = [\n");
  ::setenv("HOME", folder.path("home").c_str(), 1);
  CHECK(Repository::open(folder.path("bare")).ok());
}

TEST_CASE("entries that lead elsewhere are refused and named") {
  const Folder folder;
  folder.git("init -q --bare .");
  Writer writer(folder.path());
  const Repository repository = good(Repository::open(folder.path()));
  const git_oid file = writer.blob("x");
  const git_oid inner = writer.tree({{"100644", "passwd", file}});
  CHECK(refused(repository, writer.tree({{"120000", "link", file}})) == "link: it is a symbolic link\n");
  CHECK(refused(repository, writer.tree({{"160000", "module", file}})) == "module: it is a submodule\n");
  CHECK(refused(repository, writer.tree({{"40000", "..", inner}})) == "..: there is `..` in its path\n");
  CHECK(refused(repository, writer.tree({{"40000", ".GIT", inner}})) ==
        ".GIT: a file system may take a name in its path for `.git`\n");
  CHECK(refused(repository, writer.tree({{"100644", "a\n\x1b[2J", file}})) ==
        "a\\x0a\\x1b[2J: there is a control character in its path\n");
  CHECK(refused(repository, writer.tree({{"100644", "a\\b", file}})) == "a\\b: there is a backslash in its path\n");
  CHECK(refused(repository, writer.tree({{"100644", "a/../b", file}})) == "a/../b: there is `..` in its path\n");
  CHECK(refused(repository, writer.tree({{"100644", "A", file}, {"100644", "a", file}})) ==
        "a: many file systems do not tell it from `A`\n");
  CHECK(refused(repository, writer.tree({{"100644", "a", file}, {"100755", "b", file}})).empty());
}

TEST_CASE("a small tree that stands for many files ends at the limits") {
  const Folder folder;
  folder.git("init -q --bare .");
  Writer writer(folder.path());
  const Repository repository = good(Repository::open(folder.path()));
  git_oid files = writer.tree({{"100644", "x", writer.blob("x")}});
  git_oid folders = writer.tree({});
  for (int level = 0; level < 10; ++level) {
    std::vector<Writer::Entry> of_files;
    std::vector<Writer::Entry> of_folders;
    for (char name = 'a'; name < 'k'; ++name) {
      of_files.push_back({"40000", std::string(1, name), files});
      of_folders.push_back({"40000", std::string(1, name), folders});
    }
    files = writer.tree(of_files);
    folders = writer.tree(of_folders);
  }
  CHECK_THAT(refused(repository, files), Catch::Contains("it is more than the 2000 files"));
  CHECK_THAT(refused(repository, folders), Catch::Contains("there are over 20000 files and folders"));
  git_oid deep = writer.tree({{"100644", "x", writer.blob("x")}});
  for (int level = 0; level < 40; ++level) deep = writer.tree({{"40000", "a", deep}});
  CHECK_THAT(refused(repository, deep), Catch::Contains("it lies in over 32 folders"));
  const git_oid big = writer.blob(std::string((std::size_t{5} << 20U) + 1, 'x'));
  CHECK(refused(repository, writer.tree({{"100644", "big", big}})) == "big: it has over 5 MiB\n");
}

TEST_CASE("a byte that is flipped anywhere in a pack is never taken for the file") {
  const Folder folder;
  folder.git("init -q -b main");
  folder.write("a.yaml", "kind: Service\nmetadata: {name: web}\n");
  folder.write("b/c.yaml", "kind: Service\nmetadata: {name: web2}\n");
  folder.git("add -A");
  folder.git("commit -q -m one");
  folder.git("gc -q");
  const auto all = [&](std::string& out) {
    const auto repository = Repository::open(folder.path());
    if (!repository.ok()) return false;
    const auto branches = repository.value().branches();
    if (!branches.ok() || branches.value().size() != 1) return false;
    const auto commit = repository.value().commit(branches.value()[0].commit);
    if (!commit.ok()) return false;
    const auto listing = repository.value().list(commit.value().tree, {});
    if (!listing.ok() || !listing.value().refused.empty()) return false;
    for (const TreeFile& file : listing.value().files) {
      const auto bytes = repository.value().read(file);
      if (!bytes.ok()) return false;
      out += file.path + ":" + bytes.value();
    }
    return true;
  };
  std::string whole;
  REQUIRE(all(whole));
  std::size_t caught = 0;
  for (const auto& entry : fs::directory_iterator(folder.path(".git/objects/pack"))) {
    if (entry.path().extension() != ".pack" && entry.path().extension() != ".idx") continue;
    fs::permissions(entry.path(), fs::perms::owner_write | fs::perms::owner_read);
    const std::string before = content(entry.path().string());
    for (std::size_t i = 0; i < before.size(); ++i) {
      std::string damaged = before;
      damaged[i] = static_cast<char>(damaged[i] ^ 0x10);
      std::ofstream(entry.path(), std::ios::binary) << damaged;
      std::string found;
      if (!all(found)) {
        ++caught;
      } else {
        CAPTURE(entry.path().extension().string(), i);
        CHECK(found == whole);
      }
    }
    std::ofstream(entry.path(), std::ios::binary) << before;
  }
  CHECK(caught > 100);
  std::string again;
  CHECK(all(again));
  CHECK(again == whole);
}

}  // namespace meshplay::catalog
