#include "cli/why_text.h"

#include <set>

#include "engine/diag/render_cells.h"

namespace meshplay::cli {

namespace {

using driver::WhyBinding;
using driver::WhyFact;
using driver::WhyLeaf;
using driver::WhyStep;

constexpr std::size_t kLongestValue = 100;

// `deploy/web.yaml:4:14`
std::string place_text(text::Span span, const text::SourceSet& sources) {
  if (!span.known()) return "";
  const text::Place place = sources.place(span.file, span.begin);
  return diag::visible(sources.name(span.file)) + ":" + std::to_string(place.line) + ":" + std::to_string(place.column);
}

std::string shortened(const std::string& value) {
  std::string text = diag::visible(value);
  if (text.size() <= kLongestValue) return text;
  std::size_t size = kLongestValue;
  while ((static_cast<unsigned char>(text[size]) & 0xC0U) == 0x80U) --size;  // not inside a character
  return text.substr(0, size) + " ...";
}

// `Service/shop/web spec.selector: {"app": "web"}`
std::string leaf_text(const WhyLeaf& leaf) {
  const std::string text = shortened(leaf.component.empty() ? leaf.text : leaf.component + " " + leaf.path);
  return text + (leaf.is_there ? ": " + shortened(leaf.value) : " is not there");
}

class Text {
 public:
  explicit Text(const text::SourceSet& sources) : sources_(sources) {}

  void fact(const driver::Why& why, std::size_t number, std::size_t indent) {
    const WhyFact& fact = why[number];
    line(indent, diag::visible(fact.text()), place_text(fact.rule_place, sources_));
    if (fact.is_cut) {
      line(indent + 2, "... and so on: see --depth", "");
      return;
    }
    shown_.insert(number);
    for (const WhyBinding& binding : fact.bindings) bound(binding, indent + 2);
    for (const WhyStep& part : fact.steps) step(&why, part, indent + 2);
  }

  void conditions(const driver::Why& why, std::size_t indent) {
    names_only_ = true;
    for (const WhyStep& part : why[0].steps) step(&why, part, indent);
  }

  void bound(const WhyBinding& binding, std::size_t indent) {
    line(indent, "with " + binding.name + ": " + shortened(binding.value), place_text(binding.place, sources_));
  }

  // `why`: for the facts that it follows from, which are only named without.
  void step(const driver::Why* why, const WhyStep& step, std::size_t indent) {
    const std::string condition = shortened(step.condition);
    if (step.kind == "all") {
      for (const WhyStep& part : step.parts) this->step(why, part, indent);
      return;
    }
    if (step.kind == "fact" && why != nullptr) {
      if (names_only_) {
        line(indent, diag::visible((*why)[step.fact].text()), "");
      } else if (shown_.count(step.fact) != 0) {
        line(indent, diag::visible((*why)[step.fact].text()), "see above");
      } else {
        fact(*why, step.fact, indent);
      }
      return;
    }
    if (step.kind == "any" || step.kind == "negation") {
      line(indent, condition, step.kind == "any" ? "this of it:" : "this does not hold:");
      for (const WhyStep& part : step.parts) this->step(why, part, indent + 2);
      return;
    }
    if (step.kind == "none" || step.kind == "every") {
      const std::string number = std::to_string(step.looked_at);
      line(indent, condition, step.looked_at == 0 ? "" : (step.kind == "none" ? "none of " : "all of ") + number);
      return;
    }
    line(indent, condition, "");
    for (const WhyBinding& binding : step.bindings) bound(binding, indent + 2);
    for (const auto* side : {&step.left, &step.right}) {
      for (const WhyLeaf& leaf : *side) this->leaf(leaf, indent + 2);
    }
    for (const WhyStep& part : step.parts) this->step(why, part, indent + 2);
  }

  void leaf(const WhyLeaf& leaf, std::size_t indent) {
    line(indent, leaf_text(leaf), place_text(leaf.place, sources_));
  }

  void line(std::size_t indent, const std::string& text, const std::string& aside) {
    out.append(indent, ' ');
    out += text;
    if (!aside.empty()) out += "   " + aside;
    out += '\n';
  }

  std::string out;

 private:
  const text::SourceSet& sources_;
  std::set<std::size_t> shown_;
  bool names_only_ = false;  // of facts
};

// ---- JSON

class Json {
 public:
  Json(const text::SourceSet& sources, diag::JsonWriter& json) : sources_(sources), json_(json) {}

