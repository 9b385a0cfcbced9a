#include "engine/infer/limits.h"

#include <algorithm>

#include "engine/infer/inference.h"

namespace meshplay::infer {

void Inference::set_limits(const Limits& limits) {
  limits_ = &limits;
  count_rows_from(0);
}

void Inference::count_rows_from(std::uint64_t rows) {
  constexpr std::uint64_t kInterval = 4096;
  if (limits_ == nullptr) return;
  rows_ = rows;
  const std::uint64_t left = limits_->rows > rows ? limits_->rows - rows : 0;
  interval_ = static_cast<std::uint32_t>(std::min(kInterval, left + 1));
  until_look_ = interval_;
}

bool Inference::count_rows(std::uint64_t rows) {
  if (until_look_ == 0) return true;
  if (rows >= until_look_) return false;
  until_look_ -= static_cast<std::uint32_t>(rows);
  return true;
}

text::Span Inference::place_of(const Step& step) const {
  if (step.condition != check::kNone) return program_.conds[step.condition].span;
  if (!step.joins.empty()) return program_.conds[step.joins[0]].span;
  const check::Var& var = (*frame_)[step.var != check::kNone ? step.var : step.chain[0]];
  return var.source != check::kNone ? program_.exprs[var.source].span : var.span;
}

void Inference::look_at_limits(const JoinPlan& join, std::size_t number) {
  const std::uint64_t rows = this->rows();
  Stopped stopped{{}, rows, {}, check::kNone};
  if (rows > limits_->rows) {
    stopped.limit = "--max-rows";
    stopped.rows = limits_->rows;
  } else if (limits_->reached) {
    stopped.limit = limits_->reached();
  }
  count_rows_from(rows);
  if (stopped.limit.empty()) return;
  for (std::size_t i = std::min(number + 1, join.steps.size()); i-- > 0 && !stopped.place.known();) {
    stopped.place = place_of(join.steps[i]);
  }
  throw stopped;
}

}  // namespace meshplay::infer
