// What an expression or a query comes to over a design.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/text/source.h"

namespace meshplay::driver {

struct QueryValue {
  std::string shown;      // as people read it: a component's id, a text without quotes
  std::string json;       // empty: missing
  std::string component;  // that it is, or in whose manifest it stands; empty: it is computed
  std::string path;       // there
  text::Span place;       // unknown: it is computed
};

struct QueryResult {
  enum class Kind : std::uint8_t {
    rows,   // of `some ...`: a column for each variable, each row once, sorted by what is shown
    value,  // of an expression: one row of one column, or none when it is missing
    truth,  // of another condition
  };
  Kind kind = Kind::rows;
  std::vector<std::string> columns;
  std::vector<std::vector<QueryValue>> rows;
  bool holds = false;  // truth
};

// Whether a query that ends here goes on: a bracket or a text is open, or the last word wants another one.
bool is_incomplete_query(std::string_view text);

}  // namespace meshplay::driver
