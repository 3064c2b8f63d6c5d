#pragma once

#include "tests/net/frames.hpp"
#include "voiplab/models/net/frame_queue.hpp"

#include <vector>

// Drives a queue without a clock of its own.
namespace voiplab::net {

class QueueRig {
  public:
    explicit QueueRig(QueueOptions const& options, std::size_t packets = 1000)
        : queue(options, packets, BitRate{10'000'000}, sim::RandomStreams(1), "link:wan/a") {}

    // A datagram whose frame is of so many bytes, 42 at least; its source port tells it from others.
    SharedFrame frame(std::size_t size, std::uint8_t dscp = 0, std::uint16_t port = 0) {
        auto made = datagram_frame(payloads, mac(1), mac(2), size - 42);
        auto& datagram = std::get<UdpDatagram>(made.content);
        datagram.dscp = dscp;
        datagram.source_port = port;
        return frames.make(std::move(made));
    }
    static UdpDatagram const& datagram(QueuedFrame const& frame) { return std::get<UdpDatagram>(frame.frame->content); }
    // The sizes of what is sent now.
    std::vector<std::size_t> sizes(sim::Time now) {
        std::vector<std::size_t> sizes;
        while (auto const next = queue.next(now)) {
            sizes.push_back(next.size);
        }
        return sizes;
    }

    PayloadPool payloads;
    FramePool frames;
    FrameQueue queue;
};

inline QueueOptions queue_of(QueueOptions::Kind kind) {
    QueueOptions options;
    options.kind = kind;
    return options;
}

// A class of one codepoint; of all others where it is 0.
inline QueueClassOptions class_of(std::uint8_t dscp, std::uint32_t weight = 1) {
    QueueClassOptions options;
    if (dscp != 0) options.dscp = {dscp};
    options.weight = weight;
    return options;
}

}  // namespace voiplab::net
