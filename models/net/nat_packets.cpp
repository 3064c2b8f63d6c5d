#include "bytes.hpp"
#include "voiplab/models/net/icmp.hpp"
#include "voiplab/models/net/nat.hpp"

#include <algorithm>
#include <array>
#include <span>

namespace voiplab::net {

namespace {

constexpr std::size_t ipv4_checksum_offset = 10;
constexpr std::size_t udp_checksum_offset = 6;
constexpr std::size_t icmp_checksum_offset = 2;
constexpr std::size_t icmp_identifier_offset = 4;
constexpr std::size_t icmp_header_size = 8;

// Which of its endpoints changes: where their parts stand.
struct End {
    std::size_t address_offset;  // in an IPv4 header
    std::size_t port_offset;     // in a UDP header
    Ipv4Address Ipv4Packet::*address;
};
constexpr End source_end{12, 0, &Ipv4Packet::source_ip};
constexpr End destination_end{16, 2, &Ipv4Packet::destination_ip};

std::array<std::uint8_t, 6> bytes_of(UdpEndpoint endpoint) {
    std::array<std::uint8_t, 6> bytes{};
    put(put(bytes.data(), endpoint.address), endpoint.port);
    return bytes;
}

// RFC 1624, equation 3: the checksum that stands there follows what changed, from even offset on, in what it covers.
void follow(std::uint8_t* checksum, std::span<std::uint8_t const> before, std::span<std::uint8_t const> after) {
    std::uint32_t sum = static_cast<std::uint16_t>(~get_u16(checksum));
    for (std::size_t i = 0; i + 1 < before.size(); i += 2) {
        sum += static_cast<std::uint16_t>(~get_u16(&before[i]));
        sum += get_u16(&after[i]);
    }
    while (sum > 0xffff) {
        sum = (sum & 0xffffU) + (sum >> 16U);
    }
    put(checksum, static_cast<std::uint16_t>(~sum));
}

// RFC 768: 0 says that the sender computed none.
void follow_udp(std::uint8_t* checksum, UdpEndpoint before, UdpEndpoint after) {
    if (get_u16(checksum) == 0) return;
    follow(checksum, bytes_of(before), bytes_of(after));
    if (get_u16(checksum) == 0) put(checksum, std::uint16_t{0xffff});
}

bool is_udp(Ipv4Packet const& packet) {
    return packet.protocol == protocol_udp && !packet.is_fragment() && packet.payload.size() >= udp_header_size;
}

struct Endpoints {
    UdpEndpoint source;
    UdpEndpoint destination;
};

// nullopt of what is no UDP.
std::optional<Endpoints> endpoints_of(Ipv4Content const& content) {
    if (auto const* const datagram = std::get_if<UdpDatagram>(&content)) {
        return Endpoints{{datagram->source_ip, datagram->source_port},
                         {datagram->destination_ip, datagram->destination_port}};
    }
    auto const& packet = std::get<Ipv4Packet>(content);
    if (!is_udp(packet)) return std::nullopt;
    auto const bytes = packet.payload.bytes();
    return Endpoints{{packet.source_ip, get_u16(bytes.data())}, {packet.destination_ip, get_u16(&bytes[2])}};
}

Ipv4Packet with_endpoint(Ipv4Packet packet, End const& end, UdpEndpoint endpoint, PayloadPool& payloads) {
    packet.payload = payloads.copy(packet.payload.bytes());
    auto const udp = packet.payload.writable();
    UdpEndpoint const before{packet.*end.address, get_u16(&udp[end.port_offset])};
    put(&udp[end.port_offset], endpoint.port);
    follow_udp(&udp[udp_checksum_offset], before, endpoint);
    packet.*end.address = endpoint.address;
    return packet;
}

Ipv4Content with_source(Ipv4Content content, UdpEndpoint endpoint, PayloadPool& payloads) {
    auto* const datagram = std::get_if<UdpDatagram>(&content);
    if (datagram == nullptr) return with_endpoint(std::get<Ipv4Packet>(content), source_end, endpoint, payloads);
    datagram->source_ip = endpoint.address;
    datagram->source_port = endpoint.port;
    return content;
}

Ipv4Content with_destination(Ipv4Content content, UdpEndpoint endpoint, PayloadPool& payloads) {
    auto* const datagram = std::get_if<UdpDatagram>(&content);
    if (datagram == nullptr) return with_endpoint(std::get<Ipv4Packet>(content), destination_end, endpoint, payloads);
    datagram->destination_ip = endpoint.address;
    datagram->destination_port = endpoint.port;
    return content;
}

// The error message with another endpoint in the UDP packet that it quotes, of which it has at least the ports.
Ipv4Packet with_quoted(Ipv4Packet error, End const& end, UdpEndpoint endpoint, PayloadPool& payloads) {
    auto const before = error.payload;
    error.payload = payloads.copy(before.bytes());
    auto const message = error.payload.writable();
    auto const quote = message.subspan(icmp_header_size);
    auto const udp = quote.subspan(ipv4_header_size);
    UdpEndpoint const old{get_address(&quote[end.address_offset]), get_u16(&udp[end.port_offset])};
    put(&quote[end.address_offset], endpoint.address);
    put(&udp[end.port_offset], endpoint.port);
    follow(&quote[ipv4_checksum_offset], bytes_of({old.address, 0}), bytes_of({endpoint.address, 0}));
    if (udp.size() >= udp_header_size) follow_udp(&udp[udp_checksum_offset], old, endpoint);
    auto const changed = std::min(quote.size(), ipv4_header_size + udp_header_size);
    follow(&message[icmp_checksum_offset], before.bytes().subspan(icmp_header_size, changed), quote.first(changed));
    return error;
}

bool quotes_udp(IcmpReport const& report) {
    // Without its ports they read as 0, which nobody sends from.
    return report.protocol == protocol_udp && report.source_port != 0;
}

// The identifier of an echo message of that type.
std::optional<std::uint16_t> echo_identifier(Ipv4Packet const& packet, IcmpType type) {
    auto const bytes = packet.payload.bytes();
    if (packet.is_fragment() || bytes.size() < icmp_header_size || bytes[0] != static_cast<std::uint8_t>(type)) {
        return std::nullopt;
    }
    return get_u16(&bytes[icmp_identifier_offset]);
}

Payload with_identifier(Payload const& message, std::uint16_t identifier, PayloadPool& payloads) {
    auto copy = payloads.copy(message.bytes());
    auto const bytes = copy.writable();
    put(&bytes[icmp_identifier_offset], identifier);
    follow(&bytes[icmp_checksum_offset], message.bytes().subspan(icmp_identifier_offset, 2),
           bytes.subspan(icmp_identifier_offset, 2));
    return copy;
}

NatOptions echo_options(NatOptions const& options) {
    NatOptions echo;
    echo.first_port = 1;
    echo.stream_timeout = echo.timeout;  // nf_conntrack_icmp_timeout
    echo.most_flows = options.most_flows;
    return echo;
}

}  // namespace

AddressTranslation::AddressTranslation(Ipv4Address outside, NatOptions const& options, PayloadPool& payloads)
    : table_(outside, options), echoes_(outside, echo_options(options)), payloads_(payloads) {}

std::optional<Ipv4Content> AddressTranslation::outbound(Ipv4Content const& packet, sim::Time now) {
    auto const destination = std::visit([](auto const& any) { return any.destination_ip; }, packet);
    auto const turns_back = destination == table_.outside();
    if (turns_back && !table_.options().hairpin) return std::nullopt;
    auto translated =
        endpoints_of(packet) ? udp_outbound(packet, now) : icmp_outbound(std::get<Ipv4Packet>(packet), now);
    return translated && turns_back ? inbound(*translated, now) : translated;
}

std::optional<Ipv4Content> AddressTranslation::udp_outbound(Ipv4Content const& packet, sim::Time now) {
    auto const ends = endpoints_of(packet);
    auto const outside = table_.outbound(ends->source, ends->destination, now);
    if (!outside) return std::nullopt;
    return with_source(packet, *outside, payloads_);
}

std::optional<Ipv4Content> AddressTranslation::inbound(Ipv4Content const& packet, sim::Time now) {
    auto const ends = endpoints_of(packet);
    if (!ends) return icmp_inbound(std::get<Ipv4Packet>(packet), now);
    auto const inside = table_.inbound(ends->source, ends->destination, now);
    if (!inside) return std::nullopt;
    return with_destination(packet, *inside, payloads_);
}

// An error of a packet that came in quotes what its teller saw: the inside endpoint. A router that tells of it is
// inside, too.
std::optional<Ipv4Content> AddressTranslation::icmp_outbound(Ipv4Packet const& packet, sim::Time now) {
    if (packet.protocol != protocol_icmp) return std::nullopt;
    auto translated = packet;
    translated.source_ip = table_.outside();
    if (auto const identifier = echo_identifier(packet, IcmpType::echo_request)) {
        auto const outside = echoes_.outbound({packet.source_ip, *identifier}, {packet.destination_ip, 0}, now);
        if (!outside) return std::nullopt;
        translated.payload = with_identifier(packet.payload, outside->port, payloads_);
        return translated;
    }
    auto const report = read_icmp_error(packet);
    if (!report || !quotes_udp(*report)) return std::nullopt;
    auto const outside = table_.outside_of({report->destination_ip, report->destination_port},
                                           {report->source_ip, report->source_port}, now);
    if (!outside) return std::nullopt;
    return with_quoted(translated, destination_end, *outside, payloads_);
}

std::optional<Ipv4Content> AddressTranslation::icmp_inbound(Ipv4Packet const& packet, sim::Time now) {
    if (packet.protocol != protocol_icmp) return std::nullopt;
    auto translated = packet;
    if (auto const identifier = echo_identifier(packet, IcmpType::echo_reply)) {
        auto const inside = echoes_.inbound({packet.source_ip, 0}, {packet.destination_ip, *identifier}, now);
        if (!inside) return std::nullopt;
        translated.destination_ip = inside->address;
        translated.payload = with_identifier(packet.payload, inside->port, payloads_);
        return translated;
    }
    auto const report = read_icmp_error(packet);
    if (!report || !quotes_udp(*report)) return std::nullopt;
    auto const inside = table_.inside_of({report->source_ip, report->source_port},
                                         {report->destination_ip, report->destination_port}, now);
    if (!inside) return std::nullopt;
    translated.destination_ip = inside->address;
    return with_quoted(translated, source_end, *inside, payloads_);
}

}  // namespace voiplab::net
