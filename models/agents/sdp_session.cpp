#include "voiplab/models/agents/sdp_session.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

#include <fmt/format.h>

namespace voiplab::agents {

namespace {

std::uint64_t number_of(std::string_view digits) {
    std::uint64_t number = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), number);
    return number;
}

void add_format(sip::SdpMedia& media, sip::MediaFormat const& format, SdpStyle const& style) {
    media.formats.push_back(std::to_string(format.payload_type));
    if (style.rtpmap_for_static || !sip::static_format(format.payload_type)) {
        auto const channels = format.channels > 1 ? fmt::format("/{}", format.channels) : std::string{};
        media.attributes.push_back(
            {"rtpmap", fmt::format("{} {}/{}{}", format.payload_type, format.encoding, format.clock_rate, channels)});
    }
    if (!format.fmtp.empty())
        media.attributes.push_back({"fmtp", fmt::format("{} {}", format.payload_type, format.fmtp)});
}

}  // namespace

SdpSession::SdpSession(SdpStyle style, net::Ipv4Address own, SdpRole role, std::string id)
    : style_(std::move(style)), own_(net::to_string(own)), id_(std::move(id)) {
    auto const first = role == SdpRole::offerer ? style_.offer_version : style_.answer_version;
    version_ = first.value_or(number_of(id_));
}

std::string SdpSession::describe(net::UdpEndpoint media, std::vector<sip::MediaFormat> const& formats,
                                 sip::MediaDirection direction) {
    sip::SdpMedia audio;
    audio.port = media.port;
    for (auto const& format : formats) {
        add_format(audio, format, style_);
    }
    audio.attributes.insert(audio.attributes.end(), style_.attributes.begin(), style_.attributes.end());
    audio.attributes.push_back({std::string(sip::to_string(direction)), std::nullopt});

    sip::SessionDescription description;
    description.origin = {style_.username, id_, std::to_string(version_++), own_};
    description.session_name = style_.session_name;
    description.connection = net::to_string(media.address);
    description.media.push_back(std::move(audio));
    last_direction_ = direction;
    last_ = sip::to_string(description);
    return last_;
}

sip::MediaFormat const* RemoteMedia::speech() const {
    auto const found = std::find_if(formats.begin(), formats.end(), sip::is_speech);
    return found == formats.end() ? nullptr : &*found;
}

std::optional<std::uint8_t> RemoteMedia::event_type() const {
    auto const found = std::find_if(formats.begin(), formats.end(), [](sip::MediaFormat const& format) {
        return format.encoding == "telephone-event";
    });
    return found == formats.end() ? std::nullopt : std::optional(found->payload_type);
}

std::optional<RemoteMedia> read_remote_media(std::string_view sdp, std::vector<sip::MediaFormat> const& supported) {
    auto const description = sip::parse_sdp(sdp);
    if (!description) return std::nullopt;
    auto const* const audio = sip::audio_of(*description);
    if (audio == nullptr) return std::nullopt;
    auto const address = net::parse_ipv4(sip::connection_of(*description, *audio));
    if (!address) return std::nullopt;

    RemoteMedia remote{{*address, audio->port}, {}, sip::direction_of(*description, *audio)};
    remote.formats = sip::common_formats(sip::formats_of(*audio), supported);
    for (auto& format : remote.formats) {
        auto const match = std::find_if(supported.begin(), supported.end(), [&](sip::MediaFormat const& candidate) {
            return !sip::common_formats({format}, {candidate}).empty();
        });
        format.fmtp = match->fmtp;
    }
    return remote;
}

}  // namespace voiplab::agents
