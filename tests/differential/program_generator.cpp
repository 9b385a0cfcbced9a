#include "tests/differential/program_generator.h"

namespace meshplay::differential {

namespace {

Item plain(std::string text) { return {Item::Kind::plain, std::move(text), {}}; }

class ProgramGenerator {
 public:
  ProgramGenerator(std::uint64_t seed, const std::vector<std::size_t>& kinds) : random_(seed) { words_.kinds = kinds; }

  std::vector<Declaration> run() {
    add_kinds();
    add_fields();
    for (std::size_t i = 2 + random_.below(3); i > 0; --i) {
      const std::size_t choice = random_.below(100);
      if (choice < 35) {
        add_recursion();
      } else if (choice < 75) {
        add_join();
      } else {
        add_relation();
      }
    }
    for (std::size_t i = 1 + random_.below(3); i > 0; --i) {
      const std::size_t choice = random_.below(100);
      if (choice < 30) {
        add_absence();
      } else if (choice < 55) {
        add_group();
      } else {
        add_check();
      }
    }
    return std::move(declarations_);
  }

 private:
  void add_kinds() {
    const auto one = [&] { return std::string(kKinds[random_.one_of(words_.kinds)].in_rules); };
    if (random_.chance(60)) {
      declarations_.push_back({"kind Both = " + one() + " | " + one(), false, {}});
      words_.kind_names.emplace_back("Both");
    }
    if (random_.chance(30)) {
      declarations_.push_back({"kind Most = Component except " + one(), false, {}});
      words_.kind_names.emplace_back("Most");
    }
  }

  void add_fields() {
    declarations_.push_back(
        {random_.one_of({
             "field labels_of(w: Component) = w is Pod ? w.labels : w.spec.template.metadata.labels",
             "field labels_of(w: Component) = w.spec.template.metadata.labels default w.labels default {}",
             "field labels_of(w: Component) = w is Pod | Service ? w.labels : (w is Deployment ? "
             "w.spec.template.metadata.labels : {app: w.spec.ref})",
         }),
         false,
         {}});
    declarations_.push_back(
        {random_.one_of({
             "field all_items(w: Component) = w.spec.items + w.spec.more",
             "field all_items(w: Component) = w.spec.more + [{name: w.name, n: w.spec.n}] + w.spec.items",
             "field all_items(w: Component) = w.spec.flag == true ? w.spec.items : w.spec.more",
         }),
         false,
         {}});
    declarations_.push_back({random_.one_of({
                                 "field names_of(x: any) = [x.name, x.ref.name, x.spec.ref, x.spec.owner.name]",
                                 "field names_of(x: any) = [x.metadata.name default x.name] + x.tags",
                             }),
                             false,
                             {}});
  }

  // Binders and conditions. Recursion beside the body is added by the caller.
  void add_body(Scope& scope, Declaration& declaration, std::size_t binders, std::size_t wheres) {
    for (std::size_t i = 0; i < binders; ++i) {
      Item item{Item::Kind::binder, "some " + scope.binder(random_.chance(65)), {}};
      if (random_.chance(20)) item.text += ", " + scope.binder(random_.chance(80));
      if (random_.chance(25)) item.condition.push_back(scope.condition(1, true));
      declaration.items.push_back(std::move(item));
    }
    for (std::size_t i = 0; i < wheres; ++i) {
      declaration.items.push_back({Item::Kind::where, "", {scope.condition(1 + random_.below(3), true)}});
    }
  }

  void add_relation() {
    RelationChoice relation;
    relation.name = "r" + std::to_string(next_++);
    Declaration declaration;
    Scope scope(random_, words_);
    if (random_.chance(55)) {
      relation.has_via = random_.chance(25);
      relation.arity = relation.has_via ? 3 : 2;
      declaration.head = "relationship " + relation.name + ": " +
                         random_.one_of({"edge.network", "edge.binding.mount", "hierarchical.inventory"});
      for (const char* role : {"from", "to", "via"}) {
        if (std::string(role) == "via" && !relation.has_via) continue;
        const std::string kinds = scope.kind();
        declaration.items.push_back(plain(std::string(role) + " " + scope.add_component() + ": " + kinds));
      }
    } else {
      relation.arity = random_.below(4);
      declaration.head = define_head(relation, scope);
    }
    add_body(scope, declaration, relation.arity == 0 ? 1 : random_.below(2), 1 + random_.below(2));
    // The usual case: something equals something else.
    if (relation.arity > 1 && random_.chance(60)) {
      declaration.items.push_back(plain("bind " + scope.bound_left() + " <- " + scope.bound_right()));
    }
    declarations_.push_back(std::move(declaration));
    words_.relations.push_back(std::move(relation));
  }

