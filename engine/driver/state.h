// What one engine holds between its phases.
#pragma once

#include "engine/check/checker.h"
#include "engine/driver/driver.h"
#include "engine/infer/inference.h"
#include "engine/plan/plan.h"

namespace meshplay::driver {

struct Engine::State {
  Options options;
  text::SourceSet sources;
  base::Interner interner;
  diag::Sink sink;
  std::vector<check::RuleFile> files;
  check::Program program;
  plan::Plan plan;
  design::Design design;
  std::unique_ptr<infer::Inference> engine;
  Stats stats;
  std::vector<std::string> ids;  // of the components, once relationships were asked for
  bool rules_ok = false;

  infer::Inference& inference();
  Finding finding(const check::Check& check, const infer::Finding& found) const;
  TestOutcome run_test(const check::Test& test);
};

}  // namespace meshplay::driver
