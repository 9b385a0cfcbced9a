// Pieces of the text of new rules.
#pragma once

#include <string>
#include <string_view>

#include "engine/base/result.h"

namespace meshplay::driver {

// Whether a key stands behind a dot as it is.
bool is_plain_key(std::string_view key);
// As a text of the language.
std::string quoted(std::string_view text);
// Inside the quotes of a message.
std::string in_message(std::string_view text);
std::string lower(std::string_view text);
// What an element of `containers` is called: `container`.
std::string singular(const std::string& key);
// As a rule names it: with its group where the name alone is not enough.
std::string rule_kind(const std::string& group, const std::string& name);
// As a test names it: without quotes where the grammar lets it.
std::string reference(const std::string& id);
// The text formatted, once it is checked and its tests have passed.
base::Result<std::string> proven(const std::string& name, const std::string& text, std::string_view builtin_pack);

}  // namespace meshplay::driver
