#pragma once

#include "voiplab/models/net/ethernet_switch.hpp"

#include <cstdint>
#include <map>
#include <utility>

namespace voiplab::net {

struct EthernetSwitch::Vlans {
    // `empty` is what each VLAN's database is at first.
    Vlans(EthernetSwitch& owner, FilteringDatabase empty, FramePool& frames_used)
        : frames(frames_used), nothing_learned(std::move(empty)), line(owner.scheduler_, ForwardTagged{&owner}) {}

    // Independent learning (IEEE 802.1Q, 8.8): what one VLAN has learned leads nobody else anywhere.
    FilteringDatabase& database(std::uint16_t vlan) {
        return databases.try_emplace(vlan, nothing_learned).first->second;
    }
    void forget(Port const& port) {
        for (auto& [vlan, database] : databases) {
            database.forget(port);
        }
    }

    FramePool& frames;
    FilteringDatabase nothing_learned;
    std::map<std::uint16_t, FilteringDatabase> databases;
    DelayLine<TaggedArrival, ForwardTagged> line;
};

}  // namespace voiplab::net
