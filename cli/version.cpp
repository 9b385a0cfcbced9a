// meshplay version.
#include "cli/output.h"
#include "cli/request.h"
#include "engine/driver/driver.h"

namespace meshplay::cli {

namespace {

Exit run(const Request& /*request*/, Output& output) {
  output.out.append("meshplay ").append(driver::version()).append("\n");
  return Exit::good;
}

}  // namespace

const Command kVersion = {
    .name = "version",
    .summary = "the version of this program",
    .examples = "meshplay version\n",
    .run = run,
};

}  // namespace meshplay::cli
