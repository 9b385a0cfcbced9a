// What Kubernetes says of its kinds, for every version from 1.25 to 1.37: which fields they have, of which types, and
// since when. The table is linked in and read in place: nothing is built at start-up, lookups are binary searches and
// allocate nothing, and every handle and text lives as long as the program.
//
// One description serves all versions. A field says in which versions it is there, and a field whose type changed has
// two rows with no version in common. A definition (`io.k8s.api.core.v1.PodSpec`) is one node, wherever it is used.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "engine/model/versions.h"

namespace meshplay::model {

enum class NodeType : std::uint8_t { any, object, map, array, text, integer, number, boolean };

// `quantity` and `int_or_string` are nodes of type text that a number may stand for; see Node::may_be.
enum class Format : std::uint8_t { none, quantity, int_or_string, date_time, duration, base64, int32, int64, float64 };

enum class ListType : std::uint8_t { unstated, atomic, set, map };

class Field;

// A text of the table.
class Text {
 public:
  std::string_view text() const;

 private:
  std::uint16_t text_;
};

class EnumValue {
 public:
  std::string_view text() const;
  // Where the value may stand. Versions that do not state the values of the field count as ones that have it.
  Versions versions() const { return versions_; }

 private:
  std::uint16_t text_;
  std::uint16_t versions_;
};

// The description of one value. Two nodes are equal if they are the same one.
class Node {
 public:
  NodeType type() const;
  Format format() const;
  // Whether a value of this type can stand here, with what the format lets in beside the type.
  bool may_be(NodeType type) const;
  // `io.k8s.api.core.v1.PodSpec`; empty for a node without a name.
  std::string_view definition() const;

  // Of an object, sorted by name, then by version; empty for everything else.
  std::span<const Field> fields() const;
  // The rows of this name: none, one, or two if the type changed.
  std::span<const Field> fields(std::string_view name) const;
  // Those of them that are there in any of `versions`.
  std::span<const Field> fields(std::string_view name, Versions versions) const;

  // What an array is made of; only for arrays.
  Node element() const;
  // What a map leads to; only for maps.
  Node value() const;

  ListType list_type() const;
  // By which fields the elements of an array are told apart, if its list type is `map`.
  std::span<const Text> list_map_keys() const;

  // The texts that may stand here, sorted; empty if no version states them. Kubernetes takes an empty text for an unset
  // one, whether it is listed or not.
  std::span<const EnumValue> enum_values() const;
  // The versions that state the values; in the others any text may stand as far as is known.
  Versions enum_stated() const;

  friend bool operator==(Node, Node) = default;

 private:
  friend class Field;
  friend class KindSchema;
  explicit Node(std::uint16_t index) : index_(index) {}

  std::uint16_t index_;
};

class Field {
 public:
  std::string_view name() const;
  Versions versions() const { return versions_; }
  Node node() const { return Node(node_); }
  // In which of its versions it must be there.
  Versions required() const { return required_; }
  // Written by the server, never by a manifest, and so is everything below it.
  bool server_set() const { return (flags_ & 1U) != 0; }
  // Stays as the object was created with, by the description of the field; what lies below it may say otherwise. It is
  // said of the object that the definition was made for: below a template (`PodTemplateSpec`) what a Pod may not change
  // can be changed.
  bool immutable() const { return (flags_ & 2U) != 0; }
  // JSON; empty if none is stated. Zero values are not told apart from none.
  std::string_view default_value() const;

 private:
  std::uint16_t name_;
  std::uint16_t versions_;
  std::uint16_t node_;
  std::uint16_t required_;
  std::uint16_t default_;
  std::uint16_t flags_;
};

// One API version of a kind. Everyone has the fields `apiVersion`, `kind` and `metadata`.
class KindSchema {
 public:
  std::string_view name() const;
  // As canonical_group has it: `` for the Event of `events.k8s.io/v1`.
  std::string_view group() const;
  // The group that is written in a manifest.
  std::string_view written_group() const;
  // `v1beta1`
  std::string_view version() const;
  // The versions of Kubernetes that serve it.
  Versions versions() const { return versions_; }
  bool namespaced() const { return namespaced_ != 0; }
  Node root() const { return Node(root_); }

 private:
  std::uint16_t name_;
  std::uint16_t group_;
  std::uint16_t written_group_;
  std::uint16_t version_;
  std::uint16_t versions_;
  std::uint16_t root_;
  std::uint16_t namespaced_;
};

// All rows, sorted by name, then canonical group, then version, stable and new ones first.
std::span<const KindSchema> kind_schemas();
// All API versions of a kind; `group` is canonical. Empty if Kubernetes has no such kind.
std::span<const KindSchema> find_schemas(std::string_view group, std::string_view name);
// Those of one API version: one row, but for `Event`, which two groups serve as `v1`. All if `version` is empty.
std::span<const KindSchema> find_schemas(std::string_view group, std::string_view version, std::string_view name);

}  // namespace meshplay::model
