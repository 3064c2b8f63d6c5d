#pragma once

#include "voiplab/models/sip/field_views.hpp"
#include "voiplab/models/sip/message_parts.hpp"

#include <string_view>

// Values as nearly every product writes them, read in one go: without escapes, comments or white space where none needs
// to be, parameters that are known, none twice. Each of these functions is true only for a value that its whole grammar
// (field_readers.hpp) accepts too, and reads the same of it; of every other value it says nothing. What they read into
// is empty before, and after a value of which they say nothing.
namespace voiplab::sip {

// "SIP/2.0/UDP " sent-by, and of branch, received and rport what there is.
bool scan_usual_via(std::string_view value, TopVia& via);
// "sip:" user "@" host, a port, one parameter.
bool scan_usual_uri(std::string_view text, UriView& uri);
// A quoted display name, such a URI in "<" and ">", a tag.
bool scan_usual_address(std::string_view value, NameAddressView& address);

// The same as Message::top_via() says of a value that has been found well-formed, whatever its form.
TopVia outline_top_via(std::string_view value);

}  // namespace voiplab::sip
