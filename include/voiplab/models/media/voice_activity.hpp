#pragma once

#include "voiplab/models/media/level.hpp"
#include "voiplab/sim/time.hpp"

#include <cstdint>
#include <span>

namespace voiplab::media {

// Tells speech from background noise by its level, for silence suppression: a frame is speech that stands out of the
// noise floor by a margin, and so is what follows it for the hangover, because the ends of words are faint. The floor
// is what the level falls back to between syllables: it follows a fall fast and a rise slowly. Whether a packet is sent
// depends on it, so it computes in integers.
class VoiceActivityDetector {
  public:
    struct Options {
        std::uint32_t sample_rate = 8000;
        Level margin = 600;  // the level of noise in frames of 10 ms keeps within 3 dB
        // Without one, a speaker's pauses between words would be silence too (Brady 1968, ITU-T P.59).
        sim::Duration hangover = std::chrono::milliseconds(200);
    };
    explicit VoiceActivityDetector(Options const& options);

    // Whether a frame, of any length, is speech; it follows that of the last call.
    bool read(std::span<std::int16_t const> frame);
    // In dBov, after the last frame.
    [[nodiscard]] Level noise_floor() const { return floor_; }
    // Whether the last frame stood out of the floor itself.
    [[nodiscard]] bool loud() const { return loud_; }

    // In dBov. The floor begins low enough for a faint voice to be heard from its first frame on, stays above what a
    // quiet line has anyway, and below what nobody would take for background.
    static constexpr Level first_floor = -5000;
    static constexpr Level lowest_floor = -7000;
    static constexpr Level highest_floor = -3500;
    // How fast it follows, in hundredths of a dB in a second.
    static constexpr Level rise_per_second = 500;
    static constexpr Level fall_per_second = 10000;

  private:
    void follow(Level level, std::size_t samples);

    Options options_;
    std::uint64_t hangover_samples_;
    std::uint64_t since_loud_;  // samples from the last loud frame's end to this frame's
    bool loud_ = false;
    Level floor_ = first_floor;
};

}  // namespace voiplab::media
