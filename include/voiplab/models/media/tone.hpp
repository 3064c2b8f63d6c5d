#pragma once

#include "voiplab/models/media/audio_clip.hpp"
#include "voiplab/sim/time.hpp"

#include <cstdint>
#include <span>

namespace voiplab::media {

// The level at which a sine reaches the largest value of mu-law, in dBm0 (ITU-T G.711 section 3; A-law's is +3.14).
inline constexpr double largest_sine_dbm0 = 3.17;
inline constexpr double smallest_sine_dbm0 = -100;  // all its samples are 0

// A sine, from its first zero on. The samples are the same on every machine: frequency and sample rate are whole
// numbers, so the sine has 8000 phases at most, and their values come from integer arithmetic. std::sin may differ in
// the last bit from one C library to the next, and that bit can move a rounding.
class ToneSource {
  public:
    // 1 to 3999 Hz; the level is rounded to hundredths of a dB and lies between the two above.
    ToneSource(std::uint32_t frequency_hz, double level_dbm0);
    void read(std::span<std::int16_t> samples);

  private:
    std::uint32_t frequency_hz_;
    std::uint32_t phase_ = 0;  // in 1/8000 of a turn
    std::int64_t amplitude_;   // of a 16-bit sample, in 1/65536
};

// `duration` is rounded down to whole samples. A tone repeats without a click if it lasts a whole number of periods.
AudioClip make_tone(std::uint32_t frequency_hz, double level_dbm0, sim::Duration duration);

}  // namespace voiplab::media
