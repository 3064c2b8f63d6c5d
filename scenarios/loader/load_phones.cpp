#include "load_phones.hpp"

#include "load_phone_media.hpp"
#include "load_profile.hpp"
#include "load_timing.hpp"
#include "read_values.hpp"
#include "voiplab/models/sip/session_timer.hpp"

#include <algorithm>
#include <array>
#include <iterator>

#include <fmt/format.h>

namespace voiplab::scenarios {
namespace {

// RFC 3261 section 10.2.1.1: Expires counts whole seconds.
void read_expires(YamlValue const& value, sim::Duration& into) {
    auto expires = into;
    read_positive(value, expires);
    if (expires % std::chrono::seconds(1) != sim::Duration::zero()) return value.expected("whole seconds");
    into = expires;
}

constexpr auto register_fields = std::to_array<Field<RegisterOptions>>({
    field<&RegisterOptions::at>("at"),
    field_by<&RegisterOptions::expires, read_expires>("expires"),
    field<&RegisterOptions::refresh>("refresh"),
    field<&RegisterOptions::until>("until"),
});

// `no` leaves registration out, `yes` asks for it with its defaults.
void read_register(YamlValue const& value, std::optional<RegisterOptions>& into) {
    auto const wanted = truth_of(value.node());
    if (wanted == false) {
        into.reset();
    } else if (value.node().kind == YamlNode::Kind::mapping) {
        auto& options = into.emplace();
        read_fields<RegisterOptions>(value, register_fields, options);
        if (options.until && *options.until <= options.at) {
            value.place("until").mistake("it ends before it begins: `until` is not after `at`");
        }
    } else if (!wanted) {
        value.expected("yes, no, or a mapping with at, expires, refresh, until");
    }
}

// RFC 3261 section 25.1: paramchar, without escapes.
void read_rinstance(YamlValue const& value, std::optional<std::string>& into) {
    std::string text;
    read_name(value, text);
    auto const allowed = [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
               std::string_view("-_.!~*'()[]/:&+$").find(c) != std::string_view::npos;
    };
    if (!std::all_of(text.begin(), text.end(), allowed)) {
        return value.mistake(fmt::format("{} is not the value of a URI parameter", shown(text)));
    }
    into = std::move(text);
}

void read_sdp_id(YamlValue const& value, std::optional<std::string>& into) {
    read_sdp_id_format(value, into.emplace());
}

constexpr auto identity_fields = std::to_array<Field<PhoneIdentity>>({
    field_by<&PhoneIdentity::rinstance, read_rinstance>("rinstance"),
    field<&PhoneIdentity::ssrc>("ssrc"),
    field<&PhoneIdentity::first_sequence>("first_sequence"),
    field<&PhoneIdentity::first_timestamp>("first_timestamp"),
    field_by<&PhoneIdentity::sdp_offer_id, read_sdp_id>("sdp_offer_id"),
    field_by<&PhoneIdentity::sdp_answer_id, read_sdp_id>("sdp_answer_id"),
});

void read_identity(YamlValue const& value, PhoneIdentity& into) {
    read_fields<PhoneIdentity>(value, identity_fields, into);
}

void read_keep_alive_interval(YamlValue const& value, sim::Duration& into) {
    read_interval(value, into);
}

constexpr auto keep_alive_fields = std::to_array<Field<KeepAliveOptions>>({
    field<&KeepAliveOptions::first>("first", Need::required),
    field_by<&KeepAliveOptions::interval, read_keep_alive_interval>("interval", Need::required),
});

void read_keep_alive(YamlValue const& value, std::optional<KeepAliveOptions>& into) {
    read_fields<KeepAliveOptions>(value, keep_alive_fields, into.emplace());
}

void read_forward_when(YamlValue const& value, ForwardOptions::When& into) {
    static constexpr std::array<std::string_view, 3> words{"always", "busy", "no_answer"};
    if (auto const word = read_word(value, words)) into = static_cast<ForwardOptions::When>(*word);
}

constexpr auto forward_fields = std::to_array<Field<ForwardOptions>>({
    field_by<&ForwardOptions::to, read_user>("to", Need::required),
    field_by<&ForwardOptions::when, read_forward_when>("when"),
    field<&ForwardOptions::after>("after"),
});

void read_forward(YamlValue const& value, std::optional<ForwardOptions>& into) {
    read_fields<ForwardOptions>(value, forward_fields, into.emplace());
}

void read_dtmf(YamlValue const& value, DtmfMode& into) {
    static constexpr std::array<std::string_view, 3> words{"rfc4733", "inband", "info"};
    if (auto const word = read_word(value, words)) into = static_cast<DtmfMode>(*word);
}

// RFC 4028 section 5: whole seconds, and no fewer than 90.
void read_session_expires(YamlValue const& value, sim::Duration& into) {
    auto expires = into;
    read_expires(value, expires);
    if (expires < sip::shortest_session) return value.expected("at least 90s (RFC 4028 section 5)");
    into = expires;
}

void read_refresher(YamlValue const& value, SessionTimerOptions::Refresher& into) {
    static constexpr std::array<std::string_view, 3> words{"either", "uac", "uas"};
    if (auto const word = read_word(value, words)) into = static_cast<SessionTimerOptions::Refresher>(*word);
}

constexpr auto session_timer_fields = std::to_array<Field<SessionTimerOptions>>({
    field_by<&SessionTimerOptions::expires, read_session_expires>("expires"),
    field_by<&SessionTimerOptions::refresher, read_refresher>("refresher"),
});

void read_session_timer(YamlValue const& value, std::optional<SessionTimerOptions>& into) {
    read_fields<SessionTimerOptions>(value, session_timer_fields, into.emplace());
}

template <auto member>
constexpr Field<PhoneEntry> phone_field(std::string_view key) {
    return field<member, PhoneEntry>(key);
}
template <auto member, auto reader>
constexpr Field<PhoneEntry> phone_field_by(std::string_view key) {
    return field_by<member, reader, PhoneEntry>(key);
}

constexpr auto phone_fields = std::to_array<Field<PhoneEntry>>({
    phone_field_by<&PhoneOptions::name, read_name>("name"),
    phone_field_by<&PhoneOptions::host, read_name>("host"),
    phone_field_by<&PhoneEntry::site, read_name>("site"),
    phone_field_by<&PhoneEntry::product, read_profile>("profile"),
    phone_field_by<&PhoneOptions::user, read_user>("user"),
    phone_field_by<&PhoneEntry::first_user, read_first_number>("first_user"),
    phone_field<&PhoneOptions::password>("password"),
    phone_field<&PhoneOptions::display_name>("display_name"),
    phone_field_by<&PhoneOptions::domain, read_domain>("domain"),
    phone_field_by<&PhoneOptions::sip_port, in_range<1, 65535>>("sip_port"),
    phone_field_by<&PhoneOptions::rtp_port, in_range<1, 65534>>("rtp_port"),
    phone_field<&PhoneOptions::max_forwards>("max_forwards"),
    phone_field_by<&PhoneOptions::registration, read_register>("register"),
    phone_field<&PhoneEntry::register_within>("register_within"),
    phone_field<&PhoneOptions::ring_time>("ring_time"),
    phone_field<&PhoneOptions::answers>("answers"),
    phone_field<&PhoneOptions::declines>("declines"),
    phone_field<&PhoneOptions::do_not_disturb>("do_not_disturb"),
    phone_field_by<&PhoneOptions::lines, in_range<1, 100>>("lines"),
    phone_field_by<&PhoneOptions::sip_dscp, read_dscp>("tos_sip"),
    phone_field_by<&PhoneOptions::audio_dscp, read_dscp>("tos_audio"),
    phone_field_by<&PhoneOptions::forward, read_forward>("forward"),
    phone_field<&PhoneOptions::early_media>("early_media"),
    {"codecs", Need::optional, read_codecs},
    phone_field_by<&PhoneOptions::dtmf, read_dtmf>("dtmf"),
    phone_field_by<&PhoneOptions::session_timer, read_session_timer>("session_timer"),
    phone_field<&PhoneOptions::reuse_credentials>("reuse_credentials"),
    phone_field_by<&PhoneOptions::packet_time, read_packet_time>("packet_time"),
    phone_field_by<&PhoneOptions::voice, read_voice>("voice"),
    phone_field_by<&PhoneOptions::talk_spurts, read_talk_spurts>("talk_spurts"),
    phone_field<&PhoneOptions::silence_suppression>("silence_suppression"),
    phone_field_by<&PhoneOptions::clock_skew_ppm, read_clock_skew>("clock_skew"),
    phone_field_by<&PhoneOptions::jitter_buffer, read_jitter_buffer>("jitter_buffer"),
    phone_field_by<&PhoneOptions::concealment, read_concealment>("concealment"),
    phone_field<&PhoneOptions::rtcp_xr>("rtcp_xr"),
    phone_field_by<&PhoneOptions::identity, read_identity>("identity"),
    phone_field_by<&PhoneOptions::keep_alive, read_keep_alive>("keep_alive"),
    {"timing", Need::optional,
     [](YamlValue const& value, PhoneEntry& phone) { read(value, phone.product.phone_timing); }},
});

}  // namespace

void read(YamlValue const& value, PhoneEntry& into) {
    into.product = bundled_profile("generic", value.source().session);
    read_fields<PhoneEntry>(value, phone_fields, into);
    if (into.silence_suppression) offer_silence_suppression(into.product.sdp.formats);
    into.profile = std::make_shared<agents::Profile const>(std::move(into.product));
    if (into.name.empty()) into.name = into.user;
}

std::vector<KeyList> phone_keys() {
    std::vector<KeyList> keys{key_list<PhoneEntry>("phone", phone_fields),
                              key_list<RegisterOptions>("register", register_fields),
                              key_list<ForwardOptions>("forward", forward_fields),
                              key_list<SessionTimerOptions>("session_timer", session_timer_fields),
                              key_list<PhoneIdentity>("identity", identity_fields),
                              key_list<KeepAliveOptions>("keep_alive", keep_alive_fields)};
    for (auto& list : phone_media_keys())
        keys.push_back(std::move(list));
    return keys;
}

}  // namespace voiplab::scenarios
