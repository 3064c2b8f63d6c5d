#pragma once

#include <string>
#include <string_view>

namespace voiplab::sip {

// The URI within a value of From, To, Contact, Route or Record-Route, as it was spelled there: a parsed Uri knows its
// parts, but a binding and a route must be given back as they came. The value must be well-formed.
std::string_view uri_text(std::string_view name_address);

// The tag of a From or To value, in lower case since tokens compare without it (RFC 3261 section 7.3.1); empty where
// there is none.
std::string tag_key(std::string_view name_address);

}  // namespace voiplab::sip
