#pragma once

#include "voiplab/models/sip/dialog.hpp"

#include <string>
#include <string_view>

namespace voiplab::sip {

// The dialog that a new call is to take the place of (RFC 3891), seen by whom it is sent to: `to_tag` is its own.
struct Replaces {
    std::string call_id;
    std::string to_tag;
    std::string from_tag;

    // As the other side of that dialog knows it.
    static Replaces of(Dialog const& dialog);
    // The dialog is the one that is meant, on the side that this was sent to.
    [[nodiscard]] bool names(Dialog const& dialog) const;
    bool operator==(Replaces const&) const = default;
};

// "id;to-tag=a;from-tag=b" (section 6.1). What is missing is empty.
Replaces parse_replaces(std::string_view value);
std::string to_string(Replaces const& replaces);

// What may not stand in a URI's header value is escaped (RFC 3261 section 25.1: hvalue), and comes back.
std::string escape_header_value(std::string_view text);
std::string unescape_header_value(std::string_view text);

}  // namespace voiplab::sip
