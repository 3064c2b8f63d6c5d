#include "voiplab/models/media/rtp_receiver.hpp"

#include <algorithm>
#include <cassert>
#include <cstdlib>

namespace voiplab::media {

namespace {

// RFC 3550 A.1.
constexpr std::uint32_t sequence_modulus = 1U << 16;
constexpr std::uint16_t max_dropout = 3000;
constexpr std::uint16_t max_misorder = 100;

}  // namespace

RtpReceiver::RtpReceiver() : RtpReceiver(Options{}) {}

RtpReceiver::RtpReceiver(Options const& options)
    : clock_rate_(options.clock_rate), min_sequential_(options.min_sequential) {
    assert(options.min_sequential >= 1 && options.clock_rate > 0);
}

bool RtpReceiver::receive(sim::Time arrival, RtpHeader const& header) {
    if (!started_ || header.ssrc != ssrc_) {
        *this = RtpReceiver({clock_rate_, min_sequential_});
        start(header.sequence);
        max_sequence_ = static_cast<std::uint16_t>(header.sequence - 1);
        ssrc_ = header.ssrc;
        probation_ = min_sequential_;
        started_ = true;
    }
    if (!update_sequence(header.sequence)) return false;
    update_jitter(arrival, header.timestamp);
    return true;
}

void RtpReceiver::start(std::uint16_t sequence) {
    base_sequence_ = sequence;
    max_sequence_ = sequence;
    bad_sequence_ = sequence_modulus + 1;
    cycles_ = 0;
    received_ = 0;
    received_prior_ = 0;
    expected_prior_ = 0;
}

bool RtpReceiver::update_sequence(std::uint16_t sequence) {
    auto const ahead = static_cast<std::uint16_t>(sequence - max_sequence_);
    if (probation_ > 0) {
        if (ahead != 1) {
            probation_ = static_cast<std::uint8_t>(min_sequential_ - 1);
            max_sequence_ = sequence;
            return false;
        }
        max_sequence_ = sequence;
        if (--probation_ > 0) return false;
        start(sequence);
    } else if (ahead < max_dropout) {
        if (sequence < max_sequence_) cycles_ += sequence_modulus;
        max_sequence_ = sequence;
    } else if (ahead <= sequence_modulus - max_misorder) {
        if (sequence != bad_sequence_) {
            bad_sequence_ = (sequence + 1U) & (sequence_modulus - 1);
            return false;
        }
        // Two in order after the jump: the source started anew without telling, its timestamp too.
        start(sequence);
        has_transit_ = false;
    }
    ++received_;
    return true;
}

void RtpReceiver::update_jitter(sim::Time arrival, std::uint32_t timestamp) {
    auto const transit = to_rtp_time(arrival, clock_rate_) - timestamp;
    if (has_transit_) {
        auto const difference = static_cast<std::int32_t>(transit - transit_);
        auto const magnitude = static_cast<std::uint32_t>(std::abs(std::int64_t{difference}));
        jitter16_ += magnitude - ((jitter16_ + 8) >> 4);
    }
    transit_ = transit;
    has_transit_ = true;
}

std::uint32_t RtpReceiver::expected() const {
    // The cycles wrap after 2^16 of them; so does the difference, and a stream of 2^32 packets is years long.
    return valid() ? extended_highest_sequence() - base_sequence_ + 1 : 0;
}

std::int64_t RtpReceiver::lost() const {
    return std::int64_t{expected()} - std::int64_t{received_};
}

sim::Duration RtpReceiver::jitter_time() const {
    return sim::Duration(static_cast<std::int64_t>(std::uint64_t{jitter16_} * 1'000'000'000 / 16 / clock_rate_));
}

ReportBlock RtpReceiver::take_report() {
    auto const expected_interval = std::int64_t{expected()} - std::int64_t{expected_prior_};
    auto const received_interval = std::int64_t{received_} - std::int64_t{received_prior_};
    auto const lost_interval = expected_interval - received_interval;
    expected_prior_ = expected();
    received_prior_ = received_;

    ReportBlock block;
    block.ssrc = ssrc_;
    if (expected_interval > 0 && lost_interval > 0) {
        block.fraction_lost =
            static_cast<std::uint8_t>(std::min<std::int64_t>(lost_interval * 256 / expected_interval, 255));
    }
    block.cumulative_lost =
        static_cast<std::int32_t>(std::clamp(lost(), std::int64_t{-0x800000}, std::int64_t{0x7fffff}));
    block.extended_highest_sequence = extended_highest_sequence();
    block.jitter = jitter();
    return block;
}

}  // namespace voiplab::media
