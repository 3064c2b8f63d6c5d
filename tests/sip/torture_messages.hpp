#pragma once

#include "tests/sip/fixtures.hpp"

// What the files of RFC 4475's messages have in common.
namespace voiplab::sip::test {

// The session description most of the messages carry; 150 bytes with an address of 9.
inline std::string session(std::string const& address) {
    return with_crlf("v=0\no=mhandley 29739 7272939 IN IP4 " + address + "\ns=-\nc=IN IP4 " + address +
                     "\nt=0 0\nm=audio 49217 RTP/AVP 0 12\nm=video 3227 RTP/AVP 31\na=rtpmap:31 LPC\n");
}

inline Fixture message(std::string name, std::string_view header) {
    return {std::move(name), with_crlf(header) + "\r\n", 0};
}

inline Fixture with_session(std::string name, std::string_view header, std::string const& address) {
    return {std::move(name), with_crlf(header) + "\r\n" + session(address), 0};
}

// Those of sections 3.2 to 3.4, which are sound in form.
std::vector<Fixture> torture_messages_of_meaning();

}  // namespace voiplab::sip::test
