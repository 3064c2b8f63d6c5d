#pragma once

#include "tests/net/frames.hpp"
#include "voiplab/models/net/netem_queue.hpp"

#include <optional>
#include <vector>

// Drives a netem without a clock of its own.
namespace voiplab::net {

class NetemRig {
  public:
    explicit NetemRig(NetemOptions const& options, std::uint64_t seed = 1)
        : queue(options, sim::RandomStreams(seed), "link:wan/a", frames, payloads) {}

    // What a frame that comes alone at `now` meets: how long it takes, or nothing where it is lost.
    std::optional<sim::Duration> fate(sim::Time now) {
        queue.accept(frames.make(datagram_frame(payloads, mac(1), mac(2), 18)), now);
        if (queue.next(now)) return sim::Duration{};
        if (queue.wake() == sim::Time::max()) return std::nullopt;
        auto const leaves = queue.wake();
        return queue.next(leaves) ? std::optional(leaves - now) : std::nullopt;
    }
    // Of so many frames, a second apart.
    std::vector<bool> losses(std::size_t count) {
        std::vector<bool> lost;
        for (std::size_t i = 0; i < count; ++i) {
            lost.push_back(!fate(second(i)));
        }
        return lost;
    }
    // The same in milliseconds; none must be lost.
    std::vector<double> delays(std::size_t count) {
        std::vector<double> delays;
        for (std::size_t i = 0; i < count; ++i) {
            delays.push_back(static_cast<double>(fate(second(i)).value().count()) * 1e-6);
        }
        return delays;
    }
    static sim::Time second(std::size_t number) { return sim::Time{std::chrono::seconds(number)}; }

    PayloadPool payloads;
    FramePool frames;
    NetemQueue queue;
};

}  // namespace voiplab::net
