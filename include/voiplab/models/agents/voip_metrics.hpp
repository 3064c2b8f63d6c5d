#pragma once

#include "voiplab/models/agents/stream_listener.hpp"
#include "voiplab/models/media/rtcp_xr.hpp"
#include "voiplab/models/media/rtp_receiver.hpp"
#include "voiplab/sim/time.hpp"

#include <optional>

namespace voiplab::agents {

// What a phone says of a stream in the VoIP metrics of RFC 3611 section 4.7, as of now; it plays what is due. Levels
// and echo are unavailable: nobody measures them. R is the E-model's with half the round trip, where that is known, and
// the end system's delay; that of wideband codecs is brought to a scale up to 100.
media::VoipMetrics voip_metrics(sim::Time now, StreamListener& listener, media::RtpReceiver const& receiver,
                                std::optional<sim::Duration> const& round_trip);

}  // namespace voiplab::agents
