#pragma once

#include "voiplab/models/net/link.hpp"
#include "voiplab/models/net/link_statistics.hpp"
#include "voiplab/models/net/netem.hpp"
#include "voiplab/models/net/queued_direction.hpp"
#include "voiplab/sim/ring_buffer.hpp"
#include "voiplab/sim/scheduler.hpp"

#include <variant>
#include <vector>

namespace voiplab::net {

// Measures one way of a link from two boxes beside it: what its sender offers passes the entry, what has come through,
// behind any netem, the exit. Frames pass both at once and as they are, so that a run with a meter and one without are
// the same. A plain way's queue needs no watching: when each frame leaves it is known when it is accepted. One with a
// discipline tells.
class LinkMeter final : TransmitterWatcher {
  public:
    // All outlive the meter; the way's exit is connected last.
    LinkMeter(sim::Scheduler& scheduler, LinkDirection& way)
        : scheduler_(scheduler), way_(&way), entry_(*this), exit_(*this) {}
    LinkMeter(sim::Scheduler& scheduler, QueuedDirection& way)
        : scheduler_(scheduler), way_(&way), entry_(*this), exit_(*this) {
        way.watch(*this);
    }
    LinkMeter(LinkMeter const&) = delete;
    LinkMeter& operator=(LinkMeter const&) = delete;
    // One that stands in the way.
    void add(Netem const& netem) { netems_.push_back(&netem); }

    FrameSink& entry() { return entry_; }
    LinkWay& exit() { return exit_; }

    // Ends a slice now; none has no length.
    void end_slice();
    [[nodiscard]] std::vector<LinkFigures> const& slices() const { return slices_; }
    // From the beginning until now.
    LinkFigures whole();
    [[nodiscard]] LinkCounts counts() const;

  private:
    struct Entry final : FrameSink {
        explicit Entry(LinkMeter& owner) : meter(owner) {}
        void accept(SharedFrame frame) override { meter.offer(std::move(frame)); }
        LinkMeter& meter;
    };
    struct Exit final : LinkWay {
        explicit Exit(LinkMeter& owner) : meter(owner) {}
        void connect(FrameSink& device) override { far = &device; }
        [[nodiscard]] FrameSink* far_end() const override { return far; }
        void accept(SharedFrame frame) override;
        void prefetch_accept(Frame const& frame, unsigned turns) const override { far->prefetch_accept(frame, turns); }
        LinkMeter& meter;
        FrameSink* far = nullptr;
    };
    struct Transmission {
        sim::Time came;
        sim::Time begins;
        sim::Time ends;
    };
    // What is added up until a span ends.
    struct Span {
        sim::Time from{};
        sim::Duration busy{};
        Histogram queue_length;  // by nanoseconds
        Histogram sojourn;       // in nanoseconds
    };

    void queue_changes() override { settle(); }
    void transmits(sim::Time came, sim::Time ends) override;
    void offer(SharedFrame frame);
    void offer_to(LinkDirection& way, SharedFrame frame);
    [[nodiscard]] std::size_t waiting() const;
    // Adds up what has happened until now.
    void settle();
    void left(Transmission const& sent);
    void was_busy(sim::Time until);
    void had_queue(sim::Time until);
    [[nodiscard]] LinkFigures figures(Span const& span, LinkCounts const& counts) const;

    sim::Scheduler& scheduler_;
    std::variant<LinkDirection*, QueuedDirection*> way_;
    std::vector<Netem const*> netems_;
    Entry entry_;
    Exit exit_;
    LinkCounts passed_;  // at entry and exit
    // Of a plain way: what it had accepted and not begun to send when settled.
    sim::RingBuffer<Transmission> to_be_sent_;
    sim::Time busy_from_{};  // of the latest transmission, what is not added up yet
    sim::Time busy_until_{};
    sim::Time queue_settled_{};
    Span slice_;
    Span whole_;
    LinkCounts before_slice_;
    std::vector<LinkFigures> slices_;
};

}  // namespace voiplab::net
