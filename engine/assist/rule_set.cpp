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

}  // namespace

DeclarationView CloseLook::view(const RuleSet& rules, const check::Declaration& declaration) const {
  const DeclarationView other = rules.view(declaration);
  return {declaration, declaration.file == observations.file ? tree : other.tree, other.sources, *interner,
          other.is_builtin};
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

text::FileId RuleSet::file(const std::string& name) {
  settle();
  return entries_.at(name).file;
}

std::vector<std::string> RuleSet::names() const {
  std::vector<std::string> result;
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
  for (auto& [name, entry] : entries_) {
    std::stable_sort(entry.all.begin(), entry.all.end(), [](const diag::Diagnostic& a, const diag::Diagnostic& b) {
      return std::tie(a.span.begin, a.code) < std::tie(b.span.begin, b.code);
    });
  }
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

std::optional<CloseLook> RuleSet::look(const std::string& name, std::string text, std::uint32_t cursor) {
  settle();
  const auto found = entries_.find(name);
  if (found == entries_.end()) return std::nullopt;
  CloseLook result;
  result.interner = std::make_unique<base::Interner>(*interner_);
  sources_.replace(draft_, name, std::move(text));
  diag::Sink none;
  const std::uint32_t index = number(found->second.file);
  std::swap(files_[index].ast, result.tree);  // the file's own tree, for as long as the other is looked at
  files_[index].ast = parse::parse_rules(sources_, draft_, {}, *result.interner, none);
  std::optional<CloseLook> looked = look(index, std::move(result), cursor);
  std::swap(files_[index].ast, looked->tree);
  return looked;
}

}  // namespace meshplay::assist
