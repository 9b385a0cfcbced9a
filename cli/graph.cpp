// meshplay graph: the relationships as a picture, and what follows from them.
#include <algorithm>
#include <array>
#include <iterator>
#include <optional>
#include <set>
#include <tuple>

#include "cli/common_options.h"
#include "cli/graph_picture.h"
#include "cli/graph_text.h"
#include "cli/graphviz.h"
#include "cli/pipeline.h"
#include "engine/base/nearest.h"
#include "engine/diag/render_cells.h"

namespace meshplay::cli {

namespace {

constexpr std::array<std::string_view, 5> kFormats = {"text", "dot", "mermaid", "json", "svg"};
constexpr std::array<std::string_view, 5> kQueries = {"reach", "impact", "cycles", "order", "islands"};

constexpr std::array kGraphQuestion = {
    Option{.name = "query",
           .value = "QUESTION",
           .help = "reach, impact, cycles, order or islands: see above",
           .choices = kQueries},
    Option{.name = "from",
           .value = "ID",
           .help = "this component, such as Ingress/shop/web, and what it reaches; may be given several times",
           .repeatable = true},
    Option{.name = "to",
           .value = "ID",
           .help = "this component and what reaches it; may be given several times",
           .repeatable = true},
    Option{
        .name = "through", .value = "ID", .help = "with --query impact: what is reached only through this component"},
    Option{.name = "against", .value = "PATH", .help = "what is new since this design, and what is gone"},
    Option{.name = "relationship",
           .value = "GLOB",
           .help = "only edges of this name, where * and ? stand for others; may be given several times",
           .repeatable = true},
    Option{.name = "all", .help = "count also `contains`, which the boxes of a picture show already"},
};

constexpr std::array kGraphReport = {
    Option{
        .name = "output",
        .letter = 'o',
        .value = "FORMAT",
        .help = "dot, mermaid, json, text, or svg where graphviz is installed (default: text for questions, else dot)",
        .choices = kFormats},
    kQuiet,
    kReportOptions[0],
    kReportOptions[1],
    kReportOptions[2],
};

constexpr std::array kGroups = {OptionGroup{"Rules", kRuleOptions},      OptionGroup{"Settings", kSettingOptions},
                                OptionGroup{"Design", kDesignOptions},   OptionGroup{"Limits", kLimitOptions},
                                OptionGroup{"Question", kGraphQuestion}, OptionGroup{"Report", kGraphReport}};

using Numbers = std::vector<std::uint32_t>;

// What is asked, out of the options.
struct Question {
  std::string_view query;  // empty: a picture, or a difference
  std::string_view format;
  std::vector<std::string> from;
  std::vector<std::string> to;

