#include "engine/design/components.h"

#include <catch2/catch.hpp>

namespace meshplay::design {
namespace {

struct Loaded {
  explicit Loaded(const std::string& content, const LoadOptions& options = {}, data::Syntax syntax = data::Syntax::yaml)
      : design(load_text("in.yaml", content, syntax, options, sources, interner, sink)) {}

  // The ids of the components in order, with group and version, one a line.
  std::string shown() const {
    std::string result;
    for (std::uint32_t i = 0; i < design.components.size(); ++i) {
      if (i > 0) result += '\n';
      const Component& component = design.components[i];
      const std::string_view group = interner.text(design.kind(ComponentId{i}).group);
      result += design.id(ComponentId{i}, interner) + " " + std::string(group) + (group.empty() ? "" : "/") +
                std::string(interner.text(component.version));
    }
    return result;
  }

  std::string complaints() const {
    std::string result;
    for (const diag::Diagnostic& diagnostic : sink.sorted(sources)) {
      if (!result.empty()) result += '\n';
      const text::Place at = sources.place(diagnostic.span.file, diagnostic.span.begin);
      result += std::to_string(at.line) + ':' + std::to_string(at.column) + ' ' + diagnostic.code + ": " +
                diagnostic.message + " [" + std::string(sources.text(diagnostic.span)) + "]";
      for (const diag::Note& note : diagnostic.notes) {
        const text::Place there = sources.place(note.span.file, note.span.begin);
        result += " (" + std::to_string(there.line) + ':' + std::to_string(there.column) + ' ' + note.message + ")";
      }
    }
    return result;
  }

