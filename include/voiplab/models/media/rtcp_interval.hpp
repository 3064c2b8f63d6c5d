#pragma once

#include "voiplab/sim/random.hpp"
#include "voiplab/sim/time.hpp"

#include <cstdint>

namespace voiplab::media {

// What the time between reports depends on (RFC 3550 section 6.3.1).
struct RtcpMembership {
    std::uint32_t members = 2;       // oneself included
    std::uint32_t senders = 0;       // oneself included
    bool we_sent = false;            // oneself is among the senders
    bool initial = false;            // no report sent yet: half the minimum
    std::uint32_t average_size = 0;  // octets of a compound packet with its UDP and IP headers
    std::uint32_t bandwidth = 400;   // octets per second for RTCP, above 0: 5 % of the session; 400 for 64 kbit/s
};

// The deterministic interval Td: 5 s (2.5 s before the first report) to 24 h.
sim::Duration deterministic_interval(RtcpMembership const& membership);
// The interval T: Td times a uniform draw from [0.5, 1.5], divided by e - 3/2 to make up for reconsideration.
sim::Duration randomised_interval(sim::Duration deterministic, sim::RandomStream& random);

}  // namespace voiplab::media
