// What the grammar takes at a place, in a person's words: tables over the rules of the grammar.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "engine/parse/grammar_run.h"

namespace meshplay::parse {

// For a place where something had to begin: "a component kind", "a variable name".
std::string wanted_at_start(const Failure& failure, std::span<const Word> words, std::size_t at);
// For a place where one certain word had to stand.
std::string wanted_word(const Failure& failure, std::size_t type);
// How the construct is written that the mistake stands in, as help; empty when there is nothing to say.
std::string usage(const Failure& failure, std::span<const Word> words);
// Whether the place stands between the braces of its declaration.
bool in_braces(const Failure& failure, std::span<const Word> words);
// "a rule", "a relationship": the declaration that the place stands in; empty outside of one with braces.
std::string_view declaration_name(const Failure& failure);
// The words that begin an item of that declaration.
std::string_view item_words(const Failure& failure);

bool is_open(const Failure& failure, std::size_t rule);
const OpenRule* open_rule(const Failure& failure, std::size_t rule);

}  // namespace meshplay::parse
