#include "engine/assist/complete.h"

#include <algorithm>
#include <cctype>
#include <set>

#include "engine/assist/cursor.h"
#include "engine/assist/describe.h"
#include "engine/design/design.h"
#include "engine/model/kinds.h"
#include "engine/parse/next.h"
#include "engine/parse/structure.h"
#include "engine/parse/vocabulary.h"
#include "engine/parse/words.h"

namespace meshplay::assist {

using ast::NodeIndex;
using ast::NodeKind;
using ast::Op;
using parse::Wanted;

namespace {

// Stands where the cursor is, so that the text around it can be read.
constexpr std::string_view kMark = "cursor_stands_here";

bool is_word(char c) { return c == '_' || std::isalnum(static_cast<unsigned char>(c)) != 0; }

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
  Completing(RuleSet& rules, const std::string& name, std::uint32_t offset)
      : rules_(rules), name_(name), content_(rules.text_put(name)), offset_(offset) {}

  Completions run() {
    offset_ = std::min(offset_, static_cast<std::uint32_t>(content_.size()));
    if (parse::first_bad_utf8(content_) != std::string::npos) return {};
    words_ = parse::lex(content_);
    if (!find_place()) return {offset_, offset_, {}};
    find_part();
    next_ = is_text_ ? parse::Next{} : parse::next_at(part_, at_);
    look("", is_text_ && !is_closed_ ? "\"" : "");
    // A word alone is no item.
    if (mark_ == ast::kNoIndex && next_.wanted == Wanted::item) look("where ", "");
    // A bracket that is still open would take the rest of the item with it.
    if (const std::string closers = open_brackets(); mark_ == ast::kNoIndex && !closers.empty()) {
      look("", (is_text_ && !is_closed_ ? "\"" : "") + closers);
    }
    fill();
    std::stable_sort(result_.items.begin(), result_.items.end(), [](const Completion& a, const Completion& b) {
      return std::pair(a.rank, std::string_view(a.label)) < std::pair(b.rank, std::string_view(b.label));
    });
    return std::move(result_);
  }

 private:
  // The declaration around the cursor, behind the lines that are for the whole file.
  void find_part() {
    std::vector<std::uint32_t> begins;
    std::vector<bool> is_header;
    for (std::size_t i = 0; i < words_.all.size(); ++i) {
      if (!words_.all[i].starts_line || !parse::begins_declaration(words_.all, i)) continue;
      const parse::Spelling* row = parse::spelling(words_.all[i].type);
      begins.push_back(words_.all[i].begin);
      is_header.push_back(row != nullptr && row->role == parse::Role::header);
    }
    const std::size_t after =
        static_cast<std::size_t>(std::upper_bound(begins.begin(), begins.end(), result_.begin) - begins.begin());
    const auto end_of = [&](std::size_t i) {
      return i + 1 < begins.size() ? begins[i + 1] : static_cast<std::uint32_t>(content_.size());
    };
    for (std::size_t i = 0; i < begins.size(); ++i) {
      if (is_header[i] && i + 1 != after) part_ += content_.substr(begins[i], end_of(i) - begins[i]) + "\n";
    }
    const std::uint32_t begin = after == 0 ? 0 : begins[after - 1];
    const std::uint32_t end = after < begins.size() ? begins[after] : static_cast<std::uint32_t>(content_.size());
    at_ = static_cast<std::uint32_t>(part_.size()) + result_.begin - begin;
    part_ += content_.substr(begin, end - begin);
  }

  // Reads the part with the mark where the cursor is, and this around it.
  void look(const std::string& before, const std::string& behind) {
    auto look = rules_.look_at_part(
        name_,
        part_.substr(0, at_) + before + std::string(kMark) + behind + part_.substr(at_ + result_.end - result_.begin),
        at_ + static_cast<std::uint32_t>(before.size()));
    if (!look) return;
    look_ = std::move(*look);
    mark_ = ast::kNoIndex;
    around_.clear();
    find_mark();
  }

  // What closes the round and square brackets before the cursor that this line opens.
  std::string open_brackets() const {
    const std::size_t newline = result_.begin == 0 ? std::string::npos : content_.rfind('\n', result_.begin - 1);
    const std::size_t line = newline == std::string::npos ? 0 : newline + 1;
    std::string closers;
    for (const parse::Word& word : parse::lex(content_.substr(line, result_.begin - line)).all) {
      const char c = content_[line + word.begin];
      if (word.end - word.begin != 1) continue;
      if (c == '(' || c == '[') closers.insert(closers.begin(), c == '(' ? ')' : ']');
      if ((c == ')' || c == ']') && !closers.empty()) closers.erase(closers.begin());
    }
    return closers;
  }

