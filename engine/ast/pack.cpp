#include "engine/ast/pack.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <optional>
#include <type_traits>

#include "engine/base/ensure.h"
#include "engine/base/hash.h"

namespace meshplay::ast {

namespace {

constexpr std::array<char, 8> kMagic = {'m', 'e', 's', 'h', 'p', 'a', 'c', 'k'};
constexpr std::uint32_t kFormat = 1;
// Deeper trees are not read: those who walk a tree recurse.
constexpr std::uint16_t kMaxDepth = 10'000;

// After it: the lengths of the texts, then for each file a FileHeader; then all nodes, all children; then the bytes of
// the texts, of the files' names and of their contents.
struct Header {
  std::array<char, 8> magic = kMagic;
  std::uint32_t format = kFormat;
  std::uint32_t shape = kNodeKinds << 16U | kOps << 8U | sizeof(Node);
  std::uint64_t hash = 0;  // of all bytes behind the header
  std::uint32_t texts = 0;
  std::uint32_t files = 0;
};

struct FileHeader {
  std::uint32_t name_size = 0;
  std::uint32_t content_size = 0;
  std::uint32_t nodes = 0;
  std::uint32_t children = 0;
  std::uint32_t root = 0;
};

// As Node, without padding.
struct PackedNode {
  std::uint16_t kind = 0;
  std::uint16_t op = 0;
  std::uint32_t text = 0;
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  std::uint32_t first_child = 0;
  std::uint32_t child_count = 0;
};
static_assert(sizeof(PackedNode) == 24 && std::is_trivially_copyable_v<PackedNode>);

template <typename T>
void put(std::string& out, const T& value) {
  static_assert(std::is_trivially_copyable_v<T>);
  out.append(reinterpret_cast<const char*>(&value), sizeof value);
}

class Reader {
 public:
  explicit Reader(std::string_view bytes) : left_(bytes) {}

  bool bytes(std::size_t size, std::string_view& out) {
    if (size > left_.size()) return false;
    out = left_.substr(0, size);
    left_.remove_prefix(size);
    return true;
  }

  template <typename T>
  bool value(T& out) {
    std::string_view raw;
    if (!bytes(sizeof out, raw)) return false;
    std::memcpy(&out, raw.data(), sizeof out);
    return true;
  }

  template <typename T>
  bool values(std::size_t count, std::vector<T>& out) {
    std::string_view raw;
    if (count > left_.size() / sizeof(T) || !bytes(count * sizeof(T), raw)) return false;
    out.resize(count);
    if (count > 0) std::memcpy(out.data(), raw.data(), raw.size());
    return true;
  }

  bool at_end() const { return left_.empty(); }

