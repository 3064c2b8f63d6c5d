#include "voiplab/models/net/loss_model.hpp"

#include <utility>

namespace voiplab::net {

namespace {

Probability complement(Probability probability) {
    return {1 - probability.value};
}

}  // namespace

bool StateLoss::drops(sim::Time now) {
    state_ = next(now);
    return state_ == State::burst_losing || state_ == State::gap_losing;
}

StateLoss::State StateLoss::next(sim::Time now) {
    std::uint64_t const draw = stream_.bits();
    auto const p13 = options_.p13.at(now);
    switch (state_) {
        case State::gap: {
            std::uint64_t const p14 = options_.p14.at(now).of_32_bits();
            if (draw < p14) return State::gap_losing;
            return draw < p14 + p13.of_32_bits() ? State::burst_losing : State::gap;
        }
        case State::burst_passing:
            return draw < options_.p23.at(now).of_32_bits() ? State::burst_losing : State::burst_passing;
        case State::burst_losing: {
            std::uint64_t const p32 = options_.p32.at(now).of_32_bits();
            auto const p31 = options_.p31 ? options_.p31->at(now) : complement(p13);
            if (draw < p32) return State::burst_passing;
            return draw < p32 + p31.of_32_bits() ? State::gap : State::burst_losing;
        }
        case State::gap_losing:
            return State::gap;
    }
    return State::gap;
}

bool GilbertElliottLoss::drops(sim::Time now) {
    auto const p = options_.p.at(now);
    if (!bad_) {
        bad_ = hits(p);
        return hits(options_.loss_in_good.at(now));
    }
    bad_ = !hits(options_.r ? options_.r->at(now) : complement(p));
    // The kernel knows h, not 1-h.
    return stream_.bits() > complement(options_.loss_in_bad.at(now)).of_32_bits();
}

namespace {

using AnyModel = std::variant<RandomLoss, StateLoss, GilbertElliottLoss, TraceLoss>;

AnyModel model_of(NetemOptions const& options, sim::RandomStream stream) {
    if (options.loss_state) return StateLoss(*options.loss_state, std::move(stream));
    if (options.loss_gemodel) return GilbertElliottLoss(*options.loss_gemodel, std::move(stream));
    if (!options.loss_trace.empty()) return TraceLoss(options.loss_trace);
    return RandomLoss(options.loss, options.loss_correlation, std::move(stream));
}

}  // namespace

LossModel::LossModel(NetemOptions const& options, sim::RandomStream stream)
    : model_(model_of(options, std::move(stream))) {}

}  // namespace voiplab::net
