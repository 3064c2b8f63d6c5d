#pragma once

#include "voiplab/models/net/histogram.hpp"
#include "voiplab/sim/time.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace voiplab::net {

// How links are measured.
struct MeasurementOptions {
    sim::Duration slice = std::chrono::seconds(1);  // of the statistics over time
    sim::Time until;                                // when the last slice ends: the run's end
};

// What became of the frames of one way of a link. At every instant offered + duplicated is the sum of all that follows,
// but for the bytes.
struct LinkCounts {
    std::uint64_t offered = 0;
    std::uint64_t duplicated = 0;  // by netem, on top of those that were offered
    std::uint64_t carried = 0;     // have arrived at the far end
    std::uint64_t queue_full = 0;  // dropped
    std::uint64_t red = 0;         // dropped early by the queue's discipline
    std::uint64_t codel = 0;       // the same
    std::uint64_t policed = 0;     // dropped beyond the tokens
    std::uint64_t link_down = 0;   // lost
    std::uint64_t netem_loss = 0;  // by its loss model
    std::uint64_t netem_outage = 0;
    std::uint64_t netem_limit = 0;
    std::uint64_t in_flight = 0;      // wait, or are on their way; in the end
    std::uint64_t offered_bytes = 0;  // as the sender has them: no padding, no check sequence
    std::uint64_t carried_bytes = 0;
};

// One way of a link in a span of time.
struct LinkFigures {
    sim::Time from;
    sim::Time until;
    LinkCounts counts;
    double utilisation = 0;     // the part of the time in which the transmitter was busy, 0 to 1
    Distribution queue_length;  // frames that waited, over time
    Distribution sojourn_ms;    // how long those had waited that left the queue; the transmission is not counted
};

struct LinkRecord {
    std::string link;
    std::string from;  // its ends
    std::string to;
    LinkFigures whole;  // run
    std::vector<LinkFigures> slices;
};

}  // namespace voiplab::net
