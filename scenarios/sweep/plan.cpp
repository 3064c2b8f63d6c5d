#include "scenarios/sweep/plan.hpp"

#include "scenarios/loader/mistakes.hpp"
#include "scenarios/sweep/metrics.hpp"
#include "scenarios/sweep/sampling.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include <boost/range/adaptor/reversed.hpp>
#include <fmt/format.h>

namespace voiplab::scenarios {
namespace {

std::vector<std::string_view> paths_of(SweepPlan const& plan) {
    std::vector<std::string_view> paths;
    paths.reserve(plan.parameters.size());
    for (auto const& parameter : plan.parameters) {
        paths.emplace_back(parameter.path);
    }
    return paths;
}

using Wrong = std::optional<PlanMistake>;

// Builds a plan step by step; the first mistake ends it.
class PlanMaker {
  public:
    PlanMaker(SweepOptions const& options, std::uint64_t seed) : options_(options), seed_(seed) {}

    tl::expected<SweepPlan, PlanMistake> make() {
        for (auto step :
             {&PlanMaker::understand_axes, &PlanMaker::group_axes, &PlanMaker::add_search, &PlanMaker::add_samples,
              &PlanMaker::add_axes, &PlanMaker::add_replications, &PlanMaker::check_size}) {
            if (auto mistake = (this->*step)()) return tl::unexpected(*std::move(mistake));
        }
        return std::move(plan_);
    }

  private:
    [[nodiscard]] bool is_sampled() const { return options_.sample.kind != SampleOptions::Kind::grid; }

    Wrong understand_axes() {
        std::set<std::string_view> seen;
        for (auto const& vary : options_.vary) {
            if (!seen.insert(vary.path).second) return PlanMistake{"vary", vary.path, "this path is varied already"};
            auto varied = understand(vary);
            if (!varied) return PlanMistake{"vary", vary.path, varied.error()};
            plan_.parameters.push_back(varied->parameter);
            varied_.push_back(*std::move(varied));
        }
        for (std::size_t i = 0; i < varied_.size(); ++i) {
            leader_of_.push_back(i);
        }
        return {};
    }

    Wrong group_axes() {
        for (auto const& zip : options_.zip) {
            if (auto mistake = group(zip); !mistake.empty()) return PlanMistake{"zip", {}, std::move(mistake)};
        }
        return {};
    }

    std::string group(std::vector<std::string> const& zip) {
        if (zip.size() < 2) return "expected two paths at least, such as network.a.delay,network.b.delay";
        auto const paths = paths_of(plan_);
        std::vector<std::size_t> members;
        for (auto const& path : zip) {
            auto const found = std::find(paths.begin(), paths.end(), path);
            if (found == paths.end()) return fmt::format("{} is not varied{}", path, did_you_mean(path, paths));
            auto const member = static_cast<std::size_t>(found - paths.begin());
            auto const is_member = std::find(members.begin(), members.end(), member) != members.end();
            if (is_member || moves_with_another(member)) return fmt::format("{} stands twice", path);
            members.push_back(member);
        }
        auto const leader = *std::min_element(members.begin(), members.end());
        for (auto const member : members) {
            auto const& first = varied_[leader];
            auto const& other = varied_[member];
            if (first.values.size() != other.values.size() || first.range.has_value() != other.range.has_value()) {
                return fmt::format("{} has {} and {} has {}; what moves together has as many values",
                                   first.parameter.path, length_of(first), other.parameter.path, length_of(other));
            }
            leader_of_[member] = leader;
        }
        return {};
    }
    [[nodiscard]] bool moves_with_another(std::size_t axis) const {
        for (std::size_t i = 0; i < leader_of_.size(); ++i) {
            if (i != leader_of_[i] && (i == axis || leader_of_[i] == axis)) return true;
        }
        return false;
    }
    static std::string length_of(Varied const& varied) {
        if (varied.range) return "a range without a step";
        return fmt::format("{} {}", varied.values.size(), varied.values.size() == 1 ? "value" : "values");
    }

