#include "models/sip/field_readers.hpp"
#include "models/sip/grammar.hpp"
#include "models/sip/parameters.hpp"
#include "models/sip/usual_values.hpp"
#include "voiplab/models/sip/field_views.hpp"
#include "voiplab/models/sip/header_fields.hpp"

#include <algorithm>

namespace voiplab::sip {
namespace {

using grammar::Cursor;

constexpr auto password_characters = grammar::unreserved.with("&=+$,");
constexpr auto scheme_characters = grammar::alphanum.with("+-.");
constexpr auto header_characters = grammar::unreserved.with("[]/?:+$");

bool read_user(Cursor& cursor, UriView& uri) {
    // "@" cannot stand unescaped anywhere else in a SIP URI, so its presence decides.
    if (cursor.rest().find('@') == std::string_view::npos) return true;
    if (!cursor.take_escaped_run(grammar::uri_user, uri.user)) return false;
    if (uri.user.empty()) return cursor.fail("a user name before \"@\"");
    if (cursor.take(':') && !cursor.take_escaped_run(password_characters, uri.password)) return false;
    return cursor.take('@') || cursor.fail("\"@\" after the user name");
}

bool read_parameter(Cursor& cursor, ParameterNames& names) {
    auto const start = cursor.position();
    std::string_view name;
    if (!names.has_room(cursor) || !cursor.take_escaped_run(grammar::uri_parameter, name)) return false;
    if (name.empty()) return cursor.fail("the name of a URI parameter");
    if (!names.add(name)) {
        return cursor.fail(start, "found a URI parameter for the second time, expected it once");
    }
    if (!cursor.take('=')) return true;
    std::string_view value;
    if (!cursor.take_escaped_run(grammar::uri_parameter, value)) return false;
    return !value.empty() || cursor.fail("the value of a URI parameter");
}

bool read_parameters(Cursor& cursor, UriView& uri) {
    if (cursor.peek() != ';') return true;
    auto const start = cursor.position();
    ParameterNames names;
    while (cursor.take(';')) {
        if (!read_parameter(cursor, names)) return false;
    }
    uri.parameters = ParameterViews(cursor.since(start));
    return true;
}

bool read_headers(Cursor& cursor, UriView& uri) {
    if (!cursor.take('?')) return true;
    auto const start = cursor.position();
    do {
        std::string_view name;
        std::string_view value;
        if (!cursor.take_escaped_run(header_characters, name)) return false;
        if (name.empty()) return cursor.fail("the name of a header field in the URI");
        if (!cursor.take('=')) return cursor.fail("\"=\" after the name of a header field in the URI");
        if (!cursor.take_escaped_run(header_characters, value)) return false;
    } while (cursor.take('&'));
    uri.headers = cursor.since(start);
    return true;
}

bool read_sip_uri(Cursor& cursor, UriView& uri) {
    Cursor::HostPort host;
    if (!read_user(cursor, uri) || !cursor.take_host_port(false, host)) return false;
    uri.host = host.host;
    uri.port = host.port;
    return read_parameters(cursor, uri) && read_headers(cursor, uri);
}

bool read_other_uri(Cursor& cursor, UriView& uri) {
    if (!cursor.take_escaped_run(grammar::uric, uri.opaque)) return false;
    return !uri.opaque.empty() || cursor.fail("something behind the scheme of a URI");
}

// Escapes of characters that need none are undone, the others get upper-case digits (section 19.1.4: characters outside
// the reserved set equal their escapes).
std::string canonical(std::string_view text) {
    std::string result;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%' || i + 2 >= text.size()) {
            result += text[i];
            continue;
        }
        auto const value = [&text](std::size_t at) {
            char const c = grammar::lower(text[at]);
            return grammar::digit.contains(c) ? c - '0' : c - 'a' + 10;
        };
        auto const decoded = static_cast<char>(value(i + 1) * 16 + value(i + 2));
        if (grammar::unreserved.contains(decoded)) {
            result += decoded;
        } else {
            result += {'%', "0123456789ABCDEF"[value(i + 1)], "0123456789ABCDEF"[value(i + 2)]};
        }
        i += 2;
    }
    return result;
}

