#include "voiplab/models/media/sequence_order.hpp"

namespace voiplab::media {

SequenceOrder::Place SequenceOrder::add(std::uint16_t sequence) {
    // Whichever way the numbers have wrapped.
    auto const ahead = started_ ? static_cast<std::int16_t>(sequence - highest_) : std::int16_t{1};
    auto const place = sequence % remembered;
    if (ahead > 0) {
        if (static_cast<std::size_t>(ahead) >= remembered || !started_) seen_.reset();
        for (auto skipped = static_cast<std::uint16_t>(highest_ + 1); started_ && skipped != sequence; ++skipped)
            seen_.reset(skipped % remembered);
        started_ = true;
        highest_ = sequence;
        seen_.set(place);
        return Place::in_order;
    }
    if (-ahead >= static_cast<int>(remembered)) return Place::reordered;
    if (seen_.test(place)) return Place::duplicate;
    seen_.set(place);
    return Place::reordered;
}

}  // namespace voiplab::media
