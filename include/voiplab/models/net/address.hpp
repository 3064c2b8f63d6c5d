#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace voiplab::net {

struct MacAddress {
    std::array<std::uint8_t, 6> octets{};
    auto operator<=>(MacAddress const&) const = default;
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
    [[nodiscard]] bool contains(Ipv4Address other) const;
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
std::string to_string(UdpEndpoint endpoint);  // "192.168.6.133:5060"

}  // namespace voiplab::net

template <>
struct std::hash<voiplab::net::MacAddress> {
    std::size_t operator()(voiplab::net::MacAddress const& mac) const noexcept {
        std::uint64_t value = 0;
        for (auto const octet : mac.octets) {
            value = value << 8 | octet;
        }
        return std::hash<std::uint64_t>{}(value);
    }
};

template <>
struct std::hash<voiplab::net::Ipv4Address> {
    std::size_t operator()(voiplab::net::Ipv4Address address) const noexcept {
        return std::hash<std::uint32_t>{}(address.value);
    }
};
