#include "voiplab/models/net/icmp.hpp"

#include "bytes.hpp"
#include "checksum.hpp"
#include "voiplab/models/net/wire_format.hpp"

#include <algorithm>
#include <cstring>
#include <vector>

namespace voiplab::net {

namespace {

constexpr std::size_t icmp_header_size = 8;
constexpr std::size_t checksum_offset = 2;
constexpr std::size_t mtu_offset = 6;
constexpr std::uint8_t dscp_cs6 = 48;

void set_checksum(std::span<std::uint8_t> message) {
    std::fill_n(message.begin() + checksum_offset, 2, std::uint8_t{0});
    auto const sum = folded_checksum(sum_of_words(message));
    std::memcpy(&message[checksum_offset], &sum, sizeof sum);
}

bool has_right_checksum(Ipv4Packet const& packet) {
    auto const bytes = packet.payload.bytes();
    return packet.protocol == protocol_icmp && !packet.is_fragment() && bytes.size() >= icmp_header_size &&
           folded_checksum(sum_of_words(bytes)) == 0;
}

bool is_error(std::uint8_t type) {
    return type == static_cast<std::uint8_t>(IcmpType::unreachable) ||
           type == static_cast<std::uint8_t>(IcmpType::time_exceeded);
}

}  // namespace

Ipv4Packet icmp_error(IcmpError const& error, Ipv4Packet const& offending, Ipv4Address source, PayloadPool& payloads) {
    constexpr std::size_t most = 576 - ipv4_header_size - icmp_header_size;
    std::vector<std::uint8_t> quoted;
    append_bytes({{}, {}, offending}, quoted);
    auto const quote =
        std::span(quoted).subspan(ethernet_header_size, std::min(most, quoted.size() - ethernet_header_size));
    Ipv4Packet message;
    message.source_ip = source;
    message.destination_ip = offending.source_ip;
    message.dscp = dscp_cs6;
    message.protocol = protocol_icmp;
    message.payload = payloads.make(icmp_header_size + quote.size());
    auto const bytes = message.payload.writable();
    std::fill_n(bytes.begin(), icmp_header_size, std::uint8_t{0});
    bytes[0] = static_cast<std::uint8_t>(error.type);
    bytes[1] = error.code;
    put(&bytes[mtu_offset], error.next_hop_mtu);
    std::copy(quote.begin(), quote.end(), bytes.begin() + icmp_header_size);
    set_checksum(bytes);
    return message;
}

bool may_be_told_of(Ipv4Packet const& offending) {
    auto const bytes = offending.payload.bytes();
    if (offending.protocol == protocol_icmp && !bytes.empty() && is_error(bytes[0])) return false;
    auto const multicast_or_none = [](Ipv4Address address) {
        return address.value >> 28 >= 0xe || address.value >> 24 == 0 || address.value >> 24 == 127;
    };
    return offending.fragment_offset == 0 && !multicast_or_none(offending.source_ip) &&
           !multicast_or_none(offending.destination_ip);
}

std::optional<IcmpReport> read_icmp_error(Ipv4Packet const& packet) {
    constexpr std::size_t ports_size = 4;
    auto const bytes = packet.payload.bytes();
    if (!has_right_checksum(packet) || !is_error(bytes[0])) return std::nullopt;
    auto const quoted = bytes.subspan(icmp_header_size);
    if (quoted.size() < ipv4_header_size) return std::nullopt;
    IcmpReport report;
    report.error = {static_cast<IcmpType>(bytes[0]), bytes[1], get_u16(&bytes[mtu_offset])};
    report.protocol = quoted[9];
    report.source_ip = get_address(&quoted[12]);
    report.destination_ip = get_address(&quoted[16]);
    if (report.protocol == protocol_udp && quoted.size() >= ipv4_header_size + ports_size) {
        report.source_port = get_u16(&quoted[ipv4_header_size]);
        report.destination_port = get_u16(&quoted[ipv4_header_size + 2]);
    }
    return report;
}

std::optional<Ipv4Packet> echo_reply_to(Ipv4Packet const& packet, PayloadPool& payloads) {
    if (!has_right_checksum(packet)) return std::nullopt;
    if (packet.payload.bytes()[0] != static_cast<std::uint8_t>(IcmpType::echo_request)) return std::nullopt;
    Ipv4Packet reply;
    reply.source_ip = packet.destination_ip;
    reply.destination_ip = packet.source_ip;
    reply.dscp = packet.dscp;
    reply.protocol = protocol_icmp;
    reply.payload = payloads.copy(packet.payload.bytes());
    reply.payload.writable()[0] = static_cast<std::uint8_t>(IcmpType::echo_reply);
    set_checksum(reply.payload.writable());
    return reply;
}

bool IcmpRateLimit::allows(Ipv4Address peer, sim::Time now) {
    constexpr sim::Duration apart = std::chrono::seconds(1);
    constexpr auto most = 6 * apart;
    auto const [found, is_new] = peers_.try_emplace(peer, Tokens{most, now});
    auto& [tokens, last] = found->second;
    tokens = std::min(most, tokens + (now - last));
    last = now;
    if (tokens < apart) return false;
    tokens -= apart;
    return true;
}

}  // namespace voiplab::net
