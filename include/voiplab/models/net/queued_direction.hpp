#pragma once

#include "voiplab/models/net/frame_queue.hpp"
#include "voiplab/models/net/link.hpp"
#include "voiplab/sim/ring_buffer.hpp"
#include "voiplab/sim/timer.hpp"

#include <cstddef>
#include <cstdint>

namespace voiplab::net {

// Is told what a transmitter does.
class TransmitterWatcher {
  public:
    // Frames are about to leave the queue, sent or dropped.
    virtual void queue_changes() = 0;
    // From now until `ends` a frame is sent that had come then.
    virtual void transmits(sim::Time came, sim::Time ends) = 0;

  protected:
    ~TransmitterWatcher() = default;
};

// One way of a cable whose transmitter has a queue with a discipline. Which frame is sent next is known only when the
// one before it has left, so that, other than LinkDirection, it needs an event for each frame's leaving.
class QueuedDirection final : public LinkWay {
  public:
    // The type must outlive it.
    QueuedDirection(LinkType& type, FrameQueue queue);

    void connect(FrameSink& far_end) override { far_end_ = &far_end; }
    [[nodiscard]] FrameSink* far_end() const override { return far_end_; }
    // Loses the frame while the link is down; what the queue does with it is the queue's.
    void accept(SharedFrame frame) override;
    // Must outlive it; one.
    void watch(TransmitterWatcher& watcher) { watcher_ = &watcher; }

    [[nodiscard]] QueueCounters const& counters() const { return queue_.counters(); }
    // Frames lost because the link was down.
    [[nodiscard]] std::uint64_t lost() const { return lost_; }
    // Frames that wait.
    [[nodiscard]] std::size_t waiting() const { return queue_.size(); }
    // Frames that it has accepted and neither dropped nor delivered.
    [[nodiscard]] std::size_t in_flight() const { return queue_.size() + on_medium_.size(); }

  private:
    struct Transmission {
        sim::Time arrival;
        SharedFrame frame;
    };
    void send_next();
    void deliver();

    LinkType& type_;
    FrameQueue queue_;
    FrameSink* far_end_ = nullptr;
    TransmitterWatcher* watcher_ = nullptr;
    sim::RingBuffer<Transmission> on_medium_;  // or being sent
    sim::Timer transmitter_;                   // may send the next frame
    sim::Timer medium_;                        // the first one arrives
    std::uint64_t lost_ = 0;
};

}  // namespace voiplab::net
