#include "cli/rule_site.h"

#include <algorithm>
#include <set>

#include "cli/markdown.h"
#include "engine/diag/render_json.h"

namespace meshplay::cli {

namespace {

constexpr std::size_t kMostExamples = 4;

bool is_check(const driver::RulePage& page) {
  return page.info.kind != driver::RuleKind::relationship && page.info.kind != driver::RuleKind::define;
}

// What the examples of a rule are called.
std::string_view held_title(const driver::RulePage& page) { return is_check(page) ? "Avoid" : "Holds"; }
std::string_view absent_title(const driver::RulePage& page) { return is_check(page) ? "Prefer" : "Does not hold"; }

std::string fence(std::string_view text, std::string_view language) {
  std::string ticks = "```";
  while (text.find(ticks) != std::string_view::npos) ticks += '`';
  return ticks + std::string(language) + "\n" + std::string(text) + (text.ends_with('\n') ? "" : "\n") + ticks + "\n";
}

std::string list_of(const std::vector<std::string>& words) {
  std::string result;
  for (const std::string& word : words) result += (result.empty() ? "`" : ", `") + word + "`";
  return result;
}

// A cell of a table is one line.
std::string cell(std::string_view text) {
  std::string result;
  for (const char c : text) {
    if (c == '|') result += '\\';
    result += c == '\n' ? ' ' : c;
  }
  return result;
}

void add_examples(std::string_view title, const std::vector<driver::RuleExample>& examples, std::string& out) {
  if (examples.empty()) return;
  out += "\n### " + std::string(title) + "\n";
  for (std::size_t i = 0; i < std::min(examples.size(), kMostExamples); ++i) {
    const driver::RuleExample& example = examples[i];
    out += "\n" + example.title + "\n\n";
    if (!example.manifest.empty()) {
      out += fence(example.manifest, example.is_json ? "json" : "yaml");
    } else if (!example.file.empty()) {
      out += "`" + example.file + "`\n";
    }
  }
}

std::string link(const std::string& name, const std::set<std::string>& known) {
  if (!known.contains(name)) return "<code>" + escape_html(name) + "</code>";
  return "<a href=\"" + escape_html(name) + ".html\"><code>" + escape_html(name) + "</code></a>";
}

constexpr std::string_view kStyle = R"css(:root {
  color-scheme: light dark;
  --back: #ffffff; --front: #1c2128; --soft: #57606a; --line: #d8dee4; --panel: #f6f8fa; --link: #0a58ca;
  --deny: #b42318; --warn: #9a5b00; --advise: #0b6b8a; --relation: #4b3fa7;
}
:root[data-theme="dark"] {
  color-scheme: dark;
  --back: #14181d; --front: #e6e9ed; --soft: #9aa4b0; --line: #2c333b; --panel: #1c2229; --link: #7fb2ff;
  --deny: #ff8a7a; --warn: #f0b35a; --advise: #6cc7e0; --relation: #b3a8ff;
}
@media (prefers-color-scheme: dark) {
  :root:not([data-theme="light"]) {
    --back: #14181d; --front: #e6e9ed; --soft: #9aa4b0; --line: #2c333b; --panel: #1c2229; --link: #7fb2ff;
    --deny: #ff8a7a; --warn: #f0b35a; --advise: #6cc7e0; --relation: #b3a8ff;
  }
}
:root[data-theme="light"] { color-scheme: light; }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1.5rem 1rem 4rem; max-width: 60rem; background: var(--back); color: var(--front);
  font: 16px/1.55 system-ui, sans-serif; }
header { display: flex; gap: 1rem; align-items: baseline; flex-wrap: wrap; }
header h1 { font-size: 1.6rem; margin: 0; overflow-wrap: anywhere; }
header button { margin-left: auto; }
h2 { font-size: 1.15rem; margin: 2rem 0 .5rem; border-bottom: 1px solid var(--line); }
a { color: var(--link); }
code, pre { font: .9em/1.5 ui-monospace, monospace; }
pre { background: var(--panel); border: 1px solid var(--line); border-radius: 6px; padding: .7rem .9rem; overflow-x: auto; }
button, input, select { font: inherit; color: inherit; background: var(--panel); border: 1px solid var(--line);
  border-radius: 6px; padding: .35rem .6rem; }
:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
.find { display: flex; gap: .5rem; margin: 1rem 0; flex-wrap: wrap; }
.find input { flex: 1 1 16rem; }
.rules { list-style: none; padding: 0; margin: 0; }
.rules li { padding: .5rem 0; border-bottom: 1px solid var(--line); }
.rules li p { margin: .1rem 0 0; color: var(--soft); }
.badge { font-size: .8rem; border: 1px solid currentColor; border-radius: 999px; padding: 0 .55rem; white-space: nowrap; }
.deny { color: var(--deny); } .warn { color: var(--warn); } .advise { color: var(--advise); }
.relationship, .define { color: var(--relation); }
.soft { color: var(--soft); }
)css";

