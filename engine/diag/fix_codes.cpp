// Codes of what a project sets, of what fixes cannot do, and of relationships that are drawn and taken away.
#include "engine/diag/registry.h"

namespace meshplay::diag {

std::vector<CodeInfo> fix_codes() {
  return {
      {"bad-setting", Severity::error, "{}",
       R"page(A project sets the params of rules in `meshplay.yaml`, or with `--param`:

```yaml
params:
  too_many.max: 5          # by the name of the rule and its own
  team.too_many: {max: 5}  # with its package; several at once
```
)page"},
      {"settings-unreadable", Severity::error, "the settings `{}` cannot be read: {}",
       R"page(The settings are those of `meshplay.yaml` in the current folder, where there is one, or of the file that `--config`
names.
)page"},
      {"fix-conflict", Severity::warning, "the fixes of `{}` and `{}` contradict each other at `{}`",
       R"page(Two rules want different values for one place, or one wants to change what the other takes away. Neither is
done, since nobody can know which of them is meant.

Correct the place yourself, or leave one of the two rules out. Where two rules want the same value it is written once.
)page"},
      {"fix-refused", Severity::warning, "the fix of `{}` cannot be written at `{}`: {}",
       R"page(Manifests are changed as text, and all that is not spoken of stays byte by byte. Some places cannot be changed that
way: what stands in a template, behind an anchor that others use, or in a form that has no room for it. The other fixes
are done.
)page"},
  };
}

}  // namespace meshplay::diag
