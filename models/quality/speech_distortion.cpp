#include "voiplab/models/quality/speech_distortion.hpp"

#include "speech_alignment.hpp"

#include <algorithm>
#include <cmath>
#include <complex>
#include <numbers>
#include <vector>

#include <unsupported/Eigen/FFT>

namespace voiplab::quality {

namespace {

constexpr double active_range = 1e-4;  // of power: 40 dB

double power_of(std::span<std::int16_t const> samples) {
    double power = 0;
    for (double const sample : samples) {
        power += sample * sample;
    }
    return power;
}

double frame_snr(std::span<std::int16_t const> reference, std::span<std::int16_t const> degraded) {
    double noise = 0;
    for (std::size_t i = 0; i < reference.size(); ++i) {
        auto const error = static_cast<double>(degraded[i]) - reference[i];
        noise += error * error;
    }
    auto const signal = power_of(reference);
    if (noise <= 0) return highest_frame_snr_db;
    return std::clamp(10 * std::log10(signal / noise), lowest_frame_snr_db, highest_frame_snr_db);
}

// The spectra of windows of 32 ms (Hann), in dB. What lies below the circuit noise of ITU-T G.107, -70 dBm0, counts as
// that noise: else a gap that is filled with zeros would be infinitely far from speech.
class LogSpectrum {
  public:
    explicit LogSpectrum(std::uint32_t sample_rate) : window_(sample_rate * 32 / 1000), in_(window_.size()) {
        transform_.SetFlag(Eigen::FFT<double>::HalfSpectrum);
        for (std::size_t i = 0; i < window_.size(); ++i) {
            window_[i] = 0.5 - 0.5 * std::cos(2 * std::numbers::pi * (static_cast<double>(i) + 0.5) /
                                              static_cast<double>(window_.size()));
            noise_ += window_[i] * window_[i] * noise_power;
        }
    }
    [[nodiscard]] std::size_t size() const { return window_.size(); }

    // Root mean square over the frequencies.
    double distance(std::span<std::int16_t const> reference, std::span<std::int16_t const> degraded) {
        auto const first = of(reference);
        auto const second = of(degraded);
        double squares = 0;
        for (std::size_t i = 0; i < first.size(); ++i) {
            squares += (first[i] - second[i]) * (first[i] - second[i]);
        }
        return std::sqrt(squares / static_cast<double>(first.size()));
    }

  private:
    // A sine of +3.17 dBm0 reaches 32636 (ITU-T G.711).
    static constexpr double noise_power = 32636.0 * 32636.0 / 2 / 20749135.0;  // 73.17 dB below

    std::vector<double> of(std::span<std::int16_t const> samples) {
        for (std::size_t i = 0; i < window_.size(); ++i) {
            in_[i] = window_[i] * samples[i];
        }
        transform_.fwd(out_, in_);
        std::vector<double> spectrum;
        for (auto const& value : out_) {
            spectrum.push_back(10 * std::log10(std::max(std::norm(value), noise_)));
        }
        return spectrum;
    }

    std::vector<double> window_;
    std::vector<double> in_;
    std::vector<std::complex<double>> out_;
    double noise_ = 0;
    Eigen::FFT<double> transform_;
};

// The loudest frame's.
double loudest(std::span<std::int16_t const> samples, std::size_t frame) {
    double power = 0;
    for (std::size_t at = 0; at + frame <= samples.size(); at += frame) {
        power = std::max(power, power_of(samples.subspan(at, frame)));
    }
    return power;
}

}  // namespace

void SpeechDistortion::add(SpeechDistortion const& other) {
    auto const all = frames + other.frames;
    if (all == 0) return;
    auto const share = static_cast<double>(other.frames) / static_cast<double>(all);
    segmental_snr_db += (other.segmental_snr_db - segmental_snr_db) * share;
    log_spectral_distance_db += (other.log_spectral_distance_db - log_spectral_distance_db) * share;
    frames = all;
}

SpeechDistortion compare_speech(std::span<std::int16_t const> reference, std::span<std::int16_t const> degraded,
                                ComparisonOptions const& options) {
    std::size_t const frame = options.sample_rate / 50;
    auto const piece = 10 * frame;
    auto const threshold = loudest(reference, frame) * active_range;
    LogSpectrum spectrum(options.sample_rate);
    SpeechAlignment alignment(reference, degraded, options);
    SpeechDistortion sum;
    std::ptrdiff_t lag = options.lag;
    for (std::size_t at = 0; at + spectrum.size() <= reference.size(); at += frame) {
        if (at % piece == 0) lag = alignment.lag_at(at, std::min(piece, reference.size() - at));
        auto const sent = reference.subspan(at, frame);
        auto const there = static_cast<std::ptrdiff_t>(at) + lag;
        if (power_of(sent) <= threshold || there < 0) continue;
        auto const begin = static_cast<std::size_t>(there);
        if (begin + spectrum.size() > degraded.size()) continue;
        sum.add({1, frame_snr(sent, degraded.subspan(begin, frame)),
                 spectrum.distance(reference.subspan(at), degraded.subspan(begin))});
    }
    return sum;
}

}  // namespace voiplab::quality
