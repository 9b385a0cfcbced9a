#include "engine/check/functions.h"

#include <algorithm>
#include <iterator>

namespace meshplay::check {

namespace {

using namespace type;

constexpr std::uint8_t kMany = 16;

constexpr FunctionRow kRows[] = {
    {"address", Function::address, 1, 1, {kText}, kText, "address(text)"},
    {"base64", Function::base64, 1, 1, {kScalar}, kText, "base64(text)"},
    {"base64_decode", Function::base64_decode, 1, 1, {kText}, kText, "base64_decode(text)"},
    {"duration", Function::duration, 1, 1, {kText | kNumber}, kNumber, "duration(text)"},
    {"format", Function::format, 1, kMany, {kText, kAny, kAny}, kText, "format(pattern, value ...)"},
    {"group_of", Function::group_of, 2, 2, {kText, kText}, kText, "group_of(api_version, kind)"},
    {"join", Function::join, 2, 2, {kList | kMap, kText}, kText, "join(list, between)"},
    {"keys", Function::keys, 1, 1, {kMap}, kList, "keys(map)"},
    {"length", Function::length, 1, 1, {kScalar}, kNumber, "length(text)"},
    {"lower", Function::lower, 1, 1, {kScalar}, kText, "lower(text)"},
    {"number", Function::number, 1, 1, {kText | kNumber}, kNumber, "number(text)"},
    {"port", Function::port, 1, 1, {kText | kNumber}, kText | kNumber, "port(value)"},
    {"quantity", Function::quantity, 1, 1, {kText | kNumber}, kNumber, "quantity(value)"},
    {"replace", Function::replace, 3, 3, {kScalar, kText, kText}, kText, "replace(text, what, by)"},
    {"semver", Function::semver, 1, 1, {kText | kNumber}, kVersion, "semver(text)"},
    {"sha256", Function::sha256, 1, 1, {kScalar}, kText, "sha256(text)"},
    {"split", Function::split, 2, 2, {kScalar, kText}, kList, "split(text, at)"},
    {"text", Function::text, 1, 1, {kScalar | kVersion}, kText, "text(value)"},
    {"trim", Function::trim, 1, 2, {kScalar, kText}, kText, "trim(text)"},
    {"upper", Function::upper, 1, 1, {kScalar}, kText, "upper(text)"},
    {"values", Function::values, 1, 1, {kMap}, kList, "values(map)"},
};

static_assert(std::is_sorted(std::begin(kRows), std::end(kRows),
                             [](const FunctionRow& a, const FunctionRow& b) { return a.name < b.name; }));

}  // namespace

std::span<const FunctionRow> functions() { return kRows; }

const FunctionRow* find_function(std::string_view name) {
  const auto* row = std::ranges::lower_bound(kRows, name, {}, &FunctionRow::name);
  return row != std::end(kRows) && row->name == name ? row : nullptr;
}

std::string_view sign_of(ast::Op op) {
  using ast::Op;
  switch (op) {
    case Op::eq: return "==";
    case Op::ne: return "!=";
    case Op::lt: return "<";
    case Op::le: return "<=";
    case Op::gt: return ">";
    case Op::ge: return ">=";
    case Op::add: return "+";
    case Op::sub: return "-";
    case Op::mul: return "*";
    case Op::div: return "/";
    case Op::mod: return "%";
    default: return ast::name(op);
  }
}

const FunctionRow& row_of(Function function) { return *std::ranges::find(kRows, function, &FunctionRow::function); }

}  // namespace meshplay::check
