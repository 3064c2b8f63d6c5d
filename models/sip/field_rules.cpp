#include "models/sip/field_rules.hpp"

#include "models/sip/field_readers.hpp"
#include "models/sip/usual_values.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include <fmt/format.h>

namespace voiplab::sip {
namespace {

using grammar::Cursor;

// Checks a whole value; what is wrong with it is the cursor's error.
using Check = bool (*)(Cursor&, Noticed&);

bool wrong(Cursor& cursor, std::string_view expected) {
    return cursor.fail(0, fmt::format("found another value, expected {}", expected));
}

template <std::string_view Noticed::*tag>
bool check_party(Cursor& cursor, Noticed& noticed) {
    NameAddressView address;
    if (!read_name_address(cursor, address)) return false;
    noticed.*tag = address.tag;
    return true;
}

bool check_address(Cursor& cursor, Noticed& /*noticed*/) {
    NameAddressView address;
    return read_name_address(cursor, address);
}

// name-addr alone: the angle brackets are mandatory (section 20.30, 20.34).
bool check_bracketed(Cursor& cursor, Noticed& noticed) {
    auto const value = cursor.rest();
    if (!check_address(cursor, noticed)) return false;
    if (value.front() == '"' || value.find('<') <= value.find(':')) return true;
    return cursor.fail(0, "found a bare URI, expected one between \"<\" and \">\"");
}

bool check_one_via(Cursor& cursor, Noticed& noticed) {
    auto const value = cursor.rest();
    TopVia usual;
    auto const is_usual = scan_usual_via(value, usual);
    ViaView via;
    if (!is_usual && !read_via(cursor, via)) return false;
    if (noticed.top_via.host.empty()) noticed.top_via = is_usual ? usual : outline_top_via(value);
    return true;
}

// Every value of a comma-separated list.
template <Check check>
bool check_list(Cursor& cursor, Noticed& noticed) {
    auto const value = cursor.rest();
    ListValues const parts(value);
    if (parts.empty()) return wrong(cursor, "at least one value");
    for (auto const text : parts) {
        Cursor part(text);
        if (!check(part, noticed)) return cursor.fail(part, static_cast<std::size_t>(text.data() - value.data()));
    }
    return true;
}

bool check_contact(Cursor& cursor, Noticed& noticed) {
    return cursor.rest() == "*" || check_list<check_address>(cursor, noticed);
}

bool check_call_id(Cursor& cursor, Noticed& /*noticed*/) {
    if (cursor.take_run(grammar::word).empty()) return cursor.fail("an identifier");
    if (cursor.take('@') && cursor.take_run(grammar::word).empty()) return cursor.fail("an identifier after \"@\"");
    return cursor.at_end() || cursor.fail("the end of the identifier");
}

bool check_cseq(Cursor& cursor, Noticed& noticed) {
    return read_cseq(cursor, noticed.sequence);
}

bool check_max_forwards(Cursor& cursor, Noticed& /*noticed*/) {
    return grammar::decimal(cursor.rest(), 255) || wrong(cursor, "a number of hops of 0 to 255");
}

bool check_content_length(Cursor& cursor, Noticed& /*noticed*/) {
    return grammar::decimal(cursor.rest(), 0xffffffff) || wrong(cursor, "a number of bytes");
}

bool check_content_type(Cursor& cursor, Noticed& /*noticed*/) {
    if (cursor.take_run(grammar::token).empty()) return cursor.fail("a media type such as application/sdp");
    if (!cursor.take_separator('/')) return cursor.fail("\"/\" after the media type");
    return !cursor.take_run(grammar::token).empty() || cursor.fail("a media subtype");
}

// SIP-date = rfc1123-date (section 20.17): "Sat, 13 Nov 2010 23:29:00 GMT".
bool check_date(Cursor& cursor, Noticed& /*noticed*/) {
    auto const take_digit = [&cursor] { return grammar::digit.contains(cursor.peek()) && cursor.take(cursor.peek()); };
    auto const take = [&](std::string_view form) {
        return std::all_of(form.begin(), form.end(),
                           [&](char wanted) { return wanted == '9' ? take_digit() : cursor.take(wanted); });
    };
    auto const take_one_of = [&cursor](std::string_view names) {
        auto const at = names.find(cursor.rest().substr(0, 3));
        if (cursor.rest().size() < 3 || at == std::string_view::npos || at % 3 != 0) return false;
        cursor.skip(3);
        return true;
    };
    bool const well_formed = take_one_of("MonTueWedThuFriSatSun") && take(", 99 ") &&
                             take_one_of("JanFebMarAprMayJunJulAugSepOctNovDec") && take(" 9999 99:99:99 ");
    if (!well_formed) return cursor.fail("a date such as Sat, 13 Nov 2010 23:29:00 GMT");
    return cursor.rest() == "GMT" || cursor.fail("GMT and the end of the date");
}

struct Rule {
    HeaderName name;
    bool mandatory;
    bool single;
    Check check;
};

// Of several errors the one of the first rule is reported.
constexpr std::array<Rule, 12> rules{{
    {HeaderName::via, true, false, check_list<check_one_via>},
    {HeaderName::from, true, true, check_party<&Noticed::from_tag>},
    {HeaderName::to, true, true, check_party<&Noticed::to_tag>},
    {HeaderName::call_id, true, true, check_call_id},
    {HeaderName::cseq, true, true, check_cseq},
    {HeaderName::max_forwards, false, true, check_max_forwards},
    {HeaderName::contact, false, false, check_contact},
    {HeaderName::route, false, false, check_list<check_bracketed>},
    {HeaderName::record_route, false, false, check_list<check_bracketed>},
    {HeaderName::date, false, true, check_date},
    {HeaderName::content_type, false, true, check_content_type},
    {HeaderName::content_length, false, true, check_content_length},
}};

// For each name the place of its rule; rules.size() where it has none.
constexpr auto rule_of = [] {
    std::array<std::uint8_t, header_name_count> table{};
    for (auto& entry : table)
        entry = rules.size();
    for (std::size_t i = 0; i < rules.size(); ++i)
        table[static_cast<std::size_t>(rules[i].name)] = static_cast<std::uint8_t>(i);
    return table;
}();

std::optional<ParseError> check_field(Rule const& rule, bool seen, std::string_view value, Noticed& noticed) {
    if (seen && rule.single) {
        return ParseError{0, fmt::format("found a second {} field, expected one", to_string(rule.name))};
    }
    Cursor cursor(value);
    if (rule.check(cursor, noticed)) return std::nullopt;
    return ParseError{cursor.error().offset, fmt::format("{}: {}", to_string(rule.name), cursor.error().reason)};
}

std::optional<FieldError> check_rules(Message const& message, Noticed& noticed) {
    std::optional<FieldError> error;
    auto broken = rules.size();  // the first rule that is
    std::uint32_t seen = 0;
    for (std::size_t i = 0; i < message.field_count(); ++i) {
        std::size_t const rule = rule_of[static_cast<std::size_t>(message.name_at(i))];
        if (rule >= broken) continue;
        auto const bit = 1U << rule;
        if (auto wrong = check_field(rules[rule], (seen & bit) != 0, message.field(i).value, noticed)) {
            error = FieldError{i, std::move(*wrong)};
            broken = rule;
        }
        seen |= bit;
    }
    for (std::size_t rule = 0; rule < broken; ++rule) {
        if ((seen & 1U << rule) != 0 || !rules[rule].mandatory) continue;
        return FieldError{std::nullopt,
                          {0, fmt::format("found no {} field, expected one", to_string(rules[rule].name))}};
    }
    return error;
}

// "*" stands for all bindings and so tolerates no other Contact (section 10.2.2).
std::optional<FieldError> check_wildcard(Message const& message) {
    auto const first = message.find(HeaderName::contact);
    if (message.find(HeaderName::contact, first + 1) >= message.field_count()) return std::nullopt;
    for (auto i = first; i < message.field_count(); i = message.find(HeaderName::contact, i + 1)) {
        if (message.field(i).value == "*") {
            return FieldError{i, {0, "found \"*\" beside another Contact, expected it alone"}};
        }
    }
    return std::nullopt;
}

std::optional<FieldError> check_cseq_method(Message const& message, std::string_view method) {
    if (message.is_response()) return std::nullopt;
    if (method == message.method()) return std::nullopt;
    auto const field = message.find(HeaderName::cseq);
    return FieldError{field, {0, fmt::format("found {} in CSeq, expected the request's own method", method)}};
}

}  // namespace

std::optional<FieldError> check_fields(Message const& message, Noticed& noticed) {
    if (auto error = check_rules(message, noticed)) return error;
    if (auto error = check_wildcard(message)) return error;
    return check_cseq_method(message, noticed.sequence.method);
}

}  // namespace voiplab::sip
