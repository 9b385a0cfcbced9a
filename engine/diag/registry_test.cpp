#include "engine/diag/registry.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cctype>
#include <string>

using meshplay::diag::CodeInfo;
using meshplay::diag::codes;
using meshplay::diag::find_code;

TEST_CASE("codes are sorted, each stands once and is found") {
  const auto& all = codes();
  REQUIRE_FALSE(all.empty());
  CHECK(std::is_sorted(all.begin(), all.end(), [](const CodeInfo& a, const CodeInfo& b) { return a.code < b.code; }));
  for (std::size_t i = 0; i < all.size(); ++i) {
    CAPTURE(all[i].code);
    if (i > 0) CHECK(all[i - 1].code != all[i].code);
    CHECK(find_code(all[i].code) == &all[i]);
  }
  CHECK(find_code("no-such-code") == nullptr);
  CHECK(find_code("") == nullptr);
}

TEST_CASE("a code is lower case words joined by `-`") {
  for (const CodeInfo& row : codes()) {
    CAPTURE(row.code);
    CHECK(std::all_of(row.code.begin(), row.code.end(), [](char c) {
      return c == '-' || std::islower(static_cast<unsigned char>(c)) != 0 ||
             std::isdigit(static_cast<unsigned char>(c)) != 0;
    }));
    CHECK(row.code.front() != '-');
    CHECK(row.code.back() != '-');
  }
}

TEST_CASE("a message is one line that starts small and ends without a full stop") {
  for (const CodeInfo& row : codes()) {
    CAPTURE(row.code, row.message);
    REQUIRE_FALSE(row.message.empty());
    CHECK(row.message.find('\n') == std::string_view::npos);
    CHECK(row.message.back() != '.');
    const bool starts_with_capital = std::isupper(static_cast<unsigned char>(row.message.front())) != 0;
    const bool is_name = row.message.size() > 1 && std::isupper(static_cast<unsigned char>(row.message[1])) != 0;
    CHECK((!starts_with_capital || is_name));  // `YAML ...` is a name
    CHECK(std::count(row.message.begin(), row.message.end(), '`') % 2 == 0);
  }
}

TEST_CASE("every code has a page with an example of what is wrong") {
  for (const CodeInfo& row : codes()) {
    CAPTURE(row.code);
    CHECK(row.page.size() > 60);
    CHECK(row.page.find("```") != std::string_view::npos);
    CHECK(row.page.ends_with('\n'));
  }
}
