#pragma once

#include "voiplab/models/net/frame.hpp"
#include "voiplab/sim/time.hpp"

#include <cstdint>
#include <map>
#include <optional>

namespace voiplab::net {

// RFC 792's messages that are known here.
enum class IcmpType : std::uint8_t { echo_reply = 0, unreachable = 3, echo_request = 8, time_exceeded = 11 };

// The codes of `unreachable` (RFC 792, RFC 1812 5.2.7.1) ...
inline constexpr std::uint8_t icmp_net_unreachable = 0;
inline constexpr std::uint8_t icmp_host_unreachable = 1;
inline constexpr std::uint8_t icmp_port_unreachable = 3;
inline constexpr std::uint8_t icmp_fragmentation_needed = 4;
// ... and of `time_exceeded`.
inline constexpr std::uint8_t icmp_ttl_exceeded = 0;
inline constexpr std::uint8_t icmp_reassembly_time_exceeded = 1;

// What is said of a packet that could not be delivered.
struct IcmpError {
    IcmpType type = IcmpType::unreachable;
    std::uint8_t code = 0;
    std::uint16_t next_hop_mtu = 0;  // of icmp_fragmentation_needed (RFC 1191)
};

// The message that tells its sender of it, without identification and TTL. It quotes as much of the packet as leaves it
// 576 octets long (RFC 1812, 4.3.2.3), and is marked as Linux marks it, CS6.
Ipv4Packet icmp_error(IcmpError const& error, Ipv4Packet const& offending, Ipv4Address source, PayloadPool& payloads);
// Whether anybody may be told: never of a packet that is itself such a message, of a fragment but the first, or of one
// that came from or went to many (RFC 1122, 3.2.2).
bool may_be_told_of(Ipv4Packet const& offending);

// What is read from an error message: of which packet it is, and its ports where it carried UDP.
struct IcmpReport {
    IcmpError error;
    Ipv4Address source_ip;  // of the packet that it tells of
    Ipv4Address destination_ip;
    std::uint8_t protocol = 0;
    std::uint16_t source_port = 0;
    std::uint16_t destination_port = 0;
};

// nullopt where the packet is no such message, or its checksum is wrong.
std::optional<IcmpReport> read_icmp_error(Ipv4Packet const& packet);
// The answer to an echo request, without identification and TTL; nullopt where it is none.
std::optional<Ipv4Packet> echo_reply_to(Ipv4Packet const& packet, PayloadPool& payloads);

// Holds back error messages as Linux does, for each peer (net/ipv4/icmp.c and inet_peer_xrlim_allow(): a second apart,
// six at once where it was quiet before).
class IcmpRateLimit {
  public:
    bool allows(Ipv4Address peer, sim::Time now);

  private:
    struct Tokens {
        sim::Duration tokens;
        sim::Time last;
    };
    std::map<Ipv4Address, Tokens> peers_;
};

}  // namespace voiplab::net
