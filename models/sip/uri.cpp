#include "models/sip/grammar.hpp"
#include "models/sip/parameters.hpp"
#include "voiplab/models/sip/field_views.hpp"
#include "voiplab/models/sip/header_fields.hpp"
#include "voiplab/models/sip/limits.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace voiplab::sip {
namespace {

using grammar::Cursor;

constexpr auto user_characters = grammar::unreserved.with("&=+$,;?/");
constexpr auto password_characters = grammar::unreserved.with("&=+$,");
constexpr auto parameter_characters = grammar::unreserved.with("[]/:&+$");
constexpr auto scheme_characters = grammar::alphanum.with("+-.");
constexpr auto header_characters = grammar::unreserved.with("[]/?:+$");

using Read = tl::expected<void, ParseError>;

Read read_user(Cursor& cursor, UriView& uri) {
    // "@" cannot stand unescaped anywhere else in a SIP URI, so its presence decides.
    if (cursor.rest().find('@') == std::string_view::npos) return {};
    auto const user = cursor.take_escaped_run(user_characters);
    if (!user) return tl::unexpected(user.error());
    if (user->empty()) return cursor.failure("a user name before \"@\"");
    uri.user = *user;
    if (cursor.take(':')) {
        auto const password = cursor.take_escaped_run(password_characters);
        if (!password) return tl::unexpected(password.error());
        uri.password = *password;
    }
    if (!cursor.take('@')) return cursor.failure("\"@\" after the user name");
    return {};
}

Read read_parameters(Cursor& cursor, UriView& uri) {
    auto const text = cursor.rest();
    auto const before = cursor.position();
    for (std::size_t count = 0; cursor.take(';'); ++count) {
        auto const start = cursor.position();
        // Each name is compared with all before it.
        if (count == max_parameters) {
            return tl::unexpected(
                ParseError{start, fmt::format("found more parameters, expected at most {}", max_parameters)});
        }
        auto const name = cursor.take_escaped_run(parameter_characters);
        if (!name) return tl::unexpected(name.error());
        if (name->empty()) return cursor.failure("the name of a URI parameter");
        if (count > 0 && uri.parameters.find(*name)) {
            return tl::unexpected(ParseError{start, "found a URI parameter for the second time, expected it once"});
        }
        if (cursor.take('=')) {
            auto const value = cursor.take_escaped_run(parameter_characters);
            if (!value) return tl::unexpected(value.error());
            if (value->empty()) return cursor.failure("the value of a URI parameter");
        }
        uri.parameters = ParameterViews(text.substr(0, cursor.position() - before));
    }
    return {};
}

Read read_headers(Cursor& cursor, UriView& uri) {
    if (!cursor.take('?')) return {};
    auto const all = cursor.rest();
    do {
        auto const name = cursor.take_escaped_run(header_characters);
        if (!name) return tl::unexpected(name.error());
        if (name->empty()) return cursor.failure("the name of a header field in the URI");
        if (!cursor.take('=')) return cursor.failure("\"=\" after the name of a header field in the URI");
        auto const value = cursor.take_escaped_run(header_characters);
        if (!value) return tl::unexpected(value.error());
    } while (cursor.take('&'));
    uri.headers = all.substr(0, all.size() - cursor.rest().size());
    return {};
}

Read read_sip_uri(Cursor& cursor, UriView& uri) {
    if (auto read = read_user(cursor, uri); !read) return read;
    auto const host = cursor.take_host_port(false);
    if (!host) return tl::unexpected(host.error());
    uri.host = host->host;
    uri.port = host->port;
    if (auto read = read_parameters(cursor, uri); !read) return read;
    return read_headers(cursor, uri);
}

Read read_other_uri(Cursor& cursor, UriView& uri) {
    auto const opaque = cursor.take_escaped_run(grammar::uric);
    if (!opaque) return tl::unexpected(opaque.error());
    if (opaque->empty()) return cursor.failure("something behind the scheme of a URI");
    uri.opaque = *opaque;
    return {};
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

tl::expected<UriView, ParseError> view_uri(std::string_view text) {
    Cursor cursor(text);
    UriView uri;
    uri.scheme = cursor.take_run(scheme_characters);
    if (uri.scheme.empty() || !grammar::alpha.contains(uri.scheme.front()) || !cursor.take(':')) {
        return cursor.failure("a URI that starts with a scheme and \":\"");
    }
    auto const sip = grammar::equal_without_case(uri.scheme, "sip") || grammar::equal_without_case(uri.scheme, "sips");
    if (auto const read = sip ? read_sip_uri(cursor, uri) : read_other_uri(cursor, uri); !read) {
        return tl::unexpected(read.error());
    }
    if (!cursor.at_end()) return cursor.failure("the end of the URI");
    return uri;
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
