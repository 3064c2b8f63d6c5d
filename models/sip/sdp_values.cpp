#include "voiplab/models/sip/sdp.hpp"

#include <fmt/format.h>

// Session descriptions as values of their own, and how they are written.
namespace voiplab::sip {
namespace {

std::optional<std::string> to_value(std::optional<std::string_view> text) {
    return text ? std::optional<std::string>(*text) : std::nullopt;
}

std::vector<SdpAttribute> to_value(SdpAttributeViews const& views) {
    std::vector<SdpAttribute> attributes;
    attributes.reserve(views.size());
    for (auto const& view : views)
        attributes.push_back({std::string(view.name), to_value(view.value)});
    return attributes;
}

SdpMedia to_value(SdpMediaView const& view) {
    return {std::string(view.type),     view.port,
            std::string(view.protocol), {view.formats.begin(), view.formats.end()},
            to_value(view.connection),  to_value(view.attributes)};
}

void append_connection(std::string& text, std::optional<std::string> const& connection) {
    if (connection) text.append("c=IN IP4 ").append(*connection).append("\r\n");
}

void append_attributes(std::string& text, std::vector<SdpAttribute> const& attributes) {
    for (auto const& attribute : attributes) {
        text.append("a=").append(attribute.name);
        if (attribute.value) text.append(":").append(*attribute.value);
        text.append("\r\n");
    }
}

}  // namespace

tl::expected<SessionDescription, ParseError> parse_sdp(std::string_view text) {
    auto const view = view_sdp(text);
    if (!view) return tl::unexpected(view.error());
    auto const& origin = view->origin;
    SessionDescription description{{std::string(origin.username), std::string(origin.session_id),
                                    std::string(origin.session_version), std::string(origin.address)},
                                   std::string(view->session_name),
                                   to_value(view->connection),
                                   to_value(view->attributes),
                                   {}};
    for (auto const& media : view->media)
        description.media.push_back(to_value(media));
    return description;
}

std::string to_string(SessionDescription const& description) {
    auto const& origin = description.origin;
    auto text = fmt::format("v=0\r\no={} {} {} IN IP4 {}\r\ns={}\r\n", origin.username, origin.session_id,
                            origin.session_version, origin.address, description.session_name);
    append_connection(text, description.connection);
    text.append("t=0 0\r\n");
    append_attributes(text, description.attributes);
    for (auto const& media : description.media) {
        text.append(fmt::format("m={} {} {}", media.type, media.port, media.protocol));
        for (auto const& format : media.formats)
            text.append(" ").append(format);
        text.append("\r\n");
        append_connection(text, media.connection);
        append_attributes(text, media.attributes);
    }
    return text;
}

}  // namespace voiplab::sip
