#include "engine/driver/settings.h"

#include <cerrno>
#include <charconv>
#include <cstring>
#include <fstream>
#include <map>
#include <sstream>

#include "engine/base/nearest.h"
#include "engine/data/reader.h"

namespace meshplay::driver {

namespace {

using check::ParamType;
using data::NodeId;
using data::NodeType;

std::string_view name_of(ParamType type) {
  switch (type) {
    case ParamType::integer: return "int";
    case ParamType::number: return "number";
    case ParamType::text: return "text";
    case ParamType::boolean: return "bool";
    case ParamType::list: return "list";
    case ParamType::map: return "map";
    case ParamType::any: break;
  }
  return "value";
}

bool fits(ParamType type, NodeType node) {
  switch (type) {
    case ParamType::integer: return node == NodeType::integer;
    case ParamType::number: return node == NodeType::integer || node == NodeType::number;
    case ParamType::text: return node == NodeType::text;
    case ParamType::boolean: return node == NodeType::boolean;
    case ParamType::list: return node == NodeType::sequence;
    case ParamType::map: return node == NodeType::mapping;
    case ParamType::any: return node != NodeType::null;
  }
  return false;
}

class Settings {
 public:
  Settings(check::Program& program, text::SourceSet& sources, base::Interner& interner, diag::Sink& sink)
      : program_(program), sources_(sources), interner_(interner), sink_(sink) {
    for (std::size_t i = 0; i < program.params.size(); ++i) {
      const std::string_view full = interner.text(program.params[i].name);
      const std::size_t param = full.rfind('.');
      const std::size_t rule = param == 0 || param == std::string_view::npos ? param : full.rfind('.', param - 1);
      by_name_[std::string(full)].push_back(i);
      if (rule != std::string_view::npos) by_name_[std::string(full.substr(rule + 1))].push_back(i);
    }
  }

  void read_file(const std::string& path) {
    constexpr std::size_t kMost = std::size_t{8} << 20;
    std::ifstream stream(path, std::ios::binary);
    std::ostringstream content;
    if (stream) content << stream.rdbuf();
    if (!stream.is_open() || stream.bad() || content.str().size() > kMost) {
      sink_
          .report("settings-unreadable", {}, {path, stream.is_open() ? "it is no settings file" : std::strerror(errno)})
          .help = "name a file that can be read with `--config`";
      return;
    }
    const auto root = read(path, content.str());
    if (!root) return;
    if (tree_.at(*root).type == NodeType::null) return;
    if (tree_.at(*root).type != NodeType::mapping) {
      sink_.report("bad-setting", span(*root), {"a settings file has keys"}).help =
          "write `params:` and what is to be set below it";
      return;
    }
    tree_.for_each_entry(*root, [&](NodeId key, NodeId value) {
      if (text(key) != "params") {
        auto& report = sink_.report("bad-setting", span(key), {"nothing is called `" + std::string(text(key)) + "`"});
        const auto near = base::nearest(text(key), {"params"});
        report.help = near ? "did you mean `params`?" : "the settings are `params`";
        return;
      }
      if (tree_.at(value).type == NodeType::null) return;
      if (tree_.at(value).type != NodeType::mapping) {
        sink_.report("bad-setting", span(value), {"`params` has names of params below it"}).help =
            "write `params: {rule.param: value}`";
        return;
      }
      tree_.for_each_entry(value, [&](NodeId name, NodeId setting) { set_or_open(name, setting); });
    });
  }

  void read_setting(const std::string& setting) {
    const std::size_t equals = setting.find('=');
    if (equals == std::string::npos || equals == 0) {
      sink_.report("bad-setting", {}, {"`" + setting + "` sets nothing"}).help = "write `--param rule.param=value`";
      return;
    }
    const auto root = read("--param " + setting.substr(0, equals), setting.substr(equals + 1));
    if (root) set(setting.substr(0, equals), span(*root), *root);
  }

 private:
  std::string_view text(NodeId node) const { return interner_.text(tree_.at(node).text); }
  text::Span span(NodeId node) const { return {file_, tree_.at(node).begin, tree_.at(node).end}; }

