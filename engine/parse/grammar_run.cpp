#include "engine/parse/grammar_run.h"

#include <algorithm>
#include <optional>

namespace meshplay::parse {

namespace {

// Thrown through the generated code to leave it; it is not of the kind that it catches.
struct Stopped {};

class WordStream final : public antlr4::TokenStream {
 public:
  WordStream(std::span<const Word> words, std::uint32_t end_offset) {
    tokens_.reserve(words.size() + 1);
    for (const Word& word : words) tokens_.emplace_back(word, static_cast<std::uint32_t>(tokens_.size()));
    Word end;
    end.type = ParserToken::kEnd;
    end.begin = end_offset;
    end.end = end_offset;
    tokens_.emplace_back(end, static_cast<std::uint32_t>(tokens_.size()));
  }

  antlr4::Token* LT(ssize_t offset) override {
    if (offset == 0) return nullptr;
    const ssize_t wanted = static_cast<ssize_t>(index_) + (offset > 0 ? offset - 1 : offset);
    if (wanted < 0) return nullptr;
    farthest_ = std::max(farthest_, static_cast<size_t>(wanted));
    return &tokens_[std::min(static_cast<size_t>(wanted), tokens_.size() - 1)];
  }
  size_t LA(ssize_t offset) override {
    const antlr4::Token* token = LT(offset);
    return token == nullptr ? antlr4::Token::INVALID_TYPE : token->getType();
  }
  antlr4::Token* get(size_t index) const override {
    return const_cast<ParserToken*>(&tokens_[std::min(index, tokens_.size() - 1)]);
  }
  antlr4::TokenSource* getTokenSource() const override { return nullptr; }
  std::string getText(const antlr4::misc::Interval&) override { return {}; }
  std::string getText() override { return {}; }
  std::string getText(antlr4::RuleContext*) override { return {}; }
  std::string getText(antlr4::Token*, antlr4::Token*) override { return {}; }

  void consume() override {
    if (index_ + 1 < tokens_.size()) ++index_;
  }
  ssize_t mark() override { return 0; }
  void release(ssize_t) override {}
  size_t index() override { return index_; }
  void seek(size_t index) override { index_ = std::min(index, tokens_.size() - 1); }
  size_t size() override { return tokens_.size(); }
  std::string getSourceName() const override { return {}; }

  size_t farthest() const { return std::min(farthest_, tokens_.size() - 1); }
  void forget_farthest() { farthest_ = 0; }

 private:
  std::vector<ParserToken> tokens_;
  size_t index_ = 0;
  size_t farthest_ = 0;
};

void collect_open(antlr4::ParserRuleContext* context, std::vector<OpenRule>& open) {
  for (antlr4::RuleContext* rule = context; rule != nullptr; rule = dynamic_cast<antlr4::RuleContext*>(rule->parent)) {
    const auto* parsed = dynamic_cast<antlr4::ParserRuleContext*>(rule);
    const std::size_t first = parsed != nullptr && parsed->start != nullptr ? parsed->start->getTokenIndex() : 0;
    open.push_back({rule->getRuleIndex(), first});
  }
}

void add_labels(const antlr4::atn::ATNState& state, std::bitset<128>& expected) {
  for (const antlr4::atn::Transition* transition : state.transitions) {
    if (transition->isEpsilon()) continue;
    for (const ssize_t type : transition->label().toList()) {
      if (type >= 0 && static_cast<std::size_t>(type) < expected.size()) expected.set(static_cast<std::size_t>(type));
    }
  }
}

// Where the grammar repeats a part, or leaves it out, and one word decides: the part is taken whenever the word begins
// it. ANTLR would come to the same answer (the earlier alternative), but looks far ahead for it where both can be read:
// behind nested quantifiers, whose `where` may also begin the next item, that takes time without measure.
class OneWordPrediction final : public antlr4::atn::ParserATNSimulator {
 public:
  OneWordPrediction(MeshParser& of, antlr4::atn::ParserATNSimulator& made)
      : ParserATNSimulator(&of, of.getATN(), made.decisionToDFA, made.getSharedContextCache()),
        decisions_(decisions(of.getATN())) {}