  // The word that is being written, or the inside of the text. False: nothing is offered there.
  bool find_place() {
    std::uint32_t begin = offset_;
    std::uint32_t end = offset_;
    while (begin > 0 && is_word(content_[begin - 1])) --begin;
    while (end < content_.size() && is_word(content_[end])) ++end;
    result_.begin = begin;
    result_.end = end;
    const auto inside = [&](const parse::Word& word) { return word.begin < offset_ && offset_ < word.end; };
    for (const auto* list : {&words_.comments, &words_.docs}) {
      for (const parse::Word& word : *list) {
        if (word.begin < offset_ && offset_ <= word.end) return false;
      }
    }
    const auto found = std::find_if(words_.all.begin(), words_.all.end(), [&](const parse::Word& word) {
      const bool is_open = content_[word.begin] == '"' && (word.end == word.begin + 1 || content_[word.end - 1] != '"');
      return content_[word.begin] == '"' && (inside(word) || (is_open && word.begin < offset_ && offset_ <= word.end));
    });
    if (found == words_.all.end()) {
      // `Service/we|` of a test is one word.
      if (begin > 0 && content_[begin - 1] == '/') {
        std::uint32_t kind = begin - 1;
        while (kind > 0 && (is_word(content_[kind - 1]) || content_[kind - 1] == '/' || content_[kind - 1] == '-'))
          --kind;
        if (std::isupper(static_cast<unsigned char>(content_[kind])) != 0) result_.begin = kind;
      }
      return true;
    }
    const std::string_view written = std::string_view(content_).substr(found->begin, found->end - found->begin);
    if (written.starts_with("\"\"\"")) return false;
    // `"... {service.na|` is no text but a value.
    const std::string_view before = written.substr(1, offset_ - found->begin - 1);
    const std::size_t brace = before.rfind('{');
    if (brace != std::string_view::npos && before.find('}', brace) == std::string_view::npos &&
        (brace == 0 || before[brace - 1] != '\\')) {
      return true;
    }
    is_text_ = true;
    is_closed_ = written.size() > 1 && written.ends_with('"');
    result_.begin = found->begin + 1;
    result_.end = is_closed_ ? found->end - 1 : found->end;
    return true;
  }

  void find_mark() {
    if (look_.tree.root == ast::kNoIndex) return;
    std::vector<NodeIndex> way;
    for_each_node(look_.tree, look_.tree.root, way, [&](NodeIndex node, const std::vector<NodeIndex>& around) {
      if (around_.empty() && look_.text(node) == kMark) {
        mark_ = node;
        around_ = around;
      }
    });
  }

  const ast::Node* parent(std::size_t level = 1) const {
    return around_.size() >= level ? &look_.tree.at(around_[around_.size() - level]) : nullptr;
  }
  NodeIndex parent_node(std::size_t level = 1) const {
    return around_.size() >= level ? around_[around_.size() - level] : ast::kNoIndex;
  }

  void add(Completion item) {
    if (item.insert.empty()) item.insert = item.label;
    if (known_.insert(item.label).second) result_.items.push_back(std::move(item));
  }

  void add_words() {
    for (const std::string_view word : next_.words) {
      add({.label = std::string(word), .kind = CompletionKind::keyword, .rank = 40});
    }
  }

