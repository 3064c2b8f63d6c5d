#include "voiplab/models/media/rtcp_figures.hpp"

#include <algorithm>

namespace voiplab::media {

void RtcpFigures::RoundTrips::add(RoundTrips const& later) {
    if (later.count == 0) return;
    least = count == 0 ? later.least : std::min(least, later.least);
    greatest = std::max(greatest, later.greatest);
    last = later.last;
    sum += later.sum;
    count += later.count;
}

void RtcpFigures::take(PeerReport const& report) {
    ++received;
    if (report.block) last_block = report.block;
    if (!report.round_trip) return;
    auto const round_trip = std::max(*report.round_trip, sim::Duration::zero());
    round_trips.add({1, round_trip, round_trip, round_trip, round_trip});
}

void RtcpFigures::add(RtcpFigures const& later) {
    sent += later.sent;
    received += later.received;
    if (later.last_block) last_block = later.last_block;
    round_trips.add(later.round_trips);
}

}  // namespace voiplab::media
