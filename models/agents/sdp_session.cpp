#include "voiplab/models/agents/sdp_session.hpp"

#include "models/agents/joined.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

#include <fmt/format.h>

namespace voiplab::agents {

namespace {

// What a description of the lab's size needs: room that is taken once.
constexpr std::size_t usual_size = 400;
constexpr std::uint64_t most_ptime_ms = 10'000;

std::uint64_t number_of(std::string_view digits) {
    std::uint64_t number = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), number);
    return number;
}

void add_number(std::string& text, std::uint64_t number) {
    fmt::format_int const digits(number);
    text.append(digits.data(), digits.size());
}

void add_attribute(std::string& text, std::string_view name, std::string_view value) {
    append(text, {"a=", name, ":", value, "\r\n"});
}

}  // namespace

SdpSession::SdpSession(SdpStyle const& style, net::Ipv4Address own, SdpRole role, std::string id,
                       std::optional<unsigned> ptime_ms)
    : style_(&style), own_(net::to_string(own)), id_(std::move(id)), ptime_ms_(ptime_ms) {
    auto const first = role == SdpRole::offerer ? style.offer_version : style.answer_version;
    version_ = first.value_or(number_of(id_));
}

// The lines of RFC 4566, as sip::to_string(SessionDescription) orders them.
std::string const& SdpSession::describe(net::UdpEndpoint media, std::vector<sip::MediaFormat> const& formats,
                                        sip::MediaDirection direction) {
    last_direction_ = direction;
    last_.reserve(usual_size);
    last_.clear();
    append(last_, {"v=0\r\no=", style_->username, " ", id_, " "});
    add_number(last_, version_++);
    append(last_, {" IN IP4 ", own_, "\r\ns=", style_->session_name, "\r\nc=IN IP4 ", net::to_string(media.address),
                   "\r\nt=0 0\r\nm=audio "});
    add_number(last_, media.port);
    append(last_, {" RTP/AVP"});
    for (auto const& format : formats) {
        last_ += ' ';
        add_number(last_, format.payload_type);
    }
    append(last_, {"\r\n"});
    for (auto const& format : formats) {
        add(format);
    }
    if (ptime_ms_) {
        last_.append("a=ptime:");
        add_number(last_, *ptime_ms_);
        last_.append("\r\n");
    }
    for (auto const& attribute : style_->attributes) {
        if (attribute.value) {
            add_attribute(last_, attribute.name, *attribute.value);
        } else {
            append(last_, {"a=", attribute.name, "\r\n"});
        }
    }
    if (!rtcp_xr_.empty()) add_attribute(last_, "rtcp-xr", rtcp_xr_);
    append(last_, {"a=", sip::to_string(direction), "\r\n"});
    return last_;
}

void SdpSession::add(sip::MediaFormat const& format) {
    if (style_->rtpmap_for_static || !sip::static_format(format.payload_type)) {
        append(last_, {"a=rtpmap:"});
        add_number(last_, format.payload_type);
        append(last_, {" ", format.encoding, "/"});
        add_number(last_, format.clock_rate);
        if (format.channels > 1) {
            last_ += '/';
            add_number(last_, format.channels);
        }
        append(last_, {"\r\n"});
    }
    if (format.fmtp.empty()) return;
    append(last_, {"a=fmtp:"});
    add_number(last_, format.payload_type);
    append(last_, {" ", format.fmtp, "\r\n"});
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

std::optional<std::uint8_t> RemoteMedia::noise_type(std::uint32_t clock_rate) const {
    auto const found = std::find_if(formats.begin(), formats.end(), [&](sip::MediaFormat const& format) {
        return format.encoding == "CN" && format.clock_rate == clock_rate;
    });
    return found == formats.end() ? std::nullopt : std::optional(found->payload_type);
}

std::optional<RemoteMedia> read_remote_media(std::string_view sdp, std::vector<sip::MediaFormat> const& supported) {
    auto const description = sip::view_sdp(sdp);
    if (!description) return std::nullopt;
    auto const* const audio = sip::audio_of(*description);
    if (audio == nullptr) return std::nullopt;
    auto const address = net::parse_ipv4(sip::connection_of(*description, *audio));
    if (!address) return std::nullopt;

    RemoteMedia remote{{*address, audio->port}, {}, sip::direction_of(*description, *audio), {}};
    remote.formats = sip::common_formats(sip::formats_of(*audio), supported);
    for (auto const& attribute : audio->attributes) {
        if (attribute.name != "ptime" || !attribute.value) continue;
        if (auto const ms = number_of(*attribute.value); ms > 0 && ms <= most_ptime_ms) {
            remote.packet_time = std::chrono::milliseconds(ms);
        }
    }
    return remote;
}

}  // namespace voiplab::agents
