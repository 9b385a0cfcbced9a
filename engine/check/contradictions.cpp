// What the conditions of one conjunction say of the same value, put together.
#include <algorithm>
#include <limits>
#include <map>
#include <optional>
#include <set>

#include "engine/check/canonical.h"
#include "engine/check/defects.h"
#include "engine/check/functions.h"
#include "engine/units/units.h"

namespace meshplay::check {

namespace {

using ast::Op;

// A value that is written out.
struct Literal {
  enum class Kind : std::uint8_t { text, number, boolean };
  Kind kind = Kind::text;
  double number = 0;
  std::string text;

  friend bool operator==(const Literal&, const Literal&) = default;
};

Op turned(Op op) {
  switch (op) {
    case Op::lt: return Op::gt;
    case Op::le: return Op::ge;
    case Op::gt: return Op::lt;
    case Op::ge: return Op::le;
    default: return op;
  }
}

// Of longer lists nothing is said, which makes no false alarm.
constexpr std::size_t kMostValues = 64;

// What is known of one value. Bounds are of numbers.
struct Fact {
  bool present = false;
  bool absent = false;
  std::optional<std::vector<Literal>> among;  // `==` and `in`
  std::vector<Literal> not_equal;
  double lower = -std::numeric_limits<double>::infinity();
  double upper = std::numeric_limits<double>::infinity();
  bool lower_open = false;
  bool upper_open = false;
  text::Span first;

  bool allows(const Literal& value) const {
    if (std::find(not_equal.begin(), not_equal.end(), value) != not_equal.end()) return false;
    const bool bounded =
        lower != -std::numeric_limits<double>::infinity() || upper != std::numeric_limits<double>::infinity();
    if (value.kind != Literal::Kind::number) return !bounded;
    return (lower_open ? value.number > lower : value.number >= lower) &&
           (upper_open ? value.number < upper : value.number <= upper);
  }

  bool possible() const {
    if (present && absent) return false;
    if (among) return std::any_of(among->begin(), among->end(), [&](const Literal& value) { return allows(value); });
    return lower < upper || (lower == upper && !lower_open && !upper_open);
  }
};

class Contradictions {
 public:
  Contradictions(const Context& context, const std::vector<Var>& frame, std::uint32_t arguments, text::Span declaration)
      : context_(context),
        program_(context.program),
        canonical_(context.program, frame, arguments),
        declaration_(declaration) {}

  void body(const Body& body) {
    State state;
    conjunction(body.conditions, state, false);
  }

 private:
  // What is known, and how to forget what an alternative or a quantifier added: copies would cost their square.
  struct State {
    using Facts = std::map<std::string, Fact>;
    using Said = std::map<std::string, text::Span>;
    struct Change {
      Facts::iterator fact;
      std::optional<Fact> before;  // nothing: it was not there
      Said* said = nullptr;
      Said::iterator entry;
    };

    Facts facts;
    Said held;  // conditions that hold
    Said denied;
    std::vector<Change> changes;

    Fact& fact(const std::string& key, text::Span where) {
      const auto [place, added] = facts.try_emplace(key);
      if (added) place->second.first = where;
      changes.push_back({place, added ? std::nullopt : std::optional(place->second), nullptr, {}});
      return place->second;
    }
    std::pair<Said::iterator, bool> say(Said& where, const std::string& condition, text::Span span) {
      const auto result = where.emplace(condition, span);
      if (result.second) changes.push_back({{}, std::nullopt, &where, result.first});
      return result;
    }
    void forget(std::size_t mark) {
      while (changes.size() > mark) {
        Change& change = changes.back();
        if (change.said != nullptr) {
          change.said->erase(change.entry);
        } else if (change.before) {
          change.fact->second = std::move(*change.before);
        } else {
          facts.erase(change.fact);
        }
        changes.pop_back();
      }
    }
  };

