// Finds the components in documents, and when all documents are there gives each its namespace and its identity.
#pragma once

#include <cstdint>
#include <unordered_map>
#include <vector>

#include "engine/design/design.h"

namespace meshplay::design {

class ComponentFinder {
 public:
  ComponentFinder(Design& design, const LoadOptions& options, const text::SourceSet& sources, base::Interner& interner,
                  diag::Sink& sink);

  // Takes the documents [first, last) of the tree. Returns how many components they hold.
  std::uint32_t take_documents(std::size_t first, std::size_t last);
  // Scopes, namespaces and identities; the later of two components of one identity is left out.
  void finish();

 private:
  // What a document says that it is. Items of a typed list may leave it to the list.
  struct Claim {
    base::StrId api_version{};
    base::StrId kind{};
  };
  struct Item {
    data::NodeId root{};
    Claim inherited;
  };
  struct KindEntry {
    KindId id{};
    base::StrId version{};
  };
  struct Names {
    explicit Names(base::Interner& interner);
    base::StrId api_version, kind, metadata, name, generate_name, space, items, spec, group, names, scope, cluster,
        definition_kind, definition_group;
  };

  void take(const Item& item, text::FileId file);
  bool open_list(const Item& item, Claim claim);
  void add_component(const Item& item, Claim claim, data::NodeId name_node, data::NodeId metadata, text::FileId file);
  void take_definition(data::NodeId root);
  void note_other(data::NodeId root, text::FileId file);
  KindEntry kind_of(Claim claim);
  void fix_scopes();
  void drop_repeated();

  base::StrId text_at(data::NodeId mapping, base::StrId key) const;
  data::NodeId present(data::NodeId mapping, base::StrId key) const;
  bool is_text(data::NodeId node, std::string_view path, text::FileId file);
  text::Span span(text::FileId file, data::NodeId node) const;

  Design& design_;
  const LoadOptions& options_;
  const text::SourceSet& sources_;
  base::Interner& interner_;
  diag::Sink& sink_;
  Names names_;
  std::vector<Item> items_;                                    // still to take, last first
  std::unordered_map<std::uint64_t, KindEntry> kind_entries_;  // by apiVersion and kind
  std::unordered_map<std::uint64_t, KindId> kind_ids_;         // by canonical group and kind
  std::unordered_map<std::uint64_t, bool> defined_;            // by group and kind: namespaced
  std::vector<char> known_scope_;                              // by KindId
};

}  // namespace meshplay::design
