#include "voiplab/models/net/host.hpp"

#include "voiplab/models/net/wire_format.hpp"
#include "voiplab/sim/prefetch.hpp"

#include <cassert>
#include <cstddef>
#include <utility>

namespace voiplab::net {

namespace {

constexpr std::size_t max_udp_payload = 65'535 - ipv4_header_size - udp_header_size;

bool is_multicast(Ipv4Address address) {
    return address.value >> 28 == 0xe;
}

bool is_loopback(Ipv4Address address) {
    return address.value >> 24 == 127;
}

bool is_broadcast(Ipv4Network const& network, Ipv4Address address) {
    if (address.value == 0xffff'ffff) return true;
    // RFC 3021: a network of two addresses or one has none to spare for broadcast.
    if (network.prefix_length > 30) return false;
    auto const host_mask = 0xffff'ffffU >> network.prefix_length;
    return network.contains(address) && (address.value & host_mask) == host_mask;
}

// RFC 1112, 6.4: 01:00:5e and the group's low 23 bits.
MacAddress multicast_mac(Ipv4Address group) {
    return {{0x01, 0x00, 0x5e, static_cast<std::uint8_t>(group.value >> 16 & 0x7f),
             static_cast<std::uint8_t>(group.value >> 8 & 0xff), static_cast<std::uint8_t>(group.value & 0xff)}};
}

}  // namespace

Host::Rest::Rest(Host& owner, PayloadPool& pool, HostOptions all)
    : options(std::move(all)), payloads(pool), outgoing(owner), loopback(owner.scheduler_, Loop{&owner}) {}

Host::Host(sim::Scheduler& scheduler, FramePool& frames, PayloadPool& payloads, sim::RandomStream random,
           HostOptions options)
    : scheduler_(scheduler),
      network_(options.address),
      mac_(options.mac),
      identification_(static_cast<std::uint16_t>(random.integer(0, 0xffff))),
      ttl_(options.ttl),
      vlan_(options.vlan),
      surely_fits_(options.mtu),
      frames_(frames),
      rest_(std::make_unique<Rest>(*this, payloads, std::move(options))),
      arp_(scheduler, frames, random, rest_->options, rest_->outgoing, rest_->counters) {
    static_assert(sizeof(Host) == 128, "two cache lines");
}

void Host::observe(FrameObserver& observer) {
    rest_->observers.push_back(&observer);
    observed_ = true;
}

HostCounters Host::counters() const {
    auto all = rest_->counters;
    all.sent = sent_;
    all.received = received_;
    return all;
}

void Host::accept(SharedFrame shared) {
    auto const& frame = *shared;
    // The interface is not promiscuous: what a switch floods for another is not seen, not even by observers.
    if (frame.destination != mac_ && !frame.destination.is_group()) {
        ++rest_->counters.not_for_us;
        return;
    }
    if (frame.vlan.id != vlan_) [[unlikely]] {
        ++rest_->counters.not_for_us;
        return;
    }
    if (observed_) show(frame, Direction::received);
    auto const* const datagram = std::get_if<UdpDatagram>(&frame.content);
    if (datagram == nullptr) return accept_content(frame.content, frame.destination);
    if (is_for_us(datagram->destination_ip)) {
        deliver(*datagram);
    } else {
        ++rest_->counters.not_for_us;
    }
}

bool Host::is_for_us(Ipv4Address destination) const {
    return destination == network_.address || is_broadcast(network_, destination);
}

void Host::prefetch_accept(Frame const& frame, unsigned turns) const {
    auto const* const datagram = std::get_if<UdpDatagram>(&frame.content);
    if (datagram == nullptr) return;
    auto const port = datagram->destination_port;
    auto const* const at_hand = receiver_at_hand(port);
    if (turns == 3) {
        // Who observes reads all of it.
        observed_ ? datagram->payload.prefetch_all() : datagram->payload.prefetch();
        // A host with one receiver for nearly all has no time to lose.
        if (at_hand != nullptr) {
            sim::prefetch(at_hand);
        } else {
            rest_->receivers.prefetch(port);
        }
    } else if (at_hand != nullptr) {
        at_hand->prefetch_receive(*datagram, turns);
    } else if (auto const* const receiver = receiver_at(port)) {
        if (turns == 2) {
            sim::prefetch(receiver);
        } else {
            receiver->prefetch_receive(*datagram, turns);
        }
    }
}

void Host::prefetch_send(unsigned turns) const {
    if (turns == 2) {
        sim::prefetch(this);
        sim::prefetch(&sent_);
    } else {
        sim::prefetch(wire_);
    }
}

UdpReceiver* Host::receiver_at_hand(std::uint16_t port) const {
    if (port == latest_port_ && latest_receiver_ != nullptr) return latest_receiver_;
    for (auto const& range : rest_->ranges) {
        if (range.ports.contains(port)) return range.receiver;
    }
    return nullptr;
}

UdpReceiver* Host::receiver_at(std::uint16_t port) const {
    if (auto* const at_hand = receiver_at_hand(port)) return at_hand;
    auto* const* const found = rest_->receivers.find(port);
    return found == nullptr ? nullptr : *found;
}

void Host::deliver(UdpDatagram const& datagram) {
    auto* const receiver = receiver_at(datagram.destination_port);
    if (receiver == nullptr) {
        ++rest_->counters.no_port;
        if (datagram.destination_ip == network_.address && rest_->options.port_unreachable) {
            tell({IcmpType::unreachable, icmp_port_unreachable}, packet_of(datagram, rest_->payloads));
        }
        return;
    }
    latest_port_ = datagram.destination_port;
    latest_receiver_ = receiver;
    ++received_;
    receiver->receive(datagram);
}

bool Host::bound(std::uint16_t port) const {
    return receiver_at(port) != nullptr;
}

void Host::bind(AlternatePorts const& ports, UdpReceiver& receiver) {
    for (auto& range : rest_->ranges) {
        if (range.receiver != &receiver || range.ports.first != ports.first) continue;
        range.ports = ports;
        return;
    }
    rest_->ranges.push_back({ports, &receiver});
}

void Host::bind(std::uint16_t port, UdpReceiver& receiver) {
    assert(!bound(port) && "a port has one receiver");
    rest_->receivers.insert(port, &receiver);
}

void Host::unbind(std::uint16_t port) {
    rest_->receivers.erase(port);
    latest_receiver_ = nullptr;
}

std::uint16_t Host::send(UdpEndpoint to, std::uint16_t source_port, Payload payload, std::uint8_t dscp) {
    assert(payload.size() <= max_udp_payload);
    auto const identification = identification_++;
    auto const datagram = [&] {
        return UdpDatagram{.source_ip = network_.address,
                           .destination_ip = to.address,
                           .source_port = source_port,
                           .destination_port = to.port,
                           .identification = identification,
                           .ttl = ttl_,
                           .dscp = dscp,
                           .payload = std::move(payload)};
    };
    if (to.address == network_.address || is_loopback(to.address)) {
        rest_->loopback.push(scheduler_.now(), datagram());
        return identification;
    }
    if (ipv4_header_size + udp_header_size + payload.size() > surely_fits_) [[unlikely]] {
        send_large(datagram());
        return identification;
    }
    if (auto const group = group_mac(to.address)) {
        transmit(frames_.make(*group, mac_, datagram()));
        return identification;
    }
    auto const next_hop = network_.contains(to.address) ? std::optional(to.address) : rest_->options.gateway;
    if (!next_hop) {
        ++rest_->counters.no_route;
        return identification;
    }
    auto const* const mac = arp_.use(*next_hop);
    if (mac == nullptr) {
        arp_.enqueue(*next_hop, datagram());
        return identification;
    }
    transmit(frames_.make(*mac, mac_, datagram()));
    return identification;
}

std::optional<MacAddress> Host::group_mac(Ipv4Address to) const {
    if (is_broadcast(network_, to)) return MacAddress::broadcast();
    if (is_multicast(to)) return multicast_mac(to);
    return std::nullopt;
}

void Host::transmit(SharedFrame frame) {
    assert(wire_ != nullptr && "a host must be connected before it sends");
    if (vlan_ != 0) frame = frames_.make({frame->destination, frame->source, frame->content, {vlan_, 0}});
    if (observed_) show(*frame, Direction::sent);
    if (std::holds_alternative<UdpDatagram>(frame->content)) ++sent_;
    wire_->accept(std::move(frame));
}

void Host::show(Frame const& frame, Direction direction) {
    for (auto* const observer : rest_->observers) {
        observer->observe(frame, direction, scheduler_.now());
    }
}

}  // namespace voiplab::net
