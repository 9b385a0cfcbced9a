// meshplay graph: the relationships as a picture.
#include <algorithm>
#include <array>
#include <set>

#include "cli/common_options.h"
#include "cli/graph_picture.h"
#include "cli/graphviz.h"
#include "cli/pipeline.h"
#include "engine/base/nearest.h"

namespace meshplay::cli {

namespace {

constexpr std::array<std::string_view, 4> kFormats = {"dot", "mermaid", "json", "svg"};

constexpr std::array kGraphReport = {
    Option{.name = "output",
           .letter = 'o',
           .value = "FORMAT",
           .help = "dot, mermaid, json, or svg where graphviz is installed (default: dot)",
           .choices = kFormats},
    Option{.name = "from",
           .value = "ID",
           .help = "only this component, such as Ingress/shop/web, and what it reaches, over any number of hops"},
    Option{.name = "all", .help = "draw also `contains`, which the boxes show already"},
    kQuiet,
    kReportOptions[0],
    kReportOptions[1],
    kReportOptions[2],
};

constexpr std::array kGroups = {OptionGroup{"Rules", kRuleOptions}, OptionGroup{"Settings", kSettingOptions},
                                OptionGroup{"Design", kDesignOptions}, OptionGroup{"Report", kGraphReport}};

// A namespace is drawn as a box around its components: edges from it would say it again.
bool is_shown_by_boxes(const driver::Relationship& relationship) {
  return relationship.relationship.ends_with(".contains") && relationship.from.starts_with("Namespace/");
}

Picture make_picture(driver::Engine& engine, const Request& request) {
  Picture picture;
  picture.components = engine.component_ids();
  picture.edges = engine.relationships();
  const bool is_drawing = request.value("output", "dot") != "json";
  if (is_drawing && !request.has("all")) std::erase_if(picture.edges, is_shown_by_boxes);
  return picture;
}

// Leaves what `from` reaches, and what stands between. False when nothing has the id; that has been said.
bool keep_reached(driver::Engine& engine, const std::string& from, Picture& picture, Output& output) {
  const std::vector<std::string_view> reached = engine.reached_from(from);
  if (reached.empty()) {
    const auto near = base::nearest(from, {picture.components.begin(), picture.components.end()});
    output.complain("no component `" + from + "` in the design", near
                                                                     ? "did you mean `" + std::string(*near) + "`?"
                                                                     : "an id is `Kind/namespace/name` or `Kind/name`");
    return false;
  }
  std::set<std::string_view> kept(reached.begin(), reached.end());
  std::erase_if(picture.edges, [&](const driver::Relationship& edge) {
    return !std::binary_search(reached.begin(), reached.end(), edge.from);
  });
  for (const driver::Relationship& edge : picture.edges) {
    if (!edge.via.empty()) kept.insert(edge.via);
  }
  std::erase_if(picture.components, [&](const std::string& id) { return !kept.contains(id); });
  return true;
}

Exit run(const Request& request, Output& output) {
  driver::Engine& engine = lasting_engine(engine_options(request));
  const bool can_infer = load(engine);
  if (dumped(engine, request, output)) return exit_of(engine);
  report_diagnostics(engine, request, output);
  if (!can_infer) return Exit::failed;
  Picture picture = make_picture(engine, request);
  const std::string from(request.value("from", ""));
  if (request.has("from") && !keep_reached(engine, from, picture, output)) return Exit::failed;
  report_stats(engine, request, output);
  const std::string_view format = request.value("output", "dot");
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
  return exit_of(engine);
}

}  // namespace

const Command kGraph = {
    .name = "graph",
    .operands = "[PATH | -]...",
    .summary = "the relationships as a picture",
    .details =
        "Reads a design as `check` does and draws its components and relationships: as DOT for graphviz, as Mermaid\n"
        "for Markdown, as SVG, or as JSON. Components of one namespace stand in one box; the `contains` edges of\n"
        "a Namespace, which the boxes show, are drawn with --all only. JSON always has all. With --from, only\n"
        "what one component reaches is drawn.\n"
        "\n"
        "Exit code: 0, or 2 for wrong usage, rules that do not compile, input that cannot be read, no component with\n"
        "the ID of --from or no graphviz.",
    .examples =
        "meshplay graph deploy/ -o svg > design.svg\n"
        "meshplay graph deploy/ -o mermaid\n"
        "meshplay graph deploy/ --from Ingress/shop/web\n",
    .max_operands = kAnyNumber,
    .options = kGroups,
    .run = run,
};

}  // namespace meshplay::cli
