#include "engine/data/layout.h"

#include <algorithm>
#include <unordered_map>

#include "engine/data/json_reader.h"
#include "engine/data/report.h"
#include "engine/data/utf8.h"
#include "engine/data/yaml_events.h"

namespace meshplay::data {

namespace {

class LayoutBuilder {
 public:
  bool expects_key() const { return !open_.empty() && open_.back().expects_key; }
  bool inside() const { return !open_.empty(); }
  std::size_t depth() const { return open_.size(); }
  LayoutNode& innermost() { return layout_.nodes[open_.back().node]; }
  std::vector<LayoutNode>& nodes() { return layout_.nodes; }

  std::uint32_t add(LayoutNode node) {
    const auto id = static_cast<std::uint32_t>(layout_.nodes.size());
    if (open_.empty()) {
      layout_.roots.push_back(id);
    } else {
      Open& open = open_.back();
      LayoutNode& parent = layout_.nodes[open.node];
      node.parent = open.node;
      if (parent.type == NodeType::mapping) {
        if (open.expects_key) ++parent.count;
        open.expects_key = !open.expects_key;
      } else {
        ++parent.count;
      }
      node.ordinal = parent.count - 1;
    }
    last_end_ = node.end;
    last_lines_end_ = node.lines_end;
    layout_.nodes.push_back(node);
    return id;
  }

  void open(LayoutNode node) {
    const bool mapping = node.type == NodeType::mapping;
    open_.push_back({add(node), mapping});
  }

  // A block collection ends with its last content, a flow collection at `flow_end`.
  void close(std::uint32_t flow_end) {
    LayoutNode& node = innermost();
    const bool flow = node.style == Style::flow;
    node.end = std::max(flow ? flow_end : last_end_, node.begin);
    node.lines_end = std::max(flow ? flow_end : last_lines_end_, node.begin);
    node.size = static_cast<std::uint32_t>(layout_.nodes.size()) - open_.back().node;
    last_end_ = node.end;
    last_lines_end_ = node.lines_end;
    open_.pop_back();
  }

  // Nothing between two `---` is no document.
  void end_document() {
    const std::uint32_t root = layout_.roots.back();
    const LayoutNode& node = layout_.nodes[root];
    if (node.type != NodeType::null || node.begin != node.end) return;
    layout_.roots.pop_back();
    layout_.nodes.resize(root);
  }

  Layout take() { return std::move(layout_); }

 private:
  struct Open {
    std::uint32_t node = 0;
    bool expects_key = false;
  };

  Layout layout_;
  std::vector<Open> open_;
  std::uint32_t last_end_ = 0;
  std::uint32_t last_lines_end_ = 0;
};

class YamlLayoutReader {
 public:
  YamlLayoutReader(std::string_view content, std::uint32_t first, bool ascii, const Limits& limits,
                   base::Interner& interner)
      : content_(content),
        first_(first),
        places_(content, first, ascii),
        parser_(content.substr(first)),
        limits_(limits),
        interner_(interner) {}

  std::optional<Layout> run() {
    while (good_) {
      YamlEvent event;
      if (yaml_parser_parse(parser_.get(), event.get()) == 0) return std::nullopt;
      if (event.get()->type == YAML_STREAM_END_EVENT) return builder_.take();
      take(*event.get());
    }
    return std::nullopt;
  }

 private:
  void take(const yaml_event_t& event) {
    switch (event.type) {
      case YAML_DOCUMENT_START_EVENT: anchors_.clear(); return;
      case YAML_DOCUMENT_END_EVENT: builder_.end_document(); return;
      case YAML_SCALAR_EVENT: on_scalar(event); return;
      case YAML_ALIAS_EVENT: on_alias(event); return;
      case YAML_SEQUENCE_START_EVENT: {
        const auto& start = event.data.sequence_start;
        on_open(event, NodeType::sequence, start.anchor, start.tag, start.style == YAML_FLOW_SEQUENCE_STYLE);
        return;
      }
      case YAML_MAPPING_START_EVENT: {
        const auto& start = event.data.mapping_start;
        on_open(event, NodeType::mapping, start.anchor, start.tag, start.style == YAML_FLOW_MAPPING_STYLE);
        return;
      }
      case YAML_SEQUENCE_END_EVENT:
      case YAML_MAPPING_END_EVENT: builder_.close(places_.offset(event.end_mark.index)); return;
      default: return;
    }
  }

