// What rule files speak of, in Markdown and in a line, for people who write them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/assist/rule_set.h"

namespace meshplay::assist {

// One parameter of something that is called.
struct Parameter {
  std::string name;
  std::string type;  // a kind, or what a function takes; may be empty
};

struct Signature {
  std::string name;
  std::vector<Parameter> parameters;
  std::string label;  // `routes(service: Service, workload: Workload)`
  std::string doc;    // Markdown, may be empty
};

// `text`, `list of Container`, `Deployment or StatefulSet`; empty: nothing is known.
std::string type_name(const check::Type& type, const check::Observations& observations, const base::Interner& interner);

// What declares it, as it is written: its first line, or roles, or the whole of it.
std::string head(const DeclarationView& view);
std::string doc(const DeclarationView& view);
std::string hover(const DeclarationView& view);
std::string hover_kind(std::string_view name);
std::string hover_function(std::string_view name);  // empty: there is none

// Of a member: what the schemas say, by the type of what stands before its dot.
std::string hover_member(const check::Type& base, std::string_view key, const base::Interner& interner);
std::string hover_property(std::string_view key);  // `name`, `labels` ... of components; empty: there is none

struct PropertyRow {
  std::string_view name;
  std::string_view what;
};
const std::vector<PropertyRow>& properties();

// Of a relationship, a define or a field.
Signature signature(const DeclarationView& view);
// Of a function; nothing if there is none.
std::optional<Signature> function_signature(std::string_view name);
std::vector<std::string_view> function_names();

// A field of the schemas that may follow a value of this type, with those that have it.
struct MemberRow {
  std::string_view name;
  std::vector<model::Field> fields;  // of the kinds that have it
  std::size_t missing_in = 0;        // kinds that do not
};
std::vector<MemberRow> members(const check::Type& type);
// `text`, `quantity`, `list of Container`
std::string node_name(model::Node node);
// The texts that a place can have.
std::vector<std::string_view> enum_values(const check::Type& type);

}  // namespace meshplay::assist
