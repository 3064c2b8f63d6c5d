#pragma once

#include "voiplab/models/net/network.hpp"
#include "voiplab/models/net/port.hpp"
#include "voiplab/models/net/quantity.hpp"
#include "voiplab/sim/recurring.hpp"
#include "voiplab/sim/ring_buffer.hpp"
#include "voiplab/sim/scheduler.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace voiplab::net {

// What links of the same options have in common, so that a site's ten thousand have it once.
class LinkType {
  public:
    LinkType(sim::Scheduler& scheduler, LinkOptions const& options);

    // Whether a link of those options is of this type.
    [[nodiscard]] bool covers(LinkOptions const& options) const;

    [[nodiscard]] sim::Scheduler& scheduler() const { return scheduler_; }
    [[nodiscard]] sim::Duration delay() const { return delay_; }
    [[nodiscard]] std::size_t queue_length() const { return queue_length_; }
    // How long a frame of that size occupies the transmitter. Frames of one size follow one another: their time is
    // divided out once.
    sim::Duration transmission_time_of(ByteCount size_on_medium);
    // Whether the links are down now. While they are up it costs one comparison.
    bool is_down() { return scheduler_.now() >= down_from_ && in_outage(); }

  private:
    bool in_outage();
    void expect_outage();

    sim::Scheduler& scheduler_;
    sim::Duration delay_;
    BitRate rate_;
    std::size_t queue_length_;
    std::vector<Outage> outages_;
    sim::Duration last_transmission_{};
    ByteCount last_size_{};
    std::size_t outage_ = 0;                  // the one that is, or the next
    sim::Time down_from_ = sim::Time::max();  // when it begins
};

// One way of a link, or a part of it: what it accepts comes out at its far end.
class LinkWay : public FrameSink {
  public:
    // Where frames arrive. Must be called before the first frame is accepted.
    virtual void connect(FrameSink& far_end) = 0;
    [[nodiscard]] virtual FrameSink* far_end() const = 0;
    // Shows an observer what comes out. False where it has no place for one, or for one more.
    virtual bool observe(FrameObserver& /*observer*/) { return false; }

  protected:
    ~LinkWay() = default;
};

// One way of a cable: a transmitter with its queue, and the medium behind it. When a frame will arrive is known when it
// is accepted, so the queue and the frames in flight are one line with one pending event. Where no more than one frame
// is on its way, as on a phone's link, all that it meets is one cache line.
class alignas(64) LinkDirection final : public LinkWay, sim::Recurring {
  public:
    // The type must outlive it.
    explicit LinkDirection(LinkType& type) : type_(type) {}

    void connect(FrameSink& far_end) override { far_end_ = &far_end; }
    [[nodiscard]] FrameSink* far_end() const override { return far_end_; }
    bool observe(FrameObserver& observer) override;
    // Sends the frame after those that wait; drops it where the type's queue_length() frames wait already, loses it
    // while the link is down.
    void accept(SharedFrame frame) override;
    // Frames dropped because the queue was full.
    [[nodiscard]] std::uint64_t dropped() const { return backlog_ ? backlog_->dropped : 0; }
    // Frames lost because the link was down.
    [[nodiscard]] std::uint64_t lost() const { return backlog_ ? backlog_->lost : 0; }
    // Frames that it has accepted and not delivered.
    [[nodiscard]] std::size_t in_flight() const {
        return (first_.frame ? 1 : 0) + (backlog_ ? backlog_->line.size() : 0);
    }
    // When the last accepted frame's last bit will have left, or has; before time 0 where there was none.
    [[nodiscard]] sim::Time idle_at() const { return last_arrival() - type_.delay(); }

  private:
    struct Transmission {
        sim::Time arrival;
        SharedFrame frame;
    };
    // What a link has that is busier than that, or met with trouble.
    struct Backlog {
        sim::RingBuffer<Transmission> line;  // of the frames behind the first
        std::size_t sent = 0;                // leading ones that are known to have left
        std::uint64_t dropped = 0;
        std::uint64_t lost = 0;
    };
    // The first frame arrives.
    void run() override;
    void prefetch_run(unsigned turns) const override;
    void prefetch_line(sim::RingBuffer<Transmission>& line) const;
    [[nodiscard]] sim::Time last_arrival() const {
        return backlog_ && !backlog_->line.empty() ? backlog_->line.back().arrival : first_.arrival;
    }
    // How many frames wait: those whose first bit has not left yet. Only to be asked while one is leaving.
    [[nodiscard]] std::size_t waiting() const;
    Backlog& backlog();

    LinkType& type_;
    FrameSink* far_end_ = nullptr;
    FrameObserver* observer_ = nullptr;  // may be none
    // Where nothing is on its way the frame is none, and the arrival that of the last one.
    Transmission first_;
    std::unique_ptr<Backlog> backlog_;
};
static_assert(sizeof(LinkDirection) == 64);

// A full-duplex cable: two directions that know nothing of each other.
class Link {
  public:
    explicit Link(LinkType& type) : directions_{LinkDirection(type), LinkDirection(type)} {}

    // What the device at end 0 or 1 sends into.
    LinkDirection& sender(std::size_t end) { return directions_[end]; }
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
