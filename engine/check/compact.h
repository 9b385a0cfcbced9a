// A program without what nothing needs: parts that were tried, checked or replaced on the way.
#pragma once

#include "engine/check/program.h"

namespace meshplay::check {

// Relations, checks, params and graphs keep their numbers; tests are left out.
Program compacted(const Program& program);

}  // namespace meshplay::check
