#include "voiplab/models/net/host.hpp"

#include "address_resolution.hpp"
#include "voiplab/models/net/delay_line.hpp"

#include <cassert>
#include <unordered_map>
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

struct Host::Impl final : FrameSink {
    // What leaves the host passes here: its observers see it, then the wire takes it.
    struct Outgoing final : FrameSink {
        Impl& host;
        explicit Outgoing(Impl& owner) : host(owner) {}
        void accept(Frame frame) override {
            assert(host.wire != nullptr && "a host must be connected before it sends");
            host.show(frame, Direction::sent);
            if (std::holds_alternative<UdpDatagram>(frame.content)) ++host.counters.sent;
            host.wire->accept(std::move(frame));
        }
    };
    struct Loop {
        Impl* host;
        void operator()(UdpDatagram const& datagram) const { host->deliver(datagram); }
    };

    Impl(sim::Scheduler& scheduler_used, sim::RandomStream random, HostOptions chosen)
        : scheduler(scheduler_used),
          options(std::move(chosen)),
          identification(static_cast<std::uint16_t>(random.integer(0, 0xffff))),
          outgoing(*this),
          arp(scheduler, random, options, outgoing, counters),
          loopback(scheduler, Loop{this}) {}

    void accept(Frame frame) override {
        // The interface is not promiscuous: what a switch floods for another is not seen, not even by observers.
        if (frame.destination != options.mac && !frame.destination.is_group()) {
            ++counters.not_for_us;
            return;
        }
        show(frame, Direction::received);
        if (auto const* const packet = std::get_if<ArpPacket>(&frame.content)) {
            arp.receive(*packet, frame.destination);
            return;
        }
        auto const& datagram = std::get<UdpDatagram>(frame.content);
        auto const to = datagram.destination_ip;
        if (to == options.address.address || is_broadcast(options.address, to)) {
            deliver(datagram);
        } else {
            ++counters.not_for_us;
        }
    }

    void deliver(UdpDatagram const& datagram) {
        auto const found = receivers.find(datagram.destination_port);
        if (found == receivers.end()) {
            ++counters.no_port;
            return;
        }
        ++counters.received;
        found->second->receive(datagram);
    }

    void send(UdpDatagram datagram) {
        auto const to = datagram.destination_ip;
        if (to == options.address.address || is_loopback(to)) {
            loopback.push(scheduler.now(), std::move(datagram));
        } else if (is_broadcast(options.address, to)) {
            transmit(MacAddress::broadcast(), std::move(datagram));
        } else if (is_multicast(to)) {
            transmit(multicast_mac(to), std::move(datagram));
        } else if (auto const next_hop = options.address.contains(to) ? std::optional(to) : options.gateway) {
            send_by_way_of(*next_hop, std::move(datagram));
        } else {
            ++counters.no_route;
        }
    }

    void send_by_way_of(Ipv4Address next_hop, UdpDatagram datagram) {
        if (auto const mac = arp.use(next_hop)) {
            transmit(*mac, std::move(datagram));
        } else {
            arp.enqueue(next_hop, std::move(datagram));
        }
    }

    void transmit(MacAddress destination, UdpDatagram datagram) {
        outgoing.accept({destination, options.mac, std::move(datagram)});
    }

    void show(Frame const& frame, Direction direction) {
        for (auto* const observer : observers) {
            observer->observe(frame, direction, scheduler.now());
        }
    }

    sim::Scheduler& scheduler;
    HostOptions options;
    HostCounters counters;
    std::uint16_t identification;
    FrameSink* wire = nullptr;
    std::vector<FrameObserver*> observers;
    std::unordered_map<std::uint16_t, UdpReceiver*> receivers;
    Outgoing outgoing;
    AddressResolution arp;
    DelayLine<UdpDatagram, Loop> loopback;
};

Host::Host(sim::Scheduler& scheduler, sim::RandomStream random, HostOptions options)
    : impl_(std::make_unique<Impl>(scheduler, random, std::move(options))) {}

Host::~Host() = default;

void Host::connect(FrameSink& wire) {
    impl_->wire = &wire;
}

FrameSink& Host::interface() {
    return *impl_;
}

void Host::observe(FrameObserver& observer) {
    impl_->observers.push_back(&observer);
}

void Host::bind(std::uint16_t port, UdpReceiver& receiver) {
    [[maybe_unused]] auto const inserted = impl_->receivers.emplace(port, &receiver).second;
    assert(inserted && "a port has one receiver");
}

void Host::unbind(std::uint16_t port) {
    impl_->receivers.erase(port);
}

bool Host::bound(std::uint16_t port) const {
    return impl_->receivers.contains(port);
}

std::uint16_t Host::send(UdpEndpoint to, std::uint16_t source_port, Payload payload, std::uint8_t dscp) {
    assert(payload.size() <= max_udp_payload);
    UdpDatagram datagram;
    datagram.source_ip = impl_->options.address.address;
    datagram.destination_ip = to.address;
    datagram.source_port = source_port;
    datagram.destination_port = to.port;
    datagram.identification = impl_->identification++;
    datagram.ttl = impl_->options.ttl;
    datagram.dscp = dscp;
    datagram.payload = std::move(payload);
    auto const identification = datagram.identification;
    impl_->send(std::move(datagram));
    return identification;
}

HostOptions const& Host::options() const {
    return impl_->options;
}

HostCounters const& Host::counters() const {
    return impl_->counters;
}

}  // namespace voiplab::net
