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

Host::Host(sim::Scheduler& scheduler, FramePool& frames, PayloadPool& payloads, sim::RandomStream random,
           HostOptions options)
    : scheduler_(scheduler),
      network_(options.address),
      mac_(options.mac),
      identification_(static_cast<std::uint16_t>(random.integer(0, 0xffff))),
      ttl_(options.ttl),
      vlan_(options.vlan),
      surely_fits_(options.mtu),
      options_(std::move(options)),
      outgoing_(*this),
      loopback_(scheduler, Loop{this}),
      frames_(frames),
      payloads_(payloads),
      arp_(scheduler, frames, random, options_, outgoing_, counters_) {}

void Host::observe(FrameObserver& observer) {
    observers_.push_back(&observer);
    observed_ = true;
}

HostCounters Host::counters() const {
    auto all = counters_;
    all.sent = sent_;
    all.received = received_;
    return all;
}

void Host::accept(SharedFrame shared) {
    auto const& frame = *shared;
    // The interface is not promiscuous: what a switch floods for another is not seen, not even by observers.
    if (frame.destination != mac_ && !frame.destination.is_group()) {
        ++counters_.not_for_us;
        return;
    }
    if (frame.vlan.id != vlan_) [[unlikely]] {
        ++counters_.not_for_us;
        return;
    }
    if (observed_) show(frame, Direction::received);
    auto const* const datagram = std::get_if<UdpDatagram>(&frame.content);
    if (datagram == nullptr) return accept_content(frame.content, frame.destination);
    if (is_for_us(datagram->destination_ip)) {
        deliver(*datagram);
    } else {
        ++counters_.not_for_us;
    }
}

bool Host::is_for_us(Ipv4Address destination) const {
    return destination == network_.address || is_broadcast(network_, destination);
}

void Host::prefetch_accept(Frame const& frame, unsigned turns) const {
    auto const* const datagram = std::get_if<UdpDatagram>(&frame.content);
    if (datagram == nullptr) return;
    if (turns == 3) {
        datagram->payload.prefetch();
        // A host with one receiver for nearly all has no time to lose.
        if (datagram->destination_port == latest_port_) {
            sim::prefetch(latest_receiver_);
        } else {
            receivers_.prefetch(datagram->destination_port);
        }
    } else {
        auto const* const receiver = receiver_at(datagram->destination_port);
        if (turns == 2) {
            sim::prefetch(receiver);
        } else if (receiver != nullptr) {
            receiver->prefetch_receive(*datagram);
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

UdpReceiver* Host::receiver_at(std::uint16_t port) const {
    if (port == latest_port_ && latest_receiver_ != nullptr) return latest_receiver_;
    auto* const* const found = receivers_.find(port);
    return found == nullptr ? nullptr : *found;
}

void Host::deliver(UdpDatagram const& datagram) {
    auto* const receiver = receiver_at(datagram.destination_port);
    if (receiver == nullptr) {
        ++counters_.no_port;
        if (datagram.destination_ip == network_.address && options_.port_unreachable) {
            tell({IcmpType::unreachable, icmp_port_unreachable}, packet_of(datagram, payloads_));
        }
        return;
    }
    latest_port_ = datagram.destination_port;
    latest_receiver_ = receiver;
    ++received_;
    receiver->receive(datagram);
}

void Host::bind(std::uint16_t port, UdpReceiver& receiver) {
    [[maybe_unused]] auto const inserted = receivers_.insert(port, &receiver);
    assert(inserted && "a port has one receiver");
}

void Host::unbind(std::uint16_t port) {
    receivers_.erase(port);
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
        loopback_.push(scheduler_.now(), datagram());
        return identification;
    }
    if (ipv4_header_size + udp_header_size + payload.size() > surely_fits_) [[unlikely]] {
        send_large(datagram());
        return identification;
    }
    auto mac = group_mac(to.address);
    if (!mac) {
        auto const next_hop = network_.contains(to.address) ? std::optional(to.address) : options_.gateway;
        if (!next_hop) {
            ++counters_.no_route;
            return identification;
        }
        mac = arp_.use(*next_hop);
        if (!mac) {
            arp_.enqueue(*next_hop, datagram());
            return identification;
        }
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
    for (auto* const observer : observers_) {
        observer->observe(frame, direction, scheduler_.now());
    }
}

}  // namespace voiplab::net
