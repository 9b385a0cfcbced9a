#include "engine/check/program_pack.h"

#include <cstring>
#include <tuple>
#include <type_traits>
#include <utility>

#include "engine/base/ensure.h"
#include "engine/check/compact.h"

namespace meshplay::check {

namespace {

// The members of each struct, once for writing and reading. Named as structured bindings, none can be left out unseen.
template <typename Archive>
void members(Archive& archive, KindPattern& it) {
  auto& [group, name, version] = it;
  archive(group, name, version);
}
template <typename Archive>
void members(Archive& archive, KindSet& it) {
  auto& [any, included, excluded] = it;
  archive(any, included, excluded);
}
// Of structs that there are many of, mostly as they were made: what differs from that is written alone.
inline auto tied(Var& it) {
  auto& [name, kind, kinds, source, entry, span] = it;
  return std::tie(name, kind, kinds, source, entry, span);
}
inline auto tied(Expr& it) {
  auto& [kind, op, property, function, measure, flag, text, number, a, b, var, kinds, condition, block, index, list,
         keys, span] = it;
  return std::tie(kind, op, property, function, measure, flag, text, number, a, b, var, kinds, condition, block, index,
                  list, keys, span);
}
inline auto tied(Cond& it) {
  auto& [kind, op, a, b, kinds, relation, block, list, span] = it;
  return std::tie(kind, op, a, b, kinds, relation, block, list, span);
}
template <typename Archive>
void members(Archive& archive, Var& it) {
  archive.sparse(it);
}
template <typename Archive>
void members(Archive& archive, Expr& it) {
  archive.sparse(it);
}
template <typename Archive>
void members(Archive& archive, Cond& it) {
  archive.sparse(it);
}
template <typename Archive>
void members(Archive& archive, Block& it) {
  auto& [vars, condition] = it;
  archive(vars, condition);
}
template <typename Archive>
void members(Archive& archive, Body& it) {
  auto& [vars, conditions] = it;
  archive(vars, conditions);
}
template <typename Archive>
void members(Archive& archive, Taxonomy& it) {
  auto& [kind, type, subtype] = it;
  archive(kind, type, subtype);
}
template <typename Archive>
void members(Archive& archive, Documentation& it) {
  auto& [doc, docs, category, tags, standards, params] = it;
  archive(doc, docs, category, tags, standards, params);
}
template <typename Archive>
void members(Archive& archive, Graph& it) {
  auto& [over] = it;
  archive(over);
}
template <typename Archive>
void members(Archive& archive, Bind& it) {
  auto& [target, source, span] = it;
  archive(target, source, span);
}
template <typename Archive>
void members(Archive& archive, Fix& it) {
  auto& [op, is_unsafe, target, value, span] = it;
  archive(op, is_unsafe, target, value, span);
}
template <typename Archive>
void members(Archive& archive, Param& it) {
  auto& [name, type, value, span] = it;
  archive(name, type, value, span);
}
template <typename Archive>
void members(Archive& archive, Relation& it) {
  auto& [name, relationship, taxonomy, has_via, arity, frame, body, closure, graph, binds, stratum, recursive, builtin,
         documentation, span, name_span] = it;
  archive(name, relationship, taxonomy, has_via, arity, frame, body, closure, graph, binds, stratum, recursive, builtin,
          documentation, span, name_span);
}
template <typename Archive>
void members(Archive& archive, Template& it) {
  auto& [parts, expressions] = it;
  archive(parts, expressions);
}
template <typename Archive>
void members(Archive& archive, Check& it) {
  auto& [name, severity, frame, body, at, message, help, fixes, builtin, documentation, span, name_span] = it;
  archive(name, severity, frame, body, at, message, help, fixes, builtin, documentation, span, name_span);
}
template <typename Archive>
void members(Archive& archive, Program& it) {
  auto& [exprs, conds, blocks, kind_sets, params, graphs, relations, checks, tests, strata] = it;
  archive(exprs, conds, blocks, kind_sets, params, graphs, relations, checks, strata);
}

template <typename T>
constexpr bool kIsPlain = std::is_arithmetic_v<T> || (std::is_enum_v<T> && !std::is_same_v<T, base::StrId>);

// Texts stand once, in front of everything else.
class Writer {
 public:
  Writer(text::FileId first, const base::Interner& interner) : first_(first), interner_(interner) {}

  template <typename... Members>
  void operator()(Members&... each) {
    (put(each), ...);
  }

