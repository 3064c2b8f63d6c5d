#pragma once

#include "voiplab/models/net/address.hpp"
#include "voiplab/sim/time.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace voiplab::net {

// By RFC 3489's names (section 5), and what RFC 4787 calls them. Who may send to an inside endpoint by the outside
// endpoint that it was given:
enum class NatKind : std::uint8_t {
    full_cone,             // everybody: endpoint-independent mapping and filtering
    restricted_cone,       // addresses that it has sent to: address-dependent filtering
    port_restricted_cone,  // endpoints that it has sent to: address and port-dependent filtering
    symmetric,             // the same, and each of them sees another port: address and port-dependent mapping
};

// What comes for an outside port goes in, from whomever it is.
struct PortForwarding {
    std::uint16_t port = 0;
    UdpEndpoint to;
};

struct NatOptions {
    NatKind kind = NatKind::port_restricted_cone;              // what Linux's masquerading is to most who meet it
    sim::Duration timeout = std::chrono::seconds(30);          // nf_conntrack_udp_timeout: of a flow seen one way only
    sim::Duration stream_timeout = std::chrono::seconds(120);  // nf_conntrack_udp_timeout_stream: seen both ways
    std::uint16_t first_port = 1024;                           // the outside ports that it gives;
    std::uint16_t last_port = 65535;                           // the inside port itself where it is one that is free
    std::size_t most_flows = 65'536;                           // nf_conntrack_max: what would begin another is dropped
    bool hairpin = true;                                       // RFC 4787, REQ-9: insiders meet by outside endpoints
    std::vector<PortForwarding> forwarded;                     // each from another port to another endpoint
};

}  // namespace voiplab::net
