#include "engine/ast/pack.h"

#include <catch2/catch.hpp>

#include "engine/ast/tree_for_test.h"

namespace meshplay::ast {

namespace {

// Two files that share a text.
struct Written {
  Written() {
    for (const std::string name : {"one.mesh", "two.mesh"}) {
      const text::FileId file = sources.add(name, "kind A = B // " + name);
      TreeForTest tree(interner, file);
      const NodeIndex declared = tree.add(NodeKind::name, Op::none, name, 5, 6);
      const NodeIndex kind = tree.add(NodeKind::kind_ref, Op::none, "shared", 9, 10);
      const NodeIndex declaration = tree.add(NodeKind::kind_decl, Op::none, "", 0, 10, {declared, kind});
      tree.add(NodeKind::file, Op::none, "", 0, 10, {declaration});
      files.push_back(tree.ast());
    }
    bytes = write_pack(files, sources, interner);
  }

  text::SourceSet sources;
  base::Interner interner;
  std::vector<Ast> files;
  std::string bytes;
};

struct Read {
  explicit Read(std::string_view bytes) : result(read_pack(bytes, sources, interner)) {}

  text::SourceSet sources;
  base::Interner interner;
  base::Result<std::vector<Ast>> result;
};

}  // namespace

TEST_CASE("a pack gives back trees, names, contents and places") {
  const Written written;
  Read read(written.bytes);
  REQUIRE(read.result.ok());
  const std::vector<Ast>& files = read.result.value();
  REQUIRE(files.size() == 2);
  for (std::size_t i = 0; i < files.size(); ++i) {
    CHECK(dump(files[i], read.interner) == dump(written.files[i], written.interner));
    CHECK(read.sources.name(files[i].file) == written.sources.name(written.files[i].file));
    CHECK(read.sources.content(files[i].file) == written.sources.content(written.files[i].file));
  }
}

TEST_CASE("a pack is read into what is there already") {
  const Written written;
  text::SourceSet sources;
  base::Interner interner;
  sources.add("before.mesh", "");
  const base::StrId shared = interner.intern("shared");
  auto read = read_pack(written.bytes, sources, interner);
  REQUIRE(read.ok());
  CHECK(sources.size() == 3);
  CHECK(sources.name(read.value()[1].file) == "two.mesh");
  CHECK(read.value()[1].nodes[1].text == shared);
}

TEST_CASE("the files of a pack are read alone, where nobody asks for its trees") {
  const Written written;
  text::SourceSet sources;
  sources.add("before.mesh", "");
  const auto first = read_pack_files(written.bytes, sources);
  REQUIRE(first.ok());
  CHECK(first.value() == text::FileId{1});
  REQUIRE(sources.size() == 1 + written.files.size());
  CHECK(sources.name(text::FileId{2}) == "two.mesh");
  CHECK(sources.content(text::FileId{2}) == written.sources.content(written.files[1].file));
  for (std::size_t size = 0; size < written.bytes.size(); ++size) {
    CHECK_FALSE(read_pack_files(std::string_view(written.bytes).substr(0, size), sources).ok());
  }
  CHECK(sources.size() == 1 + written.files.size());
}

TEST_CASE("the same trees give the same bytes") { CHECK(Written().bytes == Written().bytes); }

TEST_CASE("an empty pack is a pack") {
  const text::SourceSet sources;
  const base::Interner interner;
  Read read(write_pack({}, sources, interner));
  REQUIRE(read.result.ok());
  CHECK(read.result.value().empty());
}

TEST_CASE("bytes that are no pack are refused in words") {
  CHECK(Read("").result.error().message == "these are no compiled rules");
  CHECK(Read("kind A = B, and more than a header long, but no pack").result.error().message ==
        "these are no compiled rules");
  std::string other = Written().bytes;
  other[8] = static_cast<char>(other[8] + 1);
  CHECK(Read(other).result.error().message == "the compiled rules are of another version");
}

TEST_CASE("a pack cut short anywhere is refused, and nothing of it is added") {
  const std::string bytes = Written().bytes;
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    INFO("first " << size << " of " << bytes.size() << " bytes");
    const Read read(std::string_view(bytes).substr(0, size));
    REQUIRE_FALSE(read.result.ok());
    REQUIRE(read.sources.size() == 0);
    REQUIRE(read.interner.size() == 1);
  }
  CHECK_FALSE(Read(bytes + "x").result.ok());
}

TEST_CASE("a pack with any byte changed is refused, and nothing of it is added") {
  const std::string bytes = Written().bytes;
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    INFO("byte " << at);
    std::string damaged = bytes;
    damaged[at] = static_cast<char>(damaged[at] ^ 0x15);
    const Read read(damaged);
    REQUIRE_FALSE(read.result.ok());
    REQUIRE(read.sources.size() == 0);
    REQUIRE(read.interner.size() == 1);
  }
}

TEST_CASE("a tree that breaks its own rules is refused though its bytes are whole") {
  const auto pack = [](auto change) {
    Written written;
    change(written.files[0]);
    return write_pack(written.files, written.sources, written.interner);
  };
  CHECK(Read(pack([](Ast&) {})).result.ok());
  CHECK_FALSE(Read(pack([](Ast& tree) { tree.nodes[0].end = 10'000; })).result.ok());
  CHECK_FALSE(Read(pack([](Ast& tree) { tree.nodes[0].begin = tree.nodes[0].end + 1; })).result.ok());
  CHECK_FALSE(Read(pack([](Ast& tree) { tree.nodes[2].first_child = 40; })).result.ok());
  CHECK_FALSE(Read(pack([](Ast& tree) { tree.nodes[2].child_count = 0xffffffffU; })).result.ok());
  CHECK_FALSE(Read(pack([](Ast& tree) { tree.children[0] = 3; })).result.ok());
  CHECK_FALSE(Read(pack([](Ast& tree) { tree.root = 1; })).result.ok());
  CHECK_FALSE(Read(pack([](Ast& tree) { tree.nodes[0].kind = static_cast<NodeKind>(200); })).result.ok());
  CHECK_FALSE(Read(pack([](Ast& tree) { tree.nodes[0].op = static_cast<Op>(200); })).result.ok());
}

}  // namespace meshplay::ast
