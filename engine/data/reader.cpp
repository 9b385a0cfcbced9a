#include "engine/data/reader.h"

#include <string>

#include "engine/data/common_yaml.h"
#include "engine/data/json_reader.h"
#include "engine/data/report.h"
#include "engine/data/utf8.h"
#include "engine/data/yaml_reader.h"

namespace meshplay::data {

namespace {

constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";

// Reports bytes that no text file has.
bool is_readable(Report& report, const TextFacts& facts) {
  if (facts.first_bad == kNowhere && facts.first_nul == kNowhere) return true;
  const std::string_view content = report.content();
  if (facts.first_bad < facts.first_nul) {
    const auto at = static_cast<std::uint32_t>(facts.first_bad);
    constexpr std::string_view kHex = "0123456789ABCDEF";
    const auto byte = static_cast<unsigned char>(content[at]);
    const std::string shown = {'0', 'x', kHex[byte >> 4U], kHex[byte & 0xfU]};
    diag::Diagnostic& diagnostic = report.at("not-utf8", at, at + 1, {shown});
    const bool utf16 = content.starts_with("\xff\xfe") || content.starts_with("\xfe\xff");
    diagnostic.help = utf16 ? "it looks like UTF-16: save it as UTF-8" : "save the file as UTF-8";
  } else {
    const auto at = static_cast<std::uint32_t>(facts.first_nul);
    report.at("nul-byte", at, at + 1).help = "a text file has none: is it a binary file, or UTF-16?";
  }
  return false;
}

}  // namespace

Syntax syntax_of(std::string_view name) { return name.ends_with(".json") ? Syntax::json : Syntax::yaml; }

ReadOutcome read_documents(const text::SourceSet& sources, text::FileId file, Syntax syntax, const Limits& limits,
                           base::Interner& interner, Tree& tree, diag::Sink& sink) {
  RecentTexts texts(interner);
  return read_documents(sources, file, syntax, limits, texts, tree, sink);
}

ReadOutcome read_documents(const text::SourceSet& sources, text::FileId file, Syntax syntax, const Limits& limits,
                           RecentTexts& texts, Tree& tree, diag::Sink& sink) {
  const std::string_view content = sources.content(file);
  Report report(file, content, sink);
  if (content.size() > limits.file_bytes) {
    report.at("file-too-large", 0, 0, {sources.name(file), content.size(), limits.file_bytes});
    return {0, true};
  }
  if (syntax == Syntax::yaml) {
    if (const auto documents = read_common_yaml(file, content, limits, texts, tree)) return {*documents, false};
  }
  base::Interner& interner = texts.interner();
  const TextFacts facts = examine(content);
  if (!is_readable(report, facts)) return {0, true};
  const auto first = static_cast<std::uint32_t>(content.starts_with(kByteOrderMark) ? kByteOrderMark.size() : 0);
  if (syntax == Syntax::json) return {read_json(report, first, limits, interner, tree), report.failed()};
  return {read_yaml(report, first, facts.ascii, limits, interner, tree), report.failed()};
}

}  // namespace meshplay::data
