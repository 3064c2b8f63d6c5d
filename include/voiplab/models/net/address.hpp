#pragma once

#include <array>
#include <bit>
#include <compare>
#include <cstdint>
#include <cstring>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

namespace voiplab::net {

struct MacAddress {
    std::array<std::uint8_t, 6> octets{};
    // As a number, most significant octet first.
    [[nodiscard]] constexpr std::uint64_t value() const {
        if (!std::is_constant_evaluated() && std::endian::native == std::endian::little) {
            return __builtin_bswap64(bits()) >> 16U;
        }
        std::uint64_t number = 0;
        for (auto const octet : octets) {
            number = number << 8 | octet;
        }
        return number;
    }
    // The same bits in the machine's own order, in two loads: every frame's addresses are compared.
    [[nodiscard]] std::uint64_t bits() const {
        std::uint32_t front;
        std::uint16_t back;
        std::memcpy(&front, octets.data(), sizeof front);
        std::memcpy(&back, octets.data() + sizeof front, sizeof back);
        return front | std::uint64_t{back} << 32;
    }
    friend constexpr bool operator==(MacAddress const& a, MacAddress const& b) {
        return std::is_constant_evaluated() ? a.value() == b.value() : a.bits() == b.bits();
    }
    friend constexpr auto operator<=>(MacAddress const& a, MacAddress const& b) { return a.value() <=> b.value(); }
    static constexpr MacAddress broadcast() { return {{0xff, 0xff, 0xff, 0xff, 0xff, 0xff}}; }
    // The group bit (IEEE 802: the first octet's lowest): broadcast and multicast.
    [[nodiscard]] constexpr bool is_group() const { return (octets[0] & 1U) != 0; }
};

struct Ipv4Address {
    std::uint32_t value = 0;  // host byte order
    auto operator<=>(Ipv4Address const&) const = default;
};

struct Ipv4Network {
    Ipv4Address address;
    std::uint8_t prefix_length = 0;  // 0 to 32
    auto operator<=>(Ipv4Network const&) const = default;
    // The network of an address that keeps its host bits: 192.168.6.133/24 lies in 192.168.6.0/24.
    [[nodiscard]] constexpr Ipv4Network network() const {
        auto const host_bits = prefix_length == 0 ? ~0U : ~0U >> (prefix_length - 1U) >> 1U;
        return {{address.value & ~host_bits}, prefix_length};
    }
    [[nodiscard]] constexpr bool contains(Ipv4Address other) const {
        return prefix_length == 0 || (address.value ^ other.value) >> (32U - prefix_length) == 0;
    }
};

struct UdpEndpoint {
    Ipv4Address address;
    std::uint16_t port = 0;
    auto operator<=>(UdpEndpoint const&) const = default;
};

// "00:0c:29:cd:de:c3"; nullopt for anything else.
std::optional<MacAddress> parse_mac(std::string_view text);
// Dotted quad, no leading zeros; nullopt for anything else.
std::optional<Ipv4Address> parse_ipv4(std::string_view text);
// "192.168.6.133/24": the address keeps its host bits.
std::optional<Ipv4Network> parse_ipv4_network(std::string_view text);

std::string to_string(MacAddress mac);
std::string to_string(Ipv4Address address);
std::string to_string(Ipv4Network const& network);  // "192.168.6.0/24"
std::string to_string(UdpEndpoint endpoint);        // "192.168.6.133:5060"

}  // namespace voiplab::net

template <>
struct std::hash<voiplab::net::MacAddress> {
    std::size_t operator()(voiplab::net::MacAddress const& mac) const noexcept { return mac.value(); }
};

template <>
struct std::hash<voiplab::net::Ipv4Address> {
    std::size_t operator()(voiplab::net::Ipv4Address address) const noexcept { return address.value; }
};
