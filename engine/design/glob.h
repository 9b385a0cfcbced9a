// File name patterns of `--exclude`: `*` is any run of bytes without `/`, `**` any run at all, `?` one byte but `/`.
#pragma once

#include <string_view>

namespace meshplay::design {

// Whether the whole path matches the whole pattern. `**/` also stands for nothing, so that `**/test.yaml` matches
// `test.yaml`. Takes time of at most the product of the two lengths.
bool matches_glob(std::string_view pattern, std::string_view path);

}  // namespace meshplay::design
