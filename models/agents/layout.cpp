#include "voiplab/models/agents/layout.hpp"

#include "voiplab/models/sip/dialog.hpp"
#include "voiplab/models/sip/header_fields.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

namespace voiplab::agents {

namespace {

MessageKind kind_of_request(sip::Message const& request) {
    auto const method = request.method();
    if (method == "INVITE") {
        return sip::is_within_dialog(request) ? MessageKind::reinvite : MessageKind::invite;
    }
    if (method == "ACK") return MessageKind::ack_success;
    if (method == "CANCEL") return MessageKind::cancel;
    if (method == "BYE") return MessageKind::bye;
    if (method == "REGISTER") return MessageKind::register_request;
    return MessageKind::other_request;
}

MessageKind kind_of_response(sip::Message const& response) {
    auto const status = response.status();
    if (status == 100) return MessageKind::trying;
    if (status < 200) return MessageKind::provisional;
    if (status == 401 || status == 407) return MessageKind::challenge;
    if (status >= 300) return MessageKind::failure;
    if (response.method() == "INVITE") return MessageKind::invite_success;
    if (response.method() == "REGISTER") return MessageKind::register_success;
    return MessageKind::success;
}

// Fields that a product may leave out where its layout does not list them; every other one says something that the
// protocol needs.
bool is_optional(std::string_view name) {
    static constexpr std::array optional{"Contact",
                                         "User-Agent",
                                         "Server",
                                         "Allow",
                                         "Supported",
                                         "Allow-Events",
                                         "Accept",
                                         "Date",
                                         "X-Asterisk-HangupCause",
                                         "X-Asterisk-HangupCauseCode"};
    return std::any_of(optional.begin(), optional.end(),
                       [&](char const* other) { return sip::same_header(name, other); });
}

bool is_about_body(std::string_view name) {
    return sip::same_header(name, "Content-Type") || sip::same_header(name, "Content-Length");
}

class Arrangement {
  public:
    Arrangement(sip::Message& message, Profile const& profile) : message_(message), profile_(profile) {}

    // Moves every field of that name over, or adds the product's own value.
    void take(std::string const& name) {
        auto found = false;
        for (auto field = message_.headers.begin(); field != message_.headers.end();) {
            if (!sip::same_header(field->name, name)) {
                ++field;
                continue;
            }
            arranged_.push_back({name, std::move(field->value)});
            field = message_.headers.erase(field);
            found = true;
        }
        if (found) return;
        if (name == "User-Agent" || name == "Server") {
            arranged_.push_back({name, profile_.product});
        } else if (auto const value = profile_.values.find(name); value != profile_.values.end()) {
            arranged_.push_back({name, value->second});
        }
    }

    // What the layout does not list goes before the fields that speak of the body.
    void take_rest() {
        auto at = std::find_if(arranged_.begin(), arranged_.end(),
                               [](sip::HeaderField const& field) { return is_about_body(field.name); });
        // Where a 3xx sends its caller is what it is about (RFC 3261 section 8.3).
        auto const redirects = message_.is_response() && message_.status() / 100 == 3;
        for (auto& field : message_.headers) {
            if (is_optional(field.name) && !(redirects && sip::same_header(field.name, "Contact"))) continue;
            at = std::next(arranged_.insert(at, std::move(field)));
        }
        message_.headers = std::move(arranged_);
    }

