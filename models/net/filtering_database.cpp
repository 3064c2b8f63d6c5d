#include "voiplab/models/net/filtering_database.hpp"

#include <algorithm>

namespace voiplab::net {

void FilteringDatabase::learn(MacAddress mac, FrameSink& port, sim::Time now) {
    if (mac.is_group()) return;
    if (auto* const known = entries_.find(mac)) {
        *known = {&port, now};
        return;
    }
    if (entries_.size() >= table_size_) remove_aged(now);
    if (entries_.size() < table_size_) entries_.insert(mac, {&port, now});
}

FrameSink* FilteringDatabase::find(MacAddress mac, sim::Time now) const {
    auto const* const entry = entries_.find(mac);
    if (entry == nullptr || now - entry->last_seen >= ageing_time_) return nullptr;
    return entry->port;
}

void FilteringDatabase::forget(FrameSink const& port) {
    entries_.erase_if([&port](Entry const& entry) { return entry.port == &port; });
}

void FilteringDatabase::remove_aged(sim::Time now) {
    // A full table would otherwise be searched for every frame from an unknown source.
    if (now < nothing_ages_before_) return;
    auto oldest = now;
    entries_.erase_if([&](Entry const& entry) {
        if (now - entry.last_seen >= ageing_time_) return true;
        oldest = std::min(oldest, entry.last_seen);
        return false;
    });
    nothing_ages_before_ = oldest + ageing_time_;
}

}  // namespace voiplab::net
