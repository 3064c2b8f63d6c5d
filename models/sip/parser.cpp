#include "models/sip/field_rules.hpp"
#include "models/sip/grammar.hpp"
#include "models/sip/text_scan.hpp"
#include "voiplab/models/sip/field_views.hpp"
#include "voiplab/models/sip/limits.hpp"
#include "voiplab/models/sip/message.hpp"

#include <utility>

#include <fmt/format.h>

namespace voiplab::sip {
namespace {

using Read = tl::expected<void, ParseError>;

tl::unexpected<ParseError> failure(std::size_t offset, std::string reason) {
    return tl::unexpected(ParseError{offset, std::move(reason)});
}

bool is_white_space(char c) {
    return c == ' ' || c == '\t';
}

// The first place at `from` or behind it that is no white space.
std::size_t skip_white_space(std::string_view text, std::size_t from) {
    while (from < text.size() && is_white_space(text[from]))
        ++from;
    return from;
}

struct Line {
    std::string_view text;
    std::size_t offset = 0;  // of its first byte in the datagram
};

// Where a piece of a folded field's value came from.
struct Piece {
    std::size_t field = 0;
    std::size_t value_offset = 0;
    std::size_t datagram_offset = 0;
};

}  // namespace

// The message's text is the datagram's, and its fields are slices of it; the values of folded fields, put together, are
// appended. So offsets in the one are offsets in the other.
class MessageParser {
  public:
    explicit MessageParser(std::string_view datagram) : datagram_(datagram) {}

    tl::expected<Message, ParseError> parse() {
        if (datagram_.size() > max_message_bytes) {
            return failure(max_message_bytes,
                           fmt::format("found {} bytes, expected at most {}", datagram_.size(), max_message_bytes));
        }
        // Section 7.5: CRLF before the start line is ignored.
        while (datagram_.substr(position_, 2) == "\r\n")
            position_ += 2;
        content_.text.reserve(datagram_.size() + spare_bytes);
        content_.text = datagram_;
        if (auto const read = read_start_line(); !read) return tl::unexpected(read.error());
        if (auto const read = read_header(); !read) return tl::unexpected(read.error());
        if (auto const read = check_header(); !read) return tl::unexpected(read.error());
        if (auto const read = read_body(); !read) return tl::unexpected(read.error());
        return std::move(message_);
    }

  private:
    using Slot = Message::Slot;
    using Slice = Message::Slice;
    // Room for what is done to a message where it arrives: its top Via is given a received and an rport.
    static constexpr std::size_t spare_bytes = 120;

    tl::expected<Line, ParseError> next_line();
    tl::expected<Line, ParseError> unusual_line(std::size_t end);
    [[nodiscard]] Slice slice_of(std::string_view part) const {
        return {static_cast<std::uint32_t>(part.data() - datagram_.data()), static_cast<std::uint32_t>(part.size())};
    }
    Read read_start_line();
    Read read_request_line(Line line);
    Read read_status_line(Line line);
    Read read_header();
    Read read_field(Line line);
    static Read refuse_field(Line line);
    Read read_folded(Line line);
    Read check_header();
    Read read_body();
    // The place in the datagram of a byte of a field's value.
    [[nodiscard]] std::size_t place_of(std::size_t field, std::size_t value_offset) const;

