// Random designs and programs that meet each other: a few names, labels and paths, so that conditions hold and fail
// about as often.
#pragma once

#include <cstdint>

#include "tests/differential/case.h"

namespace meshplay::differential {

struct KindChoice {
  const char* api_versions[3];  // one of them is written; the rest may be null pointers
  const char* kind;
  const char* in_rules;  // as a rule names it
};

constexpr KindChoice kKinds[] = {
    {{"v1", nullptr, nullptr}, "Pod", "Pod"},
    {{"v1", nullptr, nullptr}, "Service", "Service"},
    {{"apps/v1", "apps/v1beta1", "extensions/v1beta1"}, "Deployment", "Deployment"},
    {{"v1", nullptr, nullptr}, "ConfigMap", "ConfigMap"},
    {{"v1", nullptr, nullptr}, "Namespace", "Namespace"},
    {{"policy/v1", nullptr, nullptr}, "PodDisruptionBudget", "PodDisruptionBudget"},
    {{"serving.knative.dev/v1", nullptr, nullptr}, "Service", "serving.knative.dev/Service"},
    {{"example.com/v1", "example.com/v2", nullptr}, "Widget", "example.com/Widget"},
};
constexpr std::size_t kCoreService = 1;
constexpr std::size_t kKnativeService = 6;
constexpr std::size_t kKindCount = sizeof kKinds / sizeof *kKinds;

// Components of the kinds given (indices into kKinds), all of different identity.
std::vector<Yaml> random_design(std::uint64_t seed, const std::vector<std::size_t>& kinds, std::size_t components);

std::vector<Declaration> random_program(std::uint64_t seed, const std::vector<std::size_t>& kinds);

Case random_case(std::uint64_t seed);

}  // namespace meshplay::differential
