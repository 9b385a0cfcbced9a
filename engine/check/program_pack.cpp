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
// Rows of tables stand as they are in memory.
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
  auto& [exprs, conds, ids, keys, blocks, kind_sets, params, graphs, relations, checks, tests, strata] = it;
  archive(exprs, conds, ids, keys, blocks, kind_sets, params, graphs, relations, checks, strata);
}

template <typename T>
constexpr bool kIsPlain = std::is_arithmetic_v<T> || (std::is_enum_v<T> && !std::is_same_v<T, base::StrId>);

// Tables begin at multiples of this, so that they can be used where they stand.
constexpr std::size_t kAlignment = 16;

// What a row says by the numbers of texts and files.
template <typename Take>
void numbers(Expr& row, const Take& take) {
  take(row.text);
  take(row.span);
}
template <typename Take>
void numbers(Cond& row, const Take& take) {
  take(row.span);
}
template <typename Take>
void numbers(base::StrId& row, const Take& take) {
  take(row);
}
template <typename Take>
void numbers(std::uint32_t& /*row*/, const Take& /*take*/) {}

// Texts stand once, in front of everything else, the empty one first.
class Writer {
 public:
  Writer(text::FileId first, const base::Interner& interner) : first_(first), interner_(interner) {
    static_cast<void>(number_of(base::kEmptyText));
  }

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
    head.align();
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
    std::uint32_t file = static_cast<std::uint32_t>(within(span).file);
    (*this)(file, span.begin, span.end);
  }
  void put(base::StrId& id) {
    std::uint32_t number = number_of(id);
    put(number);
  }
  // As in memory, with nothing in the gaps between the members.
  template <typename Row>
  void put(Table<Row>& table) {
    put_size(table.size());
    align();
    for (Row row : table) {
      numbers(row, [&](auto& each) { each = within(each); });
      if constexpr (requires { tied(row); }) {
        char bytes[sizeof(Row)] = {};
        const auto* const begin = reinterpret_cast<const char*>(&row);
        std::apply(
            [&](const auto&... member) {
              (std::memcpy(bytes + (reinterpret_cast<const char*>(&member) - begin), &member, sizeof member), ...);
            },
            tied(row));
        out_.append(bytes, sizeof bytes);
      } else {
        out_.append(reinterpret_cast<const char*>(&row), sizeof row);
      }
    }
  }

  text::Span within(text::Span span) const {
    if (span.known()) {
      span.file = text::FileId{static_cast<std::uint32_t>(span.file) - static_cast<std::uint32_t>(first_)};
    }
    return span;
  }
  base::StrId within(base::StrId id) { return base::StrId{number_of(id)}; }
  std::uint32_t number_of(base::StrId id) {
    numbers_.resize(interner_.size(), kNone);
    std::uint32_t& number = numbers_[static_cast<std::uint32_t>(id)];
    if (number == kNone) {
      number = static_cast<std::uint32_t>(texts_.size());
      texts_.push_back(id);
    }
    return number;
  }
  void align() { out_.resize((out_.size() + kAlignment - 1) / kAlignment * kAlignment); }
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
  Reader(std::string_view bytes, text::FileId first, base::Interner& interner)
      : begin_(bytes.data()), left_(bytes), first_(first) {
    const std::uint32_t count = size();
    ENSURE(count <= left_.size(), "the checked program is of this build");
    is_in_place_ = first == text::FileId{0} && reinterpret_cast<std::uintptr_t>(begin_) % kAlignment == 0;
    texts_.reserve(count);
    interner.reserve(count);
    for (std::uint32_t number = 0; number < count; ++number) {
      texts_.push_back(interner.intern_lasting(take(size())));
      is_in_place_ = is_in_place_ && texts_.back() == base::StrId{number};
    }
    skip_gap();
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
    ENSURE(count <= left_.size(), "the checked program is of this build");
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
    span.file = text::FileId{file};
    span = here(span);
  }
  void get(base::StrId& id) { id = texts_[size()]; }
  template <typename Row>
  void get(Table<Row>& table) {
    const std::uint32_t count = size();
    skip_gap();
    const std::string_view bytes = take(count * sizeof(Row));
    if (is_in_place_) {
      table = Table<Row>(std::span(reinterpret_cast<const Row*>(bytes.data()), count));
      return;
    }
    table.reserve(count);
    for (std::uint32_t i = 0; i < count; ++i) {
      Row row;
      std::memcpy(&row, bytes.data() + i * sizeof row, sizeof row);
      numbers(row, [&](auto& each) { each = here(each); });
      table.push_back(row);
    }
  }

  base::StrId here(base::StrId id) const { return texts_[static_cast<std::uint32_t>(id)]; }
  text::Span here(text::Span span) const {
    if (span.known()) {
      span.file = text::FileId{static_cast<std::uint32_t>(span.file) + static_cast<std::uint32_t>(first_)};
    }
    return span;
  }
  void skip_gap() {
    const auto used = static_cast<std::size_t>(left_.data() - begin_);
    static_cast<void>(take((kAlignment - used % kAlignment) % kAlignment));
  }

  const char* begin_;
  std::string_view left_;
  text::FileId first_;
  std::vector<base::StrId> texts_;
  bool is_in_place_ = false;  // the numbers in the bytes are those of this run
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
  ENSURE(reader.at_end(), "the checked program is of this build");
  return program;
}

}  // namespace meshplay::check
