#include "engine/edit/replace_file.h"

#include <sys/stat.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace meshplay::edit {
namespace {

namespace fs = std::filesystem;

class Folder {
 public:
  Folder() : path_(fs::temp_directory_path() / ("replace_file_test_" + std::to_string(getpid()))) {
    fs::create_directory(path_);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() { fs::remove_all(path_); }

  std::string operator/(const std::string& name) const { return (path_ / name).string(); }
  std::size_t count() const {
    return static_cast<std::size_t>(std::distance(fs::directory_iterator(path_), fs::directory_iterator()));
  }

 private:
  fs::path path_;
};

void write(const std::string& path, const std::string& content) { std::ofstream(path, std::ios::binary) << content; }

std::string read(const std::string& path) {
  std::ifstream stream(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

std::string reason(const base::Result<base::Done>& result) { return result.ok() ? "" : result.error().message; }

TEST_CASE("a file is replaced and keeps its permissions") {
  const Folder folder;
  const std::string path = folder / "a.yaml";
  write(path, "old\n");
  REQUIRE(::chmod(path.c_str(), 0640) == 0);
  CHECK(reason(replace_file(path, "old\n", "new\n")).empty());
  CHECK(read(path) == "new\n");
  struct stat facts {};
  REQUIRE(::stat(path.c_str(), &facts) == 0);
  CHECK((facts.st_mode & 07777U) == 0640U);
  CHECK(folder.count() == 1);
}

TEST_CASE("large and empty contents are whole") {
  const Folder folder;
  const std::string path = folder / "a.yaml";
  const std::string large(1'000'003, 'x');
  write(path, "");
  CHECK(reason(replace_file(path, "", large)).empty());
  CHECK(read(path) == large);
  CHECK(reason(replace_file(path, large, "")).empty());
  CHECK(read(path).empty());
}

TEST_CASE("a link stays and leads to the new content") {
  const Folder folder;
  fs::create_directory(folder / "inner");
  write(folder / "inner/a.yaml", "old");
  fs::create_symlink("inner/a.yaml", folder / "link.yaml");
  CHECK(reason(replace_file(folder / "link.yaml", "old", "new")).empty());
  CHECK(fs::is_symlink(folder / "link.yaml"));
  CHECK(read(folder / "inner/a.yaml") == "new");
}

TEST_CASE("what is not safe to replace is refused and left as it is") {
  const Folder folder;
  const std::string path = folder / "a.yaml";
  write(path, "old");
  CHECK(reason(replace_file(path, "other", "new")) ==
        "cannot write `" + path + "`: the file has changed since it was read");
  CHECK(reason(replace_file(path, "old and more", "new")) ==
        "cannot write `" + path + "`: the file has changed since it was read");
  CHECK(reason(replace_file(path, "ol", "new")) ==
        "cannot write `" + path + "`: the file has changed since it was read");
  CHECK(reason(replace_file(folder / "none", "", "new")) ==
        "cannot write `" + (folder / "none") + "`: No such file or directory");
  fs::create_symlink("nowhere", folder / "dangling");
  CHECK(reason(replace_file(folder / "dangling", "", "new")) ==
        "cannot write `" + (folder / "dangling") + "`: No such file or directory");
  fs::create_directory(folder / "inner");
  CHECK(reason(replace_file(folder / "inner", "", "new")) ==
        "cannot write `" + (folder / "inner") + "`: it is no ordinary file");
  REQUIRE(::mkfifo((folder / "pipe").c_str(), 0600) == 0);
  CHECK(reason(replace_file(folder / "pipe", "", "new")) ==
        "cannot write `" + (folder / "pipe") + "`: it is no ordinary file");
  fs::create_hard_link(path, folder / "b.yaml");
  CHECK(reason(replace_file(path, "old", "new")) ==
        "cannot write `" + path + "`: the file has other names (hard links) that would keep the old content");
  CHECK(read(path) == "old");
  CHECK(folder.count() == 5);
}

TEST_CASE("a new file is whole, and takes nobody's place") {
  const Folder folder;
  const std::string path = folder / "new.mesh";
  REQUIRE(create_file(path, "whole").ok());
  CHECK(read(path) == "whole");
  CHECK(reason(create_file(path, "another")) == "cannot write `" + path + "`: File exists");
  fs::create_symlink(folder / "elsewhere", folder / "link");
  CHECK(reason(create_file(folder / "link", "x")) == "cannot write `" + (folder / "link") + "`: File exists");
  CHECK(reason(create_file(folder / "no/such", "x")) ==
        "cannot write `" + (folder / "no/such") + "`: No such file or directory");
  CHECK(read(path) == "whole");
  CHECK(folder.count() == 2);
}

TEST_CASE("a file or a folder that may not be written is refused") {
  if (::geteuid() == 0) return;  // who may everything
  const Folder folder;
  const std::string path = folder / "a.yaml";
  write(path, "old");
  REQUIRE(::chmod(path.c_str(), 0440) == 0);
  CHECK(reason(replace_file(path, "old", "new")) == "cannot write `" + path + "`: Permission denied");
  REQUIRE(::chmod(path.c_str(), 0640) == 0);
  REQUIRE(::chmod((folder / "").c_str(), 0500) == 0);
  CHECK(reason(replace_file(path, "old", "new")) == "cannot write beside `" + path + "`: Permission denied");
  REQUIRE(::chmod((folder / "").c_str(), 0700) == 0);
  CHECK(read(path) == "old");
}

}  // namespace
}  // namespace meshplay::edit
