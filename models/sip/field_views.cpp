#include "models/sip/field_readers.hpp"
#include "models/sip/usual_values.hpp"
#include "voiplab/models/sip/limits.hpp"

#include <algorithm>
#include <array>
#include <string>

#include <fmt/format.h>

namespace voiplab::sip {
namespace {

using grammar::Cursor;

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

// gen-value: token, host or quoted-string; a bare IPv6 address too, which via-received has without brackets.
bool take_value(Cursor& cursor, bool& is_token) {
    is_token = false;
    if (cursor.peek() == '"') {
        std::string_view text;
        return cursor.take_quoted_string(text);
    }
    auto const start = cursor.position();
    auto const token = cursor.take_run(grammar::token);
    auto const more = cursor.take_run(value_characters);
    is_token = more.empty() && !token.empty();
    if (is_token) return true;
    auto const run = cursor.since(start);
    if (grammar::is_host(run) || grammar::is_ipv6_address(run)) return true;
    cursor.back_to(start);
    return cursor.fail("the value of a parameter");
}

// Reads the parameters of one value, to the value's end.
template <std::size_t rule_count>
class ParameterReader {
  public:
    ParameterReader(Cursor& cursor, std::array<ParameterRule, rule_count> const& rules)
        : cursor_(cursor), rules_(rules) {}

    // *( SEMI generic-param ); section 7.3.1: no name twice. `first` is the value of the one that the first rule is
    // for.
    bool read(ParameterViews& parameters, std::string_view& first) {
        auto const start = cursor_.position();
        while (cursor_.take_separator(';')) {
            if (!read_one()) return false;
        }
        parameters = ParameterViews(cursor_.since(start));
        first = first_;
        cursor_.skip_white_space();
        if (!cursor_.at_end()) return cursor_.fail("\";\" and a parameter, or the end of the value");
        return broken_ == rule_count || refuse();
    }

  private:
    bool read_one() {
        auto const start = cursor_.position();
        if (!names_.has_room(cursor_)) return false;
        ParameterView parameter{cursor_.take_run(grammar::token), std::nullopt};
        if (parameter.name.empty()) return cursor_.fail("the name of a parameter");
        if (!names_.add(parameter.name)) {
            return cursor_.fail(start, "found a parameter for the second time, expected it once");
        }
        auto is_token = false;
        if (cursor_.take_separator('=')) {
            auto const value_start = cursor_.position();
            if (!take_value(cursor_, is_token)) return false;
            parameter.value = cursor_.since(value_start);
        }
        check(parameter, is_token);
        return true;
    }

    // Of several broken rules the first one is told of, and only where nothing else is wrong.
    void check(ParameterView const& parameter, bool is_token) {
        for (std::size_t i = 0; i < broken_; ++i) {
            if (!grammar::equal_without_case(parameter.name, rules_[i].name)) continue;
            if (i == 0) first_ = parameter.value.value_or(std::string_view());
            if (rules_[i].valid == nullptr ? is_token : rules_[i].valid(parameter)) continue;
            broken_ = i;
            broken_value_ = parameter.value;
        }
    }

    bool refuse() {
        auto const found = broken_value_ ? fmt::format("\"{}\"", *broken_value_) : "no value";
        return cursor_.fail(cursor_.position(),
                            fmt::format("found {} as {}, expected what the grammar of that parameter allows", found,
                                        rules_[broken_].name));
    }

