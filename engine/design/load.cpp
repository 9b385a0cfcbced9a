#include <unordered_map>

#include "engine/design/components.h"
#include "engine/design/design.h"
#include "engine/design/files.h"
#include "engine/design/read_all.h"

namespace meshplay::design {

namespace {

// What came of one file, kept for the paths that lead to it again.
struct FileOutcome {
  std::uint32_t documents = 0;
  std::uint32_t components = 0;  // repeated ones too
  bool failed = false;
};

class Loader {
 public:
  Loader(const LoadOptions& options, text::SourceSet& sources, base::Interner& interner, diag::Sink& sink)
      : options_(options),
        sources_(sources),
        interner_(interner),
        sink_(sink),
        reader_(options.limits.file_bytes, sink),
        finder_(design_, options, sources, interner, sink) {}

  Design run(const std::vector<std::string>& paths) {
    for (const std::string& path : paths) {
      if (path == "-") {
        load_standard_input();
      } else {
        load_path(path);
      }
    }
    finder_.finish();
    return std::move(design_);
  }

  Design run_texts(const std::vector<DesignText>& texts) {
    for (const DesignText& text : texts) take(sources_.add(text.name, text.content), text.syntax);
    finder_.finish();
    return std::move(design_);
  }

 private:
  void load_path(const std::string& path) {
    const FoundFiles found = find_files(path, options_.exclude, sink_);
    const std::vector<FileOutcome> outcomes = load_files(found.paths);
    design_.counts.failed_files += found.refused;
    if (found.refused > 0 && found.paths.empty()) return;
    report_if_empty(path, outcomes, found.folder);
  }

  // The contents first, then all documents with as many threads as pay, then the components in order.
  std::vector<FileOutcome> load_files(const std::vector<std::string>& paths) {
    struct Place {
      FileOutcome* outcome = nullptr;
      std::size_t reading = 0;
      bool is_new = false;
    };
    std::vector<Place> places;
    std::vector<Reading> readings;
    const auto is_known = [&](const FileIdentity& identity) { return outcomes_.contains(identity); };
    const std::vector<ReadFile> files = reader_.read(paths, options_.threads, is_known, sources_);
    for (std::size_t i = 0; i < paths.size(); ++i) {
      const ReadFile& file = files[i];
      if (!file.identity) {
        reader_.report(file, paths[i]);
        refused_ = failed_outcome();
        places.push_back({&refused_, 0, false});
        continue;
      }
      FileOutcome& outcome = outcomes_.try_emplace(*file.identity).first->second;
      places.push_back({&outcome, readings.size(), file.outcome == ReadFile::Outcome::read});
      if (file.outcome == ReadFile::Outcome::read) {
        readings.push_back({add(paths[i], file.content), data::syntax_of(paths[i]), {}, 0, 0});
      } else if (file.outcome != ReadFile::Outcome::known) {
        reader_.report(file, paths[i]);
        outcome = failed_outcome();
      }
    }
    read_all(sources_, options_.limits, options_.threads, readings, interner_, design_.tree, sink_);
    std::vector<FileOutcome> result;
    for (const Place& place : places) {
      if (place.is_new) *place.outcome = take(readings[place.reading]);
      result.push_back(*place.outcome);
    }
    return result;
  }

  // Of what was read, or of what is to be taken for it.
  text::FileId add(const std::string& path, std::string_view content) {
    const auto replaced = options_.replaced.find(path);
    if (replaced != options_.replaced.end()) return sources_.add(path, replaced->second);
    return sources_.add_view(path, content);
  }

  FileOutcome failed_outcome() {
    ++design_.counts.failed_files;
    return {0, 0, true};
  }

  void load_standard_input() {
    if (standard_input_read_) return;
    standard_input_read_ = true;
    const bool is_replaced = options_.replaced.contains("-");
    const auto content = is_replaced ? std::string_view() : reader_.read_standard_input(sources_);
    if (!content) {
      ++design_.counts.failed_files;
      return;
    }
    const text::FileId file = add("-", *content);
    report_if_empty("-", {take(file, syntax_of_input(sources_.content(file)))}, false);
  }

  // JSON is YAML too, mostly: standard input is read as JSON only where it begins so and is free of syntax errors.
  data::Syntax syntax_of_input(std::string_view content) const {
    const std::size_t first = content.find_first_not_of(" \t\r\n");
    if (first == std::string_view::npos || (content[first] != '{' && content[first] != '[')) return data::Syntax::yaml;
    text::SourceSet sources;
    base::Interner interner;
    data::Tree tree;
    diag::Sink sink;
    const text::FileId file = sources.add("-", std::string(content));
    data::read_documents(sources, file, data::Syntax::json, options_.limits, interner, tree, sink);
    for (const diag::Diagnostic& diagnostic : sink.all()) {
      if (diagnostic.code == "json-syntax" || diagnostic.code == "yaml-template") return data::Syntax::yaml;
    }
    return data::Syntax::json;
  }

  FileOutcome take(text::FileId file, data::Syntax syntax) {
    std::vector<Reading> readings{{file, syntax, {}, 0, 0}};
    read_all(sources_, options_.limits, options_.threads, readings, interner_, design_.tree, sink_);
    return take(readings[0]);
  }

  FileOutcome take(const Reading& reading) {
    ++design_.counts.files;
    if (reading.outcome.failed) ++design_.counts.failed_files;
    return {reading.outcome.documents, finder_.take_documents(reading.first, reading.last), reading.outcome.failed};
  }

  // A check of nothing is told apart from a check that found nothing.
  void report_if_empty(const std::string& path, const std::vector<FileOutcome>& outcomes, bool folder) {
    std::uint32_t documents = 0;
    bool all_failed = !outcomes.empty();
    for (const FileOutcome& outcome : outcomes) {
      if (outcome.components > 0) return;
      documents += outcome.documents;
      all_failed = all_failed && outcome.failed;
    }
    if (all_failed) return;  // said already
    if (folder && outcomes.empty()) {
      sink_.report("nothing-checked", {}, {path, "no file in it ends in .yaml, .yml or .json"});
    } else if (documents == 0) {
      sink_.report("nothing-checked", {}, {path, folder ? "its files hold no document" : "it holds no document"});
    } else {
      sink_.report("nothing-checked", {}, {path, "none of its documents is a component"}).help =
          "a component has `apiVersion`, `kind` and `metadata.name`";
    }
  }

  const LoadOptions& options_;
  text::SourceSet& sources_;
  base::Interner& interner_;
  diag::Sink& sink_;
  Design design_;
  FileReader reader_;
  ComponentFinder finder_;
  std::unordered_map<FileIdentity, FileOutcome, FileIdentityHash> outcomes_;
  FileOutcome refused_;
  bool standard_input_read_ = false;
};

}  // namespace

Design load(const std::vector<std::string>& paths, const LoadOptions& options, text::SourceSet& sources,
            base::Interner& interner, diag::Sink& sink) {
  return Loader(options, sources, interner, sink).run(paths);
}

Design load_text(const std::string& name, const std::string& content, data::Syntax syntax, const LoadOptions& options,
                 text::SourceSet& sources, base::Interner& interner, diag::Sink& sink) {
  return load_texts({{name, content, syntax}}, options, sources, interner, sink);
}

Design load_texts(const std::vector<DesignText>& texts, const LoadOptions& options, text::SourceSet& sources,
                  base::Interner& interner, diag::Sink& sink) {
  return Loader(options, sources, interner, sink).run_texts(texts);
}

}  // namespace meshplay::design
