#pragma once

#include "voiplab/models/net/link.hpp"
#include "voiplab/models/net/netem_queue.hpp"
#include "voiplab/sim/scheduler.hpp"
#include "voiplab/sim/timer.hpp"

namespace voiplab::net {

// A box with netem in the middle of a link's one way: what has left the sender's queue and crossed the medium comes in,
// and what is left of it goes on to the far end when its time has come. So a capture at the sender shows what is lost
// here, and one at the receiver does not.
class Netem final : public LinkWay {
  public:
    Netem(sim::Scheduler& scheduler, NetemQueue queue)
        : scheduler_(scheduler), queue_(std::move(queue)), timer_(scheduler, [this] { send_due(); }) {}

    void connect(FrameSink& far_end) override { far_end_ = &far_end; }
    [[nodiscard]] FrameSink* far_end() const override { return far_end_; }
    void accept(SharedFrame frame) override;

    [[nodiscard]] NetemCounters const& counters() const { return queue_.counters(); }
    // Frames that it holds.
    [[nodiscard]] std::size_t size() const { return queue_.size(); }

  private:
    void send_due();

    sim::Scheduler& scheduler_;
    NetemQueue queue_;
    FrameSink* far_end_ = nullptr;
    sim::Timer timer_;
};

}  // namespace voiplab::net
