#include <catch2/catch.hpp>
#include <set>

#include "engine/edit/edit_for_test.h"
#include "engine/edit/lines.h"
#include "engine/edit/model_for_test.h"
#include "engine/edit/random_for_test.h"

namespace meshplay::edit {
namespace {

using test::File;

// With their carriage returns; a last line without an end has it like the others.
std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    lines.push_back(text.substr(begin, end - begin));
    if (end == text.size() && text.find('\r') != std::string::npos) lines.back() += '\r';
    begin = end + 1;
  }
  return lines;
}

// The lines of a file that edits may change, by the places of the tree. Everything that is only added touches none.
class Touched {
 public:
  explicit Touched(const File& file) : file_(file), lines_(file.sources.content(file.file)) {}

  void add(const Edit& edit) {
    data::NodeId node = edit.root;
    data::NodeId parent = data::kNoNode;
    std::uint32_t begin = at(node).begin;
    for (const Step& step : edit.path) {
      const data::NodeId child = this->child(node, step);
      if (child == data::kNoNode) {
        add_container(node, begin);
        return;
      }
      parent = node;
      outer_ = begin;
      begin = step.kind == Step::Kind::key ? at(data::NodeId{static_cast<std::uint32_t>(child) - 1}).begin
                                           : begin_of_element(node, child);
      node = child;
    }
    if (edit.action == Action::append) {
      add_container(node, begin);
      return;
    }
    add_lines(begin, at(node).end);
    add_comments_below(begin, node);
    if (is_flow(parent)) add_lines(at(parent).begin, at(parent).end);
    if (edit.action == Action::set) return;
    // Brackets of what becomes empty, or the sibling that takes the place behind the dash.
    add_lines(outer_, outer_);
    std::uint32_t next = lines_.after(at(node).end);
    while (next < lines_.size() && lines_.rest_is_blank(next)) {
      add_lines(next, next);
      next = lines_.after(next);
    }
    if (next < lines_.size()) add_lines(next, next);
  }

  std::vector<std::string> untouched() const {
    std::vector<std::string> rest;
    std::uint32_t number = 0;
    for (std::string& line : lines_of(std::string(lines_.content()))) {
      if (!touched_.contains(number++)) rest.push_back(std::move(line));
    }
    return rest;
  }

 private:
  const data::Node& at(data::NodeId node) const { return file_.tree.at(node); }

  data::NodeId child(data::NodeId node, const Step& step) const {
    if (step.kind == Step::Kind::index) return file_.tree.element(node, step.index);
    const auto key = file_.interner.find(step.key);
    return key ? file_.tree.find(node, *key) : data::kNoNode;
  }

  bool is_flow(data::NodeId node) const {
    const char first = lines_.content()[at(node).begin];
    return (first == '{' || first == '[') && at(node).type >= data::NodeType::sequence;
  }

  // A block collection only grows. Of brackets and scalars all may change.
  void add_container(data::NodeId node, std::uint32_t begin) {
    const bool grows = at(node).type >= data::NodeType::sequence && !is_flow(node);
    if (!grows) add_lines(begin, at(node).end);
  }

  // The line of its dash, which may stand above it.
  std::uint32_t begin_of_element(data::NodeId list, data::NodeId element) const {
    if (is_flow(list)) return at(element).begin;
    const std::uint32_t column = lines_.column(at(list).begin);
    std::uint32_t line = lines_.start_of(at(element).begin);
    while (line > 0 && lines_.content()[line + column] != '-') line = lines_.start_of(line - 1);
    return line + column;
  }

  void add_comments_below(std::uint32_t begin, data::NodeId node) {
    for (std::uint32_t line = lines_.after(at(node).end); line < lines_.size(); line = lines_.after(line)) {
      const std::uint32_t first = lines_.skip_blanks(line);
      if (first == lines_.size() || lines_.content()[first] != '#' || first - line <= lines_.column(begin)) return;
      add_lines(line, line);
    }
  }

  void add_lines(std::uint32_t begin, std::uint32_t end) {
    const auto number = [&](std::uint32_t place) {
      return static_cast<std::uint32_t>(std::count(lines_.content().begin(), lines_.content().begin() + place, '\n'));
    };
    for (std::uint32_t line = number(begin); line <= number(end); ++line) touched_.insert(line);
  }

