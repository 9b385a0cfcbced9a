#include "engine/driver/rule_fixes.h"

#include <algorithm>
#include <map>
#include <set>

namespace meshplay::driver {

std::string with_replacements(std::string_view text, text::FileId file,
                              const std::vector<diag::Diagnostic>& diagnostics, bool with_guesses, std::size_t& done) {
  struct Edit {
    std::uint32_t begin = 0;
    std::uint32_t end = 0;
    std::string_view text;
  };
  std::vector<Edit> edits;
  const auto overlaps = [&](const text::Span& span) {
    return std::any_of(edits.begin(), edits.end(), [&](const Edit& edit) {
      return span.begin < std::max(edit.end, edit.begin + 1) && edit.begin < std::max(span.end, span.begin + 1);
    });
  };
  for (const diag::Diagnostic& diagnostic : diagnostics) {
    const auto& all = diagnostic.replacements;
    const bool is_wanted = !all.empty() && (with_guesses || !diagnostic.is_guess);
    // All of them or none.
    if (!is_wanted || std::any_of(all.begin(), all.end(), [&](const diag::Replacement& one) {
          return one.span.file != file || one.span.end > text.size() || overlaps(one.span);
        })) {
      continue;
    }
    for (const diag::Replacement& one : all) edits.push_back({one.span.begin, one.span.end, one.text});
    ++done;
  }
  std::sort(edits.begin(), edits.end(), [](const Edit& a, const Edit& b) { return a.begin < b.begin; });
  std::string result;
  std::size_t at = 0;
  for (const Edit& edit : edits) {
    result += text.substr(at, edit.begin - at);
    result += edit.text;
    at = edit.end;
  }
  return result + std::string(text.substr(at));
}

std::vector<ChangedFile> fix_rules(const Options& options, bool with_guesses) {
  constexpr int kMostRounds = 50;  // a mistake may hide others
  Options now = options;
  std::map<std::string, ChangedFile> changed;
  for (int round = 0; round < kMostRounds; ++round) {
    Engine engine(now);
    static_cast<void>(engine.load_rules());
    const std::vector<diag::Diagnostic> diagnostics = engine.diagnostics().sorted(engine.sources());
    std::set<text::FileId> files;
    for (const diag::Diagnostic& diagnostic : diagnostics) {
      if (!diagnostic.replacements.empty()) files.insert(diagnostic.replacements[0].span.file);
    }
    bool goes_on = false;
    for (const text::FileId file : files) {
      const std::string name(engine.sources().name(file));
      const std::string_view text = engine.sources().content(file);
      std::size_t done = 0;
      std::string fixed = with_replacements(text, file, diagnostics, with_guesses, done);
      if (fixed == text) continue;
      ChangedFile& row = changed.try_emplace(name, ChangedFile{name, std::string(text), {}, 0}).first->second;
      row.after = fixed;
      row.fixes += done;
      now.rule_contents[name] = std::move(fixed);
      goes_on = true;
    }
    if (!goes_on) break;
  }
  std::vector<ChangedFile> result;
  for (auto& [name, file] : changed) {
    if (file.before != file.after) result.push_back(std::move(file));
  }
  return result;
}

}  // namespace meshplay::driver
