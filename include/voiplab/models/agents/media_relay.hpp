#pragma once

#include "voiplab/models/net/host.hpp"

#include <cstdint>
#include <memory>
#include <vector>

namespace voiplab::agents {

// Passes RTP between the two parties of each of its calls, as it is: a relay in the manner of rtpproxy, without
// signalling. Each leg of a call has a port of its own; when all ports are taken they are given out again, and the
// sender's address tells the legs of one port apart.
class MediaRelay final : public net::UdpReceiver {
  public:
    // The host's ports from `first_port` on, every second one, are free; it outlives the relay, which takes those for
    // good that it gives out.
    MediaRelay(net::Host& host, std::uint16_t first_port = 10'000);
    MediaRelay(MediaRelay const&) = delete;
    MediaRelay& operator=(MediaRelay const&) = delete;

    // A call between two parties' endpoints, and where each of them is to send.
    struct Call {
        net::UdpEndpoint for_first;
        net::UdpEndpoint for_second;
    };
    Call add_call(net::UdpEndpoint first, net::UdpEndpoint second);

    [[nodiscard]] std::uint64_t relayed() const { return relayed_; }
    // Datagrams from somebody who has no call at that port.
    [[nodiscard]] std::uint64_t strangers() const { return strangers_; }

  private:
    struct Leg {
        net::UdpEndpoint from;
        net::UdpEndpoint to;
        std::uint16_t by = 0;  // the port that it leaves by: the other leg's
    };
    // Half a cache line. No receiver of its own, so that one look at the relay's table finds it.
    struct alignas(32) Port {
        Leg first;  // mostly the only one
        std::unique_ptr<std::vector<Leg>> further;
    };
    static_assert(sizeof(Port) == 32);

    void receive(net::UdpDatagram const& datagram) override;
    void prefetch_receive(net::UdpDatagram const& datagram, unsigned turns) const override;
    // The number of a port that takes a leg more.
    std::size_t next_port();
    void add(std::size_t port, Leg const& leg);
    [[nodiscard]] std::uint16_t number_of(std::size_t port) const {
        return static_cast<std::uint16_t>(taken_.first + 2 * port);
    }
    [[nodiscard]] Leg const* find(net::UdpDatagram const& datagram) const;

    net::Host& host_;
    net::AlternatePorts taken_;
    std::vector<Port> ports_;  // as taken_ numbers them
    std::size_t legs_ = 0;
    std::uint64_t relayed_ = 0;
    std::uint64_t strangers_ = 0;
};

}  // namespace voiplab::agents