  void place(std::string_view name, text::Span span) {
    json_.key(name);
    if (!span.known()) {
      json_.null();
      return;
    }
    json_.begin_object();
    diag::write_place(span, sources_, json_);
    json_.end_object();
  }

  void raw(std::string_view name, const std::string& value) {
    json_.key(name);
    if (value.empty()) {
      json_.null();
    } else {
      json_.raw(value);
    }
  }

  void bindings(const std::vector<WhyBinding>& all) {
    json_.key("bindings");
    json_.begin_array();
    for (const WhyBinding& binding : all) {
      json_.begin_object();
      json_.member("name", binding.name);
      json_.member("value", binding.value);
      json_.member_or_null("path", binding.path);
      place("place", binding.place);
      json_.end_object();
    }
    json_.end_array();
  }

  void leaves(std::string_view name, const std::vector<WhyLeaf>& all) {
    json_.key(name);
    json_.begin_array();
    for (const WhyLeaf& leaf : all) {
      json_.begin_object();
      json_.member("text", leaf.text);
      json_.key("present");
      json_.boolean(leaf.is_there);
      raw("value", leaf.value);
      json_.member_or_null("component", leaf.component);
      json_.member_or_null("path", leaf.path);
      place("place", leaf.place);
      json_.end_object();
    }
    json_.end_array();
  }

  void step(const WhyStep& step) {
    json_.begin_object();
    json_.member("kind", step.kind);
    json_.member("condition", step.condition);
    place("rule", step.rule_place);
    if (step.kind == "fact") json_.member("fact", step.fact);
    if (step.kind == "compare") {
      json_.member("op", step.op);
      raw("left_value", step.left_value);
      raw("right_value", step.right_value);
    }
    if (!step.left.empty()) leaves("left", step.left);
    if (!step.right.empty()) leaves("right", step.right);
    if (!step.bindings.empty()) bindings(step.bindings);
    if (step.looked_at != 0) json_.member("candidates", step.looked_at);
    if (!step.parts.empty()) steps("parts", step.parts);
    json_.end_object();
  }

  void steps(std::string_view name, const std::vector<WhyStep>& all) {
    json_.key(name);
    json_.begin_array();
    for (const WhyStep& each : all) step(each);
    json_.end_array();
  }

  void components(const std::vector<std::string>& all) {
    json_.key("components");
    json_.begin_array();
    for (const std::string& id : all) json_.text(id);
    json_.end_array();
  }

  void facts(const driver::Why& why) {
    json_.key("facts");
    json_.begin_array();
    for (const WhyFact& fact : why) {
      json_.begin_object();
      json_.member("fact", fact.text());
      json_.member("name", fact.rule);
      components(fact.components);
      place("rule", fact.rule_place);
      json_.member("depth", fact.depth);
      json_.key("complete");
      json_.boolean(!fact.is_cut);
      bindings(fact.bindings);
      steps("steps", fact.steps);
      json_.end_object();
    }
    json_.end_array();
  }

 private:
  const text::SourceSet& sources_;
  diag::JsonWriter& json_;
};

// ---- DOT

std::string dot_text(std::string_view text) {
  std::string result;
  for (const char c : diag::visible(text)) {
    if (c == '"' || c == '\\') result += '\\';
    result += c;
  }
  return result;
}

class Dot {
 public:
  explicit Dot(const text::SourceSet& sources) : sources_(sources) {}

  void fact(const WhyFact& fact, std::size_t number) {
    const std::string own = "f" + std::to_string(number);
    out += "  " + own + " [shape=box, label=\"" + dot_text(fact.text()) + "\\n" +
           dot_text(place_text(fact.rule_place, sources_)) + "\"];\n";
    for (const WhyStep& part : fact.steps) step(own, part);
  }

  std::string out = "digraph why {\n  rankdir=LR;\n  node [fontname=\"sans-serif\"];\n";

 private:
  void step(const std::string& from, const WhyStep& step) {
    if (step.kind == "fact") {
      out += "  " + from + " -> f" + std::to_string(step.fact) + ";\n";
      return;
    }
    std::string own = from;
    if (step.kind != "all") {
      own = "s" + std::to_string(next_++);
      std::string label = dot_text(shortened(step.condition));
      for (const auto* side : {&step.left, &step.right}) {
        for (const WhyLeaf& leaf : *side) {
          label += "\\n" + dot_text(leaf_text(leaf));
          if (leaf.place.known()) label += "  " + dot_text(place_text(leaf.place, sources_));
        }
      }
      out += "  " + own + " [shape=plain, label=\"" + label + "\"];\n  " + from + " -> " + own + ";\n";
    }
    for (const WhyStep& part : step.parts) this->step(own, part);
  }

