// Interner gives equal texts the same 32-bit id, so that everything after reading compares numbers.
// Ids are dense from 0 in order of first sight; id 0 is always the empty text. Texts live as long as the
// interner and never move, unless others are forgotten. One interner serves one run; it is not safe for several
// threads.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

namespace meshplay::base {

enum class StrId : std::uint32_t {};

constexpr StrId kEmptyText{0};

class Interner {
 public:
  Interner();
  // Has all texts of another one, with their ids, and new ones besides. The other one lives longer and does not change
  // meanwhile, so several threads may each have one above it.
  explicit Interner(const Interner& below);
  Interner& operator=(const Interner&) = delete;

  StrId intern(std::string_view text);
  // Of a text that outlives the interner, which does not copy it.
  StrId intern_lasting(std::string_view text);
  void reserve(std::size_t more);
  // Forgets the texts that are not kept, by number; those of an interner below stay. The ids that texts have from then
  // on, by number: the empty text's where it is forgotten. Texts that were handed out are gone.
  std::vector<StrId> keep_only(const std::vector<bool>& kept);
  std::optional<StrId> find(std::string_view text) const;
  std::string_view text(StrId id) const {
    const auto number = static_cast<std::uint32_t>(id);
    return number < first_ ? below_->text(id) : texts_[number - first_];
  }
  std::size_t size() const { return first_ + texts_.size(); }

 private:
  struct Slot {
    std::uint32_t hash = 0;
    std::uint32_t number_plus_one = 0;  // in texts_; 0: free
  };

  template <typename Keep>
  StrId intern(std::string_view text, const Keep& keep);
  std::string_view store(std::string_view text);
  void resize(std::size_t slots);

  std::optional<StrId> find(std::string_view text, std::uint32_t hash) const;
  // Where the text is, or belongs.
  std::size_t slot_of(std::string_view text, std::uint32_t hash) const;

  const Interner* below_ = nullptr;
  std::uint32_t first_ = 0;  // ids below it are of `below_`
  std::vector<std::string_view> texts_;
  std::vector<Slot> slots_;
  std::vector<std::unique_ptr<char[]>> blocks_;
  char* free_ = nullptr;
  std::size_t free_size_ = 0;
};

}  // namespace meshplay::base
