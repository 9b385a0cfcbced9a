// Packages and names: which declaration a name in a rule file means.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/check/checker.h"

namespace meshplay::check {

enum class DeclKind : std::uint8_t { kind, field, relationship, define, rule };

std::string_view name(DeclKind kind);

struct Declaration {
  DeclKind kind = DeclKind::kind;
  std::uint32_t file = 0;  // index of the rule file
  ast::NodeIndex node = ast::kNoIndex;
  std::string package;
  std::string full_name;
  bool is_private = false;
  bool is_deprecated = false;
  std::string_view instead{};  // what stands behind `deprecated`
  bool used = false;
  std::uint32_t number = kNone;  // relations and checks: their id in the program
};

class Names {
 public:
  // Collects the packages, imports and declarations of all files; reports names declared twice, imports of packages
  // that do not exist, and cycles of imports.
  Names(const std::vector<RuleFile>& files, const text::SourceSet& sources, const base::Interner& interner,
        diag::Sink& sink);

  // The declaration that `name` (plain or with its package) means in this file: its own package first, then the
  // packages around it, then its imports, then the built-in packs. nullptr when there is none.
  Declaration* find(std::uint32_t file, std::string_view name);

  // f(text::Span, package) for imports of this file that no name needed.
  template <typename F>
  void for_each_unused_import(std::uint32_t file, F&& f) const {
    for (const Import& import : imports_[file]) {
      if (!import.used) f(import.span, std::string_view(import.package));
    }
  }

  std::vector<Declaration>& declarations() { return declarations_; }
  const std::string& package(std::uint32_t file) const { return packages_[file]; }
  // Names of these kinds of declaration that could be meant in this file, for suggestions.
  std::vector<std::string_view> visible(std::uint32_t file, std::initializer_list<DeclKind> kinds) const;

 private:
  struct Import {
    std::string package;
    std::string alias;
    text::Span span;
    text::Span package_span;
    bool used = false;
  };

  void collect(std::uint32_t index, const RuleFile& file);
  void declare(std::uint32_t index, const RuleFile& file, ast::NodeIndex node);
  void check_imports();
  Declaration* lookup(std::string_view full_name, std::string_view from_package);
  Declaration* search(std::uint32_t file, std::string_view name);

  const std::vector<RuleFile>& files_;
  const text::SourceSet& sources_;
  const base::Interner& interner_;
  diag::Sink& sink_;
  std::vector<std::string> packages_;         // by file
  std::vector<std::vector<Import>> imports_;  // by file
  std::vector<Declaration> declarations_;
  std::map<std::string, std::uint32_t, std::less<>> by_name_;
  std::vector<std::map<std::string, Declaration*, std::less<>>> found_;  // by file: answers given
  std::vector<std::string> builtin_packages_;
  std::vector<std::string> all_packages_;
};

}  // namespace meshplay::check
