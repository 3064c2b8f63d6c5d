#pragma once

#include "voiplab/models/net/correlated_draw.hpp"
#include "voiplab/models/net/netem_options.hpp"
#include "voiplab/sim/random.hpp"
#include "voiplab/sim/time.hpp"

#include <cstddef>
#include <variant>
#include <vector>

namespace voiplab::net {

// Each frame is lost with the same probability, with netem's correlation.
class RandomLoss {
  public:
    RandomLoss(Varying<Probability> loss, Varying<Probability> correlation, sim::RandomStream stream)
        : loss_(std::move(loss)), correlation_(std::move(correlation)), draw_(std::move(stream)) {}
    bool drops(sim::Time now) { return draw_.hits(loss_.at(now), correlation_.at(now)); }

  private:
    Varying<Probability> loss_;
    Varying<Probability> correlation_;
    CorrelatedDraw draw_;
};

// loss_4state of sch_netem.c.
class StateLoss {
  public:
    StateLoss(LossStateOptions options, sim::RandomStream stream)
        : options_(std::move(options)), stream_(std::move(stream)) {}
    bool drops(sim::Time now);

  private:
    enum class State : std::uint8_t { gap = 1, burst_passing, burst_losing, gap_losing };
    State next(sim::Time now);

    LossStateOptions options_;
    sim::RandomStream stream_;
    State state_ = State::gap;
};

// loss_gilb_ell of sch_netem.c: the state moves first, but it is the old one whose loss is drawn.
class GilbertElliottLoss {
  public:
    GilbertElliottLoss(GilbertElliottOptions options, sim::RandomStream stream)
        : options_(std::move(options)), stream_(std::move(stream)) {}
    bool drops(sim::Time now);

  private:
    bool hits(Probability probability) { return stream_.bits() < probability.of_32_bits(); }

    GilbertElliottOptions options_;
    sim::RandomStream stream_;
    bool bad_ = false;
};

// What a trace says, frame by frame, and again from its beginning.
class TraceLoss {
  public:
    explicit TraceLoss(std::vector<bool> trace) : trace_(std::move(trace)) {}
    bool drops(sim::Time /*now*/) {
        if (next_ == trace_.size()) next_ = 0;
        return trace_[next_++];
    }

  private:
    std::vector<bool> trace_;
    std::size_t next_ = 0;
};

// Whether the next frame is lost. A model draws for every frame that it is asked of, and keeps its own stream.
class LossModel {
  public:
    LossModel(NetemOptions const& options, sim::RandomStream stream);
    bool drops(sim::Time now) {
        return std::visit([now](auto& model) { return model.drops(now); }, model_);
    }

  private:
    std::variant<RandomLoss, StateLoss, GilbertElliottLoss, TraceLoss> model_;
};

}  // namespace voiplab::net
