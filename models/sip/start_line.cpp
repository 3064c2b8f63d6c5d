#include "models/sip/start_line.hpp"

#include "models/sip/field_readers.hpp"
#include "models/sip/text_scan.hpp"

namespace voiplab::sip {
namespace {

using grammar::Cursor;

constexpr std::string_view version = "SIP/2.0";

bool check_version(Cursor& cursor, std::string_view found, std::size_t offset) {
    return grammar::equal_without_case(found, version) ||
           cursor.fail(offset, "found another version, expected SIP/2.0");
}

// Reason-Phrase, to the end.
bool check_reason(Cursor& cursor) {
    static constexpr auto reason_characters = grammar::unreserved.with(";/?:@&=+$, \t");
    if (grammar::run_of(reason_characters, cursor.rest()) == cursor.rest().size()) return true;
    if (auto const bad = first_illegal_byte(cursor.rest())) {
        return cursor.fail(cursor.position() + *bad, "found a byte that no reason phrase may have");
    }
    while (true) {
        std::string_view run;
        if (!cursor.take_escaped_run(reason_characters, run)) return false;
        if (cursor.at_end()) return true;
        if (static_cast<unsigned char>(cursor.peek()) < 0x80) return cursor.fail("a character of a reason phrase");
        cursor.skip(1);
    }
}

bool read_request_line(Cursor& cursor, StartLine& line) {
    auto const text = cursor.rest();
    auto const first = text.find(' ');
    auto const last = text.rfind(' ');
    line.method = text.substr(0, first);
    if (!grammar::consists_of(line.method, grammar::token)) return cursor.fail(0, "found no method, expected a token");
    if (first == last) return cursor.fail(text.size(), "found the end, expected a method, a URI and SIP/2.0");
    auto const found_version = text.substr(last + 1);
    if (!check_version(cursor, found_version, last + 1)) return false;
    line.words = text.substr(first + 1, last - first - 1);
    line.canonical = found_version == version;
    Cursor part(line.words);
    UriView uri;
    if (!read_uri(part, uri)) return cursor.fail(part, first + 1);
    // Section 19.1.1, table 1.
    return uri.headers.empty() ||
           cursor.fail(first + 1 + line.words.find('?'), "found header fields in the request-URI, expected none");
}

bool read_status_line(Cursor& cursor, StartLine& line) {
    auto const found_version = cursor.rest().substr(0, cursor.rest().find(' '));
    if (!check_version(cursor, found_version, 0)) return false;
    cursor.skip(found_version.size() + 1);
    auto const code_start = cursor.position();
    auto const digits = cursor.take_run(grammar::digit);
    auto const code = grammar::decimal(digits, 699);
    if (!code || digits.size() != 3 || *code < 100) {
        return cursor.fail(code_start, "found another status code, expected 100 to 699");
    }
    if (!cursor.take(' ')) return cursor.fail(cursor.position(), "found no space after the status code");
    line.status = static_cast<int>(*code);
    line.words = cursor.rest();
    line.canonical = found_version == version;
    return check_reason(cursor);
}

}  // namespace

bool read_start_line(Cursor& cursor, StartLine& line) {
    // No method has a "/", for it is a token.
    auto const first_word = cursor.rest().substr(0, cursor.rest().find(' '));
    auto const is_request = first_word.find('/') == std::string_view::npos;
    return is_request ? read_request_line(cursor, line) : read_status_line(cursor, line);
}

}  // namespace voiplab::sip
