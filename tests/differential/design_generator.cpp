#include <set>

#include "tests/differential/generator.h"
#include "tests/differential/random.h"

namespace meshplay::differential {

namespace {

Yaml scalar(std::string text) {
  Yaml value;
  value.scalar = std::move(text);
  return value;
}

class DesignGenerator {
 public:
  explicit DesignGenerator(std::uint64_t seed) : random_(seed) {}

  std::vector<Yaml> run(const std::vector<std::size_t>& kinds, std::size_t components) {
    std::vector<Yaml> documents;
    std::set<std::string> known;
    for (std::size_t tries = 0; documents.size() < components && tries < components * 4; ++tries) {
      const KindChoice& kind = kKinds[random_.one_of(kinds)];
      const std::string name = std::string(kind.kind) == "Namespace" ? random_.one_of({"x", "z", "default"})
                                                                     : random_.one_of({"a", "b", "c", "d", "a-x"});
      std::string space = random_.one_of({"", "", "x", "x", "z", "default"});
      const std::string where = space.empty() ? "default" : space;
      const std::string scope = std::string(kind.kind) == "Namespace" ? "" : where;
      if (!known.insert(std::string(kind.in_rules) + "/" + scope + "/" + name).second) continue;
      documents.push_back(component(kind, name, space));
    }
    return documents;
  }

 private:
  static void put(Yaml& map, const std::string& key, Yaml value) {
    map.kind = Yaml::Kind::map;
    map.entries.push_back({key, std::move(value)});
  }

  // Mostly what `make` gives; else nothing at all, a null, or now and then something of the wrong type.
  template <typename F>
  void maybe(Yaml& map, const std::string& key, std::size_t percent, const F& make) {
    if (random_.chance(percent)) {
      put(map, key, random_.chance(3) ? any_scalar() : make());
    } else if (random_.chance(20)) {
      put(map, key, scalar("null"));
    }
  }

  Yaml any_scalar() {
    return scalar(random_.one_of({"a",
                                  "a",
                                  "b",
                                  "c",
                                  "1",
                                  "2",
                                  "3",
                                  "1.5",
                                  "\"1\"",
                                  "\"2\"",
                                  "true",
                                  "false",
                                  "\"true\"",
                                  "aB",
                                  "\" b \"",
                                  "\"\"",
                                  "null",
                                  "1.0",
                                  "0x1",
                                  "-1",
                                  "0",
                                  "500m",
                                  "1Gi",
                                  "90s",
                                  "1h30m",
                                  "v1.2.3",
                                  "1.2.3-rc.1",
                                  "10.0.0.1",
                                  "10.1.2.3",
                                  "\"fd00::1\"",
                                  "\"fd00:0:0::1\"",
                                  "\"80\"",
                                  "YQ=="}));
  }
  Yaml name() {
    return scalar(
        random_.one_of({"a", "a", "b", "b", "c", "d", "a-x", "x", "A", "a", "b", "10.0.0.1", "1.2.3", "500m", "60s"}));
  }
  Yaml number() { return scalar(random_.one_of({"0", "1", "1", "2", "2", "3", "1.5", "1.0", "-2", "\"1\"", "\"2\""})); }
  Yaml flag() { return scalar(random_.one_of({"true", "true", "false", "yes", "\"true\""})); }
  Yaml label_value() { return scalar(random_.one_of({"a", "a", "a", "b", "b", "c", "\"1\"", "1", "true", "null"})); }

  Yaml labels(std::size_t percent) {
    Yaml map;
    map.kind = Yaml::Kind::map;
    for (const char* key : {"app", "tier", "k/x"}) {
      if (random_.chance(percent)) put(map, key, label_value());
    }
    random_.shuffle(map.entries);
    return map;
  }

  Yaml list_of(std::size_t most, Yaml (DesignGenerator::*make)()) {
    Yaml list;
    list.kind = Yaml::Kind::list;
    for (std::size_t i = random_.below(most + 1); i > 0; --i) {
      list.items.push_back(random_.chance(6) ? scalar("null") : (this->*make)());
    }
    return list;
  }

  Yaml scalars() { return list_of(3, &DesignGenerator::any_scalar); }
  Yaml names() { return list_of(3, &DesignGenerator::name); }