  // What rules mostly are: two kinds, joined by equal values and labels, behind lists or not.
  void add_join() {
    RelationChoice relation;
    relation.name = "r" + std::to_string(next_++);
    relation.has_via = random_.chance(30);
    relation.arity = relation.has_via ? 3 : 2;
    Declaration declaration;
    declaration.head = "relationship " + relation.name + ": edge.network";
    Scope scope(random_, words_);
    for (const char* role : {"from", "to", "via"}) {
      if (std::string(role) == "via" && !relation.has_via) continue;
      const std::string kinds = scope.kind();
      declaration.items.push_back(plain(std::string(role) + " " + scope.add_component() + ": " + kinds));
    }
    const auto where = [&](std::string text) {
      Part leaf;
      leaf.text = std::move(text);
      declaration.items.push_back({Item::Kind::where, "", {std::move(leaf)}});
    };
    for (std::size_t i = 2; i <= relation.arity; ++i) {
      const std::string a = i == 2 || random_.chance(50) ? "c1" : "c2";
      const std::string b = "c" + std::to_string(i);
      const std::string n = std::to_string(i);
      if (random_.chance(40)) where(a + ".namespace == " + b + ".namespace");
      switch (random_.below(10)) {
        case 9: {
          const std::string path =
              random_.one_of({".labels", ".spec.map", ".spec.list", ".spec.template.metadata.labels"});
          where(a + path + " == " + b + path);
          break;
        }
        case 7:
        case 0: where(a + ".spec.ref == " + b + ".name"); break;
        case 8:
        case 1:
          where(a + ".spec.selector selects " + b + random_.one_of({".labels", ".spec.template.metadata.labels"}));
          break;
        case 2: where(b + ".spec.selector selects labels_of(" + a + ")"); break;
        case 3:
          declaration.items.push_back(
              {Item::Kind::binder,
               "some i" + n + " in " + (random_.chance(50) ? a + ".spec.items" : "all_items(" + a + ")"),
               {}});
          where("i" + n + random_.one_of({".name == ", ".ref.name == "}) + b + random_.one_of({".name", ".spec.ref"}));
          if (random_.chance(30)) where("i" + n + ".n == " + b + ".spec.n");
          break;
        case 4:
          declaration.items.push_back(
              {Item::Kind::binder, "some i" + n + " in " + a + ".spec.items, t" + n + " in i" + n + ".tags", {}});
          where("t" + n + " == " + b + ".name");
          break;
        case 5:
          declaration.items.push_back({Item::Kind::binder,
                                       "some k" + n + ", v" + n + " in " + a + random_.one_of({".labels", ".spec.map"}),
                                       {}});
          where(b + ".labels[k" + n + "] == v" + n);
          break;
        default:
          declaration.items.push_back(
              {Item::Kind::binder, "some i" + n + " in " + a + ".spec.items, j" + n + " in " + b + ".spec.items", {}});
          where("i" + n + ".name == j" + n + ".name");
          if (random_.chance(40)) where(a + ".spec.selector selects j" + n + ".labels");
          break;
      }
    }
    if (random_.chance(25)) declaration.items.push_back({Item::Kind::where, "", {scope.condition(1, true)}});
    declarations_.push_back(std::move(declaration));
    words_.relations.push_back(std::move(relation));
  }

  // What checks mostly are: something that nothing goes to or comes from.
  void add_absence() {
    Scope scope(random_, words_);
    const std::string kinds = scope.kind();
    const std::string subject = scope.add_component();
    Declaration declaration;
    declaration.head = "warn d" + std::to_string(next_++) + " on " + subject + ": " + kinds;
    Part absence;
    absence.kind = Part::Kind::block;
    absence.text = random_.one_of({"no", "no", "some", "every"}) + " b: " + scope.kind();
    Part all;
    all.kind = random_.chance(60) ? Part::Kind::all : Part::Kind::any;
    for (const RelationChoice& relation : words_.relations) {
      if (relation.arity != 2 || !random_.chance(60)) continue;
      all.parts.push_back(random_.chance(60) ? scope.call(relation, {subject, "b"})
                                             : scope.call(relation, {"b", subject}));
    }
    if (all.parts.empty()) {
      Part leaf;
      leaf.text = "b.spec.selector selects " + subject + ".labels and b.namespace == " + subject + ".namespace";
      all.parts.push_back(std::move(leaf));
    }
    if (random_.chance(30)) all.parts.push_back(scope.condition(1, false));
    absence.parts.push_back(std::move(all));
    declaration.items.push_back({Item::Kind::where, "", {std::move(absence)}});
    if (random_.chance(40)) declaration.items.push_back({Item::Kind::where, "", {scope.condition(1, true)}});
    if (random_.chance(60)) declaration.items.push_back(plain("at " + scope.place()));
    declaration.items.push_back(plain("message \"nothing for {" + scope.shown() + "}\""));
    declarations_.push_back(std::move(declaration));
  }

