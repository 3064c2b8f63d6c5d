#pragma once

#include "voiplab/models/net/codel.hpp"
#include "voiplab/models/net/queue_options.hpp"
#include "voiplab/sim/random.hpp"
#include "voiplab/sim/ring_buffer.hpp"

#include <vector>

namespace voiplab::net {

// RFC 8290: a queue for each flow, told apart by a hash of addresses, ports and protocol; new flows go before those
// that have a queue, these take turns by deficit round robin, and each is controlled by CoDel.
class FqCodel {
  public:
    // The hash's perturbation is drawn.
    FqCodel(QueueOptions const& options, sim::RandomStream draws);

    void enqueue(QueuedFrame frame, QueueCounters& counters);
    QueuedFrame dequeue(sim::Time now, QueueCounters& counters);
    [[nodiscard]] std::size_t size() const { return size_; }

  private:
    struct Flow {
        FrameFifo queue;
        Codel codel;
        std::int64_t deficit = 0;
        bool is_listed = false;  // among the new flows or the old ones
    };
    [[nodiscard]] std::size_t flow_of(Frame const& frame) const;
    void drop_from_fattest(QueueCounters& counters);

    CodelOptions codel_;
    std::int64_t quantum_;
    std::size_t limit_;
    std::uint64_t perturbation_;
    std::vector<Flow> flows_;
    sim::RingBuffer<std::size_t> new_flows_;
    sim::RingBuffer<std::size_t> old_flows_;
    std::size_t size_ = 0;
};

}  // namespace voiplab::net
