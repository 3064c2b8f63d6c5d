#include "voiplab/models/agents/media_relay.hpp"

#include "voiplab/sim/prefetch.hpp"

#include <algorithm>

namespace voiplab::agents {

MediaRelay::MediaRelay(net::Host& host, std::uint16_t first_port) : host_(host), taken_{first_port, 0} {}

MediaRelay::Call MediaRelay::add_call(net::UdpEndpoint first, net::UdpEndpoint second) {
    auto const for_first = next_port();
    auto const for_second = next_port();
    add(for_first, {first, second, number_of(for_second)});
    add(for_second, {second, first, number_of(for_first)});
    auto const address = host_.options().address.address;
    return {{address, number_of(for_first)}, {address, number_of(for_second)}};
}

std::size_t MediaRelay::next_port() {
    // An RTP port is even; the odd one above it is RTCP's (RFC 3550 section 11).
    auto const pairs = (std::size_t{65'536} - taken_.first) / 2;
    auto const pair = legs_++ % pairs;
    if (pair < ports_.size()) return pair;
    ports_.emplace_back();
    taken_.count = ports_.size();
    host_.bind(taken_, *this);
    return pair;
}

void MediaRelay::add(std::size_t number, Leg const& leg) {
    auto& port = ports_[number];
    if (port.first.by == 0) {
        port.first = leg;
        return;
    }
    if (!port.further) port.further = std::make_unique<std::vector<Leg>>();
    port.further->push_back(leg);
}

MediaRelay::Leg const* MediaRelay::find(net::UdpDatagram const& datagram) const {
    auto const& port = ports_[taken_.number_of(datagram.destination_port)];
    net::UdpEndpoint const from{datagram.source_ip, datagram.source_port};
    if (port.first.from == from) return &port.first;
    if (!port.further) return nullptr;
    auto const& further = *port.further;
    auto const leg =
        std::find_if(further.begin(), further.end(), [from](Leg const& other) { return other.from == from; });
    return leg == further.end() ? nullptr : &*leg;
}

void MediaRelay::prefetch_receive(net::UdpDatagram const& datagram, unsigned turns) const {
    if (turns == 2) {
        sim::prefetch(&ports_[taken_.number_of(datagram.destination_port)]);
    } else if (auto const* const leg = find(datagram)) {
        host_.prefetch_send(leg->to.address);
    }
}

void MediaRelay::receive(net::UdpDatagram const& datagram) {
    auto const* const leg = find(datagram);
    if (leg == nullptr) {
        ++strangers_;
        return;
    }
    ++relayed_;
    host_.send(leg->to, leg->by, datagram.payload, datagram.dscp);
}

}  // namespace voiplab::agents