  // How many, or how much, of what stands in some relation to the subject.
  void add_group() {
    Scope scope(random_, words_);
    const std::string kinds = scope.kind();
    const std::string subject = scope.add_component();
    std::string rows = "b: " + scope.kind();
    std::string value = random_.one_of({"", "", "b.spec.n", "b.spec.n"});
    if (random_.chance(10)) value = subject + ".spec.n";
    std::vector<std::string> conditions;
    const auto relate = [&](const std::string& one, const std::string& other) {
      for (const RelationChoice& relation : words_.relations) {
        if (relation.arity != 2 || !random_.chance(50)) continue;
        conditions.push_back(part_text(scope.call(relation, {one, other})));
        return;
      }
      const std::vector<std::string> joins{one + ".spec.selector selects " + other + ".labels",
                                           one + ".namespace == " + other + ".namespace",
                                           other + ".spec.ref == " + one + ".name"};
      conditions.push_back(random_.one_of(joins));
    };
    if (random_.chance(80)) {
      if (random_.chance(50)) {
        relate(subject, "b");
      } else {
        relate("b", subject);
      }
    }
    if (random_.chance(30)) {
      rows += ", d: " + scope.kind();
      relate("b", "d");
      if (random_.chance(50)) value = "d.spec.n";
    }
    if (random_.chance(25)) {
      rows += ", i in b.spec.items";
      if (random_.chance(70)) value = "i.n";
    }
    if (random_.chance(25)) conditions.push_back("b.spec.n is present");
    if (random_.chance(30)) {
      conditions.push_back(std::string("b.namespace_labels.") + random_.one_of({"app", "tier"}) +
                           random_.one_of({" is present", " is absent", " == \"a\"", " != \"b\""}));
    }
    if (random_.chance(10)) conditions.push_back(part_text(scope.condition(0, false)));
    const std::string op = value.empty() ? "count" : random_.one_of({"sum", "sum", "avg", "count", "max"});
    std::string group = op + "(" + value + (value.empty() ? "" : " of ") + rows;
    for (std::size_t i = 0; i < conditions.size(); ++i) {
      group += (i == 0 ? " where (" : " and ") + conditions[i] + (i + 1 == conditions.size() ? ")" : "");
    }
    group += ")";
    Declaration declaration;
    declaration.head = "advise d" + std::to_string(next_++) + " on " + subject + ": " + kinds;
    Part leaf;
    leaf.text = group + random_.one_of({" > 0", " >= 1", " != 2", " < 3", " is present"});
    declaration.items.push_back({Item::Kind::where, "", {std::move(leaf)}});
    const bool has_quotes = group.find('"') != std::string::npos;
    declaration.items.push_back(plain("message \"there are {" + (has_quotes ? subject : group) + "}\""));
    declarations_.push_back(std::move(declaration));
  }

  std::string define_head(const RelationChoice& relation, Scope& scope) {
    std::string head = "define " + relation.name + "(";
    for (std::size_t i = 0; i < relation.arity; ++i) {
      const std::string kinds = random_.chance(35) ? "Component" : scope.kind();
      head += (i == 0 ? "" : ", ") + scope.add_component() + ": " + kinds;
    }
    return head + ")";
  }

