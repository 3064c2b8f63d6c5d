#include "voiplab/models/media/dtmf.hpp"

#include "voiplab/models/media/resampler.hpp"
#include "voiplab/models/media/tone.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <string_view>
#include <utility>
#include <vector>

#include <spandsp.h>

namespace voiplab::media {

namespace {

constexpr std::string_view keys_by_event = "0123456789*#ABCD";

// A row's and a column's tone cross at each key (ITU-T Q.23).
constexpr std::string_view keys_by_place = "123A456B789C*0#D";
constexpr std::array<std::uint32_t, 4> rows{697, 770, 852, 941};
constexpr std::array<std::uint32_t, 4> columns{1209, 1336, 1477, 1633};

}  // namespace

std::optional<std::uint8_t> event_of_key(char key) {
    auto const event = keys_by_event.find(key);
    if (event == std::string_view::npos) return std::nullopt;
    return static_cast<std::uint8_t>(event);
}

std::optional<char> key_of_event(std::uint8_t event) {
    if (event >= keys_by_event.size()) return std::nullopt;
    return keys_by_event[event];
}

std::optional<TelephoneEvent> parse_telephone_event(std::span<std::uint8_t const> payload) {
    if (payload.size() < telephone_event_size) return std::nullopt;
    return TelephoneEvent{payload[0], (payload[1] & 0x80U) != 0, static_cast<std::uint8_t>(payload[1] & 0x3fU),
                          static_cast<std::uint16_t>(payload[2] << 8U | payload[3])};
}

void write_telephone_event(TelephoneEvent const& event, std::span<std::uint8_t> out) {
    assert(out.size() >= telephone_event_size);
    out[0] = event.event;
    out[1] = static_cast<std::uint8_t>((event.end ? 0x80U : 0U) | event.volume);
    out[2] = static_cast<std::uint8_t>(event.duration >> 8U);
    out[3] = static_cast<std::uint8_t>(event.duration & 0xffU);
}

AudioClip make_dtmf(char key, sim::Duration duration) {
    auto const place = keys_by_place.find(key);
    assert(place != std::string_view::npos);
    auto const low = make_tone(rows[place / 4], -9, duration);
    auto const high = make_tone(columns[place % 4], -7, duration);
    std::vector<std::int16_t> sum(low.samples().size());
    for (std::size_t i = 0; i < sum.size(); ++i) {
        sum[i] = static_cast<std::int16_t>(low.samples()[i] + high.samples()[i]);
    }
    return AudioClip(std::move(sum));
}

std::optional<char> EventKeys::read(std::uint32_t timestamp, std::span<std::uint8_t const> payload) {
    auto const event = parse_telephone_event(payload);
    auto const key = event ? key_of_event(event->event) : std::nullopt;
    if (!key || (last_ && static_cast<std::int32_t>(timestamp - *last_) <= 0)) return std::nullopt;
    last_ = timestamp;
    return key;
}

struct DtmfDetector::State {
    dtmf_rx_state_t* receiver = dtmf_rx_init(nullptr, nullptr, nullptr);
    State() = default;
    ~State() { dtmf_rx_free(receiver); }
    State(State const&) = delete;
    State& operator=(State const&) = delete;
};

DtmfDetector::DtmfDetector() : state_(std::make_unique<State>()) {}
DtmfDetector::~DtmfDetector() = default;
DtmfDetector::DtmfDetector(DtmfDetector&&) noexcept = default;
DtmfDetector& DtmfDetector::operator=(DtmfDetector&&) noexcept = default;

std::string DtmfDetector::read(std::span<std::int16_t const> samples) {
    dtmf_rx(state_->receiver, samples.data(), static_cast<int>(samples.size()));
    std::array<char, 32> found{};
    auto const count = dtmf_rx_get(state_->receiver, found.data(), static_cast<int>(found.size()) - 1);
    return {found.data(), count};
}

std::string find_dtmf(std::span<std::int16_t const> samples, std::uint32_t sample_rate) {
    if (samples.empty()) return {};
    std::vector<std::int16_t> brought;
    if (sample_rate != telephone_rate) {
        Resampler(sample_rate, telephone_rate).process(samples, true, brought);
        samples = brought;
    }
    DtmfDetector detector;
    std::string keys;
    for (std::size_t piece = telephone_rate; !samples.empty(); samples = samples.subspan(piece)) {
        piece = std::min(piece, samples.size());
        keys += detector.read(samples.first(piece));
    }
    return keys;
}

}  // namespace voiplab::media