  Yaml requirement() {
    Yaml map;
    maybe(map, "key", 98, [&] { return scalar(random_.one_of({"app", "app", "tier", "k/x"})); });
    maybe(map, "operator", 98, [&] {
      return scalar(random_.one_of({"In", "In", "In", "In", "NotIn", "NotIn", "Exists", "DoesNotExist", "Near"}));
    });
    maybe(map, "values", 80, [&] { return list_of(4, &DesignGenerator::label_value); });
    map.kind = Yaml::Kind::map;
    return map;
  }

  Yaml selector() {
    Yaml map;
    map.kind = Yaml::Kind::map;
    if (random_.chance(10)) return map;
    if (random_.chance(35)) return labels(45);
    maybe(map, "matchLabels", 50, [&] { return labels(30); });
    maybe(map, "matchExpressions", 75, [&] { return list_of(2, &DesignGenerator::requirement); });
    if (random_.chance(4)) put(map, "app", scalar("a"));
    return map;
  }

  Yaml reference() {
    Yaml map;
    map.kind = Yaml::Kind::map;
    maybe(map, "name", 90, [&] { return name(); });
    maybe(map, "kind", 50, [&] { return scalar(random_.one_of({"Pod", "Service", "Deployment", "Widget"})); });
    return map;
  }

  Yaml element() {
    Yaml map;
    map.kind = Yaml::Kind::map;
    maybe(map, "name", 90, [&] { return name(); });
    maybe(map, "n", 70, [&] { return number(); });
    maybe(map, "tags", 60, [&] { return names(); });
    maybe(map, "labels", 50, [&] { return labels(50); });
    maybe(map, "ref", 50, [&] { return reference(); });
    maybe(map, "flag", 30, [&] { return flag(); });
    return map;
  }
  Yaml elements() { return list_of(3, &DesignGenerator::element); }

  Yaml map_of_scalars() {
    Yaml map;
    map.kind = Yaml::Kind::map;
    for (const char* key : {"k", "a", "b"}) {
      if (random_.chance(55)) put(map, key, random_.chance(60) ? scalar("a") : any_scalar());
    }
    random_.shuffle(map.entries);
    return map;
  }

  Yaml component(const KindChoice& kind, const std::string& its_name, const std::string& space) {
    std::size_t versions = 0;
    while (versions < 3 && kind.api_versions[versions] != nullptr) ++versions;
    Yaml root;
    put(root, "apiVersion", scalar(kind.api_versions[random_.below(versions)]));
    put(root, "kind", scalar(kind.kind));
    Yaml metadata;
    put(metadata, "name", scalar(its_name));
    if (!space.empty()) put(metadata, "namespace", scalar(space));
    maybe(metadata, "labels", 75, [&] {
      Yaml map = labels(65);
      // A Namespace cannot rename itself.
      if (random_.chance(10)) put(map, "kubernetes.io/metadata.name", scalar(random_.one_of({"x", "z"})));
      return map;
    });
    maybe(metadata, "annotations", 30, [&] {
      Yaml map;
      put(map, "note", any_scalar());
      return map;
    });
    put(root, "metadata", std::move(metadata));
    maybe(root, "spec", 95, [&] { return spec(); });
    return root;
  }

  Yaml spec() {
    Yaml map;
    map.kind = Yaml::Kind::map;
    maybe(map, "selector", 60, [&] { return selector(); });
    maybe(map, "template", 50, [&] {
      Yaml inner;
      Yaml metadata;
      metadata.kind = Yaml::Kind::map;
      maybe(metadata, "labels", 85, [&] { return labels(65); });
      put(inner, "metadata", std::move(metadata));
      return inner;
    });
    maybe(map, "ref", 65, [&] { return name(); });
    maybe(map, "n", 65, [&] { return number(); });
    maybe(map, "flag", 40, [&] { return flag(); });
    maybe(map, "list", 50, [&] { return random_.chance(50) ? names() : scalars(); });
    maybe(map, "items", 65, [&] { return elements(); });
    maybe(map, "more", 30, [&] { return elements(); });
    maybe(map, "map", 50, [&] { return map_of_scalars(); });
    maybe(map, "owner", 40, [&] { return reference(); });
    return map;
  }

  Random random_;
};

}  // namespace

std::vector<Yaml> random_design(std::uint64_t seed, const std::vector<std::size_t>& kinds, std::size_t components) {
  return DesignGenerator(seed).run(kinds, components);
}

}  // namespace meshplay::differential
