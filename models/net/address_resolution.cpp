#include "voiplab/models/net/address_resolution.hpp"

#include <algorithm>
#include <utility>

namespace voiplab::net {

AddressResolution::Rest::Rest(AddressResolution& owner, FramePool& pool, sim::RandomStream random,
                              HostOptions const& known_options, FrameSink& wire, HostCounters& all)
    : frames(pool),
      options(known_options),
      outgoing(wire),
      counters(all),
      cache(options.neighbours, random),
      timer(owner.scheduler_, [&owner] { owner.expire(); }),
      replies(owner.scheduler_, SendReply{&owner}),
      probes(owner.scheduler_, Probe{&owner}) {}

AddressResolution::AddressResolution(sim::Scheduler& scheduler, FramePool& frames, sim::RandomStream random,
                                     HostOptions const& options, FrameSink& outgoing, HostCounters& counters)
    : scheduler_(scheduler), rest_(std::make_unique<Rest>(*this, frames, random, options, outgoing, counters)) {
    for (auto const& neighbour : options.known) {
        rest_->cache.know(neighbour.address, neighbour.mac);
    }
    auto probes = options.probes;
    std::stable_sort(probes.begin(), probes.end(), [](auto const& a, auto const& b) { return a.at < b.at; });
    for (auto const& probe : probes) {
        rest_->probes.push(std::max(probe.at, scheduler.now()), probe.address);
    }
}

void AddressResolution::expire() {
    forget_latest();
    rest_->cache.expire(scheduler_.now(), rest_->actions);
    carry_out_actions();
}

MacAddress const* AddressResolution::look_up(Ipv4Address next_hop) {
    forget_latest();
    auto const timer = rest_->cache.next_timer();
    auto const* const mac = rest_->cache.use(next_hop, scheduler_.now());
    if (rest_->cache.next_timer() != timer) follow_timer();
    if (mac != nullptr) {
        // Whatever it was, using it has made it one that stands.
        latest_ = next_hop;
        latest_mac_ = *mac;
        latest_stands_ = true;
    }
    return mac;
}

void AddressResolution::forget_latest() {
    latest_stands_ = false;
    if (!std::exchange(use_noted_, true)) rest_->cache.use(latest_, latest_use_);
}

void AddressResolution::enqueue(Ipv4Address next_hop, Ipv4Content packet) {
    forget_latest();
    rest_->cache.enqueue(next_hop, std::move(packet), scheduler_.now(), rest_->actions);
    carry_out_actions();
}

void AddressResolution::receive(ArpPacket const& packet, MacAddress destination) {
    forget_latest();
    auto const now = scheduler_.now();
    auto const our_ip = rest_->options.address.address;
    auto const for_us = packet.target_ip == our_ip;
    // Nobody is our neighbour under our own address, nor under none (RFC 5227's probe).
    auto const names_a_neighbour = packet.sender_ip != our_ip && packet.sender_ip != Ipv4Address{};
    if (packet.operation == ArpPacket::Operation::request && for_us) {
        if (names_a_neighbour) rest_->cache.hear_request_for_us(packet, now, rest_->actions);
        rest_->replies.push(now + rest_->options.arp_reply_time, {packet.sender_mac, packet.sender_ip});
    } else if (packet.operation == ArpPacket::Operation::reply && destination == rest_->options.mac &&
               names_a_neighbour) {
        rest_->cache.hear_reply(packet, now, rest_->actions);
    } else if (names_a_neighbour) {
        rest_->cache.hear_other(packet, now, rest_->actions);
    }
    carry_out_actions();
}

void AddressResolution::SendReply::operator()(Reply reply) const {
    owner->send(ArpPacket::Operation::reply, reply.to_mac, reply.to_mac, reply.to_ip);
}

void AddressResolution::Probe::operator()(Ipv4Address neighbour) const {
    owner->forget_latest();
    owner->rest_->cache.probe(neighbour, owner->scheduler_.now(), owner->rest_->actions);
    owner->carry_out_actions();
}

void AddressResolution::send(ArpPacket::Operation operation, MacAddress destination, MacAddress target_mac,
                             Ipv4Address target_ip) {
    rest_->outgoing.accept(rest_->frames.make(
        {destination, rest_->options.mac,
         ArpPacket{operation, rest_->options.mac, rest_->options.address.address, target_mac, target_ip}}));
}

void AddressResolution::carry_out_actions() {
    for (auto const& solicitation : rest_->actions.solicitations) {
        send(ArpPacket::Operation::request, solicitation.destination, MacAddress{}, solicitation.target);
    }
    for (auto& resolved : rest_->actions.resolved) {
        auto send = [&](auto& packet) {
            rest_->outgoing.accept(rest_->frames.make({resolved.destination, rest_->options.mac, std::move(packet)}));
        };
        std::visit(send, resolved.packet);
    }
    rest_->counters.unresolved += rest_->actions.dropped + rest_->actions.unreachable.size();
    auto const unreachable = std::exchange(rest_->actions.unreachable, {});
    rest_->actions.clear();
    follow_timer();
    // Last: it may send, and so come by here again.
    if (rest_->unresolved == nullptr) return;
    for (auto const& packet : unreachable) {
        rest_->unresolved->receive_unresolved(packet);
    }
}

void AddressResolution::follow_timer() {
    auto const next = rest_->cache.next_timer();
    if (!next) {
        rest_->timer.cancel();
    } else if (!rest_->timer.armed() || rest_->timer.expiry() != *next) {
        rest_->timer.arm(*next);
    }
}

}  // namespace voiplab::net
