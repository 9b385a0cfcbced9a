#include "engine/base/interner.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "engine/base/ensure.h"
#include "engine/base/hash.h"

namespace meshplay::base {

namespace {
constexpr std::size_t kFirstSlots = 4096;
constexpr std::size_t kBlockBytes = std::size_t{64} * 1024;

std::uint32_t hash_of(std::string_view text) { return static_cast<std::uint32_t>(hash_bytes(text) >> 32); }
}  // namespace

Interner::Interner() : slots_(kFirstSlots) {
  texts_.reserve(kFirstSlots / 2);
  intern("");
}

Interner::Interner(const Interner& below)
    : below_(&below), first_(static_cast<std::uint32_t>(below.size())), slots_(kFirstSlots) {}

StrId Interner::intern(std::string_view text) {
  return intern(text, [this](std::string_view fresh) { return store(fresh); });
}

StrId Interner::intern_lasting(std::string_view text) {
  return intern(text, [](std::string_view fresh) { return fresh; });
}

template <typename Keep>
StrId Interner::intern(std::string_view text, const Keep& keep) {
  const std::uint32_t hash = hash_of(text);
  if (below_ != nullptr) {
    if (const auto known = below_->find(text, hash)) return *known;
  }
  if ((texts_.size() + 1) * 2 > slots_.size()) resize(slots_.size() * 2);
  Slot& slot = slots_[slot_of(text, hash)];
  if (slot.number_plus_one == 0) {
    ENSURE(size() < 0xfffffffeU, "more distinct texts than 32 bits can number");
    texts_.push_back(keep(text));
    slot = {hash, static_cast<std::uint32_t>(texts_.size())};
  }
  return StrId{first_ + slot.number_plus_one - 1};
}

std::optional<StrId> Interner::find(std::string_view text) const { return find(text, hash_of(text)); }

std::optional<StrId> Interner::find(std::string_view text, std::uint32_t hash) const {
  if (below_ != nullptr) {
    if (const auto known = below_->find(text, hash)) return known;
  }
  const Slot& slot = slots_[slot_of(text, hash)];
  if (slot.number_plus_one == 0) return std::nullopt;
  return StrId{first_ + slot.number_plus_one - 1};
}

std::size_t Interner::slot_of(std::string_view text, std::uint32_t hash) const {
  const std::size_t mask = slots_.size() - 1;
  std::size_t i = hash & mask;
  while (slots_[i].number_plus_one != 0 && (slots_[i].hash != hash || texts_[slots_[i].number_plus_one - 1] != text)) {
    i = (i + 1) & mask;
  }
  return i;
}

std::string_view Interner::store(std::string_view text) {
  if (text.size() > free_size_) {
    const std::size_t size = std::max(kBlockBytes, text.size());
    blocks_.push_back(std::make_unique_for_overwrite<char[]>(size));
    free_ = blocks_.back().get();
    free_size_ = size;
  }
  if (!text.empty()) std::memcpy(free_, text.data(), text.size());
  std::string_view stored(free_, text.size());
  free_ += text.size();
  free_size_ -= text.size();
  return stored;
}

void Interner::reserve(std::size_t more) {
  const std::size_t wanted = texts_.size() + more;
  texts_.reserve(wanted);
  std::size_t slots = slots_.size();
  while (wanted * 2 > slots) slots *= 2;
  if (slots != slots_.size()) resize(slots);
}

std::vector<StrId> Interner::keep_only(const std::vector<bool>& kept) {
  std::vector<StrId> now(size(), kEmptyText);
  for (std::uint32_t i = 0; i < first_; ++i) now[i] = StrId{i};
  const std::vector<std::string_view> texts = std::exchange(texts_, {});
  const std::vector<std::unique_ptr<char[]>> blocks = std::exchange(blocks_, {});
  slots_ = std::vector<Slot>(kFirstSlots);
  free_size_ = 0;
  if (below_ == nullptr) intern("");
  for (std::size_t i = 0; i < texts.size(); ++i) {
    if (first_ + i < kept.size() && kept[first_ + i]) now[first_ + i] = intern(texts[i]);
  }
  return now;
}

void Interner::resize(std::size_t slots) {
  std::vector<Slot> old(slots);
  old.swap(slots_);
  const std::size_t mask = slots_.size() - 1;
  for (const Slot& slot : old) {
    if (slot.number_plus_one == 0) continue;
    std::size_t i = slot.hash & mask;
    while (slots_[i].number_plus_one != 0) i = (i + 1) & mask;
    slots_[i] = slot;
  }
}

}  // namespace meshplay::base
