// Any bytes as a rule file: parsing and checking end, the tree lies in its file, node in node, and survives being
// packed, damaged packs are refused, what is reported can be shown, and what is right can be formatted.
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "engine/ast/pack.h"
#include "engine/check/checker.h"
#include "engine/diag/render.h"
#include "engine/driver/rule_fixes.h"
#include "engine/format/format.h"
#include "engine/parse/parser.h"
#include "engine/parse/words.h"
#include "engine/plan/plan.h"

namespace {

using namespace meshplay;

void require(bool condition, const char* what) {
  if (condition) return;
  std::fprintf(stderr, "broken promise: %s\n", what);
  std::abort();
}

void check_tree(const ast::Ast& tree, std::size_t size) {
  require(tree.root < tree.nodes.size(), "a parse always gives a tree");
  for (ast::NodeIndex index = 0; index < tree.nodes.size(); ++index) {
    const ast::Node& node = tree.at(index);
    require(node.begin <= node.end && node.end <= size, "a span lies in its file");
    require(node.first_child + node.child_count <= tree.children.size(), "children lie in their array");
    for (const ast::NodeIndex child : tree.children_of(index)) {
      require(child < index, "children come before their parent");
      require(node.begin <= tree.at(child).begin && tree.at(child).end <= node.end, "a child lies in its parent");
    }
  }
  std::vector<std::uint32_t> heights(tree.nodes.size(), 1);
  for (ast::NodeIndex index = 0; index < tree.nodes.size(); ++index) {
    for (const ast::NodeIndex child : tree.children_of(index)) {
      heights[index] = std::max(heights[index], heights[child] + 1);
    }
  }
  require(heights[tree.root] <= 1001, "no tree is deeper than those who walk it can go");
}

void check_pack(const ast::Ast& tree, const text::SourceSet& sources, const base::Interner& interner) {
  const std::string bytes = ast::write_pack({tree}, sources, interner);
  text::SourceSet read_sources;
  base::Interner read_interner;
  const auto read = ast::read_pack(bytes, read_sources, read_interner);
  require(read.ok() && read.value().size() == 1, "a pack can be read");
  require(ast::same_shape(tree, interner, read.value().front(), read_interner), "a pack holds the tree");
  require(ast::dump(tree, interner) == ast::dump(read.value().front(), read_interner), "a pack holds the places");

  for (std::size_t at = 0; at < bytes.size(); at += 1 + bytes.size() / 16) {
    std::string damaged = bytes;
    damaged[at] = static_cast<char>(damaged[at] ^ 0x41);
    text::SourceSet none;
    base::Interner empty;
    require(!ast::read_pack(damaged, none, empty).ok(), "a damaged pack is refused");
    require(none.size() == 0 && empty.size() == 1, "nothing of a damaged pack stays");
  }
}

void check_shown(const diag::Sink& sink, const text::SourceSet& sources) {
  std::string shown;
  for (const diag::Diagnostic& diagnostic : sink.sorted(sources)) {
    require(diagnostic.span.known() && diagnostic.span.end <= sources.content(diagnostic.span.file).size(),
            "a diagnostic has a place in the file");
    diag::render_text(diagnostic, sources, diag::Color::off, {}, shown);
  }
  require(std::none_of(shown.begin(), shown.end(), [](char c) { return c != '\n' && c >= 0 && c < ' '; }),
          "no control character is shown");
}

// Formatting changes no meaning, loses no comment, and changes nothing the second time.
void check_formatted(const std::string& text, const ast::Ast& tree, const base::Interner& interner) {
  const std::string formatted = format::format(text, tree);
  text::SourceSet sources;
  base::Interner own;
  diag::Sink sink;
  const ast::Ast again = parse::parse_rules(sources, sources.add("formatted", formatted), {}, own, sink);
  require(sink.all().empty(), "what is formatted parses");
  require(ast::same_shape(tree, interner, again, own), "formatting changes no meaning");
  const auto comments = [](const std::string& of) {
    const parse::Words words = parse::lex(of);
    return words.comments.size() + words.docs.size();
  };
  require(comments(text) == comments(formatted), "formatting loses no comment");
  require(format::format(formatted, again) == formatted, "what is formatted stays as it is");
}

// What is replaced lies in the file, and the rest stays.
void check_replaced(const std::string& text, text::FileId file, const diag::Sink& sink,
                    const text::SourceSet& sources) {
  std::size_t done = 0;
  const std::string replaced = driver::with_replacements(text, file, sink.sorted(sources), true, done);
  require(done > 0 || replaced == text, "what nothing replaces stays");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  text::SourceSet sources;
  base::Interner interner;
  diag::Sink sink;
  const std::string text(reinterpret_cast<const char*>(data), size);
  const text::FileId file = sources.add("fuzz.mesh", text);
  const ast::Ast tree = parse::parse_rules(sources, file, parse::Limits(), interner, sink);
  if (sink.all().empty()) check_formatted(text, tree, interner);
  check_tree(tree, size);
  check_pack(tree, sources, interner);
  const check::Program program = check::check_rules({{tree, false}}, sources, interner, sink);
  if (!sink.has_errors()) static_cast<void>(plan::Planner(program).whole());
  check_shown(sink, sources);
  check_replaced(text, file, sink, sources);
  return 0;
}
