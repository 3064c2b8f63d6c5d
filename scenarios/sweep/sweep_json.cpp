#include "scenarios/sweep/sweep_json.hpp"

#include "scenarios/sweep/models.hpp"

#include <algorithm>

#include <nlohmann/json.hpp>

namespace voiplab::scenarios {

namespace {

using nlohmann::ordered_json;

ordered_json number(std::optional<double> const& value) {
    return value ? ordered_json(rounded(*value)) : ordered_json(nullptr);
}

// A number where the parameter is one in all runs, else as the scenario has it.
ordered_json value_of(SweepValue const& value, bool numeric) {
    return numeric ? number(value.number) : ordered_json(value.text);
}

ordered_json object(SweepTable const& table, SweepAxis const& axis) {
    auto const& [path, unit] = table.parameters[axis.parameter];
    auto values = ordered_json::array();
    for (auto const& level : axis.levels) {
        values.push_back(value_of(level, axis.numeric));
    }
    return {{"path", path},
            {"unit", unit},
            {"column", column_of(table, axis.parameter)},
            {"values", std::move(values)},
            {"scale", !axis.numeric      ? "words"
                      : axis.logarithmic ? "logarithmic"
                                         : "linear"}};
}

ordered_json object(Figures const& figures) {
    return {{"n", figures.n},
            {"mean", number(figures.mean)},
            {"sd", number(figures.sd)},
            {"ci95_low", number(figures.ci95_low)},
            {"ci95_high", number(figures.ci95_high)},
            {"min", number(figures.min)},
            {"q05", number(figures.q05)},
            {"q25", number(figures.q25)},
            {"median", number(figures.median)},
            {"q75", number(figures.q75)},
            {"q95", number(figures.q95)},
            {"max", number(figures.max)}};
}

ordered_json object(Regression const& regression) {
    return {{"n", regression.n},
            {"r2", number(regression.r2)},
            {"adjusted_r2", number(regression.adjusted_r2)},
            {"residual_sd", number(regression.residual_sd)}};
}

class Report {
  public:
    Report(SweepTable const& table, std::vector<SweepCell> const& cells,
           std::vector<SweepPrediction> const& predictions)
        : table_(table), cells_(cells), predictions_(predictions), axes_(axes_of(table, cells)), surface_(axes_) {
        for (std::size_t parameter = 0; parameter < table.parameters.size(); ++parameter) {
            columns_.push_back(column_of(table, parameter));
            numeric_.push_back(is_numeric(table, parameter));
        }
    }

    [[nodiscard]] ordered_json parameters() const {
        auto list = ordered_json::array();
        for (std::size_t parameter = 0; parameter < table_.parameters.size(); ++parameter) {
            list.push_back(object(table_, axis_of(table_, cells_, parameter)));
        }
        for (auto const& axis : axes_) {
            for (auto const follower : axis.along) {
                list[follower]["moves_with"] = columns_[axis.parameter];
            }
        }
        return list;
    }

    [[nodiscard]] ordered_json metrics() const {
        auto list = ordered_json::array();
        for (std::size_t metric = 0; metric < table_.metrics.size(); ++metric) {
            list.push_back({{"name", table_.metrics[metric]},
                            {"main_effects", effects(metric)},
                            {"response_surface", surface(metric)}});
        }
        return list;
    }

    [[nodiscard]] ordered_json cells() const {
        auto list = ordered_json::array();
        for (std::size_t i = 0; i < cells_.size(); ++i) {
            list.push_back(cell(i));
        }
        return list;
    }

    [[nodiscard]] ordered_json failures() const {
        auto list = ordered_json::array();
        for (auto const& run : table_.runs) {
            if (run.failure.empty()) continue;
            list.push_back({{"run", run.number},
                            {"cell", run.cell},
                            {"replication", run.replication},
                            {"seed", run.seed},
                            {"failure", run.failure}});
        }
        return list;
    }

  private:
    [[nodiscard]] ordered_json cell(std::size_t index) const {
        auto const& cell = cells_[index];
        auto values = ordered_json::object();
        for (std::size_t i = 0; i < cell.values.size(); ++i) {
            values[columns_[i]] = value_of(cell.values[i], numeric_[i]);
        }
        auto metrics = ordered_json::object();
        for (std::size_t metric = 0; metric < table_.metrics.size(); ++metric) {
            auto const& figures = cell.metrics[metric];
            metrics[table_.metrics[metric]] = figures ? object(*figures) : ordered_json{{"n", 0}};
        }
        for (auto const& prediction : predictions_) {
            auto& predicted = metrics[prediction.metric]["predicted"];
            predicted[prediction.name] = number(prediction.values[index]);
        }
        return {{"cell", cell.number},
                {"runs", cell.runs},
                {"failed", cell.failed},
                {"values", std::move(values)},
                {"metrics", std::move(metrics)}};
    }

    [[nodiscard]] ordered_json effects(std::size_t metric) const {
        auto const fitted = main_effects(axes_, cells_, metric);
        if (auto const* const reason = std::get_if<std::string>(&fitted)) return {{"not_fitted", *reason}};
        auto const& found = std::get<MainEffects>(fitted);
        auto json = object(found.regression);
        json["mean"] = number(found.mean);
        auto& list = json["effects"] = ordered_json::object();
        for (std::size_t i = 0; i < axes_.size(); ++i) {
            auto& levels = list[columns_[axes_[i].parameter]] = ordered_json::array();
            for (std::size_t level = 0; level < axes_[i].levels.size(); ++level) {
                levels.push_back({{"value", value_of(axes_[i].levels[level], axes_[i].numeric)},
                                  {"effect", number(found.effects[i][level])}});
            }
        }
        return json;
    }

    [[nodiscard]] ordered_json surface(std::size_t metric) const {
        auto const fitted = surface_.fit(cells_, metric);
        if (auto const* const reason = std::get_if<std::string>(&fitted)) return {{"not_fitted", *reason}};
        auto const& found = std::get<Regression>(fitted);
        auto json = object(found);
        auto& coefficients = json["coefficients"] = ordered_json::object();
        auto const names = surface_.term_names(table_);
        for (std::size_t i = 0; i < names.size(); ++i) {
            coefficients[names[i]] = number(found.coefficients[i]);
        }
        return json;
    }

    SweepTable const& table_;
    std::vector<SweepCell> const& cells_;
    std::vector<SweepPrediction> const& predictions_;
    std::vector<SweepAxis> axes_;
    ResponseSurface surface_;
    std::vector<std::string> columns_;
    std::vector<bool> numeric_;
};

}  // namespace

std::string sweep_json(SweepTable const& table, std::vector<SweepCell> const& cells,
                       std::vector<SweepPrediction> const& predictions, std::vector<std::string> const& files) {
    Report const report(table, cells, predictions);
    auto failures = report.failures();
    ordered_json const json{{"scenario", table.scenario},      {"runs", table.runs.size()},
                            {"failed", failures.size()},       {"parameters", report.parameters()},
                            {"metrics", report.metrics()},     {"cells", report.cells()},
                            {"failures", std::move(failures)}, {"files", files}};
    // What is no UTF-8 in a name is replaced.
    return json.dump(2, ' ', false, ordered_json::error_handler_t::replace) + "\n";
}

}  // namespace voiplab::scenarios
