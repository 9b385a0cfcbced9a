// What a plain YAML scalar or a JSON number is, as kubectl takes it: sigs.k8s.io/yaml over go-yaml v2, YAML 1.1.
#pragma once

#include <string>
#include <string_view>

#include "engine/data/tree.h"

namespace meshplay::data {

struct Scalar {
  NodeType type = NodeType::text;
  // The canonical text: `true`, `31` for `0x1F`, `1000.5` for `+1_000.5`. Points into the argument, into `buffer` or
  // to a constant.
  std::string_view text;
};

// The type of an unquoted scalar. Integers are those that fit in 64 bits with a sign; larger ones are numbers.
// Timestamps, infinities and not-a-number are text: JSON, and so Kubernetes, has none.
Scalar resolve_plain(std::string_view spelling, std::string& buffer);

// The type of a well-formed JSON number; one that no machine holds is text.
Scalar resolve_json_number(std::string_view spelling);

}  // namespace meshplay::data
