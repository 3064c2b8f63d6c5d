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
    static constexpr std::array<std::pair<std::string_view, std::uint8_t>, 3> modelled{
        {{"ulaw", 0}, {"alaw", 8}, {"gsm", 3}}};
    for (auto const& [codec, payload_type] : modelled) {
        if (codec == name) return sip::static_format(payload_type);
    }
    return std::nullopt;
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
