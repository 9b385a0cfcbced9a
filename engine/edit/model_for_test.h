// What edits make of a value, without any text: the other opinion that tests hold the module against.
#pragma once

#include <deque>
#include <optional>
#include <string>
#include <utility>

#include "engine/edit/edit.h"

namespace meshplay::edit::test {

// A value whose removed parts keep their places until the end, so that indexes stay those of the file.
class Model {
 public:
  explicit Model(const Value& value) : type_(value.type), text_(value.text) {
    for (const Value& element : value.elements) elements_.emplace_back(element);
    for (const Entry& entry : value.entries) entries_.emplace_back(entry.key, Model(entry.value));
  }

  void apply(const Edit& edit) {
    Model* here = this;
    for (const Step& step : edit.path) here = &here->child(step);
    switch (edit.action) {
      case Action::set: *here = Model(edit.value); break;
      case Action::remove: here->gone_ = true; break;
      case Action::append:
        here->type_ = data::NodeType::sequence;
        here->appended_.emplace_back(edit.value);
        break;
    }
  }

  Value value() const {
    Value value;
    value.type = type_;
    value.text = type_ == data::NodeType::sequence || type_ == data::NodeType::mapping ? "" : text_;
    for (const Model& element : elements_) {
      if (!element.gone_) value.elements.push_back(element.value());
    }
    for (const Model& element : appended_) value.elements.push_back(element.value());
    for (const auto& [key, child] : entries_) {
      if (!child.gone_) value.entries.push_back({key, child.value()});
    }
    return value;
  }

 private:
  Model& child(const Step& step) {
    if (step.kind == Step::Kind::index) {
      type_ = data::NodeType::sequence;
      if (step.index == elements_.size()) elements_.emplace_back(Value());
      return elements_.at(step.index);
    }
    type_ = data::NodeType::mapping;
    for (auto& [key, child] : entries_) {
      if (key == step.key) return child;
    }
    return entries_.emplace_back(step.key, Model(Value())).second;
  }

  data::NodeType type_;
  std::string text_;
  std::deque<Model> elements_;
  std::deque<std::pair<std::string, Model>> entries_;
  std::deque<Model> appended_;
  bool gone_ = false;
};

}  // namespace meshplay::edit::test
