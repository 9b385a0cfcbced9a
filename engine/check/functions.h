// The functions of the language: names, arguments and results. What they mean is in engine/infer.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "engine/check/program.h"

namespace meshplay::check {

// What a value can be, a bit each; a value that is missing is of every type.
using TypeSet = std::uint16_t;

namespace type {
constexpr TypeSet kText = 1;
constexpr TypeSet kNumber = 2;
constexpr TypeSet kBoolean = 4;
constexpr TypeSet kList = 8;
constexpr TypeSet kMap = 16;
constexpr TypeSet kComponent = 32;
constexpr TypeSet kVersion = 64;  // what semver() gives
constexpr TypeSet kScalar = kText | kNumber | kBoolean;
constexpr TypeSet kAny = kScalar | kList | kMap | kComponent | kVersion;
}  // namespace type

struct FunctionRow {
  std::string_view name;
  Function function;
  std::uint8_t least;  // arguments
  std::uint8_t most;
  TypeSet arguments[3];  // of more arguments the last one counts
  TypeSet result;
  std::string_view signature;  // for people
};

// Sorted by name.
std::span<const FunctionRow> functions();
const FunctionRow* find_function(std::string_view name);
const FunctionRow& row_of(Function function);
// How an operator is written: `==`, `starts_with`.
std::string_view sign_of(ast::Op op);

}  // namespace meshplay::check
