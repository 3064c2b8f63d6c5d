#include "models/sip/grammar.hpp"
#include "voiplab/models/sip/sdp.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace voiplab::sip {
namespace {

constexpr std::array all_directions{MediaDirection::sendrecv, MediaDirection::sendonly, MediaDirection::recvonly,
                                    MediaDirection::inactive};

bool sends(MediaDirection direction) {
    return direction == MediaDirection::sendrecv || direction == MediaDirection::sendonly;
}

bool receives(MediaDirection direction) {
    return direction == MediaDirection::sendrecv || direction == MediaDirection::recvonly;
}

template <typename Attributes>
std::optional<MediaDirection> stated_direction(Attributes const& attributes) {
    for (auto const& attribute : attributes) {
        for (auto const direction : all_directions) {
            if (!attribute.value && attribute.name == to_string(direction)) return direction;
        }
    }
    return std::nullopt;
}

// What stands behind "a=name:<payload type> "; nullopt where no such line is.
template <typename Media>
std::optional<std::string_view> mapped(Media const& media, std::string_view name, std::uint32_t payload_type) {
    for (auto const& attribute : media.attributes) {
        if (attribute.name != name || !attribute.value) continue;
        std::string_view const value = *attribute.value;
        auto const space = value.find(' ');
        if (space == std::string_view::npos || grammar::decimal(value.substr(0, space), 127) != payload_type) continue;
        return grammar::trimmed(value.substr(space + 1));
    }
    return std::nullopt;
}

// encoding "/" clock rate ["/" channels]
std::optional<MediaFormat> parse_rtpmap(std::string_view text) {
    auto const slash = text.find('/');
    if (slash == std::string_view::npos || slash == 0) return std::nullopt;
    auto const numbers = text.substr(slash + 1);
    auto const second = numbers.find('/');
    auto const rate = grammar::decimal(numbers.substr(0, second), 0xffffffff);
    auto const channels = second == std::string_view::npos ? std::optional<std::uint32_t>(1)
                                                           : grammar::decimal(numbers.substr(second + 1), 255);
    if (!rate || *rate == 0 || !channels || *channels == 0) return std::nullopt;
    return MediaFormat{0, std::string(text.substr(0, slash)), *rate, static_cast<std::uint8_t>(*channels), {}};
}

template <typename Media>
std::vector<MediaFormat> read_formats(Media const& media) {
    std::vector<MediaFormat> formats;
    formats.reserve(media.formats.size());
    for (auto const& text : media.formats) {
        auto const payload_type = grammar::decimal(text, 127);
        if (!payload_type) continue;
        auto const number = static_cast<std::uint8_t>(*payload_type);
        auto const rtpmap = mapped(media, "rtpmap", *payload_type);
        auto format = rtpmap ? parse_rtpmap(*rtpmap) : std::nullopt;
        if (!format) format = static_format(number);
        if (!format) continue;
        format->payload_type = number;
        if (auto const fmtp = mapped(media, "fmtp", *payload_type)) format->fmtp = *fmtp;
        formats.push_back(std::move(*format));
    }
    return formats;
}

template <typename Description, typename Media>
MediaDirection read_direction(Description const& description, Media const& media) {
    if (auto const stated = stated_direction(media.attributes)) return *stated;
    return stated_direction(description.attributes).value_or(MediaDirection::sendrecv);
}

template <typename Description>
auto const* find_audio(Description const& description) {
    auto const audio = std::find_if(description.media.begin(), description.media.end(),
                                    [](auto const& media) { return media.type == "audio"; });
    return audio == description.media.end() ? nullptr : &*audio;
}

template <typename Description, typename Media>
std::string_view find_connection(Description const& description, Media const& media) {
    if (media.connection) return *media.connection;
    return description.connection ? std::string_view(*description.connection) : std::string_view();
}

}  // namespace

bool same_encoding(MediaFormat const& a, MediaFormat const& b) {
    return grammar::equal_without_case(a.encoding, b.encoding) && a.clock_rate == b.clock_rate &&
           a.channels == b.channels;
}

