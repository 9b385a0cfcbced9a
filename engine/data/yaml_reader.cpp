#include "engine/data/yaml_reader.h"

#include <algorithm>
#include <unordered_map>

#include "engine/base/ensure.h"
#include "engine/data/merge.h"
#include "engine/data/tree_builder.h"
#include "engine/data/utf8.h"
#include "engine/data/yaml_events.h"
#include "engine/data/yaml_problems.h"

namespace meshplay::data {

namespace {

class YamlReader {
 public:
  YamlReader(Report& report, std::uint32_t first, bool ascii, const Limits& limits, base::Interner& interner,
             Tree& tree)
      : content_(report.content()),
        first_(first),
        places_(content_, first, ascii),
        parser_(content_.substr(first)),
        report_(report),
        limits_(limits),
        interner_(interner),
        tree_(tree),
        builder_(tree, limits) {}

  std::uint32_t run() {
    while (!stop_) {
      YamlEvent event;
      if (yaml_parser_parse(parser_.get(), event.get()) == 0) {
        if (!open_.empty() && open_.back().flow && !skipping_) unclosed_ = builder_.innermost().begin;
        if (in_document_) builder_.drop_document();
        on_syntax_error();
        break;
      }
      if (event.get()->type == YAML_STREAM_END_EVENT) break;
      take(*event.get());
    }
    if (stop_ && in_document_) builder_.drop_document();
    return kept_;
  }

 private:
  static constexpr std::uint32_t kNoAnchor = 0xffffffffU;

  // A sequence or mapping that is open.
  struct Open {
    std::uint32_t anchor = kNoAnchor;
    bool flow = false;
  };
  struct Anchor {
    std::uint32_t node = 0;
    std::uint32_t height = 0;  // levels of its subtree
    bool open = false;         // its value has not ended
  };

  void take(const yaml_event_t& event) {
    switch (event.type) {
      case YAML_DOCUMENT_START_EVENT: begin_document(event); return;
      case YAML_DOCUMENT_END_EVENT: end_document(); return;
      default: break;
    }
    if (skipping_) return;
    switch (event.type) {
      case YAML_SCALAR_EVENT: on_scalar(event); return;
      case YAML_ALIAS_EVENT: on_alias(event); return;
      case YAML_SEQUENCE_START_EVENT:
        on_open(event, NodeType::sequence, event.data.sequence_start.anchor,
                event.data.sequence_start.style == YAML_FLOW_SEQUENCE_STYLE);
        return;
      case YAML_MAPPING_START_EVENT:
        on_open(event, NodeType::mapping, event.data.mapping_start.anchor,
                event.data.mapping_start.style == YAML_FLOW_MAPPING_STYLE);
        return;
      case YAML_SEQUENCE_END_EVENT:
      case YAML_MAPPING_END_EVENT: on_close(event); return;
      default: return;
    }
  }

  void begin_document(const yaml_event_t& event) {
    if (documents_ == limits_.documents_in_file) {
      const std::uint32_t at = places_.offset(event.start_mark.index);
      report_.at("too-many-documents", at, at, {limits_.documents_in_file});
      stop_ = true;
      return;
    }
    ++documents_;
    in_document_ = true;
    skipping_ = false;
    has_merges_ = false;
    builder_.begin_document();
    anchors_.clear();
    anchor_ids_.clear();
    open_.clear();
  }

  void end_document() {
    in_document_ = false;
    report_.repeated_keys(builder_.repeated_keys(), interner_);
    if (skipping_ || !builder_.repeated_keys().empty()) {
      builder_.drop_document();
      return;
    }
    const Node& root = tree_.at(NodeId{builder_.document_start()});
    if (root.type == NodeType::null && root.begin == root.end) {
      builder_.drop_document();  // nothing between two `---`
      return;
    }
    if (has_merges_) {
      if (const auto bad_key = open_merges(tree_.nodes, builder_.document_start())) {
        report_.at("bad-merge", bad_key->begin, bad_key->end);
        builder_.drop_document();
        return;
      }
    }
    builder_.keep_document(report_.file());
    ++kept_;
  }

  void on_scalar(const yaml_event_t& event) {
    const auto& scalar = event.data.scalar;
    const std::string_view value(reinterpret_cast<const char*>(scalar.value), scalar.length);
    std::uint32_t begin = places_.offset(event.start_mark.index);
    std::uint32_t end = places_.offset(event.end_mark.index);
    skip_properties(content_, begin, end);
    const bool plain = scalar.style == YAML_PLAIN_SCALAR_STYLE;
    if (!plain && (scalar.style == YAML_LITERAL_SCALAR_STYLE || scalar.style == YAML_FOLDED_SCALAR_STYLE)) {
      end = end_of_block_scalar(content_, begin, end);
    }
    const std::uint32_t node = builder_.next_node();
    Fit fit = Fit::fits;
    if (builder_.expects_key()) {
      if (plain && begin == end) {
        refuse_key(begin, end + 1, "empty");
        return;
      }
      const bool merge = is_merge_key(scalar, value);
      has_merges_ |= merge;
      fit = builder_.scalar(merge ? kMergeKey : NodeType::text, interner_.intern(value), begin, end);
    } else {
      if (begin == end) begin = end = place_of_nothing(content_, first_, begin);
      const Scalar typed = type_of(scalar, value, buffer_);
      fit = builder_.scalar(typed.type, interner_.intern(typed.text), begin, end);
    }
    if (!fits(fit, begin, end)) return;
    if (scalar.anchor != nullptr) add_anchor(scalar.anchor, {node, 0, false});
  }

