// What may be written where the cursor stands in a rule file.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/assist/rule_set.h"

namespace meshplay::assist {

enum class CompletionKind : std::uint8_t {
  keyword,
  variable,
  param,
  kind,
  field,  // of a schema
  property,
  relationship,
  define,
  rule,
  function,
  value,  // of an enumeration, a component
  package,
  snippet,
};

struct Completion {
  std::string label;
  CompletionKind kind = CompletionKind::keyword;
  std::string detail = {};         // in a line, may be empty
  std::string documentation = {};  // Markdown, may be empty
  std::string insert = {};         // with `${1:name}` where a person goes on, if it is a snippet
  bool is_snippet = false;
  bool is_deprecated = false;
  int rank = 0;  // smaller ones first
};

struct Completions {
  // Bytes of the file that the text of an item takes the place of.
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  std::vector<Completion> items;
};

// `name`: of a file of the set; `offset` in bytes.
Completions complete(RuleSet& rules, const std::string& name, std::uint32_t offset);

// The same in a query that is asked of a design.
Completions complete_query(RuleSet& rules, const std::string& query, std::uint32_t offset);

}  // namespace meshplay::assist
