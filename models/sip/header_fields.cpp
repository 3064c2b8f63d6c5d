#include "voiplab/models/sip/header_fields.hpp"

#include "models/sip/grammar.hpp"
#include "models/sip/parameters.hpp"
#include "voiplab/models/sip/limits.hpp"

#include <algorithm>
#include <cassert>

#include <fmt/format.h>

namespace voiplab::sip {
namespace {

using grammar::Cursor;
using Read = tl::expected<void, ParseError>;

// gen-value: token, host or quoted-string; a bare IPv6 address too, which via-received has without brackets.
tl::expected<std::string_view, ParseError> take_value(Cursor& cursor) {
    if (cursor.peek() == '"') return cursor.take_quoted_string();
    Cursor const before = cursor;
    auto const run = cursor.take_run(grammar::token.with("[]:"));
    if (!grammar::consists_of(run, grammar::token) && !grammar::is_host(run) && !grammar::is_ipv6_address(run)) {
        cursor = before;
        return cursor.failure("the value of a parameter");
    }
    return run;
}

// *( SEMI generic-param ); section 7.3.1: no name twice.
Read read_parameters(Cursor& cursor, Parameters& parameters) {
    while (cursor.take_separator(';')) {
        auto const start = cursor.position();
        // Each name is compared with all before it.
        if (parameters.size() == max_parameters) {
            return tl::unexpected(
                ParseError{start, fmt::format("found more parameters, expected at most {}", max_parameters)});
        }
        auto const name = cursor.take_run(grammar::token);
        if (name.empty()) return cursor.failure("the name of a parameter");
        if (find_parameter(parameters, name) != nullptr) {
            return tl::unexpected(ParseError{start, "found a parameter for the second time, expected it once"});
        }
        Parameter parameter{std::string(name), std::nullopt};
        if (cursor.take_separator('=')) {
            auto const value = take_value(cursor);
            if (!value) return tl::unexpected(value.error());
            parameter.value = std::string(*value);
        }
        parameters.push_back(std::move(parameter));
    }
    cursor.skip_white_space();
    if (!cursor.at_end()) return cursor.failure("\";\" and a parameter, or the end of the value");
    return {};
}

std::string_view value_of(Parameters const& parameters, std::string_view name) {
    auto const* parameter = find_parameter(parameters, name);
    return parameter != nullptr && parameter->value ? std::string_view(*parameter->value) : std::string_view();
}

// Checks the parameters whose values have a grammar of their own (via-params, tag-param); `end` is where an error is
// reported, for by then the place of the single parameter is known no more.
Read check_parameter(Parameters const& parameters, std::string_view name, bool (*valid)(Parameter const&),
                     std::size_t end) {
    auto const* parameter = find_parameter(parameters, name);
    if (parameter == nullptr || valid(*parameter)) return {};
    auto reason = "found " + (parameter->value ? "\"" + *parameter->value + "\"" : std::string("no value")) + " as " +
                  std::string(name) + ", expected what the grammar of that parameter allows";
    return tl::unexpected(ParseError{end, std::move(reason)});
}

bool is_token_value(Parameter const& p) {
    return p.value && grammar::consists_of(*p.value, grammar::token);
}
bool is_host_value(Parameter const& p) {
    return p.value && grammar::is_host(*p.value);
}
bool is_ttl(Parameter const& p) {
    return p.value && grammar::decimal(*p.value, 255);
}
bool is_rport(Parameter const& p) {
    return !p.value || grammar::decimal(*p.value, 65535);
}
// RFC 5118 section 4.5: implementations disagree about the brackets of an IPv6 address here.
bool is_received(Parameter const& p) {
    return p.value && (grammar::is_ipv4_address(*p.value) || grammar::is_ipv6_address(*p.value) ||
                       (p.value->front() == '[' && grammar::is_host(*p.value)));
}

Read check_via_parameters(Parameters const& parameters, std::size_t end) {
    struct Rule {
        std::string_view name;
        bool (*valid)(Parameter const&);
    };
    constexpr Rule rules[] = {{"branch", is_token_value},
                              {"received", is_received},
                              {"rport", is_rport},
                              {"ttl", is_ttl},
                              {"maddr", is_host_value}};
    for (auto const& rule : rules) {
        if (auto read = check_parameter(parameters, rule.name, rule.valid, end); !read) return read;
    }
    return {};
}

// display-name = *(token LWS) / quoted-string; leaves the cursor on "<".
Read read_display_name(Cursor& cursor, NameAddress& address) {
    if (cursor.peek() == '"') {
        auto const name = cursor.take_quoted_string();
        if (!name) return tl::unexpected(name.error());
        address.display_name = *name;
        cursor.skip_white_space();
    } else {
        address.display_name = grammar::trimmed(cursor.take_run(grammar::token.with(" \t")));
    }
    if (cursor.peek() != '<') return cursor.failure("\"<\" after the display name");
    return {};
}

Read read_uri(std::string_view text, std::size_t start, NameAddress& address) {
    auto uri = parse_uri(text);
    if (!uri) return tl::unexpected(grammar::moved(uri.error(), start));
    address.uri = std::move(*uri);
    return {};
}

// addr-spec; it ends before a comma, question mark or semicolon, for a URI with one of these needs the angle brackets
// (section 20.10).
Read read_address_specification(Cursor& cursor, NameAddress& address) {
    auto const text = cursor.rest().substr(0, cursor.rest().find_first_of(" \t,?;"));
    if (auto read = read_uri(text, cursor.position(), address); !read) return read;
    cursor.skip(text.size());
    return {};
}

// name-addr
Read read_bracketed(Cursor& cursor, NameAddress& address) {
    if (auto read = read_display_name(cursor, address); !read) return read;
    cursor.take('<');
    auto const end = cursor.rest().find('>');
    if (end == std::string_view::npos) {
        cursor.skip(cursor.rest().size());
        return cursor.failure("\">\" behind the URI");
    }
    if (auto read = read_uri(cursor.rest().substr(0, end), cursor.position(), address); !read) return read;
    cursor.skip(end + 1);
    return {};
}

// A name-addr starts with "<", a quoted string, or tokens and "<"; an addr-spec has ":" behind its first token.
bool starts_name_addr(Cursor cursor) {
    if (cursor.peek() == '"') return true;
    cursor.take_run(grammar::token.with(" \t"));
    return cursor.peek() == '<';
}

}  // namespace

std::string_view Via::branch() const {
    return value_of(parameters, "branch");
}

std::string_view NameAddress::tag() const {
    return value_of(parameters, "tag");
}

tl::expected<Via, ParseError> parse_via(std::string_view value) {
    Cursor cursor(value);
    cursor.skip_white_space();
    Via via;
    auto const name = cursor.take_run(grammar::token);
    if (name.empty()) return cursor.failure("a protocol such as SIP/2.0/UDP");
    if (!cursor.take_separator('/')) return cursor.failure("\"/\" after the protocol's name");
    auto const version = cursor.take_run(grammar::token);
    if (version.empty()) return cursor.failure("the protocol's version");
    if (!cursor.take_separator('/')) return cursor.failure("\"/\" after the protocol's version");
    via.transport = cursor.take_run(grammar::token);
    if (via.transport.empty()) return cursor.failure("a transport");
    via.protocol = std::string(name).append("/").append(version);
    if (cursor.peek() != ' ' && cursor.peek() != '\t') return cursor.failure("a space after the transport");
    cursor.skip_white_space();
    auto const sent_by = cursor.take_host_port(true);
    if (!sent_by) return tl::unexpected(sent_by.error());
    via.host = sent_by->host;
    via.port = sent_by->port;
    if (auto const read = read_parameters(cursor, via.parameters); !read) return tl::unexpected(read.error());
    if (auto const read = check_via_parameters(via.parameters, value.size()); !read) {
        return tl::unexpected(read.error());
    }
    return via;
}

tl::expected<NameAddress, ParseError> parse_name_address(std::string_view value) {
    Cursor cursor(value);
    cursor.skip_white_space();
    NameAddress address;
    auto const read_address = starts_name_addr(cursor) ? read_bracketed : read_address_specification;
    if (auto const read = read_address(cursor, address); !read) return tl::unexpected(read.error());
    if (auto const read = read_parameters(cursor, address.parameters); !read) return tl::unexpected(read.error());
    if (auto const read = check_parameter(address.parameters, "tag", is_token_value, value.size()); !read) {
        return tl::unexpected(read.error());
    }
    return address;
}

tl::expected<CSeq, ParseError> parse_cseq(std::string_view value) {
    Cursor cursor(value);
    cursor.skip_white_space();
    auto const start = cursor.position();
    auto const number = grammar::decimal(cursor.take_run(grammar::digit), 0x7fffffff);  // section 8.1.1.5
    if (!number) {
        return tl::unexpected(ParseError{start, "found no sequence number, expected 0 to 2147483647"});
    }
    if (cursor.peek() != ' ' && cursor.peek() != '\t') return cursor.failure("a space and a method");
    cursor.skip_white_space();
    CSeq cseq{*number, std::string(cursor.take_run(grammar::token))};
    if (cseq.method.empty()) return cursor.failure("a method");
    cursor.skip_white_space();
    if (!cursor.at_end()) return cursor.failure("the end of the value");
    return cseq;
}

std::vector<std::string_view> split_list(std::string_view value) {
    std::vector<std::string_view> parts;
    if (grammar::trimmed(value).empty()) return parts;
    bool quoted = false;
    bool bracketed = false;
    std::size_t start = 0;
    for (std::size_t i = 0; i < value.size(); ++i) {
        char const c = value[i];
        if (quoted && c == '\\') {
            ++i;
        } else if (c == '"' && !bracketed) {
            quoted = !quoted;
        } else if (!quoted && (c == '<' || c == '>')) {
            bracketed = c == '<';
        } else if (!quoted && !bracketed && c == ',') {
            parts.push_back(grammar::trimmed(value.substr(start, i - start)));
            start = i + 1;
        }
    }
    parts.push_back(grammar::trimmed(value.substr(start)));
    return parts;
}

std::string to_string(Via const& via) {
    auto text = via.protocol + "/" + via.transport + " " + via.host;
    if (via.port) text.append(":").append(std::to_string(*via.port));
    append_parameters(text, via.parameters);
    return text;
}

std::string to_string(NameAddress const& address) {
    auto text = address.display_name;
    if (!text.empty()) text += ' ';
    text.append("<").append(to_string(address.uri)).append(">");
    append_parameters(text, address.parameters);
    return text;
}

Via top_via(Message const& message) {
    auto const parts = split_list(message.header("Via").value_or(""));
    auto const via = parse_via(parts.empty() ? std::string_view() : parts.front());
    assert(via);
    return via.value_or(Via{});
}

}  // namespace voiplab::sip
