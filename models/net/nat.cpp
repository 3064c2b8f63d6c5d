#include "voiplab/models/net/nat.hpp"

#include <algorithm>
#include <cassert>

namespace voiplab::net {

NatTable::NatTable(Ipv4Address outside, NatOptions options) : outside_(outside), options_(std::move(options)) {
    assert(options_.first_port > 0 && options_.first_port <= options_.last_port);
    for (auto const& [port, to] : options_.forwarded) {
        mappings_.emplace(port, Mapping{{to, {}}, true});
        ports_.emplace(Key{to, {}}, port);
        if (in_range(port)) ++range_in_use_;
    }
}

std::optional<UdpEndpoint> NatTable::outbound(UdpEndpoint inside, UdpEndpoint remote, sim::Time now) {
    expire(now);
    auto mapping = find(inside, remote);
    if (mapping == mappings_.end()) mapping = map(inside, remote);
    if (mapping == mappings_.end() || !pass(mapping, remote, &Flow::sent, now)) return std::nullopt;
    return UdpEndpoint{outside_, mapping->first};
}

std::optional<UdpEndpoint> NatTable::inbound(UdpEndpoint remote, UdpEndpoint outside, sim::Time now) {
    expire(now);
    auto const mapping = outside.address == outside_ ? mappings_.find(outside.port) : mappings_.end();
    if (mapping == mappings_.end() || !lets_in(mapping, remote)) {
        ++counters_.filtered;
        return std::nullopt;
    }
    if (!pass(mapping, remote, &Flow::received, now)) return std::nullopt;
    return mapping->second.key.first;
}

std::optional<UdpEndpoint> NatTable::outside_of(UdpEndpoint inside, UdpEndpoint remote, sim::Time now) {
    expire(now);
    auto const mapping = find(inside, remote);
    if (mapping == mappings_.end() || !flows_.contains({mapping->first, remote})) return std::nullopt;
    return UdpEndpoint{outside_, mapping->first};
}

std::optional<UdpEndpoint> NatTable::inside_of(UdpEndpoint outside, UdpEndpoint remote, sim::Time now) {
    expire(now);
    if (outside.address != outside_ || !flows_.contains({outside.port, remote})) return std::nullopt;
    return mappings_.at(outside.port).key.first;
}

void NatTable::expire(sim::Time now) {
    while (!checks_.empty() && checks_.begin()->first <= now) {
        auto check = checks_.extract(checks_.begin());
        auto const flow = flows_.find(check.mapped());
        if (flow->second.expires > now) {
            check.key() = flow->second.expires;
            checks_.insert(std::move(check));
            continue;
        }
        auto const mapping = mappings_.find(flow->first.first);
        flows_.erase(flow);
        if (--mapping->second.flows > 0 || mapping->second.forwarded) continue;
        if (in_range(mapping->first)) --range_in_use_;
        ports_.erase(mapping->second.key);
        mappings_.erase(mapping);
        ++counters_.expired;
    }
}

NatTable::Key NatTable::key_of(UdpEndpoint inside, UdpEndpoint remote) const {
    return {inside, options_.kind == NatKind::symmetric ? remote : UdpEndpoint{}};
}

NatTable::MappingIterator NatTable::find(UdpEndpoint inside, UdpEndpoint remote) {
    auto found = ports_.find(Key{inside, {}});
    if (found == ports_.end()) found = ports_.find(key_of(inside, remote));
    return found == ports_.end() ? mappings_.end() : mappings_.find(found->second);
}

NatTable::MappingIterator NatTable::map(UdpEndpoint inside, UdpEndpoint remote) {
    if (flows_.size() >= options_.most_flows) {
        ++counters_.flows_full;
        return mappings_.end();
    }
    auto const port = free_port(inside.port);
    if (!port) {
        ++counters_.port_exhausted;
        return mappings_.end();
    }
    ++counters_.mappings;
    ++range_in_use_;
    auto const key = key_of(inside, remote);
    ports_.emplace(key, *port);
    return mappings_.emplace(*port, Mapping{key}).first;
}

std::optional<std::uint16_t> NatTable::free_port(std::uint16_t wanted) const {
    auto const size = static_cast<std::size_t>(options_.last_port - options_.first_port) + 1;
    if (range_in_use_ == size) return std::nullopt;
    auto port = in_range(wanted) ? wanted : options_.first_port;
    while (mappings_.contains(port)) {
        port = port == options_.last_port ? options_.first_port : static_cast<std::uint16_t>(port + 1);
    }
    return port;
}

bool NatTable::in_range(std::uint16_t port) const {
    return port >= options_.first_port && port <= options_.last_port;
}

bool NatTable::lets_in(MappingIterator mapping, UdpEndpoint remote) const {
    if (mapping->second.forwarded || options_.kind == NatKind::full_cone) return true;
    auto const any_port = options_.kind == NatKind::restricted_cone;
    // The flows with one address stand side by side.
    auto flow = flows_.lower_bound({mapping->first, {remote.address, any_port ? std::uint16_t{0} : remote.port}});
    for (; flow != flows_.end() && flow->first.first == mapping->first; ++flow) {
        auto const with = flow->first.second;
        if (with.address != remote.address || (!any_port && with.port != remote.port)) return false;
        if (flow->second.sent) return true;
    }
    return false;
}

bool NatTable::pass(MappingIterator mapping, UdpEndpoint remote, bool Flow::*way, sim::Time now) {
    FlowKey const key{mapping->first, remote};
    auto flow = flows_.find(key);
    auto const is_new = flow == flows_.end();
    if (is_new && flows_.size() >= options_.most_flows) {
        ++counters_.flows_full;
        return false;
    }
    if (is_new) flow = flows_.emplace(key, Flow{}).first;
    auto& [expires, sent, received] = flow->second;
    flow->second.*way = true;
    expires = std::max(expires, now + (sent && received ? options_.stream_timeout : options_.timeout));
    if (is_new) {
        ++mapping->second.flows;
        checks_.emplace(expires, key);
    }
    ++counters_.translated;
    return true;
}

}  // namespace voiplab::net
