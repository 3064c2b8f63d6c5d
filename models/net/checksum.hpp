#pragma once

#include "voiplab/models/net/address.hpp"

#include <cstdint>
#include <span>

namespace voiplab::net {

// RFC 1071: the one's complement sum of 16-bit words, not folded yet. By its section 2 it may be computed over wider
// words and in any byte order; here in the machine's, four octets at a time, so that 64 bits hold any datagram's sum.
std::uint64_t sum_of_words(std::span<std::uint8_t const> bytes);
// In the byte order of the sum: its bytes are to be copied. 0 for what already holds its own right checksum.
inline std::uint16_t folded_checksum(std::uint64_t sum) {
    // As often as any sum needs: how often one needs it a processor cannot guess.
    sum = (sum & 0xffff'ffff) + (sum >> 32);
    sum = (sum & 0xffff) + (sum >> 16 & 0xffff) + (sum >> 32);
    sum = (sum & 0xffff) + (sum >> 16);
    sum = (sum & 0xffff) + (sum >> 16);
    return static_cast<std::uint16_t>(~sum & 0xffff);
}
// What RFC 768 adds to the sum of a UDP datagram so large, header included: its pseudo header.
std::uint64_t sum_of_pseudo_header(Ipv4Address source, Ipv4Address destination, std::size_t udp_size);

}  // namespace voiplab::net
