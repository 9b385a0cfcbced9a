#include "engine/design/read_all.h"

#include <algorithm>
#include <exception>
#include <memory>
#include <span>
#include <system_error>
#include <thread>

namespace meshplay::design {

namespace {

// Room for the nodes of so many bytes, so that they are not moved again and again. Manifests have about one node in 12
// bytes; memory that nothing is written to costs nothing. Grows at least twofold: there may be many paths.
void make_room(data::Tree& tree, std::size_t bytes) {
  const std::size_t wanted = tree.nodes.size() + bytes / 8;
  if (wanted > tree.nodes.capacity()) tree.nodes.reserve(std::max(wanted, tree.nodes.capacity() * 2));
}

void read_some(const text::SourceSet& sources, const data::Limits& limits, std::span<Reading> readings,
               base::Interner& interner, data::Tree& tree, diag::Sink& sink) {
  for (Reading& reading : readings) {
    reading.first = tree.documents.size();
    reading.outcome = data::read_documents(sources, reading.file, reading.syntax, limits, interner, tree, sink);
    reading.last = tree.documents.size();
  }
}

// What one thread reads, apart from the others.
struct Part {
  std::span<Reading> readings;
  base::Interner interner;
  data::Tree tree;
  diag::Sink sink;
  std::exception_ptr defect;
  std::thread thread;
};

std::size_t bytes_of(const text::SourceSet& sources, std::span<const Reading> readings) {
  std::size_t bytes = 0;
  for (const Reading& reading : readings) bytes += sources.content(reading.file).size();
  return bytes;
}

void merge(Part& part, base::Interner& interner, data::Tree& tree, diag::Sink& sink) {
  std::vector<base::StrId> ids(part.interner.size());
  for (std::uint32_t i = 0; i < ids.size(); ++i) ids[i] = interner.intern(part.interner.text(base::StrId{i}));
  const auto first_node = static_cast<std::uint32_t>(tree.nodes.size());
  const std::size_t first_document = tree.documents.size();
  for (data::Node node : part.tree.nodes) {
    node.text = ids[static_cast<std::uint32_t>(node.text)];
    tree.nodes.push_back(node);
  }
  for (data::Document document : part.tree.documents) {
    document.root = data::NodeId{static_cast<std::uint32_t>(document.root) + first_node};
    tree.documents.push_back(document);
  }
  for (Reading& reading : part.readings) {
    reading.first += first_document;
    reading.last += first_document;
  }
  for (const diag::Diagnostic& diagnostic : part.sink.all()) sink.take(diagnostic);
}

// Consecutive readings of about equal numbers of bytes.
std::vector<std::span<Reading>> split(const text::SourceSet& sources, std::span<Reading> readings, std::size_t parts,
                                      std::size_t bytes) {
  std::vector<std::span<Reading>> result;
  std::size_t begin = 0;
  std::size_t taken = 0;
  for (std::size_t i = 0; i < readings.size(); ++i) {
    taken += sources.content(readings[i].file).size();
    if (taken * parts < bytes * (result.size() + 1) && i + 1 < readings.size()) continue;
    result.push_back(readings.subspan(begin, i + 1 - begin));
    begin = i + 1;
  }
  return result;
}

}  // namespace

void read_all(const text::SourceSet& sources, const data::Limits& limits, std::vector<Reading>& readings,
              base::Interner& interner, data::Tree& tree, diag::Sink& sink) {
  constexpr std::size_t kBytesThatPay = std::size_t{256} << 10;  // a thread costs as much as reading some KiB
  constexpr std::size_t kMaxThreads = 8;
  const std::size_t bytes = bytes_of(sources, readings);
  make_room(tree, bytes);
  const std::size_t threads = std::min({std::size_t{std::max(1U, std::thread::hardware_concurrency())}, kMaxThreads,
                                        bytes / kBytesThatPay, readings.size()});
  if (threads < 2) {
    read_some(sources, limits, readings, interner, tree, sink);
    return;
  }
  const auto spans = split(sources, readings, threads, bytes);
  std::vector<std::unique_ptr<Part>> parts;
  for (std::size_t i = 1; i < spans.size(); ++i) {
    Part& part = *parts.emplace_back(std::make_unique<Part>());
    part.readings = spans[i];
    make_room(part.tree, bytes_of(sources, spans[i]));
    const auto read = [&] {
      try {
        read_some(sources, limits, part.readings, part.interner, part.tree, part.sink);
      } catch (...) {
        part.defect = std::current_exception();
      }
    };
    try {
      part.thread = std::thread(read);
    } catch (const std::system_error&) {  // the system gives no more threads
      read();
    }
  }
  std::exception_ptr defect;
  try {
    read_some(sources, limits, spans[0], interner, tree, sink);
  } catch (...) {
    defect = std::current_exception();
  }
  for (const auto& part : parts) {
    if (part->thread.joinable()) part->thread.join();
    if (part->defect != nullptr && defect == nullptr) defect = part->defect;
  }
  if (defect != nullptr) std::rethrow_exception(defect);
  for (const auto& part : parts) merge(*part, interner, tree, sink);
}

}  // namespace meshplay::design
