#pragma once

#include "voiplab/models/net/frame.hpp"
#include "voiplab/sim/time.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <tuple>
#include <vector>

namespace voiplab::net {

// Cuts a packet into fragments of at most `mtu` octets, IPv4 header included (RFC 791, 3.2); it may be a fragment
// itself. The mtu is at least 68 (RFC 791: every module must be able to forward so much).
std::vector<Ipv4Packet> fragments_of(Ipv4Packet const& packet, std::size_t mtu, PayloadPool& payloads);

// Puts packets together from fragments, as Linux does (net/ipv4/ip_fragment.c). Without IO: the host says what came and
// what time it is.
class Reassembly {
  public:
    // From a packet's first fragment to come until it is given up: ipfrag_time.
    static constexpr sim::Duration patience = std::chrono::seconds(30);

    // The whole packet, where this fragment was the last one missing. One that overlaps with another, or is not so long
    // that the next one can follow it, ends its packet: Linux drops all of it (RFC 5722 for IPv6).
    std::optional<Ipv4Packet> add(Ipv4Packet fragment, sim::Time now, PayloadPool& payloads);

    // When expire() must be called next.
    [[nodiscard]] std::optional<sim::Time> next_timer() const;
    // Gives up what has waited too long; the first fragments of those, where they had come, for which RFC 792 wants the
    // sender told.
    std::vector<Ipv4Packet> expire(sim::Time now);
    // How many packets have been given up.
    [[nodiscard]] std::uint64_t given_up() const { return given_up_; }

  private:
    using Key = std::tuple<Ipv4Address, Ipv4Address, std::uint16_t, std::uint8_t>;
    struct Incomplete {
        sim::Time until;
        std::map<std::uint16_t, Ipv4Packet> fragments;  // by their offsets
    };
    static bool fits(Incomplete const& incomplete, Ipv4Packet const& fragment);
    static bool is_complete(Incomplete const& incomplete);
    static Ipv4Packet put_together(Incomplete const& incomplete, PayloadPool& payloads);

    std::map<Key, Incomplete> incomplete_;
    std::uint64_t given_up_ = 0;
};

}  // namespace voiplab::net
