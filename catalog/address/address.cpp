#include "catalog/address/address.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <optional>

#include "engine/text/utf8.h"

namespace meshplay::catalog {

namespace {

using Bad = std::optional<BadAddress>;

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }
bool is_letter_or_digit(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; }
bool has_any(std::string_view text, std::string_view letters) {
  return text.find_first_of(letters) != std::string_view::npos;
}

std::string lower(std::string_view text) {
  std::string result(text);
  std::transform(result.begin(), result.end(), result.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return result;
}

// In messages, with nothing of what may be secret in it.
std::string quoted(std::string_view text) { return "`" + std::string(text) + "`"; }

bool takes(std::string_view& text, std::string_view prefix) {
  if (!text.starts_with(prefix)) return false;
  text.remove_prefix(prefix.size());
  return true;
}

// `ext` of `ext::sh -c ...`: git's own way to name a program that speaks for a remote.
std::string_view forced(std::string_view text) {
  const std::size_t colons = text.find("::");
  if (colons == std::string_view::npos || colons == 0) return {};
  const std::string_view word = text.substr(0, colons);
  const bool is_word = std::all_of(word.begin(), word.end(), [](char c) { return is_letter_or_digit(c) || c == '-'; });
  return is_word ? word : std::string_view();
}

bool is_range(std::string_view text) { return has_any(text.substr(0, 1), "^~<>=") || has_any(text, "*"); }

Bad check_ref(std::string_view ref) {
  const auto bad = [&](const std::string& why) {
    return BadAddress{quoted(ref) + " is no name of a tag, a branch or a commit: " + why, "write `?ref=v1.2.0`"};
  };
  if (ref.empty()) return bad("it is empty");
  if (ref.front() == '-') return bad("it begins with `-`");
  if (ref.front() == '/' || ref.back() == '/' || ref.find("//") != std::string_view::npos) return bad("a `/` too many");
  if (ref.find("..") != std::string_view::npos || ref.back() == '.') return bad("a `.` too many");
  if (ref.find("@{") != std::string_view::npos || ref == "@") return bad("git gives `@` a meaning of its own");
  if (has_any(ref, "&#")) return bad("an address has no place for `&` and `#` in it");
  if (has_any(ref, " ~^:?*[\\")) return bad("git allows none of ` ~^:?*[\\` in it");
  for (std::size_t begin = 0; begin <= ref.size();) {
    const std::size_t end = std::min(ref.find('/', begin), ref.size());
    const std::string_view part = ref.substr(begin, end - begin);
    if (part.starts_with('.') || part.ends_with(".lock")) return bad(quoted(part) + " is no part of a name");
    begin = end + 1;
  }
  return std::nullopt;
}

Bad check_range(std::string_view range) {
  const auto is_allowed = [](char c) {
    return is_letter_or_digit(c) || std::string_view("^~<>=.*-+, ").find(c) != std::string_view::npos;
  };
  if (!range.empty() && std::all_of(range.begin(), range.end(), is_allowed)) return std::nullopt;
  return BadAddress{quoted(range) + " is no range of versions", "write `^1.2`, `~1.2.3`, `>=1.2 <2` or `1.2.*`"};
}

Bad check_folder(std::string_view folder) {
  const auto bad = [&](const std::string& why) {
    return BadAddress{"the subfolder " + quoted(folder) + " is refused: " + why,
                      "name a folder of the repository behind `//`: `//patterns/web`"};
  };
  if (folder.starts_with('/')) return bad("it begins with `/`");
  if (has_any(folder, "\\")) return bad("it has a backslash");
  for (std::size_t begin = 0; begin <= folder.size();) {
    const std::size_t end = std::min(folder.find('/', begin), folder.size());
    const std::string_view part = folder.substr(begin, end - begin);
    if (part.empty()) return bad("a `/` too many");
    if (part == "." || part == "..") return bad(quoted(part) + " leads out of it, or nowhere");
    if (part.front() == '-') return bad("a name in it begins with `-`");
    begin = end + 1;
  }
  return std::nullopt;
}

// `host`, `host:8443`, `[::1]:8080`
Bad check_host(std::string_view host) {
  const auto bad = [&](const std::string& why) {
    return BadAddress{quoted(host) + " is no host: " + why, "write `host` or `host:port`"};
  };
  std::string_view port;
  if (host.starts_with('[')) {
    const std::size_t end = host.find(']');
    if (end == std::string_view::npos) return bad("`]` is missing");
    const std::string_view inside = host.substr(1, end - 1);
    if (inside.empty() || inside.find_first_not_of("0123456789abcdefABCDEF:.") != std::string_view::npos) {
      return bad("there is no IPv6 address in `[]`");
    }
    port = host.substr(end + 1);
    if (!port.empty() && !takes(port, ":")) return bad("what follows `]` is no port");
    if (host.size() == end + 1) return std::nullopt;
  } else {
    const std::size_t colon = std::min(host.find(':'), host.size());
    const std::string_view name = host.substr(0, colon);
    if (name.empty()) return bad("it is empty");
    if (name.front() == '-' || name.front() == '.') return bad("it begins with `" + std::string(1, name.front()) + "`");
    for (const char c : name) {
      if (!is_letter_or_digit(c) && c != '.' && c != '-' && c != '_') return bad("letters, digits, `.` and `-` alone");
    }
    if (colon == host.size()) return std::nullopt;
    port = host.substr(colon + 1);
  }
  const bool is_number = !port.empty() && port.size() <= 5 &&
                         std::all_of(port.begin(), port.end(), [](char c) { return c >= '0' && c <= '9'; });
  if (!is_number || std::stoul(std::string(port)) == 0 || std::stoul(std::string(port)) > 65535) {
    return bad("a port is a number from 1 to 65535");
  }
  return std::nullopt;
}

Bad check_ssh(std::string_view user, std::string_view path) {
  const auto is_allowed = [](char c) { return is_letter_or_digit(c) || c == '.' || c == '-' || c == '_'; };
  if (user.empty() || user.front() == '-' || !std::all_of(user.begin(), user.end(), is_allowed)) {
    return BadAddress{quoted(user) + " is no user of ssh", "write `git@host`"};
  }
  // The other side gives the path to a shell.
  if (const std::size_t odd = path.find_first_of("'\"`;$\\|&<>(){}*?!# "); odd != std::string_view::npos) {
    return BadAddress{"a path over ssh is refused with " + quoted(path.substr(odd, 1)) + " in it",
                      "a shell on the other side would take it for its own"};
  }
  return std::nullopt;
}

Bad check_repository(std::string_view path) {
  if (path.empty() || path == "/")
    return BadAddress{"there is no repository in it", "write `git::https://host/repo.git`"};
  if (path.starts_with('-') || path.find("/-") != std::string_view::npos) {
    return BadAddress{"a name in " + quoted(path) + " begins with `-`", "git would take it for an option"};
  }
  for (const std::string_view up : {"/../", "/./"}) {
    if ((std::string(path) + "/").find(up) != std::string::npos) {
      return BadAddress{quoted(path) + " is refused: it has `" + std::string(up.substr(1, up.size() - 2)) + "` in it",
                        "write the path as it is"};
    }
  }
  return std::nullopt;
}

class Parsing {
 public:
  explicit Parsing(std::string_view text) : text_(text) {}

  std::variant<Address, BadAddress> run() {
    if (Bad bad = read()) return *bad;
    return address_;
  }

 private:
  Bad read() {
    if (text_.empty()) return BadAddress{"the address is empty", kForms};
    if (text_.size() > kLongest) return BadAddress{"the address has over 4096 bytes", "write a shorter one"};
    if (std::any_of(text_.begin(), text_.end(), is_control)) {
      return BadAddress{"the address has a control character in it", "write it without"};
    }
    if (text::first_bad_utf8(text_) != std::string_view::npos) {
      return BadAddress{"the address is no UTF-8", "write other letters percent-encoded"};
    }
    if (text_.front() == '-')
      return BadAddress{"the address begins with `-`", "options are written before it; a folder as `./-name`"};
    std::string_view rest = text_;
    if (const std::string_view word = forced(rest); !word.empty()) {
      if (word != "git") {
        return BadAddress{quoted(std::string(word) + "::") + " is refused", "only `git::` says how to get it"};
      }
      rest.remove_prefix(5);
      if (!forced(rest).empty()) return BadAddress{quoted(std::string(forced(rest)) + "::") + " is refused", kForms};
      return remote(rest);
    }
    if (takes(rest, "git+")) return remote(rest);
    if (takes(rest, "github:")) return hosted("github.com", rest);
    if (takes(rest, "gitlab:")) return hosted("gitlab.com", rest);
    if (is_path(rest)) return folder(rest);
    if (rest.find("://") != std::string_view::npos) {
      return BadAddress{"it is not said that a repository of git is there",
                        "put `git::` in front: `git::" + std::string(without_secret(rest)) + "`"};
    }
    if (is_scp(rest)) return remote(rest);
    return BadAddress{"this is no address: " + quoted(without_secret(rest)), kForms};
  }

  static bool is_path(std::string_view text) {
    return text.starts_with("./") || text.starts_with("../") || text.starts_with('/') || text == "." || text == "..";
  }

  // `user@host:path`, and no scheme.
  static bool is_scp(std::string_view text) {
    const std::size_t colon = text.find(':');
    const std::size_t at = text.find('@');
    return at != std::string_view::npos && colon != std::string_view::npos && at < colon &&
           text.substr(0, colon).find('/') == std::string_view::npos && !text.substr(colon).starts_with("://");
  }

  // Up to what may be a password.
  static std::string_view without_secret(std::string_view text) {
    return text.find('@') == std::string_view::npos ? text : "...";
  }

  Bad folder(std::string_view path) {
    address_.transport = Transport::folder;
    address_.url = path;
    return std::nullopt;
  }

  Bad hosted(std::string_view host, std::string_view rest) {
    // `o/r//p@^1.2`: a name with `@` in it stands behind no other.
    if (const std::size_t at = rest.rfind('@');
        at != std::string_view::npos && rest.find('?') == std::string_view::npos) {
      const std::string_view wanted = rest.substr(at + 1);
      rest = rest.substr(0, at);
      if (Bad bad = want(wanted, true)) return bad;
    }
    if (Bad bad = query(rest)) return bad;
    if (Bad bad = split(rest)) return bad;
    const std::size_t slash = rest.find('/');
    const auto is_name = [](std::string_view name) {
      return !name.empty() && name.front() != '-' && name.front() != '.' &&
             std::all_of(name.begin(), name.end(),
                         [](char c) { return is_letter_or_digit(c) || c == '-' || c == '_' || c == '.'; });
    };
    bool is_good = slash != std::string_view::npos;
    for (std::size_t begin = 0; is_good && begin <= rest.size();) {
      const std::size_t end = std::min(rest.find('/', begin), rest.size());
      is_good = is_name(rest.substr(begin, end - begin));
      begin = end + 1;
    }
    // Only GitLab has groups in groups.
    if (host == "github.com" && is_good) is_good = rest.find('/', slash + 1) == std::string_view::npos;
    if (!is_good)
      return BadAddress{quoted(rest) + " names no repository", "write `github:owner/repository//folder@^1.2`"};
    address_.transport = Transport::https;
    address_.url = "https://" + std::string(host) + "/" + std::string(rest) + (rest.ends_with(".git") ? "" : ".git");
    return std::nullopt;
  }

  Bad remote(std::string_view rest) {
    if (rest.starts_with('-')) return BadAddress{"what follows `git::` begins with `-`", kForms};
    if (is_scp(rest)) return scp(rest);
    const std::size_t colon = rest.find("://");
    if (colon == std::string_view::npos)
      return BadAddress{"there is no scheme in " + quoted(without_secret(rest)), kForms};
    const std::string scheme = lower(rest.substr(0, colon));
    constexpr std::array<std::pair<std::string_view, Transport>, 4> kSchemes = {
        {{"https", Transport::https}, {"http", Transport::http}, {"ssh", Transport::ssh}, {"file", Transport::file}}};
    const auto row =
        std::find_if(kSchemes.begin(), kSchemes.end(), [&](const auto& one) { return one.first == scheme; });
    if (row == kSchemes.end()) {
      return BadAddress{"the scheme " + quoted(scheme) + " is refused",
                        "https, ssh and file are taken, and http where there is no other way"};
    }
    address_.transport = row->second;
    rest.remove_prefix(colon + 3);
    if (Bad bad = query(rest)) return bad;
    if (Bad bad = split(rest)) return bad;
    if (has_any(rest, "#")) return BadAddress{"there is a `#` in it", "a version is named with `?ref=`"};
    const std::size_t slash = std::min(rest.find('/'), rest.size());
    std::string_view host = rest.substr(0, slash);
    const std::string_view path = rest.substr(slash);
    if (Bad bad = check_repository(path)) return bad;
    std::string authority;
    if (address_.transport == Transport::file) {
      if (!host.empty() && host != "localhost")
        return BadAddress{"files are of this machine, not of " + quoted(host), "write `git+file:///srv/mirror.git`"};
    } else {
      if (const std::size_t at = host.rfind('@'); at != std::string_view::npos) {
        const std::string_view user = host.substr(0, at);
        host = host.substr(at + 1);
        if (user.find(':') != std::string_view::npos || address_.transport != Transport::ssh) return secret();
        if (Bad bad = check_ssh(user, path)) return bad;
        authority = std::string(user) + "@";
      } else if (address_.transport == Transport::ssh) {
        if (Bad bad = check_ssh("git", path)) return bad;
      }
      if (Bad bad = check_host(host)) return bad;
      authority += lower(host);
    }
    address_.url = scheme + "://" + authority + std::string(path);
    return std::nullopt;
  }

  Bad scp(std::string_view rest) {
    address_.transport = Transport::ssh;
    if (Bad bad = query(rest)) return bad;
    if (Bad bad = split(rest)) return bad;
    const std::size_t at = rest.find('@');
    const std::size_t colon = rest.find(':');
    if (colon == std::string_view::npos || colon < at)
      return BadAddress{"this is no address: " + quoted(without_secret(rest)), kForms};
    const std::string_view path = rest.substr(colon + 1);
    if (path.starts_with(':')) return BadAddress{"there are two colons behind the host", "write `git@host:o/r.git`"};
    if (Bad bad = check_ssh(rest.substr(0, at), path)) return bad;
    if (Bad bad = check_host(rest.substr(at + 1, colon - at - 1))) return bad;
    if (Bad bad = check_repository(path)) return bad;
    address_.url = std::string(rest.substr(0, at + 1)) + lower(rest.substr(at + 1, colon - at - 1)) +
                   std::string(rest.substr(colon));
    return std::nullopt;
  }

  static BadAddress secret() {
    return {"the address has a user or a password in it",
            "credentials come from git's own helpers, and never stand in an address"};
  }

  // Takes `?ref=...` off the end.
  Bad query(std::string_view& rest) {
    const std::size_t mark = rest.find('?');
    if (mark == std::string_view::npos) return std::nullopt;
    std::string_view all = rest.substr(mark + 1);
    rest = rest.substr(0, mark);
    bool is_first = true;
    for (std::size_t begin = 0; begin <= all.size();) {
      const std::size_t end = std::min(all.find('&', begin), all.size());
      const std::string_view pair = all.substr(begin, end - begin);
      const std::size_t equals = std::min(pair.find('='), pair.size());
      const std::string_view key = pair.substr(0, equals);
      if (key == "sshkey")
        return BadAddress{"`sshkey=` is refused", "keys come from ssh itself, and never stand in an address"};
      if (key != "ref") return BadAddress{"the query has an unknown key " + quoted(key), "`?ref=` is all there is"};
      if (!is_first || !address_.ref.empty() || !address_.range.empty())
        return BadAddress{"the version is named twice", "write `?ref=` once"};
      if (Bad bad = want(pair.substr(std::min(equals + 1, pair.size())), false)) return bad;
      is_first = false;
      begin = end + 1;
    }
    return std::nullopt;
  }

  // `@1.2` is a range, `?ref=1.2` a name.
  Bad want(std::string_view wanted, bool is_short) {
    const bool is_number = is_short && !wanted.empty() &&
                           std::isdigit(static_cast<unsigned char>(wanted.front())) != 0 &&
                           wanted.find_first_not_of("0123456789.") == std::string_view::npos &&
                           std::count(wanted.begin(), wanted.end(), '.') < 2;
    if (is_range(wanted) || is_number) {
      if (Bad bad = check_range(wanted)) return bad;
      address_.range = std::string(wanted) + (is_number ? ".*" : "");
      return std::nullopt;
    }
    if (Bad bad = check_ref(wanted)) return bad;
    address_.ref = wanted;
    return std::nullopt;
  }

  // Takes `//folder` off the end.
  Bad split(std::string_view& rest) {
    const std::size_t slashes = rest.find("//");
    if (slashes == std::string_view::npos) return std::nullopt;
    std::string_view folder = rest.substr(slashes + 2);
    rest = rest.substr(0, slashes);
    while (folder.ends_with('/')) folder.remove_suffix(1);
    if (folder.empty()) return std::nullopt;
    if (Bad bad = check_folder(folder)) return bad;
    address_.folder = folder;
    return std::nullopt;
  }

  static constexpr std::size_t kLongest = 4096;
  static constexpr const char* kForms =
      "write `git::https://host/repo.git//folder?ref=v1.2.0`, `github:owner/repository//folder@^1.2` or `./folder`";

  std::string_view text_;
  Address address_;
};

}  // namespace

std::string Address::text() const {
  if (transport == Transport::folder) return url;
  std::string result = "git::" + url;
  if (!folder.empty()) result += "//" + folder;
  if (!ref.empty()) result += "?ref=" + ref;
  if (!range.empty()) result += "?ref=" + range;
  return result;
}

std::string Address::origin() const {
  if (transport == Transport::file || transport == Transport::folder) return {};
  const std::size_t scheme = url.find("://");
  std::string_view rest = url;
  std::string name = "ssh";
  if (scheme != std::string::npos) {
    name = url.substr(0, scheme);
    rest.remove_prefix(scheme + 3);
  }
  if (const std::size_t at = rest.find('@'); at != std::string_view::npos && at < rest.find('/'))
    rest.remove_prefix(at + 1);
  const std::size_t end = scheme == std::string::npos ? rest.find(':') : rest.find('/');
  return name + "://" + std::string(rest.substr(0, end));
}

std::variant<Address, BadAddress> parse_address(std::string_view text) { return Parsing(text).run(); }

}  // namespace meshplay::catalog
