#include "cli/pipeline.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <system_error>

#include "engine/design/design.h"
#include "rules/builtin.h"

namespace meshplay::cli {

namespace {

// Of checked rules; empty where none is wanted.
std::string rule_cache_folder(const Request& request) {
  if (request.has("no-cache") || request.has("dump")) return "";
  const std::string cache = cache_folder();
  return cache.empty() ? cache : cache + "/rules";
}

bool takes(const Request& request, std::string_view option) {
  for (const OptionGroup& group : request.command().options) {
    for (const Option& row : group.options) {
      if (row.name == option) return true;
    }
  }
  return false;
}

std::uint64_t memory_in_use() {
  std::FILE* file = std::fopen("/proc/self/statm", "r");
  if (file == nullptr) return 0;
  unsigned long long all = 0;
  unsigned long long resident = 0;
  const int read = std::fscanf(file, "%llu %llu", &all, &resident);
  std::fclose(file);
  return read == 2 ? resident * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE)) : 0;
}

infer::Limits limits_of(const Request& request) {
  constexpr std::uint64_t kMostRows = 100'000'000;
  infer::Limits limits;
  limits.rows = request.has("max-rows") ? request.amount("max-rows") : kMostRows;
  const std::uint64_t milliseconds = request.amount("timeout");
  const std::uint64_t memory = request.amount("max-memory");
  if (milliseconds == 0 && memory == 0) return limits;
  const auto begin = std::chrono::steady_clock::now();
  limits.reached = [=]() -> std::string {
    const auto spent = std::chrono::steady_clock::now() - begin;
    if (milliseconds != 0 && spent >= std::chrono::milliseconds(milliseconds)) return "--timeout";
    return memory != 0 && memory_in_use() > memory ? "--max-memory" : "";
  };
  return limits;
}

}  // namespace

std::string cache_folder() {
  if (std::getenv("MESHPLAY_NO_CACHE") != nullptr) return "";
  if (const char* cache = std::getenv("XDG_CACHE_HOME"); cache != nullptr && *cache == '/') {
    return std::string(cache) + "/meshplay";
  }
  if (const char* home = std::getenv("HOME"); home != nullptr && *home == '/') {
    return std::string(home) + "/.cache/meshplay";
  }
  return "";
}

Form form_of(const Request& request) {
  const std::string_view form = request.value("output", "text");
  if (form == "json") return Form::json;
  return form == "jsonl" ? Form::jsonl : Form::text;
}

driver::Options engine_options(const Request& request) {
  driver::Options options;
  options.paths = request.operands();
  if (options.paths.empty()) options.paths.emplace_back(".");
  options.rule_paths = request.values("rules");
  options.builtin = !request.has("no-builtin");
  options.builtin_pack = rules::builtin_pack();
  options.builtin_program = rules::builtin_program();
  options.settings = request.values("param");
  options.settings_file = std::string(request.value("config", ""));
  std::error_code error;
  if (options.settings_file.empty() && takes(request, "config") &&
      std::filesystem::is_regular_file("meshplay.yaml", error)) {
    options.settings_file = "meshplay.yaml";
  }
  options.cache_folder = rule_cache_folder(request);
  options.load.default_namespace = std::string(request.value("namespace", "default"));
  options.load.exclude = request.values("exclude");
  options.load.name_other_files = request.has("verbose");
  options.profile = request.has("profile");
  options.threads = request.amount("threads");
  options.load.threads = options.threads;
  if (takes(request, "max-rows")) options.limits = limits_of(request);
  return options;
}

driver::Engine& lasting_engine(driver::Options options) {
  static auto* const kEngines = new std::vector<driver::Engine*>;  // never freed, and known to who looks for leaks
  kEngines->push_back(new driver::Engine(std::move(options)));
  return *kEngines->back();
}

bool load(driver::Engine& engine) {
  const bool good = engine.load_rules();
  engine.load_design();  // also after wrong rules: one run names everything that is wrong
  return good;
}

void report_diagnostics(const driver::Engine& engine, const Request& request, Output& output) {
  for (const diag::Diagnostic& diagnostic : engine.diagnostics().sorted(engine.sources())) {
    if (request.has("quiet") && diagnostic.severity != diag::Severity::error) continue;
    diag::render_text(diagnostic, engine.sources(), output.err_color(), {}, output.err);
  }
}

void write_diagnostics(const driver::Engine& engine, diag::JsonWriter& json) {
  for (const diag::Diagnostic& diagnostic : engine.diagnostics().sorted(engine.sources())) {
    json.begin_object();
    diag::write_members(diagnostic, engine.sources(), json);
    json.end_object();
  }
}

void report_stats(const driver::Engine& engine, const Request& request, Output& output) {
  if (!request.has("stats")) return;
  const driver::Stats& stats = engine.stats();
  std::size_t widest = 5;
  std::uint64_t total = 0;
  for (const driver::PhaseTime& time : stats.phases) {
    widest = std::max(widest, time.phase.size());
    total += time.nanoseconds;
  }
  const auto row = [&](std::string_view name, std::uint64_t nanoseconds) {
    const std::string time = milliseconds(nanoseconds);
    const std::size_t before = widest - name.size() + std::max(time.size(), std::size_t{10}) - time.size();
    output.err.append(name).append(before, ' ').append(time).append(" ms\n");
  };
  for (const driver::PhaseTime& time : stats.phases) row(time.phase, time.nanoseconds);
  row("total", total);
  output.err += counted(stats.components, "component") + ", " + counted(stats.relationships, "relationship") + ", " +
                counted(stats.findings, "finding") + "\n";
}

bool dumped(driver::Engine& engine, const Request& request, Output& output) {
  if (!request.has("dump")) return false;
  output.out += engine.dump(request.value("dump", {}));
  report_diagnostics(engine, request, output);
  return true;
}

std::string summary(std::string_view found, const driver::Engine& engine) {
  const std::string files = counted(engine.design().counts.files, "file");
  const std::size_t components = engine.design().components.size();
  if (components == 0) return "nothing was checked: no component in " + files + "\n";
  return std::string(found) + " in " + counted(components, "component") + " of " + files + "\n";
}

std::string milliseconds(std::uint64_t nanoseconds) {
  std::array<char, 32> text{};
  const int length = std::snprintf(text.data(), text.size(), "%.3f", static_cast<double>(nanoseconds) / 1e6);
  return {text.data(), static_cast<std::size_t>(length)};
}

std::string counted(std::uint64_t number, std::string_view thing) {
  std::string result = std::to_string(number) + " ";
  result += thing;
  if (number != 1) result += 's';
  return result;
}

Exit exit_of(const driver::Engine& engine) { return engine.diagnostics().has_errors() ? Exit::failed : Exit::good; }

}  // namespace meshplay::cli
