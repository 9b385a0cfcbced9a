// How explain() comes to its message: the place where the parser stopped, the special mistakes that are known, and what
// was expected when it is none of them.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/parse/explain.h"
#include "engine/parse/vocabulary.h"
#include "engine/parse/wanted.h"

namespace meshplay::parse {

class Explainer {
 public:
  Explainer(const Scene& scene, const Failure& failure) : scene_(scene), failure_(failure) { look_at(failure.at); }

  Explained run();

 private:
  void look_at(std::size_t index);

  // ---- what stands around the place

  const Word* word(std::size_t index) const { return index < scene_.words.size() ? &scene_.words[index] : nullptr; }
  bool found_is(std::uint16_t type) const { return found_ != nullptr && found_->type == type; }
  bool previous_is(std::uint16_t type) const { return previous_ != nullptr && previous_->type == type; }
  bool same_line() const { return found_ != nullptr && !found_->starts_line; }
  bool ends_before() const { return previous_ != nullptr && ends_value(previous_->type); }
  std::size_t innermost() const {
    return failure_.open.empty() ? std::size_t{MeshParser::RuleFile} : failure_.open[0].rule;
  }
  // Whether the innermost rule has taken nothing yet: something had to begin here.
  bool starts_here() const { return !failure_.open.empty() && failure_.open[0].first == failure_.at; }

  // ---- the ways to make a message

  Explained report(std::string_view code, const Word& first, const Word& last, std::vector<std::string> arguments,
                   std::string label, std::string help) const;
  // "expected ..., found ...": at what was found, or at what comes before it when the line or the file ends there.
  Explained expected(std::string what, std::string help) const;
  // What to do where this is expected.
  std::string help_for(std::string_view what) const;

  static Explained with(Explained explained, Repair::Kind kind, std::size_t at, std::uint16_t type,
                        std::size_t count = 1);
  Explained meant(std::size_t at, std::string_view right) const;
  // The one that a word was meant to be, where it is long enough to tell.
  std::optional<std::string_view> near(const Word& wrong, const std::vector<std::string_view>& candidates) const;
  Explained no_item(const Word& wrong, std::string_view code) const;

  // ---- special mistakes, tried in order

  // A word at the beginning of an item that is no item: `mesage "..."`, or the rest of a line that did not go on.
  std::optional<Explained> in_standing();
  std::optional<Explained> top_level();
  // A path ends with `.`, and took the word that begins the next item for its key.
  std::optional<Explained> swallowed_item();
  // `500m`, `1Gi`, `30s`
  std::optional<Explained> number_with_unit();
  // `deny image-latest on ...`
  std::optional<Explained> name_with_hyphen();
  std::optional<Explained> arrow();
  std::optional<Explained> equality_for_assignment();
  std::optional<Explained> assignment_for_equality();
  // `a not in b`
  std::optional<Explained> misplaced_not();
  bool wants_name() const;
  // `some where in ...`
  std::optional<Explained> reserved_name();
  // `where: a == b`
  std::optional<Explained> colon_after_word();
  // `deny on service: Service`: the word behind the name was taken for it.
  std::optional<Explained> missing_name();
  std::optional<Explained> missing_quotes();
  // The rest of the line belongs in quotes.
  Explained quoted() const;
  // `model kubernetes >=1.25`
  std::optional<Explained> version_without_quotes();
  // A word that is nearly one of those that could stand here.
  std::optional<Explained> near_word();
  // `exists`, `then`: what other languages say behind a value.
  std::optional<Explained> other_word() const;
  // `a == 1 | b == 2`
  std::optional<Explained> bar_between_conditions();
  // `some s: Service, where`
  std::optional<Explained> comma_behind_variable();
  // Exactly one word could stand here, and it does not only end what went before.
  bool wants_one_sign() const;
  std::optional<Explained> one_certain_word();
  // `is "web"`: a text in quotes may begin a kind.
  Explained text_for_kind();
  // What begins a line was taken for an index or for the arguments of a call.
  std::optional<Explained> bracket_on_line();

  // ---- what was expected

  // Something is complete, and what stands behind it does not go on.
  std::optional<Explained> after_value();
  // `message "..."`, and more in the same line.
  bool behind_message() const;
  // `some x` and then neither `:` nor `in`.
  bool behind_binder_name() const;
  static std::string end_of_item(std::uint16_t item);
  std::string aggregate_usage() const;
  Explained unknown_item();
  // The bracket that the place stands in goes to `inside`. False where nothing can be complete.
  bool place_after_value(std::string_view& inside) const;
  // Behind a sign that wants something: what was read after it came to an end here.
  Explained behind_sign();
  std::optional<Explained> near_word_behind_sign();
  // The word that begins the line of what stands before the place.
  const Word* line_start() const;
  std::string wanted_here() const;
  Explained wanted();

  const Scene& scene_;
  const Failure& failure_;
  std::size_t at_ = 0;
  const Word* found_ = nullptr;
  const Word* previous_ = nullptr;
};

}  // namespace meshplay::parse
