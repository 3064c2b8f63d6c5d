#pragma once

#include "voiplab/models/sip/header_name.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

// What a message is put together from, and what is read of it.
namespace voiplab::sip {

// One header field (RFC 3261 section 7.3), spelled as it arrived or as a profile wants it. Folded lines are joined by
// one space, white space around the value is cut; nothing else is changed.
struct HeaderField {
    std::string name;
    std::string value;
    bool operator==(HeaderField const&) const = default;
};

// The same within a message.
struct FieldView {
    std::string_view name;
    std::string_view value;
    bool operator==(FieldView const&) const = default;
};

// A field of a message that is being arranged: one that it has, as it is to be spelled, or a new one.
struct ArrangedField {
    static constexpr std::size_t nowhere = static_cast<std::size_t>(-1);
    HeaderName known = HeaderName::other;
    std::string_view name;        // empty: as it is spelled
    std::size_t place = nowhere;  // of the field that the message has
    std::string_view value{};     // of a new one
};

struct CSeqView {
    std::uint32_t number = 0;
    std::string_view method;
};

// The parts of a message's first Via value by which transactions are told apart.
struct TopVia {
    std::string_view value;
    std::string_view host;
    std::uint16_t port = 5060;
    std::string_view branch{};    // empty where there is none
    std::string_view received{};  // likewise
    std::uint16_t rport = 0;      // its value (RFC 3581); 0: none
    bool asks_rport = false;      // it has rport without a value
};

struct RequestLine {
    std::string_view method;
    std::string_view uri;
    bool operator==(RequestLine const&) const = default;
};

struct StatusLine {
    int code = 0;  // 100 to 699
    std::string_view reason{};
    bool operator==(StatusLine const&) const = default;
};

}  // namespace voiplab::sip