  // One define that uses itself, or two that use each other.
  void add_recursion() {
    std::vector<RelationChoice> group(1 + random_.below(2));
    for (RelationChoice& relation : group) {
      relation.name = "r" + std::to_string(next_++);
      relation.arity = 1 + random_.below(2);
    }
    std::vector<RelationChoice> edges;
    for (const RelationChoice& relation : words_.relations) {
      if (relation.arity == 2) edges.push_back(relation);
    }
    words_.group = group;
    for (const RelationChoice& relation : group) {
      Scope scope(random_, words_);
      Declaration declaration;
      declaration.head = define_head(relation, scope);
      const std::string first = "c1";
      const std::string last = "c" + std::to_string(relation.arity);
      Part body;
      body.kind = Part::Kind::any;
      body.parts.push_back(!edges.empty() && relation.arity == 2 && random_.chance(60)
                               ? scope.call(random_.one_of(edges), {first, last})
                               : scope.condition(1, random_.chance(20)));
      for (std::size_t i = 1 + random_.below(2); i > 0; --i)
        body.parts.push_back(recursive_step(scope, group, edges, first, last));
      // More alternatives than are split: the recursion stays a condition among others.
      if (random_.chance(6)) {
        for (int i = 0; i < 6; ++i) {
          Part either;
          either.kind = Part::Kind::any;
          either.parts.resize(2);
          either.parts[0].text = first + ".name == " + last + ".name";
          either.parts[1].text = first + ".kind != " + last + ".spec.ref";
          if (random_.chance(50)) std::swap(either.parts[0], either.parts[1]);
          declaration.items.push_back({Item::Kind::where, "", {std::move(either)}});
        }
      }
      declaration.items.push_back({Item::Kind::where, "", {std::move(body)}});
      if (random_.chance(15)) declaration.items.push_back({Item::Kind::where, "", {scope.condition(1, true)}});
      declarations_.push_back(std::move(declaration));
    }
    words_.group.clear();
    words_.relations.insert(words_.relations.end(), group.begin(), group.end());
  }

  Part recursive_step(Scope& scope, const std::vector<RelationChoice>& group, const std::vector<RelationChoice>& edges,
                      const std::string& first, const std::string& last) {
    Part step;
    step.kind = Part::Kind::block;
    step.text = "some h: " + (random_.chance(50) ? "Component" : scope.kind());
    Part all;
    all.kind = Part::Kind::all;
    const RelationChoice& recursive = random_.one_of(group);
    const bool left = random_.chance(50);
    const auto link = [&](const std::string& a, const std::string& b, bool recursion) {
      if (recursion)
        return scope.call(
            recursive, recursive.arity == 2 ? std::vector<std::string>{a, b} : std::vector<std::string>{left ? b : a});
      if (!edges.empty()) return scope.call(random_.one_of(edges), {a, b});
      Part leaf;
      leaf.text = a + ".spec.ref == " + b + ".name";
      return leaf;
    };
    const bool twice = random_.chance(25);  // not linear
    all.parts.push_back(link(first, "h", left || twice));
    all.parts.push_back(link("h", last, !left || twice));
    if (random_.chance(25)) all.parts.push_back(scope.condition(1, random_.chance(50)));
    step.parts.push_back(std::move(all));
    return step;
  }

  void add_check() {
    Scope scope(random_, words_);
    Declaration declaration;
    const std::string kinds = scope.kind();
    declaration.head = random_.one_of({"deny", "warn", "advise"}) + " d" + std::to_string(next_++) + " on " +
                       scope.add_component() + ": " + kinds;
    words_.params.clear();
    for (std::size_t i = random_.below(3); i > 0; --i) {
      words_.params.push_back("p" + std::to_string(i));
      declaration.items.push_back(
          plain("param " + words_.params.back() + ": number = " + random_.one_of({"0", "1", "2", "1.5"})));
    }
    add_body(scope, declaration, random_.below(3), 1 + random_.below(2));
    if (random_.chance(60)) declaration.items.push_back(plain("at " + scope.place()));
    std::string message = "message \"";
    for (std::size_t i = random_.below(3); i > 0; --i)
      message += random_.one_of({"it ", "", "`"}) + "{" + scope.shown() + "}";
    declaration.items.push_back(plain(message + " end\""));
    if (random_.chance(40)) declaration.items.push_back(plain("help \"see {" + scope.shown() + "}\""));
    words_.params.clear();
    declarations_.push_back(std::move(declaration));
  }

  Random random_;
  Vocabulary words_;
  std::vector<Declaration> declarations_;
  std::size_t next_ = 1;
};

}  // namespace

std::vector<Declaration> random_program(std::uint64_t seed, const std::vector<std::size_t>& kinds) {
  return ProgramGenerator(seed, kinds).run();
}

Case random_case(std::uint64_t seed) {
  Random random(seed);
  std::vector<std::size_t> kinds;
  for (std::size_t i = 1 + random.below(4); i > 0; --i) kinds.push_back(random.below(kKindCount));
  // The core Service and Knative's: two kinds of which the components have equal ids.
  if (random.chance(10)) kinds.insert(kinds.end(), {kCoreService, kKnativeService});
  Case result;
  result.seed = seed;
  const bool large = random.chance(20);
  result.documents =
      random_design(random.below(1U << 30U), kinds, large ? 12 + random.below(16) : 1 + random.below(12));
  result.declarations = random_program(random.below(1U << 30U), kinds);
  return result;
}

}  // namespace meshplay::differential