 private:
  std::string_view left_;
};

// Everything a reader of the tree relies on: known kinds, places inside the file, children before their parents.
bool unpack(const std::vector<PackedNode>& packed, std::uint32_t texts, std::uint32_t content_size, Ast& ast) {
  ast.nodes.resize(packed.size());
  std::vector<std::uint16_t> heights(packed.size());
  for (std::size_t i = 0; i < packed.size(); ++i) {
    const PackedNode& from = packed[i];
    if (from.kind >= kNodeKinds || from.op >= kOps || from.text >= texts) return false;
    if (from.begin > from.end || from.end > content_size) return false;
    if (from.first_child > ast.children.size() || from.child_count > ast.children.size() - from.first_child)
      return false;
    std::uint16_t height = 0;
    for (std::uint32_t c = from.first_child; c < from.first_child + from.child_count; ++c) {
      if (ast.children[c] >= i) return false;
      height = std::max(height, heights[ast.children[c]]);
    }
    if (height >= kMaxDepth) return false;
    heights[i] = static_cast<std::uint16_t>(height + 1);
    ast.nodes[i] = {static_cast<NodeKind>(from.kind),
                    static_cast<Op>(from.op),
                    base::StrId{from.text},
                    from.begin,
                    from.end,
                    from.first_child,
                    from.child_count};
  }
  return true;
}

base::Error damaged() { return {"the compiled rules are damaged"}; }

std::optional<base::Error> read_header(Reader& in, Header& header) {
  if (!in.value(header) || header.magic != kMagic) return base::Error{"these are no compiled rules"};
  if (header.format != kFormat || header.shape != Header{}.shape) {
    return base::Error{"the compiled rules are of another version"};
  }
  return std::nullopt;
}

struct FileText {
  std::string_view name;
  std::string_view content;
};

// The last part of a pack.
bool read_file_texts(Reader& in, const std::vector<FileHeader>& files, std::vector<FileText>& texts) {
  texts.resize(files.size());
  for (std::size_t i = 0; i < files.size(); ++i) {
    if (!in.bytes(files[i].name_size, texts[i].name) || !in.bytes(files[i].content_size, texts[i].content))
      return false;
  }
  return in.at_end();
}

}  // namespace

std::string write_pack(const std::vector<Ast>& files, const text::SourceSet& sources, const base::Interner& interner) {
  constexpr std::uint32_t kUnseen = 0xffffffffU;
  std::vector<std::uint32_t> local(interner.size(), kUnseen);
  std::vector<base::StrId> texts;
  std::string file_headers;
  std::string nodes;
  std::string children;
  std::string contents;
  for (const Ast& ast : files) {
    const std::string_view name = sources.name(ast.file);
    const std::string_view content = sources.content(ast.file);
    put(file_headers, FileHeader{static_cast<std::uint32_t>(name.size()), static_cast<std::uint32_t>(content.size()),
                                 static_cast<std::uint32_t>(ast.nodes.size()),
                                 static_cast<std::uint32_t>(ast.children.size()), ast.root});
    for (const Node& node : ast.nodes) {
      std::uint32_t& text = local[static_cast<std::uint32_t>(node.text)];
      if (text == kUnseen) {
        text = static_cast<std::uint32_t>(texts.size());
        texts.push_back(node.text);
      }
      put(nodes, PackedNode{static_cast<std::uint16_t>(node.kind), static_cast<std::uint16_t>(node.op), text,
                            node.begin, node.end, node.first_child, node.child_count});
    }
    for (const NodeIndex child : ast.children) put(children, child);
    contents.append(name).append(content);
  }
  std::string body;
  std::string text_bytes;
  for (const base::StrId id : texts) {
    const std::string_view text = interner.text(id);
    put(body, static_cast<std::uint32_t>(text.size()));
    text_bytes += text;
  }
  body += file_headers;
  body += nodes;
  body += children;
  body += text_bytes;
  body += contents;

  Header header;
  header.hash = base::hash_bytes(body);
  header.texts = static_cast<std::uint32_t>(texts.size());
  header.files = static_cast<std::uint32_t>(files.size());
  std::string out;
  out.reserve(sizeof header + body.size());
  put(out, header);
  out += body;
  return out;
}

base::Result<std::vector<Ast>> read_pack(std::string_view bytes, text::SourceSet& sources, base::Interner& interner) {
  Reader in(bytes);
  Header header;
  if (auto error = read_header(in, header)) return *error;
  if (header.hash != base::hash_bytes(bytes.substr(sizeof header))) return damaged();

  std::vector<std::uint32_t> text_sizes;
  std::vector<FileHeader> files;
  if (!in.values(header.texts, text_sizes) || !in.values(header.files, files)) return damaged();
  std::vector<std::vector<PackedNode>> packed(files.size());
  for (std::size_t i = 0; i < files.size(); ++i) {
    if (!in.values(files[i].nodes, packed[i])) return damaged();
  }
  std::vector<Ast> result(files.size());
  for (std::size_t i = 0; i < files.size(); ++i) {
    Ast& ast = result[i];
    if (!in.values(files[i].children, ast.children)) return damaged();
    if (!unpack(packed[i], header.texts, files[i].content_size, ast)) return damaged();
    ast.root = files[i].root;
    if (ast.nodes.empty() ? ast.root != kNoIndex : ast.root != ast.nodes.size() - 1) return damaged();
  }
  std::vector<std::string_view> texts(text_sizes.size());
  for (std::size_t i = 0; i < texts.size(); ++i) {
    if (!in.bytes(text_sizes[i], texts[i])) return damaged();
  }
  std::vector<FileText> file_texts;
  if (!read_file_texts(in, files, file_texts)) return damaged();

  std::vector<base::StrId> ids(texts.size());
  for (std::size_t i = 0; i < texts.size(); ++i) ids[i] = interner.intern(texts[i]);
  for (std::size_t i = 0; i < files.size(); ++i) {
    result[i].file = sources.add_view(std::string(file_texts[i].name), file_texts[i].content);
    for (Node& node : result[i].nodes) node.text = ids[static_cast<std::uint32_t>(node.text)];
  }
  return result;
}

base::Result<text::FileId> read_pack_files(std::string_view bytes, text::SourceSet& sources) {
  Reader in(bytes);
  Header header;
  if (auto error = read_header(in, header)) return *error;
  std::vector<std::uint32_t> text_sizes;
  std::vector<FileHeader> files;
  if (!in.values(header.texts, text_sizes) || !in.values(header.files, files)) return damaged();
  std::size_t trees = 0;
  for (const FileHeader& file : files) trees += file.nodes * sizeof(PackedNode) + file.children * sizeof(NodeIndex);
  for (const std::uint32_t size : text_sizes) trees += size;
  std::string_view left_out;
  std::vector<FileText> texts;
  if (!in.bytes(trees, left_out) || !read_file_texts(in, files, texts)) return damaged();
  const text::FileId first{static_cast<std::uint32_t>(sources.size())};
  for (const FileText& text : texts) sources.add_view(std::string(text.name), text.content);
  return first;
}

}  // namespace meshplay::ast