  std::optional<NodeId> read(const std::string& name, const std::string& content) {
    file_ = sources_.add(name, content);
    const std::size_t before = tree_.documents.size();
    const auto outcome = data::read_documents(sources_, file_, data::Syntax::yaml, {}, interner_, tree_, sink_);
    if (outcome.failed || tree_.documents.size() == before) return std::nullopt;
    return tree_.documents[before].root;
  }

  // `rule.param: value`, or `rule: {param: value}`.
  void set_or_open(NodeId name, NodeId value) {
    const std::string own(text(name));
    if (by_name_.count(own) != 0 || tree_.at(value).type != NodeType::mapping) {
      set(own, span(name), value);
      return;
    }
    tree_.for_each_entry(value,
                         [&](NodeId key, NodeId inner) { set(own + "." + std::string(text(key)), span(key), inner); });
  }

  void set(const std::string& name, text::Span where, NodeId value) {
    const auto found = by_name_.find(name);
    if (found == by_name_.end()) {
      std::vector<std::string_view> names;
      names.reserve(by_name_.size());
      for (const auto& [known, numbers] : by_name_) names.push_back(known);
      auto& report = sink_.report("unknown-param", where, {name});
      const auto near = base::nearest(name, names);
      report.help =
          near ? "did you mean `" + std::string(*near) + "`?" : "`meshplay rules show RULE` names the params of a rule";
      return;
    }
    if (found->second.size() > 1) {
      auto& report = sink_.report("bad-setting", where, {"`" + name + "` is a param of several rules"});
      report.help =
          "name it with its package: `" + std::string(interner_.text(program_.params[found->second[0]].name)) + "`";
      return;
    }
    check::Param& param = program_.params[found->second[0]];
    if (!fits(param.type, tree_.at(value).type)) {
      auto& report = sink_.report("wrong-param", span(value), {name, name_of(param.type)});
      report.help = "give it a value of its type";
      report.notes.push_back({param.span, "declared here"});
      return;
    }
    param.value = constant(value);
  }

  // The value as an expression without variables.
  check::ExprId constant(NodeId node) {
    check::Expr expr;
    std::vector<check::ExprId> values;
    std::vector<base::StrId> keys;
    const data::Node& row = tree_.at(node);
    switch (row.type) {
      case NodeType::boolean:
        expr.kind = check::ExprKind::boolean;
        expr.flag = text(node) == "true";
        break;
      case NodeType::integer:
      case NodeType::number: {
        expr.kind = check::ExprKind::number;
        const std::string_view written = text(node);
        std::from_chars(written.data(), written.data() + written.size(), expr.number);
        break;
      }
      case NodeType::sequence:
        expr.kind = check::ExprKind::list;
        tree_.for_each_element(node, [&](NodeId element) { values.push_back(constant(element)); });
        break;
      case NodeType::mapping:
        expr.kind = check::ExprKind::map;
        tree_.for_each_entry(node, [&](NodeId key, NodeId value) {
          keys.push_back(tree_.at(key).text);
          values.push_back(constant(value));
        });
        break;
      case NodeType::null:
      case NodeType::text: expr.text = row.text; break;
    }
    expr.keys = program_.add_keys(keys);
    expr.list = program_.add_list(values);
    return program_.add(expr);
  }

  check::Program& program_;
  text::SourceSet& sources_;
  base::Interner& interner_;
  diag::Sink& sink_;
  data::Tree tree_;
  text::FileId file_ = text::kNoFile;
  std::map<std::string, std::vector<std::size_t>> by_name_;
};

}  // namespace

void apply_settings(const std::string& file, const std::vector<std::string>& settings, check::Program& program,
                    text::SourceSet& sources, base::Interner& interner, diag::Sink& sink) {
  if (file.empty() && settings.empty()) return;
  Settings reader(program, sources, interner, sink);
  if (!file.empty()) reader.read_file(file);
  for (const std::string& setting : settings) reader.read_setting(setting);
}

}  // namespace meshplay::driver
