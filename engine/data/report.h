// Reports what is wrong in one file. Places are bytes of the file.
#pragma once

#include <initializer_list>
#include <string_view>

#include "engine/data/reader.h"
#include "engine/data/tree_builder.h"
#include "engine/diag/diagnostic.h"
#include "engine/text/source.h"

namespace meshplay::data {

// A place and the words for it.
struct Complaint {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  std::string_view code;
  std::string what;  // fills the message's `{}`
  std::string help;
  std::string note;  // about `note_begin`; empty: none
  std::uint32_t note_begin = 0;
};

class Report {
 public:
  Report(text::FileId file, std::string_view content, diag::Sink& sink) : content_(content), file_(file), sink_(sink) {}

  diag::Diagnostic& at(std::string_view code, std::uint32_t begin, std::uint32_t end,
                       std::initializer_list<diag::Argument> arguments = {});
  // A syntax error. Where the file is a template (`{{ ... }}` outside quotes), that is what is said instead.
  void syntax_error(const Complaint& complaint);
  // True where the file is a template; it has been reported then, once, however many of its documents are.
  bool template_error();
  void limit(Fit fit, const Limits& limits, std::uint32_t begin, std::uint32_t end);
  void repeated_keys(const std::vector<RepeatedKey>& keys, const base::Interner& interner);

  bool failed() const { return failed_; }
  std::string_view content() const { return content_; }
  text::FileId file() const { return file_; }

 private:
  text::Span span(std::uint32_t begin, std::uint32_t end) const { return {file_, begin, end}; }

  std::string_view content_;
  text::FileId file_;
  diag::Sink& sink_;
  bool failed_ = false;
  bool template_told_ = false;
};

}  // namespace meshplay::data
