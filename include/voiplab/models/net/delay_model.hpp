#pragma once

#include "voiplab/models/net/correlated_draw.hpp"
#include "voiplab/models/net/netem_options.hpp"
#include "voiplab/sim/random.hpp"
#include "voiplab/sim/time.hpp"

#include <cstddef>
#include <optional>

namespace voiplab::net {

// The point of [low, high) that a draw of 32 bits stands for.
sim::Duration between(sim::Duration low, sim::Duration high, std::uint32_t draw);
// A draw from a distribution around `centre`, as netem's tabledist has it, by a draw of 32 bits: uniform in
// [centre - jitter, centre + jitter) without a table. netem takes the draw's remainder, by which hardly anything of a
// correlation is left; here the draw is scaled, which gives the same distribution, and the correlation that the manual
// promises.
sim::Duration jittered(sim::Duration centre, sim::Duration jitter, DelayTable const* table, std::uint32_t draw);

// How long each frame is delayed.
class DelayModel {
  public:
    DelayModel(NetemOptions const& options, sim::RandomStream jitter, sim::RandomStream spikes);
    // Below zero where the jitter leads there.
    sim::Duration draw(sim::Time now);

  private:
    sim::Duration centre(sim::Time now);
    sim::Duration spike(sim::Time now);

    Varying<sim::Duration> delay_;
    std::vector<sim::Duration> delays_;  // of a trace
    std::size_t next_delay_ = 0;
    Varying<sim::Duration> jitter_;
    Varying<Probability> correlation_;
    Varying<std::shared_ptr<DelayTable const>> distribution_;
    CorrelatedDraw draw_;
    Varying<DelaySpikes> spikes_;
    DelaySpikes current_spikes_;
    sim::RandomStream spike_draws_;
    sim::Time spike_at_ = sim::Time::min();  // the latest
    sim::Time next_spike_at_ = sim::Time::max();
};

}  // namespace voiplab::net
