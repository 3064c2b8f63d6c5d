#pragma once

#include "voiplab/sim/time.hpp"

#include <bitset>
#include <cstddef>
#include <cstdint>
#include <optional>

namespace voiplab::agents {

// How many segments a receiver takes beyond the last one in order: what RFC 5681 calls rwnd.
inline constexpr std::size_t tcp_window = 4096;

struct TcpCounters {
    std::uint64_t segments = 0;          // sent, again or for the first time
    std::uint64_t fast_retransmits = 0;  // segments sent again upon three duplicate acknowledgements
    std::uint64_t timeouts = 0;          // of the retransmission timer
};

// The sending half of a TCP transfer without end, without IO: slow start, congestion avoidance, fast retransmit and
// fast recovery (RFC 5681), with NewReno's answer to partial acknowledgements (RFC 6582), and the retransmission timer
// (RFC 6298). It counts in whole segments of one size; there is no connection set-up, no SACK, no pacing.
class TcpSender {
  public:
    explicit TcpSender(std::uint32_t smss);

    // The segment that leaves now, or none; to be asked until there is none, at first and after each call below.
    std::optional<std::uint64_t> next(sim::Time now);
    // An acknowledgement has come: all segments below `ack` have arrived.
    void acknowledge(std::uint64_t ack, sim::Time now);
    // The retransmission timer has expired.
    void time_out(sim::Time now);
    // When it expires; none while nothing is outstanding.
    [[nodiscard]] std::optional<sim::Time> expiry() const { return expiry_; }

    // In bytes.
    [[nodiscard]] std::uint64_t cwnd() const { return cwnd_; }
    [[nodiscard]] std::uint64_t ssthresh() const { return ssthresh_; }
    [[nodiscard]] std::uint64_t flight_size() const { return (next_ - unacknowledged_) * smss_; }
    [[nodiscard]] sim::Duration rto() const { return rto_; }
    [[nodiscard]] TcpCounters const& counters() const { return counters_; }

  private:
    struct Timed {
        std::uint64_t segment;
        sim::Time sent;
    };
    void acknowledge_new(std::uint64_t ack, sim::Time now);
    void acknowledge_again();
    void grow(std::uint64_t acknowledged);
    void leave_recovery_or_send_again(std::uint64_t acknowledged);
    void measure(sim::Duration rtt);
    [[nodiscard]] std::uint64_t half_of_flight() const;

    std::uint32_t smss_;
    std::uint64_t cwnd_;
    std::uint64_t ssthresh_;
    std::uint64_t acknowledged_ = 0;    // bytes since the window grew, in congestion avoidance
    std::uint64_t unacknowledged_ = 0;  // SND.UNA: the first segment that is
    std::uint64_t next_ = 0;            // SND.NXT
    std::uint64_t highest_ = 0;         // above all that were ever sent
    std::uint64_t recover_ = 0;         // RFC 6582's, as the segment above
    std::uint32_t duplicates_ = 0;
    bool in_recovery_ = false;
    bool sends_again_ = false;    // the first that is unacknowledged
    bool has_timed_out_ = false;  // since the last acknowledgement of anything new
    std::optional<Timed> timed_;  // the segment whose round trip is measured
    std::optional<sim::Duration> srtt_;
    sim::Duration rttvar_{};
    sim::Duration rto_;
    std::optional<sim::Time> expiry_;
    TcpCounters counters_;
};

// The receiving half: acknowledges each segment at once.
class TcpReceiver {
  public:
    // What is acknowledged when that segment has come: all below it have arrived.
    std::uint64_t receive(std::uint64_t segment);
    // Segments that have arrived in order.
    [[nodiscard]] std::uint64_t in_order() const { return expected_; }

  private:
    std::uint64_t expected_ = 0;
    std::bitset<tcp_window> early_;  // by the segment's remainder
};

}  // namespace voiplab::agents
