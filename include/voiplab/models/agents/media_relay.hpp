#pragma once

#include "voiplab/models/net/host.hpp"

#include <cstdint>
#include <deque>
#include <vector>

namespace voiplab::agents {

// Passes RTP between the two parties of each of its calls, as it is: a relay in the manner of rtpproxy, without
// signalling. Each leg of a call has a port of its own; when all ports are taken they are given out again, and the
// sender's address tells the legs of one port apart.
class MediaRelay {
  public:
    // The host's ports from `first_port` on, every second one, are free; it outlives the relay.
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
    // One cache line.
    class alignas(64) Port final : public net::UdpReceiver {
      public:
        Port(MediaRelay& relay, std::uint16_t number) : relay_(relay), number_(number) {}
        void receive(net::UdpDatagram const& datagram) override;
        void prefetch_receive(net::UdpDatagram const& datagram) const override;
        void add(Leg const& leg);
        [[nodiscard]] std::uint16_t number() const { return number_; }

      private:
        [[nodiscard]] Leg const* find(net::UdpEndpoint from) const;

        MediaRelay& relay_;
        std::uint16_t number_;
        Leg first_;  // mostly the only one
        std::vector<Leg> further_;
    };
    Port& next_port();

    net::Host& host_;
    std::uint16_t first_port_;
    std::deque<Port> ports_;
    std::size_t legs_ = 0;
    std::uint64_t relayed_ = 0;
    std::uint64_t strangers_ = 0;
};

}  // namespace voiplab::agents
