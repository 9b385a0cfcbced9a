#include "engine/assist/complete.h"

#include <algorithm>
#include <cctype>
#include <set>

#include "engine/assist/cursor.h"
#include "engine/assist/describe.h"
#include "engine/assist/marked_part.h"
#include "engine/design/design.h"
#include "engine/model/kinds.h"

namespace meshplay::assist {

using ast::NodeIndex;
using ast::NodeKind;
using ast::Op;
using parse::Wanted;

namespace {

bool is_name(std::string_view text) {
  return !text.empty() && std::isdigit(static_cast<unsigned char>(text[0])) == 0 &&
         std::all_of(text.begin(), text.end(), is_word);
}

constexpr std::string_view kTaxonomies[] = {"edge.network",
                                            "edge.mount",
                                            "edge.permission",
                                            "edge.reference",
                                            "edge.firewall",
                                            "edge.dependency",
                                            "edge.annotation",
                                            "edge.monitoring",
                                            "edge.scheduling",
                                            "edge.availability",
                                            "edge.export",
                                            "edge.secret",
                                            "edge.management",
                                            "hierarchical.inventory",
                                            "hierarchical.management",
                                            "hierarchical.matchlabels"};

constexpr std::string_view kParamTypes[] = {"int", "number", "text", "bool", "list", "map", "any"};

struct Template {
  std::string_view label;
  std::string_view detail;
  std::string_view text;
};

constexpr Template kDeclarations[] = {
    {"deny ...", "a check: what must not be",
     "/// ${1:What is wrong and why it matters.}\ndeny ${2:name} on ${3:service}: ${4:Service} {\n  where "
     "${5:service.spec.selector is absent}\n  message \"${6:service `{service.name\\}` has no selector}\"\n}"},
    {"warn ...", "a check: what is probably wrong",
     "/// ${1:What is wrong and why it matters.}\nwarn ${2:name} on ${3:service}: ${4:Service} {\n  where "
     "${5:service.spec.selector is absent}\n  message \"${6:service `{service.name\\}` has no selector}\"\n}"},
    {"relationship ...", "how two components relate",
     "/// ${1:What it means.}\nrelationship ${2:uses}: ${3:edge.reference} {\n  from ${4:workload}: ${5:Workload}\n  "
     "to   ${6:config}: ${7:ConfigMap}\n  where $0\n}"},
    {"define ...", "a condition of several rules",
     "define ${1:is_public}(${2:service}: ${3:Service}) {\n  where ${4:service.spec.type == \"LoadBalancer\"}\n}"},
    {"test ...", "what a rule finds in a manifest",
     "test \"${1:what it shows}\" {\n  given yaml \"\"\"\n    ${2:{apiVersion: v1, kind: Service, metadata: {name: "
     "web\\}\\}}\n    \"\"\"\n  expect ${3:rule} on ${4:Service/web}\n}"},
};

class Completing {
 public:
  Completing(RuleSet& rules, MarkedPart part) : rules_(rules), part_(std::move(part)) {}

  std::vector<Completion> run() {
    fill();
    std::stable_sort(items_.begin(), items_.end(), [](const Completion& a, const Completion& b) {
      return std::pair(a.rank, std::string_view(a.label)) < std::pair(b.rank, std::string_view(b.label));
    });
    return std::move(items_);
  }

 private:
  const ast::Ast& tree() const { return part_.look.tree; }
  const ast::Node* parent() const { return part_.parent(); }

  void add(Completion item) {
    if (item.insert.empty()) item.insert = item.label;
    if (known_.insert(item.label).second) items_.push_back(std::move(item));
  }

  void add_words() {
    for (const std::string_view word : part_.next.words) {
      add({.label = std::string(word), .kind = CompletionKind::keyword, .rank = 40});
    }
  }

