#include "voiplab/models/agents/server_codecs.hpp"

#include <array>
#include <utility>

namespace voiplab::agents {

namespace {
// Asterisk's payload type for RFC 4733 events, and the events it knows: 0 to 16, flash included.
constexpr std::uint8_t telephone_event_type = 101;
constexpr std::string_view telephone_events = "0-16";
}  // namespace

std::optional<sip::MediaFormat> format_of_codec(std::string_view name) {
    struct Named {
        std::string_view asterisk;
        std::string_view codec;
        std::uint8_t dynamic;  // Asterisk's payload type, where RFC 3551 has none
    };
    static constexpr std::array<Named, 10> modelled{{{"ulaw", "pcmu", 0},
                                                     {"alaw", "pcma", 0},
                                                     {"gsm", "gsm", 0},
                                                     {"g722", "g722", 0},
                                                     {"g723", "g723-63", 0},
                                                     {"g726", "g726-32", 111},
                                                     {"g729", "g729", 0},
                                                     {"ilbc", "ilbc-30", 97},
                                                     {"opus", "opus-fec", 107},
                                                     {"slin16", "l16-16", 118}}};
    for (auto const& known : modelled) {
        if (known.asterisk == name) return format_of(*media::find_codec(known.codec), known.dynamic);
    }
    return std::nullopt;
}

media::CodecInfo const* codec_of(sip::MediaFormat const& format) {
    auto const* codec = media::find_encoding(format.encoding, format.clock_rate);
    if (codec == nullptr) return nullptr;
    auto const says = [&](std::string_view parameter) { return format.fmtp.find(parameter) != std::string::npos; };
    if (codec->encoding == "iLBC" && says("mode=20")) return media::find_codec("ilbc-20");  // RFC 3952 section 5
    if (codec->encoding == "opus" && says("useinbandfec=1"))
        return media::find_codec("opus-fec");  // RFC 7587 section 6.1
    return codec;
}

sip::MediaFormat format_of(media::CodecInfo const& codec, std::uint8_t dynamic) {
    sip::MediaFormat format{
        codec.payload_type.value_or(dynamic), std::string(codec.encoding), codec.clock_rate, codec.channels, {}};
    // Without silence suppression, which is what the phones do.
    if (codec.encoding == "G729") format.fmtp = "annexb=no";
    if (codec.encoding == "G723") format.fmtp = "annexa=no";
    if (codec.name == "opus-fec") format.fmtp = "useinbandfec=1";
    if (codec.encoding == "iLBC") format.fmtp = codec.name == "ilbc-20" ? "mode=20" : "mode=30";
    return format;
}

std::vector<sip::MediaFormat> formats_of_codecs(std::vector<std::string> const& names) {
    std::vector<sip::MediaFormat> formats;
    formats.reserve(names.size() + 1);
    for (auto const& name : names) {
        if (auto format = format_of_codec(name)) formats.push_back(std::move(*format));
    }
    formats.push_back({telephone_event_type, "telephone-event", 8000, 1, std::string(telephone_events)});
    return formats;
}

}  // namespace voiplab::agents
