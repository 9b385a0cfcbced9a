// Codes of defects that a rule has although it reads well: what its types, names and conditions say.
#include "engine/diag/registry.h"

namespace meshplay::diag {

std::vector<CodeInfo> defect_codes() {
  return {
      {"aggregate-without-value", Severity::error, "`{}` of what?",
       R"page(An aggregate other than `count` needs the value that it takes of each row, before `of`.

Wrong:

```mesh
where sum(c in d.spec.template.spec.containers) > 4
```

Right:

```mesh
where sum(c.resources.requests.cpu of c in d.spec.template.spec.containers) > 4
```
)page"},
      {"all-outside-nearest", Severity::error, "`all` stands outside of `nearest`",
       R"page(`all Kind` names the candidates of `nearest`. Elsewhere a quantifier or an aggregate says what is meant.

Wrong:

```mesh
where count(all Service) > 1
```

Right:

```mesh
where count(s: Service where s.namespace == d.namespace) > 1
```
)page"},
      {"always-true", Severity::warning, "{} always holds",
       R"page(A condition that cannot fail says nothing, and often another one was meant.

Wrong:

```mesh
where d is Deployment and d.spec.paused
```

Right:

```mesh
where d.spec.paused
```
)page"},
      {"argument-order", Severity::error, "an argument without a name stands behind one with a name",
       R"page(Arguments without names come first, in the order of the declaration.

Wrong:

```mesh
where routes(from: s, d)
```

Right:

```mesh
where routes(s, to: d)
```
)page"},
      {"bad-literal", Severity::error, "`{}` is no {}",
       R"page(A text that is compared as a quantity, duration, version, port or address must be one.

Wrong:

```mesh
where some c in d.spec.template.spec.containers where c.resources.limits.memory > "1 GB"
```

Right:

```mesh
where some c in d.spec.template.spec.containers where c.resources.limits.memory > "1Gi"
```
)page"},
      {"dead-branch", Severity::warning, "this branch is never taken: {}",
       R"page(A branch of `condition ? a : b`, or an alternative of `or`, that no component can reach is left over or asks the wrong thing.

Wrong:

```mesh
where (d is Service ? d.spec.clusterIP : d.spec.paused) is present
```

Right:

```mesh
where d.spec.paused is present
```
)page"},
      {"deprecated-name", Severity::warning, "`{}` is deprecated",
       R"page(Its author asks to use something else; the help line says what.

Wrong:

```
kind Mine = Server
```

Right:

```
kind Mine = Web
```
)page"},
      {"duplicate-rule", Severity::warning, "`{}` and `{}` say the same",
       R"page(Two rules with the same subject and the same conditions give every answer twice.

Wrong:

```mesh
/// Stands still.
deny one on d: Deployment { where d.spec.paused message "`{d.name}` stands still" }

/// Is paused.
deny two on w: Deployment { where w.spec.paused message "`{w.name}` is paused" }
```

Right:

```mesh
/// Stands still.
deny one on d: Deployment { where d.spec.paused message "`{d.name}` stands still" }
```
)page"},
      {"implied-rule", Severity::warning, "whatever `{}` finds, `{}` finds, too",
       R"page(The conditions of one rule are among those of the other, so that the narrower one tells nothing new.

Wrong:

```mesh
/// Stands still.
deny wide on d: Deployment { where d.spec.paused message "`{d.name}`" }

/// Stands still and runs nothing.
deny narrow on d: Deployment { where d.spec.paused and d.spec.replicas == 0 message "`{d.name}`" }
```

Right:

```mesh
/// Stands still.
deny wide on d: Deployment { where d.spec.paused message "`{d.name}`" }
```
)page"},
      {"immutable-path", Severity::warning, "`{}` cannot be changed once it is set",
       R"page(The API server refuses an update of this field, so that a fix helps before the first apply only.

Wrong:

```mesh
/// Is called otherwise.
warn named on d: Deployment { where d.name == "old" message "`{d.name}`" fix set d.metadata.name = "new" }
```

Right:

```mesh
/// Is called otherwise.
warn named on d: Deployment { where d.name == "old" message "`{d.name}`" fix unsafe set d.metadata.name = "new" }
```
)page"},
      {"missing-docs", Severity::note, "`{}` has no documentation",
       R"page(A `///` comment before a rule tells the one who sees its findings what it is for.

Wrong:

```mesh
deny paused on d: Deployment { where d.spec.paused message "`{d.name}`" }
```

Right:

```mesh
/// A Deployment stands still.
deny paused on d: Deployment { where d.spec.paused message "`{d.name}`" }
```
)page"},
      {"misplaced-fix", Severity::error, "only checks have fixes",
       R"page(A `fix` changes the subject of a `deny`, `warn` or `advise`.

Wrong:

```mesh
/// A workload uses a ConfigMap.
relationship uses: edge.mount {
  from d: Deployment
  to   c: ConfigMap
  where d.namespace == c.namespace
  fix remove d.spec.paused
}
```

Right:

```mesh
/// A workload uses a ConfigMap.
relationship uses: edge.mount {
  from d: Deployment
  to   c: ConfigMap
  where d.namespace == c.namespace
}
```
)page"},
      {"never-equal", Severity::error, "{} never equals {}",
       R"page(Values of different types are never equal: `8080 == "8080"` does not hold.

Wrong:

```mesh
where d.spec.replicas == "1"
```

Right:

```mesh
where d.spec.replicas == 1
```
)page"},
      {"never-matches", Severity::error, "this can never hold: {}",
       R"page(A rule with a contradiction finds nothing, ever.

Wrong:

```mesh
where d.spec.replicas > 5 and d.spec.replicas < 3
```

Right:

```mesh
where d.spec.replicas > 5 or d.spec.replicas < 3
```
)page"},
      {"no-schema", Severity::note, "no schema of `{}` is known: its paths are not checked",
       R"page(Kinds of Kubernetes 1.25 to 1.37 have schemas. Paths of other kinds are taken as they are written; this is said once for each kind.

Wrong:

```mesh
/// Is issued by nobody.
deny unissued on c: "cert-manager.io"/Certificate { where c.spec.issuerRef is absent message "`{c.name}`" }
```

Right:

```mesh
/// Is of a kind that Kubernetes describes.
deny known on c: ConfigMap { where c.immutable message "`{c.name}`" }
```
)page"},
      {"not-a-place", Severity::error, "this is no place of a manifest",
       R"page(`at`, `fix` and the left side of `bind` name a place: a path that begins at a component or at an element of one.

Wrong:

```mesh
at "spec.replicas"
```

Right:

```mesh
at d.spec.replicas
```
)page"},
      {"not-a-step", Severity::error, "`{}` is no step from one component to another",
       R"page(The graph of `reachable` and the others is made of relationships and of `define`s with two components.

Wrong:

```mesh
define exposed(s: Service) { where s.spec.type == "NodePort" }
/// Is reached by itself.
warn round on d: Deployment { where cycle(d, via: [exposed]) message "`{d.name}`" }
```

Right:

```mesh
/// Is reached by itself.
warn round on d: Deployment { where cycle(d, via: [routes]) message "`{d.name}`" }
```
)page"},
      {"partial-path", Severity::warning, "only {} has `{}`",
       R"page(The variable can be of several kinds, and some of them lack the path: there it is always missing.

Wrong:

```mesh
where w.spec.replicas == 0
```

Right:

```mesh
where w is Deployment and w.spec.replicas == 0
```
)page"},
      {"repeated-argument", Severity::error, "`{}` is given twice",
       R"page(Each argument of a call is given once.

Wrong:

```mesh
where routes(s, from: s)
```

Right:

```mesh
where routes(s, to: d)
```
)page"},
      {"server-set-path", Severity::warning, "`{}` is set by the API server",
       R"page(A manifest does not have it: what compares it finds nothing before the cluster has written it.

Wrong:

```mesh
where d.metadata.uid == "x"
```

Right:

```mesh
where d.metadata.name == "x"
```
)page"},
      {"shadowing", Severity::warning, "`{}` is bound already",
       R"page(A second variable of the same name hides the first one.

Wrong:

```mesh
/// Has two containers of one name.
deny twice on p: Pod {
  where no c in p.spec.containers where (some c in p.spec.initContainers where c.stdin)
  message "`{p.name}`"
}
```

Right:

```mesh
/// Has two containers of one name.
deny twice on p: Pod {
  where no c in p.spec.containers where (some i in p.spec.initContainers where i.stdin and c.tty)
  message "`{p.name}`"
}
```
)page"},
      {"unknown-argument", Severity::error, "`{}` has no argument `{}`",
       R"page(A named argument has the name of a parameter; those of a relationship are also `from`, `to` and `via`.

Wrong:

```mesh
where routes(form: s, to: d)
```

Right:

```mesh
where routes(from: s, to: d)
```
)page"},
      {"unknown-param", Severity::error, "no param `{}`",
       R"page(A param is set by the name of its rule and its own.

Wrong:

```mesh
/// Runs too many.
warn too_many on d: Deployment { param max: int = 3 where d.spec.replicas > max message "`{d.name}`" }
test "many" {
  given param too_many.most = 5
  expect no findings
}
```

Right:

```mesh
/// Runs too many.
warn too_many on d: Deployment { param max: int = 3 where d.spec.replicas > max message "`{d.name}`" }
test "many" {
  given param too_many.max = 5
  expect no findings
}
```
)page"},
      {"unknown-path", Severity::error, "{} has no `{}`",
       R"page(Paths are checked against the schemas of the kinds that a variable can be.

Wrong:

```mesh
where d.spec.replica == 1
```

Right:

```mesh
where d.spec.replicas == 1
```
)page"},
      {"unknown-value", Severity::error, "`{}` is never a value of `{}`",
       R"page(The schema lists the values that the API server takes.

Wrong:

```mesh
where s.spec.type == "Nodeport"
```

Right:

```mesh
where s.spec.type == "NodePort"
```
)page"},
      {"unrelated-ends", Severity::error, "`{}` holds for every {} and every {}",
       R"page(A relationship says by which values its ends belong together. Without such a condition every pair is one.

Wrong:

```mesh
relationship uses: edge.mount { from d: Deployment to c: ConfigMap where d.namespace == "shop" }
```

Right:

```mesh
relationship uses: edge.mount { from d: Deployment to c: ConfigMap where d.namespace == c.namespace }
```
)page"},
      {"unused-import", Severity::warning, "nothing of `{}` is used",
       R"page(An import that no name needs is left over, or the name that needed it means something else now.

Wrong:

```mesh
import kubernetes.core
/// Says so.
deny found on d: Deployment { where d.spec.paused message "`{d.name}`" }
```

Right:

```mesh
/// Says so.
deny found on d: Deployment { where d.spec.paused message "`{d.name}`" }
```
)page"},
      {"unused-param", Severity::warning, "nothing reads the param `{}`",
       R"page(A param that no condition, message or fix reads changes nothing when it is set.

Wrong:

```mesh
warn many on d: Deployment { param max: int = 3 where d.spec.replicas > 5 message "`{d.name}`" }
```

Right:

```mesh
warn many on d: Deployment { param max: int = 3 where d.spec.replicas > max message "`{d.name}`" }
```
)page"},
      {"unused-parameter", Severity::warning, "`{}` is not used",
       R"page(A parameter that the body does not speak of is the wrong one, or left over.

Wrong:

```mesh
field pod(w: Deployment, x: any) = w.spec.template
```

Right:

```mesh
field pod(w: Deployment) = w.spec.template
```
)page"},
      {"unused-private", Severity::warning, "nothing uses the {} `{}`",
       R"page(It is private, so that nothing outside of its package can.

Wrong:

```mesh
private kind Web = Deployment
```

Right:

```mesh
kind Web = Deployment
```
)page"},
      {"unused-variable", Severity::warning, "`{}` is not used",
       R"page(A variable that no condition speaks of is the wrong one, or left over.

Wrong:

```mesh
where some s: Service, c: ConfigMap where s.name == "x"
```

Right:

```mesh
where some s: Service where s.name == "x"
```
)page"},
      {"value-argument", Severity::error, "`{}` is a value, and `define` takes components",
       R"page(What a `define` says of components is stored; values have no end.

Wrong:

```mesh
define over(d: Deployment, most: any) { where d.spec.replicas > most }
```

Right:

```mesh
field over(d: Deployment, most: any) = d.spec.replicas > most ? true : false
```
)page"},
      {"version-path", Severity::warning, "`{}` is there in Kubernetes {} only",
       R"page(The file says for which versions of Kubernetes it is meant, and some of them do not have this path.

Wrong:

```mesh
model kubernetes "1.25"
/// Prefers what is near.
warn near on s: Service { where s.spec.trafficDistribution is present message "`{s.name}`" }
```

Right:

```mesh
model kubernetes ">=1.31"
/// Prefers what is near.
warn near on s: Service { where s.spec.trafficDistribution is present message "`{s.name}`" }
```
)page"},
      {"wrong-type", Severity::error, "{} is {}, and {} takes {}",
       R"page(An operator or function that is given a value of another type gives nothing, so that the rule finds nothing.

Wrong:

```mesh
where d.metadata.labels > 3
```

Right:

```mesh
where count(d.metadata.labels) > 3
```
)page"},
  };
}

}  // namespace meshplay::diag
