// Checks the declarations of all files one by one: kinds, fields, relationships, defines, checks and tests.
#pragma once

#include <optional>

#include "engine/check/types.h"

namespace meshplay::check {

class Declarations {
 public:
  Declarations(Context& context, model::Versions versions)
      : context_(context), kinds_(context), types_(context, versions) {}

  // `only`: the number of the file that is looked at; kNone: all.
  void check_all(Tests tests, std::uint32_t only);

 private:
  const ast::Ast& tree(std::uint32_t file) const { return context_.files[file].ast; }
  std::string_view text(std::uint32_t file, ast::NodeIndex node) const {
    return context_.interner.text(tree(file).at(node).text);
  }

  void number_relations_and_checks();
  void check_kind(const Declaration& declaration);
  void check_field(const Declaration& declaration);
  void check_relation(const Declaration& declaration);
  void check_rule(const Declaration& declaration);
  void check_header(std::uint32_t file);
  void check_test(std::uint32_t file, ast::NodeIndex node);
  std::optional<Expectation> expectation(std::uint32_t file, ast::NodeIndex node);
  std::optional<TestRef> reference(std::uint32_t file, ast::NodeIndex node);

  void read_documentation(const Declaration& declaration, Documentation& documentation);
  void bind_params(const Declaration& declaration, Lowering& lowering, Documentation& documentation);
  void lower_body(const Declaration& declaration, Lowering& lowering, Body& body, std::vector<Bind>& binds);
  std::vector<Fix> lower_fixes(const Declaration& declaration, Lowering& lowering);
  void refuse_fixes(const Declaration& declaration);
  bool is_constant(std::uint32_t file, ast::NodeIndex node) const;
  void report_unused_names();
  std::optional<GivenParam> given_param(std::uint32_t file, ast::NodeIndex node);
  bool is_damaged(text::Span span) const;
  bool fits(const Declaration& declaration, const std::vector<Var>& frame, std::uint32_t arity);
  void make_never(Body& body, text::Span span);
  void read_taxonomy(const Declaration& declaration, Relation& relation);

  Context& context_;
  KindResolver kinds_;
  TypeChecker types_;
};

}  // namespace meshplay::check
