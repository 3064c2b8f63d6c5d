#include "voiplab/models/media/silence_suppression.hpp"

#include "voiplab/models/media/rtp.hpp"

#include <cstdlib>

namespace voiplab::media {

SilenceSuppression::SilenceSuppression(Options const& options)
    : options_(options),
      detector_(options.detector),
      shortest_samples_(to_rtp_time(options.shortest_interval, options.detector.sample_rate)),
      longest_samples_(to_rtp_time(options.longest_interval, options.detector.sample_rate)) {}

SilenceSuppression::Decision SilenceSuppression::read(std::span<std::int16_t const> frame) {
    auto const talked = talking_;
    talking_ = detector_.read(frame);
    if (talking_) {
        described_ = false;
        return {.send = Decision::Send::speech, .marker = !talked, .noise = {}};
    }
    if (describes(frame)) {
        since_described_ += frame.size();
        return {};
    }
    described_ = true;
    level_ = level_of(frame);
    since_described_ = frame.size();
    return {.send = Decision::Send::comfort_noise, .noise = describe_noise(frame, options_.order)};
}

// Whether what was sent last still describes this silence.
bool SilenceSuppression::describes(std::span<std::int16_t const> frame) const {
    if (!described_) return false;
    if (longest_samples_ > 0 && since_described_ >= longest_samples_) return false;
    return since_described_ < shortest_samples_ || std::abs(level_of(frame) - level_) < options_.level_change;
}

}  // namespace voiplab::media
