#include "models/sip/field_rules.hpp"

#include "models/sip/grammar.hpp"
#include "voiplab/models/sip/field_views.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include <fmt/format.h>

namespace voiplab::sip {
namespace {

using Verdict = tl::expected<void, ParseError>;

Verdict wrong(std::string_view expected) {
    return tl::unexpected(ParseError{0, fmt::format("found another value, expected {}", expected)});
}

Verdict check_address(std::string_view value) {
    auto const address = view_name_address(value);
    if (!address) return tl::unexpected(address.error());
    return {};
}

// name-addr alone: the angle brackets are mandatory (section 20.30, 20.34).
Verdict check_bracketed(std::string_view value) {
    if (auto verdict = check_address(value); !verdict) return verdict;
    if (value.front() != '"' && value.find('<') > value.find(':')) {
        return tl::unexpected(ParseError{0, "found a bare URI, expected one between \"<\" and \">\""});
    }
    return {};
}

Verdict check_one_via(std::string_view value) {
    auto const via = view_via(value);
    if (!via) return tl::unexpected(via.error());
    return {};
}

// Every value of a comma-separated list.
Verdict check_list(std::string_view value, Verdict (*check)(std::string_view)) {
    ListValues const parts(value);
    if (parts.empty()) return wrong("at least one value");
    for (auto const part : parts) {
        auto verdict = check(part);
        if (verdict) continue;
        return tl::unexpected(grammar::moved(verdict.error(), static_cast<std::size_t>(part.data() - value.data())));
    }
    return {};
}

Verdict check_via(std::string_view value) {
    return check_list(value, check_one_via);
}

Verdict check_contact(std::string_view value) {
    if (value == "*") return {};
    return check_list(value, check_address);
}

Verdict check_route(std::string_view value) {
    return check_list(value, check_bracketed);
}

Verdict check_call_id(std::string_view value) {
    grammar::Cursor cursor(value);
    if (cursor.take_run(grammar::word).empty()) return cursor.failure("an identifier");
    if (cursor.take('@') && cursor.take_run(grammar::word).empty()) return cursor.failure("an identifier after \"@\"");
    if (!cursor.at_end()) return cursor.failure("the end of the identifier");
    return {};
}

Verdict check_cseq(std::string_view value) {
    auto const cseq = view_cseq(value);
    if (!cseq) return tl::unexpected(cseq.error());
    return {};
}

Verdict check_max_forwards(std::string_view value) {
    if (!grammar::decimal(value, 255)) return wrong("a number of hops of 0 to 255");
    return {};
}

Verdict check_content_length(std::string_view value) {
    if (!grammar::decimal(value, 0xffffffff)) return wrong("a number of bytes");
    return {};
}

Verdict check_content_type(std::string_view value) {
    grammar::Cursor cursor(value);
    if (cursor.take_run(grammar::token).empty()) return cursor.failure("a media type such as application/sdp");
    if (!cursor.take_separator('/')) return cursor.failure("\"/\" after the media type");
    if (cursor.take_run(grammar::token).empty()) return cursor.failure("a media subtype");
    return {};
}

// SIP-date = rfc1123-date (section 20.17): "Sat, 13 Nov 2010 23:29:00 GMT".
Verdict check_date(std::string_view value) {
    grammar::Cursor cursor(value);
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
    if (!well_formed) return cursor.failure("a date such as Sat, 13 Nov 2010 23:29:00 GMT");
    if (cursor.rest() != "GMT") return cursor.failure("GMT and the end of the date");
    return {};
}

struct Rule {
    HeaderName name;
    bool mandatory;
    bool single;
    Verdict (*check)(std::string_view value);
};

// Of several errors the one of the first rule is reported.
constexpr std::array<Rule, 12> rules{{
    {HeaderName::via, true, false, check_via},
    {HeaderName::from, true, true, check_address},
    {HeaderName::to, true, true, check_address},
    {HeaderName::call_id, true, true, check_call_id},
    {HeaderName::cseq, true, true, check_cseq},
    {HeaderName::max_forwards, false, true, check_max_forwards},
    {HeaderName::contact, false, false, check_contact},
    {HeaderName::route, false, false, check_route},
    {HeaderName::record_route, false, false, check_route},
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

std::optional<ParseError> check_field(Rule const& rule, bool seen, std::string_view value) {
    if (seen && rule.single) {
        return ParseError{0, fmt::format("found a second {} field, expected one", to_string(rule.name))};
    }
    auto const verdict = rule.check(value);
    if (verdict) return std::nullopt;
    return ParseError{verdict.error().offset, fmt::format("{}: {}", to_string(rule.name), verdict.error().reason)};
}

std::optional<FieldError> check_rules(Message const& message) {
    std::optional<FieldError> error;
    auto broken = rules.size();  // the first rule that is
    std::uint32_t seen = 0;
    for (std::size_t i = 0; i < message.field_count(); ++i) {
        std::size_t const rule = rule_of[static_cast<std::size_t>(message.name_at(i))];
        if (rule >= broken) continue;
        auto const bit = 1U << rule;
        if (auto wrong = check_field(rules[rule], (seen & bit) != 0, message.field(i).value)) {
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

std::optional<FieldError> check_cseq_method(Message const& message) {
    auto const field = message.find(HeaderName::cseq);
    auto const cseq = view_cseq(message.field(field).value);
    if (message.is_response() || cseq->method == message.method()) return std::nullopt;
    return FieldError{field, {0, fmt::format("found {} in CSeq, expected the request's own method", cseq->method)}};
}

}  // namespace

std::optional<FieldError> check_fields(Message const& message) {
    if (auto error = check_rules(message)) return error;
    if (auto error = check_wildcard(message)) return error;
    return check_cseq_method(message);
}

}  // namespace voiplab::sip