constexpr std::string_view kThemeScript = R"js((function () {
  var root = document.documentElement, kept = null;
  try { kept = localStorage.getItem("theme"); } catch (e) {}
  if (kept) root.dataset.theme = kept;
  addEventListener("DOMContentLoaded", function () {
    document.getElementById("theme").addEventListener("click", function () {
      var dark = getComputedStyle(root).colorScheme === "dark" ||
        (!root.dataset.theme && matchMedia("(prefers-color-scheme: dark)").matches);
      root.dataset.theme = dark ? "light" : "dark";
      try { localStorage.setItem("theme", root.dataset.theme); } catch (e) {}
    });
  });
})();
)js";

constexpr std::string_view kSearchScript = R"js(addEventListener("DOMContentLoaded", function () {
  var find = document.getElementById("find"), kind = document.getElementById("kind");
  var count = document.getElementById("count");
  var items = Array.prototype.slice.call(document.querySelectorAll(".rules li"));
  function show() {
    var words = find.value.toLowerCase().split(/\s+/).filter(Boolean), shown = 0;
    items.forEach(function (item, i) {
      var text = RULE_TEXTS[i];
      var fits = (!kind.value || item.dataset.kind === kind.value) &&
        words.every(function (word) { return text.indexOf(word) >= 0; });
      item.hidden = !fits;
      if (fits) shown++;
    });
    count.textContent = shown + " of " + items.length;
    history.replaceState(null, "", find.value ? "#" + encodeURIComponent(find.value) : location.pathname);
  }
  find.value = decodeURIComponent(location.hash.slice(1));
  find.addEventListener("input", show);
  kind.addEventListener("change", show);
  show();
});
)js";

std::string page_frame(const std::string& title, const std::string& up, const std::string& body) {
  return "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
         "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
         "<meta name=\"generator\" content=\"meshplay\">\n<title>" +
         escape_html(title) + "</title>\n<link rel=\"stylesheet\" href=\"" + up + "style.css\">\n<script src=\"" + up +
         "theme.js\"></script>\n</head>\n<body>\n" + body + "</body>\n</html>\n";
}

std::string badge(const driver::RulePage& page) {
  const std::string kind(driver::name(page.info.kind));
  return "<span class=\"badge " + kind + "\">" + kind + "</span>";
}

std::string html_examples(std::string_view title, const std::vector<driver::RuleExample>& examples) {
  if (examples.empty()) return {};
  std::string html = "<h2>" + std::string(title) + "</h2>\n";
  for (std::size_t i = 0; i < std::min(examples.size(), kMostExamples); ++i) {
    const driver::RuleExample& example = examples[i];
    html += "<p>" + escape_html(example.title) + "</p>\n";
    if (!example.manifest.empty()) {
      html += "<pre><code>" + escape_html(example.manifest) + "</code></pre>\n";
    } else if (!example.file.empty()) {
      html += "<p><code>" + escape_html(example.file) + "</code></p>\n";
    }
  }
  return html;
}

std::string html_page(const driver::RulePage& page, const std::string& site, const std::set<std::string>& known) {
  const driver::RuleInfo& info = page.info;
  std::string body = "<header><h1>" + escape_html(info.name) + "</h1> " + badge(page);
  for (const std::string* part : {&info.taxonomy, &info.category}) {
    if (!part->empty()) body += " <span class=\"soft\">" + escape_html(*part) + "</span>";
  }
  body += "<button id=\"theme\" type=\"button\">Light or dark</button></header>\n<p><a href=\"../index.html\">" +
          escape_html(site) + "</a></p>\n<main>\n";
  if (!info.doc.empty()) body += "<h2>Why</h2>\n" + html_of_markdown(info.doc);
  body += html_examples(held_title(page), page.avoid) + html_examples(absent_title(page), page.prefer);
  if (!info.params.empty()) {
    body += "<h2>Params</h2>\n<ul>\n";
    for (const std::string& param : info.params) body += "<li><code>" + escape_html(param) + "</code></li>\n";
    body += "</ul>\n";
  }
  const auto links = [&](std::string_view title, const std::vector<std::string>& names) {
    if (names.empty()) return;
    body += "<h2>" + std::string(title) + "</h2>\n<ul>\n";
    for (const std::string& name : names) body += "<li>" + link(name, known) + "</li>\n";
    body += "</ul>\n";
  };
  links("Uses", page.uses);
  links("Used by", page.used_by);
  body += "<h2>Source</h2>\n<p class=\"soft\">" + escape_html(page.file) + ":" + std::to_string(page.line) +
          "</p>\n<pre><code>" + escape_html(page.source) + "</code></pre>\n";
  if (info.docs.starts_with("https://") || info.docs.starts_with("http://")) {
    body += "<p><a href=\"" + escape_html(info.docs) + "\">" + escape_html(info.docs) + "</a></p>\n";
  }
  return page_frame(info.name + " - " + site, "../", body + "</main>\n");
}

