#include "catalog/address/address.h"

#include <catch2/catch.hpp>

namespace meshplay::catalog {

namespace {

struct Good {
  std::string text;
  Transport transport;
  std::string url;
  std::string folder;
  std::string ref;
  std::string range;
};

std::string message_of(const std::string& text) {
  const auto parsed = parse_address(text);
  const auto* bad = std::get_if<BadAddress>(&parsed);
  return bad == nullptr ? "taken as " + std::get<Address>(parsed).text() : bad->message;
}

}  // namespace

TEST_CASE("addresses are read") {
  const Good rows[] = {
      {"git::https://host/repo.git//patterns/web?ref=v1.2.0", Transport::https, "https://host/repo.git", "patterns/web",
       "v1.2.0", ""},
      {"git+https://Host:8443/repo.git", Transport::https, "https://host:8443/repo.git", "", "", ""},
      {"git::HTTPS://host/o/r//p/", Transport::https, "https://host/o/r", "p", "", ""},
      {"git::http://127.0.0.1:8080/r.git//p?ref=main", Transport::http, "http://127.0.0.1:8080/r.git", "p", "main", ""},
      {"git::https://[::1]:8443/r.git", Transport::https, "https://[::1]:8443/r.git", "", "", ""},
      {"git+ssh://git@host/o/r.git//p?ref=main", Transport::ssh, "ssh://git@host/o/r.git", "p", "main", ""},
      {"git::ssh://host:2222/o/r.git?ref=feature/x", Transport::ssh, "ssh://host:2222/o/r.git", "", "feature/x", ""},
      {"git@host:o/r.git//p?ref=v1", Transport::ssh, "git@host:o/r.git", "p", "v1", ""},
      {"git::git@host:o/r.git", Transport::ssh, "git@host:o/r.git", "", "", ""},
      {"git+file:///srv/mirror.git//p?ref=v1", Transport::file, "file:///srv/mirror.git", "p", "v1", ""},
      {"git::file://localhost/srv/m.git", Transport::file, "file:///srv/m.git", "", "", ""},
      {"github:o/r//p@^1.2", Transport::https, "https://github.com/o/r.git", "p", "", "^1.2"},
      {"github:o/r", Transport::https, "https://github.com/o/r.git", "", "", ""},
      {"github:o/r.git@v1.2.0", Transport::https, "https://github.com/o/r.git", "", "v1.2.0", ""},
      {"github:o/r//p@1.2", Transport::https, "https://github.com/o/r.git", "p", "", "1.2.*"},
      {"github:o/r//p?ref=1.2", Transport::https, "https://github.com/o/r.git", "p", "1.2", ""},
      {"gitlab:group/sub/r//p@>=1.2 <2", Transport::https, "https://gitlab.com/group/sub/r.git", "p", "", ">=1.2 <2"},
      {"git::https://host/r.git?ref=~1.2.3", Transport::https, "https://host/r.git", "", "", "~1.2.3"},
      {"git::https://host/r.git?ref=1.2.*", Transport::https, "https://host/r.git", "", "", "1.2.*"},
      {"./local", Transport::folder, "./local", "", "", ""},
      {"../a b?c", Transport::folder, "../a b?c", "", "", ""},
      {"/srv/patterns", Transport::folder, "/srv/patterns", "", "", ""},
      {".", Transport::folder, ".", "", "", ""},
  };
  for (const Good& row : rows) {
    CAPTURE(row.text);
    const auto parsed = parse_address(row.text);
    if (const auto* bad = std::get_if<BadAddress>(&parsed)) FAIL(bad->message);
    const auto& address = std::get<Address>(parsed);
    CHECK(address.transport == row.transport);
    CHECK(address.url == row.url);
    CHECK(address.folder == row.folder);
    CHECK(address.ref == row.ref);
    CHECK(address.range == row.range);
    const auto again = parse_address(address.text());
    REQUIRE(std::holds_alternative<Address>(again));
    CHECK(std::get<Address>(again) == address);
  }
}

TEST_CASE("what is refused is named") {
  const std::pair<std::string, std::string> rows[] = {
      {"", "empty"},
      {"-uevil", "begins with `-`"},
      {"git::-uevil", "begins with `-`"},
      {"git::--upload-pack=x", "begins with `-`"},
      {"git::https://-host/r.git", "begins with `-`"},
      {"git::ssh://-oProxyCommand=x/r.git", "begins with `-`"},
      {"git::ssh://-oProxyCommand@host/r.git", "no user of ssh"},
      {"git::ssh://host/-r.git", "begins with `-`"},
      {"git::-o@host:r.git", "begins with `-`"},
      {"git@-host:r.git", "begins with `-`"},
      {"git@host::r.git", "two colons"},
      {"git@host:-r.git", "begins with `-`"},
      {"git::https://host/r.git?ref=-x", "begins with `-`"},
      {"git::https://host/r.git//-p", "begins with `-`"},
      {"ext::sh -c evil", "`ext::` is refused"},
      {"fd::7", "`fd::` is refused"},
      {"git::ext::sh -c evil", "`ext::` is refused"},
      {"s3::https://host/r", "`s3::` is refused"},
      {"git::git::https://host/r.git", "`git::` is refused"},
      {"git::git://host/r.git", "scheme `git` is refused"},
      {"git+rsync://host/r.git", "scheme `rsync` is refused"},
      {"https://host/r.git", "not said that a repository"},
      {"git::https://user:password@host/r.git", "a user or a password"},
      {"git::https://token@host/r.git", "a user or a password"},
      {"git::ssh://git:password@host/r.git", "a user or a password"},
      {"git::https://host/r.git?depth=1", "unknown key `depth`"},
      {"git::https://host/r.git?ref=v1&depth=1", "unknown key `depth`"},
      {"git::ssh://git@host/r.git?sshkey=AAAA", "`sshkey=` is refused"},
      {"git::https://host/r.git?ref=v1&ref=v2", "named twice"},
      {"github:o/r@v1?ref=v2", "no repository"},
      {"git::https://host/r.git?", "unknown key"},
      {"git::https://host/r.git?ref=", "it is empty"},
      {"git::https://host/r.git?ref=a..b", "no name of a tag"},
      {"git::https://host/r.git?ref=a@{1}", "no name of a tag"},
      {"git::https://host/r.git?ref=refs/x.lock", "no name of a tag"},
      {"git::https://host/r.git?ref=a b", "no name of a tag"},
      {"gitlab:a/b@x&n", "no place for `&`"},
      {"git::https://host/r.git?ref=^1;x", "no range"},
      {"git::https://host/r.git//../p", "leads out of it"},
      {"git::https://host/r.git//p/../../q", "leads out of it"},
      {"git::https://host/r.git//a//b", "a `/` too many"},
      {"git::https://host/r.git///etc", "begins with `/`"},
      {"git::https://host/r.git//a\\b", "backslash"},
      {"git::https://host/../r.git", "`..` in it"},
      {"git::https://host/r.git#main", "a `#` in it"},
      {"git::https:///r.git", "no host"},
      {"git::https://host:0/r.git", "a port is a number"},
      {"git::https://host:99999/r.git", "a port is a number"},
      {"git::https://ho st/r.git", "no host"},
      {"git::https://[::1/r.git", "no host"},
      {"git::https://host", "no repository"},
      {"git::file://host/srv/r.git", "of this machine"},
      {"git::ssh://git@host/a;b.git", "with `;` in it"},
      {"git::ssh://git@host/a`b.git", "with ``` in it"},
      {"git::ssh://git@host/$(x).git", "with `$` in it"},
      {"git@host:a'b.git", "with `'` in it"},
      {"git@host:a\"b.git", "with `\"` in it"},
      {"git::https://host/r\n.git", "control character"},
      {std::string("git::https://host/r\0.git", 24), "control character"},
      {"./a\x7f", "control character"},
      {"git::https://host/a\xff.git", "no UTF-8"},
      {"github:o", "names no repository"},
      {"github:o/r/x", "names no repository"},
      {"github:../r", "names no repository"},
      {"name", "no address"},
      {std::string(5000, 'a'), "over 4096"},
  };
  for (const auto& [text, part] : rows) {
    CAPTURE(text);
    CHECK_THAT(message_of(text), Catch::Contains(part));
  }
}

TEST_CASE("no message has a password in it") {
  for (const std::string text :
       {"git::https://user:canary@host/r.git", "https://user:canary@host/r.git", "git::ssh://a:canary@host/r.git",
        "git::user:canary@host/r.git", "user:canary@host", "git::canary@", "git+https:canary@host/r.git"}) {
    CAPTURE(text);
    const auto parsed = parse_address(text);
    const auto* bad = std::get_if<BadAddress>(&parsed);
    REQUIRE(bad != nullptr);
    CHECK((bad->message + bad->help).find("canary") == std::string::npos);
  }
}

TEST_CASE("credentials are for scheme, host and port") {
  const auto origin = [](const std::string& text) { return std::get<Address>(parse_address(text)).origin(); };
  CHECK(origin("git::https://Host:8443/r.git") == "https://host:8443");
  CHECK(origin("git::ssh://git@host/r.git") == "ssh://host");
  CHECK(origin("git@host:o/r.git") == "ssh://host");
  CHECK(origin("git::https://[::1]:1/r.git") == "https://[::1]:1");
  CHECK(origin("./x").empty());
}

}  // namespace meshplay::catalog
