#pragma once

#include "voiplab/models/net/quantity.hpp"
#include "voiplab/sim/random.hpp"

#include <cstdint>
#include <utility>

namespace voiplab::net {

// netem's draws of 32 bits with a correlation (get_crandom in sch_netem.c): a new draw averaged with the result before,
// x = rnd (1 - rho) + last rho. What is drawn so varies less than a uniform draw does: a correlated loss misses its
// rate, in Linux as here (Salsano et al., 2011). Gilbert and Elliott's channel is the right tool for bursts.
class CorrelatedDraw {
  public:
    explicit CorrelatedDraw(sim::RandomStream stream) : stream_(std::move(stream)), last_(stream_.bits()) {}

    std::uint32_t next(Probability correlation) {
        auto const value = stream_.bits();
        if (correlation.value == 0) return value;
        auto const rho = std::uint64_t{correlation.of_32_bits()} + 1;
        last_ = static_cast<std::uint32_t>((value * ((std::uint64_t{1} << 32) - rho) + last_ * rho) >> 32);
        return last_;
    }
    // True with that probability.
    bool hits(Probability probability, Probability correlation) {
        return probability.value > 0 && probability.of_32_bits() >= next(correlation);
    }

  private:
    sim::RandomStream stream_;
    std::uint32_t last_;
};

}  // namespace voiplab::net