  const text::SourceSet& sources_;
  std::size_t next_ = 0;
};

std::string change_text(const driver::WhyChange& change) {
  return "set `" + change.path + "` of " + change.component + " to " + shortened(change.value);
}

}  // namespace

std::string why_text(const driver::Why& why, const text::SourceSet& sources) {
  Text text(sources);
  text.fact(why, 0, 0);
  return text.out;
}

std::string conditions_text(const driver::Why& why, const text::SourceSet& sources, std::size_t indent) {
  Text text(sources);
  text.conditions(why, indent);
  return text.out;
}

std::string why_not_text(const driver::WhyNot& why_not, const text::SourceSet& sources) {
  Text text(sources);
  text.line(0, diag::visible(why_not.text()) + " does not hold", place_text(why_not.rule_place, sources));
  if (!why_not.wrong_argument.empty()) {
    text.line(2, diag::visible(why_not.wrong_argument) + " is of no kind that the rule speaks of there", "");
  }
  for (std::size_t i = 0; i < why_not.attempts.size(); ++i) {
    const driver::WhyNotAttempt& attempt = why_not.attempts[i];
    if (why_not.attempts.size() > 1) {
      text.line(2, "alternative " + std::to_string(i + 1) + " of " + std::to_string(why_not.attempts.size()), "");
    }
    const std::size_t indent = why_not.attempts.size() > 1 ? 4 : 2;
    if (attempt.failed) {
      text.line(indent, "this is not met:", "");
      text.step(nullptr, *attempt.failed, indent + 2);
    }
    if (attempt.unbound) {
      text.line(indent, "nothing to take as " + attempt.unbound->name,
                attempt.unbound->path.empty() ? "" : diag::visible("`" + attempt.unbound->path + "` has none"));
    }
    if (attempt.change) {
      text.line(indent, diag::visible(change_text(*attempt.change)), place_text(attempt.change->place, sources));
    }
    if (!attempt.met.empty()) text.line(indent, "these are met:", "");
    for (const WhyBinding& binding : attempt.bindings) text.bound(binding, indent + 2);
    for (const WhyStep& step : attempt.met) text.step(nullptr, step, indent + 2);
  }
  return text.out;
}

void write_why(const driver::Why& why, const text::SourceSet& sources, diag::JsonWriter& json) {
  Json(sources, json).facts(why);
}

void write_conditions(const driver::Why& why, const text::SourceSet& sources, diag::JsonWriter& json) {
  Json(sources, json).steps("because", why[0].steps);
}

void write_why_not(const driver::WhyNot& why_not, const text::SourceSet& sources, diag::JsonWriter& json) {
  Json writer(sources, json);
  json.member("fact", why_not.text());
  json.member("name", why_not.rule);
  writer.components(why_not.components);
  writer.place("rule", why_not.rule_place);
  json.key("holds");
  json.boolean(why_not.holds);
  json.member_or_null("wrong_component", why_not.wrong_argument);
  json.key("alternatives");
  json.begin_array();
  for (const driver::WhyNotAttempt& attempt : why_not.attempts) {
    json.begin_object();
    json.key("failed");
    if (attempt.failed) {
      writer.step(*attempt.failed);
    } else {
      json.null();
    }
    json.member_or_null("unbound", attempt.unbound ? attempt.unbound->name : std::string());
    json.key("change");
    if (attempt.change) {
      json.begin_object();
      json.member("component", attempt.change->component);
      json.member("path", attempt.change->path);
      writer.raw("value", attempt.change->value);
      writer.place("place", attempt.change->place);
      json.end_object();
    } else {
      json.null();
    }
    writer.bindings(attempt.bindings);
    writer.steps("met", attempt.met);
    json.end_object();
  }
  json.end_array();
}

std::string why_dot(const driver::Why& why, const text::SourceSet& sources) {
  Dot dot(sources);
  for (std::size_t i = 0; i < why.size(); ++i) dot.fact(why[i], i);
  return dot.out + "}\n";
}

}  // namespace meshplay::cli
