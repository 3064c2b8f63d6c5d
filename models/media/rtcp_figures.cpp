#include "voiplab/models/media/rtcp_figures.hpp"

#include <algorithm>
#include <variant>

namespace voiplab::media {

namespace {

void read_blocks(std::vector<ReportBlock> const& blocks, std::uint32_t ssrc, WallClock now, PeerReport& said) {
    for (auto const& block : blocks) {
        if (block.ssrc != ssrc) continue;
        said.block = block;
        if (block.last_sr == 0) continue;
        said.round_trip = round_trip_time(middle_of_ntp(to_ntp(now)), block.last_sr, block.delay_since_last_sr);
    }
}

// The receivers that answer a reference time of ours (RFC 3611 section 4.5).
void read_delays(ExtendedReport const& report, std::uint32_t ssrc, WallClock now, PeerReport& said) {
    for (auto const& block : report.blocks) {
        auto const* const delays = std::get_if<DelaySinceLastRr>(&block);
        if (delays == nullptr) continue;
        for (auto const& receiver : delays->receivers) {
            if (receiver.ssrc != ssrc || receiver.last_rr == 0) continue;
            said.round_trip =
                round_trip_time(middle_of_ntp(to_ntp(now)), receiver.last_rr, receiver.delay_since_last_rr);
        }
    }
}

}  // namespace

PeerReport read_peer_report(std::vector<RtcpPacket> const& packets, std::uint32_t ssrc, WallClock now) {
    PeerReport said;
    for (auto const& packet : packets) {
        if (auto const* sender_report = std::get_if<SenderReport>(&packet)) {
            read_blocks(sender_report->blocks, ssrc, now, said);
        } else if (auto const* receiver_report = std::get_if<ReceiverReport>(&packet)) {
            read_blocks(receiver_report->blocks, ssrc, now, said);
        } else if (auto const* extended_report = std::get_if<ExtendedReport>(&packet)) {
            read_delays(*extended_report, ssrc, now, said);
        }
    }
    return said;
}

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
