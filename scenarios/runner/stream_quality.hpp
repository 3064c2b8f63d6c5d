#pragma once

#include "voiplab/models/agents/stream_report.hpp"
#include "voiplab/scenarios/runner.hpp"

#include <optional>
#include <vector>

namespace voiplab::scenarios {

// From a stream's sender to the port where it arrives, mean; nullopt where it was not sent by one of these.
std::optional<sim::Duration> network_delay(agents::ReceivedStream const& received,
                                           std::vector<agents::SentStream const*> const& sent);

// What was heard of a stream, all times in which it came together, rated by the E-model. `before` is how long the
// speech took to the stream's sender, where that is a server. nullopt where nobody listened.
std::optional<StreamQuality> quality_of(std::vector<agents::ReceivedStream const*> const& received,
                                        std::vector<agents::SentStream const*> const& sent, sim::Duration before);

}  // namespace voiplab::scenarios