  void on_scalar(const yaml_event_t& event) {
    const auto& scalar = event.data.scalar;
    const std::string_view value(reinterpret_cast<const char*>(scalar.value), scalar.length);
    LayoutNode node;
    node.style = style_of(scalar.style);
    node.outer_begin = node.begin = places_.offset(event.start_mark.index);
    node.end = places_.offset(event.end_mark.index);
    skip_properties(content_, node.begin, node.end);
    node.lines_end = node.end;
    if (node.style == Style::literal || node.style == Style::folded) {
      const std::string_view header = content_.substr(node.begin, 3);
      node.end = end_of_block_scalar(content_, node.begin, node.end);
      if (header.find('+') == std::string_view::npos) node.lines_end = node.end;
    }
    const bool has_properties = scalar.anchor != nullptr || scalar.tag != nullptr;
    if (builder_.expects_key()) {
      node.type = NodeType::text;
      node.text = interner_.intern(value);
      node.merge_key = is_merge_key(scalar, value);
    } else {
      if (node.begin == node.end) {
        node.begin = node.end = node.lines_end = place_of_nothing(content_, first_, node.begin);
      }
      const Scalar typed = type_of(scalar, value, buffer_);
      node.type = typed.type;
      node.text = interner_.intern(typed.text);
    }
    if (!has_properties) node.outer_begin = node.begin;
    add_anchor(scalar.anchor, builder_.add(node));
  }

  void on_alias(const yaml_event_t& event) {
    const auto anchor = anchors_.find(interner_.intern(chars(event.data.alias.anchor)));
    if (anchor == anchors_.end()) {
      good_ = false;
      return;
    }
    LayoutNode& origin = builder_.nodes()[anchor->second];
    origin.repeated = true;
    LayoutNode node;
    node.style = Style::alias;
    node.type = origin.type;
    node.text = origin.text;
    node.outer_begin = node.begin = places_.offset(event.start_mark.index);
    node.end = node.lines_end = places_.offset(event.end_mark.index);
    builder_.add(node);
  }

  void on_open(const yaml_event_t& event, NodeType type, const yaml_char_t* anchor, const yaml_char_t* tag, bool flow) {
    LayoutNode node;
    node.type = type;
    node.style = flow ? Style::flow : Style::block;
    node.outer_begin = node.begin = places_.offset(event.start_mark.index);
    skip_properties(content_, node.begin, static_cast<std::uint32_t>(content_.size()));
    if (anchor == nullptr && tag == nullptr) node.outer_begin = node.begin;
    node.end = node.lines_end = node.begin;
    if (builder_.expects_key() || builder_.depth() >= limits_.depth) {
      good_ = false;
      return;
    }
    const auto id = static_cast<std::uint32_t>(builder_.nodes().size());
    builder_.open(node);
    add_anchor(anchor, id);
  }

  void add_anchor(const yaml_char_t* name, std::uint32_t id) {
    if (name == nullptr) return;
    builder_.nodes()[id].anchored = true;
    anchors_[interner_.intern(chars(name))] = id;
  }

  static Style style_of(yaml_scalar_style_t style) {
    switch (style) {
      case YAML_SINGLE_QUOTED_SCALAR_STYLE: return Style::single_quoted;
      case YAML_DOUBLE_QUOTED_SCALAR_STYLE: return Style::double_quoted;
      case YAML_LITERAL_SCALAR_STYLE: return Style::literal;
      case YAML_FOLDED_SCALAR_STYLE: return Style::folded;
      default: return Style::plain;
    }
  }

  std::string_view content_;
  std::uint32_t first_;
  Places places_;
  YamlParser parser_;
  const Limits& limits_;
  base::Interner& interner_;
  LayoutBuilder builder_;
  std::unordered_map<base::StrId, std::uint32_t> anchors_;
  std::string buffer_;  // of a canonical scalar
  bool good_ = true;
};

// JSON has one style, so its tree says it all.
std::optional<Layout> json_layout(std::string_view content, std::uint32_t first, const Limits& limits,
                                  base::Interner& interner) {
  diag::Sink sink;
  Report report(text::kNoFile, content, sink);
  Tree tree;
  read_json(report, first, limits, interner, tree);
  if (report.failed()) return std::nullopt;
  LayoutBuilder builder;
  std::vector<std::uint32_t> ends;  // of the open nodes: the number of the node behind
  for (std::uint32_t i = 0; i <= tree.nodes.size(); ++i) {
    while (!ends.empty() && ends.back() == i) {
      builder.close(builder.innermost().end);
      ends.pop_back();
    }
    if (i == tree.nodes.size()) break;
    const Node& from = tree.nodes[i];
    LayoutNode node;
    node.text = from.text;
    node.outer_begin = node.begin = from.begin;
    node.lines_end = node.end = from.end;
    node.type = from.type;
    if (from.type == NodeType::sequence || from.type == NodeType::mapping) {
      node.style = Style::flow;
      builder.open(node);
      ends.push_back(i + from.size);
    } else {
      node.style = from.type == NodeType::text ? Style::double_quoted : Style::plain;
      builder.add(node);
    }
  }
  return builder.take();
}

}  // namespace

std::optional<Layout> read_layout(std::string_view content, Syntax syntax, const Limits& limits,
                                  base::Interner& interner) {
  const TextFacts facts = examine(content);
  if (content.size() > limits.file_bytes || facts.first_bad != kNowhere || facts.first_nul != kNowhere) {
    return std::nullopt;
  }
  const std::uint32_t first = content.starts_with("\xef\xbb\xbf") ? 3 : 0;
  if (syntax == Syntax::json) return json_layout(content, first, limits, interner);
  return YamlLayoutReader(content, first, facts.ascii, limits, interner).run();
}

}  // namespace meshplay::data
