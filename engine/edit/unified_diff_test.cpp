#include "engine/edit/unified_diff.h"

#include <unistd.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

#include "engine/edit/patch_for_test.h"

namespace meshplay::edit {
namespace {

std::string numbered(int first, int last) {
  std::string text;
  for (int i = first; i <= last; ++i) text += std::to_string(i) + "\n";
  return text;
}

TEST_CASE("equal texts have no difference") {
  CHECK(unified_diff("a", "b", "", "").empty());
  CHECK(unified_diff("a", "b", "x\ny", "x\ny").empty());
}

TEST_CASE("three lines stand around a change") {
  CHECK(unified_diff("a/x.yaml", "b/x.yaml", numbered(1, 9), numbered(1, 4) + "five\n" + numbered(6, 9)) ==
        "--- a/x.yaml\n+++ b/x.yaml\n@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+five\n 6\n 7\n 8\n");
}

TEST_CASE("changes that are near are one hunk, others two") {
  const std::string old_text = numbered(1, 20);
  std::string near = old_text;
  near.replace(near.find("5\n"), 1, "x");
  near.replace(near.find("12\n"), 2, "y");
  CHECK(unified_diff("a", "b", old_text, near) ==
        "--- a\n+++ b\n@@ -2,14 +2,14 @@\n 2\n 3\n 4\n-5\n+x\n 6\n 7\n 8\n 9\n 10\n 11\n-12\n+y\n 13\n 14\n 15\n");
  std::string far = old_text;
  far.replace(far.find("5\n"), 1, "x");
  far.replace(far.find("13\n"), 2, "y");
  CHECK(unified_diff("a", "b", old_text, far) ==
        "--- a\n+++ b\n@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+x\n 6\n 7\n 8\n@@ -10,7 +10,7 @@\n 10\n 11\n 12\n-13\n+y\n"
        " 14\n 15\n 16\n");
}

TEST_CASE("texts of no lines and of one line have their own ranges") {
  CHECK(unified_diff("a", "b", "", "x\n") == "--- a\n+++ b\n@@ -0,0 +1 @@\n+x\n");
  CHECK(unified_diff("a", "b", "x\ny\n", "") == "--- a\n+++ b\n@@ -1,2 +0,0 @@\n-x\n-y\n");
  CHECK(unified_diff("a", "b", numbered(1, 5), numbered(1, 5) + "6\n") ==
        "--- a\n+++ b\n@@ -3,3 +3,4 @@\n 3\n 4\n 5\n+6\n");
}

TEST_CASE("a last line without its end is told") {
  CHECK(unified_diff("a", "b", "x\ny", "x\nz\n") ==
        "--- a\n+++ b\n@@ -1,2 +1,2 @@\n x\n-y\n\\ No newline at end of file\n+z\n");
  CHECK(unified_diff("a", "b", "x\ny", "z\ny") ==
        "--- a\n+++ b\n@@ -1,2 +1,2 @@\n-x\n+z\n y\n\\ No newline at end of file\n");
}

TEST_CASE("names that would be taken for something else are quoted") {
  CHECK(unified_diff("a b", "c\"\n", "", "x\n") == "--- a b\t\n+++ \"c\\\"\\012\"\n@@ -0,0 +1 @@\n+x\n");
}

std::string random_text(std::mt19937& random, std::size_t most) {
  std::string text;
  for (std::size_t i = random() % (most + 1); i > 0; --i) text += std::string(1, "abcd\r"[random() % 5]) + "\n";
  if (!text.empty() && random() % 4 == 0) text.pop_back();
  return text;
}

std::string changed(std::string text, std::mt19937& random) {
  for (std::size_t i = random() % 4; i > 0; --i) {
    const std::size_t line = text.empty() ? 0 : text.find('\n', random() % text.size());
    const std::size_t at = line == std::string::npos ? text.size() : line;
    if (random() % 2 == 0) {
      text.insert(at, "\nnew");
    } else {
      text.erase(at, random() % 8);
    }
  }
  return text;
}

TEST_CASE("a text with its difference gives the other text") {
  std::mt19937 random(1);
  for (int i = 0; i < 5000; ++i) {
    const std::string old_text = random_text(random, i % 2 == 0 ? 6 : 60);
    const std::string new_text = i % 3 == 0 ? random_text(random, 10) : changed(old_text, random);
    const std::string diff = unified_diff("a", "b", old_text, new_text);
    INFO(diff);
    CHECK(diff.empty() == (old_text == new_text));
    if (!diff.empty()) CHECK(test::patched(old_text, diff) == new_text);
  }
}

TEST_CASE("texts with thousands of differences have one that is right") {
  std::string old_text;
  std::string new_text;
  for (int i = 0; i < 5000; ++i) {
    old_text += std::to_string(i) + "\n";
    new_text += std::to_string(i % 2 == 0 ? i : -i) + "\n";
  }
  const std::string diff = unified_diff("a", "b", old_text, new_text);
  CHECK(test::patched(old_text, diff) == new_text);
  CHECK(std::count(diff.begin(), diff.end(), '-') < 2 * 2500 + 100);
}

TEST_CASE("the patch program takes the differences") {
  if (std::system("patch --version >/dev/null 2>&1") != 0) return;
  const auto folder = std::filesystem::temp_directory_path() / ("unified_diff_test_" + std::to_string(getpid()));
  std::filesystem::create_directory(folder);
  std::mt19937 random(2);
  for (int i = 0; i < 40; ++i) {
    const std::string old_text = random_text(random, 30);
    const std::string new_text = changed(old_text, random) + "end";
    const std::string diff = unified_diff("old", "new", old_text, new_text);
    std::ofstream(folder / "old", std::ios::binary) << old_text;
    std::ofstream(folder / "diff", std::ios::binary) << diff;
    const std::string command = "cd '" + folder.string() + "' && patch --binary -s -F 0 -o new old diff";
    INFO(diff);
    REQUIRE(std::system(command.c_str()) == 0);
    std::ifstream stream(folder / "new", std::ios::binary);
    CHECK(std::string(std::istreambuf_iterator<char>(stream), {}) == new_text);
  }
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace meshplay::edit
