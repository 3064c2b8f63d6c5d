#include "voiplab/models/sip/field_views.hpp"

#include "models/sip/grammar.hpp"
#include "voiplab/models/sip/limits.hpp"

#include <array>
#include <string>

#include <fmt/format.h>

namespace voiplab::sip {
namespace {

using grammar::Cursor;
using Read = tl::expected<void, ParseError>;

constexpr auto value_characters = grammar::token.with("[]:");
constexpr auto display_name_characters = grammar::token.with(" \t");

// A parameter whose value has a grammar of its own (via-params, tag-param).
struct ParameterRule {
    std::string_view name;
    bool (*valid)(ParameterView const&);  // nullptr: it must be a token
};

bool is_host_value(ParameterView const& p) {
    return p.value && grammar::is_host(*p.value);
}
bool is_ttl(ParameterView const& p) {
    return p.value && grammar::decimal(*p.value, 255);
}
bool is_rport(ParameterView const& p) {
    return !p.value || grammar::decimal(*p.value, 65535);
}
// RFC 5118 section 4.5: implementations disagree about the brackets of an IPv6 address here.
bool is_received(ParameterView const& p) {
    return p.value && (grammar::is_ipv4_address(*p.value) || grammar::is_ipv6_address(*p.value) ||
                       (p.value->front() == '[' && grammar::is_host(*p.value)));
}

constexpr std::array<ParameterRule, 5> via_rules{
    {{"branch", nullptr}, {"received", is_received}, {"rport", is_rport}, {"ttl", is_ttl}, {"maddr", is_host_value}}};
constexpr std::array<ParameterRule, 1> address_rules{{{"tag", nullptr}}};

// gen-value: token, host or quoted-string; a bare IPv6 address too, which via-received has without brackets. Tells
// whether it is a token.
tl::expected<bool, ParseError> skip_value(Cursor& cursor) {
    if (cursor.peek() == '"') {
        auto const text = cursor.take_quoted_string();
        if (!text) return tl::unexpected(text.error());
        return false;
    }
    Cursor const before = cursor;
    auto const token = cursor.take_run(grammar::token);
    auto const more = cursor.take_run(value_characters);
    if (more.empty() && !token.empty()) return true;
    std::string_view const run(token.data(), token.size() + more.size());
    if (!grammar::is_host(run) && !grammar::is_ipv6_address(run)) {
        cursor = before;
        return cursor.failure("the value of a parameter");
    }
    return false;
}

// Reads the parameters of one value, to the value's end.
template <std::size_t rule_count>
class ParameterReader {
  public:
    ParameterReader(Cursor& cursor, std::array<ParameterRule, rule_count> const& rules)
        : cursor_(cursor), rules_(rules), text_(cursor.rest()), before_(cursor.position()) {}

    // *( SEMI generic-param ); section 7.3.1: no name twice.
    Read read(ParameterViews& parameters) {
        for (; cursor_.take_separator(';'); ++count_) {
            if (auto read = read_one(parameters); !read) return read;
            parameters = ParameterViews(text_.substr(0, cursor_.position() - before_));
        }
        cursor_.skip_white_space();
        if (!cursor_.at_end()) return cursor_.failure("\";\" and a parameter, or the end of the value");
        if (broken_ == rule_count) return {};
        return tl::unexpected(ParseError{
            cursor_.position(),
            fmt::format("found {} as {}, expected what the grammar of that parameter allows",
                        broken_value_ ? fmt::format("\"{}\"", *broken_value_) : "no value", rules_[broken_].name)});
    }

  private:
    Read read_one(ParameterViews const& before) {
        auto const start = cursor_.position();
        // Each name is compared with all before it.
        if (count_ == max_parameters) {
            return tl::unexpected(
                ParseError{start, fmt::format("found more parameters, expected at most {}", max_parameters)});
        }
        ParameterView parameter{cursor_.take_run(grammar::token), std::nullopt};
        if (parameter.name.empty()) return cursor_.failure("the name of a parameter");
        if (count_ > 0 && before.find(parameter.name)) {
            return tl::unexpected(ParseError{start, "found a parameter for the second time, expected it once"});
        }
        auto is_token = false;
        if (cursor_.take_separator('=')) {
            auto const value = cursor_.rest();
            auto const skipped = skip_value(cursor_);
            if (!skipped) return tl::unexpected(skipped.error());
            is_token = *skipped;
            parameter.value = value.substr(0, value.size() - cursor_.rest().size());
        }
        check(parameter, is_token);
        return {};
    }