  void fill() {
    if (part_.is_text) {
      add_enum(true);
      return;
    }
    // Where the text could be read as a whole the tree knows more than the words before the cursor.
    if (part_.mark != ast::kNoIndex && tree().at(part_.mark).kind == NodeKind::name && parent() != nullptr) {
      if (parent()->kind == NodeKind::member && tree().child(part_.parent_node(), 1) == part_.mark) {
        add_members();
        return;
      }
      if (part_.is_interpolated()) part_.next = {Wanted::value, {}, {}};
    }
    switch (part_.next.wanted) {
      case Wanted::declaration: add_declarations(); break;
      case Wanted::item:
        add_items();
        if (part_.next.declaration != "test" && !part_.next.words.empty()) add_values(true);
        break;
      case Wanted::value:
        add_enum(false);
        add_argument_names();
        add_values(false);
        break;
      case Wanted::selected_key:
        add_selected_keys();
        add_values(false);
        break;
      case Wanted::member: add_members(); break;
      case Wanted::kind:
      case Wanted::condition_kind: add_kinds(); break;
      case Wanted::package: add_packages(); break;
      case Wanted::model: add_models(); break;
      case Wanted::taxonomy:
        for (const std::string_view row : kTaxonomies) add({.label = std::string(row), .kind = CompletionKind::value});
        break;
      case Wanted::param_type:
        for (const std::string_view row : kParamTypes) add({.label = std::string(row), .kind = CompletionKind::value});
        break;
      case Wanted::category: add_texts(NodeKind::category); break;
      case Wanted::tag: add_texts(NodeKind::tag); break;
      case Wanted::rule: add_rules(); break;
      case Wanted::param: add_params(); break;
      case Wanted::component: add_components(); break;
      case Wanted::operation:
      case Wanted::nothing: break;
    }
    add_words();
  }

  void add_declarations() {
    for (const Template& row : kDeclarations) {
      add({.label = std::string(row.label),
           .kind = CompletionKind::snippet,
           .detail = std::string(row.detail),
           .insert = std::string(row.text),
           .is_snippet = true,
           .rank = 50});
    }
  }

  void add_items() {
    if (part_.next.declaration != "test") return;
    add({.label = "given yaml",
         .kind = CompletionKind::snippet,
         .detail = "manifests that the test is about",
         .insert = "given yaml \"\"\"\n  $0\n  \"\"\"",
         .is_snippet = true,
         .rank = 10});
    add({.label = "expect no findings", .kind = CompletionKind::keyword, .rank = 11});
  }

  // ---- names

  std::string package() const {
    for (const NodeIndex node : tree().children_of(tree().root)) {
      if (tree().at(node).kind == NodeKind::package) return std::string(part_.look.text(node));
    }
    return {};
  }

  // As it is written in this file: with its package where that is not in scope. Empty: it cannot be named.
  std::string name_here(const check::Declaration& declaration, const std::string& own) const {
    if (declaration.is_private && declaration.package != own) return {};
    std::string plain = declaration.full_name.substr(declaration.package.empty() ? 0 : declaration.package.size() + 1);
    const bool is_around = declaration.package.empty() || own == declaration.package ||
                           (own.starts_with(declaration.package) && own[declaration.package.size()] == '.');
    if (is_around || part_.look.view(rules_, declaration).is_builtin) return plain;
    if (tree().root == ast::kNoIndex) return declaration.full_name;
    for (const NodeIndex node : tree().children_of(tree().root)) {
      if (tree().at(node).kind != NodeKind::import || part_.look.text(node) != declaration.package) continue;
      const NodeIndex alias = tree().find(node, NodeKind::name);
      return alias == ast::kNoIndex ? plain : std::string(part_.look.text(alias)) + "." + plain;
    }
    return declaration.full_name;
  }

  template <typename F>
  void for_each_visible(F&& f) {
    if (tree().root == ast::kNoIndex) return;
    const std::string own = package();
    for (const check::Declaration& declaration : part_.look.observations.declarations) {
      std::string name = name_here(declaration, own);
      if (!name.empty() && name.find(kMark) == std::string::npos) f(declaration, std::move(name));
    }
  }

  static CompletionKind kind_of(const check::Declaration& declaration) {
    switch (declaration.kind) {
      case check::DeclKind::kind: return CompletionKind::kind;
      case check::DeclKind::field: return CompletionKind::function;
      case check::DeclKind::relationship: return CompletionKind::relationship;
      case check::DeclKind::define: return CompletionKind::define;
      case check::DeclKind::rule: return CompletionKind::rule;
    }
    return CompletionKind::function;
  }