  const File& file_;
  Lines lines_;
  std::uint32_t outer_ = 0;
  std::set<std::uint32_t> touched_;
};

bool is_subsequence(const std::vector<std::string>& part, const std::vector<std::string>& whole) {
  std::size_t found = 0;
  for (const std::string& line : whole) {
    if (found < part.size() && part[found] == line) ++found;
  }
  return found == part.size();
}

struct Figures {
  int runs = 0;
  int edits = 0;
  int refused = 0;
  int in_doubt = 0;  // what stands in the file, not what is wanted, is the reason
};

void check(const std::string& content, data::Syntax syntax, test::Random& random, Figures& figures) {
  const File file(content, syntax);
  INFO(content);
  INFO(file.complaint());
  REQUIRE(!file.outcome.failed);
  const std::vector<Edit> edits = test::random_edits(file, random, 4);
  std::string shown;
  for (const Edit& edit : edits) {
    constexpr const char* kActions[] = {"set ", "remove ", "append "};
    const std::string root = std::to_string(static_cast<std::uint32_t>(edit.root));
    shown += kActions[static_cast<std::size_t>(edit.action)] + root + ':' + path_text(edit.path) + "\n";
  }
  INFO(shown);
  const Outcome outcome = file.apply(edits);
  const File again(outcome.text, syntax);
  INFO(outcome.text);
  REQUIRE(!again.outcome.failed);

  std::set<std::size_t> refused;
  for (const Refusal& refusal : outcome.refusals) {
    refused.insert(refusal.edit);
    const bool doubt = refusal.reason.find("doubt") != std::string::npos;
    if (doubt || refusal.reason.find("read back") != std::string::npos) ++figures.in_doubt;
  }
  std::vector<Value> wanted;
  Touched touched(file);
  for (const data::Document& document : file.tree.documents) {
    test::Model model(file.value(document.root));
    for (std::size_t i = 0; i < edits.size(); ++i) {
      if (edits[i].root != document.root || refused.contains(i)) continue;
      model.apply(edits[i]);
      touched.add(edits[i]);
    }
    wanted.push_back(model.value());
  }
  CHECK(again.documents() == wanted);
  CHECK(is_subsequence(touched.untouched(), lines_of(outcome.text)));
  if (refused.size() == edits.size()) CHECK(outcome.text == content);
  figures.edits += static_cast<int>(edits.size());
  figures.refused += static_cast<int>(outcome.refusals.size());
  ++figures.runs;
}

TEST_CASE("random edits of random YAML give the wanted tree and leave the other lines") {
  Figures figures;
  for (std::uint32_t seed = 0; seed < 5000; ++seed) {
    CAPTURE(seed);
    test::Random random(seed);
    test::Author author(random);
    std::string content;
    for (std::uint32_t documents = 1 + random.below(2); documents > 0; --documents) {
      if (!content.empty()) content += "---\n";
      content += author.yaml(random.mapping(4, 1 + random.below(5)));
    }
    if (random.one_in(4)) content.pop_back();
    if (random.one_in(4)) {
      std::string lines;
      for (const char c : content) lines += c == '\n' ? "\r\n" : std::string(1, c);
      content = lines;
    }
    check(content, data::Syntax::yaml, random, figures);
  }
  CAPTURE(figures.runs, figures.edits, figures.refused, figures.in_doubt);
  CHECK(figures.runs == 5000);
  CHECK(figures.refused * 3 < figures.edits);
  CHECK(figures.in_doubt == 0);
}

TEST_CASE("random edits of random JSON give the wanted tree and leave the other lines") {
  Figures figures;
  for (std::uint32_t seed = 0; seed < 2000; ++seed) {
    CAPTURE(seed);
    test::Random random(seed);
    test::Author author(random);
    const bool pretty = !random.one_in(3);
    check(author.json(random.mapping(4, 1 + random.below(5)), pretty) + (random.one_in(2) ? "\n" : ""),
          data::Syntax::json, random, figures);
  }
  CAPTURE(figures.runs, figures.edits, figures.refused, figures.in_doubt);
  CHECK(figures.refused * 3 < figures.edits);
  CHECK(figures.in_doubt == 0);
}

}  // namespace
}  // namespace meshplay::edit
