#include "voiplab/models/sip/message.hpp"

#include "models/sip/grammar.hpp"
#include "models/sip/message_text.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <cstring>
#include <limits>

namespace voiplab::sip {
namespace {

// What a request of the lab's size needs: room that is taken once.
constexpr std::size_t usual_fields = 20;
constexpr std::size_t usual_bytes = 640;

std::array<char, 3> digits_of(int status) {
    return {static_cast<char>('0' + status / 100), static_cast<char>('0' + status / 10 % 10),
            static_cast<char>('0' + status % 10)};
}

}  // namespace

bool same_header(std::string_view a, std::string_view b) {
    auto const known = header_name(a);
    return known == HeaderName::other ? grammar::equal_without_case(a, b) : known == header_name(b);
}

// Start line and body

Message::Message(RequestLine const& line, std::string_view body) {
    reserve(usual_fields, usual_bytes);
    set_start(line);
    if (!body.empty()) set_body(body);
}

Message::Message(StatusLine const& line, std::string_view body) {
    reserve(usual_fields, usual_bytes);
    set_start(line);
    if (!body.empty()) set_body(body);
}

void Message::set_start(RequestLine const& line) {
    start_ = append({line.method, " ", line.uri, " SIP/2.0\r\n"});
    method_ = {start_.at, static_cast<std::uint32_t>(line.method.size())};
    words_ = {start_.at + method_.size + 1, static_cast<std::uint32_t>(line.uri.size())};
    status_ = 0;
}

void Message::set_start(StatusLine const& line) {
    assert(line.code >= 100 && line.code <= 999);
    auto const code = digits_of(line.code);
    constexpr std::string_view version = "SIP/2.0 ";
    start_ = append({version, std::string_view(code.data(), code.size()), " ", line.reason, "\r\n"});
    method_ = {};
    words_ = {static_cast<std::uint32_t>(start_.at + version.size() + code.size() + 1),
              static_cast<std::uint32_t>(line.reason.size())};
    status_ = line.code;
}

// Behind an empty line, as it is written where the header's last field stands before it.
void Message::set_body(std::string_view body) {
    auto const at = append({"\r\n", body}).at + 2;
    body_ = {at, static_cast<std::uint32_t>(text_.size() - at)};
}

std::string_view Message::method() const {
    if (is_request()) return view(method_);
    auto const cseq = grammar::trimmed(header(HeaderName::cseq).value_or(""));
    auto const space = cseq.find_last_of(" \t");
    return space == std::string_view::npos ? std::string_view() : cseq.substr(space + 1);
}

std::string_view Message::request_uri() const {
    assert(is_request());
    return view(words_);
}

std::string_view Message::reason() const {
    assert(is_response());
    return view(words_);
}

// Fields

Fields Message::fields() const {
    return Fields(*this);
}

bool Message::is_named(std::size_t place, std::string_view name) const {
    return find(name, place) == place;
}

std::size_t Message::find(HeaderName name, std::size_t from) const {
    assert(name != HeaderName::other);
    while (from < slots_.size() && slots_[from].known != name)
        ++from;
    return from;
}

std::size_t Message::find(std::string_view name, std::size_t from) const {
    if (auto const known = header_name(name); known != HeaderName::other) return find(known, from);
    while (from < slots_.size() &&
           (slots_[from].known != HeaderName::other || !grammar::equal_without_case(name_of(slots_[from]), name)))
        ++from;
    return from;
}

std::optional<std::string_view> Message::header(HeaderName name) const {
    auto const place = find(name);
    if (place == slots_.size()) return std::nullopt;
    return value_of(slots_[place]);
}

std::optional<std::string_view> Message::header(std::string_view name) const {
    auto const place = find(name);
    if (place == slots_.size()) return std::nullopt;
    return value_of(slots_[place]);
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
    assert(name.size() <= std::numeric_limits<std::uint16_t>::max());
    auto const separator = separator_before(value);
    Slot slot;
    slot.name_size = static_cast<std::uint16_t>(name.size());
    slot.value_size = static_cast<std::uint32_t>(value.size());
    slot.name_at = append({name, separator, value, crlf}).at;
    slot.value_at = static_cast<std::uint32_t>(slot.name_at + name.size() + separator.size());
    slot.known = known;
    slot.verbatim = true;
    slots_.insert(slots_.begin() + static_cast<std::ptrdiff_t>(place), slot);
}

void Message::set_value(std::size_t place, std::string_view value) {
    auto& slot = slots_[place];
    if (slot.value_size == value.size() && !value.empty()) {
        std::memmove(text_.data() + slot.value_at, value.data(), value.size());
        return;
    }
    auto const known = slot.known;
    insert(place, known, name_of(slot), value);
    erase(place + 1);
}

void Message::set(std::string_view name, std::string_view value) {
    auto const place = find(name);
    place == slots_.size() ? add(name, value) : set_value(place, value);
}

void Message::set(HeaderName name, std::string_view value) {
    auto const place = find(name);
    place == slots_.size() ? add(name, value) : set_value(place, value);
}

void Message::erase(std::size_t place) {
    slots_.erase(slots_.begin() + static_cast<std::ptrdiff_t>(place));
}

void Message::remove(std::string_view name) {
    for (auto place = find(name); place < slots_.size(); place = find(name, place))
        erase(place);
}

void Message::reserve(std::size_t fields, std::size_t bytes) {
    slots_.reserve(fields);
    text_.reserve(bytes);
}

Message::Slice Message::append(std::initializer_list<std::string_view> pieces) {
    auto const at = text_.size();
    std::size_t size = 0;
    for (auto const piece : pieces)
        size += piece.size();
    assert(at + size <= std::numeric_limits<std::uint32_t>::max());
    auto const put = [=](std::string& text) {
        text.resize(at + size);
        auto* out = text.data() + at;
        for (auto const piece : pieces)
            out = copy(piece, out);
    };
    if (text_.capacity() - at < size) {
        std::string grown;
        grown.reserve(2 * at + size);
        grown.append(text_);
        put(grown);
        text_ = std::move(grown);
    } else {
        put(text_);
    }
    return {static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(size)};
}

// Comparison

bool Message::operator==(Message const& other) const {
    return status_ == other.status_ && view(words_) == other.view(other.words_) &&
           view(method_) == other.view(other.method_) && body() == other.body() &&
           std::equal(slots_.begin(), slots_.end(), other.slots_.begin(), other.slots_.end(),
                      [&](Slot const& mine, Slot const& theirs) {
                          return name_of(mine) == other.name_of(theirs) && value_of(mine) == other.value_of(theirs);
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