  // With the arguments to fill in, where there are none yet.
  void add_call(Completion item, const std::vector<Parameter>& parameters) {
    if (part_.is_called) {
      add(std::move(item));
      return;
    }
    std::string text = item.label + "(";
    for (std::size_t i = 0; i < parameters.size(); ++i) {
      std::string shown = parameters[i].name;
      std::erase(shown, '}');
      text += (i == 0 ? "" : ", ") + std::string("${") + std::to_string(i + 1) + ":" + shown + "}";
    }
    item.insert = text + ")";
    item.is_snippet = true;
    add(std::move(item));
  }

  void add_call(const check::Declaration& declaration, const std::string& name, int rank) {
    const DeclarationView view = part_.look.view(rules_, declaration);
    const Signature about = signature(view);
    Completion item{.label = name,
                    .kind = kind_of(declaration),
                    .detail = about.label,
                    .documentation = about.doc,
                    .is_deprecated = declaration.is_deprecated,
                    .rank = rank};
    add_call(std::move(item), about.parameters);
  }

  void add_values(bool conditions_only) {
    for (auto local = part_.look.observations.scope.rbegin(); local != part_.look.observations.scope.rend(); ++local) {
      const std::string name(rules_.sources().text(local->span));
      if (name == kMark) continue;
      const check::Type* type = part_.look.observations.type_at(local->span);
      add({.label = name,
           .kind = local->named == check::Lowering::Named::param ? CompletionKind::param : CompletionKind::variable,
           .detail = type == nullptr ? declared_kind(local->binding)
                                     : type_name(*type, part_.look.observations, *part_.look.interner),
           .rank = 5});
    }
    for_each_visible([&](const check::Declaration& declaration, const std::string& name) {
      if (declaration.kind == check::DeclKind::rule || declaration.kind == check::DeclKind::kind) return;
      if (part_.is_interpolated() && declaration.kind != check::DeclKind::field) return;
      add_call(declaration, name, declaration.kind == check::DeclKind::field ? 20 : 15);
    });
    if (conditions_only) return;
    for (const std::string_view name : function_names()) {
      const auto about = function_signature(name);
      add_call({.label = std::string(name),
                .kind = CompletionKind::function,
                .detail = about->label,
                .documentation = about->doc,
                .rank = 30},
               about->parameters);
    }
  }

  // `Service` of `on service: Service`, as it is written.
  std::string declared_kind(text::Span binding) const {
    std::string result;
    if (tree().root == ast::kNoIndex) return result;
    const std::vector<NodeIndex> way = way_to(tree(), binding.begin);
    for (std::size_t i = 0; i + 1 < way.size(); ++i) {
      const auto children = tree().children_of(way[i]);
      if (children.size() < 2 || tree().at(children[0]).begin != binding.begin) continue;
      result = rules_.sources().text(tree().span(children[1]));
    }
    return result;
  }

  void add_kinds() {
    for_each_visible([&](const check::Declaration& declaration, std::string name) {
      if (declaration.kind != check::DeclKind::kind) return;
      const DeclarationView view = part_.look.view(rules_, declaration);
      add({.label = std::move(name),
           .kind = CompletionKind::kind,
           .detail = head(view),
           .documentation = doc(view),
           .rank = 5});
    });
    for (const model::Kind& row : model::kinds()) {
      const auto same = model::find_kinds(row.name);
      std::string detail = row.group.empty() ? "core" : std::string(row.group);
      if (same.size() > 1) detail += ", of several groups";
      add({.label = std::string(row.name),
           .kind = CompletionKind::kind,
           .detail = detail + ", " + std::string(row.model),
           .rank = row.model == "kubernetes" ? 10 : 15});
    }
    add({.label = "Component", .kind = CompletionKind::kind, .detail = "any component", .rank = 20});
  }

  void add_packages() {
    for (const check::Declaration& declaration : part_.look.observations.declarations) {
      if (!declaration.package.empty()) add({.label = declaration.package, .kind = CompletionKind::package});
    }
  }

  void add_models() {
    for (const model::Kind& row : model::kinds()) {
      add({.label = std::string(row.model), .kind = CompletionKind::package});
    }
  }

  // Categories and tags that others have.
  void add_texts(NodeKind kind) {
    for (const check::Declaration& declaration : part_.look.observations.declarations) {
      const DeclarationView view = part_.look.view(rules_, declaration);
      for (const NodeIndex child : view.tree.children_of(declaration.node)) {
        if (view.tree.at(child).kind == kind && view.text(child) != kMark) {
          add({.label = std::string(view.text(child)), .kind = CompletionKind::value});
        }
      }
    }
  }