  std::optional<Literal> literal(ExprId id) const {
    const Expr& expr = program_.exprs[id];
    switch (expr.kind) {
      case ExprKind::text: return Literal{Literal::Kind::text, 0, std::string(context_.interner.text(expr.text))};
      case ExprKind::number: return Literal{Literal::Kind::number, expr.number, ""};
      case ExprKind::boolean: return Literal{Literal::Kind::boolean, expr.flag ? 1.0 : 0.0, ""};
      case ExprKind::negate: {
        auto inner = literal(expr.a);
        if (!inner || inner->kind != Literal::Kind::number) return std::nullopt;
        inner->number = -inner->number;
        return inner;
      }
      case ExprKind::call: {
        if (program_.list(expr).size() != 1) return std::nullopt;
        auto inner = literal(program_.list(expr)[0]);
        if (!inner || inner->kind != Literal::Kind::text) return inner;
        std::optional<double> value;
        if (expr.function == Function::quantity) value = units::parse_quantity(inner->text);
        if (expr.function == Function::duration) value = units::parse_duration(inner->text);
        if (expr.function == Function::port) {
          value = units::parse_port(inner->text);
          if (!value) return inner;
        }
        if (!value) return std::nullopt;
        return Literal{Literal::Kind::number, *value, ""};
      }
      default: return std::nullopt;
    }
  }

  // A place that has one value wherever it is named: a path, or a measure of one.
  bool has_one_value(ExprId id) const {
    const Expr& expr = program_.exprs[id];
    switch (expr.kind) {
      case ExprKind::var: return true;
      case ExprKind::property:
      case ExprKind::member: return has_one_value(expr.a);
      case ExprKind::subscript:
      case ExprKind::select: return has_one_value(expr.a) && literal(expr.b).has_value();
      case ExprKind::call:
        return std::all_of(program_.list(expr).begin(), program_.list(expr).end(),
                           [&](ExprId part) { return has_one_value(part) || literal(part).has_value(); });
      case ExprKind::aggregate:
      case ExprKind::fold:
      case ExprKind::param:
      case ExprKind::arithmetic:
      case ExprKind::fallback: return true;
      default: return false;
    }
  }

  bool tells(text::Span where) const {
    return where.file == declaration_.file && where.begin >= declaration_.begin && where.end <= declaration_.end;
  }

  std::string source(text::Span span) const { return "`" + std::string(context_.sources.text(span)) + "`"; }

  void report_never(text::Span where, const std::string& why, text::Span first, bool alternative) {
    if (!tells(where)) return;
    auto& told = context_.sink.report(alternative ? "dead-branch" : "never-matches", where, {why});
    told.help = alternative ? "leave the alternative out, or correct one of the two"
                            : "correct one of the two, or join them by `or`";
    if (first.known() && first != where && tells(first)) told.notes.push_back({first, "the other one"});
  }

  void report_always(text::Span where, const std::string& what, std::string_view help) {
    if (tells(where)) context_.sink.report("always-true", where, {what}).help = help;
  }

  void conjunction(const std::vector<CondId>& conditions, State& state, bool alternative) {
    for (CondId id : conditions) one(id, state, alternative);
  }

  void one(CondId id, State& state, bool alternative) {
    const Cond& cond = program_.conds[id];
    switch (cond.kind) {
      case CondKind::all_of: conjunction(program_.list(cond).copy(), state, alternative); return;
      case CondKind::any_of: {
        std::set<std::string> seen;
        for (CondId child : program_.list(cond)) {
          const std::size_t mark = state.changes.size();
          one(child, state, true);
          state.forget(mark);
          const std::string text = canonical_.condition(child);
          if (!seen.insert(text).second) {
            report_never(program_.conds[child].span, "it is said before", {}, true);
          }
        }
        for (CondId child : program_.list(cond)) {
          const Cond& negation = program_.conds[child];
          if (negation.kind != CondKind::negation || seen.count(canonical_.condition(program_.list(negation)[0])) == 0)
            continue;
          report_always(cond.span, "one of a condition and its opposite: this",
                        "leave both out, or correct one of the two");
          return;
        }
        return;
      }
      case CondKind::negation: {
        const std::string inner = canonical_.condition(program_.list(cond)[0]);
        if (const auto held = state.held.find(inner); held != state.held.end()) {
          report_never(cond.span, source(held->second) + " holds here", held->second, alternative);
          return;
        }
        static_cast<void>(state.say(state.denied, inner, cond.span));
        State apart;  // what contradicts the conditions outside makes the negation true
        one(program_.list(cond)[0], apart, true);
        return;
      }
      case CondKind::quantifier: {
        if (!said(id, cond, state, alternative)) return;
        const Block& block = program_.blocks[cond.block];
        if (block.condition == kNone) return;
        const std::size_t mark = state.changes.size();
        one(block.condition, state, alternative);
        state.forget(mark);
        return;
      }
      case CondKind::compare:
        if (constant(cond, alternative)) return;
        if (said(id, cond, state, alternative)) compare(cond, state, alternative);
        return;
      case CondKind::present:
      case CondKind::absent: {
        if (program_.exprs[cond.a].kind == ExprKind::fallback) {
          // What stands in reserve is there.
          if (!literal(program_.exprs[cond.a].b)) {
            static_cast<void>(said(id, cond, state, alternative));
          } else if (cond.kind == CondKind::present) {
            report_always(cond.span, "what has a default is there: this", "leave the condition out");
          } else {
            report_never(cond.span, "what has a default is there", {}, alternative);
          }
          return;
        }
        if (!said(id, cond, state, alternative) || !has_one_value(cond.a)) return;
        Fact& fact = fact_of(cond.a, state, cond.span);
        const bool was_possible = fact.possible();
        const text::Span first = fact.first;
        if (cond.kind == CondKind::present) {
          fact.present = true;
        } else {
          fact.absent = true;
          if (fact.among || !fact.not_equal.empty()) fact.present = true;
        }
        if (was_possible && !fact.possible()) {
          report_never(cond.span, source(program_.exprs[cond.a].span) + " is asked to be there, and not to be", first,
                       alternative);
        }
        return;
      }
      case CondKind::relation: static_cast<void>(said(id, cond, state, alternative)); return;
      case CondKind::holds: {
        const auto value = literal(cond.a);
        if (!value) {
          static_cast<void>(said(id, cond, state, alternative));
        } else if (value->kind == Literal::Kind::boolean && value->number != 0) {
          report_always(cond.span, "this", "leave the condition out");
        } else if (value->kind == Literal::Kind::boolean) {
          report_never(cond.span, "it says so", {}, alternative);
        }
        return;
      }
      case CondKind::is_kind:
      case CondKind::never: return;
    }
  }

