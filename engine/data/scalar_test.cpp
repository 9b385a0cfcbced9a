#include "engine/data/scalar.h"

#include <catch2/catch.hpp>
#include <string>

namespace meshplay::data {
namespace {

// `int 31`, `num 0.5`, `true`, `null`, `text`.
std::string check_plain(std::string_view spelling) {
  std::string buffer;
  const Scalar scalar = resolve_plain(spelling, buffer);
  switch (scalar.type) {
    case NodeType::null: return "null";
    case NodeType::boolean: return std::string(scalar.text);
    case NodeType::integer: return "int " + std::string(scalar.text);
    case NodeType::number: return "num " + std::string(scalar.text);
    default: return scalar.text == spelling ? "text" : "text " + std::string(scalar.text);
  }
}

struct Row {
  std::string_view spelling;
  std::string_view type;
};

TEST_CASE("a plain scalar has the type that kubectl gives it") {
  const Row row = GENERATE(values<Row>({
      {"", "null"},
      {"~", "null"},
      {"null", "null"},
      {"Null", "null"},
      {"NULL", "null"},
      {"nuLL", "text"},
      {"true", "true"},
      {"True", "true"},
      {"TRUE", "true"},
      {"tRUE", "text"},
      {"yes", "true"},
      {"Yes", "true"},
      {"YES", "true"},
      {"on", "true"},
      {"On", "true"},
      {"ON", "true"},
      {"y", "true"},
      {"Y", "true"},
      {"false", "false"},
      {"False", "false"},
      {"FALSE", "false"},
      {"no", "false"},
      {"No", "false"},
      {"NO", "false"},
      {"off", "false"},
      {"Off", "false"},
      {"OFF", "false"},
      {"n", "false"},
      {"N", "false"},
      {"yEs", "text"},
      {"trues", "text"},
      {"0", "int 0"},
      {"-0", "int 0"},
      {"+5", "int 5"},
      {"-17", "int -17"},
      {"010", "int 8"},
      {"-010", "int -8"},
      {"0o10", "int 8"},
      {"0O7", "int 7"},
      {"-0o7", "int -7"},
      {"0x1F", "int 31"},
      {"0X1f", "int 31"},
      {"-0x10", "int -16"},
      {"+0x5", "int 5"},
      {"0b11", "int 3"},
      {"0B1", "int 1"},
      {"-0b11", "int -3"},
      {"00", "int 0"},
      {"0b12", "text"},
      {"0b", "text"},
      {"0x", "text"},
      {"0o", "text"},
      {"0xg", "text"},
      {"08", "num 08"},
      {"1_000", "int 1000"},
      {"1__0", "int 10"},
      {"0_", "int 0"},
      {"_1", "text"},
      {"-_1", "int -1"},
      {"+_1", "int 1"},
      {"0x_1", "int 1"},
      {"9223372036854775807", "int 9223372036854775807"},
      {"-9223372036854775808", "int -9223372036854775808"},
      {"9223372036854775808", "num 9223372036854775808"},
      {"-9223372036854775809", "num -9223372036854775809"},
      {"18446744073709551616", "num 18446744073709551616"},
      {"0xFFFFFFFFFFFFFFFF", "num 18446744073709551615"},
      {"0777777777777777777777777", "num 0777777777777777777777777"},
      {"1.0", "num 1.0"},
      {"1.", "num 1."},
      {".5", "num .5"},
      {"-.5", "num -.5"},
      {"+.5e-1", "num .5e-1"},
      {"1e3", "num 1e3"},
      {"12e03", "num 12e03"},
      {"0.1e+3", "num 0.1e+3"},
      {"1E5", "num 1E5"},
      {"1_000.5", "num 1000.5"},
      {".5_0", "num .50"},
      {".5_", "text"},
      {"._5", "text"},
      {"5_.", "num 5."},
      {"1e400", "text"},
      {"1e-400", "num 0.0"},
      {"-1e400", "text"},
      {"+1e400", "text"},
      {"1e99999999999999999999", "text"},
      {"1e-99999999999999999999", "num 0.0"},
      {"0e99999999999999999999", "num 0e99999999999999999999"},
      {"1e308", "num 1e308"},
      {"0.001e311", "num 0.001e311"},
      {"0.001e312", "text"},
      {"10000e-327", "num 10000e-327"},
      {"10000e-329", "num 0.0"},
      {"1e", "text"},
      {"1e+", "text"},
      {"e1", "text"},
      {".", "text"},
      {"..", "text"},
      {"+", "text"},
      {"-", "text"},
      {"0.0.1", "text"},
      {"1.2.3.4", "text"},
      {"1:30", "text"},
      {"2001-01-01", "text"},
      {"2001-12-14t21:59:43.10-05:00", "text"},
      {".inf", "text"},
      {"-.Inf", "text"},
      {".NaN", "text"},
      {"inf", "text"},
      {"nan", "text"},
      {"infinity", "text"},
      {"100m", "text"},
      {"1Gi", "text"},
      {"10.0.0.0/8", "text"},
      {"0x1p-2", "text"},
      {"=", "text"},
      {"<<", "text"},
      {"1 000", "text"},
      {"--1", "text"},
      {"+-1", "text"},
      {"0x-1", "text"},
      {"v1", "text"},
      {"one", "text"},
  }));
  INFO(row.spelling);
  CHECK(check_plain(row.spelling) == row.type);
}

TEST_CASE("a JSON number is an integer only where 64 bits hold it") {
  const auto check = [](std::string_view spelling) {
    const Scalar scalar = resolve_json_number(spelling);
    return (scalar.type == NodeType::integer ? "int " : "num ") + std::string(scalar.text);
  };
  CHECK(check("0") == "int 0");
  CHECK(check("-0") == "int 0");
  CHECK(check("-12") == "int -12");
  CHECK(check("1.0") == "num 1.0");
  CHECK(check("1e2") == "num 1e2");
  CHECK(check("9223372036854775807") == "int 9223372036854775807");
  CHECK(check("-9223372036854775808") == "int -9223372036854775808");
  CHECK(check("9223372036854775808") == "num 9223372036854775808");
  CHECK(check("1e-400") == "num 0.0");
  CHECK(resolve_json_number("1e400").type == NodeType::text);
}

}  // namespace
}  // namespace meshplay::data
