// The components of documents that come, go and change, as a design with numbers that stay: a component keeps its
// number as long as some document has its identity. Where several have it, the first one counts, by name of the
// document and then by place.
//
// Nodes of a component are its own: their bytes are counted from the first one of the component, so text that moves
// changes nothing.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "engine/design/design.h"

namespace meshplay::live {

using design::ComponentId;

struct Edit {
  std::string document;
  std::optional<std::string> content;  // none: the document is gone
  data::Syntax syntax = data::Syntax::yaml;
};

struct Problem {
  std::string document;
  diag::Diagnostic diagnostic;  // its spans are of the document, whatever file they name
};

// One step from the design as it was to the design as it is.
struct Step {
  enum class Kind : std::uint8_t { enter, change, leave };
  Kind kind = Kind::enter;
  ComponentId component{};  // enter: once it is done
  std::uint32_t holding = 0;
};

class Documents {
 public:
  Documents(base::Interner& interner, const design::LoadOptions& options);

  const design::Design& design() const { return design_; }
  std::size_t size() const { return documents_.size(); }
  std::size_t components() const { return active_; }

  // Reads the documents anew. The design is as it was until each step is done, in their order.
  std::vector<Step> read(const std::vector<Edit>& edits, std::vector<Problem>& problems);
  void perform(Step& step);
  // Once all is done: the numbers of components that left, and their nodes, may be given to others.
  void finish();
  // Makes room for a quarter more, so that it is rare that an edit has to move everything.
  void reserve();

  // Once a change is finished: marks the texts that components and kinds have, and gives them the ids that they have
  // now.
  void mark_texts(std::vector<bool>& kept);
  void renumber_texts(const std::vector<base::StrId>& now);

  // `Service/shop/web`; also of one that left, until the end of the change.
  std::string id(ComponentId component) const;
  // Which document has it, and where in it the component begins, in bytes.
  std::string_view document(ComponentId component) const;
  std::uint32_t begin(ComponentId component) const;
  // Whether the node is one of the component's.
  bool holds(ComponentId component, data::NodeId node) const;
  std::optional<ComponentId> holder(data::NodeId node) const;
  // Nodes that are there, and that are kept for others to come.
  std::size_t nodes() const { return design_.tree.nodes.size() - free_nodes_; }
  std::size_t free_nodes() const { return free_nodes_; }

 private:
  static constexpr std::uint32_t kNobody = 0xffffffffU;

  // A component as a document has it; of those with one identity the first is in the design.
  struct Holding {
    design::Component row;
    std::uint32_t nodes = 0;
    std::uint32_t begin = 0;
    std::uint32_t place = 0;  // among those of its document
    const std::string* document = nullptr;
  };
  struct Identity {
    std::uint32_t kind = 0;
    base::StrId space{};
    base::StrId name{};
    bool operator==(const Identity&) const = default;
  };
  struct IdentityHash {
    std::size_t operator()(const Identity& identity) const;
  };
  struct Claim {
    ComponentId component{};
    std::vector<std::uint32_t> holdings;  // the first is in the design
    std::uint32_t before = kNobody;       // which was, when reading began
    bool is_touched = false;
  };
  struct Left {
    ComponentId component{};
    design::Component row;  // as it was
    std::uint32_t holding = 0;
  };

  template <typename F>
  void for_each_text(F&& f);
  std::uint32_t keep(const design::Component& row, const data::Tree& tree, const std::string& document,
                     std::uint32_t place);
  bool same_nodes(const Holding& one, const Holding& other) const;
  void read_one(const Edit& edit, std::vector<Problem>& problems);
  Claim& touched(const Holding& holding);
  void claim(std::uint32_t holding);
  void unclaim(std::uint32_t holding);
  void release_nodes(const Holding& holding);
  bool is_definition(const Holding& holding) const;
  base::StrId space_of(const design::Component& row) const;
  data::NodeId find(data::NodeId from, std::initializer_list<std::string_view> path) const;
  std::uint32_t allocate(std::uint32_t count);
  design::KindId kind_of(const design::DesignKind& kind);
  void rescope();
  Identity identity_of(const Holding& holding) const;

  base::Interner& interner_;
  design::LoadOptions options_;
  design::Design design_;
  std::map<std::string, std::vector<std::uint32_t>> documents_;
  std::vector<Holding> holdings_;
  std::vector<std::uint32_t> free_holdings_;
  std::unordered_map<Identity, Claim, IdentityHash> claims_;
  std::vector<Identity> touched_;                            // claims to look at
  std::vector<std::uint32_t> holding_of_;                    // by ComponentId
  std::unordered_map<std::uint64_t, design::KindId> kinds_;  // by group and name
  std::vector<bool> is_scope_known_;                         // by KindId
  std::vector<std::uint32_t> dropped_;                       // holdings to forget at the end
  std::vector<Left> left_;
  std::vector<std::string> emptied_;  // documents without a component, whose names holdings may still point to
  std::vector<std::vector<std::uint32_t>> free_ranges_;  // of nodes, by size class
  std::size_t free_nodes_ = 0;
  std::size_t active_ = 0;
  bool definitions_changed_ = false;
};

}  // namespace meshplay::live
