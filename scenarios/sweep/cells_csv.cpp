#include "scenarios/sweep/cells_csv.hpp"

#include "scenarios/runner/call_files.hpp"

#include <fmt/format.h>

namespace voiplab::scenarios {

namespace {

std::string optional_text(std::optional<double> const& number) {
    return number ? number_text(*number) : std::string();
}

std::string figures_text(std::optional<Figures> const& figures) {
    if (!figures) return "0,,,,,,,,,,,";
    auto text = fmt::format("{}", figures->n);
    for (auto const& field :
         {std::optional(figures->mean), figures->sd, figures->ci95_low, figures->ci95_high, std::optional(figures->min),
          std::optional(figures->q05), std::optional(figures->q25), std::optional(figures->median),
          std::optional(figures->q75), std::optional(figures->q95), std::optional(figures->max)}) {
        text += "," + optional_text(field);
    }
    return text;
}

}  // namespace

std::string cells_csv(SweepTable const& table, std::vector<SweepCell> const& cells) {
    std::string text = "cell";
    std::vector<bool> numeric;
    for (std::size_t i = 0; i < table.parameters.size(); ++i) {
        text += "," + csv_field(column_of(table, i));
        numeric.push_back(is_numeric(table, i));
    }
    text += ",metric,runs,failed,n,mean,sd,ci95_low,ci95_high,min,q05,q25,median,q75,q95,max\n";
    for (auto const& cell : cells) {
        auto begin = fmt::format("{}", cell.number);
        for (std::size_t i = 0; i < cell.values.size(); ++i) {
            auto const& value = cell.values[i];
            begin += "," + (numeric[i] ? number_text(*value.number) : csv_field(value.text));
        }
        for (std::size_t metric = 0; metric < table.metrics.size(); ++metric) {
            text += fmt::format("{},{},{},{},{}\n", begin, csv_field(table.metrics[metric]), cell.runs, cell.failed,
                                figures_text(cell.metrics[metric]));
        }
    }
    return text;
}

}  // namespace voiplab::scenarios
