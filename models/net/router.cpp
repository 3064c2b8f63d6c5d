#include "voiplab/models/net/router.hpp"

#include "voiplab/models/net/fragmentation.hpp"
#include "voiplab/models/net/wire_format.hpp"

#include <algorithm>
#include <cassert>
#include <utility>

namespace voiplab::net {

namespace {

HostOptions options_for_arp(RouterOptions const& router, RouterInterfaceOptions const& interface) {
    HostOptions options;
    options.name = router.name;
    options.mac = interface.mac;
    options.address = interface.address;
    options.neighbours = router.neighbours;
    return options;
}

}  // namespace

Router::Router(sim::Scheduler& scheduler, FramePool& frames, PayloadPool& payloads, sim::RandomStreams const& random,
               RouterOptions const& options)
    : scheduler_(scheduler),
      frames_(frames),
      payloads_(payloads),
      options_(options),
      identification_(
          static_cast<std::uint16_t>(random.stream("router:" + options.name + "/identification").integer(0, 0xffff))),
      line_(scheduler, Forward{this}) {
    for (auto const& interface : options_.interfaces) {
        auto& port = port_named(interface.port());
        auto const stream = random.stream("router:" + options.name + "/" + interface.name);
        port.interfaces.push_back(&interfaces_.emplace_back(*this, port, interface, stream));
    }
    if (auto const outside = options_.outside()) {
        translation_ = std::make_unique<Translation>(*this, interfaces_[*outside]);
    }
}

Router::Port& Router::port_named(std::string_view name) {
    auto const found = std::find_if(ports_.begin(), ports_.end(), [&](Port const& port) { return port.name == name; });
    if (found != ports_.end()) return *found;
    auto& port = ports_.emplace_back();
    port.name = name;
    return port;
}

void Router::connect(std::string_view port, FrameSink& wire) {
    port_named(port).wire = &wire;
}

FrameSink& Router::port(std::string_view name) {
    return port_named(name);
}

RouterCounters Router::counters() const {
    auto all = counters_;
    for (auto const& interface : interfaces_) {
        all.unresolved += interface.arp_counters().unresolved;
    }
    return all;
}

bool Router::is_own(Ipv4Address address) const {
    return std::any_of(interfaces_.begin(), interfaces_.end(),
                       [&](Interface const& interface) { return interface.options().address.address == address; });
}

Ipv4Packet Router::as_packet(Ipv4Content const& content) {
    if (auto const* const datagram = std::get_if<UdpDatagram>(&content)) return packet_of(*datagram, payloads_);
    return std::get<Ipv4Packet>(content);
}

void Router::forward(Arrival const& arrival) {
    auto const& content = arrival.frame->content;
    if (auto const* const datagram = std::get_if<UdpDatagram>(&content)) {
        forward(*datagram, *arrival.interface);
    } else {
        forward(std::get<Ipv4Packet>(content), *arrival.interface);
    }
}

template <typename Packet>
void Router::forward(Packet packet, Interface const& from) {
    if (translation_ && meets_nat(packet.destination_ip, from)) return translate_whole(packet, from);
    if (is_own(packet.destination_ip)) return receive_own(as_packet(packet), from);
    if (may_live_on(packet, from)) route(std::move(packet), from);
}

template <typename Packet>
bool Router::may_live_on(Packet const& packet, Interface const& from) {
    if (packet.ttl > 1) return true;
    ++counters_.ttl_exceeded;
    tell({IcmpType::time_exceeded, icmp_ttl_exceeded}, packet, from);
    return false;
}

template <typename Packet>
void Router::route(Packet packet, Interface const& from) {
    auto const* const route = routes_.find(packet.destination_ip);
    if (route == nullptr) {
        ++counters_.no_route;
        return tell({IcmpType::unreachable, icmp_net_unreachable}, packet, from);
    }
    --packet.ttl;
    auto const next_hop = route->via.value_or(packet.destination_ip);
    send(std::move(packet), next_hop, interfaces_[route->interface], from);
}

void Router::send(UdpDatagram datagram, Ipv4Address next_hop, Interface& to, Interface const& from) {
    auto const size = ipv4_header_size + udp_header_size + datagram.payload.size();
    if (size > to.options().mtu) return send(packet_of(datagram, payloads_), next_hop, to, from);
    ++counters_.forwarded;
    to.send(next_hop, std::move(datagram));
}

void Router::send(Ipv4Packet packet, Ipv4Address next_hop, Interface& to, Interface const& from) {
    auto const mtu = to.options().mtu;
    if (ipv4_header_size + packet.payload.size() <= mtu) {
        ++counters_.forwarded;
        return to.send(next_hop, std::move(packet));
    }
    if (is_too_long(packet, to)) return tell_too_long(packet, to, from);
    ++counters_.forwarded;
    ++counters_.fragmented;
    for (auto& fragment : fragments_of(packet, mtu, payloads_)) {
        to.send(next_hop, std::move(fragment));
    }
}

bool Router::is_too_long(Ipv4Packet const& packet, Interface const& to) {
    return packet.dont_fragment && ipv4_header_size + packet.payload.size() > to.options().mtu;
}

void Router::tell_too_long(Ipv4Packet const& packet, Interface const& to, Interface const& from) {
    ++counters_.too_long;
    tell({IcmpType::unreachable, icmp_fragmentation_needed, to.options().mtu}, packet, from);
}

void Router::receive_own(Ipv4Packet const& packet, Interface const& from) {
    if (auto reply = echo_reply_to(packet, payloads_)) return send_own(std::move(*reply));
    ++counters_.not_forwarded;
    if (packet.protocol == protocol_udp) tell({IcmpType::unreachable, icmp_port_unreachable}, packet, from);
}

void Router::tell(IcmpError const& error, Ipv4Content const& offending, Interface const& from) {
    if (!options_.icmp) return;
    auto const packet = as_packet(offending);
    if (!may_be_told_of(packet) || is_own(packet.source_ip)) return;
    // Linux lets the messages that path MTU discovery lives on through.
    auto const always = error.type == IcmpType::unreachable && error.code == icmp_fragmentation_needed;
    if (!always && !icmp_limit_.allows(packet.source_ip, scheduler_.now())) return;
    ++counters_.icmp_sent;
    auto message = icmp_error(error, packet, from.options().address.address, payloads_);
    if (translation_ && &from == &translation_->outside) {
        // What NAT let in is told of by the endpoint that its sender knows.
        if (auto seen = translation_->table.outbound(message, scheduler_.now())) {
            message = std::get<Ipv4Packet>(*std::move(seen));
        }
    }
    send_own(std::move(message));
}

void Router::send_own(Ipv4Packet packet) {
    auto const* const route = routes_.find(packet.destination_ip);
    if (route == nullptr) return;
    packet.identification = identification_++;
    packet.ttl = options_.ttl;
    auto const next_hop = route->via.value_or(packet.destination_ip);
    interfaces_[route->interface].send(next_hop, std::move(packet));
}

Router::Translation::Translation(Router& owner, Interface& outside_used)
    : outside(outside_used),
      table(outside.options().address.address, owner.options_.nat->translation, owner.payloads_),
      timer(owner.scheduler_, [router = &owner] { router->give_up_fragments(); }) {}

NatCounters const* Router::nat_counters() const {
    return translation_ ? &translation_->table.counters() : nullptr;
}

bool Router::meets_nat(Ipv4Address destination, Interface const& from) const {
    auto const& outside = translation_->outside;
    if (destination == outside.options().address.address) return true;
    if (&from == &outside || is_own(destination)) return false;
    auto const* const route = routes_.find(destination);
    return route != nullptr && &interfaces_[route->interface] == &outside;
}

void Router::translate_whole(Ipv4Content const& content, Interface const& from) {
    auto const* const packet = std::get_if<Ipv4Packet>(&content);
    if (packet == nullptr || !packet->is_fragment()) return translate(content, from);
    auto& reassembly = translation_->reassembly;
    auto const given_up = reassembly.given_up();
    auto const whole = reassembly.add(*packet, scheduler_.now(), payloads_);
    counters_.untranslated += reassembly.given_up() - given_up;
    if (auto const next = reassembly.next_timer()) {
        translation_->timer.arm(*next);
    } else {
        translation_->timer.cancel();
    }
    if (whole) translate(*whole, from);
}

void Router::give_up_fragments() {
    auto& reassembly = translation_->reassembly;
    counters_.untranslated += reassembly.expire(scheduler_.now()).size();
    if (auto const next = reassembly.next_timer()) translation_->timer.arm(*next);
}

void Router::translate(Ipv4Content const& content, Interface const& from) {
    auto const packet = as_packet(content);
    auto const& outside = translation_->outside;
    auto const is_for_outside = packet.destination_ip == outside.options().address.address;
    auto const now = scheduler_.now();
    auto translated = &from == &outside ? translation_->table.inbound(content, now) : std::optional<Ipv4Content>();
    if (&from != &outside) {
        if (!is_for_outside && !may_live_on(packet, from)) return;
        // Its sender would not know itself in what is told of it later.
        if (!is_for_outside && is_too_long(packet, outside)) return tell_too_long(packet, outside, from);
        translated = translation_->table.outbound(content, now);
    }
    if (!translated) {
        if (is_for_outside) return receive_own(packet, from);
        ++counters_.untranslated;
        return;
    }
    auto const go_on = [&](auto& whole) {
        if (!is_for_outside || may_live_on(whole, from)) route(std::move(whole), from);
    };
    std::visit(go_on, *translated);
}

void Router::Port::accept(SharedFrame frame) {
    for (auto* const interface : interfaces) {
        if (interface->options().vlan == frame->vlan.id) return interface->receive(std::move(frame));
    }
}

Router::Interface::Interface(Router& owner, Port& port, RouterInterfaceOptions const& options, sim::RandomStream random)
    : owner_(owner),
      port_(port),
      options_(options),
      as_host_(options_for_arp(owner.options_, options)),
      arp_(owner.scheduler_, owner.frames_, random, as_host_, *this, counters_) {
    arp_.report_unresolved(*this);
}

void Router::Interface::receive(SharedFrame frame) {
    if (frame->destination != options_.mac && !frame->destination.is_group()) return;
    if (auto const* const raw = std::get_if<RawContent>(&frame->content)) {
        auto content = read_content(*raw, owner_.payloads_);
        if (!content) {
            ++owner_.counters_.damaged;
            return;
        }
        frame = owner_.frames_.make({frame->destination, frame->source, std::move(*content), frame->vlan});
    }
    if (auto const* const packet = std::get_if<ArpPacket>(&frame->content)) {
        arp_.receive(*packet, frame->destination);
    } else if (frame->destination.is_group()) {
        // RFC 1812, 5.3.4: what came to all on a link stays there.
        ++owner_.counters_.not_forwarded;
    } else {
        owner_.line_.push(owner_.scheduler_.now() + owner_.options_.forwarding_delay, {this, std::move(frame)});
    }
}

void Router::Interface::send(Ipv4Address next_hop, Ipv4Content packet) {
    auto const* const mac = arp_.use(next_hop);
    if (mac == nullptr) return arp_.enqueue(next_hop, std::move(packet));
    auto const make = [&](auto& content) {
        return owner_.frames_.make({*mac, options_.mac, std::move(content), {options_.vlan, 0}});
    };
    accept(std::visit(make, packet));
}

void Router::Interface::accept(SharedFrame frame) {
    assert(port_.wire != nullptr && "a router's port must be connected before it sends");
    if (frame->vlan.id != options_.vlan) {
        frame = owner_.frames_.make({frame->destination, frame->source, frame->content, {options_.vlan, 0}});
    }
    port_.wire->accept(std::move(frame));
}

void Router::Interface::receive_unresolved(Ipv4Content packet) {
    // By the way that it would be answered on, as the way that it came is not remembered.
    auto const source = std::visit([](auto const& content) { return content.source_ip; }, packet);
    auto const* const back = owner_.routes_.find(source);
    if (back == nullptr || owner_.is_own(source)) return;
    owner_.tell({IcmpType::unreachable, icmp_host_unreachable}, packet, owner_.interfaces_[back->interface]);
}

}  // namespace voiplab::net
