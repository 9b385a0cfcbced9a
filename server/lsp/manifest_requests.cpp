// Requests about manifests.
#include <algorithm>
#include <cctype>

#include "server/lsp/session.h"

namespace meshplay::lsp {

namespace {

// `web` where the cursor stands on it.
std::string_view word_at(std::string_view text, std::uint32_t offset) {
  const auto is_word = [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-' || c == '.' || c == '_';
  };
  std::uint32_t begin = std::min(offset, static_cast<std::uint32_t>(text.size()));
  std::uint32_t end = begin;
  while (begin > 0 && is_word(text[begin - 1])) --begin;
  while (end < text.size() && is_word(text[end])) ++end;
  return text.substr(begin, end - begin);
}

}  // namespace

Json Session::manifest_hover(Root& root, const std::string& name, const Json& params) {
  settle(root);
  const Places at(root.manifests.content(name), encoding_);
  const std::uint32_t offset = at.offset(params.at("position"));
  const auto about = root.manifests.about(name, offset);
  if (!about) return nullptr;
  constexpr std::size_t kMost = 40;
  std::string text = "**" + about->id + "**";
  if (about->related.empty()) text += "\n\nno relationship leads from it or to it";
  for (std::size_t i = 0; i < std::min(about->related.size(), kMost); ++i) {
    const assist::RelatedComponent& row = about->related[i];
    text += i == 0 ? "\n\n" : "\n";
    text += std::string("- ") + (row.is_outgoing ? "→ " : "← ") + row.relationship + " `" + row.id + "`";
  }
  if (about->related.size() > kMost) {
    text += "\n- ... and " + std::to_string(about->related.size() - kMost) + " more";
  }
  return {{"contents", markup(text)}};
}

// The other ends of the relationships of the component: of the one whose name the cursor stands on, or all.
Json Session::manifest_targets(Root& root, const std::string& name, const Json& params) {
  settle(root);
  Json result = Json::array();
  const Places at(root.manifests.content(name), encoding_);
  const std::uint32_t offset = at.offset(params.at("position"));
  const auto about = root.manifests.about(name, offset);
  if (!about) return result;
  const std::string ending = "/" + std::string(word_at(at.text(), offset));
  const bool is_named = std::any_of(about->related.begin(), about->related.end(),
                                    [&](const assist::RelatedComponent& row) { return row.id.ends_with(ending); });
  for (const assist::RelatedComponent& row : about->related) {
    if (is_named && !row.id.ends_with(ending)) continue;
    const Places there(root.manifests.content(row.name.document), encoding_);
    Json place = {{"uri", uri_of(row.name.document)}, {"range", there.range(row.name.begin, row.name.end)}};
    if (std::find(result.begin(), result.end(), place) == result.end()) result.push_back(std::move(place));
  }
  return result;
}

Json Session::manifest_actions(Root& root, const std::string& name, const Json& params) {
  settle(root);
  const Places at(root.manifests.content(name), encoding_);
  const std::uint32_t begin = at.offset(params.at("range").at("start"));
  const std::uint32_t end = at.offset(params.at("range").at("end"));
  Json result = Json::array();
  for (const assist::FixAction& action : root.manifests.fixes(name, begin, end)) {
    Json changes = Json::object();
    for (const auto& [document, text] : action.documents) {
      const Places there(root.manifests.content(document), encoding_);
      changes[uri_of(document)] = {
          {{"range", there.range(0, static_cast<std::uint32_t>(there.text().size()))}, {"newText", text}}};
    }
    Json row = {{"title", action.title + (action.is_safe ? "" : " (may change what was meant)")},
                {"kind", "quickfix"},
                {"edit", {{"changes", std::move(changes)}}}};
    if (action.is_safe) row["isPreferred"] = true;
    for (const assist::Told& told : root.manifests.told(name)) {
      if (told.code != action.rule || told.begin != action.begin) continue;
      row["diagnostics"] = Json::array({manifest_diagnostic(told, at)});
    }
    result.push_back(std::move(row));
  }
  if (name.ends_with(".json")) return result;  // has no comments
  for (const assist::Told& told : root.manifests.told(name)) {
    if (!told.is_finding || told.begin > end || begin > told.end) continue;
    const auto waiver = root.manifests.waiver(name, told);
    const Json edit = {{"range", at.range(waiver.at, waiver.at)}, {"newText", waiver.text}};
    result.push_back({{"title", "allow `" + told.code + "` here, with a reason"},
                      {"kind", "quickfix"},
                      {"diagnostics", Json::array({manifest_diagnostic(told, at)})},
                      {"edit", {{"changes", {{uri_of(name), Json::array({edit})}}}}}});
  }
  return result;
}

}  // namespace meshplay::lsp
