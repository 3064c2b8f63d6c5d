#pragma once

#include "voiplab/models/net/address.hpp"
#include "voiplab/models/net/frame.hpp"

#include <algorithm>
#include <bit>
#include <cstdint>

// Network byte order: what is put, and what is got.
namespace voiplab::net {

// The value whose bytes in this machine's memory are the given one's in network byte order.
constexpr std::uint16_t in_network_order(std::uint16_t value) {
    return std::endian::native == std::endian::big ? value : __builtin_bswap16(value);
}
constexpr std::uint32_t in_network_order(std::uint32_t value) {
    return std::endian::native == std::endian::big ? value : __builtin_bswap32(value);
}

inline std::uint8_t* put(std::uint8_t* at, std::uint8_t value) {
    *at = value;
    return at + 1;
}
inline std::uint8_t* put(std::uint8_t* at, std::uint16_t value) {
    at[0] = static_cast<std::uint8_t>(value >> 8);
    at[1] = static_cast<std::uint8_t>(value & 0xff);
    return at + 2;
}
inline std::uint8_t* put(std::uint8_t* at, Ipv4Address address) {
    at = put(at, static_cast<std::uint16_t>(address.value >> 16));
    return put(at, static_cast<std::uint16_t>(address.value & 0xffff));
}
inline std::uint8_t* put(std::uint8_t* at, MacAddress mac) {
    return std::copy(mac.octets.begin(), mac.octets.end(), at);
}

inline std::uint16_t get_u16(std::uint8_t const* at) {
    return static_cast<std::uint16_t>(at[0] << 8 | at[1]);
}
inline Ipv4Address get_address(std::uint8_t const* at) {
    return {static_cast<std::uint32_t>(get_u16(at)) << 16 | get_u16(at + 2)};
}
inline MacAddress get_mac(std::uint8_t const* at) {
    MacAddress mac;
    std::copy_n(at, mac.octets.size(), mac.octets.begin());
    return mac;
}

}  // namespace voiplab::net
