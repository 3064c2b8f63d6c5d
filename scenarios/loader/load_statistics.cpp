#include "load_statistics.hpp"

#include "mistakes.hpp"
#include "read_values.hpp"

#include <array>

#include <fmt/format.h>

namespace voiplab::scenarios {
namespace {

constexpr std::int64_t most_slices = 100'000;

// Of a file in the output folder.
void read_file_name(YamlValue const& value, std::string_view ending, std::string& into) {
    std::string name;
    read_name(value, name);
    if (name.empty()) return;
    if (name.find_first_of("/\\") != std::string::npos || !name.ends_with(ending)) {
        return value.mistake(fmt::format("{} is no name of a {} file in the output folder", shown(name), ending));
    }
    into = name;
}

constexpr auto statistics_fields = std::to_array<Field<StatisticsOptions>>({
    {"slice", Need::optional,
     [](YamlValue const& value, StatisticsOptions& into) { read_interval(value, into.slice); }},
    {"links", Need::optional,
     [](YamlValue const& value, StatisticsOptions& into) { read_file_name(value, ".csv", into.links); }},
    {"calls", Need::optional,
     [](YamlValue const& value, StatisticsOptions& into) { read_file_name(value, ".csv", into.calls); }},
    {"streams", Need::optional,
     [](YamlValue const& value, StatisticsOptions& into) { read_file_name(value, ".csv", into.streams); }},
    {"quality", Need::optional,
     [](YamlValue const& value, StatisticsOptions& into) { read_file_name(value, ".csv", into.quality); }},
    {"summary", Need::optional,
     [](YamlValue const& value, StatisticsOptions& into) { read_file_name(value, ".json", into.summary); }},
});

}  // namespace

void read_statistics(YamlValue const& value, std::optional<StatisticsOptions>& into) {
    read_fields<StatisticsOptions>(value, statistics_fields, into.emplace());
}

void add_measurement(YamlValue const& root, Scenario& scenario) {
    if (!scenario.statistics) return;
    auto const slice = scenario.statistics->slice;
    if (scenario.duration / slice > most_slices) {
        auto const text = fmt::format("more than {} slices of {} in a run of {}", most_slices, shown(slice),
                                      shown(scenario.duration));
        return root.place("statistics").place("slice").mistake(text);
    }
    scenario.network.measurement = net::MeasurementOptions{slice, sim::Time{scenario.duration}};
}

std::vector<KeyList> statistics_keys() {
    return {key_list<StatisticsOptions>("statistics", statistics_fields)};
}

}  // namespace voiplab::scenarios
