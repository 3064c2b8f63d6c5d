#pragma once

#include "voiplab/models/net/queued_frame.hpp"

namespace voiplab::net {

struct CodelOptions {
    sim::Duration target;
    sim::Duration interval;
};

// CoDel's control of one queue (RFC 8289 section 5, by its names). Looks at a queue where frames leave it.
class Codel {
  public:
    // The next frame that may be sent; drops those before it whose time is up.
    QueuedFrame dequeue(FrameFifo& queue, CodelOptions const& options, sim::Time now, QueueCounters& counters);

  private:
    struct Head {
        QueuedFrame frame;
        bool ok_to_drop = false;
    };
    Head dodequeue(FrameFifo& queue, CodelOptions const& options, sim::Time now);
    [[nodiscard]] sim::Time control_law(sim::Time time, CodelOptions const& options) const;

    std::optional<sim::Time> first_above_time_;  // when the sojourn will have been above the target for an interval
    sim::Time drop_next_{};
    std::uint32_t count_ = 0;  // drops since the dropping began
    std::uint32_t lastcount_ = 0;
    bool dropping_ = false;
};

}  // namespace voiplab::net
