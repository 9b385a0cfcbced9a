// Diagnostics as text for people: header, place, the source line with carets under the span, notes, what to do.
// Text of users is neutralised on the way (render_cells.h).
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "engine/diag/diagnostic.h"
#include "engine/text/source.h"

namespace meshplay::diag {

enum class Color : std::uint8_t { off, on };

// A line `= name: text` at the end.
struct Fact {
  std::string_view name;
  std::string_view text;
};

// Appends the diagnostic and one empty line to `out`. `facts` stand at the end.
void render_text(const Diagnostic& diagnostic, const text::SourceSet& sources, Color color, std::span<const Fact> facts,
                 std::string& out);

// Appends `file:line:column`, or the file's name alone when it has no text; nothing when the place is unknown.
void render_place(text::Span span, const text::SourceSet& sources, std::string& out);

// `text` in the colour of the severity, or in bold.
std::string paint(std::string_view text, Severity severity, Color color);
std::string bold(std::string_view text, Color color);

}  // namespace meshplay::diag
