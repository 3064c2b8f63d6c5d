#include "voiplab/models/agents/media_relay.hpp"

#include <algorithm>

namespace voiplab::agents {

MediaRelay::MediaRelay(net::Host& host, std::uint16_t first_port) : host_(host), first_port_(first_port) {}

MediaRelay::Call MediaRelay::add_call(net::UdpEndpoint first, net::UdpEndpoint second) {
    auto& for_first = next_port();
    auto& for_second = next_port();
    for_first.add({first, second, for_second.number()});
    for_second.add({second, first, for_first.number()});
    auto const address = host_.options().address.address;
    return {{address, for_first.number()}, {address, for_second.number()}};
}

MediaRelay::Port& MediaRelay::next_port() {
    // An RTP port is even; the odd one above it is RTCP's (RFC 3550 section 11).
    auto const pairs = (std::size_t{65'536} - first_port_) / 2;
    auto const pair = legs_++ % pairs;
    if (pair < ports_.size()) return ports_[pair];
    auto& port = ports_.emplace_back(*this, static_cast<std::uint16_t>(first_port_ + 2 * pair));
    host_.bind(port.number(), port);
    return port;
}

void MediaRelay::Port::add(Leg const& leg) {
    if (first_.by == 0) {
        first_ = leg;
    } else {
        further_.push_back(leg);
    }
}

MediaRelay::Leg const* MediaRelay::Port::find(net::UdpEndpoint from) const {
    if (first_.from == from) return &first_;
    auto const leg =
        std::find_if(further_.begin(), further_.end(), [from](Leg const& other) { return other.from == from; });
    return leg == further_.end() ? nullptr : &*leg;
}

void MediaRelay::Port::prefetch_receive(net::UdpDatagram const& datagram) const {
    auto const* const leg = find({datagram.source_ip, datagram.source_port});
    if (leg != nullptr) relay_.host_.prefetch_send(leg->to.address);
}

void MediaRelay::Port::receive(net::UdpDatagram const& datagram) {
    auto const* const leg = find({datagram.source_ip, datagram.source_port});
    if (leg == nullptr) {
        ++relay_.strangers_;
        return;
    }
    ++relay_.relayed_;
    relay_.host_.send(leg->to, leg->by, datagram.payload, datagram.dscp);
}

}  // namespace voiplab::agents
