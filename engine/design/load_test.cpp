#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>

#include "engine/design/design.h"

namespace meshplay::design {
namespace {

namespace fs = std::filesystem;

// A folder of its own for each test.
class Folder {
 public:
  Folder() {
    std::string pattern = (fs::temp_directory_path() / "meshplay-load-XXXXXX").string();
    path_ = ::mkdtemp(pattern.data());
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }

  std::string operator/(const std::string& relative) const { return path_ + "/" + relative; }
  const std::string& path() const { return path_; }

  void write(const std::string& relative, const std::string& content) const {
    fs::create_directories(fs::path(*this / relative).parent_path());
    std::ofstream(*this / relative, std::ios::binary) << content;
  }
  // A ConfigMap of this name.
  void write_map(const std::string& relative, const std::string& name) const {
    write(relative, "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: " + name + "\n");
  }

 private:
  std::string path_;
};

struct Loaded {
  explicit Loaded(const std::vector<std::string>& paths, const LoadOptions& options = {})
      : design(load(paths, options, sources, interner, sink)) {}

  // Names of the components in order.
  std::string names() const {
    std::string result;
    for (const Component& component : design.components) {
      if (!result.empty()) result += ' ';
      result += interner.text(component.name);
    }
    return result;
  }

  // File names in order of reading, without the folder.
  std::string files(const Folder& folder) const {
    std::string result;
    for (std::uint32_t i = 0; i < sources.size(); ++i) {
      std::string_view name = sources.name(text::FileId{i});
      if (name.starts_with(folder.path() + "/")) name.remove_prefix(folder.path().size() + 1);
      if (!result.empty()) result += ' ';
      result += name;
    }
    return result;
  }

  // `code: message` of each diagnostic, the folder's path as FOLDER.
  std::string complaints(const Folder& folder) const {
    std::string result;
    for (const diag::Diagnostic& diagnostic : sink.sorted(sources)) {
      if (!result.empty()) result += '\n';
      std::string line = diagnostic.code + ": " + diagnostic.message;
      for (std::size_t at = line.find(folder.path()); at != std::string::npos; at = line.find(folder.path())) {
        line.replace(at, folder.path().size(), "FOLDER");
      }
      result += line;
    }
    return result;
  }