  // False: told.
  bool said(CondId id, const Cond& cond, State& state, bool alternative) {
    const std::string text = canonical_.condition(id);
    if (const auto denied = state.denied.find(text); denied != state.denied.end()) {
      report_never(cond.span, source(denied->second) + " stands beside it", denied->second, alternative);
      return false;
    }
    const auto [place, added] = state.say(state.held, text, cond.span);
    if (added) return true;
    if (place->second != cond.span) report_always(cond.span, "what is said before: this", "leave the condition out");
    return false;
  }

  Fact& fact_of(ExprId id, State& state, text::Span where) { return state.fact(canonical_.expression(id), where); }

  // Both sides are written out, or the same. True: told.
  bool constant(const Cond& cond, bool alternative) {
    const auto left = literal(cond.a);
    const auto right = literal(cond.b);
    const bool same = !left && has_one_value(cond.a) && canonical_.expression(cond.a) == canonical_.expression(cond.b);
    if (!(left && right) && !same) return false;
    bool holds = false;
    switch (cond.op) {
      case Op::eq: holds = same || *left == *right; break;
      case Op::ne: holds = !same && !(*left == *right); break;
      case Op::lt:
      case Op::gt:
      case Op::le:
      case Op::ge: {
        const bool with_equal = cond.op == Op::le || cond.op == Op::ge;
        if (same) {
          holds = with_equal;
          break;
        }
        if (left->kind != right->kind || left->kind == Literal::Kind::boolean) return false;
        const int order = left->kind == Literal::Kind::number ? (left->number < right->number   ? -1
                                                                 : left->number > right->number ? 1
                                                                                                : 0)
                                                              : left->text.compare(right->text);
        holds = order == 0 ? with_equal : (order < 0) == (cond.op == Op::lt || cond.op == Op::le);
        break;
      }
      default: return false;
    }
    if (holds) {
      report_always(cond.span, same ? "a value compared with itself: this" : "this",
                    same ? "`is present` asks whether it is there" : "leave the condition out");
    } else {
      report_never(cond.span, same ? "a value is compared with itself" : "both sides are written out", {}, alternative);
    }
    return true;
  }

