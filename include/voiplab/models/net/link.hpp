#pragma once

#include "voiplab/models/net/delay_line.hpp"
#include "voiplab/models/net/network.hpp"
#include "voiplab/models/net/port.hpp"
#include "voiplab/models/net/quantity.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace voiplab::net {

// One way of a cable: a transmitter with its queue, and the medium behind it. When a frame will arrive is known when it
// is accepted, so the queue and the frames in flight are one line with one pending event.
class LinkDirection final : public FrameSink {
  public:
    LinkDirection(sim::Scheduler& scheduler, LinkOptions const& options);

    // Where frames arrive. Must be called before the first frame is accepted.
    void connect(FrameSink& far_end) { far_end_ = &far_end; }
    // Sends the frame after those that wait; drops it where `queue_length` frames wait already, loses it while the link
    // is down.
    void accept(Frame frame) override;
    // Frames dropped because the queue was full.
    [[nodiscard]] std::uint64_t dropped() const { return dropped_; }
    // Frames lost because the link was down.
    [[nodiscard]] std::uint64_t lost() const { return lost_; }

  private:
    struct Transmission {
        sim::Time start;
        Frame frame;
    };
    struct Deliver {
        LinkDirection* direction;
        void operator()(Transmission transmission) const;
    };
    // How many frames wait: those whose first bit has not left yet.
    std::size_t waiting();
    // Only to be asked from `down_from_` on: a link that is up costs its frames one comparison.
    bool is_down();
    void expect_outage();

    sim::Scheduler& scheduler_;
    BitRate rate_;
    sim::Duration delay_;
    std::size_t queue_length_;
    FrameSink* far_end_ = nullptr;
    DelayLine<Transmission, Deliver> line_;
    std::size_t started_ = 0;  // leading transmissions of the line that are known to have started
    sim::Time idle_at_{};      // when the last accepted frame's last bit will have left
    std::uint64_t dropped_ = 0;
    std::vector<Outage> outages_;
    std::size_t outage_ = 0;                  // the one that is, or the next
    sim::Time down_from_ = sim::Time::max();  // when it begins
    std::uint64_t lost_ = 0;
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
    // Frames dropped because a queue was full, both ways.
    [[nodiscard]] std::uint64_t dropped() const { return directions_[0].dropped() + directions_[1].dropped(); }
    // Frames lost because the link was down, both ways.
    [[nodiscard]] std::uint64_t lost() const { return directions_[0].lost() + directions_[1].lost(); }

  private:
    LinkDirection directions_[2];
};

}  // namespace voiplab::net
