#include "engine/diag/registry.h"

namespace meshplay::diag {

std::vector<CodeInfo> syntax_codes() {
  return {
      {"aggregate-form", Severity::error, "`{}` is no function of several values",
       R"page(`count`, `sum`, `min`, `max`, `avg` and `collect` take one list, or say themselves what they range over.

Wrong:

```mesh
where max(s.a, s.b) > 3
```

Right:

```mesh
where max([s.a, s.b]) > 3
where count(p: Pod where runs(s, p)) > 3
```
)page"},
      {"chained-comparison", Severity::error, "a comparison cannot follow another one",
       R"page(`a < b < c` would compare the outcome of `a < b` with `c`. Each pair is compared by itself.

Wrong:

```mesh
where 1 < s.spec.replicas < 10
```

Right:

```mesh
where 1 < s.spec.replicas and s.spec.replicas < 10
```
)page"},
      {"empty-define", Severity::error, "`{}` has no condition",
       R"page(A definition holds when its conditions hold. One without any would hold for everything, which nobody means.

Wrong:

```mesh
define big(w: Deployment) {
}
```

Right:

```mesh
define big(w: Deployment) {
  w.spec.replicas > 10
}
```
)page"},
      {"expected", Severity::error, "expected {}, found {}",
       R"page(The file was read up to this place, and here something else has to stand. The help says how the construct is written;
the reference of the language shows each one by example.

Wrong:

```mesh
deny dangling on service {
  where service.spec.selector is absent
}
```

Right:

```mesh
deny dangling on service: Service {
  where service.spec.selector is absent
}
```
)page"},
      {"hyphen-in-name", Severity::error, "`{}` is no name: `-` is minus",
       R"page(Names have letters, digits and `_`, because in an expression `a-b` subtracts. Kinds, categories, tags and types of
relationships may have hyphens, since nothing is subtracted there.

Wrong:

```mesh
deny image-latest on p: Pod {
  message "a"
}
```

Right:

```mesh
deny image_latest on p: Pod {
  message "a"
}
```
)page"},
      {"line-bracket", Severity::error, "a line that begins with `{}` would go on with the line before",
       R"page(Lines need no end sign, so a bracket at the beginning of a line would be the arguments of a call, or an index, of what
ends the line before. Such a line begins with `where`.

Wrong:

```mesh
where s.a == s.b
(s.c == 1 or s.d == 2)
```

Right:

```mesh
where s.a == s.b
where (s.c == 1 or s.d == 2)
```
)page"},
      {"misplaced-arrow", Severity::error, "`<-` stands only in `bind`",
       R"page(`bind target <- source` says two things are equal, and which one is written. In a comparison with a negative number a
space parts the two signs.

Wrong:

```mesh
where s.priority <-1
```

Right:

```mesh
where s.priority < -1
```
)page"},
      {"misplaced-not", Severity::error, "`not` stands before a comparison, not inside it",
       R"page(`not` turns the whole comparison behind it round.

Wrong:

```mesh
where s.type not in ["A", "B"]
```

Right:

```mesh
where not s.type in ["A", "B"]
```
)page"},
      {"missing-brace", Severity::error, "the items of `{}` stand between braces",
       R"page(The first line of a declaration ends with `{`, and its items stand before the `}` that closes it.

Wrong:

```mesh
deny a on s: Service
  message "a"
}
```

Right:

```mesh
deny a on s: Service {
  message "a"
}
```
)page"},
      {"missing-quotes", Severity::error, "the text behind `{}` stands in quotes",
       R"page(Messages, titles, file names and addresses are texts. Without quotes their words would be names.

Wrong:

```mesh
message the service has no endpoints
```

Right:

```mesh
message "the service has no endpoints"
```
)page"},
      {"more-mistakes", Severity::error, "{} more mistake{} in this file",
       R"page(Only the first mistakes of a file are shown. Mend those and the others follow; often they go away together.

Wrong:

```mesh
deny a on s: Service {
  where s.a = 1
  where s.b = 2
}
```

Right:

```mesh
deny a on s: Service {
  where s.a == 1
  where s.b == 2
}
```
)page"},
      {"not-callable", Severity::error, "only a name can be called",
       R"page(A field, a definition, a relationship or a function is called by its name. What a call gives cannot be called again.

Wrong:

```mesh
where pod(s)(1) == 2
```

Right:

```mesh
where pod(s, 1) == 2
```
)page"},
      {"number-unit", Severity::error, "a number with a unit stands in quotes",
       R"page(Quantities, durations and versions are texts. They are compared by their value all the same: `"500m"` is less than `1`.

Wrong:

```mesh
where s.cpu > 500m
```

Right:

```mesh
where s.cpu > "500m"
```
)page"},
      {"outside", Severity::error, "`{}` stands outside of a declaration",
       R"page(Conditions, messages and expectations belong to a declaration and stand between its braces. Often a `}` closes it too
early.

Wrong:

```mesh
where s.name == "web"
deny a on s: Service {
  message "a"
}
```

Right:

```mesh
deny a on s: Service {
  where s.name == "web"
  message "a"
}
```
)page"},
      {"reserved-word", Severity::error, "`{}` cannot be a name",
       R"page(Words that join conditions or begin an item cannot name a variable: the file could be read in two ways. As a key of a
path every word may stand.

Wrong:

```mesh
where some where in s.places where where.x == 1
```

Right:

```mesh
where some place in s.places where place.where == 1
```
)page"},
      {"too-deep", Severity::error, "this is nested more than {} deep",
       R"page(Brackets, and operators that nest, have a limit, so that no file can exhaust the program. Nobody can read such an
expression; parts of it deserve names.

Wrong:

```text
where ((((((((((( and so on, two hundred times
```

Right:

```mesh
where is_deep(s)
```
)page"},
      {"too-many-operators", Severity::error, "more than {} operators in one chain",
       R"page(A chain such as `a + b + c` makes the expression deeper with every sign, and depth has a limit. Conditions joined with
`and` or with `or` have none.

Wrong:

```text
where s.n == 1 + 1 + 1 + 1 and so on, more than five hundred times
```

Right:

```mesh
where s.n == sum([1, 1, 1])
```
)page"},
      {"unclosed-bracket", Severity::error, "`{}` is never closed",
       R"page(The bracket was opened here, and at the place of the note something begins that cannot stand inside it.

Wrong:

```mesh
where count(s.list
message "a"
```

Right:

```mesh
where count(s.list) > 1
message "a"
```
)page"},
      {"unknown-item", Severity::error, "`{}` does not stand here",
       R"page(Each kind of declaration has its own items: a rule has a message, a relationship has ends, a test has expectations.

Wrong:

```mesh
relationship routes: edge.network {
  message "a"
}
```

Right:

```mesh
relationship routes: edge.network {
  docs "https://example.org/routes"
}
```
)page"},
      {"unknown-word", Severity::error, "unknown word `{}`",
       R"page(No declaration, item or operator is written like this. Where a word of the language is near, the help names it.

Wrong:

```mesh
mesage "a"
```

Right:

```mesh
message "a"
```
)page"},
      {"unmarked-condition", Severity::error, "a condition that stands alone begins with a word",
       R"page(Lines need no end sign. A line that began with a number, a text or a bracket could go on with the line before, so it
begins with `where`.

Wrong:

```mesh
"web" in s.names
```

Right:

```mesh
where "web" in s.names
```
)page"},
      {"unopened-bracket", Severity::error, "`{}` closes nothing",
       R"page(Here a bracket is closed that was never opened, or was closed before.

Wrong:

```mesh
where s.a == 1)
```

Right:

```mesh
where (s.a == 1)
```
)page"},
      {"wrong-bracket", Severity::error, "`{}` is closed by `{}`",
       R"page(A bracket is closed by its own partner.

Wrong:

```mesh
where f(s.a]
```

Right:

```mesh
where f(s.a)
```
)page"},
      {"wrong-equals", Severity::error, "{}",
       R"page(`==` compares two values. `=` gives a value to a name, in `kind`, `field`, `param` and `fix`.

Wrong:

```mesh
where s.a = 1
```

Right:

```mesh
where s.a == 1
```
)page"},
  };
}

}  // namespace meshplay::diag
