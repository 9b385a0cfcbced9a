// Checks parsed rule files and resolves them into a program: kinds, fields, relations, variables, strata. Reports into
// the sink and always returns a program; what did not check is left out of it, so one mistake gives one message.
#pragma once

#include <vector>

#include "engine/check/program.h"
#include "engine/model/versions.h"

namespace meshplay::check {

struct RuleFile {
  ast::Ast ast;
  bool builtin = false;  // its public names are in scope everywhere
};

// Whose `test` blocks and warnings are wanted.
enum class Tests : std::uint8_t { of_rule_files, all };

struct Observations;

struct CheckOptions {
  Tests tests = Tests::all;
  bool notes = true;  // what is no defect, too
  // Of Kubernetes, which paths are checked against; a `model` line of a file picks among them.
  model::Versions versions = model::kAllVersions;
  // Filled with what is found at which place: observer.h. None: nobody asks.
  Observations* observations = nullptr;
  // By number: the only file whose declarations and tests are looked at. What it makes is no program to run then.
  std::uint32_t only = kNone;
};

Program check_rules(const std::vector<RuleFile>& files, const text::SourceSet& sources, base::Interner& interner,
                    diag::Sink& sink, const CheckOptions& options = {});

}  // namespace meshplay::check
