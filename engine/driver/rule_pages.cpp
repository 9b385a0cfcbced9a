#include "engine/driver/rule_pages.h"

#include <algorithm>
#include <map>
#include <set>

#include "engine/check/observer.h"
#include "engine/driver/state.h"

namespace meshplay::driver {

using ast::NodeIndex;
using ast::NodeKind;

namespace {

// Without the blank lines around it and the blanks that all lines begin with.
std::string outdented(std::string_view text) {
  std::vector<std::string_view> lines;
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    lines.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  const auto is_blank = [](std::string_view line) { return line.find_first_not_of(" \t\r") == std::string_view::npos; };
  while (!lines.empty() && is_blank(lines.back())) lines.pop_back();
  while (!lines.empty() && is_blank(lines.front())) lines.erase(lines.begin());
  std::size_t margin = std::string_view::npos;
  for (const std::string_view line : lines) {
    if (!is_blank(line)) margin = std::min(margin, line.find_first_not_of(' '));
  }
  std::string result;
  for (const std::string_view line : lines) {
    result += is_blank(line) ? std::string_view() : line.substr(margin);
    result += '\n';
  }
  return result;
}

class Pages {
 public:
  Pages(const std::vector<check::RuleFile>& files, const text::SourceSet& sources, base::Interner& interner,
        std::vector<RulePage>& pages)
      : files_(files), sources_(sources), pages_(pages) {
    diag::Sink none;
    check::CheckOptions options;
    options.notes = false;
    options.observations = &observations_;
    static_cast<void>(check::check_rules(files, sources, interner, none, options));
    interner_ = &interner;
    for (std::size_t i = 0; i < pages.size(); ++i) by_name_[pages[i].info.name] = &pages[i];
  }

  void fill() {
    for (const check::Declaration& declaration : observations_.declarations) {
      RulePage* page = find(declaration);
      if (page == nullptr) continue;
      const ast::Ast& tree = files_[declaration.file].ast;
      const NodeIndex doc = tree.find(declaration.node, NodeKind::doc);
      text::Span span = tree.span(declaration.node);
      // What is before the name is the doc comment, and perhaps words such as `private`.
      if (doc != ast::kNoIndex && tree.at(doc).begin == span.begin) span.begin = tree.at(doc).end;
      std::string_view source = sources_.text(span);
      source.remove_prefix(std::min(source.find_first_not_of(" \t\r\n"), source.size()));
      page->source = source;
      page->file = sources_.name(span.file);
      page->line = sources_.place(span.file, span.end - static_cast<std::uint32_t>(source.size())).line;
    }
    relate();
    for (const check::RuleFile& file : files_) {
      if (file.ast.root == ast::kNoIndex) continue;
      for (const NodeIndex node : file.ast.children_of(file.ast.root)) {
        if (file.ast.at(node).kind == NodeKind::test) read_test(file.ast, node);
      }
    }
    // The smallest ones say it best.
    const auto is_smaller = [](const RuleExample& a, const RuleExample& b) {
      return a.manifest.size() < b.manifest.size();
    };
    for (RulePage& page : pages_) {
      std::stable_sort(page.avoid.begin(), page.avoid.end(), is_smaller);
      std::stable_sort(page.prefer.begin(), page.prefer.end(), is_smaller);
    }
  }

 private:
  RulePage* find(const check::Declaration& declaration) const {
    const auto found = by_name_.find(declaration.full_name);
    return found == by_name_.end() ? nullptr : found->second;
  }

  void relate() {
    std::map<std::string, std::set<std::string>> uses;
    std::map<std::string, std::set<std::string>> used_by;
    for (const check::Declaration& declaration : observations_.declarations) {
      const ast::Ast& tree = files_[declaration.file].ast;
      const text::Span whole = tree.span(declaration.node);
      const auto first = std::lower_bound(observations_.references.begin(), observations_.references.end(), whole,
                                          [](const check::Reference& reference, text::Span span) {
                                            return std::pair(reference.span.file, reference.span.begin) <
                                                   std::pair(span.file, span.begin);
                                          });
      for (auto reference = first; reference != observations_.references.end(); ++reference) {
        if (reference->span.file != whole.file || reference->span.begin >= whole.end) break;
        const check::Declaration& other = observations_.declarations[reference->declaration];
        // Kinds and fields have no pages.
        if (other.full_name == declaration.full_name || find(other) == nullptr) continue;
        uses[declaration.full_name].insert(other.full_name);
        used_by[other.full_name].insert(declaration.full_name);
      }
    }
    for (RulePage& page : pages_) {
      page.uses.assign(uses[page.info.name].begin(), uses[page.info.name].end());
      page.used_by.assign(used_by[page.info.name].begin(), used_by[page.info.name].end());
    }
  }

  void read_test(const ast::Ast& tree, NodeIndex test) {
    RuleExample example;
    std::map<std::string, std::pair<std::vector<std::string>, std::vector<std::string>>> expected;  // and expected not
    for (const NodeIndex child : tree.children_of(test)) {
      const ast::Node& node = tree.at(child);
      switch (node.kind) {
        case NodeKind::string: example.title = interner_->text(node.text); break;
        case NodeKind::given_text:
          if (!example.manifest.empty()) example.manifest += "---\n";
          example.manifest += outdented(interner_->text(tree.at(tree.child(child, 0)).text));
          example.is_json = node.op == ast::Op::json;
          break;
        case NodeKind::given_file: example.file = interner_->text(tree.at(tree.child(child, 0)).text); break;
        case NodeKind::expect_relation:
        case NodeKind::expect_finding: {
          const text::Span name = tree.span(tree.child(child, 0));
          const auto reference = std::find_if(observations_.references.begin(), observations_.references.end(),
                                              [&](const check::Reference& row) { return row.span == name; });
          if (reference == observations_.references.end()) break;
          std::string written(sources_.text({name.file, name.begin, node.end}));
          auto& [held, absent] = expected[observations_.declarations[reference->declaration].full_name];
          (node.op == ast::Op::no ? absent : held).push_back(std::move(written));
          break;
        }
        default: break;
      }
    }
    for (auto& [name, lines] : expected) {
      const auto page = by_name_.find(name);
      if (page == by_name_.end()) continue;
      auto& [held, absent] = lines;
      example.expected = held.empty() ? absent : held;
      (held.empty() ? page->second->prefer : page->second->avoid).push_back(example);
    }
  }

  const std::vector<check::RuleFile>& files_;
  const text::SourceSet& sources_;
  const base::Interner* interner_ = nullptr;
  std::vector<RulePage>& pages_;
  std::map<std::string, RulePage*> by_name_;
  check::Observations observations_;
};

}  // namespace

std::vector<RulePage> Engine::rule_pages() {
  State& s = *state_;
  std::vector<RulePage> pages;
  for (RuleInfo& info : rules()) pages.push_back({std::move(info), {}, {}, 0, {}, {}, {}, {}});
  Pages(s.files, s.sources, s.interner, pages).fill();
  return pages;
}

}  // namespace meshplay::driver