  void add_rules() {
    const std::string own = package();
    for_each_visible([&](const check::Declaration& declaration, const std::string& name) {
      const DeclarationView view = part_.look.view(rules_, declaration);
      const int rank = declaration.package == own && !view.is_builtin ? 5 : 15;
      if (declaration.kind == check::DeclKind::rule) {
        add({.label = name,
             .kind = CompletionKind::rule,
             .detail = head(view),
             .documentation = doc(view),
             .insert = name + " on ",
             .rank = rank});
      } else if (declaration.kind == check::DeclKind::relationship || declaration.kind == check::DeclKind::define) {
        add_call(declaration, name, rank);
      }
    });
  }

  void add_params() {
    for_each_visible([&](const check::Declaration& declaration, const std::string& name) {
      const DeclarationView view = part_.look.view(rules_, declaration);
      for (const NodeIndex child : view.tree.children_of(declaration.node)) {
        if (view.tree.at(child).kind != NodeKind::param || view.tree.at(child).child_count == 0) continue;
        add({.label = name + "." + std::string(view.text(view.tree.child(child, 0))),
             .kind = CompletionKind::param,
             .detail = std::string(view.source(child))});
      }
    });
  }

  // Of the manifests that the test around the cursor is given.
  void add_components() {
    const NodeIndex test = declaration_at(tree(), part_.at);
    if (test == ast::kNoIndex) return;
    for (const NodeIndex child : tree().children_of(test)) {
      if (tree().at(child).kind != NodeKind::given_text) continue;
      text::SourceSet sources;
      base::Interner interner;
      diag::Sink none;
      const bool is_json = tree().at(child).op == Op::json;
      const design::Design design =
          design::load_text("given", std::string(part_.look.text(tree().child(child, 0))),
                            is_json ? data::Syntax::json : data::Syntax::yaml, {}, sources, interner, none);
      for (std::uint32_t i = 0; i < design.components.size(); ++i) {
        const design::ComponentId id{i};
        add({.label = std::string(interner.text(design.kind(id).name)) + "/" +
                      std::string(interner.text(design.at(id).name)),
             .kind = CompletionKind::value,
             .detail = design.id(id, interner)});
      }
    }
  }

  // ---- what types say

  void add_members() {
    if (part_.mark == ast::kNoIndex || parent() == nullptr || parent()->kind != NodeKind::member) return;
    const NodeIndex base = tree().child(part_.parent_node(), 0);
    const check::Type* type = part_.look.observations.type_at(tree().span(base));
    if (type == nullptr) {
      add_package_members(base);
      return;
    }
    const bool is_component = (type->types & check::type::kComponent) != 0 && type->types != check::type::kAny;
    if (is_component || !type->kinds.empty() || type->every_kind) {
      for (const PropertyRow& row : properties()) {
        add({.label = std::string(row.name),
             .kind = CompletionKind::property,
             .documentation = std::string(row.what),
             .rank = 10});
      }
    }
    add_fields(*type);
  }

  // `pkg.|`
  void add_package_members(NodeIndex base) {
    const std::string prefix = std::string(rules_.sources().text(tree().span(base))) + ".";
    for (const check::Declaration& declaration : part_.look.observations.declarations) {
      if (!declaration.full_name.starts_with(prefix) || declaration.is_private) continue;
      add_call(declaration, declaration.full_name.substr(prefix.size()), 5);
    }
  }

  void add_fields(const check::Type& type) {
    for (const MemberRow& row : members(type)) {
      const model::Field& field = row.fields.front();
      Completion item{.label = std::string(row.name),
                      .kind = CompletionKind::field,
                      .detail = node_name(field.node()),
                      .documentation = hover_member(type, row.name, *part_.look.interner),
                      .rank = row.missing_in == 0 ? 5 : 20};
      if (field.required() != 0) item.detail += ", required";
      if (field.server_set()) item.rank += 5;
      if (!is_name(row.name)) item.insert = "\"" + std::string(row.name) + "\"";
      add(std::move(item));
    }
  }

