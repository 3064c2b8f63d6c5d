#include "voiplab/models/net/delay_model.hpp"

#include <algorithm>
#include <utility>

namespace voiplab::net {

namespace {

__extension__ using Wide = __int128;

// Half away from zero, as tabledist rounds.
std::int64_t scaled(std::int64_t sample, std::int64_t jitter) {
    constexpr auto scale = DelayTable::scale;
    auto const fraction = jitter % scale * sample;
    return (fraction + (fraction >= 0 ? scale / 2 : -scale / 2)) / scale + jitter / scale * sample;
}

}  // namespace

sim::Duration between(sim::Duration low, sim::Duration high, std::uint32_t draw) {
    return low + sim::Duration{static_cast<std::int64_t>(Wide{draw} * (high - low).count() >> 32)};
}

sim::Duration jittered(sim::Duration centre, sim::Duration jitter, DelayTable const* table, std::uint32_t draw) {
    if (table != nullptr) return centre + sim::Duration{scaled(table->sample(draw), jitter.count())};
    return between(centre - jitter, centre + jitter, draw);
}

DelayModel::DelayModel(NetemOptions const& options, sim::RandomStream jitter, sim::RandomStream spikes)
    : delay_(options.delay_trace.changes.empty() ? options.delay
                                                 : Varying<sim::Duration>({}, options.delay_trace.changes)),
      delays_(options.delay_trace.delays),
      jitter_(options.jitter),
      correlation_(options.correlation),
      distribution_(options.distribution),
      draw_(std::move(jitter)),
      spikes_(options.spikes),
      current_spikes_(options.spikes.first()),
      spike_draws_(std::move(spikes)) {
    if (current_spikes_.every > sim::Duration::zero()) next_spike_at_ = current_spikes_.from;
}

sim::Duration DelayModel::draw(sim::Time now) {
    auto const base = centre(now) + spike(now);
    auto const jitter = jitter_.at(now);
    if (jitter == sim::Duration::zero()) return base;
    return jittered(base, jitter, distribution_.at(now).get(), draw_.next(correlation_.at(now)));
}

sim::Duration DelayModel::centre(sim::Time now) {
    if (delays_.empty()) return delay_.at(now);
    if (next_delay_ == delays_.size()) next_delay_ = 0;
    return delays_[next_delay_++];
}

sim::Duration DelayModel::spike(sim::Time now) {
    if (auto const& spikes = spikes_.at(now); spikes != current_spikes_) {
        current_spikes_ = spikes;
        spike_at_ = sim::Time::min();
        next_spike_at_ = spikes.every > sim::Duration::zero() ? std::max(now, spikes.from) : sim::Time::max();
    }
    while (now >= next_spike_at_) {
        spike_at_ = next_spike_at_;
        auto const nanoseconds = static_cast<double>(current_spikes_.every.count());
        auto const drawn = sim::Duration{static_cast<std::int64_t>(nanoseconds * spike_draws_.exponential()) + 1};
        next_spike_at_ += current_spikes_.random ? drawn : current_spikes_.every;
    }
    if (spike_at_ == sim::Time::min() || now - spike_at_ >= current_spikes_.fall) return {};
    auto const left = current_spikes_.fall - (now - spike_at_);
    return sim::Duration{
        static_cast<std::int64_t>(Wide{current_spikes_.delay.count()} * left.count() / current_spikes_.fall.count())};
}

}  // namespace voiplab::net
