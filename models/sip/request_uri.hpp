#pragma once

#include <string>
#include <string_view>

namespace voiplab::sip {

// A URI as it may stand in a request line: less its headers and its method parameter (RFC 3261 section 19.1.1, table
// 1), else as it was spelled.
std::string as_request_uri(std::string_view uri);

}  // namespace voiplab::sip
