#include "tests/differential/formatting.h"

#include <algorithm>

#include "engine/base/interner.h"
#include "engine/diag/diagnostic.h"
#include "engine/format/format.h"
#include "engine/parse/parser.h"
#include "engine/parse/words.h"
#include "engine/text/source.h"
#include "tests/differential/generator.h"
#include "tests/differential/random.h"

namespace meshplay::differential {

namespace {

struct Parsed {
  explicit Parsed(const std::string& text) {
    const text::FileId file = sources.add("program", text);
    tree = parse::parse_rules(sources, file, {}, interner, sink);
  }
  text::SourceSet sources;
  base::Interner interner;
  diag::Sink sink;
  ast::Ast tree;
};

// Sorted, without the spaces at their ends.
std::vector<std::string> comments(const std::string& text) {
  const parse::Words words = parse::lex(text);
  std::vector<std::string> result;
  for (const auto* list : {&words.docs, &words.comments}) {
    for (const parse::Word& word : *list) {
      std::string comment = text.substr(word.begin, word.end - word.begin);
      while (comment.ends_with(' ')) comment.pop_back();
      result.push_back(comment);
    }
  }
  std::sort(result.begin(), result.end());
  return result;
}

// Other spaces between the words, line ends and comments among them.
std::string mangled(const std::string& text, Random& random) {
  const parse::Words words = parse::lex(text);
  std::string out;
  std::size_t end = 0;
  const std::size_t range = 100 * (1 + random.below(20));  // a line end in a wrong place makes a program a wrong one
  for (const parse::Word& word : words.all) {
    std::string between = text.substr(end, word.begin - end);
    const std::size_t choice = random.below(range);
    if (choice < 4) {
      between += " // a comment, \"in\" {the} middle\n";
    } else if (choice < 6) {
      between += "/* inside */ ";
    } else if (choice < 7) {
      between += "\n\n  // of its own\n\n\n";
    } else if (choice < 15) {
      between += "\n      ";
    } else if (choice < 20) {
      between += "   ";
    } else if (choice < 30 && between.find("//") == std::string::npos && between.find('\n') == std::string::npos) {
      between = " ";
    }
    out += between;
    out += text.substr(word.begin, word.end - word.begin);
    end = word.end;
  }
  return out + text.substr(end);
}

FormattingComparison compare_one(const std::string& text) {
  FormattingComparison result;
  const Parsed before(text);
  if (!before.sink.all().empty()) return result;
  result.accepted = true;
  const std::string formatted = format::format(text, before.tree);
  const Parsed after(formatted);
  const auto tell = [&](const std::string& what) {
    result.difference = what + "\n==== before\n" + text + "\n==== after\n" + formatted;
  };
  if (!after.sink.all().empty()) {
    tell("does not parse any more");
  } else if (!ast::same_shape(before.tree, before.interner, after.tree, after.interner)) {
    tell("means something else");
  } else if (comments(text) != comments(formatted)) {
    tell("a comment is lost");
  } else if (const std::string again = format::format(formatted, after.tree); again != formatted) {
    tell("is not as it would be the second time");
    result.difference += "\n==== again\n" + again;
  }
  return result;
}

}  // namespace

FormattingComparison compare_formatting(const std::string& text, std::uint64_t seed) {
  FormattingComparison result = compare_one(text);
  Random random(seed);
  for (int i = 0; i < 20 && result.accepted && result.difference.empty(); ++i) {
    const FormattingComparison other = compare_one(mangled(text, random));
    result.difference = other.difference;
  }
  return result;
}

FormattingComparison compare_formatting(std::uint64_t seed) {
  Random random(seed);
  const std::string text = program_text(random_case(seed));
  return compare_one(random.chance(20) ? text : mangled(text, random));
}

}  // namespace meshplay::differential
