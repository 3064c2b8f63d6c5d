#pragma once

#include "voiplab/models/quality/speech_distortion.hpp"

#include <cstddef>
#include <cstdint>
#include <span>

namespace voiplab::quality {

// Follows the lag of a degraded signal behind its reference.
class SpeechAlignment {
  public:
    SpeechAlignment(std::span<std::int16_t const> reference, std::span<std::int16_t const> degraded,
                    ComparisonOptions const& options);

    // The lag at a piece of the reference; pieces follow each other. It stays where it was unless the signals agree
    // clearly better elsewhere.
    std::ptrdiff_t lag_at(std::size_t begin, std::size_t length);

  private:
    [[nodiscard]] double correlation(std::size_t begin, std::size_t length, std::ptrdiff_t lag) const;

    std::span<std::int16_t const> reference_;
    std::span<std::int16_t const> degraded_;
    std::ptrdiff_t lowest_;
    std::ptrdiff_t highest_;
    std::ptrdiff_t lag_;
};

}  // namespace voiplab::quality
