#pragma once

#include "voiplab/models/net/correlated_draw.hpp"
#include "voiplab/models/net/delay_model.hpp"
#include "voiplab/models/net/frame.hpp"
#include "voiplab/models/net/loss_model.hpp"
#include "voiplab/models/net/netem_options.hpp"
#include "voiplab/sim/random.hpp"
#include "voiplab/sim/ring_buffer.hpp"
#include "voiplab/sim/time.hpp"

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace voiplab::net {

struct NetemCounters {
    std::uint64_t lost = 0;        // by the loss model
    std::uint64_t cut_off = 0;     // in an outage
    std::uint64_t over_limit = 0;  // dropped because the queue held as many as it may
    std::uint64_t duplicated = 0;  // copies made; each met the other draws for itself
    std::uint64_t corrupted = 0;   // of which one bit was inverted
    std::uint64_t reordered = 0;   // sent ahead of those that are delayed
};

// netem without a clock: takes frames and returns each when its time has come. As sch_netem.c does, it draws for each
// frame whether it is duplicated, lost, corrupted, and, where the queue has room, sent ahead of the others; those that
// are not are delayed, wait for the rate, and stand in the order of their times. Each kind of draw has a stream of its
// own, named "link:wan/a/loss", so that a jitter more leaves the losses as they were.
class NetemQueue {
  public:
    // `stream_name` is what the streams' names begin with: "link:wan/a". Options with a seed of their own have streams
    // of that seed, whatever the link. Corrupted frames come from the pools, which outlive it.
    NetemQueue(NetemOptions const& options, sim::RandomStreams const& random, std::string_view stream_name,
               FramePool& frames, PayloadPool& payloads);

    // Time must not go back from one call of any kind to the next.
    void accept(SharedFrame const& frame, sim::Time now);
    // The next frame that leaves now, or none. To be asked after each accept(), and at wake(), until there is none.
    SharedFrame next(sim::Time now);
    // When next() is to be asked again if nothing comes before: meaningful once it has returned none.
    [[nodiscard]] sim::Time wake() const { return wake_; }
    // Frames that it holds.
    [[nodiscard]] std::size_t size() const { return waiting_.size() + ahead_.size(); }
    [[nodiscard]] NetemCounters const& counters() const { return counters_; }

  private:
    struct Waiting {
        sim::Time due;
        std::uint64_t order;
        SharedFrame frame;
    };
    // Where a slot begins, and what may leave in it.
    struct Slot {
        Varying<std::optional<SlotOptions>> options;  // none: there are no slots now
        sim::RandomStream draws;
        sim::Time begins{};
        std::int64_t packets_left = 0;
        std::int64_t bytes_left = 0;
        void refill(SlotOptions const& now);
        void move_on(sim::Time now);
        void take(std::size_t bytes, sim::Time now);
    };
    [[nodiscard]] SharedFrame corrupted(Frame const& frame);
    static bool is_later(Waiting const& one, Waiting const& other);

    void enqueue(SharedFrame const& frame, sim::Time now, bool may_double);
    bool in_outage(sim::Time now);
    bool overtakes(sim::Time now);
    sim::Time due_time(Frame const& frame, sim::Time now);
    sim::Duration transmission_time(std::size_t size, sim::Time now);

    NetemOptions options_;
    LossModel loss_;
    DelayModel delay_;
    CorrelatedDraw duplicate_;
    CorrelatedDraw corrupt_;
    sim::RandomStream corrupted_bit_;
    CorrelatedDraw reorder_;
    FramePool& frames_;
    PayloadPool& payloads_;
    std::optional<Slot> slot_;
    std::vector<Waiting> waiting_;        // a heap, the earliest in front
    sim::RingBuffer<SharedFrame> ahead_;  // of all others
    std::uint64_t order_ = 0;
    sim::Time latest_{};  // due time of all that wait; meaningful while any does
    sim::Time wake_ = sim::Time::max();
    std::uint32_t not_ahead_ = 0;  // frames since one overtook
    NetemCounters counters_;
};

}  // namespace voiplab::net
