#pragma once

#include "models/sip/grammar.hpp"

#include <string_view>

namespace voiplab::sip {

// What a start line says (RFC 3261 section 7).
struct StartLine {
    int status = 0;           // 0: of a request
    std::string_view method;  // of a request
    std::string_view words;   // the request-URI, or the reason phrase
    bool canonical = false;   // spelled as this library spells it
};

// Reads the cursor's whole text.
bool read_start_line(grammar::Cursor& cursor, StartLine& line);

}  // namespace voiplab::sip
