#pragma once

#include "voiplab/models/net/network.hpp"
#include "voiplab/models/net/port.hpp"
#include "voiplab/models/net/quantity.hpp"
#include "voiplab/models/net/ring_buffer.hpp"
#include "voiplab/sim/recurring.hpp"
#include "voiplab/sim/scheduler.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace voiplab::net {

// One way of a cable: a transmitter with its queue, and the medium behind it. When a frame will arrive is known when it
// is accepted, so the queue and the frames in flight are one line with one pending event.
class alignas(128) LinkDirection final : public FrameSink, sim::Recurring {
  public:
    LinkDirection(sim::Scheduler& scheduler, LinkOptions const& options);

    // Where frames arrive. Must be called before the first frame is accepted.
    void connect(FrameSink& far_end) { far_end_ = &far_end; }
    [[nodiscard]] FrameSink* far_end() const { return far_end_; }
    // Sends the frame after those that wait; drops it where `queue_length` frames wait already, loses it while the link
    // is down.
    void accept(SharedFrame frame) override;
    // Frames dropped because the queue was full.
    [[nodiscard]] std::uint64_t dropped() const { return dropped_; }
    // Frames lost because the link was down.
    [[nodiscard]] std::uint64_t lost() const { return lost_; }

  private:
    struct Transmission {
        sim::Time arrival;
        SharedFrame frame;
    };
    // The first frame arrives.
    void run() override;
    void prefetch(unsigned turns) const override;
    void prefetch_line();
    // How many frames wait: those whose first bit has not left yet.
    std::size_t waiting();
    sim::Duration transmission_time_of(SharedFrame const& frame);
    // Only to be asked from `down_from_` on: a link that is up costs its frames one comparison.
    bool is_down();
    void expect_outage();

    // What every frame meets stands in front, in two cache lines.
    sim::Scheduler& scheduler_;
    FrameSink* far_end_ = nullptr;
    RingBuffer<Transmission> line_;           // frames that wait or are on their way
    sim::Time idle_at_{};                     // when the last accepted frame's last bit will have left
    sim::Time down_from_ = sim::Time::max();  // when the outage that is, or the next, begins
    sim::Duration delay_;
    // Frames of one size follow one another: their time is divided out once.
    sim::Duration last_transmission_{};
    std::uint32_t last_size_ = 0;  // on the medium, in bytes
    std::uint32_t sent_ = 0;       // leading frames of the line that are known to have left

    BitRate rate_;
    std::size_t queue_length_;
    std::uint64_t dropped_ = 0;
    std::uint64_t lost_ = 0;
    std::vector<Outage> outages_;
    std::size_t outage_ = 0;  // the one that is, or the next
};

// A full-duplex cable: two directions that know nothing of each other.
class Link {
  public:
    Link(sim::Scheduler& scheduler, LinkOptions const& options)
        : directions_{{scheduler, options}, {scheduler, options}} {}

    // What the device at end 0 or 1 sends into.
    FrameSink& sender(std::size_t end) { return directions_[end]; }
    // Delivers to `device`, at end 0 or 1, what the other end sends.
    void connect(std::size_t end, FrameSink& device) { directions_[1 - end].connect(device); }
    [[nodiscard]] FrameSink& device(std::size_t end) const { return *directions_[1 - end].far_end(); }
    // Frames dropped because a queue was full, both ways.
    [[nodiscard]] std::uint64_t dropped() const { return directions_[0].dropped() + directions_[1].dropped(); }
    // Frames lost because the link was down, both ways.
    [[nodiscard]] std::uint64_t lost() const { return directions_[0].lost() + directions_[1].lost(); }

  private:
    LinkDirection directions_[2];
};

}  // namespace voiplab::net