    Wrong add_search() {
        if (!options_.find) return {};
        auto const wrong = [](std::string text) { return PlanMistake{"find", {}, std::move(text)}; };
        if (is_sampled()) return wrong("a search goes with a grid, not with samples");
        if (auto mistake = check_metric(options_.find->metric); !mistake.empty()) return wrong(std::move(mistake));
        std::vector<std::size_t> ranges;
        for (std::size_t i = 0; i < varied_.size(); ++i) {
            if (varied_[i].range) ranges.push_back(i);
        }
        if (ranges.size() != 1) {
            return wrong(
                fmt::format("expected one axis without a step to search, such as network.wan.loss=0%:20%; "
                            "found {}",
                            ranges.empty() ? "none" : std::to_string(ranges.size())));
        }
        plan_.search = {ranges.front(), *varied_[ranges.front()].range, *options_.find};
        return {};
    }

    Wrong add_samples() {
        if (!is_sampled()) return {};
        auto const count = options_.sample.count;
        if (count == 0 || count > most_values) {
            return PlanMistake{"sample", {}, fmt::format("expected 1 to {} samples, as in sobol:128", most_values)};
        }
        if (varied_.empty()) return PlanMistake{"sample", {}, "there is no axis to sample"};
        for (auto const& varied : varied_) {
            if (varied.range) continue;
            return PlanMistake{"vary", varied.parameter.path,
                               "samples are taken of a range without a step; expected FIRST:LAST"};
        }
        auto const points = points_of_samples();
        auto& all = plan_.axes.emplace_back();
        for (std::size_t i = 0; i < varied_.size(); ++i) {
            all.parameters.push_back(i);
        }
        for (auto const& point : points) {
            auto& values = all.points.emplace_back();
            for (std::size_t i = 0; i < varied_.size(); ++i) {
                values.push_back(value_of(varied_[i].range->at(point[leader_of_[i]]), plan_.parameters[i].unit));
            }
        }
        return {};
    }

    // A coordinate for each parameter; those that follow another one have none that counts.
    [[nodiscard]] UnitPoints points_of_samples() const {
        std::vector<std::string> leaders;
        std::vector<std::size_t> places;
        for (std::size_t i = 0; i < varied_.size(); ++i) {
            if (leader_of_[i] != i) continue;
            leaders.push_back(plan_.parameters[i].path);
            places.push_back(i);
        }
        auto const count = static_cast<std::size_t>(options_.sample.count);
        auto const drawn = options_.sample.kind == SampleOptions::Kind::sobol ? sobol(leaders.size(), count)
                                                                              : latin_hypercube(seed_, leaders, count);
        UnitPoints points(count, std::vector<double>(varied_.size()));
        for (std::size_t i = 0; i < count; ++i) {
            for (std::size_t axis = 0; axis < places.size(); ++axis) {
                points[i][places[axis]] = drawn[i][axis];
            }
        }
        return points;
    }

    Wrong add_axes() {
        if (is_sampled()) return {};
        for (std::size_t i = 0; i < varied_.size(); ++i) {
            if (plan_.search && plan_.search->parameter == i) continue;
            if (varied_[i].range) {
                return PlanMistake{"vary", plan_.parameters[i].path,
                                   "a range without a step is for samples and searches; expected FIRST:LAST:STEP or "
                                   "FIRST:LAST:xFACTOR"};
            }
            if (leader_of_[i] == i) plan_.axes.push_back(axis_led_by(i));
        }
        return {};
    }

    [[nodiscard]] PlanAxis axis_led_by(std::size_t leader) const {
        PlanAxis axis;
        axis.points.resize(varied_[leader].values.size());
        for (std::size_t i = leader; i < varied_.size(); ++i) {
            if (leader_of_[i] != leader) continue;
            axis.parameters.push_back(i);
            for (std::size_t value = 0; value < axis.points.size(); ++value) {
                axis.points[value].push_back(varied_[i].values[value]);
            }
        }
        return axis;
    }

