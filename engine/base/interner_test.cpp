#include "engine/base/interner.h"

#include <catch2/catch.hpp>
#include <string>

using meshplay::base::Interner;
using meshplay::base::kEmptyText;
using meshplay::base::StrId;

TEST_CASE("equal texts have one id and different texts have different ones") {
  Interner interner;
  const StrId web = interner.intern("web");
  CHECK(interner.intern(std::string("web")) == web);
  CHECK(interner.intern("api") != web);
  CHECK(interner.text(web) == "web");
}

TEST_CASE("id 0 is the empty text") {
  Interner interner;
  CHECK(interner.intern("") == kEmptyText);
  CHECK(interner.text(kEmptyText).empty());
  CHECK(interner.size() == 1);
}

TEST_CASE("ids are dense in order of first sight") {
  Interner interner;
  CHECK(interner.intern("a") == StrId{1});
  CHECK(interner.intern("b") == StrId{2});
  CHECK(interner.intern("a") == StrId{1});
  CHECK(interner.intern("c") == StrId{3});
}

TEST_CASE("find adds nothing") {
  Interner interner;
  CHECK_FALSE(interner.find("web").has_value());
  CHECK(interner.size() == 1);
  const StrId web = interner.intern("web");
  CHECK(interner.find("web") == web);
}

TEST_CASE("texts keep their place and their id while the table grows") {
  Interner interner;
  const std::string_view first = interner.text(interner.intern("first"));
  for (int i = 0; i < 100'000; ++i) interner.intern("text-" + std::to_string(i));
  CHECK(interner.text(*interner.find("first")).data() == first.data());
  for (int i = 0; i < 100'000; i += 997) {
    const std::string text = "text-" + std::to_string(i);
    REQUIRE(interner.find(text).has_value());
    CHECK(interner.text(*interner.find(text)) == text);
  }
}

TEST_CASE("a lasting text is not copied, and has the id that it has already") {
  Interner interner;
  const std::string known = "known";
  const StrId id = interner.intern("known");
  CHECK(interner.intern_lasting(known) == id);
  CHECK(interner.text(id).data() != known.data());
  const std::string fresh = "fresh";
  CHECK(interner.text(interner.intern_lasting(fresh)).data() == fresh.data());
  CHECK(interner.intern("fresh") == interner.find("fresh"));
  interner.reserve(100'000);
  for (int i = 0; i < 1000; ++i) interner.intern("text-" + std::to_string(i));
  CHECK(interner.find("known") == id);
  CHECK(interner.find("text-999").has_value());
}

TEST_CASE("an interner above another has its texts, and its own besides") {
  Interner below;
  const StrId known = below.intern("known");
  Interner first(below);
  Interner second(below);
  CHECK(first.intern("known") == known);
  CHECK(first.intern("") == kEmptyText);
  const StrId fresh = first.intern("fresh");
  CHECK(fresh == StrId{static_cast<std::uint32_t>(below.size())});
  CHECK(first.text(fresh) == "fresh");
  CHECK(first.text(known) == "known");
  CHECK(first.find("fresh") == fresh);
  CHECK_FALSE(below.find("fresh").has_value());
  CHECK_FALSE(second.find("fresh").has_value());
  for (int i = 0; i < 10'000; ++i) second.intern("text-" + std::to_string(i));
  CHECK(second.size() == below.size() + 10'000);
  CHECK(second.find("known") == known);
  CHECK(second.text(*second.find("text-9999")) == "text-9999");
}

TEST_CASE("texts that are not kept are forgotten, and the others have ids without gaps") {
  Interner below;
  const StrId shared = below.intern("shared");
  Interner interner(below);
  const StrId own = interner.intern("own");
  const StrId gone = interner.intern("gone");
  const StrId last = interner.intern("last");
  std::vector<bool> kept(interner.size());
  kept[static_cast<std::size_t>(own)] = true;
  kept[static_cast<std::size_t>(last)] = true;
  const std::vector<StrId> now = interner.keep_only(kept);
  CHECK(now[static_cast<std::size_t>(shared)] == shared);
  CHECK(interner.text(now[static_cast<std::size_t>(own)]) == "own");
  CHECK(interner.text(now[static_cast<std::size_t>(last)]) == "last");
  CHECK(now[static_cast<std::size_t>(gone)] == kEmptyText);
  CHECK_FALSE(interner.find("gone"));
  CHECK(interner.size() == below.size() + 2);
  CHECK(interner.intern("shared") == shared);
}

TEST_CASE("a text longer than a block and a text with a zero byte are kept whole") {
  Interner interner;
  const std::string long_text(300'000, 'x');
  const std::string with_zero("a\0b", 3);
  CHECK(interner.text(interner.intern(long_text)) == long_text);
  CHECK(interner.text(interner.intern(with_zero)) == with_zero);
  CHECK(interner.intern("a") != interner.intern(with_zero));
}
