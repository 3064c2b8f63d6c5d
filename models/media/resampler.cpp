#include "voiplab/models/media/resampler.hpp"

#include <cstddef>
#include <new>
#include <utility>

#include <samplerate.h>

namespace voiplab::media {

struct Resampler::State {
    explicit State(double output_per_input) : ratio(output_per_input) {
        int error = 0;
        converter = src_new(SRC_SINC_MEDIUM_QUALITY, 1, &error);
        if (converter == nullptr) throw std::bad_alloc();
    }
    ~State() { src_delete(converter); }
    State(State const&) = delete;
    State& operator=(State const&) = delete;

    double ratio;
    SRC_STATE* converter = nullptr;
    std::vector<float> in;
    std::vector<float> out;
};

Resampler::Resampler(std::uint32_t from_rate, std::uint32_t to_rate)
    : state_(std::make_unique<State>(static_cast<double>(to_rate) / from_rate)) {}

Resampler::~Resampler() = default;
Resampler::Resampler(Resampler&&) noexcept = default;
Resampler& Resampler::operator=(Resampler&&) noexcept = default;

void Resampler::process(std::span<std::int16_t const> samples, bool last, std::vector<std::int16_t>& out) {
    auto& [ratio, converter, in_floats, out_floats] = *state_;
    in_floats.resize(samples.size());
    src_short_to_float_array(samples.data(), in_floats.data(), static_cast<int>(samples.size()));
    constexpr std::size_t room = 4096;
    out_floats.resize(room);
    SRC_DATA data{};
    data.data_in = in_floats.data();
    data.input_frames = static_cast<long>(samples.size());
    data.src_ratio = ratio;
    data.end_of_input = last ? 1 : 0;
    do {
        data.data_out = out_floats.data();
        data.output_frames = static_cast<long>(room);
        if (src_process(converter, &data) != 0) return;  // only where its arguments were wrong
        data.data_in += data.input_frames_used;
        data.input_frames -= data.input_frames_used;
        auto const made = static_cast<std::size_t>(data.output_frames_gen);
        auto const before = out.size();
        out.resize(before + made);
        src_float_to_short_array(out_floats.data(), out.data() + before, static_cast<int>(made));
    } while (data.output_frames_gen > 0 || data.input_frames > 0);
}

AudioClip resampled(AudioClip const& clip, std::uint32_t rate) {
    if (clip.sample_rate() == rate) return clip;
    std::vector<std::int16_t> samples;
    auto const length = (clip.samples().size() * std::size_t{rate} + clip.sample_rate() / 2) / clip.sample_rate();
    samples.reserve(length);
    Resampler(clip.sample_rate(), rate).process(clip.samples(), true, samples);
    samples.resize(length);
    return AudioClip(std::move(samples), rate);
}

}  // namespace voiplab::media
