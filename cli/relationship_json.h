// One relationship as a JSON object.
#pragma once

#include "engine/diag/render_json.h"
#include "engine/driver/driver.h"

namespace meshplay::cli {

// The order of the keys is part of the format.
inline void write_relationship(const driver::Relationship& relationship, diag::JsonWriter& json) {
  json.begin_object();
  json.member("relationship", relationship.relationship);
  json.member("kind", relationship.kind);
  json.member("type", relationship.type);
  json.member("subtype", relationship.subtype);
  json.member("from", relationship.from);
  json.member("to", relationship.to);
  json.member_or_null("via", relationship.via);
  json.end_object();
}

}  // namespace meshplay::cli
