#include "engine/base/room.h"

#include <sys/mman.h>

#include <cstdlib>
#include <new>

namespace meshplay::base {

namespace {
constexpr std::size_t kHugePage = std::size_t{2} << 20;
constexpr std::size_t kLarge = std::size_t{1} << 20;
}  // namespace

Room::Room(std::size_t bytes) {
  if (bytes < kLarge) {
    data_.reset(static_cast<char*>(std::malloc(bytes == 0 ? 1 : bytes)));
  } else if (bytes < static_cast<std::size_t>(-1) - kHugePage) {
    const std::size_t whole = (bytes + kHugePage - 1) / kHugePage * kHugePage;
    data_.reset(static_cast<char*>(std::aligned_alloc(kHugePage, whole)));
    if (data_ != nullptr) static_cast<void>(::madvise(data_.get(), whole, MADV_HUGEPAGE));  // a wish
  }
  if (data_ == nullptr) throw std::bad_alloc();
}

void Room::Free::operator()(char* data) const { std::free(data); }

}  // namespace meshplay::base
