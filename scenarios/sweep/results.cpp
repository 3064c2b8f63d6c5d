#include "scenarios/sweep/results.hpp"

#include "scenarios/runner/call_files.hpp"
#include "scenarios/sweep/cells.hpp"
#include "scenarios/sweep/metrics.hpp"
#include "voiplab/models/capture/atomic_file.hpp"
#include "voiplab/scenarios/sweep_report.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace voiplab::scenarios {
namespace {

std::string text_of(SweepValue const& value) {
    return value.number ? fmt::format("{}", *value.number) : csv_field(value.text);
}

std::string write_text(std::filesystem::path const& file, std::string const& text) {
    capture::AtomicFile out(file);
    out.write(text);
    out.commit();
    return file;
}

std::string optional_text(std::optional<double> const& number) {
    return number ? fmt::format("{}", *number) : std::string();
}

}  // namespace

Results results_of(SweepPlan const& plan, Journal const& journal) {
    Results results;
    results.table.scenario = plan.title;
    results.table.parameters = plan.parameters;
    results.table.metrics = metric_names();
    std::optional<RunKey> cell;
    std::uint64_t cells = 0;
    journal.for_each([&](FinishedRun&& run) {
        RunKey const its_cell{run.key.group, run.key.step, 0};
        if (cell != its_cell) ++cells;
        cell = its_cell;
        auto& row = results.table.runs.emplace_back();
        // Where the plan is known beforehand numbers are its own, whatever is there yet.
        row.cell = plan.search ? cells - 1 : run.key.group;
        row.number = plan.is_adaptive() ? results.keys.size() : run.key.group * plan.replications + run.key.replication;
        row.replication = run.key.replication;
        row.seed = run.seed;
        row.values = plan.values(run.key.group, run.key.step);
        row.metrics = std::move(run.metrics);
        row.metrics.resize(results.table.metrics.size());
        row.failure = std::move(run.failure);
        results.keys.push_back(run.key);
    });
    return results;
}

DoneRuns done_runs(SweepPlan const& plan, Journal const& journal) {
    DoneRuns done;
    auto const value = [](FinishedRun const& run, std::optional<MetricTarget> const& target) {
        if (!target || run.metrics.empty()) return std::optional<double>();
        return run.metrics[metric_number(target->metric)];
    };
    auto const find = plan.search ? std::optional(plan.search->target) : std::nullopt;
    journal.for_each([&](FinishedRun&& run) {
        done.emplace_hint(done.end(), run.key, DoneRun{value(run, plan.until_ci), value(run, find)});
    });
    return done;
}

std::string runs_csv(SweepTable const& table) {
    std::string text = "run,cell,replication,seed";
    for (std::size_t i = 0; i < table.parameters.size(); ++i) {
        text += fmt::format(",{}", csv_field(column_of(table, i)));
    }
    for (auto const& metric : table.metrics) {
        text += fmt::format(",{}", metric);
    }
    text += ",failure\n";
    for (auto const& run : table.runs) {
        text += fmt::format("{},{},{},{}", run.number, run.cell, run.replication, run.seed);
        for (auto const& value : run.values) {
            text += fmt::format(",{}", text_of(value));
        }
        for (auto const& metric : run.metrics) {
            text += fmt::format(",{}", optional_text(metric));
        }
        text += fmt::format(",{}\n", csv_field(run.failure));
    }
    return text;
}

std::string found_csv(SweepPlan const& plan, SweepTable const& table, std::vector<Found> const& found) {
    auto const metric = plan.search->target.metric;
    std::string text;
    for (std::size_t i = 0; i < plan.parameters.size(); ++i) {
        if (i != plan.search->parameter) text += fmt::format("{},", csv_field(column_of(table, i)));
    }
    text += fmt::format("{0}_before,{0}_beyond,{1}_before,{1}_beyond\n",
                        csv_field(column_of(table, plan.search->parameter)), metric);
    for (auto const& group : found) {
        auto const step = group.beyond.value_or(SweepPlan::steps);
        auto const values = plan.values(group.group, step);
        for (std::size_t i = 0; i < values.size(); ++i) {
            if (i != plan.search->parameter) text += fmt::format("{},", text_of(values[i]));
        }
        auto const before = plan.values(group.group, step - 1)[plan.search->parameter];
        // Where it passes nowhere, the metric's means are those at both ends.
        text += group.beyond ? fmt::format("{},{},", text_of(before), text_of(values[plan.search->parameter])) : ",,";
        text += fmt::format("{},{}\n", optional_text(group.mean_before), optional_text(group.mean_beyond));
    }
    return text;
}

std::string sentence_of(SweepPlan const& plan, Found const& found) {
    std::string where;
    auto const step = found.beyond.value_or(SweepPlan::steps);
    auto const values = plan.values(found.group, step);
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (i == plan.search->parameter) continue;
        where += fmt::format("{}{}={}", where.empty() ? "" : ", ", plan.parameters[i].path, values[i].text);
    }
    if (!where.empty()) where += ": ";
    auto const& target = plan.search->target;
    auto const number = [](std::optional<double> const& mean) { return mean ? fmt::format("{:.3f}", *mean) : "none"; };
    auto const means = fmt::format("{} to {}", number(found.mean_before), number(found.mean_beyond));
    auto const& path = plan.parameters[plan.search->parameter].path;
    if (!found.beyond) {
        return fmt::format("{}{} does not pass {} from {} to {} of {}: it is {}", where, target.metric, target.value,
                           to_string(plan.search->range.first), to_string(plan.search->range.last), path, means);
    }
    auto const before = plan.values(found.group, step - 1)[plan.search->parameter].text;
    return fmt::format("{}{} passes {} from {} to {} of {}: {}", where, target.metric, target.value, before,
                       values[plan.search->parameter].text, path, means);
}

void write_results(SweepPlan const& plan, Journal const& journal, Results const& results,
                   std::filesystem::path const& folder, SweepResult& into) {
    into.runs = results.table.runs.size();
    for (auto const& run : results.table.runs) {
        if (run.failure.empty()) continue;
        if (into.failed == 0) into.first_failure = run.failure;
        ++into.failed;
    }
    try {
        into.files.emplace_back(write_text(folder / "runs.csv", runs_csv(results.table)));
        // Of a sweep that was stopped before its first run there is nothing to tell.
        if (!results.table.runs.empty()) {
            std::vector<SweepPrediction> predictions;
            if (plan.e_model) {
                if (auto made = e_model_prediction(results.table, *plan.e_model))
                    predictions.push_back(std::move(*made));
            }
            auto const report = write_sweep_report(results.table, folder, predictions);
            into.files.insert(into.files.end(), report.begin(), report.end());
        }
        if (plan.search) {
            auto const found = found_in(plan, done_runs(plan, journal));
            into.files.emplace_back(write_text(folder / "found.csv", found_csv(plan, results.table, found)));
            for (auto const& group : found) {
                into.found.push_back(sentence_of(plan, group));
            }
        }
    } catch (capture::WriteError const& error) {
        throw OutputError(error.what());
    }
}

}  // namespace voiplab::scenarios
