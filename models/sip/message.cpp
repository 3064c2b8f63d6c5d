#include "voiplab/models/sip/message.hpp"

#include "models/sip/grammar.hpp"
#include "models/sip/message_text.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <cstring>
#include <limits>
#include <utility>

namespace voiplab::sip {
namespace {

// What a request of the lab's size needs: room that is taken once.
constexpr std::size_t usual_bytes = 640;
// What is added to a message that has grown.
constexpr std::size_t spare_bytes = 120;

std::array<char, 3> digits_of(int status) {
    return {static_cast<char>('0' + status / 100), static_cast<char>('0' + status / 10 % 10),
            static_cast<char>('0' + status % 10)};
}

}  // namespace

bool same_header(std::string_view a, std::string_view b) {
    auto const known = header_name(a);
    return known == HeaderName::other ? grammar::equal_without_case(a, b) : known == header_name(b);
}

Message::Content const Message::no_content;

// Start line and body

Message::Message(RequestLine const& line, std::string_view body) {
    own().text.reserve(usual_bytes);
    set_start(line);
    if (!body.empty()) set_body(body);
}

Message::Message(StatusLine const& line, std::string_view body) {
    own().text.reserve(usual_bytes);
    set_start(line);
    if (!body.empty()) set_body(body);
}

void Message::set_start(RequestLine const& line) {
    own().set_start(line);
}

void Message::set_start(StatusLine const& line) {
    own().set_start(line);
}

void Message::Content::set_start(RequestLine const& line) {
    start = append({line.method, " ", line.uri, " SIP/2.0\r\n"});
    method = {start.at, static_cast<std::uint32_t>(line.method.size())};
    words = {start.at + method.size + 1, static_cast<std::uint32_t>(line.uri.size())};
    status = 0;
}

void Message::Content::set_start(StatusLine const& line) {
    assert(line.code >= 100 && line.code <= 999);
    auto const code = digits_of(line.code);
    constexpr std::string_view version = "SIP/2.0 ";
    start = append({version, std::string_view(code.data(), code.size()), " ", line.reason, "\r\n"});
    method = {};
    words = {static_cast<std::uint32_t>(start.at + version.size() + code.size() + 1),
             static_cast<std::uint32_t>(line.reason.size())};
    status = line.code;
}

// Behind an empty line, as it is written where the header's last field stands before it.
void Message::set_body(std::string_view body) {
    auto& content = own();
    auto const at = content.append({"\r\n", body}).at + 2;
    content.body = {at, static_cast<std::uint32_t>(content.text.size() - at)};
}

std::string_view Message::method() const {
    if (is_request()) return content().view(content().method);
    return sequence().method;
}

std::string_view Message::request_uri() const {
    assert(is_request());
    return content().view(content().words);
}

std::string_view Message::reason() const {
    assert(is_response());
    return content().view(content().words);
}

// Fields

Fields Message::fields() const {
    return Fields(*this);
}

bool Message::is_named(std::size_t place, std::string_view name) const {
    return find(name, place) == place;
}

std::size_t Message::find(std::string_view name, std::size_t from) const {
    if (auto const known = header_name(name); known != HeaderName::other) return find(known, from);
    while (from < field_count() &&
           (name_at(from) != HeaderName::other || !grammar::equal_without_case(field(from).name, name)))
        ++from;
    return from;
}

std::optional<std::string_view> Message::header(HeaderName name) const {
    auto const place = find(name);
    if (place == field_count()) return std::nullopt;
    return field(place).value;
}

std::optional<std::string_view> Message::header(std::string_view name) const {
    auto const place = find(name);
    if (place == field_count()) return std::nullopt;
    return field(place).value;
}

FieldValues Message::all(HeaderName name) const {
    return {*this, name, {}};
}

FieldValues Message::all(std::string_view name) const {
    return {*this, header_name(name), name};
}

void Message::insert(std::size_t place, std::string_view name, std::string_view value) {
    insert(place, header_name(name), name, value);
}

void Message::insert(std::size_t place, HeaderName known, std::string_view name, std::string_view value) {
    auto& content = own();
    auto const slot = content.append_line(known, name, value);
    content.slots.insert(content.slots.begin() + static_cast<std::ptrdiff_t>(place), slot);
    content.note_places();
    content.forget(known);
}

void Message::add(HeaderName known, std::string_view name, std::string_view value) {
    auto& content = own();
    content.add(content.append_line(known, name, value));
    content.forget(known);
}

void Message::add_joined(HeaderName name, std::initializer_list<std::string_view> pieces) {
    auto& content = own();
    content.add(content.append_joined_line(name, to_string(name), pieces));
    content.forget(name);
}

void Message::add_from(Message const& other, HeaderName name) {
    auto const& theirs = other.content();
    auto& ours = own();
    auto const is_first = ours.find(name) == ours.slots.size();
    auto place = theirs.find(name);
    for (auto first = is_first; place < theirs.slots.size(); first = false) {
        auto const& slot = theirs.slots[place];
        ours.add(ours.append_line(name, to_string(name), theirs.value_of(slot)));
        if (first) ours.take_findings(theirs, slot, ours.slots.back());
        place = theirs.find(name, place + 1);
    }
}

void Message::set_value(std::size_t place, std::string_view value) {
    auto& content = own();
    auto const slot = content.slots[place];
    content.forget(slot.known);
    if (slot.value_size == value.size() && !value.empty()) {
        std::memmove(content.text.data() + slot.value_at, value.data(), value.size());
        return;
    }
    content.slots[place] = content.append_line(slot.known, content.name_of(slot), value);
}

void Message::set_joined(std::size_t place, std::initializer_list<std::string_view> pieces) {
    auto& content = own();
    auto const slot = content.slots[place];
    content.forget(slot.known);
    content.slots[place] = content.append_joined_line(slot.known, content.name_of(slot), pieces);
}

void Message::set(std::string_view name, std::string_view value) {
    auto const place = find(name);
    place == field_count() ? add(name, value) : set_value(place, value);
}

void Message::set(HeaderName name, std::string_view value) {
    auto const place = find(name);
    place == field_count() ? add(name, value) : set_value(place, value);
}

void Message::erase(std::size_t place) {
    auto& content = own();
    content.forget(content.slots[place].known);
    content.slots.erase(content.slots.begin() + static_cast<std::ptrdiff_t>(place));
    content.note_places();
}

void Message::remove(std::string_view name) {
    for (auto place = find(name); place < field_count(); place = find(name, place))
        erase(place);
}

Message::Slot Message::Content::next_line(HeaderName known, std::size_t name_size, std::size_t value_size) const {
    assert(name_size <= std::numeric_limits<std::uint16_t>::max());
    Slot slot;
    slot.name_at = static_cast<std::uint32_t>(text.size());
    slot.value_at = static_cast<std::uint32_t>(text.size() + name_size + separator_size(value_size));
    slot.value_size = static_cast<std::uint32_t>(value_size);
    slot.name_size = static_cast<std::uint16_t>(name_size);
    slot.known = known;
    slot.verbatim = true;
    return slot;
}

Message::Text Message::Content::lengthen(std::size_t size) {
    assert(text.size() + size <= std::numeric_limits<std::uint32_t>::max());
    Text before;
    if (text.capacity() - text.size() < size) {
        text.swap(before);
        text.reserve(before.size() + std::max(size, before.size() / 4) + spare_bytes);
        text.assign(before.begin(), before.end());
    }
    text.resize(text.size() + size, boost::container::default_init);
    return before;
}

Message::Slot Message::Content::append_line(HeaderName known, std::string_view name, std::string_view line_value) {
    auto const slot = next_line(known, name.size(), line_value.size());
    auto const before = lengthen(line_size(name.size(), line_value.size()));
    auto* out = copy_name(name, line_value.size(), text.data() + slot.name_at);
    copy_crlf(copy(line_value, out));
    return slot;
}

Message::Slot Message::Content::append_joined_line(HeaderName known, std::string_view name,
                                                   std::initializer_list<std::string_view> pieces) {
    std::size_t value_size = 0;
    for (auto const piece : pieces)
        value_size += piece.size();
    auto const slot = next_line(known, name.size(), value_size);
    auto const before = lengthen(line_size(name.size(), value_size));
    auto* out = copy_name(name, value_size, text.data() + slot.name_at);
    for (auto const piece : pieces)
        out = copy(piece, out);
    copy_crlf(out);
    return slot;
}

Message::Slice Message::Content::append(std::initializer_list<std::string_view> pieces) {
    auto const at = text.size();
    std::size_t size = 0;
    for (auto const piece : pieces)
        size += piece.size();
    auto const before = lengthen(size);
    auto* out = text.data() + at;
    for (auto const piece : pieces)
        out = copy(piece, out);
    return {static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(size)};
}

// Comparison

bool Message::operator==(Message const& other) const {
    auto const& mine = content();
    auto const& theirs = other.content();
    return mine.status == theirs.status && mine.view(mine.words) == theirs.view(theirs.words) &&
           mine.view(mine.method) == theirs.view(theirs.method) && body() == other.body() &&
           std::equal(mine.slots.begin(), mine.slots.end(), theirs.slots.begin(), theirs.slots.end(),
                      [&](Slot const& a, Slot const& b) {
                          return mine.name_of(a) == theirs.name_of(b) && mine.value_of(a) == theirs.value_of(b);
                      });
}

bool Fields::operator==(std::vector<HeaderField> const& other) const {
    if (size() != other.size()) return false;
    for (std::size_t i = 0; i < size(); ++i) {
        if (message_.field(i) != FieldView{other[i].name, other[i].value}) return false;
    }
    return true;
}

std::size_t FieldValues::size() const {
    std::size_t count = 0;
    for (auto place = next(0); place < message_->field_count(); place = next(place + 1))
        ++count;
    return count;
}

bool FieldValues::operator==(std::vector<std::string_view> const& other) const {
    auto value = begin();
    for (auto const expected : other) {
        if (value == end() || *value != expected) return false;
        ++value;
    }
    return value == end();
}

}  // namespace voiplab::sip
