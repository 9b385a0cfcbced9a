// What the functions of the language give. A function of something that it has no answer for is missing.
#include <algorithm>
#include <charconv>

#include "engine/infer/evaluator.h"
#include "engine/model/kinds.h"
#include "engine/units/digest.h"
#include "engine/units/units.h"

namespace meshplay::infer {

using check::Function;

namespace {

std::string trimmed(std::string_view text, std::string_view blank) {
  const std::size_t begin = text.find_first_not_of(blank);
  if (begin == std::string_view::npos) return "";
  return std::string(text.substr(begin, text.find_last_not_of(blank) - begin + 1));
}

std::string replaced(std::string_view text, std::string_view what, std::string_view by) {
  if (what.empty()) return std::string(text);
  std::string result;
  for (std::size_t begin = 0;;) {
    const std::size_t found = text.find(what, begin);
    result += text.substr(begin, found - begin);
    if (found == std::string_view::npos) return result;
    result += by;
    begin = found + what.size();
  }
}

// Code points; a byte that is no UTF-8 counts as one.
std::size_t length_of(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xc0U) != 0x80U; }));
}

// `{}` takes the next value; `{{` and `}}` are braces.
template <typename Next>
std::string formatted(std::string_view pattern, Next&& next) {
  std::string result;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    const std::string_view rest = pattern.substr(i);
    if (rest.starts_with("{}")) {
      result += next();
      ++i;
    } else {
      result += pattern[i];
      if (rest.starts_with("{{") || rest.starts_with("}}")) ++i;
    }
  }
  return result;
}

}  // namespace

Value Evaluator::call(const check::Expr& expr, Env& env) {
  base::Interner& interner = values_.interner();
  const auto arguments = program_.list(expr);
  const Value first = eval(arguments[0], env);
  if (first.missing()) return {};
  const auto make = [&](std::string_view text) { return text_value(interner.intern(text)); };
  const auto maybe = [&](std::optional<double> number) { return number ? values_.number(*number) : Value{}; };
  const auto shown_text = [&](const Value& value) -> std::optional<std::string> {
    const auto id = values_.scalar_text(value);
    if (!id) return std::nullopt;
    return std::string(interner.text(*id));
  };
  switch (expr.function) {
    case Function::join: {
      const auto between = shown_text(eval(arguments[1], env));
      if (!between || !values_.length(first)) return {};
      std::string result;
      bool begun = false;
      values_.for_each_element(first, [&](const Value& element) {
        if (element.missing()) return;
        if (begun) result += *between;
        begun = true;
        result += values_.show(element);
      });
      return make(result);
    }
    case Function::keys:
    case Function::values: {
      if (!values_.is_map(first)) return {};
      std::vector<Value> result;
      values_.for_each_entry(first, [&](const Value& key, const Value& value) {
        const Value& wanted = expr.function == Function::keys ? key : value;
        if (!wanted.missing()) result.push_back(wanted);
      });
      const auto before = [&](const Value& a, const Value& b) { return values_.order(a, b) < 0; };
      if (expr.function == Function::keys) std::sort(result.begin(), result.end(), before);
      return values_.list(std::move(result));
    }
    case Function::format: {
      const auto pattern = shown_text(first);
      if (!pattern) return {};
      std::size_t next = 1;
      return make(formatted(*pattern, [&]() -> std::string {
        return next < arguments.size() ? values_.show(eval(arguments[next++], env)) : "(missing)";
      }));
    }
    case Function::port:
      if (first.tag == Tag::number) return first;
      if (first.tag != Tag::text) return {};
      if (const auto number = units::parse_port(interner.text(base::StrId{first.data}))) {
        return values_.number(*number, first.origin);
      }
      return first;
    case Function::quantity:
    case Function::duration:
      if (first.tag == Tag::number) return first;
      break;
    default: break;
  }
  const auto text = shown_text(first);
  if (!text) return {};
  switch (expr.function) {
    case Function::group_of: {
      const auto kind = shown_text(eval(arguments[1], env));
      if (!kind) return {};
      const std::size_t slash = text->find('/');
      const std::string group = slash == std::string::npos ? "" : text->substr(0, slash);
      return make(model::canonical_group(group, *kind));
    }
    case Function::lower:
    case Function::upper: {
      std::string result = *text;
      for (char& c : result) {
        if (expr.function == Function::lower && c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
        if (expr.function == Function::upper && c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
      }
      return make(result);
    }
    case Function::trim: {
      if (arguments.size() == 1) return make(trimmed(*text, " \t\r\n"));
      const auto letters = shown_text(eval(arguments[1], env));
      return letters ? make(trimmed(*text, *letters)) : Value{};
    }
    case Function::split: {
      const auto at = shown_text(eval(arguments[1], env));
      if (!at || at->empty()) return {};
      std::vector<Value> parts;
      for (std::size_t begin = 0;;) {
        const std::size_t found = text->find(*at, begin);
        parts.push_back(make(std::string_view(*text).substr(begin, found - begin)));
        if (found == std::string::npos) return values_.list(std::move(parts));
        begin = found + at->size();
      }
    }
    case Function::replace: {
      const auto what = shown_text(eval(arguments[1], env));
      const auto by = shown_text(eval(arguments[2], env));
      return what && by ? make(replaced(*text, *what, *by)) : Value{};
    }
    case Function::length: return values_.number(static_cast<double>(length_of(*text)));
    case Function::text: return make(*text);
    case Function::number: {
      if (first.tag == Tag::number) return first;
      double value = 0;
      const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), value);
      const bool whole = error == std::errc() && end == text->data() + text->size();
      return whole && first.tag == Tag::text && value - value == 0 ? values_.number(value, first.origin) : Value{};
    }
    case Function::base64: return make(units::base64(*text));
    case Function::base64_decode: {
      const auto decoded = units::base64_decode(*text);
      return decoded ? make(*decoded) : Value{};
    }
    case Function::sha256: return make(units::sha256(*text));
    case Function::quantity: return first.tag == Tag::text ? maybe(units::parse_quantity(*text)) : Value{};
    case Function::duration: return first.tag == Tag::text ? maybe(units::parse_duration(*text)) : Value{};
    case Function::semver: return values_.version(*text).value_or(Value{});
    case Function::address: {
      const auto address = units::parse_address(*text);
      return address ? make(address->text()) : Value{};
    }
    default: return {};
  }
}

}  // namespace meshplay::infer
