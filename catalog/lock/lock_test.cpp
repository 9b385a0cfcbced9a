#include "catalog/lock/lock.h"

#include <catch2/catch.hpp>

namespace meshplay::catalog {

namespace {

LockedEntry entry(const std::string& name) {
  LockedEntry result;
  result.name = name;
  result.source = "git::https://host/repo.git//patterns/web";
  result.requested = "^1.2";
  result.ref = "v1.2.0";
  result.commit = std::string(40, 'a');
  result.subtree = std::string(40, '0');
  result.sum = "h1:8hd8yos2Z/u5gl6HG+Ikd+t9XTB2wQRfr9B3FkD1dd4=";
  result.title = "a title: with \"quotes\", # signs\tand \xc3\xa9";
  result.time = "2026-01-02T03:04:05Z";
  result.files = 2;
  return result;
}

std::optional<Lock> read(const std::string& text, std::string* told = nullptr) {
  text::SourceSet sources;
  diag::Sink sink;
  auto lock = read_lock("meshplay.lock", text, sources, sink);
  CHECK(lock.has_value() == sink.all().empty());
  if (told != nullptr && !sink.all().empty()) {
    *told = sink.all()[0].message + " at line " +
            std::to_string(sources.place(sink.all()[0].span.file, sink.all()[0].span.begin).line);
  }
  return lock;
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

}  // namespace

TEST_CASE("a lock that was printed is read as it was") {
  Lock lock;
  CHECK(read(print_lock(lock))->entries.empty());
  lock.put(entry("web"));
  LockedEntry signed_one = entry("cart");
  signed_one.kind = LockedKind::rules;
  signed_one.ref_kind = RefKind::branch;
  signed_one.requested.clear();
  signed_one.title.clear();
  signed_one.signature = LockedSignature{"ssh", "SHA256:abc", "tag", "good"};
  lock.put(signed_one);
  lock.put(entry("api.v1"));
  const auto again = read(print_lock(lock));
  REQUIRE(again.has_value());
  CHECK(again->entries == lock.entries);
  CHECK(print_lock(*again) == print_lock(lock));
}

TEST_CASE("entries are sorted, and once each") {
  Lock lock;
  for (const std::string name : {"b", "c", "a", "b"}) lock.put(entry(name));
  REQUIRE(lock.entries.size() == 3);
  CHECK(lock.entries[0].name == "a");
  CHECK(lock.find("c") == &lock.entries[2]);
  CHECK(lock.find("d") == nullptr);
  CHECK(lock.remove("b"));
  CHECK_FALSE(lock.remove("b"));
}

TEST_CASE("whatever is wrong with a lock is told where it is") {
  Lock lock;
  lock.put(entry("web"));
  const std::string good = print_lock(lock);
  struct Row {
    std::string from;
    std::string to;
    std::string message;
  };
  const Row rows[] = {
      {"format: 1", "format: 2", "its format is 2, of another version of meshplay at line 2"},
      {"format: 1\n", "", "it does not say its `format` at line 2"},
      {"entries:", "entrys:", "nothing is called `entrys` there at line 3"},
      {"name: \"web\"", "name: \"../web\"", "that is no name at line 4"},
      {"name: \"web\"", "name: web\n    name: \"web\"", " at line "},
      {"kind: pattern", "kind: thing", "`thing` is none of pattern, rules, model at line 5"},
      {"//patterns/web", "//../web", "that is no address as a lock has it at line 6"},
      {"//patterns/web", "//patterns/web?ref=v1", "that is no address as a lock has it at line 6"},
      {"ref_kind: tag", "ref_kind: tags", "`tags` is none of tag, branch, commit at line 9"},
      {std::string(40, 'a'), std::string(39, 'a'), "that is no commit of 40 hexadecimal digits at line 10"},
      {"h1:8hd", "h2:8hd", "that is no sum"},
      {"2026-01-02T", "2026-01-02 ", "that is no time in UTC"},
      {"files: 2", "files: -2", "that is no number of files at line 15"},
      {"files: 2", "files: \"2\"", "that is no number of files at line 15"},
      {"    files: 2\n", "", "the entry has no `files` at line 4"},
      {"    files: 2\n", "    files: 2\n    size: 1\n", "nothing is called `size` there at line 16"},
      {"    files: 2\n", "    files: 2\n    signature: {kind: ssh}\n", "the signature has no `key` at line 16"},
      {"    files: 2\n", "<<<<<<< yours\n    files: 2\n", "git left a conflict in it at line 15"},
      {"entries:\n", "entries: [\n", " at line "},
      {"entries:\n", "entries:\n  a: b\n", " at line "},
  };
  for (const Row& row : rows) {
    CAPTURE(row.from, row.to);
    std::string told;
    CHECK_FALSE(read(replaced(good, row.from, row.to), &told).has_value());
    CHECK_THAT(told, Catch::Contains(row.message));
  }
  std::string told;
  CHECK_FALSE(read("", &told).has_value());
  CHECK_FALSE(read("[]", &told).has_value());
  CHECK_FALSE(read(good + "---\n" + good, &told).has_value());
  CHECK_FALSE(read(good.substr(0, good.size() / 2), &told).has_value());
  Lock two;
  two.put(entry("web"));
  const std::string body = good.substr(good.find("  - name"));
  CHECK_FALSE(read(good + body, &told).has_value());
  CHECK_THAT(told, Catch::Contains("there are two entries `web`"));
}

TEST_CASE("a lock that is cut anywhere is refused or has fewer whole entries") {
  Lock lock;
  lock.put(entry("a"));
  lock.put(entry("b"));
  const std::string good = print_lock(lock);
  for (std::size_t size = 0; size + 1 < good.size(); ++size) {
    const auto cut = read(good.substr(0, size));
    if (!cut) continue;
    CAPTURE(size);
    for (const LockedEntry& one : cut->entries) CHECK(lock.find(one.name) != nullptr);
  }
}

}  // namespace meshplay::catalog
