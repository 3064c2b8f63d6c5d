#pragma once

#include "voiplab/scenarios/runner.hpp"
#include "voiplab/sim/time.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace voiplab::tools {

// A row of the ladder: an arrow from one column to another, or a gap where rows were left out.
struct LadderLine {
    enum class Kind : std::uint8_t { message, media, left_out };
    Kind kind = Kind::message;
    sim::Time time;
    std::size_t from = 0;  // columns
    std::size_t to = 0;
    std::string label;
    bool both_ways = false;
    bool lost = false;
};

// What a ladder shows, before it is laid out.
struct LadderTable {
    std::vector<std::string> parties;  // the columns: those that some line starts or ends at
    std::vector<LadderLine> lines;     // by time
    sim::Time zero;                    // when the first message of a call left
    bool has_call = false;
    std::size_t outside_calls = 0;  // messages left out because they belong to no call
};

// More lines than that are cut in the middle, unless all are asked for.
inline constexpr std::size_t ladder_limit = 200;

// Messages of calls only, unless `all`: those whose Call-ID an INVITE has too, which leaves out REGISTER and OPTIONS.
// Media is a line where it begins to flow between two parties, both ways in one line where both ways overlap.
LadderTable ladder_table(scenarios::RunResult const& result, bool all);

}  // namespace voiplab::tools
