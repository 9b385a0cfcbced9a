// What a query comes to, as a table, as JSON, or as a value.
#pragma once

#include "cli/pipeline.h"

namespace meshplay::cli {

void print_query(const driver::QueryResult& result, const driver::Engine& engine, Form form, bool is_quiet,
                 Output& output);

}  // namespace meshplay::cli
