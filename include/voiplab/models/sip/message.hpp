#pragma once

#include "voiplab/models/sip/field_places.hpp"
#include "voiplab/models/sip/header_name.hpp"
#include "voiplab/models/sip/message_parts.hpp"

#include <cassert>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <iterator>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <boost/container/small_vector.hpp>
#include <boost/container/vector.hpp>
#include <boost/smart_ptr/intrusive_ptr.hpp>
#include <tl/expected.hpp>

namespace voiplab::sip {

class Fields;
class FieldValues;

// A SIP message (RFC 3261 section 7). Header fields keep their order and spelling. All text stands in one buffer, as it
// stands on the wire where it can. Copies share it until one of them changes: a request is its transaction's, its
// user's and its transmission's at once. What views point to lives until the message changes. Not thread-safe, as
// net::Payload is not: a message stays within its run.
class Message {
  public:
    Message() = default;
    explicit Message(RequestLine const& line, std::string_view body = {});
    explicit Message(StatusLine const& line, std::string_view body = {});

    [[nodiscard]] bool is_request() const { return status() == 0; }
    [[nodiscard]] bool is_response() const { return !is_request(); }
    // The request's method, or the method of a response's CSeq; empty where there is none.
    [[nodiscard]] std::string_view method() const;
    // The request-URI; only of a request.
    [[nodiscard]] std::string_view request_uri() const;
    [[nodiscard]] RequestLine request_line() const { return {method(), request_uri()}; }
    // The status code; only of a response.
    [[nodiscard]] int status() const { return content().status; }
    [[nodiscard]] std::string_view reason() const;
    [[nodiscard]] StatusLine status_line() const { return {status(), reason()}; }
    [[nodiscard]] std::string_view body() const { return content().view(content().body); }

    void set_start(RequestLine const& line);
    void set_start(StatusLine const& line);
    void set_request_uri(std::string_view uri) { set_start(RequestLine{method(), uri}); }
    void set_body(std::string_view body);

    // Names compare without case, and a compact form equals its long one ("v" is Via).
    // The first field of that name.
    [[nodiscard]] std::optional<std::string_view> header(HeaderName name) const;
    [[nodiscard]] std::optional<std::string_view> header(std::string_view name) const;
    // Every field of that name, in order, comma-separated lists not split.
    [[nodiscard]] FieldValues all(HeaderName name) const;
    [[nodiscard]] FieldValues all(std::string_view name) const;
    void add(std::string_view name, std::string_view value) { add(header_name(name), name, value); }
    void add(HeaderName name, std::string_view value) { add(name, to_string(name), value); }
    void add(HeaderField const& field) { add(field.name, field.value); }
    // A value of several pieces.
    void add_joined(HeaderName name, std::initializer_list<std::string_view> pieces);
    // Every field of that name that another message has, with what has been found in it.
    void add_from(Message const& other, HeaderName name);
    // Replaces the first field of that name, or adds it at the end.
    void set(std::string_view name, std::string_view value);
    void set(HeaderName name, std::string_view value);
    void remove(std::string_view name);

    // The fields by their places, which count from 0.
    [[nodiscard]] Fields fields() const;
    [[nodiscard]] std::size_t field_count() const { return content().slots.size(); }
    [[nodiscard]] FieldView field(std::size_t place) const { return content().field(place); }
    [[nodiscard]] HeaderName name_at(std::size_t place) const { return content().slots[place].known; }
    [[nodiscard]] bool is_named(std::size_t place, std::string_view name) const;
    // The first field of that name at `from` or behind it; field_count() where there is none.
    [[nodiscard]] std::size_t find(std::string_view name, std::size_t from = 0) const;
    [[nodiscard]] std::size_t find(HeaderName name, std::size_t from = 0) const { return content().find(name, from); }
    // Puts a field before the one at `place`.
    void insert(std::size_t place, std::string_view name, std::string_view value);
    void insert(std::size_t place, HeaderName known, std::string_view name, std::string_view value);
    void set_value(std::size_t place, std::string_view value);
    void set_joined(std::size_t place, std::initializer_list<std::string_view> pieces);
    void erase(std::size_t place);

    // A message of this one's start line and of its fields of these names, in no more memory than that takes.
    [[nodiscard]] Message excerpt(std::initializer_list<HeaderName> names) const;

    // Takes these fields, in that order, in place of what there is.
    void arrange(std::span<ArrangedField const> fields);

