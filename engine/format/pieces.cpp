#include "engine/format/pieces.h"

#include <algorithm>

#include "engine/parse/vocabulary.h"

namespace meshplay::format {

using ast::NodeIndex;
using ast::NodeKind;
using ast::Op;

namespace {

bool has_body(NodeKind kind) {
  return kind == NodeKind::relationship || kind == NodeKind::define || kind == NodeKind::rule || kind == NodeKind::test;
}

// What stands in a declaration before its body.
bool stands_before_body(NodeKind kind) {
  switch (kind) {
    case NodeKind::doc:
    case NodeKind::private_mark:
    case NodeKind::deprecated:
    case NodeKind::name:
    case NodeKind::parameter:
    case NodeKind::taxonomy:
    case NodeKind::subject: return true;
    default: return false;
  }
}

bool is_name_with_signs(NodeKind kind) {
  switch (kind) {
    case NodeKind::package:
    case NodeKind::import:
    case NodeKind::model:
    case NodeKind::taxonomy:
    case NodeKind::category:
    case NodeKind::tag:
    case NodeKind::kind_ref: return true;
    default: return false;
  }
}

class Marker {
 public:
  Marker(std::vector<Piece>& pieces, const ast::Ast& tree) : pieces_(pieces), tree_(tree) {}

  void run() {
    if (tree_.root == ast::kNoIndex) return;
    for (const NodeIndex unit : tree_.children_of(tree_.root)) mark_unit(unit);
    mark(tree_.root, false);
  }

 private:
  // The first piece that begins at `offset` or behind it.
  std::size_t at(std::uint32_t offset) const {
    const auto found = std::lower_bound(pieces_.begin(), pieces_.end(), offset,
                                        [](const Piece& piece, std::uint32_t begin) { return piece.begin < begin; });
    return static_cast<std::size_t>(found - pieces_.begin());
  }
  // The word between two places.
  Piece* find(std::uint32_t begin, std::uint32_t end, std::string_view word) {
    for (std::size_t i = at(begin); i < pieces_.size() && pieces_[i].begin < end; ++i) {
      if (pieces_[i].is_word(word)) return &pieces_[i];
    }
    return nullptr;
  }

  void mark_unit(NodeIndex index) {
    const ast::Node& node = tree_.at(index);
    const std::size_t first = at(node.begin);
    for (std::size_t i = first; i < pieces_.size() && pieces_[i].begin < node.end; ++i) {
      if (pieces_[i].kind == Piece::Kind::doc) pieces_[i].documents = true;
      if (pieces_[i].opens_body || pieces_[i].kind == Piece::Kind::word) break;
    }
    if (first < pieces_.size()) pieces_[first].begins_unit = true;
    if (!has_body(node.kind)) return;
    std::uint32_t head = node.begin;
    for (const NodeIndex child : tree_.children_of(index)) {
      if (tree_.at(child).kind == NodeKind::string && node.kind == NodeKind::test && head == node.begin) {
        head = tree_.at(child).end;  // the title
      } else if (stands_before_body(tree_.at(child).kind)) {
        head = std::max(head, tree_.at(child).end);
      } else if (Piece& piece = pieces_[at(tree_.at(child).begin)]; true) {
        piece.begins_item = true;
      }
    }
    if (Piece* open = find(head, node.end, "{")) open->opens_body = true;
    for (std::size_t i = at(node.end); i-- > first;) {
      if (!pieces_[i].is_word("}")) continue;
      pieces_[i].closes_body = pieces_[i].ends_unit_with_body = true;
      break;
    }
  }

