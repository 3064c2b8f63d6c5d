#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace voiplab::quality {

// How far speech that was heard (the degraded signal) is from speech that was sent (the reference), by two measures of
// textbooks (Loizou, Speech Enhancement, 2nd edition, section 11.1). They compare waveforms and spectra and know
// nothing of hearing: they are no PESQ (ITU-T P.862) and no MOS. Computed in floating point, to be printed with few
// digits.
struct SpeechDistortion {
    std::uint64_t frames = 0;     // of 20 ms, in which the reference is active: not more than 40 dB below its loudest
    double segmental_snr_db = 0;  // the mean of their signal-to-noise ratios, each limited to -10 to 35 dB
    double log_spectral_distance_db = 0;  // the mean of their distances: root mean square over the frequencies

    // The means over the frames of both.
    void add(SpeechDistortion const& other);
};

inline constexpr double lowest_frame_snr_db = -10;  // Hansen and Pellom 1998
inline constexpr double highest_frame_snr_db = 35;

struct ComparisonOptions {
    std::uint32_t sample_rate = 8000;
    std::ptrdiff_t lag = 0;    // by how many samples the degraded signal is behind the reference, as far as is known
    std::size_t search = 160;  // how many samples it may be off; 0: not at all
};

// Compares them in pieces of 200 ms. Each is aligned where it correlates best with the degraded signal, for a jitter
// buffer that adapts shifts what comes after. What lies outside the degraded signal is not compared.
SpeechDistortion compare_speech(std::span<std::int16_t const> reference, std::span<std::int16_t const> degraded,
                                ComparisonOptions const& options);

}  // namespace voiplab::quality