  text::SourceSet sources;
  base::Interner interner;
  diag::Sink sink;
  Design design;
};

TEST_CASE("folders are read in byte order of the whole relative path") {
  const Folder folder;
  for (const char* path :
       {"a/z.yaml", "a-b.yaml", "a.yaml", "a0.yml", "B.json", "b/c/d.yaml", "b/c-x.yaml", "b.yaml"}) {
    folder.write(path, "{}");
  }
  const std::string order = "B.json a-b.yaml a.yaml a/z.yaml a0.yml b.yaml b/c-x.yaml b/c/d.yaml";
  CHECK(Loaded({folder.path()}).files(folder) == order);
  CHECK(Loaded({folder.path() + "//"}).files(folder) == order);
}

TEST_CASE("only manifests are read from folders, and hidden and foreign folders are left out") {
  const Folder folder;
  for (const char* path : {"a.yaml", "b.txt", "c.yaml.bak", "yaml", ".hidden.yaml", ".git/d.yaml",
                           "node_modules/e.yaml", "x/vendor/f.yaml", "x/g.yml", "vendor.yaml", ".h/i/j.yaml"}) {
    folder.write(path, "{}");
  }
  CHECK(Loaded({folder.path()}).files(folder) == "a.yaml vendor.yaml x/g.yml");
}

TEST_CASE("what is named explicitly is always read") {
  const Folder folder;
  folder.write_map("b.txt", "b");
  folder.write_map(".hidden.yaml", "h");
  folder.write_map("vendor/v.yaml", "v");
  LoadOptions options;
  options.exclude = {"**"};
  CHECK(Loaded({folder / "b.txt", folder / ".hidden.yaml"}, options).names() == "b h");
  CHECK(Loaded({folder / "vendor"}).names() == "v");
}

TEST_CASE("excluded files and folders are left out") {
  const Folder folder;
  for (const char* path : {"a.yaml", "test/b.yaml", "x/test/c.yaml", "x/d.yaml"}) folder.write(path, "{}");
  const auto check = [&](const std::vector<std::string>& patterns) {
    LoadOptions options;
    options.exclude = patterns;
    return Loaded({folder.path()}, options).files(folder);
  };
  CHECK(check({"test"}) == "a.yaml x/d.yaml x/test/c.yaml");
  CHECK(check({"./test/"}) == "a.yaml x/d.yaml x/test/c.yaml");
  CHECK(check({"**/test"}) == "a.yaml x/d.yaml");
  CHECK(check({"*.yaml"}) == "test/b.yaml x/d.yaml x/test/c.yaml");
  CHECK(check({"**/*.yaml"}).empty());
  CHECK(check({"x/**", "a.*"}) == "test/b.yaml");
}

TEST_CASE("JSON is read as JSON by its ending") {
  const Folder folder;
  folder.write("a.json", "{\n\t\"apiVersion\": \"v1\", \"kind\": \"Pod\", \"metadata\": {\"name\": \"p\"}}");
  folder.write("b.json", "apiVersion: v1\n");
  const Loaded loaded({folder.path()});
  CHECK(loaded.names() == "p");
  CHECK(loaded.complaints(folder) == "json-syntax: this is not valid JSON: no value can begin here");
  CHECK(loaded.design.counts.failed_files == 1);
}

TEST_CASE("a file reached twice is read once") {
  const Folder folder;
  folder.write_map("a.yaml", "a");
  folder.write_map("x/b.yaml", "b");
  fs::create_symlink(folder / "a.yaml", folder / "z.yaml");
  const Loaded loaded({folder.path(), folder / "a.yaml", folder / "x", folder / "x/../a.yaml", folder.path()});
  CHECK(loaded.names() == "a b");
  CHECK(loaded.complaints(folder).empty());
  CHECK(loaded.design.counts.files == 2);
  CHECK(loaded.design.counts.duplicates == 0);
}

TEST_CASE("links are followed, and loops of links end") {
  const Folder folder;
  folder.write_map("real/a.yaml", "a");
  folder.write_map("other/b.yaml", "b");
  folder.write_map("outside.txt", "c");
  fs::create_symlink(folder / "outside.txt", folder / "real/linked.yaml");
  fs::create_directory_symlink(folder.path(), folder / "real/up");
  fs::create_directory_symlink(folder / "other", folder / "real/across");
  fs::create_directory_symlink(folder / "real", folder / "other/back");
  fs::create_symlink("self", folder / "self");
  const Loaded loaded({folder.path()});
  CHECK(loaded.files(folder) == "other/b.yaml other/back/a.yaml other/back/linked.yaml");
  CHECK(loaded.complaints(folder).empty());
}

TEST_CASE("many folders that link to each other are entered once each") {
  const Folder folder;
  for (int i = 0; i < 12; ++i) {
    const std::string name = "d" + std::to_string(i);
    folder.write_map(name + "/m.yaml", name);
    for (int j = 0; j < 12; ++j) {
      fs::create_directory_symlink(folder / ("d" + std::to_string(j)), folder / (name + "/l" + std::to_string(j)));
    }
  }
  CHECK(Loaded({folder.path()}).design.components.size() == 12);
}

TEST_CASE("a path that is not there is told, and the others are read") {
  const Folder folder;
  folder.write_map("a.yaml", "a");
  const Loaded loaded({folder / "no", folder / "a.yaml/b", folder / "a.yaml", ""});
  CHECK(loaded.names() == "a");
  CHECK(loaded.complaints(folder) ==
        "no-such-path: there is no file or folder `FOLDER/a.yaml/b`\nno-such-path: there is no file or folder "
        "`FOLDER/no`\n"
        "no-such-path: there is no file or folder ``");
  CHECK(loaded.design.counts.failed_files == 3);
}

TEST_CASE("links that lead nowhere are told where a manifest was expected") {
  const Folder folder;
  folder.write_map("a.yaml", "a");
  fs::create_symlink("nowhere", folder / "b.yaml");
  fs::create_symlink("nowhere", folder / "b.txt");
  fs::create_symlink("c.yaml", folder / "c.yaml");
  const Loaded loaded({folder.path()});
  CHECK(loaded.names() == "a");
  CHECK(loaded.complaints(folder) ==
        "unreadable: `FOLDER/b.yaml` cannot be read: No such file or directory\n"
        "unreadable: `FOLDER/c.yaml` cannot be read: Too many levels of symbolic links");
  CHECK(loaded.design.counts.failed_files == 2);
}

TEST_CASE("a file that the system refuses is told, and the others are read") {
  const Folder folder;
  folder.write_map("a.yaml", "a");
  if (::access("/proc/self/mem", R_OK) == 0) {
    const Loaded loaded({"/proc/self/mem", folder / "a.yaml"});
    CHECK(loaded.names() == "a");
    CHECK(loaded.complaints(folder) == "unreadable: `/proc/self/mem` cannot be read: Input/output error");
  }
}

// Root may read everything; nobody may not.
class AsNobody {
 public:
  AsNobody() : was_root_(::geteuid() == 0 && ::seteuid(65534) == 0) {}
  AsNobody(const AsNobody&) = delete;
  AsNobody& operator=(const AsNobody&) = delete;
  ~AsNobody() {
    if (was_root_ && ::seteuid(0) != 0) std::abort();
  }