  bool is_picture() const { return format == "dot" || format == "mermaid" || format == "svg"; }
};

Question question_of(const Request& request) {
  Question question;
  question.query = request.value("query", "");
  question.format = request.value("output", question.query.empty() && !request.has("against") ? "dot" : "text");
  question.from = request.values("from");
  question.to = request.values("to");
  return question;
}

// Options that do not go together.
std::optional<UsageError> contradiction(const Request& request, const Question& question) {
  const std::string query(question.query);
  if (request.has("against")) {
    for (const std::string_view other : {"query", "from", "to", "through"}) {
      if (!request.has(other)) continue;
      return UsageError{"`--against` does not go with `--" + std::string(other) + "`",
                        "it compares whole designs; `--relationship` limits their edges"};
    }
    const auto& paths = request.operands();
    if (request.value("against", "") == "-" && std::find(paths.begin(), paths.end(), "-") != paths.end()) {
      return UsageError{"both designs are standard input", "give a path for one of them"};
    }
    return std::nullopt;
  }
  if (query.empty() && question.format == "text") {
    return UsageError{"a picture cannot be `text`", "ask with `--query`, or `meshplay infer` lists the relationships"};
  }
  if (query == "reach" && question.from.empty() && question.to.empty()) {
    return UsageError{"`--query reach` needs `--from` or `--to`", "name a component: `--from Ingress/shop/web`"};
  }
  const bool takes_from = query.empty() || query == "reach" || query == "impact";
  const bool takes_to = query.empty() || query == "reach";
  if ((!takes_from && !question.from.empty()) || (!takes_to && !question.to.empty())) {
    return UsageError{
        "`--query " + query + "` does not go with `--" + (takes_from || question.from.empty() ? "to" : "from") + "`",
        "leave it out, or use `--query reach`"};
  }
  if (request.has("through") && query != "impact") {
    return UsageError{"`--through` goes with `--query impact` only", "add `--query impact`"};
  }
  for (const std::string& id : question.from) {
    if (std::find(question.to.begin(), question.to.end(), id) == question.to.end()) continue;
    return UsageError{"`--from` and `--to` name the same component", "`--query cycles` lists what reaches itself"};
  }
  const bool has_picture = query.empty() || query == "reach" || query == "cycles" || request.has("through");
  if (question.is_picture() && !has_picture) {
    return UsageError{
        "there is no picture of `--query " + query + "`",
        query == "impact" ? "add `--through ID`, or use `-o text` or `-o json`" : "use `-o text` or `-o json`"};
  }
  return std::nullopt;
}

// A namespace is drawn as a box around its components: edges from it would say it again.
bool is_shown_by_boxes(const driver::Relationship& relationship) {
  return relationship.relationship.ends_with(".contains") && relationship.from.starts_with("Namespace/");
}

Picture make_picture(driver::Engine& engine, const std::vector<std::string>& wanted) {
  Picture picture;
  picture.components = engine.component_ids();
  picture.components.erase(std::unique(picture.components.begin(), picture.components.end()), picture.components.end());
  picture.edges = engine.relationships();
  if (!wanted.empty()) {
    std::erase_if(picture.edges, [&](const driver::Relationship& edge) {
      return std::none_of(wanted.begin(), wanted.end(),
                          [&](const std::string& one) { return driver::means_relationship(one, edge.relationship); });
    });
  }
  return picture;
}

// Whether each of `wanted` is a relationship; what is not is said.
bool are_relationships(const driver::Engine& engine, const std::vector<std::string>& wanted, Output& output) {
  std::vector<std::string> names;
  for (const driver::RuleInfo& rule : engine.rules()) {
    if (rule.kind == driver::RuleKind::relationship) names.push_back(rule.name);
  }
  for (const std::string& one : wanted) {
    if (std::any_of(names.begin(), names.end(),
                    [&](const std::string& name) { return driver::means_relationship(one, name); })) {
      continue;
    }
    std::vector<std::string_view> candidates;
    candidates.reserve(names.size());
    for (const std::string_view name : names) {
      candidates.push_back(one.find('.') == std::string::npos ? name.substr(name.rfind('.') + 1) : name);
    }
    const auto near = base::nearest(one, candidates);
    output.complain("no relationship `" + diag::visible(one) + "`",
                    near ? "did you mean `" + std::string(*near) + "`?" : "`meshplay rules list` lists them");
    return false;
  }
  return true;
}

// The numbers of components; nothing when one is not there, which is said.
std::optional<Numbers> find_components(const std::vector<std::string>& ids, const Picture& picture,
                                       const driver::GraphQueries& queries, Output& output) {
  Numbers result;
  for (const std::string& id : ids) {
    const auto number = queries.find_component(id);
    if (!number) {
      const auto near = base::nearest(id, {picture.components.begin(), picture.components.end()});
      output.complain(
          "no component `" + diag::visible(id) + "` in the design",
          near ? "did you mean `" + diag::visible(*near) + "`?" : "an id is `Kind/namespace/name` or `Kind/name`");
      return std::nullopt;
    }
    result.push_back(*number);
  }
  return result;
}

// Leaves these components, the edges between them, and what those go through.
void keep(const Numbers& components, Picture& picture) {
  std::set<std::string_view> kept;
  for (const std::uint32_t v : components) kept.insert(picture.components[v]);
  std::erase_if(picture.edges,
                [&](const driver::Relationship& edge) { return !kept.contains(edge.from) || !kept.contains(edge.to); });
  for (const driver::Relationship& edge : picture.edges) {
    if (!edge.via.empty()) kept.insert(edge.via);
  }
  std::vector<std::string> left;  // `kept` looks into the list that it replaces
  for (const std::string& id : picture.components) {
    if (kept.contains(id)) left.push_back(id);
  }
  picture.components = std::move(left);
}

Exit draw(const Picture& picture, std::string_view format, Output& output) {
  if (format == "dot") output.out = draw_dot(picture);
  if (format == "mermaid") output.out = draw_mermaid(picture);
  if (format == "json") output.out = draw_json(picture);
  if (format == "svg") {
    base::Result<std::string> svg = draw_svg(draw_dot(picture));
    if (!svg.ok()) {
      output.complain(svg.error().message, "install graphviz, or use `-o dot` or `-o mermaid` and draw it elsewhere");
      return Exit::failed;
    }
    output.out = std::move(svg.value());
  }
  return Exit::good;
}

Numbers reached_of(const std::vector<driver::GraphStep>& steps) {
  Numbers result;
  for (const driver::GraphStep& step : steps) result.push_back(step.component);
  return result;
}

// What --from reaches, what reaches --to, or what stands between.
Numbers part(const driver::GraphQueries& queries, const Numbers& from, const Numbers& to) {
  if (to.empty()) return reached_of(queries.reached(from, driver::Direction::forward));
  if (from.empty()) return reached_of(queries.reached(to, driver::Direction::backward));
  Numbers between = queries.ways(from, to).between;
  between.insert(between.end(), from.begin(), from.end());
  between.insert(between.end(), to.begin(), to.end());
  return between;
}

// Both designs in one picture, what is new and what is gone in colours.
Picture picture_of(const Picture& before, const Picture& after, const driver::GraphDifference& difference) {
  Picture picture;
  std::set_union(before.components.begin(), before.components.end(), after.components.begin(), after.components.end(),
                 std::back_inserter(picture.components));
  const auto has = [](const std::vector<std::string>& sorted, const std::string& id) {
    return std::binary_search(sorted.begin(), sorted.end(), id);
  };
  for (const std::string& id : picture.components) {
    picture.component_marks.push_back(has(difference.added_components, id)     ? Mark::added
                                      : has(difference.removed_components, id) ? Mark::removed
                                                                               : Mark::same);
  }
  const auto less = [](const driver::Relationship& a, const driver::Relationship& b) {
    return std::tie(a.from, a.to, a.relationship, a.via) < std::tie(b.from, b.to, b.relationship, b.via);
  };
  for (const driver::Relationship& edge : after.edges) {
    const bool is_added = std::binary_search(difference.added_edges.begin(), difference.added_edges.end(), edge, less);
    picture.edges.push_back(edge);
    picture.edge_marks.push_back(is_added ? Mark::added : Mark::same);
  }
  picture.edges.insert(picture.edges.end(), difference.removed_edges.begin(), difference.removed_edges.end());
  picture.edge_marks.resize(picture.edges.size(), Mark::removed);
  return picture;
}

Exit compare(const Request& request, const Question& question, driver::Engine& engine, Picture after, Output& output) {
  driver::Options options = engine_options(request);
  options.paths.assign(1, std::string(request.value("against", "")));
  driver::Engine& earlier = lasting_engine(std::move(options));
  const bool can_infer = load(earlier);
  const std::vector<std::string> wanted = request.values("relationship");
  Picture before = can_infer ? make_picture(earlier, wanted) : Picture();
  report_diagnostics(earlier, request, output);
  // What could not be read would count as gone, or as new.
  if (!can_infer || exit_of(engine) != Exit::good || exit_of(earlier) != Exit::good) return Exit::failed;
  report_stats(engine, request, output);
  if (!request.has("all") && wanted.empty()) {
    std::erase_if(before.edges, is_shown_by_boxes);
    std::erase_if(after.edges, is_shown_by_boxes);
  }
  const driver::GraphDifference difference =
      driver::difference(before.components, before.edges, after.components, after.edges);
  if (question.format == "text") output.out = difference_text(difference);
  if (question.format == "json") output.out = difference_json(difference);
  if (question.is_picture()) {
    const Exit drawn = draw(picture_of(before, after, difference), question.format, output);
    if (drawn != Exit::good) return drawn;
  }
  return difference.empty() ? Exit::good : Exit::findings;
}

// Text or JSON.
Exit answer(const Request& request, const Question& question, const driver::GraphQueries& queries,
            const Picture& picture, Output& output) {
  const auto from = find_components(question.from, picture, queries, output);
  if (!from) return Exit::failed;
  const auto to = find_components(question.to, picture, queries, output);
  if (!to) return Exit::failed;
  const auto through = find_components(request.values("through"), picture, queries, output);
  if (!through) return Exit::failed;
  const GraphNames names = {picture.components, picture.edges};
  const bool is_text = question.format == "text";
  if (question.query == "reach" && !from->empty() && !to->empty()) {
    const driver::GraphWays ways = queries.ways(*from, *to);
    output.out = is_text ? ways_text(ways, names) : ways_json(ways, names);
    return ways.shortest.empty() ? Exit::findings : Exit::good;
  }
  if (question.query == "reach") {
    const auto direction = to->empty() ? driver::Direction::forward : driver::Direction::backward;
    const auto steps = queries.reached(to->empty() ? *from : *to, direction);
    output.out = is_text ? reached_text(steps, direction, names) : reached_json(steps, direction, names);
  }
  if (question.query == "impact") {
    const driver::GraphImpact impact = queries.impact(*from);
    if (through->empty()) {
      output.out = is_text ? impact_text(impact, names) : impact_json(impact, names);
    } else {
      output.out =
          is_text ? through_text(impact, through->back(), names) : through_json(impact, through->back(), names);
    }
  }
  if (question.query == "cycles") {
    const auto cycles = queries.cycles();
    output.out = is_text ? cycles_text(cycles, names) : cycles_json(cycles, names);
  }
  if (question.query == "order") {
    const auto waves = queries.order();
    output.out = is_text ? order_text(waves, names) : order_json(waves, names);
  }
  if (question.query == "islands") {
    const auto islands = queries.islands();
    output.out = is_text ? islands_text(islands, names) : islands_json(islands, names);
  }
  return Exit::good;
}

// Leaves of a picture what the question is about.
bool keep_answer(const Request& request, const Question& question, Picture& picture, Output& output) {
  Numbers kept;
  {
    const driver::GraphQueries queries(picture.components, picture.edges);
    const auto from = find_components(question.from, picture, queries, output);
    if (!from) return false;
    const auto to = find_components(question.to, picture, queries, output);
    if (!to) return false;
    const auto through = find_components(request.values("through"), picture, queries, output);
    if (!through) return false;
    if (question.query == "cycles") {
      for (const driver::GraphCycle& cycle : queries.cycles()) {
        kept.insert(kept.end(), cycle.members.begin(), cycle.members.end());
      }
    } else if (question.query == "impact") {
      kept = queries.impact(*from).only_through(through->back());
      kept.push_back(through->back());
    } else if (!from->empty() || !to->empty()) {
      kept = part(queries, *from, *to);
    } else {
      return true;
    }
  }
  keep(kept, picture);
  return true;
}

Exit run(const Request& request, Output& output) {
  const Question question = question_of(request);
  if (const auto error = contradiction(request, question)) {
    output.complain(error->message, error->help);
    return Exit::failed;
  }
  driver::Engine& engine = lasting_engine(engine_options(request));
  const bool can_infer = load(engine);
  if (dumped(engine, request, output)) return exit_of(engine);
  const std::vector<std::string> wanted = request.values("relationship");
  Picture picture = can_infer ? make_picture(engine, wanted) : Picture();
  report_diagnostics(engine, request, output);
  if (!can_infer) return Exit::failed;
  if (!are_relationships(engine, wanted, output)) return Exit::failed;
  if (request.has("against")) return compare(request, question, engine, std::move(picture), output);

  // Everything would stand behind its namespace, on one island with all of it.
  const bool has_boxes = !request.has("all") && wanted.empty();
  const bool is_apart = question.query == "impact" || question.query == "cycles" || question.query == "islands";
  if (has_boxes && is_apart) std::erase_if(picture.edges, is_shown_by_boxes);
  Exit exit = Exit::good;
  if (question.query.empty() || question.is_picture()) {
    if (!keep_answer(request, question, picture, output)) return Exit::failed;
    if (has_boxes && question.is_picture()) std::erase_if(picture.edges, is_shown_by_boxes);
    report_stats(engine, request, output);
    exit = draw(picture, question.format, output);
  } else {
    exit = answer(request, question, driver::GraphQueries(picture.components, picture.edges), picture, output);
    report_stats(engine, request, output);
  }
  return exit_of(engine) == Exit::good ? exit : Exit::failed;
}

}  // namespace

const Command kGraph = {
    .name = "graph",
    .operands = "[PATH | -]...",
    .summary = "the relationships as a picture, and what follows from them",
    .details =
        "Reads a design as `check` does and draws its components and relationships: as DOT for graphviz, as Mermaid\n"
        "for Markdown, as SVG, or as JSON. Components of one namespace stand in one box; the `contains` edges of\n"
        "a Namespace, which the boxes show, are drawn with --all only. JSON always has all. With --from, only\n"
        "what a component reaches is drawn, with --to what reaches it, with both what stands between.\n"
        "\n"
        "With --query it answers a question, as text or JSON; reach, cycles and impact with --through also as a\n"
        "picture of the part that the answer is about:\n"
        "  reach    what --from reaches, or what reaches --to, each with the edge that leads there; with both, the\n"
        "           shortest way and all components on some way\n"
        "  impact   what nothing else leads to: components by how many others are reached only through them, from\n"
        "           --from, or from all that nothing leads to; with --through, which these are\n"
        "  cycles   components that reach each other, with a short cycle for each group of them\n"
        "  order    what must be there before what, in waves: a component needs what it refers to, and what stands\n"
        "           above it in a hierarchy; edges that do not bind count only where they close no cycle\n"
        "  islands  components that are connected, largest group first, and those without an edge\n"
        "Without --all or --relationship, `contains` of a Namespace counts for reach and order only.\n"
        "\n"
        "With --against, what the design has and another has not (+), and the reverse (-); pictures show both in\n"
        "colours. Nothing is compared when one of them cannot be read whole.\n"
        "\n"
        "Exit code: 0; 1 where --against finds a difference or --query reach no way; 2 for wrong usage, rules that do\n"
        "not compile, input that cannot be read, names that are not known or no graphviz.",
    .examples =
        "meshplay graph deploy/ -o svg > design.svg\n"
        "meshplay graph deploy/ --from Ingress/shop/web -o mermaid\n"
        "meshplay graph deploy/ --query reach --from Ingress/shop/web --to Secret/shop/database\n"
        "meshplay graph deploy/ --query impact --through Service/shop/web\n"
        "meshplay graph deploy/ --query cycles --relationship routes --relationship 'mounts_*'\n"
        "meshplay graph deploy/ --query order\n"
        "meshplay graph deploy/ --against released/ -o dot | dot -Tsvg > change.svg\n",
    .max_operands = kAnyNumber,
    .options = kGroups,
    .run = run,
};

}  // namespace meshplay::cli
