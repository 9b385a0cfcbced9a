// Build tool: checks a folder of rule files and writes their syntax trees and the checked program into a C++ source.
// Usage: meshplay_pack OUTPUT.cpp ROOT FILE...   (names in the pack are relative to ROOT)
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "engine/ast/pack.h"
#include "engine/check/checker.h"
#include "engine/check/program_pack.h"
#include "engine/parse/parser.h"

namespace {

using namespace meshplay;

void print(const diag::Diagnostic& diagnostic, const text::SourceSet& sources) {
  if (diagnostic.span.known()) {
    const text::Place place = sources.place(diagnostic.span.file, diagnostic.span.begin);
    std::fprintf(stderr, "%s:%u:%u: ", std::string(sources.name(diagnostic.span.file)).c_str(), place.line,
                 place.column);
  }
  std::fprintf(stderr, "%s: %s [%s]\n", std::string(diag::name(diagnostic.severity)).c_str(),
               diagnostic.message.c_str(), diagnostic.code.c_str());
  if (!diagnostic.help.empty()) std::fprintf(stderr, "    help: %s\n", diagnostic.help.c_str());
}

// The function `builtin_<name>` and what it returns.
void write_bytes(std::ostream& out, std::string_view name, const std::string& bytes) {
  constexpr std::size_t kPerLine = 24;
  out << "\nstd::string_view builtin_" << name << "() {\n  alignas(16) static constexpr unsigned char kBytes[] = {";
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (i % kPerLine == 0) out << '\n';
    out << static_cast<unsigned>(static_cast<unsigned char>(bytes[i])) << ',';
  }
  out << "};\n  return {reinterpret_cast<const char*>(kBytes), sizeof(kBytes)};\n}\n";
}

int pack(int count, char** arguments) {
  if (count < 4) {
    std::fputs("usage: meshplay_pack OUTPUT.cpp ROOT FILE...\n", stderr);
    return 2;
  }
  text::SourceSet sources;
  base::Interner interner;
  diag::Sink sink;
  std::vector<check::RuleFile> files;
  for (int i = 3; i < count; ++i) {
    std::ifstream stream(arguments[i], std::ios::binary);
    std::ostringstream content;
    content << stream.rdbuf();
    if (!stream) {
      std::fprintf(stderr, "%s: cannot be read\n", arguments[i]);
      return 2;
    }
    const std::string name = std::filesystem::relative(arguments[i], arguments[2]).generic_string();
    const text::FileId file = sources.add(name, content.str());
    files.push_back({parse::parse_rules(sources, file, {}, interner, sink), true});
  }
  static_cast<void>(check::check_rules(files, sources, interner, sink, {check::Tests::all, false}));
  for (const diag::Diagnostic& diagnostic : sink.sorted(sources)) print(diagnostic, sources);
  if (sink.has_errors()) return 1;
  const check::Program program =
      check::check_rules(files, sources, interner, sink, {check::Tests::of_rule_files, false});
  std::vector<ast::Ast> trees;
  trees.reserve(files.size());
  for (check::RuleFile& file : files) trees.push_back(std::move(file.ast));

  std::ofstream out(arguments[1], std::ios::binary);
  out << "#include \"rules/builtin.h\"\n\nnamespace meshplay::rules {\n";
  write_bytes(out, "pack", ast::write_pack(trees, sources, interner));
  write_bytes(out, "program", check::write_program(program, text::FileId{0}, interner));
  out << "\n}  // namespace meshplay::rules\n";
  out.flush();
  return out ? 0 : 2;
}

}  // namespace

int main(int count, char** arguments) {
  try {
    return pack(count, arguments);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "meshplay_pack: %s\n", error.what());
    return 70;
  }
}
