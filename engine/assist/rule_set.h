// Rule files that are being written: their trees are kept, so that a change reads one file anew and checks all.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/check/observer.h"
#include "engine/diag/diagnostic.h"

namespace meshplay::assist {

// A declaration with what it stands in.
struct DeclarationView {
  const check::Declaration& declaration;
  const ast::Ast& tree;
  const text::SourceSet& sources;
  const base::Interner& interner;
  bool is_builtin = false;

  std::string_view source(ast::NodeIndex node) const { return sources.text(tree.span(node)); }
  std::string_view text(ast::NodeIndex node) const { return interner.text(tree.at(node).text); }
  ast::NodeIndex name_node() const { return tree.find(declaration.node, ast::NodeKind::name); }
};

class RuleSet;

// A rule file looked at closely: its tree, and what the checker found at its places. Stands on the set that made it and
// lasts until that changes.
struct CloseLook {
  std::unique_ptr<base::Interner> interner;
  ast::Ast tree;
  check::Program program;
  check::Observations observations;

  std::string_view text(ast::NodeIndex node) const { return interner->text(tree.at(node).text); }
  DeclarationView view(const RuleSet& rules, const check::Declaration& declaration) const;
};

class RuleSet {
 public:
  // The bytes outlive this.
  explicit RuleSet(std::string_view builtin_pack);
  RuleSet(const RuleSet&) = delete;
  RuleSet& operator=(const RuleSet&) = delete;

  // What was put is read when somebody asks for something: of many changes of one file only the last one.
  void put(const std::string& name, std::string content);
  void remove(const std::string& name);
  bool has(const std::string& name) const { return entries_.contains(name) || pending_.contains(name); }
  std::string_view content(const std::string& name);
  // The same, without that anything is read.
  std::string text_put(const std::string& name) const;
  text::FileId file(const std::string& name);

  bool is_checked() const { return is_checked_ && pending_.empty(); }
  void check();
  // Brings the diagnostics of this file up to date, and those of no other: what hangs on all rules together (repeated
  // and contradicting ones, cycles, what nothing uses) stays as check() found it, where its text is still there.
  void check_file(const std::string& name);

  // ---- once they are checked

  std::vector<std::string> names() const;
  // Of one file, by place.
  const std::vector<diag::Diagnostic>& diagnostics(const std::string& name) const;
  bool has_errors() const { return has_errors_; }
  const std::vector<check::Declaration>& declarations() const { return observations_.declarations; }
  const std::vector<check::Reference>& references() const { return observations_.references; }
  // Bytes of the checked program, for check::read_program; spans are those of this set.
  std::string program_bytes() const;
  text::FileId first_file() const { return files_.front().ast.file; }

  // `cursor`: where the names in scope are wanted.
  std::optional<CloseLook> look(const std::string& name, std::uint32_t cursor = check::kNone);
  // The text stands for a part of the file, with the lines that are for all of it (`package`, `import`, `model`): its
  // declarations take the place of those of the same name, the others are as they are.
  std::optional<CloseLook> look_at_part(const std::string& name, std::string text, std::uint32_t cursor);

  const text::SourceSet& sources() const { return sources_; }
  const ast::Ast& tree(std::uint32_t number) const { return files_[number].ast; }
  const ast::Ast& tree(const check::Declaration& declaration) const { return files_[declaration.file].ast; }
  const ast::Ast* find_tree(const std::string& name) const;
  std::string_view text(const ast::Ast& tree, ast::NodeIndex node) const { return interner_->text(tree.at(node).text); }
  DeclarationView view(const check::Declaration& declaration) const {
    return {declaration, tree(declaration), sources_, *interner_, files_[declaration.file].builtin};
  }
  // Of the name itself.
  text::Span name_span(const check::Declaration& declaration) const;
  std::string_view file_name(text::FileId file) const { return sources_.name(file); }

 private:
  struct Entry {
    text::FileId file = text::kNoFile;
    std::vector<diag::Diagnostic> of_parsing;
    std::vector<diag::Diagnostic> all;
    std::optional<std::vector<diag::Diagnostic>> of_all_rules;  // what check_file() cannot find
  };

  void start(std::string_view builtin_pack);
  void settle();
  void take(const std::string& name, std::string content);
  void read(const std::string& name, Entry& entry);
  std::uint32_t number(text::FileId file) const;
  std::vector<diag::Diagnostic> diagnose(Entry& entry);
  std::optional<CloseLook> look(std::uint32_t number, CloseLook look, std::uint32_t cursor);

  std::string_view builtin_pack_;
  text::SourceSet sources_;
  std::unique_ptr<base::Interner> interner_;
  std::vector<check::RuleFile> files_;  // built-in ones first, then by name
  std::size_t builtin_files_ = 0;
  std::map<std::string, Entry> entries_;
  std::map<std::string, std::string> pending_;  // what was put and not read yet
  std::vector<text::FileId> free_files_;
  text::FileId draft_ = text::kNoFile;  // for texts that are looked at once
  check::Program program_;
  check::Observations observations_;
  std::size_t read_bytes_ = 0;  // since the texts of all were read anew
  bool is_checked_ = false;
  bool has_errors_ = false;
};

}  // namespace meshplay::assist
