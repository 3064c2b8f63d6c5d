#pragma once

#include "voiplab/sim/recurring.hpp"
#include "voiplab/sim/ring_buffer.hpp"
#include "voiplab/sim/scheduler.hpp"

#include <cassert>
#include <cstddef>
#include <utility>

namespace voiplab::net {

// Hands each item to `handler` at the item's own time, in order, with one pending event however many items wait: the
// scheduler's queue follows the number of links and switches, not of packets.
template <typename Item, typename Handler>
class DelayLine final : sim::Recurring {
  public:
    DelayLine(sim::Scheduler& scheduler, Handler handler) : scheduler_(scheduler), handler_(std::move(handler)) {}

    // `due` must not lie before now, nor before the due time of the item in front.
    void push(sim::Time due, Item item) {
        assert(items_.empty() || items_.back().due <= due);
        items_.push_back({due, std::move(item)});
        if (items_.size() == 1) scheduler_.schedule(due, *this);
    }

    [[nodiscard]] std::size_t size() const { return items_.size(); }

  private:
    struct Waiting {
        sim::Time due;
        Item item;
    };

    void run() override {
        auto waiting = items_.pop_front();
        // Before the handler runs: it may push.
        if (!items_.empty()) scheduler_.schedule(items_.front().due, *this);
        handler_(std::move(waiting.item));
    }

    sim::Scheduler& scheduler_;
    [[no_unique_address]] Handler handler_;
    sim::RingBuffer<Waiting> items_;
};

}  // namespace voiplab::net
