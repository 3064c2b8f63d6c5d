#pragma once

#include "voiplab/models/media/ntp.hpp"
#include "voiplab/models/media/rtcp.hpp"
#include "voiplab/models/media/rtcp_figures.hpp"
#include "voiplab/models/media/rtp.hpp"
#include "voiplab/models/media/rtp_receiver.hpp"
#include "voiplab/sim/random.hpp"
#include "voiplab/sim/time.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace voiplab::media {

// One party's RTCP in a session of two (RFC 3550 section 6): when a report is due, what it says, and what the other's
// reports said. Its owner runs the timer, sends the bytes and passes in the figures of the streams. What a conference
// needs beyond that (timing out of members, reverse reconsideration) is left out.
class RtcpSession {
  public:
    struct Options {
        std::uint32_t ssrc = 0;
        std::string cname;  // at most 255 octets are sent
        WallClock start;    // the wall clock at the start of the run, for NTP timestamps
        std::uint32_t clock_rate = 8000;
        std::uint32_t bandwidth = 400;  // octets per second for RTCP, see RtcpMembership
        bool extended_reports = false;  // RFC 3611, behind each report, where there is something to say
    };
    // `random` is the owner's and outlives the session.
    RtcpSession(Options options, sim::Time joined, sim::RandomStream& random);

    // What extended reports say of what is heard, beside report blocks, from the next one on.
    void set_metrics(std::optional<VoipMetrics> const& metrics) { metrics_ = metrics; }

    // When on_timer() is to be called next.
    [[nodiscard]] sim::Time due() const { return due_; }
    // Timer reconsideration (section 6.3.6): the report to send now, or nothing where due() was put off.
    // As with the next two, the bytes stay as they are until the session makes other ones.
    std::span<std::uint8_t const> on_timer(sim::Time now, RtpSent const& sent, RtpReceiver& heard);
    // The report at any time: SR or RR, and SDES with the CNAME. It sets due() anew. An SR where something was sent
    // since the report before last (section 6.4), a report block where something was heard since the last.
    std::span<std::uint8_t const> report(sim::Time now, RtpSent const& sent, RtpReceiver& heard);
    // A report with BYE behind it (section 6.6); `reason` has at most 255 octets. Nothing where neither RTP nor RTCP
    // was ever sent: such a party leaves in silence (section 6.3.7).
    std::span<std::uint8_t const> goodbye(sim::Time now, RtpSent const& sent, RtpReceiver& heard,
                                          std::string_view reason = {});

    // Takes a compound packet from the other party, and tells what it says of our stream. None where it is no compound
    // packet.
    std::optional<PeerReport> receive(sim::Time now, std::span<std::uint8_t const> compound);

    // What the other party last said of our stream.
    [[nodiscard]] std::optional<ReportBlock> const& peer_block() const { return peer_block_; }
    // From the last block that answers a report of ours.
    [[nodiscard]] std::optional<sim::Duration> const& round_trip() const { return round_trip_; }
    [[nodiscard]] bool peer_left() const { return peer_left_; }
    [[nodiscard]] std::uint32_t reports_sent() const { return reports_sent_; }

  private:
    // A report of the other party that is to be answered.
    struct ReportSeen {
        std::uint32_t ssrc;
        std::uint32_t middle;  // of its NTP timestamp
        sim::Time at;
    };

    [[nodiscard]] WallClock wall_clock(sim::Time now) const { return options_.start + now.time_since_epoch(); }
    sim::Duration next_interval(RtpSent const& sent, RtpReceiver const& heard);
    void compose(sim::Time now, RtpSent const& sent, RtpReceiver& heard);
    [[nodiscard]] RtcpPacket make_report(sim::Time now, RtpSent const& sent, std::vector<ReportBlock> blocks) const;
    [[nodiscard]] bool is_sender(RtpSent const& sent) const { return sent.packets != packets_at_report_[1]; }
    void append_extended_report(sim::Time now, RtpSent const& sent, bool has_block);
    void remember_reference_time(sim::Time now, ExtendedReport const& report);
    void account(std::size_t octets);

    Options options_;
    sim::RandomStream* random_;
    sim::Time last_report_;  // or when the session was joined
    sim::Time due_;
    std::uint32_t average_size16_ = 0;  // sixteen times avg_rtcp_size (section 6.3.3)
    std::uint32_t reports_sent_ = 0;
    std::array<std::uint32_t, 2> packets_at_report_{};  // sent by the last report, and by the one before
    std::array<std::uint64_t, 2> heard_at_report_{};    // received likewise
    bool peer_known_ = false;
    bool peer_left_ = false;
    std::optional<ReportSeen> peer_sender_report_;
    std::optional<ReportSeen> peer_reference_time_;
    std::optional<VoipMetrics> metrics_;
    std::optional<ReportBlock> peer_block_;
    std::optional<sim::Duration> round_trip_;
    std::vector<std::uint8_t> bytes_;
};

}  // namespace voiplab::media
