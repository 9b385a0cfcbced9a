#include "engine/model/schema.h"

#include <algorithm>
#include <compare>
#include <utility>

#include "engine/base/ensure.h"
#include "engine/model/schema_table.h"

namespace meshplay::model {

namespace {

std::string_view text_of(std::uint16_t text) {
  const auto offsets = schema_rows<std::uint32_t>(kMeshplaySchemas.texts);
  const auto pool = schema_rows<char>(kMeshplaySchemas.pool);
  return {pool.data() + offsets[text], offsets[text + 1U] - offsets[text]};
}

const NodeRow& row_of(std::uint16_t node) { return schema_rows<NodeRow>(kMeshplaySchemas.nodes)[node]; }

}  // namespace

std::string_view Text::text() const { return text_of(text_); }

std::string_view EnumValue::text() const { return text_of(text_); }

NodeType Node::type() const { return row_of(index_).type; }

Format Node::format() const { return row_of(index_).format; }

bool Node::may_be(NodeType type) const {
  const NodeRow& row = row_of(index_);
  if (row.type == type || row.type == NodeType::any || type == NodeType::any) return true;
  if (type == NodeType::integer)
    return row.type == NodeType::number || row.format == Format::int_or_string || row.format == Format::quantity;
  return type == NodeType::number && row.format == Format::quantity;
}

std::string_view Node::definition() const { return text_of(row_of(index_).definition); }

std::span<const Field> Node::fields() const {
  const NodeRow& row = row_of(index_);
  if (row.type != NodeType::object) return {};
  return schema_rows<Field>(kMeshplaySchemas.fields).subspan(row.first, row.count);
}

std::span<const Field> Node::fields(std::string_view name) const {
  const auto rows = std::ranges::equal_range(fields(), name, {}, &Field::name);
  return {rows.begin(), rows.end()};
}

std::span<const Field> Node::fields(std::string_view name, Versions versions) const {
  std::span<const Field> rows = fields(name);
  while (!rows.empty() && (rows.front().versions() & versions) == 0) rows = rows.subspan(1);
  while (!rows.empty() && (rows.back().versions() & versions) == 0) rows = rows.first(rows.size() - 1);
  return rows;
}

Node Node::element() const {
  ENSURE(type() == NodeType::array, "only arrays have elements");
  return Node(row_of(index_).element);
}

Node Node::value() const {
  ENSURE(type() == NodeType::map, "only maps have values");
  return Node(row_of(index_).element);
}

ListType Node::list_type() const { return row_of(index_).list_type; }

std::span<const Text> Node::list_map_keys() const {
  const NodeRow& row = row_of(index_);
  return schema_rows<Text>(kMeshplaySchemas.keys).subspan(row.first_key, row.key_count);
}

std::span<const EnumValue> Node::enum_values() const {
  const NodeRow& row = row_of(index_);
  if (row.type == NodeType::object) return {};
  return schema_rows<EnumValue>(kMeshplaySchemas.enum_values).subspan(row.first, row.count);
}

Versions Node::enum_stated() const { return row_of(index_).enum_stated; }

std::string_view Field::name() const { return text_of(name_); }

std::string_view Field::default_value() const { return text_of(default_); }

std::string_view KindSchema::name() const { return text_of(name_); }

std::string_view KindSchema::group() const { return text_of(group_); }

std::string_view KindSchema::written_group() const { return text_of(written_group_); }

std::string_view KindSchema::version() const { return text_of(version_); }

std::span<const KindSchema> kind_schemas() { return schema_rows<KindSchema>(kMeshplaySchemas.kinds); }

std::span<const KindSchema> find_schemas(std::string_view group, std::string_view name) {
  const auto key = [](const KindSchema& kind) { return std::pair(kind.name(), kind.group()); };
  const auto rows = std::ranges::equal_range(kind_schemas(), std::pair(name, group), {}, key);
  return {rows.begin(), rows.end()};
}

std::span<const KindSchema> find_schemas(std::string_view group, std::string_view version, std::string_view name) {
  const std::span<const KindSchema> rows = find_schemas(group, name);
  if (version.empty()) return rows;
  const auto is_it = [&](const KindSchema& kind) { return kind.version() == version; };
  const auto begin = std::ranges::find_if(rows, is_it);
  return {begin, std::find_if_not(begin, rows.end(), is_it)};
}

}  // namespace meshplay::model
