#pragma once

#include "tools/ladder_table.hpp"
#include "tools/text.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace voiplab::tools {

// Where the parts of a ladder stand, in cells from the left.
struct LadderLayout {
    std::size_t time_width = 0;         // times end there
    std::vector<std::u32string> names;  // of the parties, shortened
    std::vector<std::size_t> bars;      // each party's life line
};

// The cells beside the label that an arrow needs: shaft, head and spaces.
std::size_t arrow_overhead(LadderLine const& line);

// Columns as wide as the labels need, up to `width` in all; nullopt where even short labels would not fit.
std::optional<LadderLayout> lay_out(LadderTable const& table, std::size_t time_width, std::size_t width,
                                    Characters characters);

}  // namespace voiplab::tools