  void compare(const Cond& cond, State& state, bool alternative) {
    ExprId path = cond.a;
    ExprId other = cond.b;
    Op op = cond.op;
    std::vector<Literal> values;
    if (op == Op::in) {
      const Expr& list = program_.exprs[cond.b];
      if (list.kind != ExprKind::list) return;
      for (ExprId child : program_.list(list)) {
        const auto value = literal(child);
        if (!value) return;
        values.push_back(*value);
      }
    } else {
      if (literal(path)) {
        std::swap(path, other);
        op = turned(op);
      }
      const auto value = literal(other);
      if (!value) {
        mark_present(cond.a, state, cond, alternative);
        mark_present(cond.b, state, cond, alternative);
        return;
      }
      values.push_back(*value);
    }
    if (!has_one_value(path)) return;
    mark_present(path, state, cond, alternative);
    const Expr& measured = program_.exprs[path];
    const bool counts = (measured.kind == ExprKind::aggregate || measured.kind == ExprKind::fold) &&
                        measured.op == Op::count && measured.b == kNone;
    if (counts && !values.empty() && values.front().kind == Literal::Kind::number) {
      const double bound = values.front().number;
      if ((op == Op::ge && bound <= 0) || (op == Op::gt && bound < 0)) {
        report_always(cond.span, "a count is never below 0: this",
                      "compare with a number above 0, or leave the condition out");
        return;
      }
    }
    Fact& fact = fact_of(path, state, cond.span);
    if (counts) fact.lower = std::max(fact.lower, 0.0);
    const text::Span first = fact.first;
    const bool was_possible = fact.possible();
    const Literal value = values.empty() ? Literal{} : values.front();
    switch (op) {
      case Op::eq:
      case Op::in:
        if (values.size() > kMostValues) return;
        if (!fact.among) {
          fact.among = values;
        } else {
          std::erase_if(*fact.among, [&](const Literal& one) {
            return std::find(values.begin(), values.end(), one) == values.end();
          });
        }
        break;
      case Op::ne:
        if (fact.not_equal.size() < kMostValues) fact.not_equal.push_back(value);
        break;
      case Op::gt:
      case Op::ge:
        if (value.kind == Literal::Kind::number && value.number >= fact.lower) {
          fact.lower_open = op == Op::gt || (fact.lower_open && value.number == fact.lower);
          fact.lower = value.number;
        }
        break;
      case Op::lt:
      case Op::le:
        if (value.kind == Literal::Kind::number && value.number <= fact.upper) {
          fact.upper_open = op == Op::lt || (fact.upper_open && value.number == fact.upper);
          fact.upper = value.number;
        }
        break;
      default: return;
    }
    if (was_possible && !fact.possible()) {
      report_never(cond.span,
                   first == cond.span ? "there is no such value" : "no value is both this and " + source(first), first,
                   alternative);
    }
  }

  // What is compared is there, and so is all before it.
  void mark_present(ExprId id, State& state, const Cond& cond, bool alternative) {
    for (;;) {
      const Expr& expr = program_.exprs[id];
      if (expr.kind == ExprKind::call && !program_.list(expr).empty()) {
        id = program_.list(expr)[0];
        continue;
      }
      const bool path =
          expr.kind == ExprKind::member || expr.kind == ExprKind::subscript || expr.kind == ExprKind::select;
      if (!path) return;
      const auto known = state.facts.find(canonical_.expression(id));
      if (known != state.facts.end() && known->second.absent && known->second.possible()) {
        known->second.present = true;
        report_never(cond.span, source(known->second.first) + " stands beside it", known->second.first, alternative);
        return;
      }
      id = expr.a;
    }
  }

  const Context& context_;
  const Program& program_;
  Canonical canonical_;
  text::Span declaration_;
};

}  // namespace

void report_contradictions(const Context& context) {
  std::set<text::FileId> told;
  for (std::uint32_t file = 0; file < context.files.size(); ++file) {
    if (context.tells(file)) told.insert(context.files[file].ast.file);
  }
  // Where a name is bound twice, its conditions may be about another variable than was meant.
  std::vector<text::Span> unclear;
  for (const diag::Diagnostic& report : context.sink.all()) {
    if (report.code == "shadowing") unclear.push_back(report.span);
  }
  const auto is_clear = [&](text::Span declaration) {
    return std::none_of(unclear.begin(), unclear.end(), [&](text::Span span) {
      return span.file == declaration.file && span.begin >= declaration.begin && span.end <= declaration.end;
    });
  };
  for (const Relation& relation : context.program.relations) {
    if (told.count(relation.span.file) == 0 || relation.closure != Closure::none || !is_clear(relation.span)) {
      continue;
    }
    Contradictions(context, relation.frame, relation.arity, relation.span).body(relation.body);
  }
  for (const Check& check : context.program.checks) {
    if (told.count(check.span.file) != 0 && is_clear(check.span))
      Contradictions(context, check.frame, 1, check.span).body(check.body);
  }
}

}  // namespace meshplay::check
