#pragma once

#include <cstdint>

namespace voiplab::net {

inline constexpr std::uint16_t ether_type_ipv4 = 0x0800;
inline constexpr std::uint16_t ether_type_arp = 0x0806;
inline constexpr std::uint16_t ether_type_vlan = 0x8100;

// The flags before an IPv4 header's fragment offset (RFC 791, 3.1).
inline constexpr std::uint16_t ipv4_dont_fragment = 0x4000;
inline constexpr std::uint16_t ipv4_more_fragments = 0x2000;
inline constexpr std::uint16_t ipv4_offset_mask = 0x1fff;

}  // namespace voiplab::net
