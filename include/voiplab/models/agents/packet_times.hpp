#pragma once

#include "voiplab/models/agents/background_options.hpp"
#include "voiplab/sim/random.hpp"
#include "voiplab/sim/time.hpp"

#include <cstdint>

namespace voiplab::agents {

// When the packets of a source that listens to nobody leave: one of constant rate, of Poisson, or one that is on and
// off in turn. An on-off source goes on where it was interrupted, so that its mean rate is its rate times the part of
// the time in which it is on, however short the spans.
class PacketTimes {
  public:
    // Not of a greedy source. The streams' names begin with `stream_name`.
    PacketTimes(BackgroundOptions const& options, sim::RandomStreams const& random, std::string_view stream_name);
    // The next packet's; never before the one before.
    sim::Time next();

  private:
    [[nodiscard]] sim::Duration spaced(std::uint64_t packet) const;
    sim::Time in_spans(sim::Duration on_time);

    BackgroundOptions options_;
    sim::RandomStream gaps_;
    sim::RandomStream on_;
    sim::RandomStream off_;
    std::uint64_t packets_ = 0;
    sim::Time latest_;
    // Of an on-off source: the span in which it is on, and how long it has been on when that begins and ends.
    sim::Time span_begins_;
    sim::Duration on_before_{};
    sim::Duration on_after_{};
};

}  // namespace voiplab::agents
