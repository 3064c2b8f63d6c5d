#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace voiplab::sip::test {

// A message of a fixture, with CRLF line ends.
struct Fixture {
    std::string name;
    std::string bytes;
    std::size_t size = 0;  // what the source says it is long; 0: it does not say
};

// Fixtures are written with LF alone and start with one, so that a raw string reads like the message.
inline std::string with_crlf(std::string_view text) {
    if (!text.empty() && text.front() == '\n') text.remove_prefix(1);
    std::string bytes;
    for (char const c : text) {
        if (c == '\n') bytes += '\r';
        bytes += c;
    }
    return bytes;
}

// RFC 4475's messages, named as there; mpart01 alone is missing, whose body is a binary signature. Well-formed are
// those of sections 3.1.1, 3.2, 3.3 and 3.4; refused are those of section 3.1.2 and, of 3.3, those that lack a
// mandatory field or have one twice (insuf, multi01, mcl01). Where the RFC lets an element be liberal, as with blanks,
// angle brackets or header fields in the request-URI, this parser is strict all the same.
std::vector<Fixture> valid_torture_messages();
std::vector<Fixture> invalid_torture_messages();

// The lab's own messages, by the agents' profiles; sizes are those of its captures.
std::vector<Fixture> lab_messages();
std::string xlite_offer();      // 336 bytes
std::string asterisk_answer();  // 276 bytes

}  // namespace voiplab::sip::test