 private:
  bool was_root_;
};

TEST_CASE("files and folders without permission are told, and the others are read") {
  const Folder folder;
  folder.write_map("a.yaml", "a");
  folder.write_map("closed/b.yaml", "b");
  folder.write_map("secret.yaml", "s");
  fs::permissions(folder.path(), fs::perms::owner_all | fs::perms::group_all | fs::perms::others_all);
  fs::permissions(folder / "closed", fs::perms::none);
  fs::permissions(folder / "secret.yaml", fs::perms::none);
  const auto loaded = [&] {
    const AsNobody nobody;
    return std::make_unique<Loaded>(std::vector<std::string>{folder.path()});
  }();
  fs::permissions(folder / "closed", fs::perms::owner_all);
  CHECK(loaded->names() == "a");
  CHECK(loaded->complaints(folder) ==
        "unreadable: `FOLDER/closed` cannot be read: Permission denied\n"
        "unreadable: `FOLDER/secret.yaml` cannot be read: Permission denied");
  CHECK(loaded->design.counts.failed_files == 2);
}

TEST_CASE("pipes and devices are refused without waiting for them") {
  const Folder folder;
  folder.write_map("a.yaml", "a");
  REQUIRE(::mkfifo((folder / "p.yaml").c_str(), 0600) == 0);
  REQUIRE(::mkfifo((folder / "p.txt").c_str(), 0600) == 0);
  const Loaded loaded({folder.path(), folder / "p.txt", "/dev/null"});
  CHECK(loaded.names() == "a");
  CHECK(loaded.complaints(folder) ==
        "special-file: `/dev/null` is a device, and only files and folders are read\n"
        "special-file: `FOLDER/p.txt` is a pipe, and only files and folders are read\n"
        "special-file: `FOLDER/p.yaml` is a pipe, and only files and folders are read");
}

TEST_CASE("a file over the limit is told and not read") {
  const Folder folder;
  folder.write_map("a.yaml", "a");
  folder.write("big.yaml", "a: 1\n");
  fs::resize_file(folder / "big.yaml", std::uintmax_t{200} << 20U);
  const Loaded loaded({folder.path()});
  CHECK(loaded.names() == "a");
  CHECK(loaded.sources.size() == 1);
  CHECK(loaded.complaints(folder) ==
        "file-too-large: `FOLDER/big.yaml` has 209715200 bytes; the limit on the size of a file is 67108864");
}

TEST_CASE("a path where nothing was checked is told, once for each path") {
  const Folder folder;
  fs::create_directories(folder / "empty");
  folder.write("values/values.yaml", "replicas: 2\n");
  folder.write("blank/a.yaml", "# nothing\n");
  folder.write("broken/a.yaml", "a: [\n");
  folder.write("mixed/a.yaml", "a: [\n");
  folder.write("mixed/b.yaml", "b: 1\n");
  folder.write("one.yaml", "x: 1\n");
  folder.write_map("good/a.yaml", "a");
  const auto check = [&](const std::string& path) { return Loaded({folder / path}).complaints(folder); };
  CHECK(check("empty") ==
        "nothing-checked: nothing was checked in `FOLDER/empty`: no file in it ends in .yaml, .yml or .json");
  CHECK(check("values") ==
        "nothing-checked: nothing was checked in `FOLDER/values`: none of its documents is a component");
  CHECK(check("one.yaml") ==
        "nothing-checked: nothing was checked in `FOLDER/one.yaml`: none of its documents is a component");
  CHECK(check("blank") == "nothing-checked: nothing was checked in `FOLDER/blank`: its files hold no document");
  CHECK(check("blank/a.yaml") == "nothing-checked: nothing was checked in `FOLDER/blank/a.yaml`: it holds no document");
  CHECK(check("broken").find("nothing-checked") == std::string::npos);
  CHECK(check("mixed").find("nothing-checked") == 0);
  CHECK(check("good").empty());
  CHECK(check("none").find("nothing-checked") == std::string::npos);
  const Loaded both({folder / "good", folder / "good", folder / "empty"});
  CHECK(both.sink.warnings() == 1);
}

TEST_CASE("a path whose components are all repeated was checked elsewhere") {
  const Folder folder;
  folder.write_map("a/m.yaml", "m");
  folder.write_map("b/m.yaml", "m");
  const Loaded loaded({folder / "b", folder / "a"});
  CHECK(loaded.complaints(folder) == "repeated-component: `ConfigMap/default/m` stands twice; this one is left out");
  CHECK(loaded.sources.name(loaded.design.components.at(0).file) == folder / "b/m.yaml");
}

TEST_CASE("one broken file leaves the others as they are") {
  const Folder folder;
  folder.write_map("a.yaml", "a");
  folder.write("b.yaml", "a: 1\na: 2\n---\napiVersion: v1\nkind: Pod\nmetadata: {name: b}\n---\nx: [\n");
  folder.write("c.yaml", "\xff\xfe");
  folder.write_map("d.yaml", "d");
  const Loaded loaded({folder.path()});
  CHECK(loaded.names() == "a b d");
  CHECK(loaded.sink.errors() == 3);
  CHECK(loaded.design.counts.failed_files == 2);
  CHECK(loaded.design.counts.files == 4);
}

// Reads `content` as standard input.
std::unique_ptr<Loaded> from_standard_input(const std::string& content, const std::vector<std::string>& paths) {
  const Folder folder;
  folder.write("input", content);
  const int saved = ::dup(STDIN_FILENO);
  const int input = ::open((folder / "input").c_str(), O_RDONLY);
  ::dup2(input, STDIN_FILENO);
  ::close(input);
  auto loaded = std::make_unique<Loaded>(paths);
  ::dup2(saved, STDIN_FILENO);
  ::close(saved);
  return loaded;
}

TEST_CASE("standard input is YAML, or JSON where it is JSON") {
  const Folder folder;
  const std::string json = R"({"apiVersion":"v1","kind":"Pod","metadata":{"name":"p"}})";
  CHECK(from_standard_input("apiVersion: v1\nkind: Pod\nmetadata: {name: input}\n", {"-"})->names() == "input");
  CHECK(from_standard_input(" \n\t" + json + "\n" + json, {"-"})->design.counts.duplicates == 1);
  CHECK(from_standard_input("{apiVersion: v1, kind: Pod, metadata: {name: f}}", {"-"})->names() == "f");
  CHECK(from_standard_input(json + "\n---\n" + json, {"-"})->design.counts.documents == 2);
  const auto twice = from_standard_input("{\"a\": 1, \"a\": 2}", {"-", "-"});
  CHECK(twice->complaints(folder) == "repeated-key: the key `a` stands twice in this mapping");
  CHECK(twice->sources.name(text::FileId{0}) == "-");
  CHECK(from_standard_input("", {"-"})->complaints(folder) ==
        "nothing-checked: nothing was checked in `-`: it holds no document");
  CHECK(from_standard_input(std::string(300'000, '#') + "\napiVersion: v1\nkind: Pod\nmetadata: {name: l}\n", {"-"})
            ->names() == "l");
}

TEST_CASE("the order of paths is the order of components") {
  const Folder folder;
  folder.write_map("a.yaml", "a");
  folder.write_map("b.yaml", "b");
  CHECK(Loaded({folder / "b.yaml", folder / "a.yaml"}).names() == "b a");
}

TEST_CASE("threads change nothing of what is read of many files, of links to them and of what cannot be read") {
  const Folder folder;
  for (int i = 0; i < 400; ++i) {
    const std::string number = std::to_string(1000 + i);
    const std::string file = "d" + std::to_string(i % 7) + "/m" + number + ".yaml";
    if (i % 10 == 3) {
      folder.write(file, "a: [\n");
    } else {
      folder.write_map(file, "m" + number);
    }
    if (i % 5 == 2) fs::create_symlink(folder / file, folder / ("a-link" + number + ".yaml"));
    if (i % 5 == 4)
      fs::create_hard_link(folder / file, folder / ("d" + std::to_string(i % 7) + "/z" + number + ".yaml"));
  }
  folder.write("empty.yaml", "");
  folder.write("large.yaml", std::string(5000, '#'));
  fs::create_symlink(folder / "large.yaml", folder / "larger.yaml");
  LoadOptions options;
  options.limits.file_bytes = 4000;
  options.threads = 1;
  const std::vector<std::string> paths = {folder / "d3", folder.path(), folder / "d3"};
  const Loaded alone(paths, options);
  CHECK(alone.design.components.size() == 360);
  CHECK(alone.design.counts.files == 401);
  for (const std::size_t threads : {2U, 5U}) {
    options.threads = threads;
    for (int round = 0; round < 5; ++round) {
      const Loaded together(paths, options);
      CHECK(together.names() == alone.names());
      CHECK(together.files(folder) == alone.files(folder));
      CHECK(together.complaints(folder) == alone.complaints(folder));
      CHECK(together.design.counts.files == alone.design.counts.files);
      CHECK(together.design.counts.failed_files == alone.design.counts.failed_files);
    }
  }
}

}  // namespace
}  // namespace meshplay::design
