#include "engine/driver/passed_tests.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "engine/driver/rule_cache.h"
#include "engine/edit/replace_file.h"

namespace meshplay::driver {

namespace {

constexpr std::size_t kMost = 20'000;  // tests that are remembered

std::string content_of(const std::filesystem::path& path) {
  std::ifstream stream(path, std::ios::binary);
  std::ostringstream content;
  content << stream.rdbuf();
  return std::move(content).str();
}

// It hangs on files beside the rules.
bool expects_snapshot(const check::Test& test) {
  return std::any_of(test.expectations.begin(), test.expectations.end(),
                     [](const auto& expected) { return expected.what == check::Expectation::What::snapshot; });
}

}  // namespace

PassedTests::PassedTests(std::string folder, const std::vector<check::RuleFile>& files, const text::SourceSet& sources,
                         base::Interner& interner)
    : folder_(std::move(folder)), files_(files), sources_(sources) {
  diag::Sink none;
  check::CheckOptions options;
  options.notes = false;
  options.observations = &observations_;
  static_cast<void>(check::check_rules(files, sources, interner, none, options));
  if (folder_.empty()) return;
  std::istringstream lines(content_of(folder_ + "/passed_tests"));
  for (std::string line; std::getline(lines, line);) {
    if (passed_.insert(line).second) order_.push_back(line);
  }
}

std::set<std::uint32_t> PassedTests::used_in(text::Span span) const {
  std::set<std::uint32_t> result;
  const auto first = std::lower_bound(observations_.references.begin(), observations_.references.end(), span,
                                      [](const check::Reference& reference, text::Span place) {
                                        return std::pair(reference.span.file, reference.span.begin) <
                                               std::pair(place.file, place.begin);
                                      });
  for (auto reference = first; reference != observations_.references.end(); ++reference) {
    if (reference->span.file != span.file || reference->span.begin >= span.end) break;
    result.insert(reference->declaration);
  }
  return result;
}

std::string PassedTests::key(const check::Test& test) const {
  std::set<std::uint32_t> used = used_in(test.span);
  // What must not be found may be found by any check.
  const bool asks_all = std::any_of(test.expectations.begin(), test.expectations.end(), [](const auto& expected) {
    return expected.what == check::Expectation::What::nothing;
  });
  for (std::uint32_t i = 0; asks_all && i < observations_.declarations.size(); ++i) {
    if (observations_.declarations[i].kind == check::DeclKind::rule) used.insert(i);
  }
  std::vector<std::uint32_t> open(used.begin(), used.end());
  while (!open.empty()) {
    const check::Declaration& declaration = observations_.declarations[open.back()];
    open.pop_back();
    for (const std::uint32_t other : used_in(files_[declaration.file].ast.span(declaration.node))) {
      if (used.insert(other).second) open.push_back(other);
    }
  }
  std::vector<std::string> parts{std::string(sources_.name(test.span.file)), std::string(sources_.text(test.span))};
  for (const check::Given& given : test.given) {
    if (!given.file) continue;
    const std::filesystem::path rules(std::string(sources_.name(test.span.file)));
    parts.push_back(content_of(rules.parent_path() / given.content));
  }
  for (const std::uint32_t number : used) {
    const check::Declaration& declaration = observations_.declarations[number];
    const ast::Ast& tree = files_[declaration.file].ast;
    parts.push_back(declaration.full_name);
    parts.emplace_back(sources_.text(tree.span(declaration.node)));
    // `package`, `import` and `model` say what the names in it mean.
    for (const ast::NodeIndex node : tree.children_of(tree.root)) {
      const ast::NodeKind kind = tree.at(node).kind;
      if (kind == ast::NodeKind::package || kind == ast::NodeKind::import || kind == ast::NodeKind::model) {
        parts.emplace_back(sources_.text(tree.span(node)));
      }
    }
  }
  return RuleCache::key_of({parts.begin(), parts.end()});
}

bool PassedTests::has(const check::Test& test) const { return !expects_snapshot(test) && passed_.contains(key(test)); }

void PassedTests::add(const check::Test& test) {
  if (expects_snapshot(test)) return;
  std::string made = key(test);
  if (passed_.insert(made).second) order_.push_back(std::move(made));
}

void PassedTests::save() const {
  if (folder_.empty()) return;
  std::string text;
  const std::size_t first = order_.size() > kMost ? order_.size() - kMost : 0;
  for (std::size_t i = first; i < order_.size(); ++i) text += order_[i] + "\n";
  const std::string path = folder_ + "/passed_tests";
  std::error_code error;
  std::filesystem::create_directories(folder_, error);
  const std::string before = content_of(path);
  static_cast<void>(std::filesystem::exists(path, error) ? edit::replace_file(path, before, text)
                                                         : edit::create_file(path, text));
}

}  // namespace meshplay::driver
