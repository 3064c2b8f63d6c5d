#include "voiplab/models/media/voice_activity.hpp"

#include "voiplab/models/media/rtp.hpp"

#include <algorithm>
#include <cassert>

namespace voiplab::media {

VoiceActivityDetector::VoiceActivityDetector(Options const& options)
    : options_(options),
      hangover_samples_(to_rtp_time(options.hangover, options.sample_rate)),
      since_loud_(hangover_samples_) {
    assert(options.sample_rate > 0 && options.margin > 0 && options.hangover >= sim::Duration::zero());
}

bool VoiceActivityDetector::read(std::span<std::int16_t const> frame) {
    auto const level = level_of(frame);
    loud_ = level > floor_ + options_.margin;
    follow(level, frame.size());
    // As it was at the frame's beginning: a hangover of ten frames lasts ten frames.
    auto const hanging_over = since_loud_ < hangover_samples_;
    since_loud_ = loud_ ? 0 : since_loud_ + frame.size();
    return loud_ || hanging_over;
}

void VoiceActivityDetector::follow(Level level, std::size_t samples) {
    auto const in_frame = [&](Level per_second) {
        return static_cast<Level>(per_second * static_cast<std::int64_t>(samples) / options_.sample_rate);
    };
    auto const lowest = floor_ - in_frame(fall_per_second);
    auto const highest = floor_ + in_frame(rise_per_second);
    floor_ = std::clamp(std::clamp(level, lowest, highest), lowest_floor, highest_floor);
}

}  // namespace voiplab::media
