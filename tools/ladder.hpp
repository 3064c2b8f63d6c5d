#pragma once

#include "tools/text.hpp"
#include "voiplab/scenarios/runner.hpp"

#include <cstddef>
#include <string>

namespace voiplab::tools {

struct LadderStyle {
    Characters characters = Characters::ascii;
    bool colour = false;      // by ANSI escapes: RTP cyan, refusals yellow, what was lost red
    bool all = false;         // messages outside calls too, and every row however many there are
    std::size_t width = 100;  // cells that a line may take
};

// A ladder diagram as RFC 3665 draws them: a column for each party, a row for each message, with the seconds since the
// first message of a call. Where the parties' columns do not fit into the width it is a list of the same rows. Says the
// same for the same result, whatever the time or the place.
std::string draw_ladder(scenarios::RunResult const& result, LadderStyle const& style);

}  // namespace voiplab::tools