  void fill() {
    if (is_text_) {
      add_enum(true);
      return;
    }
    // Where the text could be read as a whole the tree knows more than the words before the cursor.
    if (mark_ != ast::kNoIndex && look_.tree.at(mark_).kind == NodeKind::name && parent() != nullptr) {
      if (parent()->kind == NodeKind::member && look_.tree.child(parent_node(), 1) == mark_) {
        add_members();
        return;
      }
      if (is_message()) next_ = {Wanted::value, {}, {}};
    }
    switch (next_.wanted) {
      case Wanted::declaration: add_declarations(); break;
      case Wanted::item:
        add_items();
        if (next_.declaration != "test" && !next_.words.empty()) add_values(true);
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

  bool is_message() const {
    return std::any_of(around_.begin(), around_.end(),
                       [&](NodeIndex node) { return look_.tree.at(node).kind == NodeKind::interpolation; });
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
    if (next_.declaration != "test") return;
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
    for (const NodeIndex node : look_.tree.children_of(look_.tree.root)) {
      if (look_.tree.at(node).kind == NodeKind::package) return std::string(look_.text(node));
    }
    return {};
  }

  // As it is written in this file: with its package where that is not in scope. Empty: it cannot be named.
  std::string name_here(const check::Declaration& declaration, const std::string& own) const {
    if (declaration.is_private && declaration.package != own) return {};
    std::string plain = declaration.full_name.substr(declaration.package.empty() ? 0 : declaration.package.size() + 1);
    const bool is_around = declaration.package.empty() || own == declaration.package ||
                           (own.starts_with(declaration.package) && own[declaration.package.size()] == '.');
    if (is_around || look_.view(rules_, declaration).is_builtin) return plain;
    if (look_.tree.root == ast::kNoIndex) return declaration.full_name;
    for (const NodeIndex node : look_.tree.children_of(look_.tree.root)) {
      if (look_.tree.at(node).kind != NodeKind::import || look_.text(node) != declaration.package) continue;
      const NodeIndex alias = look_.tree.find(node, NodeKind::name);
      return alias == ast::kNoIndex ? plain : std::string(look_.text(alias)) + "." + plain;
    }
    return declaration.full_name;
  }

  template <typename F>
  void for_each_visible(F&& f) {
    if (look_.tree.root == ast::kNoIndex) return;
    const std::string own = package();
    for (const check::Declaration& declaration : look_.observations.declarations) {
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

  static std::string call(const std::string& name, const std::vector<Parameter>& parameters) {
    std::string text = name + "(";
    for (std::size_t i = 0; i < parameters.size(); ++i) {
      std::string shown = parameters[i].name;
      std::erase(shown, '}');
      text += (i == 0 ? "" : ", ") + std::string("${") + std::to_string(i + 1) + ":" + shown + "}";
    }
    return text + ")";
  }

  void add_call(const check::Declaration& declaration, const std::string& name, int rank) {
    const DeclarationView view = look_.view(rules_, declaration);
    const Signature about = signature(view);
    Completion item{.label = name,
                    .kind = kind_of(declaration),
                    .detail = about.label,
                    .documentation = about.doc,
                    .is_deprecated = declaration.is_deprecated,
                    .rank = rank};
    const bool has_brackets = result_.end < content_.size() && content_[result_.end] == '(';
    if (!has_brackets) {
      item.insert = call(name, about.parameters);
      item.is_snippet = true;
    }
    add(std::move(item));
  }

  void add_values(bool conditions_only) {
    for (auto local = look_.observations.scope.rbegin(); local != look_.observations.scope.rend(); ++local) {
      const std::string name(rules_.sources().text(local->span));
      if (name == kMark) continue;
      const check::Type* type = look_.observations.type_at(local->span);
      add({.label = name,
           .kind = local->named == check::Lowering::Named::param ? CompletionKind::param : CompletionKind::variable,
           .detail =
               type == nullptr ? declared_kind(local->binding) : type_name(*type, look_.observations, *look_.interner),
           .rank = 5});
    }
    for_each_visible([&](const check::Declaration& declaration, const std::string& name) {
      if (declaration.kind == check::DeclKind::rule || declaration.kind == check::DeclKind::kind) return;
      if (is_message() && declaration.kind != check::DeclKind::field) return;
      add_call(declaration, name, declaration.kind == check::DeclKind::field ? 20 : 15);
    });
    if (conditions_only) return;
    for (const std::string_view name : function_names()) {
      const auto about = function_signature(name);
      add({.label = std::string(name),
           .kind = CompletionKind::function,
           .detail = about->label,
           .documentation = about->doc,
           .insert = call(std::string(name), about->parameters),
           .is_snippet = true,
           .rank = 30});
    }
  }

  // `Service` of `on service: Service`, as it is written.
  std::string declared_kind(text::Span binding) const {
    std::string result;
    if (look_.tree.root == ast::kNoIndex) return result;
    const std::vector<NodeIndex> way = way_to(look_.tree, binding.begin);
    for (std::size_t i = 0; i + 1 < way.size(); ++i) {
      const auto children = look_.tree.children_of(way[i]);
      if (children.size() < 2 || look_.tree.at(children[0]).begin != binding.begin) continue;
      result = rules_.sources().text(look_.tree.span(children[1]));
    }
    return result;
  }

  void add_kinds() {
    for_each_visible([&](const check::Declaration& declaration, std::string name) {
      if (declaration.kind != check::DeclKind::kind) return;
      const DeclarationView view = look_.view(rules_, declaration);
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
    for (const check::Declaration& declaration : look_.observations.declarations) {
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
    for (const check::Declaration& declaration : look_.observations.declarations) {
      const DeclarationView view = look_.view(rules_, declaration);
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
      const DeclarationView view = look_.view(rules_, declaration);
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
      const DeclarationView view = look_.view(rules_, declaration);
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
    const NodeIndex test = declaration_at(look_.tree, at_);
    if (test == ast::kNoIndex) return;
    for (const NodeIndex child : look_.tree.children_of(test)) {
      if (look_.tree.at(child).kind != NodeKind::given_text) continue;
      text::SourceSet sources;
      base::Interner interner;
      diag::Sink none;
      const bool is_json = look_.tree.at(child).op == Op::json;
      const design::Design design =
          design::load_text("given", std::string(look_.text(look_.tree.child(child, 0))),
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
    if (mark_ == ast::kNoIndex || parent() == nullptr || parent()->kind != NodeKind::member) return;
    const NodeIndex base = look_.tree.child(parent_node(), 0);
    const check::Type* type = look_.observations.type_at(look_.tree.span(base));
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
    const std::string prefix = std::string(rules_.sources().text(look_.tree.span(base))) + ".";
    for (const check::Declaration& declaration : look_.observations.declarations) {
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
                      .documentation = hover_member(type, row.name, *look_.interner),
                      .rank = row.missing_in == 0 ? 5 : 20};
      if (field.required() != 0) item.detail += ", required";
      if (field.server_set()) item.rank += 5;
      if (!is_name(row.name)) item.insert = "\"" + std::string(row.name) + "\"";
      add(std::move(item));
    }
  }

  // `list[ke|`, and what follows `==` there is a value.
  void add_selected_keys() {
    if (mark_ == ast::kNoIndex || parent() == nullptr) return;
    if (parent()->kind != NodeKind::subscript && parent()->kind != NodeKind::select) return;
    const check::Type* list = look_.observations.type_at(look_.tree.span(look_.tree.child(parent_node(), 0)));
    const check::Type* element = list == nullptr ? nullptr : look_.observations.element_of(*list);
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
    NodeIndex here = mark_;
    for (std::size_t level = 1; level <= around_.size(); ++level) {
      const NodeIndex node = around_[around_.size() - level];
      const ast::Node& row = look_.tree.at(node);
      const auto type_of = [&](NodeIndex at) { return look_.observations.type_at(look_.tree.span(at)); };
      if (row.kind == NodeKind::list) {
        here = node;
        continue;
      }
      if (row.kind == NodeKind::fix && row.child_count > 1) return type_of(look_.tree.child(node, 0));
      if (row.kind == NodeKind::binary && row.child_count == 2 && row.op >= Op::eq && row.op <= Op::includes) {
        const NodeIndex left = look_.tree.child(node, 0);
        const NodeIndex right = look_.tree.child(node, 1);
        if (row.op == Op::includes && right == here) {
          const check::Type* list = type_of(left);
          return list == nullptr ? nullptr : look_.observations.element_of(*list);
        }
        return type_of(left == here ? right : left);
      }
      if (row.kind == NodeKind::binary && row.op == Op::default_) return type_of(look_.tree.child(node, 0));
      return nullptr;
    }
    return nullptr;
  }

  void add_enum(bool inside_text) {
    if (mark_ == ast::kNoIndex) return;
    const check::Type* type = other_side();
    if (type == nullptr) return;
    for (const std::string_view value : enum_values(*type)) {
      const std::string quoted = "\"" + std::string(value) + "\"";
      Completion item{.label = inside_text ? std::string(value) : quoted, .kind = CompletionKind::value, .rank = 0};
      if (inside_text && !is_closed_) item.insert = std::string(value) + "\"";
      add(std::move(item));
    }
    if (!inside_text && type->types == check::type::kBoolean) {
      for (const char* word : {"true", "false"}) add({.label = word, .kind = CompletionKind::keyword, .rank = 0});
    }
  }

  void add_argument_names() {
    if (parent() == nullptr || parent()->kind != NodeKind::call || look_.tree.child(parent_node(), 0) == mark_) return;
    const std::string callee(look_.text(look_.tree.child(parent_node(), 0)));
    for_each_visible([&](const check::Declaration& declaration, const std::string& name) {
      if (name != callee || declaration.kind == check::DeclKind::rule) return;
      for (const Parameter& parameter : signature(look_.view(rules_, declaration)).parameters) {
        add({.label = parameter.name + ": ", .kind = CompletionKind::param, .detail = parameter.type, .rank = 25});
      }
    });
  }

  RuleSet& rules_;
  const std::string& name_;
  std::string content_;
  std::uint32_t offset_;
  bool is_text_ = false;    // the cursor stands in a text
  bool is_closed_ = false;  // whose quotes are there
  parse::Words words_;
  std::string part_;      // of the file, with the cursor in it
  std::uint32_t at_ = 0;  // in it, where the word begins that is being written
  parse::Next next_;
  CloseLook look_;
  NodeIndex mark_ = ast::kNoIndex;
  std::vector<NodeIndex> around_;  // outermost first
  Completions result_;
  std::set<std::string> known_;
};

}  // namespace

Completions complete(RuleSet& rules, const std::string& name, std::uint32_t offset) {
  return Completing(rules, name, offset).run();
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