    std::string_view datagram_;
    std::size_t position_ = 0;
    bool unusual_ = false;  // a byte of the header is not printable ASCII
    Message message_;
    Message::Content& content_ = message_.own();
    std::vector<Piece> pieces_;
};

tl::expected<Line, ParseError> MessageParser::next_line() {
    auto const start = position_;
    auto const end = find_unusual(datagram_, start);
    if (end + 1 < datagram_.size() && datagram_[end] == '\r' && datagram_[end + 1] == '\n' &&
        end - start <= max_line_bytes) {
        position_ = end + 2;
        return Line{{datagram_.data() + start, end - start}, start};
    }
    return unusual_line(end);
}

// The line at the position, of which `end` is the first byte that is not printable ASCII, or is the datagram's end.
tl::expected<Line, ParseError> MessageParser::unusual_line(std::size_t end) {
    auto const start = position_;
    while (end < datagram_.size() && datagram_[end] != '\r' && datagram_[end] != '\n') {
        unusual_ = true;
        end = find_unusual(datagram_, end + 1);
    }
    if (end - start > max_line_bytes) {
        return failure(start + max_line_bytes,
                       fmt::format("found a longer line, expected at most {} bytes", max_line_bytes));
    }
    if (end == datagram_.size()) return failure(datagram_.size(), "found the end, expected CRLF");
    if (datagram_.substr(end, 2) != "\r\n") {
        return failure(
            end, datagram_[end] == '\n' ? "found LF without CR, expected CRLF" : "found CR without LF, expected CRLF");
    }
    position_ = end + 2;
    return Line{datagram_.substr(start, end - start), start};
}

Read MessageParser::read_start_line() {
    auto const line = next_line();
    if (!line) return tl::unexpected(line.error());
    // No method has a "/", for it is a token.
    auto const first_word = line->text.substr(0, line->text.find(' '));
    return first_word.find('/') == std::string_view::npos ? read_request_line(*line) : read_status_line(*line);
}

namespace {

Read check_version(std::string_view version, std::size_t offset) {
    if (grammar::equal_without_case(version, "SIP/2.0")) return {};
    return failure(offset, "found another version, expected SIP/2.0");
}

// Reason-Phrase; `offset` is where it starts.
Read check_reason(std::string_view reason, std::size_t offset) {
    constexpr auto reason_characters = grammar::unreserved.with(";/?:@&=+$, \t");
    if (auto const bad = first_illegal_byte(reason)) {
        return failure(offset + *bad, "found a byte that no reason phrase may have");
    }
    grammar::Cursor cursor(reason);
    while (true) {
        if (auto const run = cursor.take_escaped_run(reason_characters); !run) {
            return tl::unexpected(grammar::moved(run.error(), offset));
        }
        if (cursor.at_end()) return {};
        if (static_cast<unsigned char>(cursor.peek()) < 0x80) {
            return tl::unexpected(grammar::moved(cursor.failure("a character of a reason phrase").value(), offset));
        }
        cursor.skip(1);
    }
}

}  // namespace

Read MessageParser::read_request_line(Line line) {
    auto const first = line.text.find(' ');
    auto const last = line.text.rfind(' ');
    auto const method = line.text.substr(0, first);
    if (!grammar::consists_of(method, grammar::token)) return failure(line.offset, "found no method, expected a token");
    if (first == last) {
        return failure(line.offset + line.text.size(), "found the end, expected a method, a URI and SIP/2.0");
    }
    if (auto read = check_version(line.text.substr(last + 1), line.offset + last + 1); !read) return read;
    auto const uri = line.text.substr(first + 1, last - first - 1);
    auto const parsed = view_uri(uri);
    if (!parsed) return tl::unexpected(grammar::moved(parsed.error(), line.offset + first + 1));
    if (!parsed->headers.empty()) {  // section 19.1.1, table 1
        return failure(line.offset + first + 1 + uri.find('?'),
                       "found header fields in the request-URI, expected none");
    }
    if (line.text.ends_with(" SIP/2.0")) {
        content_.start = slice_of(datagram_.substr(line.offset, line.text.size() + 2));
        content_.method = slice_of(method);
        content_.words = slice_of(uri);
    } else {
        content_.set_start(RequestLine{method, uri});
    }
    return {};
}

Read MessageParser::read_status_line(Line line) {
    grammar::Cursor cursor(line.text);
    auto const version = cursor.rest().substr(0, cursor.rest().find(' '));
    if (auto read = check_version(version, line.offset); !read) return read;
    cursor.skip(version.size() + 1);
    auto const code_start = cursor.position();
    auto const digits = cursor.take_run(grammar::digit);
    auto const code = grammar::decimal(digits, 699);
    if (!code || digits.size() != 3 || *code < 100) {
        return failure(line.offset + code_start, "found another status code, expected 100 to 699");
    }
    if (!cursor.take(' ')) return failure(line.offset + cursor.position(), "found no space after the status code");
    auto const reason = cursor.rest();
    if (auto read = check_reason(reason, line.offset + cursor.position()); !read) return read;
    if (version == "SIP/2.0") {
        content_.start = slice_of(datagram_.substr(line.offset, line.text.size() + 2));
        content_.words = slice_of(reason);
        content_.status = static_cast<int>(*code);
    } else {
        content_.set_start(StatusLine{static_cast<int>(*code), reason});
    }
    return {};
}

Read MessageParser::read_header() {
    while (true) {
        auto const line = next_line();
        if (!line) return tl::unexpected(line.error());
        if (line->text.empty()) return {};
        auto read = is_white_space(line->text.front()) ? read_folded(*line) : read_field(*line);
        if (!read) return read;
    }
}

Read MessageParser::read_field(Line line) {
    if (content_.slots.size() == max_header_fields) {
        return failure(line.offset, fmt::format("found more header fields, expected at most {}", max_header_fields));
    }
    auto const& text = line.text;
    auto const name_size = grammar::run_of(grammar::token, text);
    auto at = skip_white_space(text, name_size);
    if (name_size == 0 || at == text.size() || text[at] != ':') return refuse_field(line);
    auto const is_tight = at == name_size;
    at = skip_white_space(text, at + 1);
    auto end = text.size();
    while (end > at && is_white_space(text[end - 1]))
        --end;
    Slot slot;
    slot.name_at = static_cast<std::uint32_t>(line.offset);
    slot.name_size = static_cast<std::uint16_t>(name_size);
    slot.value_at = static_cast<std::uint32_t>(line.offset + at);
    slot.value_size = static_cast<std::uint32_t>(end - at);
    slot.known = header_name(text.substr(0, name_size));
    // ": " before a value, ":" where there is none, and nothing behind it.
    slot.verbatim = is_tight && end == text.size() &&
                    (end == at ? at == name_size + 1 : at == name_size + 2 && text[at - 1] == ' ');
    content_.slots.push_back(slot);
    return {};
}

// What is wrong with a line that does not start with a name and ":".
Read MessageParser::refuse_field(Line line) {
    grammar::Cursor cursor(line.text);
    auto const name = cursor.take_run(grammar::token);
    if (name.empty()) return tl::unexpected(grammar::moved(cursor.failure("a field name").value(), line.offset));
    cursor.skip_white_space();
    return tl::unexpected(grammar::moved(cursor.failure("\":\" after the field name").value(), line.offset));
}

Read MessageParser::read_folded(Line line) {
    if (content_.slots.empty()) return failure(line.offset, "found white space, expected a field name");
    auto& slot = content_.slots.back();
    auto const text = grammar::trimmed(line.text);
    slot.verbatim = false;
    if (text.empty()) return {};
    auto const field = content_.slots.size() - 1;
    auto const text_offset = slice_of(text).at;
    if (pieces_.empty() || pieces_.back().field != field) {
        pieces_.push_back({field, 0, slot.value_at});
        slot.value_at = content_.append({content_.value_of(slot)}).at;
    }
    if (slot.value_size != 0) content_.append({" "});
    pieces_.push_back({field, content_.text.size() - slot.value_at, text_offset});
    content_.append({text});
    slot.value_size = static_cast<std::uint32_t>(content_.text.size() - slot.value_at);
    if (slot.name_size + slot.value_size + 2 > max_line_bytes) {
        return failure(text_offset,
                       fmt::format("found a longer header field, expected at most {} bytes", max_line_bytes));
    }
    return {};
}

std::size_t MessageParser::place_of(std::size_t field, std::size_t value_offset) const {
    std::size_t place = content_.slots[field].value_at + value_offset;
    for (auto const& piece : pieces_) {
        if (piece.field == field && piece.value_offset <= value_offset) {
            place = piece.datagram_offset + (value_offset - piece.value_offset);
        }
    }
    return place;
}

Read MessageParser::check_header() {
    for (std::size_t i = 0; unusual_ && i < message_.field_count(); ++i) {
        if (auto const bad = first_illegal_byte(message_.field(i).value)) {
            return failure(place_of(i, *bad), "found a control character or broken UTF-8, expected text");
        }
    }
    auto wrong = check_fields(message_);
    if (!wrong) return {};
    // A missing field is missed where the header ends.
    auto const offset = wrong->field ? place_of(*wrong->field, wrong->error.offset) : position_;
    return failure(offset, std::move(wrong->error.reason));
}

Read MessageParser::read_body() {
    auto const rest = datagram_.substr(position_);
    auto const length = grammar::decimal(message_.header(HeaderName::content_length).value_or(""), 0xffffffff);
    if (length && *length > rest.size()) {
        return failure(datagram_.size(),
                       fmt::format("found {} bytes of body, expected the {} of Content-Length", rest.size(), *length));
    }
    content_.body = slice_of(rest.substr(0, length ? *length : rest.size()));
    // What follows the body is no part of the message.
    if (pieces_.empty() && content_.text.size() == datagram_.size()) {
        content_.text.resize(content_.body.at + content_.body.size);
    }
    return {};
}

tl::expected<Message, ParseError> parse_message(std::string_view datagram) {
    return MessageParser(datagram).parse();
}

}  // namespace voiplab::sip
