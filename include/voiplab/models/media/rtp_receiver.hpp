#pragma once

#include "voiplab/models/media/rtcp.hpp"
#include "voiplab/models/media/rtp.hpp"
#include "voiplab/sim/time.hpp"

#include <cstdint>

namespace voiplab::media {

// The statistics of one source as its receiver keeps them (RFC 3550 appendices A.1, A.3 and A.8). Allocates nothing.
class RtpReceiver {
  public:
    struct Options {
        std::uint32_t clock_rate = 8000;
        // A.1's MIN_SEQUENTIAL: a source counts from so many packets in order on. The RFC's value is 2, which leaves
        // the first packet out of every figure; 1 counts it. At least 1.
        std::uint8_t min_sequential = 1;
    };
    RtpReceiver();
    explicit RtpReceiver(Options const& options);

    // Takes a packet. False where it does not count: the source is on probation, or its sequence jumped by 3,000 or
    // more and the next packet is to tell whether it started anew. A packet of another SSRC starts the statistics anew.
    bool receive(sim::Time arrival, RtpHeader const& header);

    // True once the source is past its probation; the figures below say something from then on.
    [[nodiscard]] bool valid() const { return started_ && probation_ == 0; }
    [[nodiscard]] std::uint32_t ssrc() const { return ssrc_; }
    [[nodiscard]] std::uint32_t received() const { return received_; }  // duplicates too
    [[nodiscard]] std::uint32_t expected() const;
    [[nodiscard]] std::int64_t lost() const;  // negative where duplicates outnumber losses
    // The highest sequence number with the count of its cycles above the lower 16 bits.
    [[nodiscard]] std::uint32_t extended_highest_sequence() const { return cycles_ + max_sequence_; }
    // Interarrival jitter in ticks of the RTP clock, and the sixteenfold that A.8 keeps as an integer.
    [[nodiscard]] std::uint32_t jitter() const { return jitter16_ >> 4; }
    [[nodiscard]] std::uint32_t jitter16() const { return jitter16_; }
    [[nodiscard]] sim::Duration jitter_time() const;

    // True where a packet came since the last take_report(): only then is a report block due (section 6.4).
    [[nodiscard]] bool heard_since_report() const { return valid() && received_ != received_prior_; }
    // A report block on the source, without LSR and DLSR; fraction lost counts from the last call on.
    ReportBlock take_report();

  private:
    void start(std::uint16_t sequence);
    bool update_sequence(std::uint16_t sequence);
    void update_jitter(sim::Time arrival, std::uint32_t timestamp);

    // A.1 counts in 32 bits too: 48 bytes, so that a listener with a receiver is one cache line.
    std::uint32_t clock_rate_;
    std::uint8_t min_sequential_;
    std::uint8_t probation_ = 0;  // packets in order still wanted
    bool started_ = false;
    bool has_transit_ = false;
    std::uint16_t max_sequence_ = 0;
    std::uint32_t ssrc_ = 0;
    std::uint32_t cycles_ = 0;  // 65536 for each
    std::uint32_t base_sequence_ = 0;
    std::uint32_t bad_sequence_ = 0;  // one after the packet that jumped; 65537: none
    std::uint32_t received_ = 0;
    std::uint32_t expected_prior_ = 0;  // as of the last report
    std::uint32_t received_prior_ = 0;
    std::uint32_t transit_ = 0;
    std::uint32_t jitter16_ = 0;
};

}  // namespace voiplab::media
