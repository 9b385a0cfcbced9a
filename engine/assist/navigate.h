// Where names of rule files are declared and used, and what a new name changes.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/assist/rule_set.h"
#include "engine/base/result.h"

namespace meshplay::assist {

// What a name at a place means. Spans are of the set's sources.
struct Meaning {
  std::optional<check::Declaration> declaration;  // none: a local name
  bool is_builtin = false;
  text::Span declared;                                              // the name where it is declared or bound
  check::Lowering::Named named = check::Lowering::Named::variable;  // of a local name
  text::Span span;                                                  // the name that was asked about
};

std::optional<Meaning> meaning(const RuleSet& rules, const CloseLook& look, std::uint32_t offset);
std::optional<text::Span> definition(RuleSet& rules, const std::string& name, std::uint32_t offset);
// All places of what the name means, by file and place.
std::vector<text::Span> references(RuleSet& rules, const std::string& name, std::uint32_t offset,
                                   bool with_declaration);

// What can be renamed there; an error says why it cannot.
base::Result<text::Span> rename_place(RuleSet& rules, const std::string& name, std::uint32_t offset);
base::Result<std::vector<diag::Replacement>> rename(RuleSet& rules, const std::string& name, std::uint32_t offset,
                                                    std::string_view new_name);

struct Symbol {
  std::string name;
  std::string detail;
  std::string package;
  bool is_test = false;
  check::DeclKind kind = check::DeclKind::kind;
  text::Span span;  // the whole of it
  text::Span name_span;
};

// Declarations and tests of a file, by place.
std::vector<Symbol> symbols(RuleSet& rules, const std::string& name);
// Declarations of all files, without built-in ones.
std::vector<Symbol> all_symbols(RuleSet& rules);

}  // namespace meshplay::assist
