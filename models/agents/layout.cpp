#include "voiplab/models/agents/layout.hpp"

#include "models/agents/joined.hpp"
#include "voiplab/models/sip/dialog.hpp"
#include "voiplab/models/sip/field_views.hpp"

#include <algorithm>
#include <array>
#include <initializer_list>
#include <utility>

#include <boost/container/small_vector.hpp>
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
bool is_optional(sip::HeaderName name) {
    using Name = sip::HeaderName;
    constexpr std::array optional{Name::contact,
                                  Name::user_agent,
                                  Name::server,
                                  Name::allow,
                                  Name::supported,
                                  Name::allow_events,
                                  Name::accept,
                                  Name::date,
                                  Name::x_asterisk_hangup_cause,
                                  Name::x_asterisk_hangup_cause_code};
    return std::find(optional.begin(), optional.end(), name) != optional.end();
}

bool is_about_body(sip::HeaderName name) {
    return name == sip::HeaderName::content_type || name == sip::HeaderName::content_length;
}

// A message's fields in the product's order. `content_length` is what its Content-Length says.
class Arrangement {
  public:
    Arrangement(sip::Message const& message, Profile const& profile, std::string_view content_length)
        : message_(message), profile_(profile), content_length_(content_length) {}

    // Takes every field of that name over, or adds the product's own value.
    void take(LayoutField const& field) {
        auto const& [name, known] = field;
        if (known == sip::HeaderName::other ? take_other(name) : take_known(known, name)) return;
        if (known == sip::HeaderName::user_agent || known == sip::HeaderName::server) {
            add(known, name, profile_.product);
        } else if (auto const* const value = profile_.values.find(field)) {
            add(known, name, *value);
        }
    }

    // What the layout does not list goes before the fields that speak of the body.
    void take_rest() {
        auto at = std::find_if(arranged_.begin(), arranged_.end(),
                               [](sip::ArrangedField const& field) { return is_about_body(field.known); });
        // Where a 3xx sends its caller is what it is about (RFC 3261 section 8.3).
        auto const redirects = message_.is_response() && message_.status() / 100 == 3;
        constexpr auto length = sip::HeaderName::content_length;
        for (std::size_t place = 0; place < message_.field_count(); ++place) {
            auto const known = message_.name_at(place);
            if (is_taken(known, place) || known == length) continue;
            if (is_optional(known) && !(redirects && known == sip::HeaderName::contact)) continue;
            at = std::next(arranged_.insert(at, {known, {}, place}));
        }
        if (taken_[index_of(length)]) return;
        arranged_.insert(at, {length, sip::to_string(length), sip::ArrangedField::nowhere, content_length_});
    }

    [[nodiscard]] std::span<sip::ArrangedField const> fields() const { return {arranged_.data(), arranged_.size()}; }

  private:
    static constexpr std::size_t usual_fields = 24;
    static std::size_t index_of(sip::HeaderName name) { return static_cast<std::size_t>(name); }

    void add(sip::HeaderName known, std::string_view name, std::string_view value) {
        arranged_.emplace_back() = {known, name, sip::ArrangedField::nowhere, value};
    }

    [[nodiscard]] bool is_taken(sip::HeaderName known, std::size_t place) const {
        if (known != sip::HeaderName::other) return taken_[index_of(known)];
        return std::find(others_taken_.begin(), others_taken_.end(), place) != others_taken_.end();
    }

    bool take_known(sip::HeaderName known, std::string_view name) {
        auto const index = index_of(known);
        if (taken_[index]) return false;
        if (known == sip::HeaderName::content_length) {
            taken_[index] = true;
            add(known, name, content_length_);
            return true;
        }
        auto place = message_.find(known);
        if (place == message_.field_count()) return false;
        taken_[index] = true;
        for (; place < message_.field_count(); place = message_.find(known, place + 1))
            arranged_.emplace_back() = {known, name, place};
        return true;
    }

    bool take_other(std::string_view name) {
        auto place = message_.find(name);
        if (place == message_.field_count() || is_taken(sip::HeaderName::other, place)) return false;
        for (; place < message_.field_count(); place = message_.find(name, place + 1)) {
            arranged_.emplace_back() = {sip::HeaderName::other, name, place};
            others_taken_.push_back(place);
        }
        return true;
    }

    sip::Message const& message_;
    Profile const& profile_;
    std::string_view content_length_;
    // Fields are made in their place by emplace_back(): push_back() is a call, and copies what it is given.
    boost::container::small_vector<sip::ArrangedField, usual_fields> arranged_;
    std::array<bool, sip::header_name_count> taken_{};  // by name
    std::vector<std::size_t> others_taken_;             // places
};

