#include "catalog/lock/lock.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <set>
#include <utility>

#include "catalog/address/address.h"
#include "engine/base/nearest.h"
#include "engine/data/reader.h"
#include "engine/edit/value.h"

namespace meshplay::catalog {

namespace {

using data::NodeId;
using data::NodeType;

constexpr std::string_view kFormat = "1";
constexpr std::array<std::string_view, 3> kKinds = {"pattern", "rules", "model"};
constexpr std::array<std::string_view, 3> kRefKinds = {"tag", "branch", "commit"};

std::string quoted(std::string_view text) { return edit::json_text(edit::Value::of(std::string(text))); }

bool is_hex(std::string_view text, std::size_t digits) {
  return text.size() == digits &&
         std::all_of(text.begin(), text.end(), [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

// `h1:` and the Base64 of 32 bytes.
bool is_sum(std::string_view text) {
  if (!text.starts_with("h1:") || text.size() != 47 || text.back() != '=') return false;
  return std::all_of(text.begin() + 3, text.end() - 1,
                     [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '+' || c == '/'; });
}

// `2026-01-02T03:04:05Z`
bool is_time(std::string_view text) {
  constexpr std::string_view kForm = "dddd-dd-ddTdd:dd:ddZ";
  if (text.size() != kForm.size()) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool is_digit = text[i] >= '0' && text[i] <= '9';
    if (kForm[i] == 'd' ? !is_digit : text[i] != kForm[i]) return false;
  }
  return true;
}

class Reading {
 public:
  Reading(std::string name, std::string content, text::SourceSet& sources, diag::Sink& sink)
      : file_(sources.add(std::move(name), std::move(content))), sources_(sources), sink_(sink) {}

  std::optional<Lock> run() {
    if (const std::size_t mark = conflict(); mark != std::string_view::npos) {
      const auto begin = static_cast<std::uint32_t>(mark);
      report({file_, begin, begin + 7}, "git left a conflict in it").help =
          "take one side of it, and pull again: the lock is made anew";
      return std::nullopt;
    }
    diag::Sink problems;
    const data::Limits limits{.file_bytes = std::uint64_t{16} << 20U, .depth = 8, .documents_in_file = 1};
    const auto outcome = data::read_documents(sources_, file_, data::Syntax::yaml, limits, interner_, tree_, problems);
    if (outcome.failed || problems.has_errors() || tree_.documents.size() != 1) {
      const auto& all = problems.all();
      report(all.empty() ? text::Span{file_, 0, 0} : all[0].span,
             all.empty() ? "there is not one document in it" : all[0].message);
      return std::nullopt;
    }
    Lock lock;
    const NodeId root = tree_.documents[0].root;
    bool has_format = false;
    const bool is_map = each_entry(root, [&](std::string_view key, NodeId key_node, NodeId value) {
      if (key == "format") {
        has_format = true;
        if (text(value) != kFormat)
          wrong(value, "its format is " + std::string(text(value)) + ", of another version of meshplay");
      } else if (key == "entries") {
        read_entries(value, lock);
      } else {
        wrong_key(key_node, {"format", "entries"});
      }
    });
    if (is_good_ && is_map && !has_format) wrong(root, "it does not say its `format`");
    if (!is_good_) return std::nullopt;
    return lock;
  }

 private:
  std::string_view text(NodeId node) const { return interner_.text(tree_.at(node).text); }
  text::Span span(NodeId node) const { return {file_, tree_.at(node).begin, tree_.at(node).end}; }

  std::size_t conflict() const {
    const std::string_view content = sources_.content(file_);
    if (content.starts_with("<<<<<<< ")) return 0;
    const std::size_t found = content.find("\n<<<<<<< ");
    return found == std::string_view::npos ? found : found + 1;
  }

  diag::Diagnostic& report(text::Span where, const std::string& what) {
    is_good_ = false;
    auto& told = sink_.report("bad-lock", where, {what});
    told.help = "it is generated: take back what was edited, or take the file away and pull again";
    return told;
  }
  diag::Diagnostic& wrong(NodeId node, const std::string& what) { return report(span(node), what); }

  void wrong_key(NodeId node, const std::vector<std::string_view>& known) {
    auto& told = wrong(node, "nothing is called `" + std::string(text(node)) + "` there");
    if (const auto near = base::nearest(text(node), known)) told.help = "did you mean `" + std::string(*near) + "`?";
  }

  template <typename F>
  bool each_entry(NodeId node, F&& f) {
    if (tree_.type(node) != NodeType::mapping) {
      wrong(node, "there must be keys and values");
      return false;
    }
    std::set<std::string_view> seen;
    tree_.for_each_entry(node, [&](NodeId key, NodeId value) {
      if (!seen.insert(text(key)).second) {
        wrong(key, "`" + std::string(text(key)) + "` stands twice");
      } else {
        f(text(key), key, value);
      }
    });
    return true;
  }

  void read_entries(NodeId node, Lock& lock) {
    if (tree_.type(node) != NodeType::sequence) {
      wrong(node, "`entries` is a list");
      return;
    }
    tree_.for_each_element(node, [&](NodeId element) {
      LockedEntry entry = read_entry(element);
      if (!is_good_) return;
      if (lock.find(entry.name) != nullptr) wrong(element, "there are two entries `" + entry.name + "`");
      lock.put(std::move(entry));
    });
  }

  template <std::size_t Count>
  std::size_t choice(NodeId node, const std::array<std::string_view, Count>& choices) {
    const auto found = std::find(choices.begin(), choices.end(), text(node));
    if (found != choices.end()) return static_cast<std::size_t>(found - choices.begin());
    std::string all;
    for (const std::string_view one : choices) all += (all.empty() ? "" : ", ") + std::string(one);
    wrong(node, "`" + std::string(text(node)) + "` is none of " + all);
    return 0;
  }

  std::string checked(NodeId node, bool is_right, std::string_view what) {
    const bool is_text = tree_.type(node) == NodeType::text;
    if (!is_text || !is_right) wrong(node, "that is no " + std::string(what));
    return std::string(text(node));
  }

  LockedEntry read_entry(NodeId node) {
    LockedEntry entry;
    std::set<std::string_view> seen;
    const bool is_map = each_entry(node, [&](std::string_view key, NodeId key_node, NodeId value) {
      const std::string_view written = text(value);
      seen.insert(key);
      if (key == "name") {
        entry.name = checked(value, is_locked_name(written), "name");
      } else if (key == "kind") {
        entry.kind = static_cast<LockedKind>(choice(value, kKinds));
      } else if (key == "source") {
        const auto address = parse_address(written);
        const auto* good = std::get_if<Address>(&address);
        const bool is_plain = good != nullptr && good->ref.empty() && good->range.empty() && good->text() == written;
        entry.source = checked(value, is_plain, "address as a lock has it");
      } else if (key == "requested") {
        entry.requested = checked(value, true, "text");
      } else if (key == "ref") {
        entry.ref = checked(value, !written.empty(), "ref");
      } else if (key == "ref_kind") {
        entry.ref_kind = static_cast<RefKind>(choice(value, kRefKinds));
      } else if (key == "commit") {
        entry.commit = checked(value, is_hex(written, 40), "commit of 40 hexadecimal digits");
      } else if (key == "subtree") {
        entry.subtree = checked(value, is_hex(written, 40), "tree of 40 hexadecimal digits");
      } else if (key == "sum") {
        entry.sum = checked(value, is_sum(written), "sum: `h1:` and 44 letters of Base64");
      } else if (key == "title") {
        entry.title = checked(value, true, "text");
      } else if (key == "time") {
        entry.time = checked(value, is_time(written), "time in UTC, `2026-01-02T03:04:05Z`");
      } else if (key == "files") {
        const auto read = std::from_chars(written.data(), written.data() + written.size(), entry.files);
        if (tree_.type(value) != NodeType::integer || read.ec != std::errc() ||
            read.ptr != written.data() + written.size()) {
          wrong(value, "that is no number of files");
        }
      } else if (key == "signature") {
        entry.signature = read_signature(value);
      } else {
        wrong_key(key_node, {"name", "kind", "source", "requested", "ref", "ref_kind", "commit", "subtree", "sum",
                             "title", "time", "files", "signature"});
      }
    });
    for (const std::string_view key :
         {"name", "kind", "source", "ref", "ref_kind", "commit", "subtree", "sum", "time", "files"}) {
      if (is_map && is_good_ && !seen.contains(key)) wrong(node, "the entry has no `" + std::string(key) + "`");
    }
    return entry;
  }

  LockedSignature read_signature(NodeId node) {
    LockedSignature signature;
    const std::array<std::pair<std::string_view, std::string*>, 4> rows = {{{"kind", &signature.kind},
                                                                            {"key", &signature.key},
                                                                            {"object", &signature.object},
                                                                            {"status", &signature.status}}};
    const bool is_map = each_entry(node, [&](std::string_view key, NodeId key_node, NodeId value) {
      const auto row = std::find_if(rows.begin(), rows.end(), [&](const auto& one) { return one.first == key; });
      if (row == rows.end()) {
        wrong_key(key_node, {"kind", "key", "object", "status"});
      } else {
        *row->second = checked(value, !text(value).empty(), "text");
      }
    });
    for (const auto& [key, value] : rows) {
      if (is_map && is_good_ && value->empty()) wrong(node, "the signature has no `" + std::string(key) + "`");
    }
    return signature;
  }

  text::FileId file_;
  text::SourceSet& sources_;
  diag::Sink& sink_;
  base::Interner interner_;
  data::Tree tree_;
  bool is_good_ = true;
};

}  // namespace

bool is_locked_name(std::string_view name) {
  if (name.empty() || name.size() > 128 || std::isalnum(static_cast<unsigned char>(name.front())) == 0) return false;
  return std::all_of(name.begin(), name.end(), [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '.' || c == '_' || c == '-';
  });
}

const LockedEntry* Lock::find(std::string_view name) const {
  const auto found =
      std::lower_bound(entries.begin(), entries.end(), name,
                       [](const LockedEntry& entry, std::string_view wanted) { return entry.name < wanted; });
  return found != entries.end() && found->name == name ? &*found : nullptr;
}

void Lock::put(LockedEntry entry) {
  const auto place =
      std::lower_bound(entries.begin(), entries.end(), entry.name,
                       [](const LockedEntry& one, std::string_view wanted) { return one.name < wanted; });
  if (place != entries.end() && place->name == entry.name) {
    *place = std::move(entry);
  } else {
    entries.insert(place, std::move(entry));
  }
}

bool Lock::remove(std::string_view name) {
  return std::erase_if(entries, [&](const LockedEntry& entry) { return entry.name == name; }) > 0;
}

std::string print_lock(const Lock& lock) {
  std::string out = "# Generated by `meshplay catalog`; do not edit.\nformat: " + std::string(kFormat) + "\nentries:";
  out += lock.entries.empty() ? " []\n" : "\n";
  for (const LockedEntry& entry : lock.entries) {
    const auto add = [&](std::string_view key, const std::string& value) {
      out += (key == "name" ? "  - " : "    ") + std::string(key) + ": " + value + "\n";
    };
    add("name", quoted(entry.name));
    add("kind", std::string(kKinds.at(static_cast<std::size_t>(entry.kind))));
    add("source", quoted(entry.source));
    if (!entry.requested.empty()) add("requested", quoted(entry.requested));
    add("ref", quoted(entry.ref));
    add("ref_kind", std::string(kRefKinds.at(static_cast<std::size_t>(entry.ref_kind))));
    add("commit", quoted(entry.commit));
    add("subtree", quoted(entry.subtree));
    add("sum", quoted(entry.sum));
    if (!entry.title.empty()) add("title", quoted(entry.title));
    add("time", quoted(entry.time));
    if (entry.signature) {
      add("signature", "{kind: " + quoted(entry.signature->kind) + ", key: " + quoted(entry.signature->key) +
                           ", object: " + quoted(entry.signature->object) +
                           ", status: " + quoted(entry.signature->status) + "}");
    }
    add("files", std::to_string(entry.files));
  }
  return out;
}

std::optional<Lock> read_lock(std::string name, std::string content, text::SourceSet& sources, diag::Sink& sink) {
  return Reading(std::move(name), std::move(content), sources, sink).run();
}

}  // namespace meshplay::catalog
