#include "server/lsp/protocol.h"

namespace meshplay::lsp {

Position position_from(const Json& position) {
  const auto number = [&](const char* name) {
    const auto value = position.at(name).get<std::int64_t>();
    return static_cast<std::uint32_t>(std::clamp<std::int64_t>(value, 0, 0xffffffff));
  };
  return {number("line"), number("character")};
}

std::uint32_t Places::offset(const Json& position) const {
  return lines_.offset(text_, position_from(position), encoding_);
}

Json Places::position(std::uint32_t offset) const {
  const Position place = lines_.position(text_, offset, encoding_);
  return {{"line", place.line}, {"character", place.character}};
}

Json Places::range(std::uint32_t begin, std::uint32_t end) const {
  return {{"start", position(begin)}, {"end", position(end)}};
}

int severity_of(diag::Severity severity) {
  switch (severity) {
    case diag::Severity::error:
    case diag::Severity::deny: return 1;
    case diag::Severity::warning:
    case diag::Severity::warn: return 2;
    case diag::Severity::note:
    case diag::Severity::advise: return 3;
  }
  return 3;
}

}  // namespace meshplay::lsp
