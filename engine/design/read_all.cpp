#include "engine/design/read_all.h"

#include <algorithm>
#include <memory>
#include <optional>

#include "engine/data/common_yaml.h"
#include "engine/design/parallel.h"

namespace meshplay::design {

namespace {

// Room for the nodes of so many bytes, so that they are not moved again and again. Manifests have one node in 6 to 11
// bytes; memory that nothing is written to costs nothing. Grows at least twofold: there may be many paths.
void make_room(data::Tree& tree, std::size_t bytes) {
  const std::size_t wanted = tree.nodes.size() + bytes / 5;
  if (wanted > tree.nodes.capacity()) tree.nodes.reserve(std::max(wanted, tree.nodes.capacity() * 2));
}

// A file, or a piece of one that is large.
struct Slice {
  std::size_t reading = 0;
  std::size_t begin = 0;
  std::size_t end = 0;
  bool whole = true;
  data::ReadOutcome outcome;                  // of a whole file
  std::optional<data::PieceOutcome> piece{};  // absent: the piece is not for the reader of pieces
  std::size_t first = 0;                      // documents [first, last) of its part
  std::size_t last = 0;
};

// What one thread reads, apart from the others: slices that follow each other. The first part goes where all belongs.
struct Part {
  std::vector<Slice> slices;
  std::size_t bytes = 0;
  std::optional<base::Interner> own_interner;
  data::Tree own_tree;
  diag::Sink sink;
  std::vector<base::StrId> ids;    // of its texts among all texts
  std::uint32_t first_node = 0;    // where its nodes belong among all nodes
  std::size_t first_document = 0;  // and its documents
};

enum class Pieces : std::uint8_t { allowed, none };

class ReadAll {
 public:
  ReadAll(const text::SourceSet& sources, const data::Limits& limits, std::vector<Reading>& readings,
          base::Interner& interner, data::Tree& tree, diag::Sink& sink)
      : sources_(sources),
        limits_(limits),
        readings_(readings),
        interner_(interner),
        tree_(tree),
        sink_(sink),
        nodes_before_(tree.nodes.size()),
        documents_before_(tree.documents.size()) {}

  void run(std::size_t threads) {
    constexpr std::size_t kBytesThatPay = std::size_t{256} << 10;  // a thread costs as much as reading some KiB
    for (const Reading& reading : readings_) bytes_ += content(reading).size();
    make_room(tree_, bytes_);
    threads = threads_for(bytes_, kBytesThatPay, threads);
    if (threads == 1) {
      read_alone();
      return;
    }
    for (const Pieces pieces : {Pieces::allowed, Pieces::none}) {
      split(threads, pieces);
      in_parallel(parts_.size(), [&](std::size_t i) { read(*parts_[i], i == 0); });
      if (are_pieces_good()) break;
      // Some piece was not as it must be: then the file is read as a whole. What the first part read is read again, and
      // gets the same numbers again.
      tree_.nodes.resize(nodes_before_);
      tree_.documents.resize(documents_before_);
      parts_.clear();
    }
    join();
  }

 private:
  std::string_view content(const Reading& reading) const { return sources_.content(reading.file); }

  void read_alone() {
    data::RecentTexts texts(interner_);
    for (Reading& reading : readings_) {
      reading.first = tree_.documents.size();
      reading.outcome = data::read_documents(sources_, reading.file, reading.syntax, limits_, texts, tree_, sink_);
      reading.last = tree_.documents.size();
    }
  }

  // Consecutive slices of about equal numbers of bytes.
  void split(std::size_t threads, Pieces pieces) {
    std::size_t taken = 0;
    std::size_t part_ends = 0;  // where the last part is to end, in bytes of all
    for (std::size_t i = 0; i < readings_.size(); ++i) {
      const std::string_view text = content(readings_[i]);
      std::optional<bool> cut_allowed;
      std::size_t begin = 0;
      do {
        if (parts_.empty() || (taken >= part_ends && taken < bytes_)) {
          parts_.push_back(std::make_unique<Part>());
          part_ends = std::max(bytes_ * (taken * threads / bytes_ + 1) / threads, taken + 1);
        }
        std::size_t end = text.size();
        if (taken + (end - begin) > part_ends) {
          if (!cut_allowed) cut_allowed = pieces == Pieces::allowed && may_be_cut(readings_[i], bytes_ / threads);
          if (*cut_allowed) end = data::next_cut(text, begin + (part_ends - taken));
        }
        Part& part = *parts_.back();
        part.slices.push_back({i, begin, end, begin == 0 && end == text.size(), {}, {}, 0, 0});
        part.bytes += end - begin;
        taken += end - begin;
        begin = end;
      } while (begin < text.size());
    }
  }

