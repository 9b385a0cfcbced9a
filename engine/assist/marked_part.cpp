#include "engine/assist/marked_part.h"

#include <algorithm>
#include <cctype>

#include "engine/assist/cursor.h"
#include "engine/parse/structure.h"
#include "engine/parse/vocabulary.h"
#include "engine/parse/words.h"
#include "engine/text/utf8.h"

namespace meshplay::assist {

using ast::NodeIndex;
using ast::NodeKind;

namespace {

class Marking {
 public:
  Marking(RuleSet& rules, const std::string& name, std::uint32_t offset)
      : rules_(rules), name_(name), content_(rules.text_put(name)), offset_(offset) {}

  std::optional<MarkedPart> run() {
    offset_ = std::min(offset_, static_cast<std::uint32_t>(content_.size()));
    if (text::first_bad_utf8(content_) != std::string::npos) return std::nullopt;
    words_ = parse::lex(content_);
    if (!find_place()) return std::nullopt;
    find_part();
    if (!found_.is_text) found_.next = parse::next_at(part_, found_.at);
    const std::string quote = found_.is_text && !found_.is_closed ? "\"" : "";
    look("", quote);
    // A word alone is no item.
    if (!has_mark() && found_.next.wanted == parse::Wanted::item) look("where ", "");
    // A bracket that is still open would take the rest of the item with it.
    if (const std::string closers = open_brackets(); !has_mark() && !closers.empty()) look("", quote + closers);
    return std::move(found_);
  }

 private:
  bool has_mark() const { return found_.mark != ast::kNoIndex; }

  // The word that is being written, or the inside of the text. False: there is none.
  bool find_place() {
    std::uint32_t begin = offset_;
    std::uint32_t end = offset_;
    while (begin > 0 && is_word(content_[begin - 1])) --begin;
    while (end < content_.size() && is_word(content_[end])) ++end;
    found_.begin = begin;
    found_.end = end;
    found_.is_called = end < content_.size() && content_[end] == '(';
    for (const auto* list : {&words_.comments, &words_.docs}) {
      for (const parse::Word& word : *list) {
        if (word.begin < offset_ && offset_ <= word.end) return false;
      }
    }
    const parse::Word* text = text_around();
    if (text == nullptr) {
      take_component();
      return true;
    }
    const std::string_view written = std::string_view(content_).substr(text->begin, text->end - text->begin);
    if (written.starts_with("\"\"\"")) return false;
    // `"... {service.na|` is no text but a value.
    const std::string_view before = written.substr(1, offset_ - text->begin - 1);
    const std::size_t brace = before.rfind('{');
    if (brace != std::string_view::npos && before.find('}', brace) == std::string_view::npos &&
        (brace == 0 || before[brace - 1] != '\\')) {
      return true;
    }
    found_.is_text = true;
    found_.is_closed = written.size() > 1 && written.ends_with('"');
    found_.begin = text->begin + 1;
    found_.end = found_.is_closed ? text->end - 1 : text->end;
    return true;
  }

  const parse::Word* text_around() const {
    for (const parse::Word& word : words_.all) {
      if (content_[word.begin] != '"' || word.begin >= offset_) continue;
      const bool is_open = word.end == word.begin + 1 || content_[word.end - 1] != '"';
      if (offset_ < word.end || (is_open && offset_ == word.end)) return &word;
    }
    return nullptr;
  }

  // `Service/we|` of a test is one word.
  void take_component() {
    if (found_.begin == 0 || content_[found_.begin - 1] != '/') return;
    std::uint32_t kind = found_.begin - 1;
    while (kind > 0 && (is_word(content_[kind - 1]) || content_[kind - 1] == '/' || content_[kind - 1] == '-')) --kind;
    if (std::isupper(static_cast<unsigned char>(content_[kind])) != 0) found_.begin = kind;
  }

  // The declaration around the cursor, behind the lines that are for the whole file.
  void find_part() {
    std::vector<std::uint32_t> begins;
    std::vector<bool> is_header;
    for (std::size_t i = 0; i < words_.all.size(); ++i) {
      if (!words_.all[i].starts_line || !parse::begins_declaration(words_.all, i)) continue;
      const parse::Spelling* row = parse::spelling(words_.all[i].type);
      begins.push_back(words_.all[i].begin);
      is_header.push_back(row != nullptr && row->role == parse::Role::header);
    }
    const std::size_t after =
        static_cast<std::size_t>(std::upper_bound(begins.begin(), begins.end(), found_.begin) - begins.begin());
    const auto end_of = [&](std::size_t i) {
      return i + 1 < begins.size() ? begins[i + 1] : static_cast<std::uint32_t>(content_.size());
    };
    for (std::size_t i = 0; i < begins.size(); ++i) {
      if (is_header[i] && i + 1 != after) part_ += content_.substr(begins[i], end_of(i) - begins[i]) + "\n";
    }
    const std::uint32_t begin = after == 0 ? 0 : begins[after - 1];
    const std::uint32_t end = after < begins.size() ? begins[after] : static_cast<std::uint32_t>(content_.size());
    found_.at = static_cast<std::uint32_t>(part_.size()) + found_.begin - begin;
    part_ += content_.substr(begin, end - begin);
  }

  // Reads the part with the mark where the cursor is, and this around it.
  void look(const std::string& before, const std::string& behind) {
    const std::string rest = part_.substr(found_.at + found_.end - found_.begin);
    auto look = rules_.look_at_part(name_, part_.substr(0, found_.at) + before + std::string(kMark) + behind + rest,
                                    found_.at + static_cast<std::uint32_t>(before.size()));
    if (!look) return;
    found_.look = std::move(*look);
    found_.mark = ast::kNoIndex;
    found_.around.clear();
    if (found_.look.tree.root == ast::kNoIndex) return;
    std::vector<NodeIndex> way;
    for_each_node(found_.look.tree, found_.look.tree.root, way,
                  [&](NodeIndex node, const std::vector<NodeIndex>& around) {
                    if (has_mark() || found_.look.text(node) != kMark) return;
                    found_.mark = node;
                    found_.around = around;
                  });
  }

  // What closes the round and square brackets before the cursor that this line opens.
  std::string open_brackets() const {
    const std::size_t newline = found_.begin == 0 ? std::string::npos : content_.rfind('\n', found_.begin - 1);
    const std::size_t line = newline == std::string::npos ? 0 : newline + 1;
    std::string closers;
    for (const parse::Word& word : parse::lex(content_.substr(line, found_.begin - line)).all) {
      const char c = content_[line + word.begin];
      if (word.end - word.begin != 1) continue;
      if (c == '(' || c == '[') closers.insert(closers.begin(), c == '(' ? ')' : ']');
      if ((c == ')' || c == ']') && !closers.empty()) closers.erase(closers.begin());
    }
    return closers;
  }

  RuleSet& rules_;
  const std::string& name_;
  std::string content_;
  std::uint32_t offset_;
  parse::Words words_;
  std::string part_;  // of the file, with the cursor in it
  MarkedPart found_;
};

}  // namespace

bool is_word(char c) { return c == '_' || std::isalnum(static_cast<unsigned char>(c)) != 0; }

bool MarkedPart::is_interpolated() const {
  return std::any_of(around.begin(), around.end(),
                     [&](NodeIndex node) { return look.tree.at(node).kind == NodeKind::interpolation; });
}

std::optional<MarkedPart> mark_part(RuleSet& rules, const std::string& name, std::uint32_t offset) {
  return Marking(rules, name, offset).run();
}

}  // namespace meshplay::assist
