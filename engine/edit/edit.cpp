#include "engine/edit/edit.h"

#include <algorithm>
#include <optional>
#include <string_view>

#include "engine/base/interner.h"
#include "engine/data/layout.h"
#include "engine/diag/diagnostic.h"
#include "engine/edit/changes.h"
#include "engine/edit/verify.h"
#include "engine/edit/writer.h"

namespace meshplay::edit {

namespace {

constexpr std::string_view kReadsOtherwise =
    "the file would not read back as wanted: what stands around it does not allow the change";
constexpr std::string_view kNoLineEnd =
    "the file ends in a block scalar without a line end, which would have one if lines came behind it";

// One file, read once more for itself: the numbers of texts and the places are its own.
class Editor {
 public:
  Editor(const text::SourceSet& sources, text::FileId file, data::Syntax syntax, const data::Limits& limits,
         const data::Tree& given, std::span<const Edit> edits)
      : content_(sources.content(file)), syntax_(syntax), limits_(limits), given_(given), edits_(edits) {
    diag::Sink sink;
    const data::ReadOutcome outcome = data::read_documents(sources, file, syntax, limits, interner_, tree_, sink);
    if (outcome.failed) {
      unreadable_ = "the file is not read as a whole: " + (sink.all().empty() ? "" : sink.all().front().message);
      return;
    }
    layout_ = data::read_layout(content_, syntax, limits, interner_);
    if (!layout_ || layout_->roots.size() != tree_.documents.size()) {
      unreadable_ = "how the file is written is in doubt";
    } else if (has_lone_carriage_return()) {
      unreadable_ = "lines of the file end in carriage returns alone";
    }
  }

  Outcome run() {
    std::vector<std::size_t> wanted(edits_.size());
    for (std::size_t i = 0; i < wanted.size(); ++i) wanted[i] = i;
    if (!unreadable_.empty()) {
      refuse(wanted, unreadable_);
      return finish(std::string(content_));
    }
    auto text = attempt(wanted, Tell::refusals);
    if (!text) {
      wanted = without_refused(wanted);
      std::vector<std::size_t> good = find_good(wanted);
      text = attempt(good, Tell::nothing);
      if (!text) refuse(good, "it cannot be done together with other edits of the file");
    }
    return finish(text ? std::move(*text) : std::string(content_));
  }

 private:
  enum class Tell : std::uint8_t { nothing, refusals };

  // nullopt: `reason_` says why these edits cannot be done together.
  std::optional<std::string> attempt(const std::vector<std::size_t>& wanted, Tell tell) {
    Changes changes(given_, tree_, *layout_, interner_);
    bool any = false;
    for (const std::size_t number : wanted) {
      auto reason = changes.add(edits_[number], number);
      any |= !reason;
      if (!reason) continue;
      if (tell == Tell::nothing) {
        reason_ = std::move(*reason);
        return std::nullopt;
      }
      refusals_.push_back({number, std::move(*reason)});
    }
    if (!any) return std::string(content_);
    Writer writer(content_, syntax_, *layout_, interner_);
    auto text = writer.write(changes);
    if (!text) {
      reason_ = writer.doubt();
    } else if (!reads_as_wanted(*text, changes)) {
      reason_ = ends_in_open_block_scalar() ? kNoLineEnd : kReadsOtherwise;
      return std::nullopt;
    }
    return text;
  }

  bool reads_as_wanted(const std::string& text, const Changes& changes) {
    text::SourceSet sources;
    diag::Sink sink;
    data::Tree tree;
    const text::FileId file = sources.add_view("", text);
    const data::ReadOutcome outcome = data::read_documents(sources, file, syntax_, limits_, interner_, tree, sink);
    return !outcome.failed && is_changed_as_wanted(tree_, tree, changes, interner_);
  }

  // Halves until those that fail alone are found. A file where many fail is not worth the time.
  std::vector<std::size_t> find_good(const std::vector<std::size_t>& wanted) {
    constexpr std::uint32_t kMostAttempts = 64;
    if (wanted.empty()) return {};
    if (++attempts_ > kMostAttempts) {
      refuse(wanted, reason_);
      return {};
    }
    if (attempt(wanted, Tell::nothing)) return wanted;
    if (wanted.size() == 1) {
      refuse(wanted, reason_);
      return {};
    }
    const auto middle = wanted.begin() + static_cast<std::ptrdiff_t>(wanted.size() / 2);
    std::vector<std::size_t> good = find_good({wanted.begin(), middle});
    const std::vector<std::size_t> second = find_good({middle, wanted.end()});
    good.insert(good.end(), second.begin(), second.end());
    return good;
  }

  // Its text has no line end at the end only as long as it is the last.
  bool ends_in_open_block_scalar() const {
    if (content_.ends_with('\n') || layout_->nodes.empty()) return false;
    const data::LayoutNode& last = layout_->nodes.back();
    return (last.style == data::Style::literal || last.style == data::Style::folded) && last.end == content_.size();
  }

  bool has_lone_carriage_return() const {
    if (syntax_ == data::Syntax::json) return false;
    for (std::size_t i = content_.find('\r'); i != std::string_view::npos; i = content_.find('\r', i + 1)) {
      if (i + 1 == content_.size() || content_[i + 1] != '\n') return true;
    }
    return false;
  }

  std::vector<std::size_t> without_refused(const std::vector<std::size_t>& wanted) const {
    std::vector<std::size_t> rest;
    auto refused = refusals_.begin();
    for (const std::size_t number : wanted) {
      while (refused != refusals_.end() && refused->edit < number) ++refused;
      if (refused == refusals_.end() || refused->edit != number) rest.push_back(number);
    }
    return rest;
  }

  void refuse(const std::vector<std::size_t>& numbers, std::string_view reason) {
    for (const std::size_t number : numbers) refusals_.push_back({number, std::string(reason)});
  }

  Outcome finish(std::string text) {
    std::sort(refusals_.begin(), refusals_.end(),
              [](const Refusal& one, const Refusal& other) { return one.edit < other.edit; });
    return {std::move(text), std::move(refusals_)};
  }

  std::string_view content_;
  data::Syntax syntax_;
  const data::Limits& limits_;
  const data::Tree& given_;
  std::span<const Edit> edits_;
  base::Interner interner_;
  data::Tree tree_;
  std::optional<data::Layout> layout_;
  std::string unreadable_;
  std::string reason_;
  std::vector<Refusal> refusals_;
  std::uint32_t attempts_ = 0;
};

}  // namespace

std::string path_text(std::span<const Step> path) {
  std::string text;
  for (const Step& step : path) {
    if (step.kind == Step::Kind::key) {
      data::append_key(text, step.key);
    } else {
      text += '[' + std::to_string(step.index) + ']';
    }
  }
  return text;
}

Outcome apply(const text::SourceSet& sources, text::FileId file, data::Syntax syntax, const data::Limits& limits,
              const data::Tree& tree, std::span<const Edit> edits) {
  return Editor(sources, file, syntax, limits, tree, edits).run();
}

}  // namespace meshplay::edit
