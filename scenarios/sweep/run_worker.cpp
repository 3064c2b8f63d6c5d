#include "scenarios/sweep/run_worker.hpp"

#include "scenarios/sweep/metrics.hpp"
#include "voiplab/scenarios/runner.hpp"

#include <algorithm>
#include <exception>

#include <fmt/format.h>

namespace voiplab::scenarios {
namespace {

// One line for a table.
std::string reason_of(std::vector<Mistake> const& mistakes) {
    auto text = to_string(mistakes.front());
    if (mistakes.size() > 1) text += fmt::format(" (and {} more)", mistakes.size() - 1);
    return text;
}

std::string one_line(std::string text) {
    std::replace_if(
        text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < ' '; }, ' ');
    return text;
}

// Links are measured over the whole run, which a metric is of; observers change nothing that happens.
void measure(Scenario& scenario) {
    scenario.network.measurement = net::MeasurementOptions{scenario.duration, sim::Time{scenario.duration}};
}

}  // namespace

LoadResult SweepBasis::load(std::uint64_t group, std::uint64_t step) const {
    auto all = overrides;
    auto const varied = plan.overrides(group, step);
    all.insert(all.end(), varied.begin(), varied.end());
    auto result = file.load(all);
    if (result.scenario && seed) result.scenario->seed = *seed;
    return result;
}

FinishedRun RunWorker::run(RunKey const& key) {
    FinishedRun finished{key, 0, {}, {}};
    try {
        RunKey const cell{key.group, key.step, 0};
        if (loaded_ != cell) {
            auto result = basis_->load(key.group, key.step);
            mistake_ = result.scenario ? std::string() : reason_of(result.mistakes);
            scenario_ = std::move(result.scenario);
            if (scenario_) measure(*scenario_);
            loaded_ = cell;
        }
        if (!scenario_) {
            finished.failure = one_line(mistake_);
            return finished;
        }
        auto const seed = scenario_->seed;
        finished.seed = seed_of_replication(seed, key.replication);
        RunOptions options;
        options.ladder = false;
        options.files = false;
        options.listen = true;
        scenario_->seed = finished.seed;
        auto const result = scenarios::run(*scenario_, options);
        scenario_->seed = seed;
        finished.metrics = metrics_of(result);
    } catch (std::exception const& error) {
        finished.failure = one_line(error.what());
        loaded_.reset();
    }
    return finished;
}

}  // namespace voiplab::scenarios