  // `list[ke|`, and what follows `==` there is a value.
  void add_selected_keys() {
    if (part_.mark == ast::kNoIndex || parent() == nullptr) return;
    if (parent()->kind != NodeKind::subscript && parent()->kind != NodeKind::select) return;
    const check::Type* list = part_.look.observations.type_at(tree().span(tree().child(part_.parent_node(), 0)));
    const check::Type* element = list == nullptr ? nullptr : part_.look.observations.element_of(*list);
    if (element != nullptr) add_fields(*element);
    if (list == nullptr) return;
    for (const check::Standing& standing : list->standings) {
      if (standing.node.type() != model::NodeType::array) continue;
      for (const model::Field& field : standing.node.element().fields()) {
        add({.label = std::string(field.name()),
             .kind = CompletionKind::field,
             .detail = node_name(field.node()),
             .rank = 5});
      }
    }
  }

  // What stands on the other side of the comparison, or is being set.
  const check::Type* other_side() const {
    NodeIndex here = part_.mark;
    for (std::size_t level = 1; level <= part_.around.size(); ++level) {
      const NodeIndex node = part_.around[part_.around.size() - level];
      const ast::Node& row = tree().at(node);
      const auto type_of = [&](NodeIndex at) { return part_.look.observations.type_at(tree().span(at)); };
      if (row.kind == NodeKind::list) {
        here = node;
        continue;
      }
      if (row.kind == NodeKind::fix && row.child_count > 1) return type_of(tree().child(node, 0));
      if (row.kind == NodeKind::binary && row.child_count == 2 && row.op >= Op::eq && row.op <= Op::includes) {
        const NodeIndex left = tree().child(node, 0);
        const NodeIndex right = tree().child(node, 1);
        if (row.op == Op::includes && right == here) {
          const check::Type* list = type_of(left);
          return list == nullptr ? nullptr : part_.look.observations.element_of(*list);
        }
        return type_of(left == here ? right : left);
      }
      if (row.kind == NodeKind::binary && row.op == Op::default_) return type_of(tree().child(node, 0));
      return nullptr;
    }
    return nullptr;
  }

  void add_enum(bool inside_text) {
    if (part_.mark == ast::kNoIndex) return;
    const check::Type* type = other_side();
    if (type == nullptr) return;
    for (const std::string_view value : enum_values(*type)) {
      const std::string quoted = "\"" + std::string(value) + "\"";
      Completion item{.label = inside_text ? std::string(value) : quoted, .kind = CompletionKind::value, .rank = 0};
      if (inside_text && !part_.is_closed) item.insert = std::string(value) + "\"";
      add(std::move(item));
    }
    if (!inside_text && type->types == check::type::kBoolean) {
      for (const char* word : {"true", "false"}) add({.label = word, .kind = CompletionKind::keyword, .rank = 0});
    }
  }

  void add_argument_names() {
    if (parent() == nullptr || parent()->kind != NodeKind::call || tree().child(part_.parent_node(), 0) == part_.mark)
      return;
    const std::string callee(part_.look.text(tree().child(part_.parent_node(), 0)));
    for_each_visible([&](const check::Declaration& declaration, const std::string& name) {
      if (name != callee || declaration.kind == check::DeclKind::rule) return;
      for (const Parameter& parameter : signature(part_.look.view(rules_, declaration)).parameters) {
        add({.label = parameter.name + ": ", .kind = CompletionKind::param, .detail = parameter.type, .rank = 25});
      }
    });
  }

  RuleSet& rules_;
  MarkedPart part_;
  std::vector<Completion> items_;
  std::set<std::string> known_;
};

}  // namespace

Completions complete(RuleSet& rules, const std::string& name, std::uint32_t offset) {
  std::optional<MarkedPart> part = mark_part(rules, name, offset);
  if (!part) return {offset, offset, {}};
  Completions result{part->begin, part->end, {}};
  result.items = Completing(rules, std::move(*part)).run();
  return result;
}

Completions complete_query(RuleSet& rules, const std::string& query, std::uint32_t offset) {
  const std::string name = "query";
  // A query of conditions is a body, any other one a value.
  const bool is_body = query.starts_with("some ");
  const std::string before = std::string("define the_query() {\n") + (is_body ? "" : "where ");
  rules.put(name, before + query + "\n}\n");
  Completions found = complete(rules, name, offset + static_cast<std::uint32_t>(before.size()));
  rules.remove(name);
  found.begin -= static_cast<std::uint32_t>(before.size());
  found.end -= static_cast<std::uint32_t>(before.size());
  return found;
}

}  // namespace meshplay::assist
