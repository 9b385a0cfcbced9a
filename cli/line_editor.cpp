#include "cli/line_editor.h"

#include <histedit.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <clocale>
#include <cstdio>
#include <filesystem>
#include <iostream>

namespace meshplay::cli {

struct LineEditor::Terminal {
  EditLine* line = nullptr;
  History* history = nullptr;
  HistEvent event{};
  std::string prompt;
  bool is_interrupted = false;
};

namespace {

LineEditor::Terminal* terminal_of(EditLine* line);

char* prompt_of(EditLine* line) { return terminal_of(line)->prompt.data(); }

// libedit hands back one pointer for each editor.
struct Client {
  LineEditor* editor = nullptr;
  LineEditor::Terminal* terminal = nullptr;
};

Client* client_of(EditLine* line) {
  void* client = nullptr;
  el_get(line, EL_CLIENTDATA, &client);
  return static_cast<Client*>(client);
}

LineEditor::Terminal* terminal_of(EditLine* line) { return client_of(line)->terminal; }

unsigned char on_tab(EditLine* line, wint_t /*key*/) {
  return static_cast<unsigned char>(client_of(line)->editor->complete());
}

unsigned char on_interrupt(EditLine* line, wint_t /*key*/) {
  return static_cast<unsigned char>(client_of(line)->editor->interrupt());
}

constexpr int kMostHistory = 1000;

}  // namespace

LineEditor::LineEditor(std::string history_file, Completer completer)
    : history_file_(std::move(history_file)), completer_(std::move(completer)) {
  if (isatty(STDIN_FILENO) == 0 || isatty(STDERR_FILENO) == 0) return;
  std::setlocale(LC_CTYPE, "");
  terminal_ = new Terminal;
  terminal_->line = el_init("meshplay", stdin, stderr, stderr);
  terminal_->history = history_init();
  if (terminal_->line == nullptr || terminal_->history == nullptr) {
    delete terminal_;
    terminal_ = nullptr;
    return;
  }
  history(terminal_->history, &terminal_->event, H_SETSIZE, kMostHistory);
  history(terminal_->history, &terminal_->event, H_SETUNIQUE, 1);
  if (!history_file_.empty()) history(terminal_->history, &terminal_->event, H_LOAD, history_file_.c_str());
  el_set(terminal_->line, EL_CLIENTDATA, new Client{this, terminal_});
  el_set(terminal_->line, EL_EDITOR, "emacs");
  el_set(terminal_->line, EL_SIGNAL, 0);
  el_set(terminal_->line, EL_PROMPT, &prompt_of);
  el_set(terminal_->line, EL_HIST, history, terminal_->history);
  el_wset(terminal_->line, EL_ADDFN, L"meshplay-complete", L"completes a word", &on_tab);
  el_set(terminal_->line, EL_BIND, "^I", "meshplay-complete", nullptr);
  // Gives up the line, not the program. The narrow form of EL_ADDFN loses copies of its texts.
  el_set(terminal_->line, EL_SETTY, "-d", "-isig", nullptr);
  el_wset(terminal_->line, EL_ADDFN, L"meshplay-interrupt", L"gives up the line", &on_interrupt);
  el_set(terminal_->line, EL_BIND, "^C", "meshplay-interrupt", nullptr);
  el_set(terminal_->line, EL_BIND, "^R", "em-inc-search-prev", nullptr);
}

LineEditor::~LineEditor() {
  if (terminal_ == nullptr) return;
  if (!history_file_.empty()) {
    std::error_code error;
    std::filesystem::create_directories(std::filesystem::path(history_file_).parent_path(), error);
    const mode_t mask = ::umask(077);  // what was asked is nobody else's
    history(terminal_->history, &terminal_->event, H_SAVE, history_file_.c_str());
    ::umask(mask);
  }
  const Client* client = client_of(terminal_->line);
  el_end(terminal_->line);
  history_end(terminal_->history);
  delete client;
  delete terminal_;
}

std::optional<std::string> LineEditor::read(std::string_view prompt, const std::string& before) {
  if (terminal_ == nullptr) {
    std::string line;
    if (!std::getline(std::cin, line)) return std::nullopt;
    if (line.ends_with('\r')) line.pop_back();
    return line;
  }
  terminal_->prompt = prompt;
  before_ = before;
  int count = 0;
  terminal_->is_interrupted = false;
  const char* line = el_gets(terminal_->line, &count);
  if (terminal_->is_interrupted) return std::string();
  if (line == nullptr || count <= 0) return std::nullopt;
  std::string result(line, static_cast<std::size_t>(count));
  while (result.ends_with('\n') || result.ends_with('\r')) result.pop_back();
  return result;
}

bool LineEditor::was_interrupted() const { return terminal_ != nullptr && terminal_->is_interrupted; }

int LineEditor::interrupt() {
  terminal_->is_interrupted = true;
  std::cerr << "^C\n" << std::flush;
  return CC_NEWLINE;
}

void LineEditor::remember(const std::string& input) {
  if (terminal_ == nullptr || input.empty()) return;
  std::string line = input;
  std::replace(line.begin(), line.end(), '\n', ' ');
  history(terminal_->history, &terminal_->event, H_ENTER, line.c_str());
}

int LineEditor::complete() {
  const LineInfo* info = el_line(terminal_->line);
  const std::string line(info->buffer, info->lastchar);
  const auto cursor = static_cast<std::size_t>(info->cursor - info->buffer);
  const Offers offers = completer_(before_ + line, before_.size() + cursor);
  if (offers.texts.empty() || offers.begin < before_.size()) return CC_REFRESH_BEEP;
  std::string common = offers.texts[0];
  for (const std::string& text : offers.texts) {
    std::size_t same = 0;
    while (same < common.size() && same < text.size() && common[same] == text[same]) ++same;
    common.resize(same);
  }
  const std::string typed = line.substr(offers.begin - before_.size(), cursor - (offers.begin - before_.size()));
  if (common.size() > typed.size() && common.starts_with(typed)) {
    el_insertstr(terminal_->line, common.c_str() + typed.size());
    return CC_REFRESH;
  }
  if (offers.texts.size() == 1) return CC_NORM;
  constexpr std::size_t kMostShown = 60;
  std::string list = "\n";
  for (std::size_t i = 0; i < std::min(offers.texts.size(), kMostShown); ++i) list += offers.texts[i] + "  ";
  if (offers.texts.size() > kMostShown) {
    list += "... and " + std::to_string(offers.texts.size() - kMostShown) + " more";
  }
  std::cerr << list << "\n" << std::flush;
  return CC_REDISPLAY;
}

}  // namespace meshplay::cli
