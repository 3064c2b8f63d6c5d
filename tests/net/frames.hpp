#pragma once

#include "voiplab/models/net/port.hpp"
#include "voiplab/sim/scheduler.hpp"

#include <algorithm>
#include <vector>

// What the tests of the network share: addresses, frames, and sinks that remember what they got.
namespace voiplab::net {

inline MacAddress mac(std::uint8_t last) {
    return {{0x02, 0, 0, 0, 0, last}};
}

inline Ipv4Address ip(std::uint8_t last) {
    return {0xc0a8'0600U | last};
}

inline sim::Time at(sim::Duration since_start) {
    return sim::Time{since_start};
}

// A frame that carries a datagram of so many bytes of payload; 18 fill the smallest Ethernet frame of 60 bytes.
inline Frame datagram_frame(PayloadPool& pool, MacAddress destination, MacAddress source, std::size_t payload_size) {
    UdpDatagram datagram;
    datagram.payload = pool.make(payload_size);
    auto const bytes = datagram.payload.writable();
    std::fill(bytes.begin(), bytes.end(), std::uint8_t{0});
    return {destination, source, std::move(datagram)};
}

struct RecordingSink final : FrameSink {
    explicit RecordingSink(sim::Scheduler& used) : scheduler(used) {}
    void accept(SharedFrame frame) override {
        frames.push_back(*frame);
        times.push_back(scheduler.now());
    }
    sim::Scheduler& scheduler;
    std::vector<Frame> frames;
    std::vector<sim::Time> times;
};

}  // namespace voiplab::net
