#include "engine/diag/registry.h"

namespace meshplay::diag {

std::vector<CodeInfo> rule_codes() {
  return {
      {"bad-reference", Severity::error, "`{}` names no component",
       R"page(A component is named `Kind/name` or `Kind/namespace/name`.

Wrong:

```mesh
test "a web" {
  expect no routes("Service", Deployment/web)
}
```

Right:

```mesh
test "a web" {
  expect no routes(Service/web, Deployment/web)
}
```
)page"},
      {"bad-regex", Severity::error, "this regular expression does not compile: {}",
       R"page(Expressions behind `matches` are RE2, which takes linear time: back references and look-around are not part of it.

Wrong:

```mesh
where s.name matches "(a"
```

Right:

```mesh
where s.name matches "^(a|b)"
```
)page"},
      {"duplicate-name", Severity::error, "`{}` is declared twice",
       R"page(A name means one thing in a package.

Wrong:

```mesh
kind Web = Deployment
kind Web = StatefulSet
```

Right:

```mesh
kind Web = Deployment | StatefulSet
```
)page"},
      {"empty-kind", Severity::error, "this leaves no kind at all",
       R"page(`except Component` takes every kind away.

Wrong:

```mesh
kind Nothing = Pod except Component
```

Right:

```mesh
kind Most = Component except Pod
```
)page"},
      {"every-without-where", Severity::error, "`every` needs a `where`",
       R"page(`every x in list` alone says nothing: say what holds for each element. For an empty or missing list it holds.

Wrong:

```mesh
where every c in d.spec.template.spec.containers
```

Right:

```mesh
where every c in d.spec.template.spec.containers where c.image is present
```
)page"},
      {"field-cycle", Severity::error, "the field `{}` is defined by itself",
       R"page(Fields are inlined where they are used, so none may use itself, not even through others. What is recursive is a `define`.

Wrong:

```mesh
field a(s: Service) = a(s)
```

Right:

```mesh
field a(s: Service) = s.spec
```
)page"},
      {"import-cycle", Severity::error, "these packages import each other: {}",
       R"page(Imports go one way, so that a package can be understood and versioned without those that use it.

Wrong:

```
package a
import b    // and b imports a
```

Right:

```
package a
import common
```
)page"},
      {"kind-cycle", Severity::error, "the kind `{}` is made of itself",
       R"page(A kind is a union of other kinds.

Wrong:

```mesh
kind A = A | Pod
```

Right:

```mesh
kind A = Deployment | Pod
```
)page"},
      {"missing-message", Severity::error, "the check `{}` has no message",
       R"page(The message is what people read first.

Wrong:

```mesh
deny x on s: Service { where s.spec.type == "NodePort" }
```

Right:

```mesh
deny x on s: Service {
  where s.spec.type == "NodePort"
  message "service `{s.name}` opens a port on every node"
}
```
)page"},
      {"missing-role", Severity::error, "the relationship has no `{}`",
       R"page(A relationship goes from one component to another; both ends are named.

Wrong:

```mesh
relationship r: edge.network { from s: Service }
```

Right:

```mesh
relationship r: edge.network {
  from s: Service
  to   w: Deployment
  where s.name == w.name
}
```
)page"},
      {"negation-cycle", Severity::error, "{}",
       R"page(What is absent must be known before it can be asked for, so a definition cannot rest on its own absence.

Wrong:

```mesh
define odd(a: Pod) { where not odd(a) }
```

Right:

```mesh
define even(a: Pod) { where a.spec.priority == 0 }
define odd(a: Pod) { where not even(a) }
```
)page"},
      {"not-a-component", Severity::error, "this is no component",
       R"page(Relations and `is Kind` speak of components; here a value stands.

Wrong:

```mesh
where routes(s.name, w)
```

Right:

```mesh
where routes(s, w)
```
)page"},
      {"not-a-value", Severity::error, "{} is no value",
       R"page(Values are paths, texts, numbers, lists and maps; conditions stand behind `where`.

Wrong:

```mesh
where (a.name == "x") == "y"
```

Right:

```mesh
where a.name == "x"
```
)page"},
      {"repeated-role", Severity::error, "a second `{}` in one relationship",
       R"page(A relationship has one `from`, one `to` and at most one `via`.

Wrong:

```mesh
/// Uses it.
relationship uses: edge.mount {
  from d: Deployment
  from c: ConfigMap
  to   s: Secret
  where d.name == s.name and c.name == s.name
}
```

Right:

```mesh
/// Uses it.
relationship uses: edge.mount {
  from d: Deployment
  via  c: ConfigMap
  to   s: Secret
  where d.name == s.name and c.name == s.name
}
```
)page"},
      {"query-brackets", Severity::error, "the brackets of the query do not match",
       R"page(Each bracket of a query that is opened is closed again, and the other way round.

Wrong:

```
meshplay eval 'count(p: Pod where (p.name == "a")'
```

Right:

```
meshplay eval 'count(p: Pod where (p.name == "a"))'
```
)page"},
      {"rules-not-found", Severity::error, "no rule file at `{}`",
       R"page(`--rules` takes a `.mesh` file or a folder that holds some.

Wrong:

```
meshplay check --rules rule.txt
```

Right:

```
meshplay check --rules rules/
```
)page"},
      {"wrong-allowance", Severity::warning, "this allows nothing: {}",
       R"page(A comment `// allow CODE: REASON` says that what a warning or a note speaks of is meant, on its own line or, where it
stands alone, on the next one. It needs the code of a warning or a note, a reason, and something to allow.

Wrong:

```mesh
define mounted(w: Workload) {
  some c: ConfigMap, s: Secret where mounts_config(w, c)  // allow unused-variable
}
```

Right:

```mesh
define mounted(w: Workload) {
  some c: ConfigMap, s: Secret where mounts_config(w, c)  // allow unused-variable: any Secret will do
}
```
)page"},
      {"rules-unreadable", Severity::error, "the rule file `{}` cannot be read: {}",
       R"page(The file is there, but the system refused to read it.

Wrong:

```
meshplay check --rules /root/secret.mesh
```

Right:

```
meshplay check --rules my.mesh
```
)page"},
      {"test-failed", Severity::error, "{}",
       R"page(What a test expects was not so; the notes say what was found instead.

Wrong:

```
expect routes(Service/web, Deployment/api)
```

Right:

```
expect no routes(Service/web, Deployment/api)
```
)page"},
      {"too-many-variables", Severity::error, "`{}` has {} variables, more than the engine joins at once",
       R"page(A rule, with the fields that it uses, may have 64 variables, and a `define` 16 arguments.

Wrong:

```
define all(a1: Pod, a2: Pod, a3: Pod /* ... */, a17: Pod) { where a1 == a17 }
```

Right:

```
define near(a: Pod, b: Pod) { where a.spec.nodeName == b.spec.nodeName }
```
)page"},
      {"unbound-variable", Severity::error, "nothing named `{}` is known here",
       R"page(A variable is bound by `from`, `to`, `via`, `on`, a parameter or a quantifier, and is known inside of what binds it.

Wrong:

```mesh
where service.name == "web"
```

Right:

```mesh
where some service: Service where service.name == "web"
```
)page"},
      {"unknown-function", Severity::error, "there is no function, field or relation `{}`",
       R"page(Fields, relationships and defines are declared in the package, in one that it imports, or in a built-in pack.

Wrong:

```mesh
where rutes(s, w)
```

Right:

```mesh
where routes(s, w)
```
)page"},
      {"unknown-kind", Severity::error, "no component kind `{}`",
       R"page(Kinds match exactly. The kinds of Kubernetes are known by name; any other kind is named with its API group, in quotes when it has a dash.

Wrong:

```mesh
/// Stands still.
deny found on d: Deploymnet { where d.name == "web" message "`{d.name}`" }
```

Right:

```mesh
/// Stands still.
deny found on d: Deployment { where d.name == "web" message "`{d.name}`" }
```
)page"},
      {"unknown-language", Severity::error, "this is no version of the rules language: `{}`",
       R"page(`language` says for which version of the language a file was written.

Wrong:

```mesh
language "9"
```

Right:

```mesh
language "1"
```
)page"},
      {"unknown-name", Severity::error, "no {} named `{}`",
       R"page(A test speaks of relationships, defines and checks that its package can see.

Wrong:

```mesh
test "a web" {
  expect no rotues(Service/web, Deployment/web)
}
```

Right:

```mesh
test "a web" {
  expect no routes(Service/web, Deployment/web)
}
```
)page"},
      {"unknown-package", Severity::error, "no package `{}` is loaded",
       R"page(An import names a package of the rule files given, or of a built-in pack.

Wrong:

```mesh
import kubernets
```

Right:

```mesh
import kubernetes
```
)page"},
      {"unknown-taxonomy", Severity::error, "`{}` is no class of relationship",
       R"page(A relationship is of a kind (`edge` or `hierarchical`), a type and a subtype. For the well-known subtypes the type may be left out.

Wrong:

```mesh
/// Goes there.
relationship goes: network { from s: Service to d: Deployment where s.name == d.name }
```

Right:

```mesh
/// Goes there.
relationship goes: edge.network { from s: Service to d: Deployment where s.name == d.name }
```
)page"},
      {"unknown-type", Severity::error, "no type `{}`",
       R"page(A `param` is of type int, number, text, bool, list, map or any.

Wrong:

```mesh
param max: integr = 10
```

Right:

```mesh
param max: int = 10
```
)page"},
      {"unknown-version", Severity::error, "the kind `{}` has no version `{}`",
       R"page(A kind may be narrowed to one version of its API group.

Wrong:

```mesh
/// Stands still.
deny found on d: apps/v7/Deployment { where d.name == "web" message "`{d.name}`" }
```

Right:

```mesh
/// Stands still.
deny found on d: apps/v1/Deployment { where d.name == "web" message "`{d.name}`" }
```
)page"},
      {"wrong-argument", Severity::error, "`{}` of `{}` is a component, and this is none",
       R"page(A field says by its parameters whether it takes a component or any value.

Wrong:

```mesh
pod(w.name)
```

Right:

```mesh
pod(w)
```
)page"},
      {"wrong-argument-count", Severity::error, "`{}` takes {}, not {}",
       R"page(A relationship takes its two ends, and its `via` as a third if wanted.

Wrong:

```mesh
where routes(s)
```

Right:

```mesh
where routes(s, w)
```
)page"},
      {"wrong-comparison", Severity::error, "a component is compared with something that it can never be",
       R"page(Two components may be compared with `==` and `!=`; everything else compares paths of them.

Wrong:

```mesh
where s == "web"
```

Right:

```mesh
where s.name == "web"
```
)page"},
      {"wrong-param", Severity::error, "the value of `{}` is no {}",
       R"page(The default of a `param` has its type.

Wrong:

```mesh
param max: int = "ten"
```

Right:

```mesh
param max: int = 10
```
)page"},
  };
}

}  // namespace meshplay::diag
