#include "voiplab/models/agents/hangup_cause.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace voiplab::agents {

int status_of_cause(int cause) {
    static constexpr std::array<std::pair<int, int>, 18> known{{{1, 404},
                                                                {2, 404},
                                                                {3, 404},
                                                                {17, 486},
                                                                {18, 408},
                                                                {19, 480},
                                                                {20, 480},
                                                                {21, 403},
                                                                {22, 410},
                                                                {27, 502},
                                                                {28, 484},
                                                                {29, 501},
                                                                {31, 480},
                                                                {34, 503},
                                                                {38, 500},
                                                                {42, 503},
                                                                {58, 488},
                                                                {66, 503}}};
    auto const found =
        std::find_if(known.begin(), known.end(), [&](auto const& entry) { return entry.first == cause; });
    return found == known.end() ? 603 : found->second;
}

}  // namespace voiplab::agents
