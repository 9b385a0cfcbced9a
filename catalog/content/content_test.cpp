#include <catch2/catch.hpp>

#include "catalog/content/path_policy.h"
#include "catalog/content/tree_hash.h"

namespace meshplay::catalog {

namespace {

std::string refused(std::string_view path, EntryKind kind = EntryKind::file, std::uint64_t bytes = 1) {
  return PathPolicy().refuse(path, kind, bytes).value_or("");
}

}  // namespace

TEST_CASE("usual paths are taken") {
  for (const std::string path :
       {"a.yaml", "web/deploy.yaml", ".github/workflows/x.yml", ".gitignore", "a b/\xc3\xa9.yaml",
        "clusterrole-system:node.yaml", "git~x", "...", "-x", "..a/b..", "\xe6\x97\xa5.yaml"}) {
    CAPTURE(path);
    CHECK(refused(path).empty());
  }
}

TEST_CASE("paths that lead elsewhere are refused") {
  CHECK(refused("/etc/passwd") == "its path begins with `/`");
  CHECK(refused("../x") == "there is `..` in its path");
  CHECK(refused("a/../../x") == "there is `..` in its path");
  CHECK(refused("a/./x") == "there is `.` in its path");
  CHECK(refused("a//x") == "there is an empty name in its path");
  CHECK(refused("a/") == "there is an empty name in its path");
  CHECK(refused("") == "it has no name");
  CHECK(refused("a\\..\\b") == "there is a backslash in its path");
  CHECK(refused("a", EntryKind::link) == "it is a symbolic link");
  CHECK(refused("a", EntryKind::submodule) == "it is a submodule");
}

TEST_CASE("names that cannot be shown are refused") {
  CHECK(refused("a\nb") == "there is a control character in its path");
  CHECK(refused(std::string_view("a\0b", 3)) == "there is a control character in its path");
  CHECK(refused("a\x1b[31m") == "there is a control character in its path");
  CHECK(refused("a\x7f") == "there is a control character in its path");
  CHECK(refused("a\xff") == "its path is no UTF-8");
  CHECK(refused("\xed\xa0\x80") == "its path is no UTF-8");
  CHECK(refused("a/\xe2\x80\x8d") == "nothing of a name in its path is ever shown");
  CHECK(visible_path("a\n\xff\xc3\xa9\xe2\x80\x8e") == "a\\x0a\\xff\xc3\xa9\\xe2\\x80\\x8e");
}

TEST_CASE("whatever a file system may take for .git is refused") {
  for (const std::string name :
       {".git", ".GIT", ".Git", ".git.", ".git ", ".git . .", ".git::$INDEX_ALLOCATION", ".git:x", "git~1", "GIT~1",
        "git~12", ".g\xe2\x80\x8cit", "\xe2\x80\x8d.git", ".gi\xef\xbb\xbft", ".git\xe2\x81\xaf"}) {
    CAPTURE(name);
    CHECK(refused(name) == "a file system may take a name in its path for `.git`");
    CHECK(refused("a/" + name + "/config") == "a file system may take a name in its path for `.git`");
  }
}

TEST_CASE("names that some file systems do not tell apart are refused") {
  const auto second = [](std::string_view first, std::string_view then) {
    PathPolicy policy;
    CHECK_FALSE(policy.refuse(first, EntryKind::file, 1).has_value());
    return policy.refuse(then, EntryKind::file, 1).value_or("");
  };
  CHECK(second("Web.yaml", "web.yaml") == "many file systems do not tell it from `Web.yaml`");
  CHECK(second("a/x.yaml", "A/y.yaml") == "many file systems do not tell it from `a`");
  CHECK(second("\xc3\xa9", "e\xcc\x81") == "many file systems do not tell it from `\xc3\xa9`");
  CHECK(second("stra\xc3\x9f"
               "e",
               "STRASSE") ==
        "many file systems do not tell it from `stra\xc3\x9f"
        "e`");
  CHECK(second("a", "a") == "there are two of it");
  CHECK(second("a", "a/b") == "there are two of it");
  CHECK(second("a/b", "a") == "there are two of it");
  CHECK(second("a/b", "a/c").empty());
}

TEST_CASE("more than the limits is refused before it is read") {
  ContentLimits limits;
  limits.files = 3;
  limits.depth = 2;
  limits.all_bytes = 10U << 20U;
  PathPolicy policy(limits);
  CHECK(policy.refuse("a/b/c/x", EntryKind::file, 1) == "it lies in over 2 folders");
  CHECK(policy.refuse("big", EntryKind::file, (5U << 20U) + 1) == "it has over 5 MiB");
  CHECK_FALSE(policy.refuse("one", EntryKind::file, 5U << 20U).has_value());
  CHECK_FALSE(policy.refuse("two", EntryKind::file, 5U << 20U).has_value());
  CHECK(policy.refuse("three", EntryKind::file, 1) == "all files together have over 10 MiB");
  CHECK(policy.refuse("four", EntryKind::file, 0) == "it is more than the 3 files that are taken");
  CHECK(refused(std::string(256, 'a')) == "a name in its path has over 255 bytes");
  CHECK_FALSE(refused(std::string(255, 'a') + "/" + std::string(255, 'a') + "/" + std::string(255, 'b') + "/" +
                      std::string(255, 'c') + "/d")
                  .empty());
}

TEST_CASE("the hash of a tree is that of Go's modules") {
  // The folder `guestbook` of argocd-example-apps at commit 0d521c6e.
  const std::vector<FileDigest> files = {
      {"guestbook-ui-svc.yaml", "86fd0db30d3f64f94d459df7847063f690457998ae3d7dec00a5292754fdae91"},
      {"guestbook-ui-deployment.yaml", "83ab94f88875f5f46a96a0cb8c6e7f6524dbccbdf7c2458b785ef81115e50746"}};
  CHECK(tree_hash(files) == "h1:8hd8yos2Z/u5gl6HG+Ikd+t9XTB2wQRfr9B3FkD1dd4=");
}

TEST_CASE("the order of files does not matter, names and contents do") {
  const auto hash = [](const std::vector<std::pair<std::string, std::string>>& rows) {
    std::vector<FileDigest> files;
    files.reserve(rows.size());
    for (const auto& [path, content] : rows) files.push_back(digest(path, content));
    return tree_hash(files);
  };
  CHECK(hash({{"a", "1"}, {"b", "2"}}) == hash({{"b", "2"}, {"a", "1"}}));
  CHECK(hash({{"a", "1"}, {"b", "2"}}) != hash({{"a", "2"}, {"b", "1"}}));
  CHECK(hash({{"a", "1"}}) != hash({{"b", "1"}}));
  // Of no files: the digest of nothing.
  CHECK(hash({}) == "h1:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
}

}  // namespace meshplay::catalog
