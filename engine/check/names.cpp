#include "engine/check/names.h"

#include <algorithm>
#include <set>

#include "engine/base/nearest.h"
#include "engine/graph/strata.h"

namespace meshplay::check {

namespace {

std::string joined(std::string_view package, std::string_view name) {
  if (package.empty()) return std::string(name);
  std::string result(package);
  result += '.';
  result += name;
  return result;
}

}  // namespace

std::string_view name(DeclKind kind) {
  switch (kind) {
    case DeclKind::kind: return "kind";
    case DeclKind::field: return "field";
    case DeclKind::relationship: return "relationship";
    case DeclKind::define: return "define";
    case DeclKind::rule: return "check";
  }
  return "name";
}

Names::Names(const std::vector<RuleFile>& files, const text::SourceSet& sources, const base::Interner& interner,
             diag::Sink& sink)
    : files_(files),
      sources_(sources),
      interner_(interner),
      sink_(sink),
      packages_(files.size()),
      imports_(files.size()),
      found_(files.size()) {
  for (std::uint32_t i = 0; i < files.size(); ++i) collect(i, files[i]);
  std::set<std::string> all;
  std::set<std::string> builtin;
  for (std::uint32_t i = 0; i < files.size(); ++i) {
    all.insert(packages_[i]);
    if (files[i].builtin) builtin.insert(packages_[i]);
  }
  all_packages_.assign(all.begin(), all.end());
  builtin_packages_.assign(builtin.begin(), builtin.end());
  check_imports();
}

void Names::collect(std::uint32_t index, const RuleFile& file) {
  using ast::NodeKind;
  const ast::Ast& tree = file.ast;
  if (tree.root == ast::kNoIndex) return;
  for (ast::NodeIndex node : tree.children_of(tree.root)) {
    switch (tree.at(node).kind) {
      case NodeKind::package: packages_[index] = interner_.text(tree.at(node).text); break;
      case NodeKind::import: {
        Import import{std::string(interner_.text(tree.at(node).text)), "", tree.span(node), tree.span(node)};
        const std::string_view written = sources_.text(import.span);
        const std::size_t name_begin = written.find_first_not_of(" \t\r\n", std::string_view("import").size());
        if (name_begin != std::string_view::npos) import.package_span.begin += static_cast<std::uint32_t>(name_begin);
        const std::size_t name_end = written.find_first_of(" \t\r\n", name_begin);
        if (name_end != std::string_view::npos) {
          import.package_span.end = import.span.begin + static_cast<std::uint32_t>(name_end);
        }
        const ast::NodeIndex alias = tree.find(node, NodeKind::name);
        if (alias != ast::kNoIndex) import.alias = interner_.text(tree.at(alias).text);
        imports_[index].push_back(std::move(import));
        break;
      }
      default: break;
    }
  }
  for (ast::NodeIndex node : tree.children_of(tree.root)) declare(index, file, node);
}

void Names::declare(std::uint32_t index, const RuleFile& file, ast::NodeIndex node) {
  using ast::NodeKind;
  const ast::Ast& tree = file.ast;
  DeclKind kind{};
  switch (tree.at(node).kind) {
    case NodeKind::kind_decl: kind = DeclKind::kind; break;
    case NodeKind::field_decl: kind = DeclKind::field; break;
    case NodeKind::relationship: kind = DeclKind::relationship; break;
    case NodeKind::define: kind = DeclKind::define; break;
    case NodeKind::rule: kind = DeclKind::rule; break;
    default: return;
  }
  const ast::NodeIndex name_node = tree.find(node, NodeKind::name);
  if (name_node == ast::kNoIndex) return;
  const std::string_view short_name = interner_.text(tree.at(name_node).text);
  Declaration declaration{kind, index, node, packages_[index], joined(packages_[index], short_name)};
  const ast::NodeIndex deprecated = tree.find(node, NodeKind::deprecated);
  declaration.is_deprecated = deprecated != ast::kNoIndex;
  if (declaration.is_deprecated) declaration.instead = interner_.text(tree.at(deprecated).text);
  declaration.is_private = tree.find(node, NodeKind::private_mark) != ast::kNoIndex;
  const auto [place, added] = by_name_.emplace(declaration.full_name, static_cast<std::uint32_t>(declarations_.size()));
  if (!added) {
    Declaration& first = declarations_[place->second];
    if (files_[first.file].builtin && !file.builtin) {
      first = std::move(declaration);  // a rule file's own declaration stands in for the built-in one
      return;
    }
    const ast::Ast& first_tree = files_[first.file].ast;
    auto& report = sink_.report("duplicate-name", tree.span(name_node), {declaration.full_name});
    report.notes.push_back({first_tree.span(first_tree.find(first.node, NodeKind::name)), "first declared here"});
    report.help = "give one of them another name, or put it into a package of its own";
    return;
  }
  declarations_.push_back(std::move(declaration));
}

void Names::check_imports() {
  const auto number = [&](std::string_view package) {
    const auto found = std::lower_bound(all_packages_.begin(), all_packages_.end(), package);
    return found != all_packages_.end() && *found == package ? static_cast<std::uint32_t>(found - all_packages_.begin())
                                                             : kNone;
  };
  std::vector<std::pair<std::uint32_t, std::uint32_t>> edges;
  std::map<std::pair<std::uint32_t, std::uint32_t>, text::Span> spans;
  for (std::uint32_t i = 0; i < files_.size(); ++i) {
    const std::uint32_t own = number(packages_[i]);
    for (Import& import : imports_[i]) {
      const std::uint32_t target = number(import.package);
      if (target == kNone) {
        import.used = true;  // told already
        auto& report = sink_.report("unknown-package", import.package_span, {import.package});
        std::vector<std::string_view> candidates(all_packages_.begin(), all_packages_.end());
        if (const auto near = base::nearest(import.package, candidates)) {
          report.suggest(*near);
        } else {
          report.help = "pass the folder that holds it with `--rules`";
        }
        continue;
      }
      edges.emplace_back(own, target);
      spans.emplace(std::pair(own, target), import.span);
    }
  }
  const auto vertices = static_cast<std::uint32_t>(all_packages_.size());
  const graph::Components parts = graph::strong_components(vertices, edges);
  std::set<std::uint32_t> told;
  for (const auto& [source, target] : edges) {
    if (parts.of[source] != parts.of[target] || !told.insert(parts.of[source]).second) continue;
    std::vector<std::uint32_t> way = graph::shortest_way(vertices, edges, target, source);
    if (way.empty()) way = {target};
    if (source != target || way.front() != source) way.insert(way.begin(), source);
    std::string cycle;
    for (std::uint32_t package : way) {
      if (!cycle.empty()) cycle += " -> ";
      cycle += "`" + all_packages_[package] + "`";
    }
    auto& report = sink_.report("import-cycle", spans.at({source, target}), {cycle});
    report.help = "move what both need into a package that neither is part of, and import that";
  }
}

Declaration* Names::lookup(std::string_view full_name, std::string_view from_package) {
  const auto found = by_name_.find(full_name);
  if (found == by_name_.end()) return nullptr;
  Declaration& declaration = declarations_[found->second];
  if (declaration.is_private && declaration.package != from_package) return nullptr;
  return &declaration;
}

Declaration* Names::find(std::uint32_t file, std::string_view name) {
  auto& answers = found_[file];
  const auto known = answers.find(name);
  if (known != answers.end()) return known->second;
  return answers.emplace(std::string(name), search(file, name)).first->second;
}

Declaration* Names::search(std::uint32_t file, std::string_view name) {
  const std::string& own = packages_[file];
  for (std::string_view around = own;;) {
    if (Declaration* found = lookup(joined(around, name), own)) return found;
    if (around.empty()) break;
    const std::size_t dot = around.rfind('.');
    around = dot == std::string_view::npos ? std::string_view() : around.substr(0, dot);
    if (around.empty()) break;
  }
  if (name.find('.') != std::string_view::npos) {
    if (Declaration* found = lookup(name, own)) return found;
  }
  for (Import& import : imports_[file]) {
    if (!import.alias.empty()) {
      if (name.size() > import.alias.size() + 1 && name.starts_with(import.alias) && name[import.alias.size()] == '.') {
        if (Declaration* found = lookup(joined(import.package, name.substr(import.alias.size() + 1)), own)) {
          import.used = true;
          return found;
        }
      }
      continue;
    }
    if (Declaration* found = lookup(joined(import.package, name), own)) {
      import.used = true;
      return found;
    }
  }
  if (files_[file].builtin) return nullptr;
  for (const std::string& package : builtin_packages_) {
    if (Declaration* found = lookup(joined(package, name), own)) return found;
  }
  return nullptr;
}

std::vector<std::string_view> Names::visible(std::uint32_t file, std::initializer_list<DeclKind> kinds) const {
  std::vector<std::string_view> result;
  for (const Declaration& declaration : declarations_) {
    if (std::find(kinds.begin(), kinds.end(), declaration.kind) == kinds.end()) continue;
    if (declaration.is_private && declaration.package != packages_[file]) continue;
    std::string_view short_name = declaration.full_name;
    const std::size_t dot = short_name.rfind('.');
    if (dot != std::string_view::npos) short_name.remove_prefix(dot + 1);
    result.push_back(short_name);
  }
  std::sort(result.begin(), result.end());
  result.erase(std::unique(result.begin(), result.end()), result.end());
  return result;
}

}  // namespace meshplay::check
