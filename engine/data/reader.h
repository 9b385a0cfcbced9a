// Reads YAML (through libyaml's events) and JSON into the tree. What is wrong is reported with its place, and
// reading goes on with what can still be read: a broken document is left out, the others stay.
#pragma once

#include <cstdint>

#include "engine/base/interner.h"
#include "engine/data/tree.h"
#include "engine/diag/diagnostic.h"
#include "engine/text/source.h"

namespace meshplay::data {

// Each limit is named in the message of the input that passes it.
struct Limits {
  std::uint64_t file_bytes = std::uint64_t{64} << 20;
  std::uint32_t depth = 256;
  std::uint32_t documents_in_file = 100'000;
  std::uint32_t nodes_in_document = 4'000'000;  // after aliases are opened
  std::uint32_t alias_nodes_in_document = 200'000;
};

class RecentTexts;

enum class Syntax : std::uint8_t { yaml, json };

// By the file's ending; JSON for `.json`, else YAML.
Syntax syntax_of(std::string_view name);

struct ReadOutcome {
  std::uint32_t documents = 0;  // read and appended to the tree
  bool failed = false;          // something of the file could not be read; it has been reported
};

ReadOutcome read_documents(const text::SourceSet& sources, text::FileId file, Syntax syntax, const Limits& limits,
                           base::Interner& interner, Tree& tree, diag::Sink& sink);
// The same for one of many files, which share what was seen lately.
ReadOutcome read_documents(const text::SourceSet& sources, text::FileId file, Syntax syntax, const Limits& limits,
                           RecentTexts& texts, Tree& tree, diag::Sink& sink);

}  // namespace meshplay::data
