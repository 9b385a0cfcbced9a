// Codes of what a project sets, of what fixes cannot do, and of relationships that are drawn, taken away and asked for.
#include "engine/diag/registry.h"

namespace meshplay::diag {

std::vector<CodeInfo> fix_codes() {
  return {
      {"bind-conflict", Severity::error, "two binds want different values at `{}`",
       R"page(An edge writes the values of the `bind`s of its relationship. Another edge wants another value for the same
place, or another `bind` of this one does. Both are named; nothing is written.

```mesh
relationship owns: hierarchical.inventory {
  from owner: Deployment
  to   set: ReplicaSet
  bind set.metadata.labels.app <- owner.labels.app
  bind set.metadata.labels.app <- owner.name
}
```
)page"},
      {"not-comparable", Severity::error, "`{}` and `{}` do not speak of as many components",
       R"page(Checks are compared by the components that they find, relations by their tuples.

```
meshplay rules compare dangling_service routes
```
)page"},
      {"not-connectable", Severity::error, "`{}` is no end of `{}`",
       R"page(A relationship holds between components of the kinds that it names.

```
meshplay connect routes ConfigMap/shop/settings Deployment/shop/web
```
)page"},
      {"not-connected", Severity::error, "`{}` cannot be connected: {}",
       R"page(An edge is drawn by the `bind`s of its relationship, and only where it holds afterwards: nothing is written
otherwise. Its other conditions are for you to meet, such as a common namespace.

```
meshplay connect mounts_config Deployment/shop/web ConfigMap/other/settings
```
)page"},
      {"not-disconnected", Severity::error, "`{}` cannot be disconnected: {}",
       R"page(An edge is deleted by taking away what the `bind`s of its relationship stand for, and only where it does not hold
afterwards: nothing is written otherwise.

```
meshplay disconnect routes Service/shop/web Deployment/shop/web
```
)page"},
      {"limit-reached", Severity::error, "`{}` was stopped: {}",
       R"page(A rule that goes through too many combinations of components is stopped, and so are the rules that need what it
finds; all others are as if it were not there. `--max-rows` counts what one rule goes through. `--timeout` counts from the start
of the run, `--max-memory` is what the whole process has in use; both are looked at once in some thousand combinations, and not
while files are read, so a run may end somewhat beyond them. Most often a condition is missing that ties two variables together.

```
meshplay check deploy/ --max-rows 500000000
meshplay check deploy/ --timeout 30s --max-memory 2Gi
```
)page"},
      {"not-a-fact", Severity::error, "`{}` is no fact",
       R"page(A fact is a relationship, a define or a check with its components, as `meshplay infer` and `meshplay check`
print them. The package may be left out, and so may `via`.

```
meshplay why 'routes(Service/shop/web, Deployment/shop/web)' deploy/
meshplay why 'dangling_service(Service/shop/web)' deploy/
```
)page"},
      {"own-value", Severity::error, "`{}` is `{}` already",
       R"page(A value that a person wrote wins. Say `--overwrite` where the new one is meant.

```yaml
roleRef: {kind: Role, name: mine}   # and an edge that wants another name
```
)page"},
      {"unknown-component", Severity::error, "no component `{}` in the design",
       R"page(Components are named as `meshplay infer` prints them: `Deployment/shop/web`, `Namespace/shop`.

```
meshplay connect routes web Deployment/shop/web
```
)page"},
      {"without-bind", Severity::error, "`{}` writes nothing back",
       R"page(Edges of relationships with `bind target <- source` can be drawn and deleted. The conditions of others say when
they hold, not what to write.

```mesh
relationship near: edge.network {
  from a: Pod
  to   b: Pod
  where a.spec.nodeName == b.spec.nodeName
}
```
)page"},
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

```
meshplay check --config no-such-file.yaml
```
)page"},
      {"fix-conflict", Severity::warning, "the fixes of `{}` and `{}` contradict each other at `{}`",
       R"page(Two rules want different values for one place, or one wants to change what the other takes away. Neither is
done, since nobody can know which of them is meant.

Correct the place yourself, or leave one of the two rules out. Where two rules want the same value it is written once.

```mesh
fix set w.spec.replicas = 3   // of one rule, and of another one
fix set w.spec.replicas = 5
```
)page"},
      {"fix-not-cured", Severity::warning, "the fix of `{}` does not cure what it finds",
       R"page(What a fix makes of the files is looked at once more, as it will be. This finding is still there then, although
all that its rule wants to change is changed. The files get the fixes all the same.

Correct the place by hand, and the rule: what its `fix` sets must not meet its own conditions. A test with
`expect fix ... yaml` shows what it makes of a component.

```mesh
where w.spec.replicas > 3
fix set w.spec.replicas = 5   // is more than 3, too
```
)page"},
      {"fix-refused", Severity::warning, "the fix of `{}` cannot be written at `{}`: {}",
       R"page(Manifests are changed as text, and all that is not spoken of stays byte by byte. Some places cannot be changed that
way: what stands in a template, behind an anchor that others use, or in a form that has no room for it. The other fixes
are done.

```yaml
replicas: {{ .Values.replicas }}
```
)page"},
  };
}

}  // namespace meshplay::diag
