#include "voiplab/models/net/filtering_database.hpp"

#include <algorithm>

namespace voiplab::net {

void FilteringDatabase::learn(MacAddress mac, std::uint32_t port, sim::Time now) {
    if (mac.is_group()) return;
    if (auto const found = entries_.find(mac); found != entries_.end()) {
        found.value() = {port, now};
        return;
    }
    if (entries_.size() >= table_size_) remove_aged(now);
    if (entries_.size() < table_size_) entries_.emplace(mac, Entry{port, now});
}

std::optional<std::uint32_t> FilteringDatabase::find(MacAddress mac, sim::Time now) const {
    auto const found = entries_.find(mac);
    if (found == entries_.end() || now - found->second.last_seen >= ageing_time_) return std::nullopt;
    return found->second.port;
}

void FilteringDatabase::remove_aged(sim::Time now) {
    // A full table would otherwise be searched for every frame from an unknown source.
    if (now < nothing_ages_before_) return;
    auto oldest = now;
    for (auto entry = entries_.begin(); entry != entries_.end();) {
        auto const last_seen = entry->second.last_seen;
        if (now - last_seen >= ageing_time_) {
            entry = entries_.erase(entry);
        } else {
            oldest = std::min(oldest, last_seen);
            ++entry;
        }
    }
    nothing_ages_before_ = oldest + ageing_time_;
}

}  // namespace voiplab::net