std::string_view to_string(MediaDirection direction) {
    switch (direction) {
        case MediaDirection::sendrecv:
            return "sendrecv";
        case MediaDirection::sendonly:
            return "sendonly";
        case MediaDirection::recvonly:
            return "recvonly";
        case MediaDirection::inactive:
            return "inactive";
    }
    return "";
}

MediaDirection answer_direction(MediaDirection offered, MediaDirection wanted) {
    // The answerer may send what the offerer receives, and the other way round.
    bool const send = receives(offered) && sends(wanted);
    bool const receive = sends(offered) && receives(wanted);
    if (send) return receive ? MediaDirection::sendrecv : MediaDirection::sendonly;
    return receive ? MediaDirection::recvonly : MediaDirection::inactive;
}

std::vector<MediaFormat> formats_of(SdpMedia const& media) {
    return read_formats(media);
}

std::vector<MediaFormat> formats_of(SdpMediaView const& media) {
    return read_formats(media);
}

MediaDirection direction_of(SessionDescription const& description, SdpMedia const& media) {
    return read_direction(description, media);
}

MediaDirection direction_of(SdpView const& description, SdpMediaView const& media) {
    return read_direction(description, media);
}

SdpMedia const* audio_of(SessionDescription const& description) {
    return find_audio(description);
}

SdpMediaView const* audio_of(SdpView const& description) {
    return find_audio(description);
}

std::string_view connection_of(SessionDescription const& description, SdpMedia const& media) {
    return find_connection(description, media);
}

std::string_view connection_of(SdpView const& description, SdpMediaView const& media) {
    return find_connection(description, media);
}

std::vector<MediaFormat> common_formats(std::vector<MediaFormat> const& offered,
                                        std::vector<MediaFormat> const& supported) {
    std::vector<MediaFormat> common;
    common.reserve(std::min(offered.size(), supported.size()));
    for (auto const& offer : offered) {
        auto const own = std::find_if(supported.begin(), supported.end(),
                                      [&offer](MediaFormat const& format) { return same_encoding(format, offer); });
        if (own == supported.end()) continue;
        common.push_back(offer);
        // An answer's fmtp says what the answerer wants to receive, not what the offerer does.
        common.back().fmtp = own->fmtp;
    }
    return common;
}

bool is_speech(MediaFormat const& format) {
    constexpr std::array<std::string_view, 3> others{"telephone-event", "tone", "CN"};
    return std::none_of(others.begin(), others.end(), [&format](std::string_view other) {
        return grammar::equal_without_case(format.encoding, other);
    });
}

std::optional<MediaFormat> static_format(std::uint8_t payload_type) {
    struct Assignment {
        std::string_view encoding;
        std::uint32_t clock_rate;
        std::uint8_t payload_type;
        std::uint8_t channels;
    };
    // RFC 3551 table 4; 1, 2 and 19 are reserved, 20 to 23 unassigned. G722's clock counts 8000 although it samples at
    // 16 kHz (section 4.5.2).
    constexpr Assignment assignments[] = {
        {"PCMU", 8000, 0, 1},  {"GSM", 8000, 3, 1},   {"G723", 8000, 4, 1},   {"DVI4", 8000, 5, 1},
        {"DVI4", 16000, 6, 1}, {"LPC", 8000, 7, 1},   {"PCMA", 8000, 8, 1},   {"G722", 8000, 9, 1},
        {"L16", 44100, 10, 2}, {"L16", 44100, 11, 1}, {"QCELP", 8000, 12, 1}, {"CN", 8000, 13, 1},
        {"MPA", 90000, 14, 1}, {"G728", 8000, 15, 1}, {"DVI4", 11025, 16, 1}, {"DVI4", 22050, 17, 1},
        {"G729", 8000, 18, 1},
    };
    for (auto const& entry : assignments) {
        if (entry.payload_type != payload_type) continue;
        return MediaFormat{entry.payload_type, std::string(entry.encoding), entry.clock_rate, entry.channels, ""};
    }
    return std::nullopt;
}

}  // namespace voiplab::sip
