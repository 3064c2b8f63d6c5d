#include "speech_alignment.hpp"

#include <cmath>

namespace voiplab::quality {

namespace {

// Of normalised correlations: one that needs no better, and by how much another must be better than the present one, so
// that a periodic sound or what filled a gap does not move it.
constexpr double good_correlation = 0.9;
constexpr double clearly_better = 0.1;

}  // namespace

SpeechAlignment::SpeechAlignment(std::span<std::int16_t const> reference, std::span<std::int16_t const> degraded,
                                 ComparisonOptions const& options)
    : reference_(reference),
      degraded_(degraded),
      lowest_(options.lag - static_cast<std::ptrdiff_t>(options.search)),
      highest_(options.lag + static_cast<std::ptrdiff_t>(options.search)),
      lag_(options.lag) {}

std::ptrdiff_t SpeechAlignment::lag_at(std::size_t begin, std::size_t length) {
    auto const present = correlation(begin, length, lag_);
    if (present >= good_correlation) return lag_;
    auto best = present + clearly_better;
    for (auto lag = lowest_; lag <= highest_; ++lag) {
        auto const there = correlation(begin, length, lag);
        if (there <= best) continue;
        best = there;
        lag_ = lag;
    }
    return lag_;
}

// Normalised, -1 to 1; 0 where one of the two is silent.
double SpeechAlignment::correlation(std::size_t begin, std::size_t length, std::ptrdiff_t lag) const {
    double product = 0;
    double reference_power = 0;
    double degraded_power = 0;
    for (auto i = begin; i < begin + length; ++i) {
        auto const there = static_cast<std::ptrdiff_t>(i) + lag;
        if (there < 0 || there >= static_cast<std::ptrdiff_t>(degraded_.size())) continue;
        double const sent = reference_[i];
        double const heard = degraded_[static_cast<std::size_t>(there)];
        product += sent * heard;
        reference_power += sent * sent;
        degraded_power += heard * heard;
    }
    auto const power = reference_power * degraded_power;
    return power > 0 ? product / std::sqrt(power) : 0;
}

}  // namespace voiplab::quality