  size_t adaptivePredict(antlr4::TokenStream* input, size_t decision, antlr4::ParserRuleContext* context) override {
    const Words& begins = decisions_[decision];
    if (begins.any()) {
      const size_t word = input->LA(1);
      const bool taken = word < begins.size() && begins.test(word);
      // The one word that compares and is a name as well: `contains(a, b)` may begin an item.
      const bool unclear = taken && word == MeshParser::CONTAINS;
      if (!unclear) return taken ? 1 : 2;
    }
    return ParserATNSimulator::adaptivePredict(input, decision, context);
  }

 private:
  using Words = std::bitset<128>;

  static bool is_simple(std::size_t rule) {
    switch (rule) {
      case MeshParser::RuleKindExpr:
      case MeshParser::RuleKindUnion:
      case MeshParser::RuleCondition:
      case MeshParser::RuleStanding:
      case MeshParser::RuleExpr:
      case MeshParser::RuleDisjunction:
      case MeshParser::RuleConjunction:
      case MeshParser::RuleUnary:
      case MeshParser::RuleQuantifier:
      case MeshParser::RuleReference: return true;
      default: return false;
    }
  }

  // For each decision the words that begin its first alternative; none where more than one word is needed.
  static const std::vector<Words>& decisions(const antlr4::atn::ATN& network) {
    static const std::vector<Words> kDecisions = [&network] {
      std::vector<Words> result(network.decisionToState.size());
      for (std::size_t i = 0; i < result.size(); ++i) {
        const antlr4::atn::DecisionState& state = *network.decisionToState[i];
        if (state.transitions.size() != 2 || !is_simple(state.ruleIndex)) continue;
        for (const ssize_t word : network.nextTokens(state.transitions[0]->target).toList()) {
          if (word > 0 && static_cast<std::size_t>(word) < result[i].size())
            result[i].set(static_cast<std::size_t>(word));
        }
        // A comma may also part the values of a list.
        if (result[i].test(MeshParser::COMMA)) result[i].reset();
      }
      return result;
    }();
    return kDecisions;
  }

  const std::vector<Words>& decisions_;
};

void prepare(MeshParser& parser, antlr4::atn::PredictionMode mode) {
  auto* made = parser.getInterpreter<antlr4::atn::ParserATNSimulator>();
  auto prediction = std::make_unique<OneWordPrediction>(parser, *made);
  prediction->setPredictionMode(mode);
  parser.setInterpreter(prediction.release());
}

// Takes down the first mistake and stops. Nothing is repaired here.
class StopAtFirst final : public antlr4::ANTLRErrorStrategy {
 public:
  StopAtFirst(Failure& failure, bool wanted) : failure_(failure), wanted_(wanted) {}

  void reset(antlr4::Parser*) override {}
  antlr4::Token* recoverInline(antlr4::Parser* parser) override {
    if (wanted_) {
      failure_.at = parser->getCurrentToken()->getTokenIndex();
      collect_open(parser->getContext(), failure_.open);
      for (const ssize_t type : parser->getExpectedTokens().toList()) {
        if (type > 0 && static_cast<std::size_t>(type) < failure_.expected.size()) {
          failure_.expected.set(static_cast<std::size_t>(type));
        }
      }
    }
    throw Stopped{};
  }
  void recover(antlr4::Parser*, std::exception_ptr) override { throw Stopped{}; }
  void sync(antlr4::Parser*) override {}
  bool inErrorRecoveryMode(antlr4::Parser*) override { return false; }
  void reportMatch(antlr4::Parser*) override {}
  void reportError(antlr4::Parser* parser, const antlr4::RecognitionException& error) override {
    if (wanted_) {
      const antlr4::Token* token = error.getOffendingToken();
      failure_.at = (token != nullptr ? token : parser->getCurrentToken())->getTokenIndex();
      collect_open(parser->getContext(), failure_.open);
      const auto* dead_end = dynamic_cast<const antlr4::NoViableAltException*>(&error);
      if (dead_end != nullptr && dead_end->getDeadEndConfigs() != nullptr) {
        for (const auto& config : dead_end->getDeadEndConfigs()->configs) add_labels(*config->state, failure_.expected);
      }
    }
    throw Stopped{};
  }

 private:
  Failure& failure_;
  bool wanted_;
};

// Rules that are open in one another for one pair of brackets, at most.
constexpr std::uint32_t kRulesForOne = 12;

// The generated parser recurses as deep as rules are open in one another. Chains such as a + b + c make the tree deeper
// but not the stack: their links are entered when they have a child already.
class DepthGuard final : public antlr4::tree::ParseTreeListener {
 public:
  explicit DepthGuard(std::uint32_t nesting) : limit_(nesting * kRulesForOne) {}

