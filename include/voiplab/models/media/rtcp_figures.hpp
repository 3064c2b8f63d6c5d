#pragma once

#include "voiplab/models/media/ntp.hpp"
#include "voiplab/models/media/rtcp.hpp"
#include "voiplab/sim/time.hpp"

#include <cstdint>
#include <optional>
#include <vector>

namespace voiplab::media {

// What a compound packet from the other party says to a stream's sender.
struct PeerReport {
    std::optional<ReportBlock> block;         // on the stream
    std::optional<sim::Duration> round_trip;  // where the block answers a report of ours
};

// Of the stream with that SSRC, whose sender has the packets at `now`.
PeerReport read_peer_report(std::vector<RtcpPacket> const& packets, std::uint32_t ssrc, WallClock now);

// What RTCP came to for one stream, at its sender.
struct RtcpFigures {
    std::uint64_t sent = 0;      // reports, SR or RR, to where the stream went
    std::uint64_t received = 0;  // and from there
    std::optional<ReportBlock> last_block;

    // A - LSR - DLSR of RFC 3550 section 6.4.1. What the roundings make less than nothing counts as nothing.
    struct RoundTrips {
        std::uint64_t count = 0;
        sim::Duration last{};
        sim::Duration least{};
        sim::Duration greatest{};
        sim::Duration sum{};
        void add(RoundTrips const& later);
    };
    RoundTrips round_trips;

    void take(PeerReport const& report);
    // Puts what came later with it.
    void add(RtcpFigures const& later);
};

}  // namespace voiplab::media
