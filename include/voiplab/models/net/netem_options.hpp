#pragma once

#include "voiplab/models/net/delay_table.hpp"
#include "voiplab/models/net/quantity.hpp"
#include "voiplab/models/net/varying.hpp"
#include "voiplab/sim/time.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace voiplab::net {

// netem's `loss state`, a Markov chain of four states after Salsano, Ludovici, Ordine and Giannuzzi: 1 a gap, in which
// frames pass, 3 a burst, in which they are lost, 2 frames that pass within a burst, 4 single losses within a gap. pXY
// is the probability that the chain goes from X to Y at a frame; what goes into 3 or 4 is lost.
struct LossStateOptions {
    Varying<Probability> p13{};
    std::optional<Varying<Probability>> p31{};  // by default 1 - p13
    Varying<Probability> p32{};
    Varying<Probability> p23{Probability{1}};
    Varying<Probability> p14{};
};

// netem's `loss gemodel`: Gilbert and Elliott's channel of a good and a bad state.
struct GilbertElliottOptions {
    Varying<Probability> p{};                 // from good to bad, at each frame
    std::optional<Varying<Probability>> r{};  // from bad to good; by default 1 - p
    Varying<Probability> loss_in_bad{{1}};    // `1-h`
    Varying<Probability> loss_in_good{};      // `1-k`
};

// netem's `slot`: what has come waits for a slot and leaves in it together, as on a radio link.
struct SlotOptions {
    // To the next slot: drawn uniformly between the two, or, where `distribution` is set, as a delay is.
    sim::Duration min{};
    sim::Duration max{};
    std::shared_ptr<DelayTable const> distribution{};
    sim::Duration delay{};
    sim::Duration jitter{};
    std::uint32_t packets = 0;  // that leave in one slot at most; 0: as many as there are
    std::uint32_t bytes = 0;    // the same in bytes
};

// Delays that were measured.
struct DelayTrace {
    std::vector<sim::Duration> delays;           // a frame each, and again from the first; or
    std::vector<Change<sim::Duration>> changes;  // since the run's beginning, in order; the last one holds
    [[nodiscard]] bool empty() const { return delays.empty() && changes.empty(); }
};

// Spans that come again and again in which everything is lost.
struct PeriodicOutages {
    sim::Time from{};        // the first
    sim::Duration every{};   // from one's beginning to the next one's; 0: there are none
    sim::Duration length{};  // `for` in YAML
};

// A delay that jumps up and falls evenly back to nothing, as where something large got into the queue.
struct DelaySpikes {
    sim::Time from;         // the first, or where the draws begin
    sim::Duration every{};  // from one to the next; 0: there are none
    bool random = false;    // `every` is the mean of exponential times
    sim::Duration delay{};  // how high
    sim::Duration fall{};   // how long until it is gone; not below `delay`, which would reorder what is on its way
    bool operator==(DelaySpikes const&) const = default;
};

// What Linux's netem does to the frames of one direction (tc-netem(8), net/sched/sch_netem.c), by its own names, and
// what it does not: traces, outages, spikes, a jitter that keeps the order. Nothing at all by default.
struct NetemOptions {
    std::string from;  // the link's end that sends; empty: both ways
    Varying<sim::Duration> delay;
    Varying<sim::Duration> jitter;  // around the delay; where it goes below zero, it is zero
    Varying<Probability> correlation;
    Varying<std::shared_ptr<DelayTable const>> distribution;  // of the jitter; none: uniform
    Varying<bool> jitter_keeps_order;  // a frame leaves no earlier than the one before, as from a queue
    DelayTrace delay_trace;            // instead of `delay`
    Varying<DelaySpikes> spikes;       // on top of the delay; others begin with their change
    Varying<Probability> loss;         // at most one of the four kinds of loss
    Varying<Probability> loss_correlation;
    std::optional<LossStateOptions> loss_state;
    std::optional<GilbertElliottOptions> loss_gemodel;
    std::vector<bool> loss_trace;  // a frame each, and again from the first; true: lost
    Varying<PeriodicOutages> outages;
    Varying<Probability> duplicate;
    Varying<Probability> duplicate_correlation;
    Varying<Probability> corrupt;
    Varying<Probability> corrupt_correlation;
    Varying<Probability> reorder;  // that a frame overtakes those that are delayed
    Varying<Probability> reorder_correlation;
    Varying<std::uint32_t> gap{1};  // only every so many-th frame may
    Varying<BitRate> rate{BitRate{0}};
    Varying<std::int32_t> packet_overhead{0};  // bytes, of each frame; may be negative
    Varying<std::uint32_t> cell_size{0};       // a frame takes whole cells of so many bytes
    Varying<std::uint32_t> cell_overhead{0};   // and so many more for each
    Varying<std::optional<SlotOptions>> slot;
    Varying<std::uint32_t> limit{1000};  // frames that it holds; further ones are dropped
    std::optional<std::uint64_t> seed;   // by default the run's
};

}  // namespace voiplab::net