    // What every layer asks for. The parser has found it on its way; where a field was changed since, or composed, it
    // is looked for once. CSeq's number is 0 and its method empty where there is none; the tag of a From or To is empty
    // where it has none.
    [[nodiscard]] CSeqView sequence() const;
    [[nodiscard]] TopVia top_via() const;
    [[nodiscard]] std::string_view tag(HeaderName from_or_to) const;

    // How many bytes write() writes.
    [[nodiscard]] std::size_t size() const;
    // The message's bytes, exactly as its parts spell it; gives where they end. Content-Length is the caller's affair.
    char* write(char* out) const;

    // Equal start lines, fields in the same order and spelling, and body.
    bool operator==(Message const& other) const;

  private:
    friend class MessageParser;

    struct Slice {
        std::uint32_t at = 0;
        std::uint32_t size = 0;
    };
    struct Slot {
        std::uint32_t name_at = 0;
        std::uint32_t value_at = 0;
        std::uint32_t value_size = 0;
        std::uint16_t name_size = 0;
        HeaderName known = HeaderName::other;
        bool verbatim = false;  // from the name to the CRLF, the text is what write() writes
    };

    // Where what is asked for most has been found.
    struct Findings {
        Slice via_value;
        Slice via_host;
        Slice via_branch;
        Slice via_received;
        Slice from_tag;
        Slice to_tag;
        Slice sequence_method;
        std::uint32_t sequence_number = 0;
        std::uint16_t via_port = 0;
        std::uint16_t via_rport = 0;
        bool via_asks_rport = false;
        bool via_found = false;
        bool from_found = false;
        bool to_found = false;
        bool sequence_found = false;
    };

    // Room for what most messages have; it grows by doubling.
    using Slots = boost::container::small_vector<
        Slot, 16, void,
        boost::container::small_vector_options_t<boost::container::growth_factor<boost::container::growth_factor_100>>>;

    // How many messages share a content; what is copied is shared by none.
    struct References {
        std::uint32_t count = 0;
        References() = default;
        References(References const& /*other*/) {}
        References& operator=(References const& /*other*/) { return *this; }
    };

    // Bytes that are not cleared before they are written.
    using Text = boost::container::vector<char>;

    struct Content {
        References references;
        Text text;
        Slots slots;
        FieldPlaces places;  // of the slots
        int status = 0;      // 0: a request
        Slice start;         // the start line with its CRLF, as it is written
        Slice method;
        Slice words;  // the request-URI, or the reason phrase
        Slice body;
        mutable Findings found;

        [[nodiscard]] std::string_view view(Slice slice) const { return {text.data() + slice.at, slice.size}; }
        [[nodiscard]] std::string_view name_of(Slot const& slot) const { return view({slot.name_at, slot.name_size}); }
        [[nodiscard]] std::string_view value_of(Slot const& slot) const {
            return view({slot.value_at, slot.value_size});
        }
        [[nodiscard]] FieldView field(std::size_t place) const {
            return {name_of(slots[place]), value_of(slots[place])};
        }
        // Where a field's line will stand that is appended next.
        [[nodiscard]] Slot next_line(HeaderName known, std::size_t name_size, std::size_t value_size) const;
        // Makes the text that much longer. Gives what it was where it had to move: what is put down at its end may be
        // parts of it.
        Text lengthen(std::size_t size);
        // Appends pieces to the text, which they may be parts of; gives where the first one stands.
        Slice append(std::initializer_list<std::string_view> pieces);
        Slot append_line(HeaderName known, std::string_view name, std::string_view line_value);
        Slot append_joined_line(HeaderName known, std::string_view name,
                                std::initializer_list<std::string_view> pieces);
        [[nodiscard]] Slice slice_of(std::string_view part) const {
            if (part.empty()) return {};
            return {static_cast<std::uint32_t>(part.data() - text.data()), static_cast<std::uint32_t>(part.size())};
        }
        // The first field of that name at `from` or behind it; where there is none, how many fields there are.
        [[nodiscard]] std::size_t find(HeaderName known, std::size_t from = 0) const {
            assert(known != HeaderName::other);
            if (!places.has(known)) return slots.size();
            auto const first = places.first(known);
            return from <= first && first < FieldPlaces::far ? first : look_for(known, from);
        }
        [[nodiscard]] std::size_t look_for(HeaderName known, std::size_t from) const;
        void add(Slot const& slot) {
            places.note(slot.known, slots.size());
            slots.push_back(slot);
        }
        // Notes all places anew, after slots have moved.
        void note_places();
        // Of another message's field, which stands here now.
        void take_findings(Content const& other, Slot const& theirs, Slot const& ours);
        void note(TopVia const& via) const;
        // That field is no longer what was found.
        void forget(HeaderName known);
        // The same of those that do not stand where they stood.
        void forget_moved();
        void set_start(RequestLine const& line);
        void set_start(StatusLine const& line);
        template <typename Take>
        void for_each_run(Take take) const;
    };

