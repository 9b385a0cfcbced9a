// Runs a case as people do: rule file and manifests on disk, through the driver.
#pragma once

#include <string>

#include "tests/differential/case.h"

namespace meshplay::differential {

// What differs in the bytes of the results when the same files are named in another order, or read again; empty when
// nothing does. `folder` exists and is empty, and is so again afterwards.
std::string compare_orders(const Case& value, const std::string& folder);

}  // namespace meshplay::differential
