#pragma once

#include "voiplab/models/net/fq_codel.hpp"
#include "voiplab/models/net/queue_disciplines.hpp"
#include "voiplab/models/net/token_bucket.hpp"
#include "voiplab/sim/random.hpp"

#include <string_view>
#include <variant>

namespace voiplab::net {

// What waits for a transmitter, without a clock: the policer in front, a discipline, the shaper behind it.
class FrameQueue {
  public:
    // Where the options name no limit, `packets` is it. The streams' names begin with `stream_name`: "link:wan/a".
    FrameQueue(QueueOptions const& options, std::size_t packets, BitRate link_rate, sim::RandomStreams const& random,
               std::string_view stream_name);

    // Time must not go back from one call of any kind to the next.
    void accept(SharedFrame frame, sim::Time now);
    // The frame that is to be sent now, or none. To be asked whenever the transmitter is free: after accept(), when a
    // frame has left, and at wake().
    QueuedFrame next(sim::Time now);
    // When the shaper lets the next frame pass: meaningful once next() has returned none. Time::max() where none waits.
    [[nodiscard]] sim::Time wake() const { return wake_; }
    // Frames that wait.
    [[nodiscard]] std::size_t size() const;
    [[nodiscard]] QueueCounters const& counters() const { return counters_; }

  private:
    using Discipline = std::variant<DropTailQueue, PrioQueue, FairQueue, RedQueue, CodelQueue, FqCodel>;
    static Discipline discipline_of(QueueOptions const& options, std::size_t packets, BitRate link_rate,
                                    sim::RandomStreams const& random, std::string_view stream_name);
    QueuedFrame dequeue(sim::Time now);

    Discipline discipline_;
    std::optional<TokenBucket> policer_;
    std::optional<TokenBucket> shaper_;
    QueuedFrame held_;  // chosen, and not let pass by the shaper yet
    sim::Time wake_ = sim::Time::max();
    QueueCounters counters_;
};

}  // namespace voiplab::net
