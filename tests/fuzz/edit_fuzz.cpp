// Any bytes as a YAML or JSON file, and some edits of it: what comes back reads as the old documents with the edits
// that were not refused, and the difference of the two texts leads from one to the other. The first byte says YAML or
// JSON, the next three which edits.
#include <algorithm>
#include <cstdint>
#include <string>
#include <unordered_set>

#include "engine/edit/edit.h"
#include "engine/edit/model_for_test.h"
#include "engine/edit/patch_for_test.h"
#include "engine/edit/random_for_test.h"
#include "engine/edit/unified_diff.h"
#include "tests/fuzz/tree_invariants.h"

namespace {

using meshplay::edit::Entry;
using meshplay::edit::Value;
using meshplay::fuzz::require;

// Where a document has merge keys, new entries stand before what they bring.
Value sorted(Value value) {
  for (Value& element : value.elements) element = sorted(std::move(element));
  for (Entry& entry : value.entries) entry.value = sorted(std::move(entry.value));
  std::sort(value.entries.begin(), value.entries.end(),
            [](const Entry& one, const Entry& other) { return one.key < other.key; });
  return value;
}

void check_edits(const std::string& content, meshplay::data::Syntax syntax, std::uint32_t seed) {
  namespace edit = meshplay::edit;
  const meshplay::data::Limits limits = {std::uint64_t{1} << 20U, 40, 200, 20'000, 2'000};
  const edit::test::File file(content, syntax, limits);
  edit::test::Random random(seed);
  const std::vector<edit::Edit> edits = edit::test::random_edits(file, random, 5);
  const edit::Outcome outcome = file.apply(edits);
  std::unordered_set<std::size_t> refused;
  for (const edit::Refusal& refusal : outcome.refusals) {
    require(!refusal.reason.empty(), "a refusal has a reason");
    require(refused.insert(refusal.edit).second, "an edit is refused once");
  }
  if (refused.size() == edits.size()) {
    require(outcome.text == content, "what is refused changes nothing");
    return;
  }
  const edit::test::File again(outcome.text, syntax, limits);
  require(!again.outcome.failed, "the new text can be read");
  require(again.tree.documents.size() == file.tree.documents.size(), "no document comes or goes");
  for (std::size_t i = 0; i < file.tree.documents.size(); ++i) {
    const meshplay::data::NodeId root = file.tree.documents[i].root;
    edit::test::Model model(file.value(root));
    for (std::size_t number = 0; number < edits.size(); ++number) {
      if (edits[number].root == root && !refused.contains(number)) model.apply(edits[number]);
    }
    require(sorted(again.value(again.tree.documents[i].root)) == sorted(model.value()), "the documents are as wanted");
  }
  const std::string diff = edit::unified_diff("a", "b", content, outcome.text);
  require(diff.empty() ? outcome.text == content : edit::test::patched(content, diff) == outcome.text,
          "the difference leads from one text to the other");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::size_t kHead = 4;
  if (size < kHead) return 0;
  const auto syntax = data[0] % 2 == 0 ? meshplay::data::Syntax::yaml : meshplay::data::Syntax::json;
  const std::uint32_t seed = data[1] | (std::uint32_t{data[2]} << 8U) | (std::uint32_t{data[3]} << 16U);
  check_edits(std::string(reinterpret_cast<const char*>(data) + kHead, size - kHead), syntax, seed);
  return 0;
}
