// The text of a new check with two tests that pass, from what one manifest has.
#pragma once

#include <string>
#include <string_view>

#include "engine/base/result.h"
#include "engine/edit/value.h"

namespace meshplay::driver {

struct NewRule {
  std::string name;
  std::string severity = "warn";
  std::string package = "team";
  std::string kind;  // of a check that begins with an example: that a label is missing; or:
  std::string file;  // with the manifest
  std::string path;  // `spec.template.spec.containers[0].image`; a list without an index means one that has the rest
  std::string component;  // `Deployment/web`; empty: the first that has the path
};

// A component as a new rule needs it.
struct ManifestInfo {
  std::string kind;
  std::string group;
  std::string id;        // as a test names it
  std::string short_id;  // without the namespace
  edit::Value head;      // apiVersion, kind, and metadata with name and namespace, where they are written
  edit::Value value;     // all of it
};

// It was checked and its tests have run before it is given back.
base::Result<std::string> new_rule(const NewRule& wanted, std::string_view builtin_pack);

}  // namespace meshplay::driver
