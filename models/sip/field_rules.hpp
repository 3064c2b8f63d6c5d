#pragma once

#include "voiplab/models/sip/message.hpp"

#include <cstddef>
#include <optional>

namespace voiplab::sip {

// What is wrong with the header fields of a message.
struct FieldError {
    std::optional<std::size_t> field;  // place in the message; nullopt: a mandatory field is missing
    ParseError error;                  // its offset counts from the start of that field's value
};

// What was noticed of them on the way.
struct Noticed {
    TopVia top_via;
    std::string_view from_tag;
    std::string_view to_tag;
    CSeqView sequence;
};

// Checks the fields that transactions, dialogs and transports rely on: there, once, well-formed, and in agreement.
std::optional<FieldError> check_fields(Message const& message, Noticed& noticed);

}  // namespace voiplab::sip
