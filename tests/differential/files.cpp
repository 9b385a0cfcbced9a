#include "tests/differential/files.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <initializer_list>
#include <string_view>
#include <vector>

#include "engine/driver/driver.h"
#include "tests/differential/random.h"

namespace meshplay::differential {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kFiles = 4;

void write(const fs::path& path, const std::string& text) { std::ofstream(path, std::ios::binary) << text; }

void append(std::string& out, std::initializer_list<std::string_view> fields) {
  for (std::string_view field : fields) {
    out += field;
    out += '\t';
  }
  out += '\n';
}

// Every field of every result.
std::string results(const std::vector<std::string>& paths, const std::string& rules) {
  driver::Options options;
  options.paths = paths;
  options.rule_paths = {rules};
  options.builtin = false;
  driver::Engine engine(options);
  std::string out;
  if (!engine.load_rules()) return "rules refused";
  engine.load_design();
  for (const driver::Relationship& row : engine.relationships()) {
    append(out, {row.relationship, row.kind, row.type, row.subtype, row.from, row.to, row.via});
  }
  for (const driver::Finding& row : engine.findings()) {
    const std::string place = std::to_string(row.span.begin) + "-" + std::to_string(row.span.end);
    append(out, {diag::name(row.severity), engine.sources().name(row.span.file), place, row.rule, row.message,
                 row.component, row.path, row.help});
  }
  return out;
}

}  // namespace

std::string compare_orders(const Case& value, const std::string& folder) {
  const std::string rules = folder + "/case.mesh";
  write(rules, program_text(value));
  std::vector<std::vector<Yaml>> parts(kFiles);
  for (std::size_t i = 0; i < value.documents.size(); ++i) parts[i % kFiles].push_back(value.documents[i]);
  std::vector<std::string> paths;
  for (std::size_t i = 0; i < kFiles; ++i) {
    paths.push_back(folder + "/" + std::to_string(i) + ".yaml");
    write(paths.back(), design_text(parts[i]));
  }
  const std::string first = results(paths, rules);
  std::string difference;
  if (results(paths, rules) != first) difference += "  a second run gives other bytes\n";
  Random random(value.seed);
  random.shuffle(paths);
  const std::string other = results(paths, rules);
  if (other != first) difference += "  another order of the files gives other bytes:\n" + first + "  and\n" + other;
  for (const auto& entry : fs::directory_iterator(folder)) fs::remove(entry.path());
  return difference;
}

}  // namespace meshplay::differential