  void on_alias(const yaml_event_t& event) {
    const std::string_view name = chars(event.data.alias.anchor);
    const std::uint32_t begin = places_.offset(event.start_mark.index);
    const std::uint32_t end = places_.offset(event.end_mark.index);
    const auto found = anchor_ids_.find(interner_.intern(name));
    if (found == anchor_ids_.end()) {
      if (!report_.template_error()) report_.at("unknown-alias", begin, end, {name});
      skipping_ = true;
      return;
    }
    const Anchor& anchor = anchors_[found->second];
    if (anchor.open) {
      report_.at("alias-in-itself", begin, end, {name});
      skipping_ = true;
      return;
    }
    if (builder_.expects_key() && anchor.height > 0) {
      refuse_key(begin, end, tree_.nodes[anchor.node].type == NodeType::sequence ? "a list" : "a mapping");
      return;
    }
    const std::uint32_t node = builder_.next_node();
    if (!fits(builder_.copy(anchor.node, anchor.height, end), begin, end)) return;
    Node& copy = tree_.nodes[node];
    if (copy.type == kMergeKey && copy.text != base::kEmptyText) copy.type = NodeType::text;  // of `&anchor <<: ...`
  }

  void on_open(const yaml_event_t& event, NodeType type, const yaml_char_t* anchor, bool flow) {
    std::uint32_t begin = places_.offset(event.start_mark.index);
    skip_properties(content_, begin, static_cast<std::uint32_t>(content_.size()));
    if (builder_.expects_key()) {
      refuse_key(begin, begin + 1, type == NodeType::sequence ? "a list" : "a mapping");
      return;
    }
    const std::uint32_t node = builder_.next_node();
    if (!fits(builder_.open(type, begin), begin, begin + 1)) return;
    open_.push_back({kNoAnchor, flow});
    if (anchor != nullptr) open_.back().anchor = add_anchor(anchor, {node, 0, true});
  }

  void on_close(const yaml_event_t& event) {
    const Open open = open_.back();
    open_.pop_back();
    const std::uint32_t end = open.flow ? places_.offset(event.end_mark.index) : builder_.last_end();
    const std::uint32_t height = builder_.close(end);
    if (open.anchor == kNoAnchor) return;
    anchors_[open.anchor].height = height;
    anchors_[open.anchor].open = false;
  }

  // A key must be text. Where it is not, the file is usually a template: `{{ name }}` is a mapping in a mapping.
  void refuse_key(std::uint32_t begin, std::uint32_t end, std::string_view what) {
    if (!report_.template_error()) {
      report_.at("key-not-text", begin, end, {what}).help = "put the key in quotes";
    }
    skipping_ = true;
  }

  bool fits(Fit fit, std::uint32_t begin, std::uint32_t end) {
    if (fit == Fit::fits) return true;
    report_.limit(fit, limits_, begin, end);
    skipping_ = true;
    stop_ = fit == Fit::too_deep;  // libyaml's time grows with the depth: not even skipped
    return false;
  }

  std::uint32_t add_anchor(const yaml_char_t* name, Anchor anchor) {
    const auto id = static_cast<std::uint32_t>(anchors_.size());
    anchors_.push_back(anchor);
    anchor_ids_[interner_.intern(chars(name))] = id;
    return id;
  }

  void on_syntax_error() {
    const yaml_parser_t& parser = *parser_.get();
    const auto size = static_cast<std::uint32_t>(content_.size());
    if (parser.error == YAML_READER_ERROR) {
      const std::uint32_t at = std::min(first_ + static_cast<std::uint32_t>(parser.problem_offset), size);
      report_.syntax_error(
          {at, at + 1, "control-character", "", "remove it, or write it as an escape in double quotes", "", 0});
      return;
    }
    const auto text = [](const char* words) { return words == nullptr ? std::string_view() : std::string_view(words); };
    const std::uint32_t context_at = parser.context == nullptr ? 0 : places_.offset(parser.context_mark.index);
    const std::uint32_t problem_at = places_.offset(parser.problem_mark.index);
    Complaint complaint =
        explain_yaml_problem(text(parser.problem), text(parser.context), problem_at, context_at, content_);
    if (unclosed_ != kNowhere) note_open_bracket(complaint, static_cast<std::uint32_t>(unclosed_), content_);
    report_.syntax_error(complaint);
  }

  std::string_view content_;
  std::uint32_t first_;
  Places places_;
  YamlParser parser_;
  Report& report_;
  const Limits& limits_;
  base::Interner& interner_;
  Tree& tree_;
  TreeBuilder builder_;
  std::vector<Open> open_;
  std::vector<Anchor> anchors_;
  std::unordered_map<base::StrId, std::uint32_t> anchor_ids_;
  std::string buffer_;  // of a canonical scalar
  std::uint32_t documents_ = 0;
  std::uint32_t kept_ = 0;
  std::size_t unclosed_ = kNowhere;  // where the innermost bracket stands that a syntax error left open
  bool in_document_ = false;
  bool skipping_ = false;  // the rest of this document
  bool stop_ = false;      // the rest of the file
  bool has_merges_ = false;
};

}  // namespace

std::uint32_t read_yaml(Report& report, std::uint32_t first, bool ascii, const Limits& limits, base::Interner& interner,
                        Tree& tree) {
  return YamlReader(report, first, ascii, limits, interner, tree).run();
}

}  // namespace meshplay::data
