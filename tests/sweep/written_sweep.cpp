#include "written_sweep.hpp"

#include <utility>

#include <fmt/format.h>

namespace voiplab::test {

namespace {

std::size_t levels_of(WrittenParameter const& parameter) {
    return parameter.numbers.empty() ? parameter.words.size() : parameter.numbers.size();
}

SweepValue value_of(WrittenParameter const& parameter, std::size_t level) {
    if (parameter.numbers.empty()) return {parameter.words[level], std::nullopt};
    return {fmt::format("{}{}", parameter.numbers[level], parameter.unit), parameter.numbers[level]};
}

}  // namespace

SweepTable written_sweep(std::vector<WrittenParameter> const& parameters, std::size_t replications,
                         std::vector<std::string> metrics, Measured const& measured) {
    SweepTable table{"Two phones and a poor line", {}, std::move(metrics), {}};
    std::size_t cells = 1;
    for (auto const& parameter : parameters) {
        table.parameters.push_back({parameter.path, parameter.unit});
        cells *= levels_of(parameter);
    }
    for (std::size_t cell = 0; cell < cells; ++cell) {
        std::vector<SweepValue> values(parameters.size());
        std::vector<double> numbers(parameters.size());
        auto rest = cell;
        for (auto i = parameters.size(); i-- > 0;) {
            auto const level = rest % levels_of(parameters[i]);
            rest /= levels_of(parameters[i]);
            values[i] = value_of(parameters[i], level);
            numbers[i] = values[i].number.value_or(static_cast<double>(level));
        }
        for (std::size_t replication = 0; replication < replications; ++replication) {
            auto const number = table.runs.size();
            table.runs.push_back({number, cell, replication, number + 1, values, measured(numbers, replication), {}});
        }
    }
    return table;
}

double noise(std::size_t run) {
    // Knuth's multiplicative hash (The Art of Computer Programming, 6.4).
    auto const hash = static_cast<std::uint32_t>((run + 1) * 2654435761U);
    return static_cast<double>(hash) / 2147483648.0 - 1;
}

}  // namespace voiplab::test
