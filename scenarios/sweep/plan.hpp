#pragma once

#include "scenarios/sweep/varied.hpp"
#include "voiplab/scenarios/loader.hpp"
#include "voiplab/scenarios/sweep_options.hpp"
#include "voiplab/scenarios/sweep_table.hpp"

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <tl/expected.hpp>

namespace voiplab::scenarios {

// Which run: of which combination of the axes' values, at which step of the search, and which time.
struct RunKey {
    std::uint64_t group = 0;
    std::uint64_t step = 0;  // of SweepPlan::steps; 0 where nothing is searched
    std::uint64_t replication = 0;
    auto operator<=>(RunKey const&) const = default;
};

// Parameters that move together, and the values they go through.
struct PlanAxis {
    std::vector<std::size_t> parameters;
    std::vector<std::vector<SweepValue>> points;  // a value of each parameter
};

// The parameter that is searched between two ends.
struct PlanSearch {
    std::size_t parameter = 0;
    ValueRange range;
    MetricTarget target;
};

// All runs that a sweep may come to: a pure function of the scenario and the options, so that threads, ranks, shards
// and a second attempt agree on it without speaking to each other.
struct SweepPlan {
    static constexpr std::uint64_t steps = 1024;  // of a search, from one end to the other

    std::string title;
    std::vector<SweepParameter> parameters;
    std::vector<PlanAxis> axes;  // the last one changes first
    std::optional<PlanSearch> search;
    std::uint64_t replications = 1;
    std::uint64_t most_replications = 1000;
    std::optional<MetricTarget> until_ci;
    std::optional<EModelQuestion> e_model;

    // Combinations of the axes' values.
    [[nodiscard]] std::uint64_t groups() const;
    [[nodiscard]] std::vector<SweepValue> values(std::uint64_t group, std::uint64_t step) const;
    [[nodiscard]] std::vector<Override> overrides(std::uint64_t group, std::uint64_t step) const;
    // True where what is run depends on what came out.
    [[nodiscard]] bool is_adaptive() const { return search || until_ci; }
};

inline constexpr std::uint64_t most_runs = 10'000'000;

// What is wrong with a sweep's options.
struct PlanMistake {
    std::string option;  // "until_ci"; empty: all together
    std::string path;    // of the axis, where it is one
    std::string text;    // "5%:1%:1% ends before it begins"
};
// As the command line has it: "--vary network.wan.loss: 5%:1%:1% ends before it begins".
std::string to_string(PlanMistake const& mistake);

// The plan, or what is wrong with the options. `seed` is the scenario's, for samples.
tl::expected<SweepPlan, PlanMistake> make_plan(SweepOptions const& options, std::uint64_t seed);

// The seed of a replication, by the scenario's: its own for the first, and for the others as many of SplitMix64's
// numbers on (Steele, Lea and Flood 2014) from there. Cells have the same: common random numbers.
std::uint64_t seed_of_replication(std::uint64_t seed, std::uint64_t replication);

}  // namespace voiplab::scenarios
