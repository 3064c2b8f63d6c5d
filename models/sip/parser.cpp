#include "models/sip/field_rules.hpp"
#include "models/sip/grammar.hpp"
#include "models/sip/start_line.hpp"
#include "models/sip/text_scan.hpp"
#include "voiplab/models/sip/limits.hpp"
#include "voiplab/models/sip/message.hpp"

#include <utility>

#include <fmt/format.h>

namespace voiplab::sip {
namespace {

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
// appended. So offsets in the one are offsets in the other. What is wrong with it is `error_`, once a function has said
// false.
class MessageParser {
  public:
    explicit MessageParser(std::string_view datagram) : datagram_(datagram) {}

    tl::expected<Message, ParseError> parse() {
        if (parse_parts()) return std::move(message_);
        return tl::unexpected(std::move(error_));
    }

  private:
    using Slot = Message::Slot;
    using Slice = Message::Slice;
    // Room for what is done to a message where it arrives: its top Via is given a received and an rport.
    static constexpr std::size_t spare_bytes = 120;

    bool fail(std::size_t offset, std::string reason) {
        error_ = {offset, std::move(reason)};
        return false;
    }
    bool parse_parts();
    bool take_line(Line& line);
    bool take_unusual_line(Line& line, std::size_t end);
    [[nodiscard]] Slice slice_of(std::string_view part) const {
        return {static_cast<std::uint32_t>(part.data() - datagram_.data()), static_cast<std::uint32_t>(part.size())};
    }
    bool read_start_line();
    bool read_header();
    bool read_field(Line const& line);
    bool refuse_field(Line const& line);
    bool read_folded(Line const& line);
    bool check_header();
    void note(Noticed const& noticed);
    bool read_body();
    // The place in the datagram of a byte of a field's value.
    [[nodiscard]] std::size_t place_of(std::size_t field, std::size_t value_offset) const;

