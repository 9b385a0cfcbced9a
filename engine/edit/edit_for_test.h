// Edits written as text, `set spec.replicas = 3`, and files that they change.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/base/ensure.h"
#include "engine/data/reader.h"
#include "engine/edit/edit.h"

namespace meshplay::edit::test {

struct File {
  explicit File(std::string content, data::Syntax as = data::Syntax::yaml, const data::Limits& most = {})
      : syntax(as), limits(most) {
    file = sources.add(syntax == data::Syntax::json ? "in.json" : "in.yaml", std::move(content));
    outcome = data::read_documents(sources, file, syntax, limits, interner, tree, sink);
  }

  Outcome apply(const std::vector<Edit>& edits) const {
    return edit::apply(sources, file, syntax, limits, tree, edits);
  }

  // The value of a node, owned.
  Value value(data::NodeId id) const {
    const data::Node& node = tree.at(id);
    Value value;
    value.type = node.type;
    value.text = interner.text(node.text);
    tree.for_each_element(id, [&](data::NodeId element) { value.elements.push_back(this->value(element)); });
    tree.for_each_entry(id, [&](data::NodeId key, data::NodeId child) {
      value.entries.push_back({std::string(interner.text(tree.at(key).text)), this->value(child)});
    });
    return value;
  }

  std::vector<Value> documents() const {
    std::vector<Value> values;
    values.reserve(tree.documents.size());
    for (const data::Document& document : tree.documents) values.push_back(value(document.root));
    return values;
  }

  std::string complaint() const { return sink.all().empty() ? "" : sink.all().front().message; }

  data::Syntax syntax;
  data::Limits limits;
  text::SourceSet sources;
  base::Interner interner;
  data::Tree tree;
  diag::Sink sink;
  text::FileId file{};
  data::ReadOutcome outcome;
};

// A value in JSON.
inline Value json(std::string_view text) {
  const File file(std::string(text), data::Syntax::json);
  ENSURE(file.tree.documents.size() == 1, "the value of an edit in a test is JSON");
  return file.value(file.tree.documents.front().root);
}

// a.b[0]["x/y"]
inline std::vector<Step> path(std::string_view text) {
  std::vector<Step> steps;
  while (!text.empty()) {
    if (text.front() == '.') text.remove_prefix(1);
    if (text.starts_with("[\"")) {
      const std::size_t end = text.find("\"]");
      steps.push_back(Step::into(std::string(text.substr(2, end - 2))));
      text.remove_prefix(end + 2);
    } else if (text.starts_with('[')) {
      const std::size_t end = text.find(']');
      steps.push_back(Step::at(static_cast<std::uint32_t>(std::stoul(std::string(text.substr(1, end - 1))))));
      text.remove_prefix(end + 1);
    } else {
      const std::size_t end = std::min(text.find_first_of(".["), text.size());
      steps.push_back(Step::into(std::string(text.substr(0, end))));
      text.remove_prefix(end);
    }
  }
  return steps;
}

// One edit a line: `set PATH = JSON`, `append PATH = JSON`, `remove PATH`; `N:` in front means document N, from 0.
inline std::vector<Edit> edits(const File& file, std::string_view script) {
  std::vector<Edit> edits;
  while (!script.empty()) {
    const std::size_t line_end = std::min(script.find('\n'), script.size());
    std::string_view line = script.substr(0, line_end);
    script.remove_prefix(std::min(line_end + 1, script.size()));
    if (line.empty()) continue;
    Edit edit;
    std::size_t document = 0;
    if (line.size() > 1 && line[1] == ':') {
      document = static_cast<std::size_t>(line.front() - '0');
      line.remove_prefix(2);
    }
    edit.root = file.tree.documents.at(document).root;
    const std::string_view action = line.substr(0, line.find(' '));
    edit.action = action == "set" ? Action::set : action == "remove" ? Action::remove : Action::append;
    line.remove_prefix(action.size() + 1);
    const std::size_t equals = line.find(" = ");
    if (equals != std::string_view::npos) edit.value = json(line.substr(equals + 3));
    edit.path = path(line.substr(0, equals));
    edits.push_back(std::move(edit));
  }
  return edits;
}

// The new text; where something is refused, the reasons instead.
inline std::string edited(const std::string& content, std::string_view script,
                          data::Syntax syntax = data::Syntax::yaml) {
  const File file(content, syntax);
  if (file.tree.documents.empty()) return "no document: " + file.complaint();
  const std::vector<Edit> wanted = edits(file, script);
  const Outcome outcome = file.apply(wanted);
  std::string reasons;
  for (const Refusal& refusal : outcome.refusals) {
    reasons += (reasons.empty() ? "refused " : "\nrefused ") + path_text(wanted[refusal.edit].path) + ": ";
    reasons += refusal.reason;
  }
  return reasons.empty() ? outcome.text : reasons;
}

}  // namespace meshplay::edit::test
