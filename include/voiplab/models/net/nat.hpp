#pragma once

#include "voiplab/models/net/address.hpp"
#include "voiplab/models/net/frame.hpp"
#include "voiplab/sim/time.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <utility>
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

struct NatCounters {
    std::uint64_t translated = 0;      // packets, both ways
    std::uint64_t filtered = 0;        // that came for no mapping, or from whom its kind keeps out
    std::uint64_t mappings = 0;        // that were made, forwardings not counted
    std::uint64_t expired = 0;         // of those
    std::uint64_t port_exhausted = 0;  // packets dropped as no outside port was free
    std::uint64_t flows_full = 0;      // and as there were most_flows
};

// Which inside endpoint has which port of the outside address, and with whom it speaks (RFC 4787). A flow is what
// passes between an outside port and one remote endpoint; packets of both ways keep it, as in Linux's conntrack, and a
// mapping lasts as long as the last of its flows. Without IO: the router says what came and what time it is.
class NatTable {
  public:
    NatTable(Ipv4Address outside, NatOptions options);

    // A packet from an inside endpoint to a remote one leaves by the endpoint given; nullopt where it is dropped.
    std::optional<UdpEndpoint> outbound(UdpEndpoint inside, UdpEndpoint remote, sim::Time now);
    // A packet from a remote endpoint to an outside one goes in to the endpoint given; nullopt where it is kept out.
    std::optional<UdpEndpoint> inbound(UdpEndpoint remote, UdpEndpoint outside, sim::Time now);
    // The same of a flow there is, for what is said about it: nothing is made or refreshed (RFC 5508, REQ-6).
    std::optional<UdpEndpoint> outside_of(UdpEndpoint inside, UdpEndpoint remote, sim::Time now);
    std::optional<UdpEndpoint> inside_of(UdpEndpoint outside, UdpEndpoint remote, sim::Time now);

    [[nodiscard]] Ipv4Address outside() const { return outside_; }
    [[nodiscard]] NatOptions const& options() const { return options_; }
    [[nodiscard]] NatCounters const& counters() const { return counters_; }
    // Mappings that stand, forwardings included, and flows.
    [[nodiscard]] std::size_t mappings() const { return mappings_.size(); }
    [[nodiscard]] std::size_t flows() const { return flows_.size(); }

  private:
    // The inside endpoint, and with address and port-dependent mapping the remote one.
    using Key = std::pair<UdpEndpoint, UdpEndpoint>;
    struct Mapping {
        Key key;
        bool forwarded = false;
        std::size_t flows = 0;
    };
    using FlowKey = std::pair<std::uint16_t, UdpEndpoint>;  // the outside port and the remote endpoint
    struct Flow {
        sim::Time expires;
        bool sent = false;
        bool received = false;
    };
    using MappingIterator = std::map<std::uint16_t, Mapping>::iterator;

    void expire(sim::Time now);
    [[nodiscard]] Key key_of(UdpEndpoint inside, UdpEndpoint remote) const;
    MappingIterator find(UdpEndpoint inside, UdpEndpoint remote);
    MappingIterator map(UdpEndpoint inside, UdpEndpoint remote);
    [[nodiscard]] std::optional<std::uint16_t> free_port(std::uint16_t wanted) const;
    [[nodiscard]] bool in_range(std::uint16_t port) const;
    [[nodiscard]] bool lets_in(MappingIterator mapping, UdpEndpoint remote) const;
    // A packet of that flow passes; false where it would be one too many.
    bool pass(MappingIterator mapping, UdpEndpoint remote, bool Flow::*way, sim::Time now);

    Ipv4Address outside_;
    NatOptions options_;
    std::map<std::uint16_t, Mapping> mappings_;  // by their outside ports
    std::map<Key, std::uint16_t> ports_;
    std::size_t range_in_use_ = 0;
    std::map<FlowKey, Flow> flows_;
    std::multimap<sim::Time, FlowKey> checks_;  // one a flow, not after it expires
    NatCounters counters_;
};

// Rewrites the packets that a router passes between its inside and its outside: UDP, echo requests (RFC 5508, by their
// identifiers) and the ICMP errors that quote UDP. It looks into no payload: what SIP and SDP say inside stays private.
// Fragments must have been put together. Wrong UDP checksums stay wrong (RFC 1624).
class AddressTranslation {
  public:
    AddressTranslation(Ipv4Address outside, NatOptions const& options, PayloadPool& payloads);

    // What comes from inside for an address out there, or for the outside address itself, from where it turns back to
    // an inside host (hairpinning). nullopt where it is dropped, or for the router itself.
    std::optional<Ipv4Content> outbound(Ipv4Content const& packet, sim::Time now);
    // What comes for the outside address. nullopt where it is not for an inside host: for the router itself, or nobody.
    std::optional<Ipv4Content> inbound(Ipv4Content const& packet, sim::Time now);

    // Of UDP.
    [[nodiscard]] NatCounters const& counters() const { return table_.counters(); }

  private:
    std::optional<Ipv4Content> udp_outbound(Ipv4Content const& packet, sim::Time now);
    std::optional<Ipv4Content> icmp_outbound(Ipv4Packet const& packet, sim::Time now);
    std::optional<Ipv4Content> icmp_inbound(Ipv4Packet const& packet, sim::Time now);

    NatTable table_;
    NatTable echoes_;  // an identifier stands for the inside port, and the remote one is 0
    PayloadPool& payloads_;
};

}  // namespace voiplab::net