    std::string_view datagram_;
    std::size_t position_ = 0;
    bool unusual_ = false;  // a byte of the header is not printable ASCII
    Message message_;
    Message::Content& content_ = message_.own();
    std::vector<Piece> pieces_;
    ParseError error_;
};

bool MessageParser::parse_parts() {
    if (datagram_.size() > max_message_bytes) {
        return fail(max_message_bytes,
                    fmt::format("found {} bytes, expected at most {}", datagram_.size(), max_message_bytes));
    }
    // Section 7.5: CRLF before the start line is ignored.
    while (datagram_.substr(position_, 2) == "\r\n")
        position_ += 2;
    content_.text.reserve(datagram_.size() + spare_bytes);
    content_.text.assign(datagram_.begin(), datagram_.end());
    return read_start_line() && read_header() && check_header() && read_body();
}

bool MessageParser::take_line(Line& line) {
    auto const start = position_;
    auto const end = find_unusual(datagram_, start);
    auto const is_usual = end + 1 < datagram_.size() && datagram_[end] == '\r' && datagram_[end + 1] == '\n' &&
                          end - start <= max_line_bytes;
    if (!is_usual) return take_unusual_line(line, end);
    position_ = end + 2;
    line = {{datagram_.data() + start, end - start}, start};
    return true;
}

// The line at the position, of which `end` is the first byte that is not printable ASCII, or is the datagram's end.
bool MessageParser::take_unusual_line(Line& line, std::size_t end) {
    auto const start = position_;
    while (end < datagram_.size() && datagram_[end] != '\r' && datagram_[end] != '\n') {
        unusual_ = true;
        end = find_unusual(datagram_, end + 1);
    }
    if (end - start > max_line_bytes) {
        return fail(start + max_line_bytes,
                    fmt::format("found a longer line, expected at most {} bytes", max_line_bytes));
    }
    if (end == datagram_.size()) return fail(datagram_.size(), "found the end, expected CRLF");
    if (datagram_.substr(end, 2) != "\r\n") {
        return fail(
            end, datagram_[end] == '\n' ? "found LF without CR, expected CRLF" : "found CR without LF, expected CRLF");
    }
    position_ = end + 2;
    line = {datagram_.substr(start, end - start), start};
    return true;
}

bool MessageParser::read_start_line() {
    Line line;
    if (!take_line(line)) return false;
    grammar::Cursor cursor(line.text);
    StartLine start;
    if (!sip::read_start_line(cursor, start)) return fail(line.offset + cursor.error().offset, cursor.error().reason);
    if (!start.canonical) {
        start.status == 0 ? content_.set_start(RequestLine{start.method, start.words})
                          : content_.set_start(StatusLine{start.status, start.words});
        return true;
    }
    content_.start = {static_cast<std::uint32_t>(line.offset), static_cast<std::uint32_t>(line.text.size() + 2)};
    if (start.status == 0) content_.method = slice_of(start.method);
    content_.words = slice_of(start.words);
    content_.status = start.status;
    return true;
}

bool MessageParser::read_header() {
    Line line;
    while (take_line(line)) {
        if (line.text.empty()) return true;
        if (!(is_white_space(line.text.front()) ? read_folded(line) : read_field(line))) return false;
    }
    return false;
}

bool MessageParser::read_field(Line const& line) {
    if (content_.slots.size() == max_header_fields) {
        return fail(line.offset, fmt::format("found more header fields, expected at most {}", max_header_fields));
    }
    auto const& text = line.text;
    // Behind the line there is more to look at together, and what is found there is not the line's.
    auto name_size = find_byte(datagram_.substr(line.offset), ':');
    if (name_size >= text.size()) return refuse_field(line);
    auto at = skip_white_space(text, name_size + 1);
    auto end = text.size();
    while (end > at && is_white_space(text[end - 1]))
        --end;
    Slot slot;
    slot.known = header_name(text.substr(0, name_size));
    // ": " before a value, ":" where there is none, and nothing behind it.
    slot.verbatim =
        end == text.size() && (end == at ? at == name_size + 1 : at == name_size + 2 && text[at - 1] == ' ');
    // A name that is known is a token.
    if (slot.known == HeaderName::other && !grammar::consists_of(text.substr(0, name_size), grammar::token)) {
        auto const tight = grammar::run_of(grammar::token, text);
        if (tight == 0 || skip_white_space(text, tight) != name_size) return refuse_field(line);
        name_size = tight;
        slot.known = header_name(text.substr(0, name_size));
        slot.verbatim = false;
    }
    slot.name_at = static_cast<std::uint32_t>(line.offset);
    slot.name_size = static_cast<std::uint16_t>(name_size);
    slot.value_at = static_cast<std::uint32_t>(line.offset + at);
    slot.value_size = static_cast<std::uint32_t>(end - at);
    content_.add(slot);
    return true;
}

// What is wrong with a line that does not start with a name and ":".
bool MessageParser::refuse_field(Line const& line) {
    grammar::Cursor cursor(line.text);
    if (cursor.take_run(grammar::token).empty()) {
        cursor.fail("a field name");
    } else {
        cursor.skip_white_space();
        cursor.fail("\":\" after the field name");
    }
    return fail(line.offset + cursor.error().offset, cursor.error().reason);
}

bool MessageParser::read_folded(Line const& line) {
    if (content_.slots.empty()) return fail(line.offset, "found white space, expected a field name");
    auto& slot = content_.slots.back();
    auto const text = grammar::trimmed(line.text);
    slot.verbatim = false;
    if (text.empty()) return true;
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
    if (slot.name_size + slot.value_size + 2 <= max_line_bytes) return true;
    return fail(text_offset, fmt::format("found a longer header field, expected at most {} bytes", max_line_bytes));
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

bool MessageParser::check_header() {
    for (std::size_t i = 0; unusual_ && i < message_.field_count(); ++i) {
        if (auto const bad = first_illegal_byte(message_.field(i).value)) {
            return fail(place_of(i, *bad), "found a control character or broken UTF-8, expected text");
        }
    }
    Noticed noticed;
    auto wrong = check_fields(message_, noticed);
    if (!wrong) {
        note(noticed);
        return true;
    }
    // A missing field is missed where the header ends.
    auto const offset = wrong->field ? place_of(*wrong->field, wrong->error.offset) : position_;
    return fail(offset, std::move(wrong->error.reason));
}

void MessageParser::note(Noticed const& noticed) {
    auto& found = content_.found;
    content_.note(noticed.top_via);
    found.from_tag = content_.slice_of(noticed.from_tag);
    found.to_tag = content_.slice_of(noticed.to_tag);
    found.sequence_method = content_.slice_of(noticed.sequence.method);
    found.sequence_number = noticed.sequence.number;
    found.from_found = found.to_found = found.sequence_found = true;
}

bool MessageParser::read_body() {
    auto const rest = datagram_.substr(position_);
    auto const length = grammar::decimal(message_.header(HeaderName::content_length).value_or(""), 0xffffffff);
    if (length && *length > rest.size()) {
        return fail(datagram_.size(),
                    fmt::format("found {} bytes of body, expected the {} of Content-Length", rest.size(), *length));
    }
    content_.body = slice_of(rest.substr(0, length ? *length : rest.size()));
    // What follows the body is no part of the message.
    if (pieces_.empty() && content_.text.size() == datagram_.size()) {
        content_.text.resize(content_.body.at + content_.body.size);
    }
    return true;
}

tl::expected<Message, ParseError> parse_message(std::string_view datagram) {
    return MessageParser(datagram).parse();
}

}  // namespace voiplab::sip
