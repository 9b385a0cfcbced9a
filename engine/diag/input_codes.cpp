#include "engine/diag/registry.h"

namespace meshplay::diag {

std::vector<CodeInfo> input_codes() {
  return {
      {"bad-lock", Severity::error, "the lock cannot be used: {}",
       R"page(`meshplay.lock` is written by `meshplay catalog` and proves the bytes of what was pulled, so it counts as a whole or
not at all. It is not edited by hand; a conflict that git left in it is solved by taking one side and pulling again.

Wrong:

```yaml
format: 1
entries:
  - name: "web"
    commit: "v1.2.0"
```
)page"},
      {"wrong-waiver", Severity::warning, "this waives nothing: {}",
       R"page(A comment `# meshplay allow RULE: REASON` in a YAML manifest says that what a rule finds is meant: on its own line;
where it stands alone on the next one; and above all else of a document in all of it. The rule is named with or without its
package. It needs a reason, and something to waive.

Wrong:

```yaml
  replicas: 1  # meshplay allow fixed_replicas
```

Right:

```yaml
  replicas: 1  # meshplay allow fixed_replicas: the autoscaler is switched off at night
```
)page"},
      {"alias-in-itself", Severity::error, "alias `*{}` stands inside the value that it names",
       R"page(An alias stands for a value that is written before it. Inside that value it would never end.

Wrong:

```yaml
base: &base
  copy: *base
```

Right:

```yaml
base: &base
  replicas: 2
copy: *base
```
)page"},
      {"bad-merge", Severity::error, "the merge key `<<` needs a mapping, or a list of mappings",
       R"page(`<<` takes over the entries of other mappings; keys that stand beside it win.

Wrong:

```yaml
labels:
  <<: shop
```

Right:

```yaml
shared: &shared {app: shop}
labels:
  <<: *shared
```
)page"},
      {"control-character", Severity::error, "a control character stands here",
       R"page(YAML holds text: of the control characters only tab and line ends may stand in it. The others usually come
from a terminal or a broken copy.

Wrong:

```yaml
note: <an escape character of a terminal>
```

Right:

```yaml
note: "\e[1m"
```
)page"},
      {"document-too-deep", Severity::error, "nested deeper than {} levels, the limit on depth",
       R"page(No manifest is nested like this, but files made to break programs are. What stands before it was read, the
rest of the file is left out.

Wrong:

```yaml
[[[[[[[[[[ ... ]]]]]]]]]]
```

Right:

```yaml
[1, 2, 3]
```
)page"},
      {"file-too-large", Severity::error, "`{}` has {} bytes; the limit on the size of a file is {}",
       R"page(A file of this size is rarely a manifest, so it is not read.

Wrong:

```sh
meshplay check database-dump.yaml
```

Right:

```sh
meshplay check manifests/
```
)page"},
      {"json-syntax", Severity::error, "this is not valid JSON: {}",
       R"page(A file that ends in `.json` is read as JSON to the letter of RFC 8259: text and keys in double quotes, no
comments, no comma after the last entry. What stands before the mistake was read, the rest of the file is
left out.

Wrong:

```json
{'kind': 'Service',}
```

Right:

```json
{"kind": "Service"}
```
)page"},
      {"key-not-text", Severity::error, "a key must be text, and this one is {}",
       R"page(Kubernetes takes mappings with keys of text only. This document is left out.

Wrong:

```yaml
labels:
  [a, b]: web
```

Right:

```yaml
labels:
  "a, b": web
```
)page"},
      {"name-not-text", Severity::error, "`{}` is {}, and must be text",
       R"page(YAML takes `123`, `true` and `null` for a number, a truth value and nothing, unless they stand in quotes.
Kubernetes refuses such a name, so this component is left out.

Wrong:

```yaml
metadata:
  name: 123
```

Right:

```yaml
metadata:
  name: "123"
```
)page"},
      {"no-such-path", Severity::error, "there is no file or folder `{}`",
       R"page(What is to be checked is given as files, folders or `-` for standard input.

Wrong:

```sh
meshplay check manifest
```

Right:

```sh
meshplay check manifests
```
)page"},
      {"not-utf8", Severity::error, "the byte {} is not UTF-8",
       R"page(Manifests are UTF-8. A byte that is none usually comes from an editor that saves in another encoding, or
from a file that is no text.

Wrong:

```yaml
name: caf\xE9      # saved as Latin-1
```

Right:

```yaml
name: café          # saved as UTF-8
```
)page"},
      {"nothing-checked", Severity::warning, "nothing was checked in `{}`: {}",
       R"page(A check of nothing finds nothing, which is easily taken for success. A component is a YAML or JSON
document with `apiVersion`, `kind` and `metadata.name`; folders are searched for files ending in `.yaml`,
`.yml` or `.json`.

Wrong:

```sh
meshplay check charts/shop      # templates and values only
```

Right:

```sh
helm template charts/shop | meshplay check -
```
)page"},
      {"nul-byte", Severity::error, "a NUL byte stands here",
       R"page(No text file has NUL bytes. The file is binary, damaged, or UTF-16.

Wrong:

```sh
meshplay check logo.png
```

Right:

```sh
meshplay check manifests/
```
)page"},
      {"other-document", Severity::note, "this document is no component",
       R"page(Only documents with `apiVersion`, `kind` and `metadata.name` are components. Values files, kustomizations
and the like are left out without a word unless `--verbose` asks.

Wrong:

```yaml
replicas: 2
```

Right:

```yaml
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
```
)page"},
      {"repeated-component", Severity::warning, "`{}` stands twice; this one is left out",
       R"page(One identity (API group, kind, namespace, name) is one component. Applied to a cluster, the later one
would overwrite the earlier one without a word. Overlays and variants of one design are checked one by
one.

Wrong:

```sh
meshplay check base/ overlays/
```

Right:

```sh
kubectl kustomize overlays/test | meshplay check -
```
)page"},
      {"repeated-key", Severity::error, "the key `{}` stands twice in this mapping",
       R"page(A mapping has each key once. Most programs keep the last value and forget the other without a word, so
what runs is not what was reviewed. This document is left out.

Wrong:

```yaml
spec:
  replicas: 2
  replicas: 5
```

Right:

```yaml
spec:
  replicas: 5
```
)page"},
      {"special-file", Severity::error, "`{}` is {}, and only files and folders are read",
       R"page(Pipes, sockets and devices may never end, or wait for ever. Standard input is read as `-`.

Wrong:

```sh
meshplay check /dev/stdin
```

Right:

```sh
meshplay check -
```
)page"},
      {"tab-indentation", Severity::error, "a tab stands in the indentation",
       R"page(YAML is indented with spaces only, since a tab is as wide as each editor likes. What stands before it was
read, the rest of the file is left out.

Wrong:

```yaml
spec:
	replicas: 2
```

Right:

```yaml
spec:
  replicas: 2
```
)page"},
      {"too-many-alias-values", Severity::error, "aliases stand for more than {} values, the limit on aliases",
       R"page(A few lines of aliases of aliases can stand for thousands of millions of values. This document is left
out.

Wrong:

```yaml
a: &a [x, x, x, x, x, x, x, x, x]
b: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a]
c: &c [*b, *b, *b, *b, *b, *b, *b, *b, *b]
```

Right:

```yaml
a: &a [x, x, x]
b: *a
```
)page"},
      {"too-many-documents", Severity::error, "more than {} documents, the limit on documents of a file",
       R"page(The documents before this one were read, the rest of the file is left out.

Wrong:

```text
one file with a million documents
```

Right:

```text
several files in one folder
```
)page"},
      {"too-many-values", Severity::error, "more than {} values, the limit on values of a document",
       R"page(A document of this size is rarely a manifest, so it is left out. Aliases count with all that they stand
for.

Wrong:

```yaml
data:
  row-1: x
  row-2: x
  # ... and millions more
```

Right:

```yaml
data:
  rows: "in one text, or in a volume"
```
)page"},
      {"unknown-alias", Severity::error, "no anchor `&{}` stands before this alias",
       R"page(`*name` repeats the value that `&name` marks earlier in the same document. Text that begins with `*` needs
quotes.

Wrong:

```yaml
host: *.example.com
```

Right:

```yaml
host: "*.example.com"
```
)page"},
      {"unnamed-component", Severity::warning, "this {} has no name, so it is left out",
       R"page(A component is known by its kind, namespace and name, which stands at `metadata.name` or
`metadata.generateName`.

Wrong:

```yaml
apiVersion: v1
kind: Service
metadata: {}
```

Right:

```yaml
apiVersion: v1
kind: Service
metadata:
  name: web
```
)page"},
      {"unreadable", Severity::error, "`{}` cannot be read: {}",
       R"page(The system refused the file or folder; the reason is its own. Everything else is still checked.

Wrong:

```sh
chmod 000 service.yaml
```

Right:

```sh
chmod u+r service.yaml
```
)page"},
      {"yaml-syntax", Severity::error, "this is not valid YAML: {}",
       R"page(What stands before the mistake was read, the rest of the file is left out. The mistake is often on the
line before: a quote, a bracket or a `:` that is missing.

Wrong:

```yaml
metadata:
  name: web
 labels: {}
```

Right:

```yaml
metadata:
  name: web
  labels: {}
```
)page"},
      {"yaml-template", Severity::error, "a template, not YAML yet: `{}` stands outside quotes",
       R"page(Helm charts and the like become manifests only when they are rendered. Until then they cannot be checked.

Wrong:

```sh
meshplay check charts/shop/templates
```

Right:

```sh
helm template charts/shop | meshplay check -
```
)page"},
  };
}

}  // namespace meshplay::diag
