#include "voiplab/scenarios/sweep.hpp"

#include "scenarios/loader/mistakes.hpp"
#include "scenarios/loader/overrides.hpp"
#include "scenarios/loader/source.hpp"
#include "scenarios/sweep/metrics.hpp"
#include "scenarios/sweep/plan_text.hpp"
#include "scenarios/sweep/sweep_prepared.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include <fmt/format.h>

namespace voiplab::scenarios {
namespace {

using Mistakes = std::vector<std::string>;

// The options of the command line, and those of the scenario in the place of what it leaves out.
SweepOptions merged(SweepOptions options, std::optional<SweepOptions> const& file) {
    if (!file) return options;
    SweepOptions const defaults;
    if (options.vary.empty()) options.vary = file->vary;
    if (options.zip.empty()) options.zip = file->zip;
    if (options.sample.kind == SampleOptions::Kind::grid) options.sample = file->sample;
    if (options.replications == defaults.replications) options.replications = file->replications;
    if (options.most_replications == defaults.most_replications) options.most_replications = file->most_replications;
    if (!options.until_ci) options.until_ci = file->until_ci;
    if (!options.find) options.find = file->find;
    if (options.capture.empty()) options.capture = file->capture;
    if (!options.e_model) options.e_model = file->e_model;
    return options;
}

// Checks the axes against the scenario, and gathers the files that it names.
class AxisCheck {
  public:
    AxisCheck(SweepBasis const& basis, Mistakes& mistakes) : basis_(basis), mistakes_(mistakes) {}

    void check() {
        if (!check_paths()) return;
        auto const& plan = basis_.plan;
        for (std::size_t axis = 0; axis < plan.axes.size(); ++axis) {
            // Of very many values a part: the rest is told run by run.
            constexpr std::size_t most = 256;
            auto const points = plan.axes[axis].points.size();
            auto const count = std::min(most, points);
            for (std::size_t i = 0; i < count; ++i) {
                check_point(axis, i * points / count);
                if (!mistakes_.empty()) return;
            }
        }
        if (plan.search) note(wrong_in(0, SweepPlan::steps));
        if (plan.axes.empty()) note(wrong_in(0, 0));
    }

    [[nodiscard]] std::set<std::filesystem::path> const& files() const { return files_; }

  private:
    bool check_paths() {
        auto root = *basis_.file.tree();
        Session session;
        apply_overrides(root, basis_.overrides, session);
        for (auto const& parameter : basis_.plan.parameters) {
            auto const place = walk(root, parameter.path);
            if (place) {
                places_.push_back(place->path);
            } else {
                mistakes_.push_back(fmt::format("--vary {}: {}{}", parameter.path, place.error(),
                                                nearest_path(parameter.path, place.error())));
            }
        }
        return mistakes_.empty();
    }

    // The path that was meant, where the reason does not say it.
    [[nodiscard]] std::string nearest_path(std::string_view path, std::string_view reason) const {
        if (reason.find("did you mean") != std::string_view::npos) return {};
        std::string best;
        std::vector<std::string_view> candidates;
        auto const paths = variable_paths(basis_.file, basis_.overrides);
        for (auto const& known : paths) {
            candidates.emplace_back(known.path);
            constexpr std::size_t most_candidates = 250;  // that nearest() takes
            if (candidates.size() < most_candidates && &known != &paths.back()) continue;
            candidates.insert(candidates.begin(), best);
            best = nearest(path, candidates);
            candidates.clear();
        }
        return best.empty() ? std::string() : fmt::format("; did you mean {}?", best);
    }

    // A value that is wrong wherever it stands is a mistake; one that does not go with others only fails its runs.
    void check_point(std::size_t axis, std::size_t point) {
        auto wrong = wrong_in(group_of(axis, point, false), 0);
        if (wrong.empty() || basis_.plan.axes.size() == 1) return note(wrong);
        auto const elsewhere = wrong_in(group_of(axis, point, true), 0);
        std::erase_if(wrong, [&](std::string const& text) {
            return std::find(elsewhere.begin(), elsewhere.end(), text) == elsewhere.end();
        });
        note(wrong);
    }

    void note(Mistakes const& wrong) { mistakes_.insert(mistakes_.end(), wrong.begin(), wrong.end()); }

    // The group with one axis at a point and the others at their first, or at their last.
    [[nodiscard]] std::uint64_t group_of(std::size_t axis, std::size_t point, bool others_last) const {
        std::uint64_t group = 0;
        for (std::size_t i = 0; i < basis_.plan.axes.size(); ++i) {
            auto const points = basis_.plan.axes[i].points.size();
            group = group * points + (i == axis ? point : others_last ? points - 1 : 0);
        }
        return group;
    }