  template <typename T>
  void sparse(T& it) {
    T blank;
    const auto as_made = tied(blank);
    const auto members_of_it = tied(it);
    [&]<std::size_t... I>(std::index_sequence<I...>) {
      std::uint32_t mask = 0;
      ((mask |= std::get<I>(members_of_it) == std::get<I>(as_made) ? 0U : 1U << I), ...);
      put(mask);
      ((mask >> I & 1U ? put(std::get<I>(members_of_it)) : void()), ...);
    }(std::make_index_sequence<std::tuple_size_v<decltype(as_made)>>());
  }

  std::string finish() const {
    Writer head(first_, interner_);
    head.put_size(texts_.size());
    for (const base::StrId text : texts_) head.put_text(interner_.text(text));
    return head.out_ + out_;
  }

 private:
  template <typename T>
  void put(T& value) {
    if constexpr (kIsPlain<T>) {
      out_.append(reinterpret_cast<const char*>(&value), sizeof value);
    } else {
      members(*this, value);
    }
  }
  template <typename T>
  void put(std::vector<T>& values) {
    put_size(values.size());
    for (T& value : values) put(value);
  }
  void put(std::string& text) { put_text(text); }
  void put(text::Span& span) {
    std::uint32_t file = span.known() ? static_cast<std::uint32_t>(span.file) - static_cast<std::uint32_t>(first_)
                                      : static_cast<std::uint32_t>(text::kNoFile);
    (*this)(file, span.begin, span.end);
  }
  void put(base::StrId& id) {
    numbers_.resize(interner_.size(), kNone);
    std::uint32_t& number = numbers_[static_cast<std::uint32_t>(id)];
    if (number == kNone) {
      number = static_cast<std::uint32_t>(texts_.size());
      texts_.push_back(id);
    }
    put(number);
  }
  void put_size(std::size_t size) {
    auto number = static_cast<std::uint32_t>(size);
    put(number);
  }
  void put_text(std::string_view text) {
    put_size(text.size());
    out_ += text;
  }

  text::FileId first_;
  const base::Interner& interner_;
  std::string out_;
  std::vector<base::StrId> texts_;
  std::vector<std::uint32_t> numbers_;  // of texts, by StrId
};

class Reader {
 public:
  Reader(std::string_view bytes, text::FileId first, base::Interner& interner) : left_(bytes), first_(first) {
    texts_.resize(size());
    for (base::StrId& text : texts_) text = interner.intern(take(size()));
  }

  template <typename... Members>
  void operator()(Members&... each) {
    (get(each), ...);
  }

  // `it` is as it was made.
  template <typename T>
  void sparse(T& it) {
    const auto members_of_it = tied(it);
    [&]<std::size_t... I>(std::index_sequence<I...>) {
      const std::uint32_t mask = size();
      ((mask >> I & 1U ? get(std::get<I>(members_of_it)) : void()), ...);
    }(std::make_index_sequence<std::tuple_size_v<decltype(members_of_it)>>());
  }

  bool at_end() const { return left_.empty(); }

 private:
  std::string_view take(std::size_t count) {
    ENSURE(count <= left_.size(), "the built-in program is of this build");
    const std::string_view taken = left_.substr(0, count);
    left_.remove_prefix(count);
    return taken;
  }
  std::uint32_t size() {
    std::uint32_t number = 0;
    get(number);
    return number;
  }
  template <typename T>
  void get(T& value) {
    if constexpr (kIsPlain<T>) {
      std::memcpy(&value, take(sizeof value).data(), sizeof value);
    } else {
      members(*this, value);
    }
  }
  template <typename T>
  void get(std::vector<T>& values) {
    values.resize(size());
    for (T& value : values) get(value);
  }
  void get(std::string& text) { text = take(size()); }
  void get(text::Span& span) {
    std::uint32_t file = 0;
    (*this)(file, span.begin, span.end);
    span.file = file == static_cast<std::uint32_t>(text::kNoFile)
                    ? text::kNoFile
                    : text::FileId{file + static_cast<std::uint32_t>(first_)};
  }
  void get(base::StrId& id) { id = texts_[size()]; }

  std::string_view left_;
  text::FileId first_;
  std::vector<base::StrId> texts_;
};

}  // namespace

std::string write_program(const Program& program, text::FileId first, const base::Interner& interner) {
  Writer writer(first, interner);
  Program copy = compacted(program);
  members(writer, copy);
  return writer.finish();
}

Program read_program(std::string_view bytes, text::FileId first, base::Interner& interner) {
  Reader reader(bytes, first, interner);
  Program program;
  members(reader, program);
  ENSURE(reader.at_end(), "the built-in program is of this build");
  return program;
}

}  // namespace meshplay::check