  // Only where one thread would else have much more to read than the others.
  bool may_be_cut(const Reading& reading, std::size_t bytes_of_part) const {
    const std::string_view text = content(reading);
    return reading.syntax == data::Syntax::yaml && text.size() > bytes_of_part / 8 &&
           text.size() <= limits_.file_bytes && data::has_common_bytes_only(text);
  }

  void read(Part& part, bool first) {
    if (!first) {
      part.own_interner.emplace();
      make_room(part.own_tree, part.bytes);
    }
    data::RecentTexts texts(first ? interner_ : *part.own_interner);
    data::Tree& tree = first ? tree_ : part.own_tree;
    for (Slice& slice : part.slices) {
      const Reading& reading = readings_[slice.reading];
      slice.first = tree.documents.size();
      if (slice.whole) {
        slice.outcome = data::read_documents(sources_, reading.file, reading.syntax, limits_, texts, tree, part.sink);
      } else {
        slice.piece =
            data::read_common_piece(reading.file, content(reading), slice.begin, slice.end, limits_, texts, tree);
        if (!slice.piece) return;
      }
      slice.last = tree.documents.size();
    }
  }

  bool are_pieces_good() const {
    std::size_t reading = readings_.size();
    std::uint64_t begun = 0;
    for (const auto& part : parts_) {
      for (const Slice& slice : part->slices) {
        if (slice.whole) continue;
        if (!slice.piece) return false;
        if (slice.reading != reading) begun = 0;
        reading = slice.reading;
        begun += slice.piece->begun;
        if (begun > limits_.documents_in_file) return false;
      }
    }
    return true;
  }

  void join() {
    std::size_t documents = tree_.documents.size();
    std::size_t nodes = tree_.nodes.size();
    const std::size_t first_node = nodes;
    for (std::size_t i = 1; i < parts_.size(); ++i) {
      Part& part = *parts_[i];
      part.first_document = documents;
      part.first_node = static_cast<std::uint32_t>(nodes);
      documents += part.own_tree.documents.size();
      nodes += part.own_tree.nodes.size();
      number_texts(part);
    }
    tree_.nodes.extend(nodes - first_node);
    in_parallel(parts_.size(), [&](std::size_t i) {
      const std::size_t all = nodes - first_node;
      place_nodes(first_node + all * i / parts_.size(), first_node + all * (i + 1) / parts_.size());
    });
    for (const auto& part : parts_) place_documents(*part);
  }

  void number_texts(Part& part) {
    part.ids.resize(part.own_interner->size());
    for (std::uint32_t i = 0; i < part.ids.size(); ++i) {
      part.ids[i] = interner_.intern(part.own_interner->text(base::StrId{i}));
    }
  }

  // Fills the nodes [begin, end) of the tree from those of the parts.
  void place_nodes(std::size_t begin, std::size_t end) {
    for (std::size_t i = 1; i < parts_.size(); ++i) {
      const Part& part = *parts_[i];
      const data::NodeArray& nodes = part.own_tree.nodes;
      const std::size_t last = std::min(end, part.first_node + nodes.size());
      for (std::size_t to = std::max<std::size_t>(begin, part.first_node); to < last; ++to) {
        data::Node node = nodes[to - part.first_node];
        node.text = part.ids[static_cast<std::uint32_t>(node.text)];
        tree_.nodes[to] = node;
      }
    }
  }

  void place_documents(Part& part) {
    for (data::Document document : part.own_tree.documents) {
      document.root = data::NodeId{static_cast<std::uint32_t>(document.root) + part.first_node};
      tree_.documents.push_back(document);
    }
    for (const Slice& slice : part.slices) {
      Reading& reading = readings_[slice.reading];
      if (slice.whole || slice.begin == 0) reading.first = slice.first + part.first_document;
      reading.last = slice.last + part.first_document;
      if (slice.whole) {
        reading.outcome = slice.outcome;
      } else {
        reading.outcome = {static_cast<std::uint32_t>(reading.last - reading.first), false};
      }
    }
    for (const diag::Diagnostic& diagnostic : part.sink.all()) sink_.take(diagnostic);
  }

  const text::SourceSet& sources_;
  const data::Limits& limits_;
  std::vector<Reading>& readings_;
  base::Interner& interner_;
  data::Tree& tree_;
  diag::Sink& sink_;
  std::size_t nodes_before_;
  std::size_t documents_before_;
  std::size_t bytes_ = 0;
  std::vector<std::unique_ptr<Part>> parts_;
};

}  // namespace

void read_all(const text::SourceSet& sources, const data::Limits& limits, std::size_t threads,
              std::vector<Reading>& readings, base::Interner& interner, data::Tree& tree, diag::Sink& sink) {
  ReadAll(sources, limits, readings, interner, tree, sink).run(threads);
}

}  // namespace meshplay::design