  void visitTerminal(antlr4::tree::TerminalNode*) override {}
  void visitErrorNode(antlr4::tree::ErrorNode*) override {}
  void enterEveryRule(antlr4::ParserRuleContext* rule) override {
    if (!rule->children.empty() || ++depth_ <= limit_) return;
    reached_ = true;
    throw Stopped{};
  }
  void exitEveryRule(antlr4::ParserRuleContext* rule) override {
    if (rule->getRuleIndex() == MeshParser::RuleOperand && rule->children.size() == 3) return;
    if (depth_ > 0) --depth_;
  }

  void start_again() {
    depth_ = 0;
    reached_ = false;
  }
  bool reached() const { return reached_; }

 private:
  std::uint32_t limit_;
  std::uint32_t depth_ = 0;
  bool reached_ = false;
};

}  // namespace

// A parser of its own for each item, so that memory is used again while it is still near.
struct ItemReader::Machine {
  Machine(std::span<const Word> words, std::uint32_t end_offset, std::uint32_t nesting)
      : stream(words, end_offset), guard(nesting) {}

  WordStream stream;
  DepthGuard guard;
  Failure failure;  // not wanted
  std::shared_ptr<StopAtFirst> stop = std::make_shared<StopAtFirst>(failure, false);
  std::optional<MeshParser> parser;
  bool failed = false;
};

ItemReader::ItemReader(std::span<const Word> words, std::uint32_t end_offset, std::uint32_t nesting)
    : machine_(std::make_unique<Machine>(words, end_offset, nesting)) {}

ItemReader::~ItemReader() = default;

MeshParser::ItemContext* ItemReader::next() {
  Machine& machine = *machine_;
  if (machine.failed || machine.stream.LA(1) == antlr4::Token::EOF) return nullptr;
  machine.parser.emplace(&machine.stream);
  MeshParser& parser = *machine.parser;
  parser.removeErrorListeners();
  parser.setErrorHandler(machine.stop);
  machine.guard.start_again();
  parser.addParseListener(&machine.guard);
  prepare(parser, antlr4::atn::PredictionMode::SLL);
  try {
    return parser.item();
  } catch (const Stopped&) {
    machine.failed = true;
    return nullptr;
  }
}

bool ItemReader::failed() const { return machine_->failed; }

struct GrammarRun::Machine {
  Machine(std::span<const Word> words, std::uint32_t end_offset) : stream(words, end_offset), parser(&stream) {}

  WordStream stream;
  MeshParser parser;
};

GrammarRun::GrammarRun(std::span<const Word> words, std::uint32_t end_offset, Start start, std::uint32_t nesting)
    : machine_(std::make_unique<Machine>(words, end_offset)) {
  MeshParser& parser = machine_->parser;
  parser.removeErrorListeners();
  DepthGuard guard(nesting);
  parser.addParseListener(&guard);
  for (const bool last : {false, true}) {
    parser.reset();
    guard.start_again();
    machine_->stream.forget_farthest();
    parser.setErrorHandler(std::make_shared<StopAtFirst>(failure_, last));
    prepare(parser, last ? antlr4::atn::PredictionMode::LL : antlr4::atn::PredictionMode::SLL);
    try {
      if (start == Start::file) {
        tree_ = parser.file();
      } else {
        tree_ = parser.interpolated();
      }
      break;
    } catch (const Stopped&) {
      tree_ = nullptr;
      failure_.farthest = machine_->stream.farthest();
    }
    if (guard.reached()) {
      failure_.too_deep = true;
      failure_.limit = nesting;
      failure_.at = machine_->stream.index();
      collect_open(parser.getContext(), failure_.open);
      break;
    }
  }
  parser.removeParseListeners();
}

GrammarRun::~GrammarRun() = default;

MeshParser::FileContext* GrammarRun::file() const { return dynamic_cast<MeshParser::FileContext*>(tree_); }

MeshParser::InterpolatedContext* GrammarRun::interpolated() const {
  return dynamic_cast<MeshParser::InterpolatedContext*>(tree_);
}

}  // namespace meshplay::parse