    [[nodiscard]] Content const& content() const { return content_ ? *content_ : no_content; }
    void add(HeaderName known, std::string_view name, std::string_view value);
    // The content, shared with no other message.
    Content& own() { return content_ && content_->references.count == 1 ? *content_ : make_own(); }
    Content& make_own();

    friend void intrusive_ptr_add_ref(Content* content) { ++content->references.count; }
    friend void intrusive_ptr_release(Content* content) {
        if (--content->references.count == 0) delete content;
    }

    static Content const no_content;
    boost::intrusive_ptr<Content> content_;  // nullptr: empty, as a message is that was moved from
};

// A message's fields, to be iterated.
class Fields {
  public:
    class Iterator {
      public:
        Iterator(Message const& message, std::size_t place) : message_(&message), place_(place) {}
        FieldView operator*() const { return message_->field(place_); }
        Iterator& operator++() {
            ++place_;
            return *this;
        }
        bool operator==(Iterator const& other) const { return place_ == other.place_; }

      private:
        Message const* message_;
        std::size_t place_;
    };
    explicit Fields(Message const& message) : message_(message) {}
    [[nodiscard]] Iterator begin() const { return {message_, 0}; }
    [[nodiscard]] Iterator end() const { return {message_, size()}; }
    [[nodiscard]] std::size_t size() const { return message_.field_count(); }
    [[nodiscard]] FieldView front() const { return message_.field(0); }
    [[nodiscard]] FieldView back() const { return message_.field(size() - 1); }
    bool operator==(std::vector<HeaderField> const& other) const;

  private:
    Message const& message_;
};

// The values of a message's fields of one name, to be iterated.
class FieldValues {
  public:
    class Iterator {
      public:
        using iterator_category = std::input_iterator_tag;
        using value_type = std::string_view;
        using difference_type = std::ptrdiff_t;
        using pointer = void;
        using reference = std::string_view;
        Iterator(FieldValues const& values, std::size_t place) : values_(&values), place_(place) {}
        std::string_view operator*() const { return values_->message_->field(place_).value; }
        Iterator& operator++() {
            place_ = values_->next(place_ + 1);
            return *this;
        }
        Iterator operator++(int) {
            auto const before = *this;
            ++*this;
            return before;
        }
        bool operator==(Iterator const& other) const { return place_ == other.place_; }

      private:
        FieldValues const* values_;
        std::size_t place_;
    };
    FieldValues(Message const& message, HeaderName known, std::string_view name)
        : message_(&message), name_(name), known_(known) {}
    [[nodiscard]] Iterator begin() const { return {*this, next(0)}; }
    [[nodiscard]] Iterator end() const { return {*this, message_->field_count()}; }
    [[nodiscard]] bool empty() const { return next(0) == message_->field_count(); }
    [[nodiscard]] std::size_t size() const;
    [[nodiscard]] std::string_view front() const { return *begin(); }
    bool operator==(std::vector<std::string_view> const& other) const;

  private:
    [[nodiscard]] std::size_t next(std::size_t from) const {
        return known_ == HeaderName::other ? message_->find(name_, from) : message_->find(known_, from);
    }
    Message const* message_;
    std::string_view name_;
    HeaderName known_;
};

// True where both name one header field: without case, compact forms (section 7.3.3, 20) included.
bool same_header(std::string_view a, std::string_view b);

struct ParseError {
    std::size_t offset = 0;  // byte at which the text stops being SIP
    std::string reason;      // one sentence: what was found, what was expected
};

// Parses one UDP datagram. Total: any bytes give a message or an error. Strict: the grammar of RFC 3261 section 25, the
// mandatory fields of section 8.1.1 (Max-Forwards may be missing, as RFC 2543 allowed), no contradiction between them
// (CSeq's method is the request's). A body longer than Content-Length is cut to it (section 18.3), a shorter one is an
// error.
tl::expected<Message, ParseError> parse_message(std::string_view datagram);

// What write() writes.
std::string to_bytes(Message const& message);

// The RFC's reason phrase for a status code; "Unknown" where it has none.
std::string_view reason_phrase(int status);

}  // namespace voiplab::sip