    Cursor& cursor_;
    std::array<ParameterRule, rule_count> const& rules_;
    ParameterNames names_;
    std::string_view first_;
    std::size_t broken_ = rule_count;
    std::optional<std::string_view> broken_value_;
};

bool read_uri_part(Cursor& cursor, std::string_view text, NameAddressView& address) {
    Cursor part(text);
    if (!read_uri(part, address.uri)) return cursor.fail(part, cursor.position());
    address.uri_text = text;
    cursor.skip(text.size());
    return true;
}

// addr-spec; it ends before a comma, question mark or semicolon, for a URI with one of these needs the angle brackets
// (section 20.10).
bool read_address_specification(Cursor& cursor, NameAddressView& address) {
    return read_uri_part(cursor, cursor.rest().substr(0, cursor.rest().find_first_of(" \t,?;")), address);
}

// "<" addr-spec ">"
bool read_bracketed(Cursor& cursor, NameAddressView& address) {
    if (!cursor.take('<')) return cursor.fail("\"<\" after the display name");
    auto const end = cursor.rest().find('>');
    if (end == std::string_view::npos) {
        cursor.skip(cursor.rest().size());
        return cursor.fail("\">\" behind the URI");
    }
    if (!read_uri_part(cursor, cursor.rest().substr(0, end), address)) return false;
    cursor.skip(1);
    return true;
}

// A name-addr starts with "<", a quoted string, or tokens and "<"; an addr-spec has ":" behind its first token.
bool read_address(Cursor& cursor, NameAddressView& address) {
    if (cursor.peek() == '"') {
        if (!cursor.take_quoted_string(address.display_name)) return false;
        cursor.skip_white_space();
        return read_bracketed(cursor, address);
    }
    auto const start = cursor.position();
    auto const tokens = cursor.take_run(display_name_characters);
    if (cursor.peek() == '<') {
        address.display_name = grammar::trimmed(tokens);
        return read_bracketed(cursor, address);
    }
    cursor.back_to(start);
    return read_address_specification(cursor, address);
}

}  // namespace

bool ParameterNames::has_room(Cursor& cursor) const {
    if (names_.size() < max_parameters) return true;
    return cursor.fail(cursor.position(), fmt::format("found more parameters, expected at most {}", max_parameters));
}

bool ParameterNames::add(std::string_view name) {
    auto const is_same = [name](std::string_view other) { return grammar::equal_without_case(name, other); };
    if (std::any_of(names_.begin(), names_.end(), is_same)) return false;
    names_.push_back(name);
    return true;
}

bool read_via(Cursor& cursor, ViaView& via) {
    cursor.skip_white_space();
    via.protocol_name = cursor.take_run(grammar::token);
    if (via.protocol_name.empty()) return cursor.fail("a protocol such as SIP/2.0/UDP");
    if (!cursor.take_separator('/')) return cursor.fail("\"/\" after the protocol's name");
    via.protocol_version = cursor.take_run(grammar::token);
    if (via.protocol_version.empty()) return cursor.fail("the protocol's version");
    if (!cursor.take_separator('/')) return cursor.fail("\"/\" after the protocol's version");
    via.transport = cursor.take_run(grammar::token);
    if (via.transport.empty()) return cursor.fail("a transport");
    if (!cursor.at_white_space()) return cursor.fail("a space after the transport");
    cursor.skip_white_space();
    Cursor::HostPort sent_by;
    if (!cursor.take_host_port(true, sent_by)) return false;
    via.host = sent_by.host;
    via.port = sent_by.port;
    return ParameterReader(cursor, via_rules).read(via.parameters, via.branch);
}

bool read_name_address(Cursor& cursor, NameAddressView& address) {
    if (scan_usual_address(cursor.rest(), address)) return true;
    cursor.skip_white_space();
    return read_address(cursor, address) &&
           ParameterReader(cursor, address_rules).read(address.parameters, address.tag);
}

bool read_cseq(Cursor& cursor, CSeqView& cseq) {
    cursor.skip_white_space();
    auto const start = cursor.position();
    auto const number = grammar::decimal(cursor.take_run(grammar::digit), 0x7fffffff);  // section 8.1.1.5
    if (!number) return cursor.fail(start, "found no sequence number, expected 0 to 2147483647");
    cseq.number = *number;
    if (!cursor.at_white_space()) return cursor.fail("a space and a method");
    cursor.skip_white_space();
    cseq.method = cursor.take_run(grammar::token);
    if (cseq.method.empty()) return cursor.fail("a method");
    cursor.skip_white_space();
    return cursor.at_end() || cursor.fail("the end of the value");
}

tl::expected<ViaView, ParseError> view_via(std::string_view value) {
    return read_whole(value, read_via);
}

tl::expected<NameAddressView, ParseError> view_name_address(std::string_view value) {
    return read_whole(value, read_name_address);
}

tl::expected<CSeqView, ParseError> view_cseq(std::string_view value) {
    return read_whole(value, read_cseq);
}

}  // namespace voiplab::sip