    // Of several broken rules the first one is told of, and only where nothing else is wrong.
    void check(ParameterView const& parameter, bool is_token) {
        for (std::size_t i = 0; i < broken_; ++i) {
            if (!grammar::equal_without_case(parameter.name, rules_[i].name)) continue;
            if (rules_[i].valid == nullptr ? is_token : rules_[i].valid(parameter)) continue;
            broken_ = i;
            broken_value_ = parameter.value;
        }
    }

    Cursor& cursor_;
    std::array<ParameterRule, rule_count> const& rules_;
    std::string_view text_;
    std::size_t before_;
    std::size_t count_ = 0;
    std::size_t broken_ = rule_count;
    std::optional<std::string_view> broken_value_;
};

// display-name = *(token LWS) / quoted-string; leaves the cursor on "<".
Read read_display_name(Cursor& cursor, NameAddressView& address) {
    if (cursor.peek() == '"') {
        auto const name = cursor.take_quoted_string();
        if (!name) return tl::unexpected(name.error());
        address.display_name = *name;
        cursor.skip_white_space();
    } else {
        address.display_name = grammar::trimmed(cursor.take_run(display_name_characters));
    }
    if (cursor.peek() != '<') return cursor.failure("\"<\" after the display name");
    return {};
}

Read read_uri(std::string_view text, std::size_t start, NameAddressView& address) {
    auto const uri = view_uri(text);
    if (!uri) return tl::unexpected(grammar::moved(uri.error(), start));
    address.uri = *uri;
    address.uri_text = text;
    return {};
}

// addr-spec; it ends before a comma, question mark or semicolon, for a URI with one of these needs the angle brackets
// (section 20.10).
Read read_address_specification(Cursor& cursor, NameAddressView& address) {
    auto const text = cursor.rest().substr(0, cursor.rest().find_first_of(" \t,?;"));
    if (auto read = read_uri(text, cursor.position(), address); !read) return read;
    cursor.skip(text.size());
    return {};
}

// name-addr
Read read_bracketed(Cursor& cursor, NameAddressView& address) {
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
    cursor.take_run(display_name_characters);
    return cursor.peek() == '<';
}

}  // namespace

tl::expected<ViaView, ParseError> view_via(std::string_view value) {
    Cursor cursor(value);
    cursor.skip_white_space();
    ViaView via;
    via.protocol_name = cursor.take_run(grammar::token);
    if (via.protocol_name.empty()) return cursor.failure("a protocol such as SIP/2.0/UDP");
    if (!cursor.take_separator('/')) return cursor.failure("\"/\" after the protocol's name");
    via.protocol_version = cursor.take_run(grammar::token);
    if (via.protocol_version.empty()) return cursor.failure("the protocol's version");
    if (!cursor.take_separator('/')) return cursor.failure("\"/\" after the protocol's version");
    via.transport = cursor.take_run(grammar::token);
    if (via.transport.empty()) return cursor.failure("a transport");
    if (cursor.peek() != ' ' && cursor.peek() != '\t') return cursor.failure("a space after the transport");
    cursor.skip_white_space();
    auto const sent_by = cursor.take_host_port(true);
    if (!sent_by) return tl::unexpected(sent_by.error());
    via.host = sent_by->host;
    via.port = sent_by->port;
    if (auto const read = ParameterReader(cursor, via_rules).read(via.parameters); !read) {
        return tl::unexpected(read.error());
    }
    return via;
}

tl::expected<NameAddressView, ParseError> view_name_address(std::string_view value) {
    Cursor cursor(value);
    cursor.skip_white_space();
    NameAddressView address;
    auto const read_address = starts_name_addr(cursor) ? read_bracketed : read_address_specification;
    if (auto const read = read_address(cursor, address); !read) return tl::unexpected(read.error());
    if (auto const read = ParameterReader(cursor, address_rules).read(address.parameters); !read) {
        return tl::unexpected(read.error());
    }
    return address;
}

tl::expected<CSeqView, ParseError> view_cseq(std::string_view value) {
    Cursor cursor(value);
    cursor.skip_white_space();
    auto const start = cursor.position();
    auto const number = grammar::decimal(cursor.take_run(grammar::digit), 0x7fffffff);  // section 8.1.1.5
    if (!number) {
        return tl::unexpected(ParseError{start, "found no sequence number, expected 0 to 2147483647"});
    }
    if (cursor.peek() != ' ' && cursor.peek() != '\t') return cursor.failure("a space and a method");
    cursor.skip_white_space();
    CSeqView const cseq{*number, cursor.take_run(grammar::token)};
    if (cseq.method.empty()) return cursor.failure("a method");
    cursor.skip_white_space();
    if (!cursor.at_end()) return cursor.failure("the end of the value");
    return cseq;
}

}  // namespace voiplab::sip
