#include "scenarios/sweep/needed_runs.hpp"

#include "scenarios/sweep/figures.hpp"

#include <algorithm>

namespace voiplab::scenarios {
namespace {

// The runs of one group, and what they say.
class Group {
  public:
    Group(SweepPlan const& plan, std::uint64_t number, DoneRuns const& done)
        : plan_(plan), number_(number), done_(done) {}

    // Appends what is due.
    void need(std::vector<RunKey>& runs) {
        runs_ = &runs;
        if (plan_.search) {
            search();
        } else {
            is_done(0);
        }
    }

    Found search() {
        auto found = Found{number_, {}, {}, {}};
        std::uint64_t before = 0;
        auto beyond = SweepPlan::steps;
        // Both ends at once.
        auto const first_done = is_done(before);
        if (!is_done(beyond) || !first_done) return found;
        auto const side = is_below(before);
        found.mean_before = mean(before);
        found.mean_beyond = mean(beyond);
        if (is_below(beyond) == side) return found;
        while (beyond - before > 1) {
            auto const middle = before + (beyond - before) / 2;
            if (!is_done(middle)) return found;
            (is_below(middle) == side ? before : beyond) = middle;
        }
        return {number_, beyond, mean(before), mean(beyond)};
    }

  private:
    // Whether a cell has all its runs; those that it lacks next are appended.
    bool is_done(std::uint64_t step) {
        for (auto count = plan_.replications;;) {
            auto complete = true;
            for (std::uint64_t i = 0; i < count; ++i) {
                RunKey const key{number_, step, i};
                if (done_.contains(key)) continue;
                complete = false;
                if (runs_ != nullptr) runs_->push_back(key);
            }
            if (!complete || !plan_.until_ci || count >= plan_.most_replications) return complete;
            if (is_narrow(values(step, count, &DoneRun::until_ci))) return true;
            count = std::min(count + plan_.replications, plan_.most_replications);
        }
    }

    [[nodiscard]] std::vector<double> values(std::uint64_t step, std::uint64_t count,
                                             std::optional<double> DoneRun::*member) const {
        std::vector<double> result;
        auto const end = done_.lower_bound({number_, step, count});
        for (auto run = done_.lower_bound({number_, step, 0}); run != end; ++run) {
            if (auto const value = run->second.*member) result.push_back(*value);
        }
        return result;
    }

    // A cell none of whose runs comes to the metric never gets an interval: more of them would not help.
    [[nodiscard]] bool is_narrow(std::vector<double> const& values) const {
        if (values.empty()) return true;
        auto const figures = figures_of(values);
        return figures.ci95_high && *figures.ci95_high - figures.mean <= plan_.until_ci->value;
    }

    [[nodiscard]] std::optional<double> mean(std::uint64_t step) const {
        auto all = values(step, plan_.most_replications, &DoneRun::find);
        return all.empty() ? std::nullopt : std::optional(figures_of(std::move(all)).mean);
    }
    // Calls that come to no MOS at all are below any.
    [[nodiscard]] bool is_below(std::uint64_t step) const {
        auto const value = mean(step);
        return !value || *value < plan_.search->target.value;
    }

    SweepPlan const& plan_;
    std::uint64_t number_;
    DoneRuns const& done_;
    std::vector<RunKey>* runs_ = nullptr;
};

}  // namespace

std::vector<RunKey> needed_runs(SweepPlan const& plan, Shard const& shard, DoneRuns const& done) {
    std::vector<RunKey> runs;
    auto const groups = plan.groups();
    if (plan.is_adaptive()) {
        for (auto group = shard.number - 1; group < groups; group += shard.of) {
            Group(plan, group, done).need(runs);
        }
        return runs;
    }
    for (auto run = shard.number - 1; run < groups * plan.replications; run += shard.of) {
        RunKey const key{run / plan.replications, 0, run % plan.replications};
        if (!done.contains(key)) runs.push_back(key);
    }
    return runs;
}

std::vector<Found> found_in(SweepPlan const& plan, DoneRuns const& done) {
    std::vector<Found> found;
    if (!plan.search) return found;
    for (std::uint64_t group = 0; group < plan.groups(); ++group) {
        found.push_back(Group(plan, group, done).search());
    }
    return found;
}

std::uint64_t count_of_runs(SweepPlan const& plan, Shard const& shard) {
    auto const all = plan.groups() * plan.replications;
    return all < shard.number ? 0 : (all - shard.number) / shard.of + 1;
}

}  // namespace voiplab::scenarios
