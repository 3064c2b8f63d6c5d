#pragma once

#include "voiplab/models/agents/stream_report.hpp"
#include "voiplab/scenarios/runner.hpp"

#include <optional>
#include <string>
#include <vector>

namespace voiplab::scenarios {

// From a stream's sender to the port where it arrives, mean; nullopt where it was not sent by one of these.
std::optional<sim::Duration> network_delay(agents::ReceivedStream const& received,
                                           std::vector<agents::SentStream const*> const& sent);

// What befell speech before its stream's sender had it, where that is a server.
struct SpeechBefore {
    sim::Duration delay{};
    double ie = 0;  // of another codec than the stream's own: impairments of codecs in tandem add up (ITU-T G.113)
    agents::SentStream const* spoken = nullptr;  // the stream of the phone that spoke
};

// What was heard of a stream, all times in which it came together, rated by the E-model, and compared with what its
// speaker sent where that is among the pieces. nullopt where nobody listened.
std::optional<StreamQuality> quality_of(std::vector<agents::ReceivedStream const*> const& received,
                                        std::vector<agents::SentStream const*> const& sent, SpeechBefore const& before,
                                        std::vector<agents::AudioPiece> const& pieces);

// What the codec of `before` does to speech that a server then sends in `sent`'s codec (ITU-T G.113), on the scale of the
// latter's E-model; 0 where it is the same codec, or unknown.
double impairment_before(agents::SentStream const& before, agents::SentStream const& sent);

}  // namespace voiplab::scenarios
