#include "engine/parse/parser.h"

#include "engine/parse/explain.h"
#include "engine/parse/grammar_run.h"
#include "engine/parse/mistakes.h"
#include "engine/parse/words.h"
#include "engine/parse/tree_builder.h"

namespace meshplay::parse {

ast::Ast parse_rules(const text::SourceSet& sources, text::FileId file, const Limits& limits, base::Interner& interner,
                     diag::Sink& sink) {
  const std::string_view content = sources.content(file);
  ast::Ast tree;
  tree.file = file;
  Mistakes mistakes;
  Words words;
  const PlaceOf place = [](const Word& word) { return std::pair(word.begin, word.end); };
  const auto size = static_cast<std::uint32_t>(content.size());
  words = lex(content);
  TreeBuilder builder(tree, content, words, limits.nesting * 12, interner, mistakes);
  ItemReader reader(words.all, size, limits.nesting * 12);
  while (MeshParser::ItemContext* item = reader.next()) builder.add_item(*item);
  if (!reader.at_end()) {
    const GrammarRun run(words.all, size, Start::file, limits.nesting * 12);
    if (!run.ok())
    mistakes.add(explain(content, words.all, run.failure(), place, size).mistake);
  }
  builder.finish();
  mistakes.report(file, limits.errors, sink);
  return tree;
}

}  // namespace meshplay::parse