    // What a cell's own values have wrong.
    Mistakes wrong_in(std::uint64_t group, std::uint64_t step) {
        auto const result = basis_.load(group, step);
        files_.insert(result.files.begin(), result.files.end());
        Mistakes wrong;
        for (auto const& mistake : result.mistakes) {
            for (std::size_t i = 0; i < places_.size(); ++i) {
                // At the value, or at a key on the way to it.
                auto const is_of_it =
                    mistake.path.starts_with(places_[i]) || places_[i].starts_with(mistake.path + ".");
                if (mistake.file != command_line || !is_of_it) continue;
                auto const& path = basis_.plan.parameters[i].path;
                auto const guess = mistake.text.starts_with("unknown key") ? nearest_path(path, mistake.text) : "";
                wrong.push_back(fmt::format("--vary {}: {}{}", path, mistake.text, guess));
            }
        }
        return wrong;
    }

    SweepBasis const& basis_;
    Mistakes& mistakes_;
    std::vector<std::string> places_;  // of the parameters in the tree
    std::set<std::filesystem::path> files_;
};

std::string fingerprint(SweepSetup const& setup, SweepBasis const& basis,
                        std::set<std::filesystem::path> const& files) {
    std::vector<std::string> parts{setup.application, to_text(basis.plan),
                                   read_text_file(setup.scenario).value_or(std::string())};
    for (auto const& name : metric_names()) {
        parts.push_back(name);
    }
    for (auto const& [path, value] : setup.overrides) {
        parts.push_back(fmt::format("{}={}", path, value));
    }
    parts.push_back(setup.seed ? fmt::format("{}", *setup.seed) : "");
    auto const folder = setup.scenario.parent_path();
    for (auto const& file : files) {
        // Where the scenario's folder lies does not matter.
        parts.push_back(file.lexically_relative(folder).string());
        parts.push_back(read_text_file(file).value_or(std::string()));
    }
    return fingerprint_of(parts);
}

}  // namespace

std::vector<std::string> sweep_metrics() {
    return metric_names();
}

std::string journal_name(Shard const& shard) {
    return shard.of == 1 ? "journal.sqlite" : fmt::format("journal-{}-of-{}.sqlite", shard.number, shard.of);
}

Sweep::Sweep(std::shared_ptr<Prepared const> prepared) : prepared_(std::move(prepared)) {}

tl::expected<Sweep, std::vector<std::string>> Sweep::prepare(SweepSetup const& setup) {
    ScenarioFile const file(setup.scenario);
    auto const base = file.load(setup.overrides);
    Mistakes mistakes;
    for (auto const& mistake : base.mistakes) {
        mistakes.push_back(to_string(mistake));
    }
    if (!mistakes.empty()) return tl::unexpected(std::move(mistakes));

    auto options = merged(setup.options, base.scenario->sweep);
    auto plan = make_plan(options, setup.seed.value_or(base.scenario->seed));
    if (!plan) return tl::unexpected(Mistakes{to_string(plan.error())});
    if (!options.capture.empty() && base.scenario->captures.empty()) {
        return tl::unexpected(Mistakes{"--capture: the scenario has no captures"});
    }
    plan->title = base.scenario->title;
    // Loading a cell need not look at the sweep again.
    Prepared prepared{{file.without("sweep"), setup.overrides, setup.seed, *std::move(plan)},
                      std::move(options),
                      setup.application,
                      {}};
    AxisCheck check(prepared.basis, mistakes);
    check.check();
    if (!mistakes.empty()) return tl::unexpected(std::move(mistakes));
    prepared.fingerprint = fingerprint(setup, prepared.basis, check.files());
    return Sweep(std::make_shared<Prepared const>(std::move(prepared)));
}

SweepBasis const& Sweep::basis() const {
    return prepared_->basis;
}

bool Sweep::is_adaptive() const {
    return basis().plan.is_adaptive();
}

std::uint64_t Sweep::cells() const {
    return basis().plan.groups() * (basis().plan.search ? 2 : 1);
}

std::uint64_t Sweep::runs(Shard const& shard) const {
    if (is_adaptive()) return needed_runs(basis().plan, shard, {}).size();
    return count_of_runs(basis().plan, shard);
}

std::pair<std::chrono::nanoseconds, std::string> Sweep::try_first() const {
    auto const begin = std::chrono::steady_clock::now();
    auto const run = RunWorker(basis()).run({});
    return {std::chrono::steady_clock::now() - begin, run.failure};
}

}  // namespace voiplab::scenarios
