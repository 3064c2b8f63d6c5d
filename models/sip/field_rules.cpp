#include "models/sip/field_rules.hpp"

#include "models/sip/grammar.hpp"
#include "voiplab/models/sip/header_fields.hpp"

#include <algorithm>
#include <string>

#include <fmt/format.h>

namespace voiplab::sip {
namespace {

using Verdict = tl::expected<void, ParseError>;

Verdict wrong(std::string_view expected) {
    return tl::unexpected(ParseError{0, fmt::format("found another value, expected {}", expected)});
}

// Every value of a comma-separated list.
template <typename Parse>
Verdict check_list(std::string_view value, Parse parse) {
    auto const parts = split_list(value);
    if (parts.empty()) return wrong("at least one value");
    for (auto const part : parts) {
        auto const parsed = parse(part);
        if (parsed) continue;
        return tl::unexpected(grammar::moved(parsed.error(), static_cast<std::size_t>(part.data() - value.data())));
    }
    return {};
}

Verdict check_via(std::string_view value) {
    return check_list(value, parse_via);
}

Verdict check_address(std::string_view value) {
    auto const address = parse_name_address(value);
    if (!address) return tl::unexpected(address.error());
    return {};
}

Verdict check_contact(std::string_view value) {
    if (value == "*") return {};
    return check_list(value, parse_name_address);
}

// name-addr alone: the angle brackets are mandatory (section 20.30, 20.34).
Verdict check_route(std::string_view value) {
    return check_list(value, [](std::string_view part) -> tl::expected<NameAddress, ParseError> {
        auto address = parse_name_address(part);
        if (address && part.front() != '"' && part.find('<') > part.find(':')) {
            return tl::unexpected(ParseError{0, "found a bare URI, expected one between \"<\" and \">\""});
        }
        return address;
    });
}

Verdict check_call_id(std::string_view value) {
    grammar::Cursor cursor(value);
    if (cursor.take_run(grammar::word).empty()) return cursor.failure("an identifier");
    if (cursor.take('@') && cursor.take_run(grammar::word).empty()) return cursor.failure("an identifier after \"@\"");
    if (!cursor.at_end()) return cursor.failure("the end of the identifier");
    return {};
}

Verdict check_cseq(std::string_view value) {
    auto const cseq = parse_cseq(value);
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
    std::string_view name;
    bool mandatory;
    bool single;
    Verdict (*check)(std::string_view value);
};

constexpr Rule rules[] = {
    {"Via", true, false, check_via},
    {"From", true, true, check_address},
    {"To", true, true, check_address},
    {"Call-ID", true, true, check_call_id},
    {"CSeq", true, true, check_cseq},
    {"Max-Forwards", false, true, check_max_forwards},
    {"Contact", false, false, check_contact},
    {"Route", false, false, check_route},
    {"Record-Route", false, false, check_route},
    {"Date", false, true, check_date},
    {"Content-Type", false, true, check_content_type},
    {"Content-Length", false, true, check_content_length},
};

std::optional<FieldError> check_rule(std::vector<HeaderField> const& headers, Rule const& rule) {
    bool seen = false;
    for (std::size_t i = 0; i < headers.size(); ++i) {
        if (!same_header(headers[i].name, rule.name)) continue;
        if (seen && rule.single) {
            return FieldError{i, {0, fmt::format("found a second {} field, expected one", rule.name)}};
        }
        seen = true;
        if (auto const verdict = rule.check(headers[i].value); !verdict) {
            return FieldError{i, {verdict.error().offset, fmt::format("{}: {}", rule.name, verdict.error().reason)}};
        }
    }
    if (seen || !rule.mandatory) return std::nullopt;
    return FieldError{std::nullopt, {0, fmt::format("found no {} field, expected one", rule.name)}};
}

// "*" stands for all bindings and so tolerates no other Contact (section 10.2.2).
std::optional<FieldError> check_wildcard(Message const& message) {
    auto const contacts = message.all("Contact");
    if (contacts.size() < 2 || std::find(contacts.begin(), contacts.end(), "*") == contacts.end()) return std::nullopt;
    auto const field = std::find_if(message.headers.begin(), message.headers.end(), [](HeaderField const& candidate) {
        return same_header(candidate.name, "Contact") && candidate.value == "*";
    });
    return FieldError{static_cast<std::size_t>(field - message.headers.begin()),
                      {0, "found \"*\" beside another Contact, expected it alone"}};
}

std::optional<FieldError> check_cseq_method(Message const& message) {
    auto const field = std::find_if(message.headers.begin(), message.headers.end(),
                                    [](HeaderField const& candidate) { return same_header(candidate.name, "CSeq"); });
    auto const cseq = parse_cseq(field->value);
    if (message.is_response() || cseq->method == message.method()) return std::nullopt;
    return FieldError{static_cast<std::size_t>(field - message.headers.begin()),
                      {0, fmt::format("found {} in CSeq, expected the request's own method", cseq->method)}};
}

}  // namespace

std::optional<FieldError> check_fields(Message const& message) {
    for (auto const& rule : rules) {
        if (auto error = check_rule(message.headers, rule)) return error;
    }
    if (auto error = check_wildcard(message)) return error;
    return check_cseq_method(message);
}

}  // namespace voiplab::sip
