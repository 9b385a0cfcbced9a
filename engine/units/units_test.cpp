#include "engine/units/units.h"

#include <catch2/catch.hpp>
#include <random>

using namespace meshplay::units;

TEST_CASE("quantities are numbers") {
  CHECK(parse_quantity("0") == 0);
  CHECK(parse_quantity("1") == 1);
  CHECK(parse_quantity("-1") == -1);
  CHECK(parse_quantity("+1.5") == 1.5);
  CHECK(parse_quantity(".5") == 0.5);
  CHECK(parse_quantity("5.") == 5);
  CHECK(parse_quantity("100m") == 0.1);
  CHECK(parse_quantity("0.1") == 0.1);
  CHECK(parse_quantity("1k") == 1000);
  CHECK(parse_quantity("1Ki") == 1024);
  CHECK(parse_quantity("1.5Gi") == 1.5 * 1024 * 1024 * 1024);
  CHECK(parse_quantity("1E") == 1e18);
  CHECK(parse_quantity("1e3") == 1000);
  CHECK(parse_quantity("1E3") == 1000);
  CHECK(parse_quantity("12E-3") == 0.012);
  CHECK(parse_quantity("3n") == 3e-9);
  for (const char* text :
       {"", "m", "1 Gi", "1GB", "1K", "1mi", "1.2.3", "--1", "1e", "e3", "0x10", "1e999", "NaN", "1_000"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_quantity(text));
  }
}

TEST_CASE("durations are seconds") {
  CHECK(parse_duration("0") == 0);
  CHECK(parse_duration("1s") == 1);
  CHECK(parse_duration("1h30m") == 5400);
  CHECK(parse_duration("1.5h") == 5400);
  CHECK(parse_duration("-300ms") == -0.3);
  CHECK(parse_duration("2\xc2\xb5s") == 2e-6);
  CHECK(parse_duration("1h1h") == 7200);
  for (const char* text : {"", "1", "s", "1d", "1 s", "1s ", "1.2.3s", "-"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_duration(text));
  }
}

TEST_CASE("versions are ordered by precedence") {
  // The chain of section 11 of semver.org, and what stands around it.
  const char* chain[] = {"0.9",        "1.0.0-alpha",  "1.0.0-alpha.1", "1.0.0-alpha.beta",
                         "1.0.0-beta", "1.0.0-beta.2", "1.0.0-beta.11", "1.0.0-rc.1",
                         "v1",         "1.0.1",        "1.2",           "1.10"};
  for (std::size_t i = 0; i < std::size(chain); ++i) {
    for (std::size_t k = 0; k < std::size(chain); ++k) {
      CAPTURE(chain[i], chain[k]);
      const auto a = parse_version(chain[i]);
      const auto b = parse_version(chain[k]);
      REQUIRE((a && b));
      CHECK(compare(*a, *b) == (i <=> k));
    }
  }
  CHECK(parse_version("v1.2+build.7")->text() == "1.2.0");
  CHECK(parse_version("1.2.3-rc.1+x")->text() == "1.2.3-rc.1");
  for (const char* text :
       {"", "v", "1.2.3.4", "1..2", "01.2", "1.2.3-", "1.2.3-01", "1.2.3-a..b", "1.2.3+", "latest", "1.2.x"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_version(text));
  }
}

TEST_CASE("addresses and networks") {
  CHECK(parse_address("10.0.0.1")->text() == "10.0.0.1");
  CHECK(parse_address("0:0:0:0:0:0:0:1")->text() == "::1");
  CHECK(parse_address("::ffff:10.0.0.1")->text() == "10.0.0.1");
  CHECK(parse_address("FE80::1")->text() == "fe80::1");
  for (const char* text : {"", "10.0.0", "10.0.0.256", "10.0.0.1/8", "1::2::3", "a", "10.0.0.1 "}) {
    CAPTURE(text);
    CHECK_FALSE(parse_address(text));
  }
  const auto within = [](const char* address, const char* network) {
    return parse_network(network)->contains(*parse_address(address));
  };
  CHECK(within("10.1.2.3", "10.0.0.0/8"));
  CHECK_FALSE(within("11.1.2.3", "10.0.0.0/8"));
  CHECK(within("10.0.0.127", "10.0.0.0/25"));
  CHECK_FALSE(within("10.0.0.128", "10.0.0.0/25"));
  CHECK(within("10.0.0.1", "10.0.0.1"));
  CHECK(within("1.2.3.4", "0.0.0.0/0"));
  CHECK_FALSE(within("::1", "0.0.0.0/0"));
  CHECK(within("2001:db8::1", "2001:db8::/33"));
  CHECK_FALSE(within("2001:db8:8000::1", "2001:db8::/33"));
  for (const char* text : {"10.0.0.0/33", "10.0.0.0/", "10.0.0.0/08", "/8", "10.0.0.0/-1", "::/129", "10.0.0.0/8/8"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_network(text));
  }
}

TEST_CASE("ports are numbers when they are digits") {
  CHECK(parse_port("80") == 80);
  CHECK(parse_port("65535") == 65535);
  CHECK_FALSE(parse_port("65536"));
  CHECK_FALSE(parse_port("http"));
  CHECK_FALSE(parse_port(""));
}

TEST_CASE("no text breaks them") {
  std::mt19937 random(7);
  const std::string letters = "0123456789.-+eEmMkKGiTPn:/v sxh";
  for (int i = 0; i < 200000; ++i) {
    std::string text;
    for (std::size_t k = random() % 12; k > 0; --k) text += letters[random() % letters.size()];
    static_cast<void>(parse_quantity(text));
    static_cast<void>(parse_duration(text));
    if (const auto version = parse_version(text)) {
      const auto again = parse_version(version->text());
      REQUIRE(again);
      REQUIRE(compare(*version, *again) == std::strong_ordering::equal);
    }
    if (const auto address = parse_address(text)) REQUIRE(parse_address(address->text())->bytes == address->bytes);
    static_cast<void>(parse_network(text));
    static_cast<void>(parse_port(text));
  }
}
