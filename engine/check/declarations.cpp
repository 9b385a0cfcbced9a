#include "engine/check/declarations.h"

#include <algorithm>
#include <cctype>

#include "engine/base/nearest.h"

namespace meshplay::check {

using ast::NodeIndex;
using ast::NodeKind;
using ast::Op;

void Declarations::check_all(Tests tests, std::uint32_t only) {
  const auto is_wanted = [&](std::uint32_t file) { return only == kNone || file == only; };
  for (std::uint32_t file = 0; file < context_.files.size(); ++file) {
    if (is_wanted(file) && tree(file).root != ast::kNoIndex) check_header(file);
  }
  number_relations_and_checks();
  types_.read_models();
  for (const Declaration& declaration : context_.names.declarations()) {
    if (!is_wanted(declaration.file)) continue;
    switch (declaration.kind) {
      case DeclKind::kind: check_kind(declaration); break;
      case DeclKind::field: check_field(declaration); break;
      case DeclKind::relationship:
      case DeclKind::define: check_relation(declaration); break;
      case DeclKind::rule: check_rule(declaration); break;
    }
  }
  for (std::uint32_t file = 0; file < context_.files.size(); ++file) {
    if (!is_wanted(file) || tree(file).root == ast::kNoIndex) continue;
    if (tests == Tests::of_rule_files && context_.files[file].builtin) continue;
    for (NodeIndex node : tree(file).children_of(tree(file).root)) {
      if (tree(file).at(node).kind == NodeKind::test) check_test(file, node);
    }
  }
  if (only == kNone) report_unused_names();
}

// What is public may be used elsewhere.
void Declarations::report_unused_names() {
  for (std::uint32_t file = 0; file < context_.files.size(); ++file) {
    if (tree(file).root == ast::kNoIndex || !context_.tells(file) || is_damaged(tree(file).span(tree(file).root)))
      continue;
    context_.names.for_each_unused_import(file, [&](text::Span span, std::string_view package) {
      const auto& all = context_.sink.all();
      if (std::any_of(all.begin(), all.end(),
                      [&](const diag::Diagnostic& told) { return told.span == span || told.code == "import-cycle"; })) {
        return;
      }
      context_.sink.report("unused-import", span, {package}).help = "take it away";
    });
  }
  for (const Declaration& declaration : context_.names.declarations()) {
    if (declaration.used || !declaration.is_private || !context_.tells(declaration.file)) continue;
    if (declaration.kind == DeclKind::rule || declaration.kind == DeclKind::relationship) continue;
    const ast::Ast& ast = tree(declaration.file);
    if (is_damaged(ast.span(ast.root))) continue;
    context_.sink
        .report("unused-private", ast.span(ast.find(declaration.node, NodeKind::name)),
                {check::name(declaration.kind), declaration.full_name})
        .help = "use it or take it away";
  }
}

void Declarations::check_header(std::uint32_t file) {
  constexpr std::string_view kVersion = "1";
  for (NodeIndex node : tree(file).children_of(tree(file).root)) {
    if (tree(file).at(node).kind != NodeKind::language) continue;
    if (text(file, node) == kVersion) continue;
    context_.sink.report("unknown-language", tree(file).span(node), {text(file, node)}).help =
        "this version of meshplay reads `language \"1\"`";
  }
}

// Arguments come first, so that a call can be checked before the body of what it calls.
void Declarations::number_relations_and_checks() {
  for (Declaration& declaration : context_.names.declarations()) {
    const ast::Ast& ast = tree(declaration.file);
    const text::Span name_span = ast.span(ast.find(declaration.node, NodeKind::name));
    const bool builtin = context_.files[declaration.file].builtin;
    if (declaration.kind == DeclKind::rule) {
      declaration.number = static_cast<std::uint32_t>(context_.program.checks.size());
      Check& check = context_.program.checks.emplace_back();
      check.name = context_.interner.intern(declaration.full_name);
      check.span = ast.span(declaration.node);
      check.name_span = name_span;
      check.builtin = builtin;
      const Op op = ast.at(declaration.node).op;
      check.severity = op == Op::deny   ? diag::Severity::deny
                       : op == Op::warn ? diag::Severity::warn
                                        : diag::Severity::advise;
    }
    if (declaration.kind != DeclKind::relationship && declaration.kind != DeclKind::define) continue;
    declaration.number = static_cast<std::uint32_t>(context_.program.relations.size());
    Relation& relation = context_.program.relations.emplace_back();
    relation.name = context_.interner.intern(declaration.full_name);
    relation.relationship = declaration.kind == DeclKind::relationship;
    relation.span = ast.span(declaration.node);
    relation.name_span = name_span;
    relation.builtin = builtin;
    for (NodeIndex child : ast.children_of(declaration.node)) {
      const ast::Node& node = ast.at(child);
      if (node.kind == NodeKind::parameter || node.kind == NodeKind::role) ++relation.arity;
      if (node.kind == NodeKind::role && node.op == Op::via) relation.has_via = true;
    }
  }
}

void Declarations::check_kind(const Declaration& declaration) {
  const auto children = tree(declaration.file).children_of(declaration.node);
  if (children.size() > 1) static_cast<void>(kinds_.resolve(declaration.file, children.back()));
}

// A field is checked where it is used, and with its own parameters.
void Declarations::check_field(const Declaration& declaration) {
  if (!context_.tells(declaration.file)) return;
  std::vector<Var> frame;
  std::vector<ExprId> any;
  Lowering lowering(context_, kinds_, declaration.file, frame);
  const ast::Ast& ast = tree(declaration.file);
  for (NodeIndex child : ast.children_of(declaration.node)) {
    if (ast.at(child).kind != NodeKind::parameter) continue;
    const NodeIndex kind = ast.child(child, 1);
    if (KindResolver::is_any_value(context_, declaration.file, kind)) {
      Expr value;
      any.push_back(context_.program.add(value));
      lowering.bind(ast.child(child, 0), any.back(), Lowering::Named::parameter);
    } else {
      lowering.bind_component(ast.child(child, 0), kinds_.resolve(declaration.file, kind), Lowering::Named::parameter);
    }
  }
  const NodeIndex body = ast.find(declaration.node, NodeKind::body);
  if (body == ast::kNoIndex) return;
  const ExprId value = lowering.expression(ast.child(body, 0));
  lowering.report_unused();
  if (value != kNone) {
    types_.check_field(frame, value, any, declaration.file, ast.span(declaration.node));
  }
}

void Declarations::read_documentation(const Declaration& declaration, Documentation& documentation) {
  const ast::Ast& ast = tree(declaration.file);
  for (NodeIndex child : ast.children_of(declaration.node)) {
    const ast::Node& node = ast.at(child);
    switch (node.kind) {
      case NodeKind::doc: documentation.doc = node.text; break;
      case NodeKind::docs: documentation.docs = node.text; break;
      case NodeKind::category: documentation.category = node.text; break;
      case NodeKind::tag: documentation.tags.push_back(node.text); break;
      case NodeKind::standard: documentation.standards.push_back(node.text); break;
      default: break;
    }
  }
}

bool Declarations::is_constant(std::uint32_t file, NodeIndex node) const {
  switch (tree(file).at(node).kind) {
    case NodeKind::string:
    case NodeKind::number:
    case NodeKind::boolean: return true;
    case NodeKind::unary:
      return tree(file).at(node).op == Op::neg && tree(file).at(tree(file).child(node, 0)).kind == NodeKind::number;
    case NodeKind::list:
    case NodeKind::map:
    case NodeKind::map_entry: {
      const auto parts = tree(file).children_of(node);
      return std::all_of(parts.begin(), parts.end(), [&](NodeIndex part) { return is_constant(file, part); });
    }
    default: return false;
  }
}

void Declarations::bind_params(const Declaration& declaration, Lowering& lowering, Documentation& documentation) {
  static constexpr std::pair<std::string_view, ParamType> kTypes[] = {
      {"int", ParamType::integer}, {"number", ParamType::number}, {"text", ParamType::text},
      {"string", ParamType::text}, {"bool", ParamType::boolean},  {"list", ParamType::list},
      {"map", ParamType::map},     {"any", ParamType::any}};
  const ast::Ast& ast = tree(declaration.file);
  for (NodeIndex child : ast.children_of(declaration.node)) {
    if (ast.at(child).kind != NodeKind::param || ast.at(child).child_count == 0) continue;
    if (ast.at(child).child_count < 3) {
      lowering.bind(ast.child(child, 0), kNone, Lowering::Named::param);
      continue;
    }
    const std::string_view name = text(declaration.file, ast.child(child, 0));
    const std::string_view type = text(declaration.file, ast.child(child, 1));
    const NodeIndex value = ast.child(child, 2);
    documentation.params.push_back(std::string(name) + ": " + std::string(type) + " = " +
                                   std::string(context_.sources.text(ast.span(value))));
    const auto* row =
        std::find_if(std::begin(kTypes), std::end(kTypes), [&](const auto& each) { return each.first == type; });
    Expr use;
    use.kind = ExprKind::param;
    use.span = ast.span(ast.child(child, 0));
    use.index = static_cast<std::uint32_t>(context_.program.params.size());
    Param param;
    param.name = context_.interner.intern(declaration.full_name + "." + std::string(name));
    param.span = use.span;
    if (row == std::end(kTypes)) {
      auto& report = context_.sink.report("unknown-type", ast.span(ast.child(child, 1)), {type});
      std::vector<std::string_view> types;
      for (const auto& [type_name, param_type] : kTypes) types.push_back(type_name);
      const auto near = base::nearest(type, types);
      if (near) {
        report.suggest(*near);
      } else {
        report.help = "the types are int, number, text, bool, list, map and any";
      }
    } else if (!is_constant(declaration.file, value)) {
      context_.sink.report("wrong-param", ast.span(value), {name, "constant"}).help =
          "a param is a number, a text, true or false, or a list or map of these";
    } else {
      param.type = row->second;
      param.value = lowering.expression(value);
      const NodeKind kind = ast.at(value).kind;
      const bool is_number = kind == NodeKind::number || kind == NodeKind::unary;
      bool fits = false;
      switch (param.type) {
        case ParamType::integer:
          fits = is_number && context_.sources.text(ast.span(value)).find('.') == std::string_view::npos;
          break;
        case ParamType::number: fits = is_number; break;
        case ParamType::text: fits = kind == NodeKind::string; break;
        case ParamType::boolean: fits = kind == NodeKind::boolean; break;
        case ParamType::list: fits = kind == NodeKind::list; break;
        case ParamType::map: fits = kind == NodeKind::map; break;
        case ParamType::any: fits = true; break;
      }
      if (!fits) {
        context_.sink.report("wrong-param", ast.span(value), {name, type}).help = "give it a value of its type";
      }
    }
    context_.program.params.push_back(param);
    lowering.bind(ast.child(child, 0), context_.program.add(use), Lowering::Named::param);
  }
}

void Declarations::lower_body(const Declaration& declaration, Lowering& lowering, Body& body,
                              std::vector<Bind>& binds) {
  const ast::Ast& ast = tree(declaration.file);
  for (NodeIndex child : ast.children_of(declaration.node)) {
    const NodeKind kind = ast.at(child).kind;
    if (kind == NodeKind::condition_item || kind == NodeKind::where_item)
      lowering.body_binders(ast.child(child, 0), body);
  }
  for (NodeIndex child : ast.children_of(declaration.node)) {
    switch (ast.at(child).kind) {
      case NodeKind::condition_item:
      case NodeKind::where_item: lowering.body_condition(ast.child(child, 0), body); break;
      case NodeKind::bind_item: body.conditions.push_back(lowering.bind_condition(child, binds)); break;
      default: break;
    }
  }
}

std::vector<Fix> Declarations::lower_fixes(const Declaration& declaration, Lowering& lowering) {
  const ast::Ast& ast = tree(declaration.file);
  std::vector<Fix> fixes;
  for (NodeIndex child : ast.children_of(declaration.node)) {
    if (ast.at(child).kind != NodeKind::fix) continue;
    Fix fix;
    fix.op = ast.at(child).op;
    fix.span = ast.span(child);
    fix.target = lowering.expression(ast.child(child, 0));
    bool ok = fix.target != kNone;
    for (NodeIndex part : ast.children_of(child).subspan(1)) {
      if (ast.at(part).kind == NodeKind::unsafe_mark) {
        fix.is_unsafe = true;
      } else {
        fix.value = lowering.expression(part);
        ok = ok && fix.value != kNone;
      }
    }
    if (ok) fixes.push_back(fix);
  }
  return fixes;
}

void Declarations::refuse_fixes(const Declaration& declaration) {
  const ast::Ast& ast = tree(declaration.file);
  for (NodeIndex child : ast.children_of(declaration.node)) {
    if (ast.at(child).kind != NodeKind::fix) continue;
    context_.sink.report("misplaced-fix", ast.span(child)).help = "checks have fixes: put it into a `deny` or `warn`";
  }
}

// What is missing there may be what did not parse.
bool Declarations::is_damaged(text::Span span) const {
  const auto& reports = context_.sink.all();
  const auto parsed = reports.begin() + static_cast<std::ptrdiff_t>(context_.reports_of_parsing);
  return std::any_of(reports.begin(), parsed, [&](const diag::Diagnostic& report) {
    return report.severity == diag::Severity::error && report.span.file == span.file && report.span.begin <= span.end &&
           span.begin <= report.span.end;
  });
}

// Variables are bits of a word to the planner.
bool Declarations::fits(const Declaration& declaration, const std::vector<Var>& frame, std::uint32_t arity) {
  constexpr std::size_t kMaxVariables = 64;
  constexpr std::uint32_t kMaxArguments = 16;
  if (frame.size() <= kMaxVariables && arity <= kMaxArguments) return true;
  const ast::Ast& ast = tree(declaration.file);
  context_.sink
      .report("too-many-variables", ast.span(ast.find(declaration.node, NodeKind::name)),
              {declaration.full_name, frame.size()})
      .help = "at most 64 variables, fields counted where they are used, and 16 arguments: split it with a `define`";
  return false;
}

void Declarations::make_never(Body& body, text::Span span) {
  Cond never;
  never.span = span;
  body.conditions.push_back(context_.program.add(never));
}

void Declarations::read_taxonomy(const Declaration& declaration, Relation& relation) {
  const ast::Ast& ast = tree(declaration.file);
  const NodeIndex node = ast.find(declaration.node, NodeKind::taxonomy);
  if (node == ast::kNoIndex) return;
  std::vector<std::string> parts(1);
  for (char c : text(declaration.file, node)) {
    if (c == '.') {
      parts.emplace_back();
    } else if (c == '_') {
      parts.back() += '-';
    } else if (c != ' ') {
      parts.back() += c;
    }
  }
  // The type that the original's taxonomy has for a subtype when only two parts are written.
  struct Row {
    std::string_view kind;
    std::string_view subtype;
    std::string_view type;
  };
  static constexpr Row kTypes[] = {{"edge", "network", "non-binding"},
                                   {"edge", "annotation", "non-binding"},
                                   {"edge", "monitoring", "non-binding"},
                                   {"edge", "management", "non-binding"},
                                   {"edge", "scheduling", "non-binding"},
                                   {"edge", "availability", "non-binding"},
                                   {"edge", "reference", "non-binding"},
                                   {"edge", "permission", "binding"},
                                   {"edge", "mount", "binding"},
                                   {"edge", "secret", "binding"},
                                   {"edge", "firewall", "binding"},
                                   {"edge", "dependency", "binding"},
                                   {"edge", "export", "binding"},
                                   {"hierarchical", "inventory", "parent"},
                                   {"hierarchical", "management", "parent"},
                                   {"hierarchical", "matchlabels", "sibling"}};
  if (parts.size() == 2) {
    const auto* row = std::find_if(std::begin(kTypes), std::end(kTypes),
                                   [&](const Row& r) { return r.kind == parts[0] && r.subtype == parts[1]; });
    if (row != std::end(kTypes)) parts.insert(parts.begin() + 1, std::string(row->type));
  }
  if (parts.size() != 3 || (parts[0] != "edge" && parts[0] != "hierarchical")) {
    auto& report = context_.sink.report("unknown-taxonomy", ast.span(node), {text(declaration.file, node)});
    std::vector<std::string_view> subtypes;
    for (const Row& row : kTypes) {
      if (row.kind == parts[0]) subtypes.push_back(row.subtype);
    }
    const auto near = base::nearest(parts.back(), subtypes);
    if (parts.size() == 2 && near) {
      report.suggest(parts[0] + "." + std::string(*near));
      return;
    }
    report.help =
        "write kind, type and subtype, for instance `edge.non-binding.network`, `edge.mount` or "
        "`hierarchical.inventory`";
    return;
  }
  // Subtypes are an open set; one that is nearly a known one is a slip.
  std::vector<std::string_view> known;
  for (const Row& row : kTypes) known.push_back(row.subtype);
  std::string lower = parts[2];
  for (char& c : lower) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  const auto near = base::nearest(lower, known);
  if (near && *near != lower) {
    context_.sink.report("unknown-taxonomy", ast.span(node), {text(declaration.file, node)})
        .suggest(parts[0] + "." + parts[1] + "." + std::string(*near));
  }
  relation.taxonomy = {parts[0], parts[1], parts[2]};
}

void Declarations::check_relation(const Declaration& declaration) {
  const ast::Ast& ast = tree(declaration.file);
  std::vector<Var> frame;
  Body body;
  Documentation documentation;
  Lowering lowering(context_, kinds_, declaration.file, frame);
  bool ok = true;
  if (declaration.kind == DeclKind::relationship) {
    for (Op role : {Op::from, Op::to, Op::via}) {
      std::uint32_t count = 0;
      for (NodeIndex child : ast.children_of(declaration.node)) {
        if (ast.at(child).kind != NodeKind::role || ast.at(child).op != role) continue;
        if (++count == 2) {
          context_.sink.report("repeated-role", ast.span(child), {ast::name(role)}).help =
              "a relationship has one `from`, one `to` and at most one `via`";
          ok = false;
        }
        lowering.bind_component(ast.child(child, 0), kinds_.resolve(declaration.file, ast.child(child, 1)),
                                Lowering::Named::role);
      }
      if (count == 0 && role != Op::via) {
        const bool told = !ok;  // one of the roles stands twice
        ok = false;
        if (told || is_damaged(ast.span(declaration.node))) continue;
        context_.sink.report("missing-role", ast.span(ast.find(declaration.node, NodeKind::name)), {ast::name(role)})
            .help = "add `" + std::string(ast::name(role)) + " name: Kind`";
      }
    }
    read_taxonomy(declaration, context_.program.relations[declaration.number]);
  } else {
    for (NodeIndex child : ast.children_of(declaration.node)) {
      if (ast.at(child).kind != NodeKind::parameter) continue;
      if (KindResolver::is_any_value(context_, declaration.file, ast.child(child, 1))) {
        context_.sink.report("value-argument", ast.span(child), {text(declaration.file, ast.child(child, 0))}).help =
            "name the kind of component it is; use a `field` for values";
        ok = false;
        continue;
      }
      lowering.bind_component(ast.child(child, 0), kinds_.resolve(declaration.file, ast.child(child, 1)),
                              Lowering::Named::parameter);
    }
  }
  std::vector<Bind> binds;
  bind_params(declaration, lowering, documentation);
  refuse_fixes(declaration);
  if (ok) lower_body(declaration, lowering, body, binds);
  if (!fits(declaration, frame, context_.program.relations[declaration.number].arity)) {
    frame.resize(std::min<std::size_t>(frame.size(), context_.program.relations[declaration.number].arity));
    body = {};
    ok = false;
  }
  if (!ok || lowering.failed()) {
    make_never(body, ast.span(declaration.node));
  } else if (!is_damaged(ast.span(declaration.node))) {
    lowering.report_unused();
  }
  read_documentation(declaration, documentation);
  Relation& relation = context_.program.relations[declaration.number];
  if (frame.size() < relation.arity) frame.resize(relation.arity);
  relation.frame = std::move(frame);
  relation.body = std::move(body);
  if (ok) relation.binds = std::move(binds);
  relation.documentation = std::move(documentation);
  types_.check_relation(declaration.number, declaration.file,
                        ok && !lowering.failed() && !is_damaged(ast.span(declaration.node)));
}

void Declarations::check_rule(const Declaration& declaration) {
  const ast::Ast& ast = tree(declaration.file);
  std::vector<Var> frame;
  Body body;
  Documentation documentation;
  Lowering lowering(context_, kinds_, declaration.file, frame);
  const NodeIndex subject = ast.find(declaration.node, NodeKind::subject);
  if (subject == ast::kNoIndex) return;
  lowering.bind_component(ast.child(subject, 0), kinds_.resolve(declaration.file, ast.child(subject, 1)));
  bind_params(declaration, lowering, documentation);
  std::vector<Bind> binds;
  lower_body(declaration, lowering, body, binds);
  std::vector<Fix> fixes = lower_fixes(declaration, lowering);
  read_documentation(declaration, documentation);
  ExprId at = kNone;
  Template message;
  Template help;
  for (NodeIndex child : ast.children_of(declaration.node)) {
    switch (ast.at(child).kind) {
      case NodeKind::at: at = lowering.expression(ast.child(child, 0)); break;
      case NodeKind::message: message = lowering.text_template(ast.child(child, 0)); break;
      case NodeKind::help: help = lowering.text_template(ast.child(child, 0)); break;
      default: break;
    }
  }
  if (message.parts.empty() && !is_damaged(ast.span(declaration.node))) {
    context_.sink
        .report("missing-message", ast.span(ast.find(declaration.node, NodeKind::name)), {declaration.full_name})
        .help = "add `message \"...\"`: what is wrong, with the names in it, as in \"service `{s.name}` ...\"";
  }
  if (!fits(declaration, frame, 1)) {
    frame.resize(1);
    body = {};
    at = kNone;
    message = {};
    help = {};
    fixes.clear();
    make_never(body, ast.span(declaration.node));
  } else if (lowering.failed()) {
    make_never(body, ast.span(declaration.node));
  } else if (!is_damaged(ast.span(declaration.node))) {
    lowering.report_unused();
  }
  Check& check = context_.program.checks[declaration.number];
  check.frame = std::move(frame);
  check.body = std::move(body);
  check.at = at;
  check.message = std::move(message);
  check.help = std::move(help);
  check.fixes = std::move(fixes);
  check.documentation = std::move(documentation);
  types_.check_check(declaration.number, declaration.file);
}

}  // namespace meshplay::check