// Text that is put together, mostly without memory of its own.
class Text {
  public:
    void add(std::initializer_list<std::string_view> parts) {
        for (auto const part : parts)
            buffer_.insert(buffer_.end(), part.begin(), part.end());
    }
    void add(std::string_view name, std::uint16_t number) {
        fmt::format_int const digits(number);
        add({name, {digits.data(), digits.size()}});
    }
    [[nodiscard]] std::string_view view() const { return {buffer_.data(), buffer_.size()}; }

  private:
    static constexpr std::size_t usual_size = 200;
    boost::container::small_vector<char, usual_size> buffer_;
};

// Spelled as it would be if it were put together anew: without quotes, and white space only behind the transport.
bool is_tight(std::string_view via) {
    constexpr std::string_view start = "SIP/2.0/UDP ";
    constexpr auto none = std::string_view::npos;
    return via.starts_with(start) && via.find(' ', start.size()) == none && via.find('\t') == none &&
           via.find('"') == none && via.find(":0") == none;
}

constexpr std::string_view rport_asked = ";rport";

// Where the rport without a value begins in a tight Via; npos where there is none.
std::size_t find_asked_rport(std::string_view via) {
    auto at = via.find(rport_asked);
    while (at != std::string_view::npos && at + rport_asked.size() < via.size() && via[at + rport_asked.size()] != ';')
        at = via.find(rport_asked, at + 1);
    return at;
}

// What mark_received() does, with most of the value taken over as it is.
void mark_tight(sip::Message& request, std::size_t place, std::string_view host, std::uint16_t port,
                ViaReceived manner) {
    auto const list = request.field(place).value;
    auto const via = request.top_via();
    auto const at = find_asked_rport(via.value);
    auto const asked = at != std::string_view::npos;
    auto const before = via.value.substr(0, at);
    auto const behind = asked ? via.value.substr(at + rport_asked.size()) : std::string_view();
    auto const rest = list.substr(via.value.size());
    fmt::format_int const digits(port);
    auto const rport = asked ? std::string_view(";rport=") : std::string_view();
    auto const number = asked ? std::string_view(digits.data(), digits.size()) : std::string_view();
    if (manner == ViaReceived::received_first) {
        request.set_joined(place, {before, behind, ";received=", host, rport, number, rest});
    } else if (manner == ViaReceived::rfc3581 && (asked || via.host != host)) {
        request.set_joined(place, {before, rport, number, behind, ";received=", host, rest});
    } else if (asked) {
        request.set_joined(place, {before, rport, number, behind, rest});
    }
}

struct Directives {
    std::string text = "Digest ";
    std::string_view separator;
    bool first = true;
    void add(std::string_view name, std::string_view value, bool quoted) {
        if (!std::exchange(first, false)) text += separator;
        text.append(name).append(quoted ? "=\"" : "=").append(value).append(quoted ? "\"" : "");
    }
};

void add_directive(Directives& out, std::string_view name, sip::Credentials const& from) {
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

void add_directive(Directives& out, std::string_view name, sip::Challenge const& from) {
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
    fmt::format_int const content_length(message.body().size());
    Arrangement arrangement(message, profile, {content_length.data(), content_length.size()});
    for (auto const& field : profile.layouts[static_cast<std::size_t>(kind)]) {
        arrangement.take(field);
    }
    arrangement.take_rest();
    message.arrange(arrangement.fields());
}

std::string name_address(std::string_view display_name, std::string_view uri, Profile const& profile) {
    if (display_name.empty()) return joined({"<", uri, ">"});
    return joined({"\"", display_name, profile.display_name_space ? "\" <" : "\"<", uri, ">"});
}

void mark_received(sip::Message& request, std::string_view host, std::uint16_t port, ViaReceived manner) {
    auto const place = request.find(sip::HeaderName::via);
    auto const list = request.field(place).value;
    auto const top = request.top_via().value;
    if (top.data() == list.data() && is_tight(top)) {
        mark_tight(request, place, host, port, manner);
        return;
    }
    auto const via = sip::outline_via(top);
    Text text;
    text.add({via.protocol_name, "/", via.protocol_version, "/", via.transport, " ", via.host});
    if (via.port) text.add(":", *via.port);
    auto asked = false;
    for (auto const& parameter : via.parameters) {
        if (parameter.name == "rport" && !parameter.value) {
            asked = true;
            if (manner != ViaReceived::received_first) text.add(";rport=", port);
            continue;
        }
        text.add({";", parameter.name});
        if (parameter.value) text.add({"=", *parameter.value});
    }
    // RFC 3581 section 4 wants received beside rport; RFC 3261 section 18.2.1 where the address is another than
    // sent-by's.
    auto const says_where = manner == ViaReceived::rfc3581 && (asked || via.host != host);
    if (manner == ViaReceived::received_first || says_where) text.add({";received=", host});
    if (manner == ViaReceived::received_first && asked) text.add(";rport=", port);
    text.add({list.substr(static_cast<std::size_t>(top.data() - list.data()) + top.size())});
    request.set_value(place, text.view());
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
