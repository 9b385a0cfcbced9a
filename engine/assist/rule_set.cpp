#include "engine/assist/rule_set.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "engine/ast/pack.h"
#include "engine/base/ensure.h"
#include "engine/check/program_pack.h"
#include "engine/driver/allowances.h"
#include "engine/parse/parser.h"

namespace meshplay::assist {

namespace {

// Names that nobody has any more stay interned until all is read anew.
constexpr std::size_t kReadAnewAfter = 32U << 20U;  // bytes

void sort(std::vector<diag::Diagnostic>& diagnostics) {
  std::stable_sort(diagnostics.begin(), diagnostics.end(), [](const diag::Diagnostic& a, const diag::Diagnostic& b) {
    return std::tie(a.span.begin, a.code) < std::tie(b.span.begin, b.code);
  });
}

bool same(const diag::Diagnostic& a, const diag::Diagnostic& b) {
  return a.code == b.code && a.span == b.span && a.message == b.message;
}

}  // namespace

DeclarationView CloseLook::view(const RuleSet& rules, const check::Declaration& declaration) const {
  if (declaration.file == observations.file) return {declaration, tree, rules.sources(), *interner, false};
  const DeclarationView other = rules.view(declaration);
  return {declaration, other.tree, other.sources, *interner, other.is_builtin};
}

RuleSet::RuleSet(std::string_view builtin_pack) : builtin_pack_(builtin_pack) {
  auto pack = ast::read_pack_files(builtin_pack, sources_);
  ENSURE(pack.ok(), "the built-in pack is of this build");
  draft_ = sources_.add("draft", "");
  start(builtin_pack);
}

void RuleSet::start(std::string_view builtin_pack) {
  interner_ = std::make_unique<base::Interner>();
  files_.clear();
  text::SourceSet scratch;
  auto pack = ast::read_pack(builtin_pack, scratch, *interner_);
  ENSURE(pack.ok(), "the built-in pack is of this build");
  for (ast::Ast& tree : pack.value()) files_.push_back({std::move(tree), true});
  builtin_files_ = files_.size();
  read_bytes_ = 0;
}

std::uint32_t RuleSet::number(text::FileId file) const {
  for (std::uint32_t i = 0; i < files_.size(); ++i) {
    if (files_[i].ast.file == file) return i;
  }
  return check::kNone;
}

void RuleSet::read(const std::string& name, Entry& entry) {
  diag::Sink sink;
  ast::Ast tree = parse::parse_rules(sources_, entry.file, {}, *interner_, sink);
  entry.of_parsing = sink.all();
  read_bytes_ += sources_.content(entry.file).size();
  const std::uint32_t known = number(entry.file);
  if (known != check::kNone) {
    files_[known].ast = std::move(tree);
    return;
  }
  const auto place = std::find_if(files_.begin() + static_cast<std::ptrdiff_t>(builtin_files_), files_.end(),
                                  [&](const check::RuleFile& other) { return sources_.name(other.ast.file) > name; });
  files_.insert(place, {std::move(tree), false});
}

void RuleSet::put(const std::string& name, std::string content) { pending_[name] = std::move(content); }

void RuleSet::settle() {
  for (auto& [name, content] : std::exchange(pending_, {})) take(name, std::move(content));
}

void RuleSet::take(const std::string& name, std::string content) {
  const auto [place, added] = entries_.try_emplace(name);
  Entry& entry = place->second;
  if (!added && sources_.content(entry.file) == content) return;
  is_checked_ = false;
  if (added && free_files_.empty()) {
    entry.file = sources_.add(name, std::move(content));
  } else {
    if (added) {
      entry.file = free_files_.back();
      free_files_.pop_back();
    }
    sources_.replace(entry.file, name, std::move(content));
  }
  if (read_bytes_ < kReadAnewAfter) {
    read(name, entry);
    return;
  }
  start(builtin_pack_);
  for (auto& [each, row] : entries_) read(each, row);
}

void RuleSet::remove(const std::string& name) {
  settle();
  const auto found = entries_.find(name);
  if (found == entries_.end()) return;
  is_checked_ = false;
  const text::FileId file = found->second.file;
  files_.erase(files_.begin() + static_cast<std::ptrdiff_t>(number(file)));
  sources_.replace(file, "", "");
  free_files_.push_back(file);
  entries_.erase(found);
}

std::string_view RuleSet::content(const std::string& name) { return sources_.content(file(name)); }

std::string RuleSet::text_put(const std::string& name) const {
  const auto pending = pending_.find(name);
  return pending != pending_.end() ? pending->second : std::string(sources_.content(entries_.at(name).file));
}

text::FileId RuleSet::file(const std::string& name) {
  settle();
  return entries_.at(name).file;
}

std::vector<std::string> RuleSet::names() const {
  std::vector<std::string> result;
  result.reserve(entries_.size());
  for (const auto& [name, entry] : entries_) result.push_back(name);
  return result;
}

void RuleSet::check() {
  settle();
  if (is_checked_) return;
  is_checked_ = true;
  diag::Sink sink;
  driver::Allowances allowances;
  std::vector<Entry*> by_file(sources_.size());
  for (auto& [name, entry] : entries_) {
    by_file[static_cast<std::size_t>(entry.file)] = &entry;
    entry.all.clear();
    for (const diag::Diagnostic& diagnostic : entry.of_parsing) sink.take(diagnostic);
  }
  diag::Sink of_comments;
  for (auto& [name, entry] : entries_) entry.of_all_rules.reset();
  for (const auto& [name, entry] : entries_) allowances.read(entry.file, sources_, of_comments);
  observations_ = {};
  check::CheckOptions options;
  options.tests = check::Tests::of_rule_files;
  options.observations = &observations_;
  program_ = check::check_rules(files_, sources_, *interner_, sink, options);
  has_errors_ = sink.has_errors() || of_comments.has_errors();
  const auto keep = [&](const diag::Diagnostic& diagnostic) {
    if (!diagnostic.span.known()) return;
    if (Entry* entry = by_file[static_cast<std::size_t>(diagnostic.span.file)]) entry->all.push_back(diagnostic);
  };
  for (const diag::Diagnostic& diagnostic : sink.all()) {
    if (!allowances.allows(diagnostic, sources_)) keep(diagnostic);
  }
  // With errors not everything was looked at.
  if (!has_errors_) allowances.report_unused(of_comments);
  for (const diag::Diagnostic& diagnostic : of_comments.all()) keep(diagnostic);
  for (auto& [name, entry] : entries_) sort(entry.all);
}

// What can be said of one file while the rules of the others are only names.
std::vector<diag::Diagnostic> RuleSet::diagnose(Entry& entry) {
  diag::Sink sink;
  for (const diag::Diagnostic& diagnostic : entry.of_parsing) sink.take(diagnostic);
  driver::Allowances allowances;
  diag::Sink of_comments;
  allowances.read(entry.file, sources_, of_comments);
  base::Interner interner(*interner_);
  check::CheckOptions options;
  options.tests = check::Tests::of_rule_files;
  options.only = number(entry.file);
  static_cast<void>(check::check_rules(files_, sources_, interner, sink, options));
  std::vector<diag::Diagnostic> result;
  for (const diag::Diagnostic& diagnostic : sink.all()) {
    if (diagnostic.span.file == entry.file && !allowances.allows(diagnostic, sources_)) result.push_back(diagnostic);
  }
  for (const diag::Diagnostic& diagnostic : of_comments.all()) result.push_back(diagnostic);
  sort(result);
  return result;
}

void RuleSet::check_file(const std::string& name) {
  const auto known = entries_.find(name);
  if (known == entries_.end()) {
    check();
    return;
  }
  Entry& entry = known->second;
  if (!entry.of_all_rules) {
    const std::vector<diag::Diagnostic> own = diagnose(entry);
    entry.of_all_rules.emplace();
    for (const diag::Diagnostic& diagnostic : entry.all) {
      if (std::none_of(own.begin(), own.end(),
                       [&](const diag::Diagnostic& other) { return same(diagnostic, other); })) {
        entry.of_all_rules->push_back(diagnostic);
      }
    }
  }
  const std::string before(sources_.content(entry.file));
  settle();
  const std::string_view after = sources_.content(entry.file);
  const auto same_begin = static_cast<std::uint32_t>(
      std::mismatch(before.begin(), before.end(), after.begin(), after.end()).first - before.begin());
  std::uint32_t same_end = 0;
  while (same_end < std::min(before.size(), after.size()) - same_begin &&
         before[before.size() - same_end - 1] == after[after.size() - same_end - 1]) {
    ++same_end;
  }
  const auto shift = static_cast<std::uint32_t>(after.size() - before.size());  // may wrap, and wraps back
  const auto moves = [&](text::Span& span) {
    if (span.file != entry.file || span.end <= same_begin) return true;
    if (span.begin < before.size() - same_end) return false;
    span.begin += shift;
    span.end += shift;
    return true;
  };
  std::erase_if(*entry.of_all_rules, [&](diag::Diagnostic& diagnostic) {
    bool is_there = moves(diagnostic.span);
    for (diag::Note& note : diagnostic.notes) is_there = moves(note.span) && is_there;
    for (diag::Replacement& replacement : diagnostic.replacements) is_there = moves(replacement.span) && is_there;
    return !is_there;
  });
  entry.all = diagnose(entry);
  for (const diag::Diagnostic& diagnostic : *entry.of_all_rules) {
    if (std::none_of(entry.all.begin(), entry.all.end(),
                     [&](const diag::Diagnostic& other) { return same(diagnostic, other); })) {
      entry.all.push_back(diagnostic);
    }
  }
  sort(entry.all);
}

const std::vector<diag::Diagnostic>& RuleSet::diagnostics(const std::string& name) const {
  return entries_.at(name).all;
}

std::string RuleSet::program_bytes() const { return check::write_program(program_, first_file(), *interner_); }

const ast::Ast* RuleSet::find_tree(const std::string& name) const {
  const auto found = entries_.find(name);
  return found == entries_.end() ? nullptr : &files_[number(found->second.file)].ast;
}

text::Span RuleSet::name_span(const check::Declaration& declaration) const {
  const ast::Ast& ast = tree(declaration);
  return ast.span(ast.find(declaration.node, ast::NodeKind::name));
}

std::optional<CloseLook> RuleSet::look(std::uint32_t number, CloseLook look, std::uint32_t cursor) {
  diag::Sink none;
  look.observations.file = number;
  look.observations.cursor = cursor;
  check::CheckOptions options;
  options.tests = check::Tests::of_rule_files;
  options.notes = false;
  options.observations = &look.observations;
  options.only = number;
  look.program = check::check_rules(files_, sources_, *look.interner, none, options);
  return look;
}

std::optional<CloseLook> RuleSet::look(const std::string& name, std::uint32_t cursor) {
  settle();
  const auto found = entries_.find(name);
  if (found == entries_.end()) return std::nullopt;
  CloseLook result;
  result.interner = std::make_unique<base::Interner>(*interner_);
  const std::uint32_t index = number(found->second.file);
  result.tree = files_[index].ast;
  return look(index, std::move(result), cursor);
}

std::optional<CloseLook> RuleSet::look_at_part(const std::string& name, std::string text, std::uint32_t cursor) {
  // The other declarations may be those of a moment ago.
  if (!entries_.contains(name)) settle();
  const auto found = entries_.find(name);
  if (found == entries_.end()) return std::nullopt;
  CloseLook result;
  result.interner = std::make_unique<base::Interner>(*interner_);
  sources_.replace(draft_, name, std::move(text));
  diag::Sink none;
  result.tree = parse::parse_rules(sources_, draft_, {}, *result.interner, none);
  // What is built in gives way to others of the same name.
  const auto part = static_cast<std::uint32_t>(files_.size());
  files_[number(found->second.file)].builtin = true;
  files_.push_back({result.tree, false});
  std::optional<CloseLook> looked = look(part, std::move(result), cursor);
  files_.pop_back();
  files_[number(found->second.file)].builtin = false;
  return looked;
}

}  // namespace meshplay::assist
