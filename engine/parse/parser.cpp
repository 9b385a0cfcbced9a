#include "engine/parse/parser.h"

#include <algorithm>

#include "engine/parse/explain.h"
#include "engine/parse/foreign.h"
#include "engine/parse/grammar_run.h"
#include "engine/parse/mistakes.h"
#include "engine/parse/recovery.h"
#include "engine/parse/structure.h"
#include "engine/parse/tree_builder.h"
#include "engine/parse/vocabulary.h"
#include "engine/parse/words.h"
#include "engine/text/utf8.h"

namespace meshplay::parse {

namespace {

std::string bytes_text(std::uint32_t bytes) {
  if (bytes >= 1U << 20 && bytes % (1U << 20) == 0) return std::to_string(bytes >> 20) + " MiB";
  return std::to_string(bytes) + " bytes";
}

// Whether the bytes can be a rule file at all.
bool is_text(std::string_view content, const Limits& limits, Mistakes& mistakes) {
  if (content.size() > limits.file_bytes) {
    mistakes.add({.code = "rules-too-large",
                  .arguments = {bytes_text(limits.file_bytes)},
                  .help = "divide it: the files of a folder are one package"});
    return false;
  }
  const std::size_t bad = text::first_bad_utf8(content);
  if (bad != std::string_view::npos) {
    const auto begin = static_cast<std::uint32_t>(bad);
    constexpr std::string_view kHex = "0123456789abcdef";
    const auto byte = static_cast<unsigned char>(content[bad]);
    mistakes.add({.code = "rules-not-utf8",
                  .begin = begin,
                  .end = begin + 1,
                  .arguments = {std::string("0x") + kHex[byte >> 4U] + kHex[byte & 15U]},
                  .help = "save the file as UTF-8"});
    return false;
  }
  const std::size_t nul = content.find('\0');
  if (nul != std::string_view::npos) {
    const auto begin = static_cast<std::uint32_t>(nul);
    mistakes.add(
        {.code = "rules-nul-byte", .begin = begin, .end = begin + 1, .help = "save the file as plain UTF-8 text"});
    return false;
  }
  return true;
}

bool has_open_text(const Words& words) {
  return std::any_of(words.all.begin(), words.all.end(),
                     [](const Word& word) { return word.type == MeshParser::OPEN_TEXT; });
}

// The bracket that is one too deep.
const Word* too_deep(const Words& words, std::uint32_t nesting) {
  if (words.deepest <= nesting) return nullptr;
  std::uint32_t depth = 0;
  for (const Word& word : words.all) {
    if (is_opener(word.type) && ++depth > nesting) return &word;
    if (is_closer(word.type) && depth > 0) --depth;
  }
  return nullptr;
}

}  // namespace

ast::Ast parse_rules(const text::SourceSet& sources, text::FileId file, const Limits& limits, base::Interner& interner,
                     diag::Sink& sink) {
  const std::string_view content = sources.content(file);
  ast::Ast tree;
  tree.file = file;
  Mistakes mistakes;
  Words words;
  if (is_text(content, limits, mistakes)) {
    words = lex(content);
    if (const Word* bracket = too_deep(words, limits.nesting)) {
      mistakes.add(explain_too_deep(limits.nesting, bracket->begin, bracket->end));
      words = {};
    }
  }
  const PlaceOf place = [](const Word& word) { return std::pair(word.begin, word.end); };
  const auto size = static_cast<std::uint32_t>(content.size());
  const bool text_open = has_open_text(words);
  const Mistakes before = mistakes;
  replace_foreign_words(content, words, place, "\"", mistakes);

  TreeBuilder builder(tree, content, words, limits.nesting, interner, mistakes);
  ItemReader reader(words.all, size, limits.nesting);
  while (MeshParser::ItemContext* item = reader.next()) builder.add_item(*item);
  if (reader.failed() || text_open) {
    builder.start_again();
    mistakes = before;
    Words mended = lex(content);
    end_runaway_text(content, mended, mistakes);
    replace_foreign_words(content, mended, place, "\"", mistakes);
    recover(content, mended, limits.nesting, builder, mistakes);
    if (mistakes.count() == 0) {
      // Nothing was found that way: the grammar itself decides.
      builder.start_again();
      const GrammarRun run(words.all, size, Start::file, limits.nesting);
      if (run.ok()) {
        builder.add_items(*run.file(), false);
      } else {
        mistakes.add(explain({content, words.all, nullptr, place, size, false}, run.failure()).mistake);
      }
    }
  }
  builder.finish();
  mistakes.report(file, limits.errors, sink);
  return tree;
}

}  // namespace meshplay::parse
