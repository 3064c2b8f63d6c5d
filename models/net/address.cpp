#include "voiplab/models/net/address.hpp"

#include <array>
#include <charconv>

#include <fmt/format.h>

namespace voiplab::net {

namespace {

// A decimal number without sign or leading zeros, at most `limit`.
template <typename Number>
std::optional<Number> parse_decimal(std::string_view text, unsigned limit) {
    if (text.empty() || (text.size() > 1 && text.front() == '0')) return std::nullopt;
    unsigned value = 0;
    auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || value > limit) return std::nullopt;
    return static_cast<Number>(value);
}

}  // namespace

std::optional<MacAddress> parse_mac(std::string_view text) {
    constexpr std::size_t length = 17;
    if (text.size() != length) return std::nullopt;
    MacAddress mac;
    for (std::size_t i = 0; i < mac.octets.size(); ++i) {
        auto const* const digits = text.data() + 3 * i;
        auto const [end, error] = std::from_chars(digits, digits + 2, mac.octets[i], 16);
        if (error != std::errc{} || end != digits + 2) return std::nullopt;
        if (i + 1 < mac.octets.size() && *end != ':') return std::nullopt;
    }
    return mac;
}

std::optional<Ipv4Address> parse_ipv4(std::string_view text) {
    Ipv4Address address;
    std::size_t at = 0;
    for (int i = 0; i < 4; ++i) {
        if (i > 0 && (at == text.size() || text[at++] != '.')) return std::nullopt;
        auto const start = at;
        unsigned octet = 0;
        for (; at < text.size() && at < start + 3 && text[at] >= '0' && text[at] <= '9'; ++at)
            octet = octet * 10 + static_cast<unsigned>(text[at] - '0');
        if (at == start || octet > 255 || (at > start + 1 && text[start] == '0')) return std::nullopt;
        address.value = address.value << 8 | octet;
    }
    return at == text.size() ? std::optional(address) : std::nullopt;
}

std::optional<Ipv4Network> parse_ipv4_network(std::string_view text) {
    auto const slash = text.find('/');
    if (slash == std::string_view::npos) return std::nullopt;
    auto const address = parse_ipv4(text.substr(0, slash));
    auto const prefix_length = parse_decimal<std::uint8_t>(text.substr(slash + 1), 32);
    if (!address || !prefix_length) return std::nullopt;
    return Ipv4Network{*address, *prefix_length};
}

std::string to_string(MacAddress mac) {
    return fmt::format("{:02x}", fmt::join(mac.octets, ":"));
}

std::string to_string(Ipv4Address address) {
    std::array<char, 16> text{};
    auto* end = text.data();
    for (auto shift = 24; shift >= 0; shift -= 8) {
        auto const octet = address.value >> shift & 0xffU;
        if (octet >= 100) *end++ = static_cast<char>('0' + octet / 100);
        if (octet >= 10) *end++ = static_cast<char>('0' + octet / 10 % 10);
        *end++ = static_cast<char>('0' + octet % 10);
        *end++ = '.';
    }
    return {text.data(), end - 1};
}

std::string to_string(Ipv4Network const& network) {
    auto text = to_string(network.address);
    fmt::format_int const prefix_length(network.prefix_length);
    return text.append("/").append(prefix_length.data(), prefix_length.size());
}

std::string to_string(UdpEndpoint endpoint) {
    auto text = to_string(endpoint.address);
    fmt::format_int const port(endpoint.port);
    return text.append(":").append(port.data(), port.size());
}

}  // namespace voiplab::net