std::string lower(std::string text) {
  for (char& c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return text;
}

std::string html_index(const std::vector<driver::RulePage>& pages, const std::string& title) {
  std::string body = "<header><h1>" + escape_html(title) +
                     "</h1><button id=\"theme\" type=\"button\">Light or dark</button></header>\n<main>\n"
                     "<div class=\"find\"><input id=\"find\" type=\"search\" placeholder=\"Find a rule\" "
                     "aria-label=\"Find a rule\" autofocus>\n<select id=\"kind\" aria-label=\"Kind of rule\">"
                     "<option value=\"\">all kinds</option>";
  std::set<std::string> kinds;
  for (const driver::RulePage& page : pages) kinds.insert(std::string(driver::name(page.info.kind)));
  for (const std::string& kind : kinds) body += "<option>" + kind + "</option>";
  body += "</select> <output id=\"count\" class=\"soft\"></output></div>\n<ul class=\"rules\">\n";
  for (const driver::RulePage& page : pages) {
    body += "<li data-kind=\"" + std::string(driver::name(page.info.kind)) + "\"><a href=\"rules/" +
            escape_html(page.info.name) + ".html\"><code>" + escape_html(page.info.name) + "</code></a> " +
            badge(page) + "<p>" + escape_html(page.info.summary) + "</p></li>\n";
  }
  body += "</ul>\n</main>\n<script src=\"search.js\"></script>\n";
  return page_frame(title, "", body);
}

// What is searched of each rule, in the order of the list.
std::string search_texts(const std::vector<driver::RulePage>& pages) {
  std::string texts = "var RULE_TEXTS = ";
  diag::JsonWriter json(texts, diag::Layout::compact);
  json.begin_array();
  for (const driver::RulePage& page : pages) {
    std::string text = page.info.name + " " + page.info.category + " " + page.info.taxonomy + " " + page.info.doc;
    for (const std::string& tag : page.info.tags) text += " " + tag;
    json.text(lower(std::move(text)));
  }
  json.end_array();
  return texts + ";\n";
}

std::string index_table(const std::vector<driver::RulePage>& pages, const std::string& title,
                        const std::string& folder) {
  std::string out = "# " + title + "\n\n| rule | kind | what |\n|---|---|---|\n";
  for (const driver::RulePage& page : pages) {
    const std::string name = "`" + page.info.name + "`";
    out += "| " + (folder.empty() ? name : "[" + name + "](" + folder + "/" + page.info.name + ".md)") + " | " +
           std::string(driver::name(page.info.kind)) + " | " + cell(page.info.summary) + " |\n";
  }
  return out;
}

}  // namespace

std::string markdown_of(const driver::RulePage& page) {
  const driver::RuleInfo& info = page.info;
  std::string out = "## " + info.name + "\n\n`" + std::string(driver::name(info.kind)) + "`";
  for (const std::string* part : {&info.taxonomy, &info.category}) {
    if (!part->empty()) out += " `" + *part + "`";
  }
  for (const std::string& tag : info.tags) out += " `" + tag + "`";
  out += "\n";
  if (!info.doc.empty()) out += "\n" + info.doc + "\n";
  add_examples(held_title(page), page.avoid, out);
  add_examples(absent_title(page), page.prefer, out);
  if (!info.params.empty()) out += "\n### Params\n\n" + list_of(info.params) + "\n";
  if (!page.uses.empty()) out += "\n### Uses\n\n" + list_of(page.uses) + "\n";
  if (!page.used_by.empty()) out += "\n### Used by\n\n" + list_of(page.used_by) + "\n";
  out += "\n### Source\n\n" + page.file + ":" + std::to_string(page.line) + "\n\n" + fence(page.source, "");
  if (!info.docs.empty()) out += "\n<" + info.docs + ">\n";
  return out;
}

std::string markdown_of(const std::vector<driver::RulePage>& pages, const std::string& title) {
  std::string out = index_table(pages, title, "");
  for (const driver::RulePage& page : pages) out += "\n" + markdown_of(page);
  return out;
}

std::map<std::string, std::string> markdown_files(const std::vector<driver::RulePage>& pages,
                                                  const std::string& title) {
  std::map<std::string, std::string> files;
  files["README.md"] = index_table(pages, title, "rules");
  for (const driver::RulePage& page : pages) files["rules/" + page.info.name + ".md"] = markdown_of(page);
  return files;
}

std::map<std::string, std::string> html_files(const std::vector<driver::RulePage>& pages, const std::string& title) {
  std::set<std::string> known;
  for (const driver::RulePage& page : pages) known.insert(page.info.name);
  std::map<std::string, std::string> files;
  files["index.html"] = html_index(pages, title);
  files["style.css"] = kStyle;
  files["theme.js"] = kThemeScript;
  files["search.js"] = search_texts(pages) + std::string(kSearchScript);
  for (const driver::RulePage& page : pages) files["rules/" + page.info.name + ".html"] = html_page(page, title, known);
  return files;
}

}  // namespace meshplay::cli
