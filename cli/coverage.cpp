#include "cli/coverage.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <map>
#include <vector>

#include "cli/markdown.h"

namespace meshplay::cli {

namespace {

struct FileCoverage {
  text::FileId file = text::kNoFile;
  std::vector<driver::RuleCoverage> rules;
  std::vector<driver::ConditionCoverage> conditions;

  std::size_t seen() const {
    std::size_t result = 0;
    for (const auto& one : conditions) result += (one.held > 0 ? 1U : 0U) + (one.failed > 0 ? 1U : 0U);
    return result;
  }
};

std::map<std::string, FileCoverage> by_file(const driver::Engine& engine) {
  std::map<std::string, FileCoverage> files;
  const auto at = [&](text::Span span) -> FileCoverage& {
    FileCoverage& file = files[std::string(engine.sources().name(span.file))];
    file.file = span.file;
    return file;
  };
  for (const auto& rule : engine.rule_coverage()) at(rule.span).rules.push_back(rule);
  for (const auto& condition : engine.coverage()) at(condition.span).conditions.push_back(condition);
  for (auto& [name, file] : files) {
    const auto by_place = [](const auto& a, const auto& b) { return a.span.begin < b.span.begin; };
    std::sort(file.rules.begin(), file.rules.end(), by_place);
    std::sort(file.conditions.begin(), file.conditions.end(), by_place);
  }
  return files;
}

std::string percent(std::size_t part, std::size_t whole) {
  std::array<char, 32> text{};
  const double value = whole == 0 ? 100 : 100.0 * static_cast<double>(part) / static_cast<double>(whole);
  std::snprintf(text.data(), text.size(), "%.1f %%", value);
  return text.data();
}

// The text of a file with each condition in a mark; conditions may stand in others.
std::string marked(const FileCoverage& file, std::string_view text) {
  struct Edge {
    std::uint32_t at = 0;
    bool opens = false;
    std::uint32_t length = 0;
    const driver::ConditionCoverage* condition = nullptr;
  };
  std::vector<Edge> edges;
  for (const auto& one : file.conditions) {
    const std::uint32_t length = one.span.end - one.span.begin;
    edges.push_back({one.span.begin, true, length, &one});
    edges.push_back({one.span.end, false, length, &one});
  }
  // What ends before what begins; the longer one outside.
  std::sort(edges.begin(), edges.end(), [](const Edge& a, const Edge& b) {
    if (a.at != b.at) return a.at < b.at;
    if (a.opens != b.opens) return !a.opens;
    return a.opens ? a.length > b.length : a.length < b.length;
  });
  std::string out;
  std::uint32_t done = 0;
  for (const Edge& edge : edges) {
    out += escape_html(text.substr(done, edge.at - done));
    done = edge.at;
    if (!edge.opens) {
      out += "</mark>";
      continue;
    }
    const bool both = edge.condition->held > 0 && edge.condition->failed > 0;
    const bool none = edge.condition->held == 0 && edge.condition->failed == 0;
    out += std::string("<mark class=\"") +
           (both   ? "both"
            : none ? "none"
                   : "half") +
           "\" title=\"held " + std::to_string(edge.condition->held) + " times, did not hold " +
           std::to_string(edge.condition->failed) + " times\">";
  }
  return out + escape_html(text.substr(done));
}

constexpr std::string_view kHead = R"page(<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Coverage of rules</title>
<style>
  :root { color-scheme: light dark; --both: #c8f0c8; --half: #fbe7a1; --none: #f6c1c1; }
  @media (prefers-color-scheme: dark) { :root { --both: #1e4d1e; --half: #5c4a00; --none: #6b1f1f; } }
  body { font: 1rem/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 70rem; padding: 0 1rem; }
  table { border-collapse: collapse; } th, td { padding: .2rem 1rem .2rem 0; text-align: left; }
  td + td, th + th { text-align: right; }
  pre { overflow-x: auto; padding: 1rem; border: 1px solid #8884; }
  mark { color: inherit; } .both { background: var(--both); } .half { background: var(--half); }
  .none { background: var(--none); }
</style>
<h1>Coverage of rules</h1>
<p><mark class="both">held and did not hold</mark> <mark class="half">only one of both</mark>
<mark class="none">was never asked</mark></p>
)page";

}  // namespace

std::string coverage_lcov(const driver::Engine& engine) {
  std::string out;
  for (const auto& [name, file] : by_file(engine)) {
    out += "TN:\nSF:" + name + "\n";
    const auto line_of = [id = file.file, &engine](text::Span span) {
      return engine.sources().place(id, span.begin).line;
    };
    std::size_t hit = 0;
    for (const auto& rule : file.rules) {
      out += "FN:" + std::to_string(line_of(rule.span)) + "," + rule.rule + "\n";
      const std::uint64_t asked = std::max<std::uint64_t>(rule.asked, rule.is_expected ? 1 : 0);
      out += "FNDA:" + std::to_string(asked) + "," + rule.rule + "\n";
      hit += asked > 0 ? 1 : 0;
    }
    out += "FNF:" + std::to_string(file.rules.size()) + "\nFNH:" + std::to_string(hit) + "\n";
    std::map<std::uint32_t, std::uint64_t> lines;
    std::map<std::uint32_t, std::size_t> blocks;
    for (const auto& one : file.conditions) {
      const std::uint32_t line = line_of(one.span);
      lines[line] += one.held + one.failed;
      const std::string block = std::to_string(line) + "," + std::to_string(blocks[line]++) + ",";
      const bool was_asked = one.held + one.failed > 0;
      out += "BRDA:" + block + "0," + (was_asked ? std::to_string(one.held) : "-") + "\n";
      out += "BRDA:" + block + "1," + (was_asked ? std::to_string(one.failed) : "-") + "\n";
    }
    out += "BRF:" + std::to_string(2 * file.conditions.size()) + "\nBRH:" + std::to_string(file.seen()) + "\n";
    std::size_t lines_hit = 0;
    for (const auto& [line, times] : lines) {
      out += "DA:" + std::to_string(line) + "," + std::to_string(times) + "\n";
      lines_hit += times > 0 ? 1 : 0;
    }
    out += "LF:" + std::to_string(lines.size()) + "\nLH:" + std::to_string(lines_hit) + "\nend_of_record\n";
  }
  return out;
}

std::string coverage_page(const driver::Engine& engine) {
  const auto files = by_file(engine);
  std::string out(kHead);
  out += "<table><tr><th>file<th>rules without a test<th>outcomes of conditions seen\n";
  std::size_t number = 0;
  for (const auto& [name, file] : files) {
    const auto untested = std::count_if(file.rules.begin(), file.rules.end(),
                                        [](const auto& rule) { return !rule.is_expected && rule.asked == 0; });
    out += "<tr><td><a href=\"#f" + std::to_string(number++) + "\">" + escape_html(name) + "</a><td>" +
           std::to_string(untested) + "<td>" + percent(file.seen(), 2 * file.conditions.size()) + "\n";
  }
  out += "</table>\n";
  number = 0;
  for (const auto& [name, file] : files) {
    out += "<h2 id=\"f" + std::to_string(number++) + "\">" + escape_html(name) + "</h2>\n";
    for (const auto& rule : file.rules) {
      if (!rule.is_expected && rule.asked == 0) {
        out += "<p><mark class=\"none\">" + escape_html(rule.rule) + " has no test</mark></p>\n";
      }
    }
    out += "<pre>" + marked(file, engine.sources().content(file.file)) + "</pre>\n";
  }
  return out + "</html>\n";
}

}  // namespace meshplay::cli
