#include "voiplab/models/media/speech_codec.hpp"

#include "g729.hpp"
#include "voiplab/models/media/g711.hpp"

#include <algorithm>
#include <stdexcept>
#include <string_view>
#include <variant>

#include <opus.h>
#include <spandsp.h>

namespace voiplab::media {

namespace {

template <auto release>
struct Release {
    template <class T>
    void operator()(T* state) const {
        release(state);
    }
};
template <class T, auto release>
using Handle = std::unique_ptr<T, Release<release>>;

using G722Encoder = Handle<g722_encode_state_t, g722_encode_free>;
using G722Decoder = Handle<g722_decode_state_t, g722_decode_free>;
using G726 = Handle<g726_state_t, g726_free>;
using Gsm = Handle<gsm0610_state_t, gsm0610_free>;
using OpusEncoderHandle = Handle<OpusEncoder, opus_encoder_destroy>;
using OpusDecoderHandle = Handle<OpusDecoder, opus_decoder_destroy>;
struct L16 {};     // RFC 3551 section 4.5.11: network byte order
struct Marked {};  // see CodecInfo::Payload

// What a packet without speech begins with.
constexpr std::string_view mark = "voiplab";
constexpr std::size_t longest_opus_packet = 1275;
constexpr std::size_t longest_opus_samples = std::size_t{16} * 120;  // 120 ms at 16 kHz

int count_of(std::size_t size) {
    return static_cast<int>(size);
}

template <class HandleType, class Made>
HandleType checked(Made* made) {
    if (made == nullptr) throw std::runtime_error("a codec's library refuses its options");
    return HandleType(made);
}

// RFC 3551 section 4.5.4: the first codeword in an octet's least significant bits.
G726 make_g726(CodecInfo const& codec) {
    return checked<G726>(
        g726_init(nullptr, static_cast<int>(codec.bit_rate), G726_ENCODING_LINEAR, G726_PACKING_RIGHT));
}

Gsm make_gsm() {
    return checked<Gsm>(gsm0610_init(nullptr, GSM0610_PACKING_VOIP));
}

// Without variable bit rate: how long a packet is, and with it a run's times, must not hang on a processor's floating
// point.
OpusEncoderHandle make_opus_encoder(CodecInfo const& codec) {
    int error = OPUS_OK;
    auto encoder = checked<OpusEncoderHandle>(
        opus_encoder_create(static_cast<opus_int32>(codec.sample_rate), 1, OPUS_APPLICATION_VOIP, &error));
    opus_encoder_ctl(encoder.get(), OPUS_SET_BITRATE(static_cast<opus_int32>(codec.bit_rate)));
    opus_encoder_ctl(encoder.get(), OPUS_SET_VBR(0));
    if (codec.name == "opus-fec") {
        // The encoder repeats a packet in the next one only where it is told to expect losses.
        constexpr int expected_loss = 20;  // percent
        opus_encoder_ctl(encoder.get(), OPUS_SET_INBAND_FEC(1));
        opus_encoder_ctl(encoder.get(), OPUS_SET_PACKET_LOSS_PERC(expected_loss));
    }
    return encoder;
}

OpusDecoderHandle make_opus_decoder(CodecInfo const& codec) {
    int error = OPUS_OK;
    return checked<OpusDecoderHandle>(opus_decoder_create(static_cast<opus_int32>(codec.sample_rate), 1, &error));
}

}  // namespace

struct SpeechEncoder::State {
    std::variant<Marked, G711Law, L16, G722Encoder, G726, Gsm, G729Encoder, OpusEncoderHandle> coder;
};

struct SpeechDecoder::State {
    std::variant<Marked, G711Law, L16, G722Decoder, G726, Gsm, G729Decoder, OpusDecoderHandle> coder;
};

SpeechEncoder::SpeechEncoder(CodecInfo const& codec) : codec_(&codec), state_(std::make_unique<State>()) {
    auto& coder = state_->coder;
    auto const name = codec.encoding;
    if (codec.payload == CodecInfo::Payload::marked) return;
    if (name == "PCMU") coder = G711Law::mu;
    if (name == "PCMA") coder = G711Law::a;
    if (name == "L16") coder = L16{};
    if (name == "G722") coder = checked<G722Encoder>(g722_encode_init(nullptr, static_cast<int>(codec.bit_rate), 0));
    if (name.starts_with("G726")) coder = make_g726(codec);
    if (name == "GSM") coder = make_gsm();
    if (name == "G729") coder.emplace<G729Encoder>();
    if (name == "opus") coder = make_opus_encoder(codec);
}

SpeechEncoder::~SpeechEncoder() = default;
SpeechEncoder::SpeechEncoder(SpeechEncoder&&) noexcept = default;
SpeechEncoder& SpeechEncoder::operator=(SpeechEncoder&&) noexcept = default;

void SpeechEncoder::encode(std::span<std::int16_t const> samples, std::vector<std::uint8_t>& payload) {
    auto const packet = sim::Duration(static_cast<std::int64_t>(samples.size()) * 1'000'000'000 / codec_->sample_rate);
    payload.resize(std::max(codec_->octets_in(packet), std::size_t{1}));
    auto& coder = state_->coder;
    if (std::holds_alternative<Marked>(coder)) {
        std::fill(payload.begin(), payload.end(), std::uint8_t{0});
        std::copy_n(mark.begin(), std::min(mark.size(), payload.size()), payload.begin());
    } else if (auto const* law = std::get_if<G711Law>(&coder)) {
        media::encode(*law, samples, payload);
    } else if (std::holds_alternative<L16>(coder)) {
        for (std::size_t i = 0; i < samples.size(); ++i) {
            auto const value = static_cast<std::uint16_t>(samples[i]);
            payload[2 * i] = static_cast<std::uint8_t>(value >> 8U);
            payload[2 * i + 1] = static_cast<std::uint8_t>(value);
        }
    } else if (auto* g722 = std::get_if<G722Encoder>(&coder)) {
        g722_encode(g722->get(), payload.data(), samples.data(), count_of(samples.size()));
    } else if (auto* g726 = std::get_if<G726>(&coder)) {
        g726_encode(g726->get(), payload.data(), samples.data(), count_of(samples.size()));
    } else if (auto* gsm = std::get_if<Gsm>(&coder)) {
        gsm0610_encode(gsm->get(), payload.data(), samples.data(), count_of(samples.size()));
    } else if (auto* g729 = std::get_if<G729Encoder>(&coder)) {
        g729->encode(samples, payload);
    } else if (auto* opus = std::get_if<OpusEncoderHandle>(&coder)) {
        payload.resize(longest_opus_packet);
        auto const size = opus_encode(opus->get(), samples.data(), count_of(samples.size()), payload.data(),
                                      static_cast<opus_int32>(payload.size()));
        payload.resize(static_cast<std::size_t>(std::max(size, 0)));
    }
}

SpeechDecoder::SpeechDecoder(CodecInfo const& codec) : codec_(&codec), state_(std::make_unique<State>()) {
    auto& coder = state_->coder;
    auto const name = codec.encoding;
    if (codec.payload == CodecInfo::Payload::marked) return;
    if (name == "PCMU") coder = G711Law::mu;
    if (name == "PCMA") coder = G711Law::a;
    if (name == "L16") coder = L16{};
    if (name == "G722") coder = checked<G722Decoder>(g722_decode_init(nullptr, static_cast<int>(codec.bit_rate), 0));
    if (name.starts_with("G726")) coder = make_g726(codec);
    if (name == "GSM") coder = make_gsm();
    if (name == "G729") coder.emplace<G729Decoder>();
    if (name == "opus") coder = make_opus_decoder(codec);
}

SpeechDecoder::~SpeechDecoder() = default;
SpeechDecoder::SpeechDecoder(SpeechDecoder&&) noexcept = default;
SpeechDecoder& SpeechDecoder::operator=(SpeechDecoder&&) noexcept = default;

void SpeechDecoder::decode(std::span<std::uint8_t const> payload, std::vector<std::int16_t>& samples) {
    auto& coder = state_->coder;
    if (codec_->frame_octets > 0) {
        // What is no whole number of frames is cut.
        auto const frames = payload.size() / codec_->frame_octets;
        auto const is_sampled = std::holds_alternative<G711Law>(coder) || std::holds_alternative<L16>(coder) ||
                                std::holds_alternative<G722Decoder>(coder) || std::holds_alternative<G726>(coder);
        if (!is_sampled) payload = payload.first(frames * codec_->frame_octets);
        auto const per_frame = codec_->samples_in(codec_->frame);
        samples.assign(is_sampled ? payload.size() * per_frame / codec_->frame_octets : frames * per_frame, 0);
    }
    if (auto const* law = std::get_if<G711Law>(&coder)) {
        media::decode(*law, payload, samples);
    } else if (std::holds_alternative<L16>(coder)) {
        for (std::size_t i = 0; i < samples.size(); ++i)
            samples[i] = static_cast<std::int16_t>(payload[2 * i] << 8U | payload[2 * i + 1]);
    } else if (auto* g722 = std::get_if<G722Decoder>(&coder)) {
        g722_decode(g722->get(), samples.data(), payload.data(), count_of(payload.size()));
    } else if (auto* g726 = std::get_if<G726>(&coder)) {
        // Five octets of 24 or 40 kbit/s may hold a codeword more than the table's share: room for it.
        auto const count = samples.size();
        samples.resize(count + 8);
        auto const made = g726_decode(g726->get(), samples.data(), payload.data(), count_of(payload.size()));
        samples.resize(static_cast<std::size_t>(made));
    } else if (auto* gsm = std::get_if<Gsm>(&coder)) {
        gsm0610_decode(gsm->get(), samples.data(), payload.data(), count_of(payload.size()));
    } else if (auto* g729 = std::get_if<G729Decoder>(&coder)) {
        g729->decode(payload, samples);
    } else if (auto* opus = std::get_if<OpusDecoderHandle>(&coder)) {
        samples.resize(longest_opus_samples);
        auto const made = opus_decode(opus->get(), payload.data(), static_cast<opus_int32>(payload.size()),
                                      samples.data(), count_of(samples.size()), 0);
        samples.resize(static_cast<std::size_t>(std::max(made, 0)));
    }
}

bool SpeechDecoder::conceal(std::size_t count, std::vector<std::int16_t>& samples) {
    auto* const opus = std::get_if<OpusDecoderHandle>(&state_->coder);
    auto* const g729 = std::get_if<G729Decoder>(&state_->coder);
    if (opus == nullptr && g729 == nullptr) return false;
    samples.assign(count, 0);
    if (g729 != nullptr) {
        g729->conceal(samples);
        return true;
    }
    return opus_decode(opus->get(), nullptr, 0, samples.data(), count_of(count), 0) == count_of(count);
}

bool SpeechDecoder::recover(std::span<std::uint8_t const> following, std::size_t count,
                            std::vector<std::int16_t>& samples) {
    auto* const opus = std::get_if<OpusDecoderHandle>(&state_->coder);
    if (opus == nullptr || codec_->name != "opus-fec") return false;
    samples.resize(count);
    return opus_decode(opus->get(), following.data(), static_cast<opus_int32>(following.size()), samples.data(),
                       count_of(count), 1) == count_of(count);
}

sim::Duration packet_time_of(CodecInfo const& codec, std::span<std::uint8_t const> payload) {
    auto time = sim::Duration::zero();
    if (codec.frame_octets > 0) {
        time = codec.frame * static_cast<std::int64_t>(payload.size() / codec.frame_octets);
    } else if (!payload.empty()) {
        auto const samples =
            opus_packet_get_nb_samples(payload.data(), static_cast<opus_int32>(payload.size()), opus_int32{48000});
        time = sim::Duration(std::int64_t{std::max(samples, 0)} * 1'000'000'000 / 48000);
    }
    return time > sim::Duration::zero() ? time : codec.packet_time;
}

}  // namespace voiplab::media