  void mark(NodeIndex index, bool in_or) {
    const ast::Node& node = tree_.at(index);
    const auto children = tree_.children_of(index);
    if (is_name_with_signs(node.kind)) {
      for (std::size_t i = at(node.begin); i < pieces_.size() && pieces_[i].begin < node.end; ++i) {
        pieces_[i].is_tight = true;
      }
    }
    if (node.kind == NodeKind::binary && node.op == Op::and_ && in_or) {
      for (std::size_t i = 0; i + 1 < children.size(); ++i) {
        Piece* word = find(tree_.at(children[i]).end, tree_.at(children[i + 1]).begin, "and");
        if (word != nullptr) word->is_inner_and = true;
      }
    }
    const bool is_or = node.kind == NodeKind::binary && node.op == Op::or_;
    if (node.kind == NodeKind::conditional && children.size() == 3) mark_conditional(index);
    for (const NodeIndex child : children) mark(child, is_or);
  }

  void mark_conditional(NodeIndex index) {
    const auto children = tree_.children_of(index);
    const std::uint32_t begin = tree_.at(index).begin;
    Piece* question = find(tree_.at(children[0]).end, tree_.at(children[1]).begin, "?");
    Piece* otherwise = find(tree_.at(children[1]).end, tree_.at(children[2]).begin, ":");
    if (question == nullptr || otherwise == nullptr) return;
    otherwise->is_else = true;
    Piece& first = pieces_[at(begin)];
    // The rest of a chain comes right behind its `:`.
    const bool continues = &first > pieces_.data() && (&first)[-1].is_else && (&first)[-1].chain != 0;
    const std::uint32_t chain = continues ? (&first)[-1].chain : ++chains_;
    if (!continues) first.chain = chain;
    question->chain = otherwise->chain = chain;
  }

  std::vector<Piece>& pieces_;
  const ast::Ast& tree_;
  std::uint32_t chains_ = 0;
};

}  // namespace

std::vector<Piece> pieces_of(std::string_view text, const ast::Ast& tree) {
  const parse::Words words = parse::lex(text);
  std::vector<Piece> pieces;
  pieces.reserve(words.all.size() + words.docs.size() + words.comments.size());
  const auto add = [&](const std::vector<parse::Word>& from, auto&& kind_of) {
    for (const parse::Word& word : from) {
      Piece piece;
      piece.begin = word.begin;
      piece.text = text.substr(word.begin, word.end - word.begin);
      piece.type = word.type;
      piece.kind = kind_of(piece.text);
      pieces.push_back(piece);
    }
  };
  add(words.all, [](std::string_view) { return Piece::Kind::word; });
  add(words.docs, [](std::string_view) { return Piece::Kind::doc; });
  add(words.comments, [](std::string_view comment) {
    return comment.starts_with("/*") ? Piece::Kind::block_comment : Piece::Kind::line_comment;
  });
  std::sort(pieces.begin(), pieces.end(), [](const Piece& a, const Piece& b) { return a.begin < b.begin; });
  std::size_t end = text.starts_with("\xef\xbb\xbf") ? 3 : 0;
  const Piece* before = nullptr;  // the word
  for (Piece& piece : pieces) {
    const std::string_view between = text.substr(end, piece.begin - end);
    piece.newlines = static_cast<std::uint32_t>(std::count(between.begin(), between.end(), '\n'));
    piece.had_space = !between.empty();
    end = piece.begin + piece.text.size();
    if (piece.kind != Piece::Kind::word) {
      while (piece.ends_line() && (piece.text.ends_with(' ') || piece.text.ends_with('\t')))
        piece.text.remove_suffix(1);
      continue;
    }
    piece.is_key = before != nullptr && before->is_word(".");
    const bool ends_value = before != nullptr && (before->is_key || parse::ends_value(before->type));
    piece.is_sign_of_one = piece.is_word("-") && !ends_value;
    before = &piece;
  }
  Marker(pieces, tree).run();
  for (Piece& piece : pieces) {
    if (piece.kind == Piece::Kind::doc && !piece.documents) piece.kind = Piece::Kind::line_comment;
  }
  return pieces;
}

std::size_t letters(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xc0U) != 0x80U; }));
}

}  // namespace meshplay::format
