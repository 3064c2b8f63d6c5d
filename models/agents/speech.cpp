#include "voiplab/models/agents/speech.hpp"

#include "voiplab/models/media/resampler.hpp"

#include <utility>

namespace voiplab::agents {

Speech::Speech(media::AudioClip clip) : own_rate_(clip.sample_rate()) {
    clips_.emplace(own_rate_, std::move(clip));
}

media::AudioClip const& Speech::at(std::uint32_t sample_rate) const {
    auto const known = clips_.find(sample_rate);
    if (known != clips_.end()) return known->second;
    return clips_.emplace(sample_rate, media::resampled(clips_.at(own_rate_), sample_rate)).first->second;
}

media::EncodedClip const& Speech::g711(media::G711Law law) const {
    auto& encoded = law == media::G711Law::mu ? ulaw_ : alaw_;
    if (!encoded) encoded.emplace(at(media::telephone_rate), law);
    return *encoded;
}

}  // namespace voiplab::agents
