// Interner gives equal texts the same 32-bit id, so that everything after reading compares numbers.
// Ids are dense from 0 in order of first sight; id 0 is always the empty text. Texts live as long as the
// interner and never move. One interner serves one run; it is not safe for several threads.
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
  Interner(const Interner&) = delete;
  Interner& operator=(const Interner&) = delete;

  StrId intern(std::string_view text);
  // Of a text that outlives the interner, which does not copy it.
  StrId intern_lasting(std::string_view text);
  void reserve(std::size_t more);
  std::optional<StrId> find(std::string_view text) const;
  std::string_view text(StrId id) const { return texts_[static_cast<std::uint32_t>(id)]; }
  std::size_t size() const { return texts_.size(); }

 private:
  struct Slot {
    std::uint32_t hash = 0;
    std::uint32_t id_plus_one = 0;
  };

  template <typename Keep>
  StrId intern(std::string_view text, const Keep& keep);
  std::string_view store(std::string_view text);
  void resize(std::size_t slots);

  std::vector<std::string_view> texts_;
  std::vector<Slot> slots_;
  std::vector<std::unique_ptr<char[]>> blocks_;
  char* free_ = nullptr;
  std::size_t free_size_ = 0;
};

}  // namespace meshplay::base