  private:
    sip::Message& message_;
    Profile const& profile_;
    std::vector<sip::HeaderField> arranged_;
};

struct Directives {
    std::string text = "Digest ";
    std::string_view separator;
    bool first = true;
    void add(std::string_view name, std::string_view value, bool quoted) {
        if (!std::exchange(first, false)) text += separator;
        text += quoted ? fmt::format("{}=\"{}\"", name, value) : fmt::format("{}={}", name, value);
    }
};

void add_directive(Directives& out, std::string const& name, sip::Credentials const& from) {
    if (name == "username") out.add(name, from.username, true);
    if (name == "realm") out.add(name, from.realm, true);
    if (name == "nonce") out.add(name, from.nonce, true);
    if (name == "uri") out.add(name, from.uri, true);
    if (name == "response") out.add(name, from.response, true);
    if (name == "algorithm" && from.algorithm_given) out.add(name, sip::to_string(from.algorithm), false);
    if (name == "cnonce" && from.cnonce) out.add(name, *from.cnonce, true);
    if (name == "qop" && from.qop) out.add(name, *from.qop, false);
    if (name == "nc" && from.nonce_count) out.add(name, fmt::format("{:08x}", *from.nonce_count), false);
    if (name == "opaque" && from.opaque) out.add(name, *from.opaque, true);
}

void add_directive(Directives& out, std::string const& name, sip::Challenge const& from) {
    if (name == "realm") out.add(name, from.realm, true);
    if (name == "nonce") out.add(name, from.nonce, true);
    if (name == "algorithm") out.add(name, sip::to_string(from.algorithm), false);
    if (name == "qop" && from.qop_auth) out.add(name, "auth", true);
    if (name == "opaque" && from.opaque) out.add(name, *from.opaque, true);
    if (name == "stale" && from.stale) out.add(name, "true", false);
}

}  // namespace

MessageKind kind_of(sip::Message const& message) {
    return message.is_request() ? kind_of_request(message) : kind_of_response(message);
}

void lay_out(sip::Message& message, MessageKind kind, Profile const& profile) {
    message.set("Content-Length", std::to_string(message.body.size()));
    Arrangement arrangement(message, profile);
    for (auto const& name : profile.layouts[static_cast<std::size_t>(kind)]) {
        arrangement.take(name);
    }
    arrangement.take_rest();
}

std::string name_address(std::string_view display_name, std::string_view uri, Profile const& profile) {
    if (display_name.empty()) return fmt::format("<{}>", uri);
    return fmt::format("\"{}\"{}<{}>", display_name, profile.display_name_space ? " " : "", uri);
}

void mark_received(sip::Message& request, std::string_view host, std::uint16_t port, ViaReceived manner) {
    auto const field = std::find_if(request.headers.begin(), request.headers.end(), [](sip::HeaderField const& header) {
        return sip::same_header(header.name, "Via");
    });
    auto const values = sip::split_list(field->value);
    auto const top = values.front();
    auto via = sip::top_via(request);
    auto const asked = std::find_if(via.parameters.begin(), via.parameters.end(), [](sip::Parameter const& parameter) {
        return parameter.name == "rport" && !parameter.value;
    });
    auto const has_rport = asked != via.parameters.end();
    if (manner == ViaReceived::received_first) {
        if (has_rport) via.parameters.erase(asked);
        via.parameters.push_back({"received", std::string(host)});
        if (has_rport) via.parameters.push_back({"rport", std::to_string(port)});
    } else {
        if (has_rport) asked->value = std::to_string(port);
        // RFC 3581 section 4 wants received beside rport; RFC 3261 section 18.2.1 where the address is another than
        // sent-by's.
        if (manner == ViaReceived::rfc3581 && (has_rport || via.host != host)) {
            via.parameters.push_back({"received", std::string(host)});
        }
    }
    auto const rest = field->value.substr(static_cast<std::size_t>(top.data() - field->value.data()) + top.size());
    field->value = sip::to_string(via) + rest;
}

std::string to_header(sip::Credentials const& credentials, Profile const& profile) {
    Directives directives{.separator = profile.directive_separator};
    for (auto const& name : profile.credentials) {
        add_directive(directives, name, credentials);
    }
    return directives.text;
}

std::string to_header(sip::Challenge const& challenge, Profile const& profile) {
    Directives directives{.separator = profile.directive_separator};
    for (auto const& name : profile.challenge) {
        add_directive(directives, name, challenge);
    }
    return directives.text;
}

}  // namespace voiplab::agents
