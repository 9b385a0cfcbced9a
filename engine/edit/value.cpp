#include "engine/edit/value.h"

#include <unordered_set>
#include <utility>

#include "engine/data/scalar.h"
#include "engine/data/utf8.h"
#include "engine/edit/scalar_text.h"

namespace meshplay::edit {

using data::NodeType;

namespace {

bool is_text(std::string_view bytes) { return data::examine(bytes).first_bad == data::kNowhere; }

std::optional<std::string> mistake_at(const Value& value, std::uint32_t depth) {
  constexpr std::uint32_t kMostLevels = 256;
  if (depth > kMostLevels) return "the value is nested deeper than " + std::to_string(kMostLevels) + " levels";
  switch (value.type) {
    case NodeType::null: return std::nullopt;
    case NodeType::boolean:
      if (value.text != "true" && value.text != "false") return "`" + value.text + "` is no truth value";
      return std::nullopt;
    case NodeType::integer:
    case NodeType::number: {
      std::string buffer;
      const data::Scalar read = data::resolve_plain(value.text, buffer);
      if (read.type != value.type || read.text != value.text) return "`" + value.text + "` is no number";
      return std::nullopt;
    }
    case NodeType::text:
      if (!is_text(value.text)) return "the value is not UTF-8";
      return std::nullopt;
    case NodeType::sequence:
      for (const Value& element : value.elements) {
        if (auto mistake = mistake_at(element, depth + 1)) return mistake;
      }
      return std::nullopt;
    case NodeType::mapping: {
      std::unordered_set<std::string_view> keys;
      for (const Entry& entry : value.entries) {
        if (!is_text(entry.key)) return "a key of the value is not UTF-8";
        if (!keys.insert(entry.key).second) return "the value has the key `" + entry.key + "` twice";
        if (auto mistake = mistake_at(entry.value, depth + 1)) return mistake;
      }
      return std::nullopt;
    }
  }
  return std::nullopt;
}

}  // namespace

std::string json_text(const Value& value) {
  std::string out;
  switch (value.type) {
    case NodeType::null: return "null";
    case NodeType::text: return double_quoted(value.text);
    case NodeType::sequence:
      for (const Value& element : value.elements) out += (out.empty() ? "" : ", ") + json_text(element);
      return "[" + out + "]";
    case NodeType::mapping:
      for (const Entry& entry : value.entries) {
        out += (out.empty() ? "" : ", ") + double_quoted(entry.key) + ": " + json_text(entry.value);
      }
      return "{" + out + "}";
    default: return value.text;
  }
}

Value Value::boolean(bool value) { return {NodeType::boolean, value ? "true" : "false", {}, {}}; }

Value Value::number(std::string text) {
  std::string buffer;
  const bool integer = data::resolve_plain(text, buffer).type == NodeType::integer;
  return {integer ? NodeType::integer : NodeType::number, std::move(text), {}, {}};
}

Value Value::of(std::string text) { return {NodeType::text, std::move(text), {}, {}}; }
Value Value::list(std::vector<Value> elements) { return {NodeType::sequence, "", std::move(elements), {}}; }
Value Value::map(std::vector<Entry> entries) { return {NodeType::mapping, "", {}, std::move(entries)}; }

bool operator==(const Value& one, const Value& other) {
  return one.type == other.type && one.text == other.text && one.elements == other.elements &&
         one.entries == other.entries;
}

bool operator==(const Entry& one, const Entry& other) { return one.key == other.key && one.value == other.value; }

std::optional<std::string> mistake_in(const Value& value) { return mistake_at(value, 1); }

}  // namespace meshplay::edit
