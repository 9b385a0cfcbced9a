#include "engine/diag/registry.h"

namespace meshplay::diag {

std::vector<CodeInfo> syntax_text_codes() {
  return {
      {"curly-quotes", Severity::error, "a text stands in straight double quotes",
       R"page(Word processors and chats turn quotes into curly ones; a rule file knows `"` only.

Wrong:

```mesh
where s.name == “web”
```

Right:

```mesh
where s.name == "web"
```
)page"},
      {"empty-braces", Severity::error, "nothing stands between the braces of the message",
       R"page(In a message `{` and `}` hold an expression whose value is shown. The characters themselves are written twice.

Wrong:

```mesh
message "an empty {}"
```

Right:

```mesh
message "an empty {{}}"
help "look at `{s.name}`"
```
)page"},
      {"foreign-sign", Severity::error, "`{}` is no sign of this language",
       R"page(Conditions are joined and turned round by words: `and`, `or`, `not`. Equality is `==`, inequality `!=`; a regular
expression is asked with `matches`; `default` says what counts when a path is not there.

Wrong:

```mesh
where s.a == 1 && !(s.b == 2)
```

Right:

```mesh
where s.a == 1 and not (s.b == 2)
```
)page"},
      {"hash-comment", Severity::error, "`#` begins no comment",
       R"page(Comments begin with `//`; `///` before a declaration is its documentation; `/*` and `*/` enclose several lines.

Wrong:

```mesh
# selects nothing
where s.spec.selector is absent
```

Right:

```mesh
// selects nothing
where s.spec.selector is absent
```
)page"},
      {"name-letters", Severity::error, "`{}` is no name: names have the letters a to z, digits and `_`",
       R"page(A key of a configuration may have any letters: in quotes and brackets it is written as it is.

Wrong:

```mesh
where s.größe == 1
```

Right:

```mesh
where s["größe"] == 1
```
)page"},
      {"rules-not-utf8", Severity::error, "this is not UTF-8: byte {}",
       R"page(Rule files are UTF-8. The byte at this place belongs to another encoding, such as Latin-1 or UTF-16.

Wrong:

```text
// a comment in Latin-1: caf<E9>
```

Right:

```text
// a comment in UTF-8: café
```
)page"},
      {"rules-nul-byte", Severity::error, "this is no text: it holds a NUL byte",
       R"page(A NUL byte stands in binary files and in UTF-16, not in rule files.

Wrong:

```text
<00>deny a on s: Service
```

Right:

```text
deny a on s: Service
```
)page"},
      {"rules-too-large", Severity::error, "a rule file has at most {}",
       R"page(A file of this size was not written by people. All files of a folder are one package, so a large one can be divided.

Wrong:

```text
rules.mesh, 40 MiB
```

Right:

```text
network.mesh, storage.mesh, access.mesh
```
)page"},
      {"semicolon", Severity::error, "`;` is no sign of this language",
       R"page(Items stand in lines of their own and end without a sign.

Wrong:

```mesh
where s.a == 1;
message "a";
```

Right:

```mesh
where s.a == 1
message "a"
```
)page"},
      {"single-quotes", Severity::error, "a text stands in double quotes",
       R"page(There is one kind of quotes. Texts of several lines stand between `"""` and `"""`.

Wrong:

```mesh
where s.name == 'web'
```

Right:

```mesh
where s.name == "web"
```
)page"},
      {"stray-brace", Severity::error, "a single `{}` in a message",
       R"page(In a message `{` and `}` hold an expression whose value is shown. The characters themselves are written twice.

Wrong:

```mesh
message "an open { alone"
```

Right:

```mesh
message "an open {{ alone, and {s.name}"
```
)page"},
      {"stray-character", Severity::error, "unexpected character {}",
       R"page(This character has no meaning in a rule file outside of texts and comments.

Wrong:

```mesh
where s.name == $name
```

Right:

```mesh
where s.name == name
```
)page"},
      {"unclosed-comment", Severity::error, "a comment is never closed",
       R"page(Everything behind `/*` is a comment, up to the next `*/`.

Wrong:

```mesh
/* the reason
message "a"
```

Right:

```mesh
/* the reason */
message "a"
```
)page"},
      {"unclosed-string", Severity::error, "a text is never closed",
       R"page(A text ends with its line. One of several lines stands between `"""` and `"""`.

Wrong:

```mesh
message "a service
```

Right:

```mesh
message "a service"
```
)page"},
      {"unknown-escape", Severity::error, "unknown escape `{}`",
       R"page(In a text in double quotes `\n`, `\t`, `\\`, `\"` and `\u{e9}` stand for other characters. Between `"""` and `"""`
nothing does, which suits regular expressions.

Wrong:

```mesh
where s.image matches "\d+"
```

Right:

```mesh
where s.image matches "\\d+"
where s.image matches """\d+"""
```
)page"},
  };
}

}  // namespace meshplay::diag
