#include "profile_fields.hpp"

#include "load_profile.hpp"
#include "load_timing.hpp"
#include "read_values.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace voiplab::scenarios {
namespace {

using agents::IdentifierFormats, agents::Profile, agents::SdpStyle, agents::ViaReceived, sip::MediaFormat;

// RFC 3261 section 25.1: token.
void read_token(YamlValue const& value, std::string& into) {
    std::string text;
    read_name(value, text);
    auto const in_token = [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
               std::string_view("-.!%*_+`'~").find(c) != std::string_view::npos;
    };
    if (std::all_of(text.begin(), text.end(), in_token)) {
        into = std::move(text);
    } else {
        value.mistake(fmt::format("{} is not a token (RFC 3261 section 25.1)", shown(text)));
    }
}

void read_tokens(YamlValue const& value, std::vector<std::string>& into) {
    if (value.node().kind != YamlNode::Kind::list) return value.expected("a list");
    into.clear();
    for (auto const& item : value.items()) {
        read_token(item, into.emplace_back());
    }
}

using Layouts = std::array<agents::Layout, agents::message_kind_count>;

KeyList layout_keys() {
    return {"layouts", {agents::message_kind_names.begin(), agents::message_kind_names.end()}, {}};
}

void read_layouts(YamlValue const& value, Layouts& into) {
    if (!check_keys(value, layout_keys())) return;
    for (std::size_t kind = 0; kind < agents::message_kind_count; ++kind) {
        auto const layout = value.key(agents::message_kind_names[kind]);
        if (!layout) continue;
        std::vector<std::string> names;
        read_tokens(*layout, names);
        into[kind] = agents::Layout(names.begin(), names.end());
    }
}

void read_header_values(YamlValue const& value, agents::FixedValues& into) {
    KeyList keys{"values", {}, {}};
    for (auto const& entry : value.node().entries) {
        keys.keys.push_back(entry.key);
    }
    if (!check_keys(value, keys)) return;
    into.clear();
    for (auto const& entry : value.node().entries) {
        read(value.entry(entry), into[entry.key]);
    }
}

constexpr auto identifier_fields = std::to_array<Field<IdentifierFormats>>({
    field_by<&IdentifierFormats::branch, read_identifier_format>("branch"),
    field_by<&IdentifierFormats::tag, read_identifier_format>("tag"),
    field_by<&IdentifierFormats::call_id, read_identifier_format>("call_id"),
    field_by<&IdentifierFormats::nonce, read_identifier_format>("nonce"),
    field_by<&IdentifierFormats::cnonce, read_identifier_format>("cnonce"),
    field_by<&IdentifierFormats::contact_parameters, read_identifier_format>("contact_parameters"),
    field_by<&IdentifierFormats::sdp_offer_id, read_sdp_id_format>("sdp_offer_id"),
    field_by<&IdentifierFormats::sdp_answer_id, read_sdp_id_format>("sdp_answer_id"),
});

void read_identifiers(YamlValue const& value, IdentifierFormats& into) {
    read_fields<IdentifierFormats>(value, identifier_fields, into);
}

constexpr auto format_fields = std::to_array<Field<MediaFormat>>({
    field_by<&MediaFormat::payload_type, in_range<0, 127>>("payload_type", Need::required),
    field_by<&MediaFormat::encoding, read_token>("encoding", Need::required),
    field_by<&MediaFormat::clock_rate, in_range<1, 192'000>>("clock_rate"),
    field_by<&MediaFormat::channels, in_range<1, 8>>("channels"),
    field<&MediaFormat::fmtp>("fmtp"),
});

void read_formats(YamlValue const& value, std::vector<MediaFormat>& into) {
    if (value.node().kind != YamlNode::Kind::list || value.node().items.empty()) {
        return value.expected("a list of media formats");
    }
    into.clear();
    for (auto const& item : value.items()) {
        read_fields<MediaFormat>(item, format_fields, into.emplace_back());
    }
}

// "maxptime:150", as behind "a=".
void read_attributes(YamlValue const& value, std::vector<sip::SdpAttribute>& into) {
    std::vector<std::string> lines;
    read(value, lines);
    into.clear();
    for (auto const& line : lines) {
        auto const colon = line.find(':');
        auto& attribute = into.emplace_back();
        attribute.name = line.substr(0, colon);
        if (colon != std::string::npos) attribute.value = line.substr(colon + 1);
    }
}

constexpr auto sdp_fields = std::to_array<Field<SdpStyle>>({
    field_by<&SdpStyle::username, read_token>("username"),
    field_by<&SdpStyle::session_name, read_name>("session_name"),
    field_by<&SdpStyle::formats, read_formats>("formats"),
    field<&SdpStyle::rtpmap_for_static>("rtpmap_for_static"),
    field_by<&SdpStyle::attributes, read_attributes>("attributes"),
    field<&SdpStyle::offer_version>("offer_version"),
    field<&SdpStyle::answer_version>("answer_version"),
});

void read_sdp(YamlValue const& value, SdpStyle& into) {
    read_fields<SdpStyle>(value, sdp_fields, into);
}

void read_via_received(YamlValue const& value, ViaReceived& into) {
    static constexpr std::array<std::string_view, 3> words{"rfc3581", "rport_only", "received_first"};
    if (auto const word = read_word(value, words)) into = static_cast<ViaReceived>(*word);
}

void read_keep_alive(YamlValue const& value, std::optional<sim::Duration>& into) {
    if (truth_of(value.node()) == false) {
        into.reset();
    } else {
        read_positive(value, into.emplace());
    }
}

void read_elsewhere(YamlValue const& /*value*/, Profile& /*into*/) {}

constexpr auto profile_fields = std::to_array<Field<Profile>>({
    {"based_on", Need::optional, read_elsewhere},
    field_by<&Profile::name, read_name>("name"),
    field_by<&Profile::product, read_name>("product"),
    field_by<&Profile::layouts, read_layouts>("layouts"),
    field_by<&Profile::values, read_header_values>("values"),
    field_by<&Profile::identifiers, read_identifiers>("identifiers"),
    field_by<&Profile::sdp, read_sdp>("sdp"),
    field_by<&Profile::via_received, read_via_received>("via_received"),
    field<&Profile::display_name_space>("display_name_space"),
    field<&Profile::provisional_contact_display_name>("provisional_contact_display_name"),
    // RFC 3261 section 8.1.1.5: below 2**31.
    field_by<&Profile::first_cseq, in_range<0, 0x7fffffff>>("first_cseq"),
    field_by<&Profile::first_callee_cseq, in_range<1, 0x7fffffff>>("first_callee_cseq"),
    field_by<&Profile::credentials, read_tokens>("credentials"),
    field_by<&Profile::challenge, read_tokens>("challenge"),
    field<&Profile::directive_separator>("directive_separator"),
    field_by<&Profile::keep_alive, read_keep_alive>("keep_alive"),
    field<&Profile::phone_timing>("phone_timing"),
    field<&Profile::server_timing>("server_timing"),
});

}  // namespace

void read_profile_fields(YamlValue const& value, Profile& into) {
    read_fields<Profile>(value, profile_fields, into);
}

std::vector<KeyList> profile_field_keys() {
    return {key_list<Profile>("profile", profile_fields), layout_keys(),
            key_list<IdentifierFormats>("identifiers", identifier_fields), key_list<SdpStyle>("sdp", sdp_fields),
            key_list<MediaFormat>("media_format", format_fields)};
}

}  // namespace voiplab::scenarios
