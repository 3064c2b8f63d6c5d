#include "voiplab/models/media/transcoder.hpp"

#include <cstddef>

namespace voiplab::media {

ResamplingDecoder::ResamplingDecoder(CodecInfo const& codec, std::uint32_t sample_rate)
    : decoder_(codec), sample_rate_(sample_rate) {
    if (codec.sample_rate != sample_rate) resampler_.emplace(codec.sample_rate, sample_rate);
}

void ResamplingDecoder::decode(std::span<std::uint8_t const> payload, std::vector<std::int16_t>& samples) {
    if (!resampler_) return decoder_.decode(payload, samples);
    decoder_.decode(payload, decoded_);
    resampler_->process(decoded_, false, ready_);
    auto const wanted = decoded_.size() * sample_rate_ / decoder_.codec().sample_rate;
    // What the filter has held back of the first packets is silence.
    if (ready_.size() < wanted) ready_.insert(ready_.begin(), wanted - ready_.size(), std::int16_t{0});
    auto const end = ready_.begin() + static_cast<std::ptrdiff_t>(wanted);
    samples.assign(ready_.begin(), end);
    ready_.erase(ready_.begin(), end);
}

Transcoder::Transcoder(CodecInfo const& from, CodecInfo const& to) : decoder_(from, to.sample_rate), encoder_(to) {}

bool Transcoder::transcode(std::span<std::uint8_t const> payload, std::vector<std::uint8_t>& transcoded) {
    decoder_.decode(payload, samples_);
    auto const frame = to().samples_in(to().frame);
    if (samples_.empty() || samples_.size() % frame != 0) return false;
    encoder_.encode(samples_, transcoded);
    return true;
}

std::uint32_t Transcoder::timestamp(std::uint32_t received) {
    if (!first_timestamp_) first_timestamp_ = received;
    auto const ticks = std::int64_t{static_cast<std::int32_t>(received - *first_timestamp_)};
    return *first_timestamp_ + static_cast<std::uint32_t>(ticks * to().clock_rate / from().clock_rate);
}

}  // namespace voiplab::media
