#include "voiplab/models/net/neighbour_cache.hpp"

#include "voiplab/models/net/linux_timer.hpp"

#include <algorithm>
#include <cassert>
#include <iterator>
#include <utility>

namespace voiplab::net {

namespace {

// neigh_periodic_work(): "periodically recompute ReachableTime from random function".
constexpr sim::Duration redraw_interval = std::chrono::seconds(300);

// What an entry can count.
constexpr unsigned most_probes = 255;

// Whether the entry has a MAC that datagrams may be sent to (Linux's NUD_VALID).
bool is_valid(NeighbourState state) {
    return state != NeighbourState::incomplete && state != NeighbourState::failed;
}

}  // namespace

NeighbourCache::NeighbourCache(NeighbourOptions options, sim::RandomStream random)
    : options_(options), random_(random) {
    assert(options.unicast_probes <= most_probes && options.broadcast_probes <= most_probes);
}

void NeighbourCache::know(Ipv4Address neighbour, MacAddress mac) {
    if (auto* const entry = find_or_create(neighbour)) {
        entry->mac = mac;
        entry->state = NeighbourState::stale;
    }
}

MacAddress const* NeighbourCache::use(Ipv4Address neighbour, sim::Time now) {
    auto* const entry = entries_.find(neighbour);
    if (entry == nullptr || !is_valid(entry->state)) return nullptr;
    if (entry->state != NeighbourState::reachable) touch(*entry, now);
    return &entry->mac;
}

void NeighbourCache::enqueue(Ipv4Address neighbour, Ipv4Content packet, sim::Time now, NeighbourActions& actions) {
    auto* const entry = find_or_create(neighbour);
    if (entry == nullptr) {
        ++actions.dropped;
        return;
    }
    assert(!is_valid(entry->state) && "a packet for a known neighbour need not wait");
    if (entry->state == NeighbourState::failed) start(*entry, NeighbourState::incomplete, now, actions);
    if (entry->state == NeighbourState::failed || options_.queued_datagrams == 0) {
        ++actions.dropped;
        return;
    }
    entry->used = now;
    if (entry->waiting.size() >= options_.queued_datagrams) {
        entry->waiting.erase(entry->waiting.begin());
        ++actions.dropped;
    }
    entry->waiting.push_back(std::move(packet));
}

void NeighbourCache::hear_request_for_us(ArpPacket const& packet, sim::Time now, NeighbourActions& actions) {
    if (auto* const entry = find_or_create(packet.sender_ip)) {
        update(*entry, packet.sender_mac, NeighbourState::stale, now, actions);
    }
}

void NeighbourCache::hear_reply(ArpPacket const& packet, sim::Time now, NeighbourActions& actions) {
    if (auto* const entry = entries_.find(packet.sender_ip)) {
        update(*entry, packet.sender_mac, NeighbourState::reachable, now, actions);
    }
}

void NeighbourCache::hear_other(ArpPacket const& packet, sim::Time now, NeighbourActions& actions) {
    if (auto* const entry = entries_.find(packet.sender_ip)) {
        update(*entry, packet.sender_mac, NeighbourState::stale, now, actions);
    }
}

void NeighbourCache::probe(Ipv4Address neighbour, sim::Time now, NeighbourActions& actions) {
    auto* const entry = find_or_create(neighbour);
    if (entry == nullptr || entry->state == NeighbourState::incomplete) return;
    start(*entry, is_valid(entry->state) ? NeighbourState::probe : NeighbourState::incomplete, now, actions);
}

void NeighbourCache::expire(sim::Time now, NeighbourActions& actions) {
    while (next_timer_ && *next_timer_ <= now) {
        auto& entry = *entries_.find(timers_.front().neighbour);
        disarm(entry);
        on_timer(entry, now, actions);
    }
}

std::optional<NeighbourState> NeighbourCache::state(Ipv4Address neighbour) const {
    auto const* const entry = entries_.find(neighbour);
    if (entry == nullptr) return std::nullopt;
    return entry->state;
}

NeighbourCache::Entry* NeighbourCache::find_or_create(Ipv4Address neighbour) {
    if (auto* const entry = entries_.find(neighbour)) return entry;
    if (entries_.size() >= max_entries) return nullptr;
    Entry entry;
    entry.address = neighbour;
    entries_.insert(neighbour, std::move(entry));
    return entries_.find(neighbour);
}

// neigh_update()
void NeighbourCache::update(Entry& entry, MacAddress mac, NeighbourState evidence, sim::Time now,
                            NeighbourActions& actions) {
    auto const was_valid = is_valid(entry.state);
    // That somebody speaks does not say that it hears us: it takes nothing from what is known already.
    if (was_valid && mac == entry.mac && evidence == NeighbourState::stale) return;
    entry.mac = mac;
    if (evidence == NeighbourState::reachable) entry.confirmed = now;
    if (entry.state != evidence) {
        disarm(entry);
        entry.state = evidence;
        if (evidence == NeighbourState::reachable) arm(entry, now, reachable_time(now));
    }
    if (!was_valid) send_waiting(entry, now, actions);
}

void NeighbourCache::touch(Entry& entry, sim::Time now) {
    entry.used = now;
    if (entry.state != NeighbourState::stale) return;
    entry.state = NeighbourState::delay;
    arm(entry, now, options_.delay_first_probe);
}

void NeighbourCache::start(Entry& entry, NeighbourState state, sim::Time now, NeighbourActions& actions) {
    entry.state = state;
    entry.probes = 0;
    solicit(entry, now, actions);
}

void NeighbourCache::solicit(Entry& entry, sim::Time now, NeighbourActions& actions) {
    auto const unicast = entry.state == NeighbourState::probe;
    if (entry.probes >= (unicast ? options_.unicast_probes : options_.broadcast_probes)) {
        fail(entry, actions);
        return;
    }
    ++entry.probes;
    actions.solicitations.push_back({entry.address, unicast ? entry.mac : MacAddress::broadcast()});
    arm(entry, now, options_.retransmit);
}

void NeighbourCache::fail(Entry& entry, NeighbourActions& actions) {
    disarm(entry);
    entry.state = NeighbourState::failed;
    std::move(entry.waiting.begin(), entry.waiting.end(), std::back_inserter(actions.unreachable));
    entry.waiting.clear();
}

// neigh_timer_handler()
void NeighbourCache::on_timer(Entry& entry, sim::Time now, NeighbourActions& actions) {
    switch (entry.state) {
        case NeighbourState::reachable:
            on_reachable_timer(entry, now);
            break;
        case NeighbourState::delay:
            start(entry, NeighbourState::probe, now, actions);
            break;
        case NeighbourState::incomplete:
        case NeighbourState::probe:
            solicit(entry, now, actions);
            break;
        case NeighbourState::stale:
        case NeighbourState::failed:
            assert(false && "these states have no timer");
            break;
    }
}

void NeighbourCache::on_reachable_timer(Entry& entry, sim::Time now) {
    if (auto const until = entry.confirmed + reachable_time(now); now < until) {
        arm(entry, now, until - now);
        return;
    }
    entry.state = NeighbourState::stale;
    if (now <= entry.used + options_.delay_first_probe) {
        entry.state = NeighbourState::delay;
        arm(entry, now, options_.delay_first_probe);
    }
}

void NeighbourCache::send_waiting(Entry& entry, sim::Time now, NeighbourActions& actions) {
    if (entry.waiting.empty()) return;
    for (auto& packet : entry.waiting) {
        actions.resolved.push_back({entry.mac, std::move(packet)});
    }
    entry.waiting.clear();
    if (entry.state != NeighbourState::reachable) touch(entry, now);
}

sim::Duration NeighbourCache::reachable_time(sim::Time now) {
    // neigh_rand_reach_time(): one draw for the whole table, not one for each neighbour.
    for (; now >= redraw_at_; redraw_at_ += redraw_interval) {
        auto const base = options_.base_reachable.count();
        auto const above_half =
            base > 0 ? static_cast<std::int64_t>(random_.integer(0, static_cast<std::uint64_t>(base) - 1)) : 0;
        reachable_time_ = sim::Duration{base / 2 + above_half};
    }
    return reachable_time_;
}

bool NeighbourCache::later(ArmedTimer const& a, ArmedTimer const& b) {
    return std::pair(a.at, a.arming) > std::pair(b.at, b.arming);
}

void NeighbourCache::arm(Entry& entry, sim::Time now, sim::Duration delay) {
    entry.arming = ++armings_;
    timers_.push_back({linux_timer_expiry(now, delay, options_.kernel_hz), entry.arming, entry.address});
    std::push_heap(timers_.begin(), timers_.end(), later);
    drop_disarmed();
}

void NeighbourCache::disarm(Entry& entry) {
    entry.arming = 0;
    drop_disarmed();
}

void NeighbourCache::pop_timer() {
    std::pop_heap(timers_.begin(), timers_.end(), later);
    timers_.pop_back();
}

void NeighbourCache::drop_disarmed() {
    while (!timers_.empty() && entries_.find(timers_.front().neighbour)->arming != timers_.front().arming) {
        pop_timer();
    }
    next_timer_ = timers_.empty() ? std::nullopt : std::optional(timers_.front().at);
}

}  // namespace voiplab::net
