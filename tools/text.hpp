#pragma once

#include "voiplab/sim/time.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace voiplab::tools {

// Text in cells of a terminal, one character a cell. Control characters and bytes that are not UTF-8 become "?": what a
// scenario's author named a phone must not steer the reader's terminal.
std::u32string to_cells(std::string_view utf8);
std::string to_utf8(std::u32string_view cells);
std::string printable(std::string_view utf8);

enum class Characters : std::uint8_t { ascii, unicode };

// The text itself where it fits into `width` cells, else its beginning and an ellipsis.
std::u32string shortened(std::u32string const& text, std::size_t width, Characters characters);

// "1 packet", "2 packets", "12,345 packets".
std::string count_of(std::uint64_t count, std::string_view singular, std::string_view plural);

// "0.0926": seconds, rounded to a tenth of a millisecond, a half away from zero.
std::string seconds(sim::Duration duration);

}  // namespace voiplab::tools
