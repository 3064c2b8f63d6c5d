#include "voiplab/models/net/address_resolution.hpp"

#include <algorithm>
#include <utility>

namespace voiplab::net {

AddressResolution::AddressResolution(sim::Scheduler& scheduler, FramePool& frames, sim::RandomStream random,
                                     HostOptions const& options, FrameSink& outgoing, HostCounters& counters)
    : scheduler_(scheduler),
      frames_(frames),
      options_(options),
      outgoing_(outgoing),
      counters_(counters),
      cache_(options.neighbours, random),
      timer_(scheduler,
             [this] {
                 forget_latest();
                 cache_.expire(scheduler_.now(), actions_);
                 carry_out_actions();
             }),
      replies_(scheduler, SendReply{this}),
      probes_(scheduler, Probe{this}) {
    for (auto const& neighbour : options.known) {
        cache_.know(neighbour.address, neighbour.mac);
    }
    auto probes = options.probes;
    std::stable_sort(probes.begin(), probes.end(), [](auto const& a, auto const& b) { return a.at < b.at; });
    for (auto const& probe : probes) {
        probes_.push(std::max(probe.at, scheduler.now()), probe.address);
    }
}

std::optional<MacAddress> AddressResolution::look_up(Ipv4Address next_hop) {
    forget_latest();
    auto const timer = cache_.next_timer();
    auto const mac = cache_.use(next_hop, scheduler_.now());
    if (cache_.next_timer() != timer) follow_timer();
    if (mac) {
        // Whatever it was, using it has made it one that stands.
        latest_ = next_hop;
        latest_mac_ = *mac;
        latest_stands_ = true;
    }
    return mac;
}

void AddressResolution::forget_latest() {
    latest_stands_ = false;
    if (!std::exchange(use_noted_, true)) cache_.use(latest_, latest_use_);
}

void AddressResolution::enqueue(Ipv4Address next_hop, Ipv4Content packet) {
    forget_latest();
    cache_.enqueue(next_hop, std::move(packet), scheduler_.now(), actions_);
    carry_out_actions();
}

void AddressResolution::receive(ArpPacket const& packet, MacAddress destination) {
    forget_latest();
    auto const now = scheduler_.now();
    auto const our_ip = options_.address.address;
    auto const for_us = packet.target_ip == our_ip;
    // Nobody is our neighbour under our own address, nor under none (RFC 5227's probe).
    auto const names_a_neighbour = packet.sender_ip != our_ip && packet.sender_ip != Ipv4Address{};
    if (packet.operation == ArpPacket::Operation::request && for_us) {
        if (names_a_neighbour) cache_.hear_request_for_us(packet, now, actions_);
        replies_.push(now + options_.arp_reply_time, {packet.sender_mac, packet.sender_ip});
    } else if (packet.operation == ArpPacket::Operation::reply && destination == options_.mac && names_a_neighbour) {
        cache_.hear_reply(packet, now, actions_);
    } else if (names_a_neighbour) {
        cache_.hear_other(packet, now, actions_);
    }
    carry_out_actions();
}

void AddressResolution::SendReply::operator()(Reply reply) const {
    owner->send(ArpPacket::Operation::reply, reply.to_mac, reply.to_mac, reply.to_ip);
}

void AddressResolution::Probe::operator()(Ipv4Address neighbour) const {
    owner->forget_latest();
    owner->cache_.probe(neighbour, owner->scheduler_.now(), owner->actions_);
    owner->carry_out_actions();
}

void AddressResolution::send(ArpPacket::Operation operation, MacAddress destination, MacAddress target_mac,
                             Ipv4Address target_ip) {
    outgoing_.accept(
        frames_.make({destination, options_.mac,
                      ArpPacket{operation, options_.mac, options_.address.address, target_mac, target_ip}}));
}

void AddressResolution::carry_out_actions() {
    for (auto const& solicitation : actions_.solicitations) {
        send(ArpPacket::Operation::request, solicitation.destination, MacAddress{}, solicitation.target);
    }
    for (auto& resolved : actions_.resolved) {
        auto send = [&](auto& packet) {
            outgoing_.accept(frames_.make({resolved.destination, options_.mac, std::move(packet)}));
        };
        std::visit(send, resolved.packet);
    }
    counters_.unresolved += actions_.dropped + actions_.unreachable.size();
    auto const unreachable = std::exchange(actions_.unreachable, {});
    actions_.clear();
    follow_timer();
    // Last: it may send, and so come by here again.
    if (unresolved_ == nullptr) return;
    for (auto const& packet : unreachable) {
        unresolved_->receive_unresolved(packet);
    }
}

void AddressResolution::follow_timer() {
    auto const next = cache_.next_timer();
    if (!next) {
        timer_.cancel();
    } else if (!timer_.armed() || timer_.expiry() != *next) {
        timer_.arm(*next);
    }
}

}  // namespace voiplab::net
