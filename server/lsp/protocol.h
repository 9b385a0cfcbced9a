// The shapes of the protocol, version 3.17, as far as both sides of the server speak them.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "engine/diag/diagnostic.h"
#include "engine/text/source.h"
#include "server/lsp/document.h"

namespace meshplay::lsp {

using Json = nlohmann::json;

// Codes of JSON-RPC and of the protocol.
enum class ErrorCode : int {
  parse_error = -32700,
  invalid_request = -32600,
  method_not_found = -32601,
  invalid_params = -32602,
  internal_error = -32603,
  server_not_initialized = -32002,
  request_failed = -32803,
  request_cancelled = -32800,
};

struct RequestError {
  ErrorCode code = ErrorCode::internal_error;
  std::string message;
};

// A text with its lines, to say places of it.
class Places {
 public:
  Places(std::string_view text, Encoding encoding) : text_(text), lines_(text), encoding_(encoding) {}

  std::uint32_t offset(const Json& position) const;
  Json position(std::uint32_t offset) const;
  Json range(std::uint32_t begin, std::uint32_t end) const;
  std::string_view text() const { return text_; }
  const Lines& lines() const { return lines_; }

 private:
  std::string_view text_;
  Lines lines_;
  Encoding encoding_;
};

Position position_from(const Json& position);
int severity_of(diag::Severity severity);

}  // namespace meshplay::lsp