bool same_component(std::string_view a, std::string_view b) {
    return grammar::equal_without_case(canonical(a), canonical(b));
}

// Section 19.1.4 ignores a parameter that only one URI has, but for these.
bool counts_alone(std::string_view name) {
    constexpr std::string_view names[] = {"user", "ttl", "method", "maddr", "transport"};
    return std::any_of(std::begin(names), std::end(names),
                       [name](std::string_view counted) { return same_component(name, counted); });
}

bool parameters_fit(Parameters const& a, Parameters const& b) {
    return std::all_of(a.begin(), a.end(), [&b](Parameter const& parameter) {
        auto const other = std::find_if(b.begin(), b.end(), [&parameter](Parameter const& candidate) {
            return same_component(candidate.name, parameter.name);
        });
        if (other == b.end()) return !counts_alone(parameter.name);
        return other->value.has_value() == parameter.value.has_value() &&
               same_component(other->value.value_or(""), parameter.value.value_or(""));
    });
}

std::vector<std::string> sorted_headers(std::string_view headers) {
    std::vector<std::string> result;
    while (!headers.empty()) {
        auto const end = std::min(headers.find('&'), headers.size());
        result.push_back(grammar::lower(canonical(headers.substr(0, end))));
        headers.remove_prefix(std::min(end + 1, headers.size()));
    }
    std::sort(result.begin(), result.end());
    return result;
}

}  // namespace

bool read_uri(Cursor& cursor, UriView& uri) {
    if (scan_usual_uri(cursor.rest(), uri)) return true;
    uri.scheme = cursor.take_run(scheme_characters);
    if (uri.scheme.empty() || !grammar::alpha.contains(uri.scheme.front()) || !cursor.take(':')) {
        return cursor.fail("a URI that starts with a scheme and \":\"");
    }
    auto const sip = grammar::equal_without_case(uri.scheme, "sip") || grammar::equal_without_case(uri.scheme, "sips");
    if (!(sip ? read_sip_uri(cursor, uri) : read_other_uri(cursor, uri))) return false;
    return cursor.at_end() || cursor.fail("the end of the URI");
}

tl::expected<UriView, ParseError> view_uri(std::string_view text) {
    return read_whole(text, read_uri);
}

tl::expected<Uri, ParseError> parse_uri(std::string_view text) {
    auto const view = view_uri(text);
    if (!view) return tl::unexpected(view.error());
    return to_value(*view);
}

Uri to_value(UriView const& view) {
    return {grammar::lower(view.scheme),
            std::string(view.user),
            std::string(view.password),
            std::string(view.host),
            view.port,
            to_value(view.parameters),
            std::string(view.headers),
            std::string(view.opaque)};
}

std::string to_string(Uri const& uri) {
    std::string text = uri.scheme + ":";
    if (uri.scheme != "sip" && uri.scheme != "sips") return text + uri.opaque;
    if (!uri.user.empty()) {
        text += uri.user;
        if (!uri.password.empty()) text.append(":").append(uri.password);
        text += '@';
    }
    text += uri.host;
    if (uri.port) text.append(":").append(std::to_string(*uri.port));
    append_parameters(text, uri.parameters);
    if (!uri.headers.empty()) text.append("?").append(uri.headers);
    return text;
}

bool equivalent(Uri const& a, Uri const& b) {
    return a.scheme == b.scheme && a.opaque == b.opaque && canonical(a.user) == canonical(b.user) &&
           canonical(a.password) == canonical(b.password) && grammar::equal_without_case(a.host, b.host) &&
           a.port == b.port && parameters_fit(a.parameters, b.parameters) &&
           parameters_fit(b.parameters, a.parameters) && sorted_headers(a.headers) == sorted_headers(b.headers);
}

}  // namespace voiplab::sip
