#pragma once

#include "voiplab/models/net/ring_buffer.hpp"
#include "voiplab/sim/scheduler.hpp"
#include "voiplab/sim/timer.hpp"

#include <cassert>
#include <cstddef>
#include <utility>

namespace voiplab::net {

// Hands each item to `handler` at the item's own time, in order, with one pending event however many items wait: the
// scheduler's queue follows the number of links and switches, not of packets.
template <typename Item, typename Handler>
class DelayLine {
  public:
    DelayLine(sim::Scheduler& scheduler, Handler handler)
        : timer_(scheduler, [this] { release(); }), handler_(std::move(handler)) {}

    // `due` must not lie before now, nor before the due time of the item in front.
    void push(sim::Time due, Item item) {
        assert(items_.empty() || items_[items_.size() - 1].due <= due);
        items_.push_back({due, std::move(item)});
        if (items_.size() == 1) timer_.arm(due);
    }

    [[nodiscard]] std::size_t size() const { return items_.size(); }
    // The item so many places behind the next one to be handed on.
    [[nodiscard]] Item const& operator[](std::size_t index) { return items_[index].item; }

  private:
    struct Waiting {
        sim::Time due;
        Item item;
    };

    void release() {
        auto waiting = items_.pop_front();
        // Before the handler runs: it may push.
        if (!items_.empty()) timer_.arm(items_.front().due);
        handler_(std::move(waiting.item));
    }

    RingBuffer<Waiting> items_;
    sim::Timer timer_;
    Handler handler_;
};

}  // namespace voiplab::net
