#pragma once

#include "voiplab/models/agents/background_flow.hpp"
#include "voiplab/models/net/network.hpp"
#include "voiplab/scenarios/runner.hpp"
#include "voiplab/scenarios/scenario.hpp"

#include <memory>
#include <vector>

namespace voiplab::scenarios {

// The background traffic of one run.
class Background {
  public:
    // Each outlives it.
    Background(sim::Scheduler& scheduler, sim::RandomStreams const& random, net::Network& network)
        : scheduler_(scheduler), random_(random), network_(network) {}
    // An entry, in the order of the entries; it stops with the run if it does not say when.
    void add(BackgroundOptions options, sim::Time end);
    // What has become of each.
    [[nodiscard]] std::vector<BackgroundRecord> records() const;

  private:
    struct Entry {
        std::string from;
        std::string to;
        std::unique_ptr<agents::BackgroundFlow> flow;
    };
    sim::Scheduler& scheduler_;
    sim::RandomStreams random_;
    net::Network& network_;
    std::vector<Entry> entries_;
};

}  // namespace voiplab::scenarios