  text::SourceSet sources;
  base::Interner interner;
  diag::Sink sink;
  Design design;
};

std::string component(const std::string& api_version, const std::string& kind, const std::string& metadata) {
  return "apiVersion: " + api_version + "\nkind: " + kind + "\nmetadata: {" + metadata + "}\n---\n";
}

std::string check(const std::string& yaml) {
  const Loaded loaded(yaml);
  CHECK(loaded.complaints().empty());
  return loaded.shown();
}

TEST_CASE("a component is a document with apiVersion, kind and a name") {
  CHECK(check(component("v1", "Service", "name: web, namespace: shop")) == "Service/shop/web v1");
  CHECK(check(component("apps/v1", "Deployment", "name: web")) == "Deployment/default/web apps/v1");
  CHECK(check(component("v1", "Namespace", "name: shop")) == "Namespace/shop v1");
  CHECK(check(component("batch/v1", "Job", "generateName: run-")) == "Job/default/run- batch/v1");
  CHECK(check(component("batch/v1", "Job", "name: a, generateName: run-")) == "Job/default/a batch/v1");
  CHECK(check(component("batch/v1", "Job", "name: , generateName: run-")) == "Job/default/run- batch/v1");
  CHECK(check(component("batch/v1", "Job", "name: '', generateName: run-")) == "Job/default/run- batch/v1");
}

TEST_CASE("its root and the place of its name are known") {
  const Loaded loaded(component("v1", "Service", "name: \"web\""));
  const Component& service = loaded.design.components.at(0);
  const data::Node& name = loaded.design.tree.at(service.name_node);
  CHECK(loaded.sources.text({service.file, name.begin, name.end}) == "\"web\"");
  CHECK(loaded.design.tree.type(service.root) == data::NodeType::mapping);
  CHECK(loaded.design.tree.at(service.root).begin == 0);
}

TEST_CASE("the default namespace is the one asked for") {
  LoadOptions options;
  options.default_namespace = "test";
  CHECK(Loaded(component("v1", "Service", "name: web"), options).shown() == "Service/test/web v1");
  CHECK(Loaded(component("v1", "Service", "name: web, namespace: null"), options).shown() == "Service/test/web v1");
  CHECK(Loaded(component("v1", "Service", "name: web, namespace: ''"), options).shown() == "Service/test/web v1");
}

TEST_CASE("a namespace on a cluster-scoped kind means nothing") {
  CHECK(check(component("rbac.authorization.k8s.io/v1", "ClusterRole", "name: reader, namespace: shop")) ==
        "ClusterRole/reader rbac.authorization.k8s.io/v1");
  const Loaded twice(component("v1", "PersistentVolume", "name: v, namespace: shop") +
                     component("v1", "PersistentVolume", "name: v, namespace: test"));
  CHECK(twice.design.counts.duplicates == 1);
  CHECK(twice.design.components.at(0).space == base::kEmptyText);
  CHECK_FALSE(twice.design.components.at(0).namespaced);
}

TEST_CASE("old groups of a kind are one kind with the new one") {
  const Loaded loaded(component("extensions/v1beta1", "Deployment", "name: a") +
                      component("apps/v1", "Deployment", "name: b"));
  CHECK(loaded.shown() == "Deployment/default/a apps/v1beta1\nDeployment/default/b apps/v1");
  CHECK(loaded.design.kinds.size() == 1);
}

TEST_CASE("kinds of one name in two groups are two kinds") {
  const Loaded loaded(component("networking.istio.io/v1", "Gateway", "name: g") +
                      component("gateway.networking.k8s.io/v1", "Gateway", "name: g"));
  CHECK(loaded.complaints().empty());
  CHECK(loaded.design.kinds.size() == 2);
  CHECK(loaded.design.components.size() == 2);
}

TEST_CASE("components of a kind are found together") {
  const Loaded loaded(component("v1", "Service", "name: a") + component("v1", "Secret", "name: b") +
                      component("v1", "Service", "name: c"));
  CHECK(loaded.design.kinds.size() == 2);
  const auto services = loaded.design.of_kind(KindId{0});
  CHECK(std::vector<ComponentId>(services.begin(), services.end()) ==
        std::vector<ComponentId>{ComponentId{0}, ComponentId{2}});
  CHECK(loaded.design.of_kind(KindId{1}).size() == 1);
  CHECK(loaded.design.of_kind(KindId{7}).empty());
}

const char* const kDefinition =
    "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: shops.example.org}\n"
    "spec: {group: example.org, scope: SCOPE, names: {kind: Shop}}\n---\n";

std::string definition(const std::string& scope) {
  std::string text = kDefinition;
  return text.replace(text.find("SCOPE"), 5, scope);
}

TEST_CASE("a kind that nothing describes is namespaced, unless a definition in the design says otherwise") {
  const std::string shop = component("example.org/v1", "Shop", "name: s");
  const std::string defined = "\nCustomResourceDefinition/shops.example.org apiextensions.k8s.io/v1";
  CHECK(check(shop) == "Shop/default/s example.org/v1");
  CHECK(check(shop + definition("Cluster")) == "Shop/s example.org/v1" + defined);
  CHECK(check(shop + definition("Namespaced")) == "Shop/default/s example.org/v1" + defined);
  CHECK(check(component("example.com/v1", "Shop", "name: s") + definition("Cluster")) ==
        "Shop/default/s example.com/v1" + defined);
}

TEST_CASE("a definition cannot change the scope of a kind of Kubernetes") {
  CHECK(check(component("v1", "Service", "name: a") +
              "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: x}\n"
              "spec: {group: '', scope: Cluster, names: {kind: Service}}\n") ==
        "Service/default/a v1\nCustomResourceDefinition/x apiextensions.k8s.io/v1");
}

TEST_CASE("lists are opened, also lists in lists, in order of place") {
  CHECK(check("apiVersion: v1\nkind: List\nmetadata: {resourceVersion: ''}\nitems:\n"
              "- {apiVersion: v1, kind: Service, metadata: {name: a}}\n"
              "- apiVersion: v1\n  kind: List\n  items:\n"
              "  - {apiVersion: v1, kind: Service, metadata: {name: b}}\n"
              "  - {apiVersion: v1, kind: Service, metadata: {name: c}}\n"
              "- {apiVersion: v1, kind: Service, metadata: {name: d}}\n---\n" +
              component("v1", "Service", "name: e")) ==
        "Service/default/a v1\nService/default/b v1\nService/default/c v1\nService/default/d v1\nService/default/e v1");
}

TEST_CASE("items of a typed list take over what the list says") {
  CHECK(check("apiVersion: apps/v1\nkind: DeploymentList\nitems:\n- metadata: {name: a}\n"
              "- {kind: StatefulSet, metadata: {name: b}}\n- {apiVersion: v1, kind: Pod, metadata: {name: c}}\n") ==
        "Deployment/default/a apps/v1\nStatefulSet/default/b apps/v1\nPod/default/c v1");
}

TEST_CASE("a kind that ends in List but has a name, or no items, is no list") {
  CHECK(check("apiVersion: example.org/v1\nkind: AllowList\nmetadata: {name: a}\nitems: [{x: 1}]\n") ==
        "AllowList/default/a example.org/v1");
  CHECK(Loaded("apiVersion: v1\nkind: List\nitems: 5\n").design.counts.other == 1);
  CHECK(Loaded("apiVersion: v1\nkind: List\nitems: []\n").design.counts.other == 0);
}

TEST_CASE("a list nested 200 deep is opened") {
  std::string yaml;
  for (int i = 0; i < 80; ++i) yaml += "{apiVersion: v1, kind: List, items: [";
  yaml += "{apiVersion: v1, kind: Pod, metadata: {name: deep}}";
  for (int i = 0; i < 80; ++i) yaml += "]}";
  CHECK(check(yaml) == "Pod/default/deep v1");
}

TEST_CASE("documents that are no component are counted, and named only when asked") {
  const std::string yaml =
      "replicas: 2\n---\n- 1\n---\ntext\n---\napiVersion: v1\n---\nkind: Service\n---\napiVersion: 1\nkind: "
      "X\nmetadata: {name: y}\n"
      "---\napiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: []\n---\n{}\n";
  const Loaded quiet(yaml);
  CHECK(quiet.complaints().empty());
  CHECK(quiet.design.counts.other == 8);
  CHECK(quiet.design.counts.documents == 8);
  CHECK(quiet.design.components.empty());
  LoadOptions options;
  options.name_other_files = true;
  const std::string note = " other-document: this document is no component ";
  CHECK(Loaded(yaml, options).complaints() ==
        "1:1" + note + "[replicas]\n3:1" + note + "[-]\n5:1" + note + "[text]\n7:1" + note + "[apiVersion]\n9:1" +
            note + "[kind]\n11:1" + note + "[apiVersion]\n15:1" + note + "[apiVersion]\n19:1" + note + "[{}]");
}

TEST_CASE("a known kind without a name is told") {
  const std::string message = " unnamed-component: this Service has no name, so it is left out [Service]";
  CHECK(Loaded("apiVersion: v1\nkind: Service\n").complaints() == "2:7" + message);
  CHECK(Loaded("apiVersion: v1\nkind: Service\nmetadata: {name: ''}\n").complaints() == "2:7" + message);
  CHECK(Loaded("apiVersion: v1\nkind: Service\nmetadata: []\n").complaints() == "2:7" + message);
  const Loaded item("apiVersion: v1\nkind: ServiceList\nitems:\n- spec: {}\n");
  CHECK(item.complaints() == "4:3 unnamed-component: this Service has no name, so it is left out []");
  CHECK(item.design.components.empty());
  CHECK(item.design.counts.other == 0);
}

TEST_CASE("names and namespaces that are no text are told, and how to write them") {
  const Loaded number(component("v1", "Service", "name: 0x1F"));
  CHECK(number.complaints() == "3:18 name-not-text: `metadata.name` is a number, and must be text [0x1F]");
  CHECK(number.sink.all().at(0).help == "put it in quotes: `\"0x1F\"`");
  CHECK(number.design.components.empty());
  CHECK(Loaded(component("v1", "Service", "name: on")).complaints() ==
        "3:18 name-not-text: `metadata.name` is a truth value, and must be text [on]");
  CHECK(Loaded(component("v1", "Pod", "generateName: 1.5")).complaints() ==
        "3:26 name-not-text: `metadata.generateName` is a number, and must be text [1.5]");
  CHECK(Loaded(component("v1", "Pod", "name: [a]")).complaints() ==
        "3:18 name-not-text: `metadata.name` is a list, and must be text [[a]]");
  CHECK(Loaded(component("v1", "Pod", "name: a, namespace: 7")).complaints() ==
        "3:32 name-not-text: `metadata.namespace` is a number, and must be text [7]");
}

TEST_CASE("the same identity twice: the later one is left out, with both places") {
  const Loaded loaded(component("apps/v1", "Deployment", "name: web") + component("v1", "Service", "name: web") +
                      component("extensions/v1beta1", "Deployment", "name: web, namespace: default") +
                      component("apps/v1", "Deployment", "name: web, namespace: other"));
  CHECK(loaded.complaints() ==
        "11:18 repeated-component: `Deployment/default/web` stands twice; this one is left out [web] (3:18 first "
        "written here)");
  CHECK(loaded.shown() == "Deployment/default/web apps/v1\nService/default/web v1\nDeployment/other/web apps/v1");
  CHECK(loaded.design.counts.duplicates == 1);
  CHECK(loaded.design.of_kind(KindId{0}).size() == 2);
}

TEST_CASE("identities are told apart among many, and each repetition is found") {
  std::string yaml;
  for (int i = 0; i < 300; ++i) yaml += component("v1", "ConfigMap", "name: c" + std::to_string(i % 200));
  const Loaded loaded(yaml);
  CHECK(loaded.design.components.size() == 200);
  CHECK(loaded.design.counts.duplicates == 100);
  CHECK(loaded.sink.warnings() == 100);
}

TEST_CASE("every part of an identity tells components apart") {
  std::string yaml;
  for (const char* kind : {"ConfigMap", "Secret", "Service"}) {
    for (int space = 0; space < 10; ++space) {
      for (int name = 0; name < 10; ++name) {
        yaml += component("v1", kind, "name: n" + std::to_string(name) + ", namespace: s" + std::to_string(space));
      }
    }
  }
  for (int space = 0; space < 700; ++space) {
    yaml += component("v1", "Pod", "name: p, namespace: s" + std::to_string(space));
  }
  CHECK(Loaded(yaml).design.components.size() == 1000);
}

TEST_CASE("JSON documents are components too") {
  const Loaded loaded(R"({"apiVersion": "v1", "kind": "Service", "metadata": {"name": "web"}})", {},
                      data::Syntax::json);
  CHECK(loaded.shown() == "Service/default/web v1");
}

TEST_CASE("an alias of a whole component is a component") {
  CHECK(Loaded("apiVersion: v1\nkind: List\nitems:\n- &a {apiVersion: v1, kind: Pod, metadata: {name: p}}\n- *a\n")
            .complaints() ==
        "4:51 repeated-component: `Pod/default/p` stands twice; this one is left out [p] (4:51 first written here)");
}

}  // namespace
}  // namespace meshplay::design
