#pragma once

#include "voiplab/models/media/comfort_noise.hpp"
#include "voiplab/models/media/voice_activity.hpp"
#include "voiplab/sim/time.hpp"

#include <cstddef>
#include <cstdint>
#include <span>

namespace voiplab::media {

// Says of each frame of a speaker what is sent for it: speech, comfort noise (RFC 3389 section 4), or nothing. The RTP
// timestamp goes on through silence while the sequence number does not (RFC 3551 section 4.1): RtpSender::pause() for
// each frame that is not sent as speech, RtpSender::next_aside() for the comfort noise, with the timestamp of its
// frame.
class SilenceSuppression {
  public:
    struct Options {
        VoiceActivityDetector::Options detector{};
        std::size_t order = 0;  // how many reflection coefficients comfort noise has
        // Comfort noise is sent when silence begins, and again when its level is so much off, but not ...
        Level level_change = 300;
        // ... before so long. (AMR describes the noise each eighth frame of 20 ms: 3GPP TS 26.093.)
        sim::Duration shortest_interval = std::chrono::milliseconds(160);
        // And after so long in any case, for the last one may have been lost. Zero: never.
        sim::Duration longest_interval = std::chrono::seconds(1);
    };
    struct Decision {
        enum class Send : std::uint8_t { speech, comfort_noise, nothing };
        Send send = Send::nothing;
        bool marker = false;  // of speech: it begins a talkspurt
        ComfortNoise noise;   // of comfort noise; its packet has no marker (RFC 3389 section 4)
    };

    explicit SilenceSuppression(Options const& options);

    // The frame follows that of the last call.
    Decision read(std::span<std::int16_t const> frame);

  private:
    [[nodiscard]] bool describes(std::span<std::int16_t const> frame) const;

    Options options_;
    VoiceActivityDetector detector_;
    std::uint64_t shortest_samples_;
    std::uint64_t longest_samples_;  // 0: never
    bool talking_ = false;
    bool described_ = false;             // comfort noise was sent in this silence
    Level level_ = lowest_level;         // what it said
    std::uint64_t since_described_ = 0;  // samples, from that frame's beginning on
};

}  // namespace voiplab::media
