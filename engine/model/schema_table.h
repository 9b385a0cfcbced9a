// The layout of schemas.bin, little-endian, as make_schemas.py writes it. A text is its number in the sorted list of
// texts; number 0 is the empty one. The texts stand one behind the other in `pool`; text i ends where i + 1 begins.
#pragma once

#include <bit>
#include <cstdint>
#include <span>
#include <type_traits>

#include "engine/model/schema.h"

namespace meshplay::model {

inline constexpr std::uint32_t kSchemaMagic = 0x4D48534D;
inline constexpr std::uint16_t kSchemaFormat = 1;

struct SchemaSection {
  std::uint32_t offset = 0;  // in bytes from the header
  std::uint32_t count = 0;   // of rows
};

struct SchemaHeader {
  std::uint32_t magic = 0;
  std::uint16_t format = 0;
  std::uint16_t first_minor = 0;
  std::uint16_t last_minor = 0;
  std::uint16_t zero = 0;
  std::uint32_t size = 0;  // of the whole table, in bytes
  SchemaSection texts;     // where each begins in the pool, and the end of the last
  SchemaSection nodes;
  SchemaSection fields;
  SchemaSection enum_values;
  SchemaSection keys;
  SchemaSection kinds;
  SchemaSection pool;
};

struct NodeRow {
  NodeType type = NodeType::any;
  Format format = Format::none;
  ListType list_type = ListType::unstated;
  std::uint8_t key_count = 0;
  std::uint16_t first_key = 0;
  std::uint16_t definition = 0;
  std::uint16_t element = 0;  // of an array or a map
  std::uint16_t enum_stated = 0;
  std::uint16_t count = 0;  // of fields, for an object, or of enum values
  std::uint16_t zero = 0;
  std::uint32_t first = 0;
};

static_assert(std::endian::native == std::endian::little, "schemas.bin is read in place");
static_assert(sizeof(SchemaHeader) == 72 && alignof(SchemaHeader) == 4);
static_assert(sizeof(NodeRow) == 20 && alignof(NodeRow) == 4);
static_assert(sizeof(Field) == 12 && std::is_standard_layout_v<Field>);
static_assert(sizeof(EnumValue) == 4 && std::is_standard_layout_v<EnumValue>);
static_assert(sizeof(Text) == 2 && std::is_standard_layout_v<Text>);
static_assert(sizeof(KindSchema) == 14 && std::is_standard_layout_v<KindSchema>);

extern "C" const SchemaHeader kMeshplaySchemas;

template <typename Row>
std::span<const Row> schema_rows(SchemaSection section) {
  const auto* begin = reinterpret_cast<const char*>(&kMeshplaySchemas) + section.offset;
  return {reinterpret_cast<const Row*>(begin), section.count};
}

}  // namespace meshplay::model
