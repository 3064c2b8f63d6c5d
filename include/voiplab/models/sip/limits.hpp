#pragma once

#include <cstddef>

// What the parsers of this library accept at most; more is an ordinary error.
namespace voiplab::sip {

inline constexpr std::size_t max_message_bytes = 65535;   // what a UDP length can say
inline constexpr std::size_t max_line_bytes = 8192;       // a line without its CRLF, and a header field unfolded
inline constexpr std::size_t max_header_fields = 256;     // in one message
inline constexpr std::size_t max_parameters = 128;        // of one URI and of one value of a header field
inline constexpr std::size_t max_sdp_lines = 1024;        // in one session description
inline constexpr std::size_t max_sdp_formats = 256;       // of one medium; RTP has 128 payload types
inline constexpr std::size_t max_digest_directives = 64;  // in one challenge or one set of credentials

}  // namespace voiplab::sip
