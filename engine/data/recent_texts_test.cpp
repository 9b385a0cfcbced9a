#include "engine/data/recent_texts.h"

#include <catch2/catch.hpp>
#include <random>
#include <string>

namespace meshplay::data {
namespace {

TEST_CASE("a text, a key and a plain scalar of one spelling are not mixed up") {
  base::Interner interner;
  RecentTexts texts(interner);
  const std::string content = "true 0x1F ~ 12 and what makes it longer than the longest text";
  const char* end = content.data() + content.size();
  for (int round = 0; round < 2; ++round) {
    const std::string_view yes = std::string_view(content).substr(0, 4);
    const base::StrId id = texts.text(yes, end);
    CHECK(interner.text(id) == "true");
    CHECK(texts.plain(yes, end).type == NodeType::boolean);
    CHECK(texts.text(yes, end) == id);
    const RecentTexts::Found hexadecimal = texts.plain(std::string_view(content).substr(5, 4), end);
    CHECK(hexadecimal.type == NodeType::integer);
    CHECK(interner.text(hexadecimal.text) == "31");
    const RecentTexts::Found nothing = texts.plain(std::string_view(content).substr(10, 1), end);
    CHECK(nothing.type == NodeType::null);
    CHECK(nothing.text == base::kEmptyText);
  }
}

// Few letters and zero bytes, so that texts are alike but for their lengths; up to the end of the memory, where words
// can no longer be read whole.
TEST_CASE("ids and their order are those of the interner alone") {
  std::mt19937 random(3);
  const auto below = [&](std::size_t n) { return std::uniform_int_distribution<std::size_t>(0, n - 1)(random); };
  base::Interner interner;
  base::Interner alone;
  RecentTexts texts(interner);
  constexpr std::string_view kBytes("a1-\0", 4);
  for (int round = 0; round < 400; ++round) {
    std::string content(200, ' ');
    for (char& c : content) c = kBytes[below(kBytes.size())];
    if (below(2) == 0) std::fill(content.begin(), content.end(), kBytes[below(kBytes.size())]);
    for (int i = 0; i < 100; ++i) {
      const std::size_t begin = below(content.size());
      const std::string_view text = std::string_view(content).substr(begin, below(40));
      const char* end = content.data() + content.size();
      if (below(2) == 0) {
        REQUIRE(texts.text(text, end) == alone.intern(text));
      } else {
        std::string buffer;
        const Scalar scalar = resolve_plain(text, buffer);
        const RecentTexts::Found found = texts.plain(text, end);
        REQUIRE(found.type == scalar.type);
        REQUIRE(found.text == alone.intern(scalar.text));
      }
    }
  }
  CHECK(interner.size() == alone.size());
}

}  // namespace
}  // namespace meshplay::data
