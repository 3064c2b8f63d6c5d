#include "voiplab/models/media/audio_clip.hpp"

#include <algorithm>
#include <cassert>

namespace voiplab::media {

namespace {

template <typename Sample>
void read_round(std::span<Sample const> from, std::size_t& position, std::span<Sample> to) {
    while (!to.empty()) {
        auto const part = from.subspan(position, std::min(to.size(), from.size() - position));
        std::copy(part.begin(), part.end(), to.begin());
        to = to.subspan(part.size());
        position = (position + part.size()) % from.size();
    }
}

}  // namespace

AudioClip::AudioClip(std::vector<std::int16_t> samples, std::uint32_t sample_rate)
    : samples_(std::make_shared<std::vector<std::int16_t> const>(std::move(samples))), sample_rate_(sample_rate) {
    assert(sample_rate > 0);
}

sim::Duration AudioClip::duration() const {
    return sim::Duration(static_cast<std::int64_t>(samples_->size()) * 1'000'000'000 / sample_rate_);
}

EncodedClip::EncodedClip(AudioClip const& clip, G711Law law) : law_(law) {
    assert(clip.sample_rate() == telephone_rate);
    std::int16_t const silence = 0;
    auto const samples = clip.samples().empty() ? std::span(&silence, 1) : clip.samples();
    std::vector<std::uint8_t> octets(samples.size());
    encode(law, samples, octets);
    octets_ = std::make_shared<std::vector<std::uint8_t> const>(std::move(octets));
}

void ClipSource::read(std::span<std::int16_t> samples) {
    if (clip_.samples().empty()) {
        std::fill(samples.begin(), samples.end(), std::int16_t{0});
        return;
    }
    read_round(clip_.samples(), position_, samples);
}

void EncodedSource::read(std::span<std::uint8_t> octets) {
    read_round(clip_.octets(), position_, octets);
}

}  // namespace voiplab::media
