// A design is the set of components found in the input: dense ids, identity, scope, and the tree they point into.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "engine/base/interner.h"
#include "engine/data/reader.h"
#include "engine/data/tree.h"
#include "engine/diag/diagnostic.h"
#include "engine/text/source.h"

namespace meshplay::design {

enum class ComponentId : std::uint32_t {};
// Dense number of a (canonical group, kind) that occurs in the design.
enum class KindId : std::uint32_t {};

struct Component {
  KindId kind{};
  base::StrId version{};  // `v1`, `v1beta1`
  base::StrId name{};     // metadata.name, else metadata.generateName
  base::StrId space{};    // effective namespace; empty for cluster-scoped kinds
  data::NodeId root{};
  data::NodeId name_node{};  // where the name stands
  text::FileId file = text::kNoFile;
  bool namespaced = true;
};

struct DesignKind {
  base::StrId name{};
  base::StrId group{};  // canonical
  bool namespaced = true;
};

struct Counts {
  std::uint32_t files = 0;  // read
  std::uint32_t documents = 0;
  std::uint32_t other = 0;  // documents that are no component (kustomization, Helm values ...)
  std::uint32_t duplicates = 0;
  std::uint32_t failed_files = 0;  // could not be read or parsed, whole or in part
};

class Design {
 public:
  data::Tree tree;
  std::vector<Component> components;  // in order of file, then of place
  std::vector<DesignKind> kinds;      // by KindId
  Counts counts;

  const Component& at(ComponentId id) const { return components[static_cast<std::uint32_t>(id)]; }
  const DesignKind& kind(ComponentId id) const { return kinds[static_cast<std::uint32_t>(at(id).kind)]; }
  // Components of a kind; in order, as index() leaves them.
  std::span<const ComponentId> of_kind(KindId kind) const;
  // `Service/default/web`, `Namespace/shop`.
  std::string id(ComponentId component, const base::Interner& interner) const;
  // Call after the last component was added.
  void index();

  // ---- once it is indexed, components may come and go

  // Takes a number that was released, if there is one.
  ComponentId enter(const Component& component);
  // It is of its kind no more; its row stays, for those who still have its number, until that is released.
  void leave(ComponentId id);
  void release(ComponentId id) { free_.push_back(id); }

 private:
  void locate();

  std::vector<std::vector<ComponentId>> by_kind_;
  std::vector<std::uint32_t> place_in_kind_;  // by ComponentId
  std::vector<ComponentId> free_;
};

struct LoadOptions {
  std::string default_namespace = "default";
  std::vector<std::string> exclude;  // globs against the path relative to the folder given, `*` `**` `?`
  data::Limits limits;
  std::size_t threads = 0;                      // for reading, at most; 0: as many as pay
  std::map<std::string, std::string> replaced;  // by path, `-` too: content that is taken for that of the file
  bool name_other_files = false;                // --verbose: a note for each document that is no component
};

// Reads files, folders (recursive, byte order of the relative path) and `-` (standard input). Everything that is
// wrong is reported into `sink`; the rest is in the design.
Design load(const std::vector<std::string>& paths, const LoadOptions& options, text::SourceSet& sources,
            base::Interner& interner, diag::Sink& sink);

struct DesignText {
  std::string name;
  std::string content;
  data::Syntax syntax = data::Syntax::yaml;
};

// Texts that are already in memory.
Design load_texts(const std::vector<DesignText>& texts, const LoadOptions& options, text::SourceSet& sources,
                  base::Interner& interner, diag::Sink& sink);
Design load_text(const std::string& name, const std::string& content, data::Syntax syntax, const LoadOptions& options,
                 text::SourceSet& sources, base::Interner& interner, diag::Sink& sink);

}  // namespace meshplay::design
