#pragma once

#include "voiplab/models/net/address.hpp"
#include "voiplab/models/net/flat_map.hpp"
#include "voiplab/models/net/port.hpp"
#include "voiplab/sim/time.hpp"

#include <cstddef>

namespace voiplab::net {

// Which port of a switch leads to which MAC address (IEEE 802.1D, 7.9): learned from the sources of frames, forgotten
// `ageing_time` after the last of them. A port is what it sends into.
class FilteringDatabase {
  public:
    FilteringDatabase(sim::Duration ageing_time, std::size_t table_size)
        : ageing_time_(ageing_time), table_size_(table_size) {}

    // A frame from `mac` came in at `port`, which must outlive the database. Group addresses are no one's source and
    // are not learned; neither is a new address while the table is full of ones that have not aged out.
    void learn(MacAddress mac, FrameSink& port, sim::Time now);
    // The port that leads to `mac`; nullptr where it is not known.
    [[nodiscard]] FrameSink* find(MacAddress mac, sim::Time now) const;
    // Forgets what was learned by that port, or by all: IEEE 802.1D, 17.11.
    void forget(FrameSink const& port);
    void forget_all() { entries_ = {}; }
    // Fetches from memory what learn() and find() will touch.
    void prefetch(MacAddress mac) const { entries_.prefetch(mac); }
    // Entries held, aged-out ones that were not removed yet included.
    [[nodiscard]] std::size_t size() const { return entries_.size(); }

  private:
    struct Entry {
        FrameSink* port = nullptr;
        sim::Time last_seen;
    };
    void remove_aged(sim::Time now);

    sim::Duration ageing_time_;
    std::size_t table_size_;
    FlatMap<MacAddress, Entry> entries_;
    sim::Time nothing_ages_before_{};
};

}  // namespace voiplab::net