    Wrong add_replications() {
        plan_.replications = options_.replications;
        plan_.most_replications = std::max(options_.most_replications, options_.replications);
        plan_.until_ci = options_.until_ci;
        plan_.e_model = options_.e_model;
        if (plan_.replications == 0) return PlanMistake{"replications", {}, "expected one at least"};
        if (!plan_.until_ci) return {};
        if (auto mistake = check_metric(plan_.until_ci->metric); !mistake.empty()) {
            return PlanMistake{"until_ci", {}, std::move(mistake)};
        }
        if (!(plan_.until_ci->value > 0))
            return PlanMistake{"until_ci", {}, "expected a width above 0, as in mos=0.05"};
        if (plan_.replications < 2) {
            return PlanMistake{"replications", {}, "an interval (until_ci) needs two at least; expected 10, say"};
        }
        return {};
    }

    Wrong check_size() {
        auto runs = plan_.replications;
        for (auto const& axis : plan_.axes) {
            if (runs > most_runs / axis.points.size()) runs = most_runs + 1;
            if (runs <= most_runs) runs *= axis.points.size();
        }
        if (runs > most_runs) return PlanMistake{{}, {}, fmt::format("more than {} runs", most_runs)};
        return {};
    }

    static std::string check_metric(std::string_view name) {
        auto const names = metric_names();
        if (std::find(names.begin(), names.end(), name) != names.end()) return {};
        std::vector<std::string_view> const words(names.begin(), names.end());
        auto const guess = did_you_mean(name, words);
        return fmt::format("{} is no metric{}", shown(name),
                           guess.empty() ? fmt::format("; expected one of {}", list_of(words)) : guess);
    }

    SweepOptions const& options_;
    std::uint64_t seed_;
    SweepPlan plan_;
    std::vector<Varied> varied_;
    std::vector<std::size_t> leader_of_;  // of each axis: the first of those that it moves together with, or itself
};

}  // namespace

std::uint64_t SweepPlan::groups() const {
    std::uint64_t product = 1;
    for (auto const& axis : axes) {
        product *= axis.points.size();
    }
    return product;
}

std::vector<SweepValue> SweepPlan::values(std::uint64_t group, std::uint64_t step) const {
    std::vector<SweepValue> result(parameters.size());
    for (auto const& axis : boost::adaptors::reverse(axes)) {
        auto const& point = axis.points[group % axis.points.size()];
        group /= axis.points.size();
        for (std::size_t i = 0; i < point.size(); ++i) {
            result[axis.parameters[i]] = point[i];
        }
    }
    if (search) {
        result[search->parameter] = value_of(search->range.at(step, steps), parameters[search->parameter].unit);
    }
    return result;
}

std::vector<Override> SweepPlan::overrides(std::uint64_t group, std::uint64_t step) const {
    std::vector<Override> result;
    auto const all = values(group, step);
    for (std::size_t i = 0; i < all.size(); ++i) {
        result.push_back({parameters[i].path, all[i].text});
    }
    return result;
}

std::string to_string(PlanMistake const& mistake) {
    auto option = mistake.option;
    std::replace(option.begin(), option.end(), '_', '-');
    auto text = option.empty() ? std::string() : "--" + option;
    if (!mistake.path.empty()) text += " " + mistake.path;
    return text + (text.empty() ? "" : ": ") + mistake.text;
}

tl::expected<SweepPlan, PlanMistake> make_plan(SweepOptions const& options, std::uint64_t seed) {
    return PlanMaker(options, seed).make();
}

std::uint64_t seed_of_replication(std::uint64_t seed, std::uint64_t replication) {
    if (replication == 0) return seed;
    auto z = seed + replication * 0x9E3779B97F4A7C15U;
    z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9U;
    z = (z ^ (z >> 27U)) * 0x94D049BB133111EBU;
    return z ^ (z >> 31U);
}

}  // namespace voiplab::scenarios
