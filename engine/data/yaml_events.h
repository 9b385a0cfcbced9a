// libyaml's events: their places in bytes, what a scalar is, and where a value begins. Common to the reader of
// documents and to that of layouts.
#pragma once

#include <yaml.h>

#include <cstdint>
#include <string>
#include <string_view>

#include "engine/base/ensure.h"
#include "engine/data/scalar.h"

namespace meshplay::data {

inline std::string_view chars(const yaml_char_t* text) {
  return text == nullptr ? std::string_view() : std::string_view(reinterpret_cast<const char*>(text));
}

// libyaml counts characters, spans count bytes. Marks move forward with few and short steps back, so a cursor that
// walks with them costs one pass over the file; a file of ASCII needs none.
class Places {
 public:
  Places(std::string_view content, std::uint32_t first, bool ascii)
      : content_(content), byte_(first), first_(first), ascii_(ascii) {}

  std::uint32_t offset(std::size_t index) {
    if (ascii_) return first_ + static_cast<std::uint32_t>(index);
    while (index_ < index && byte_ < content_.size()) {
      ++byte_;
      while (byte_ < content_.size() && continues(byte_)) ++byte_;
      ++index_;
    }
    while (index_ > index && byte_ > first_) {
      --byte_;
      while (byte_ > first_ && continues(byte_)) --byte_;
      --index_;
    }
    return byte_;
  }

 private:
  bool continues(std::uint32_t at) const { return (static_cast<unsigned char>(content_[at]) & 0xc0U) == 0x80U; }

  std::string_view content_;
  std::size_t index_ = 0;
  std::uint32_t byte_;
  std::uint32_t first_;
  bool ascii_;
};

class YamlParser {
 public:
  explicit YamlParser(std::string_view input) {
    ENSURE(yaml_parser_initialize(&parser_) == 1, "libyaml has memory to begin with");
    yaml_parser_set_encoding(&parser_, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&parser_, reinterpret_cast<const unsigned char*>(input.data()), input.size());
  }
  YamlParser(const YamlParser&) = delete;
  YamlParser& operator=(const YamlParser&) = delete;
  ~YamlParser() { yaml_parser_delete(&parser_); }

  yaml_parser_t* get() { return &parser_; }

 private:
  yaml_parser_t parser_{};
};

class YamlEvent {
 public:
  YamlEvent() = default;
  YamlEvent(const YamlEvent&) = delete;
  YamlEvent& operator=(const YamlEvent&) = delete;
  ~YamlEvent() { yaml_event_delete(&event_); }

  yaml_event_t* get() { return &event_; }

 private:
  yaml_event_t event_{};
};

inline bool is_tag(const yaml_char_t* tag, std::string_view name) {
  constexpr std::string_view kPrefix = "tag:yaml.org,2002:";
  const std::string_view text = chars(tag);
  return text.starts_with(kPrefix) && text.substr(kPrefix.size()) == name;
}

// With the tag `!`, libyaml calls a scalar plain that is text.
template <typename ScalarData>
bool is_untagged_plain(const ScalarData& scalar) {
  return scalar.plain_implicit != 0 && scalar.tag == nullptr;
}

// Whether a scalar that is a key opens a mapping in its place.
template <typename ScalarData>
bool is_merge_key(const ScalarData& scalar, std::string_view value) {
  return value == "<<" && (is_untagged_plain(scalar) || is_tag(scalar.tag, "merge"));
}

// `buffer` keeps a canonical text.
template <typename ScalarData>
Scalar type_of(const ScalarData& scalar, std::string_view value, std::string& buffer) {
  if (is_untagged_plain(scalar)) return resolve_plain(value, buffer);
  const auto typed_as = [&](NodeType wanted) {
    Scalar typed = resolve_plain(value, buffer);
    if (wanted == NodeType::number && typed.type == NodeType::integer) typed.type = NodeType::number;
    return typed.type == wanted ? typed : Scalar{NodeType::text, value};
  };
  if (is_tag(scalar.tag, "int")) return typed_as(NodeType::integer);
  if (is_tag(scalar.tag, "float")) return typed_as(NodeType::number);
  if (is_tag(scalar.tag, "bool")) return typed_as(NodeType::boolean);
  if (is_tag(scalar.tag, "null")) return typed_as(NodeType::null);
  return {NodeType::text, value};
}

inline bool is_yaml_space(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

// Moves `at` past anchors, tags and comments to the first byte of the value itself.
inline void skip_properties(std::string_view content, std::uint32_t& at, std::uint32_t end) {
  while (at < end) {
    const char c = content[at];
    if (is_yaml_space(c)) {
      ++at;
    } else if (c == '&' || c == '!') {
      while (at < end && !is_yaml_space(content[at])) ++at;
    } else if (c == '#') {
      while (at < end && content[at] != '\n' && content[at] != '\r') ++at;
    } else {
      break;
    }
  }
}

// The end of a block scalar, whose event ends with the lines behind it.
inline std::uint32_t end_of_block_scalar(std::string_view content, std::uint32_t begin, std::uint32_t end) {
  while (end > begin + 1 && is_yaml_space(content[end - 1])) --end;
  return end;
}

// libyaml puts some empty values at the next token; people look for them after what stands before.
inline std::uint32_t place_of_nothing(std::string_view content, std::uint32_t first, std::uint32_t at) {
  while (at > first && is_yaml_space(content[at - 1])) --at;
  return at;
}

}  // namespace meshplay::data
