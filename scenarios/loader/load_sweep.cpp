#include "load_sweep.hpp"

#include "overrides.hpp"
#include "read_values.hpp"
#include "scenarios/sweep/flow_text.hpp"
#include "scenarios/sweep/option_texts.hpp"
#include "scenarios/sweep/plan.hpp"
#include "voiplab/models/media/codec_table.hpp"
#include "voiplab/scenarios/sweep.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

namespace voiplab::scenarios {
namespace {

constexpr std::uint64_t most_replications = 1'000'000;

// A text at its commas, or a list of values as they stand.
void read_varied_values(YamlValue const& value, std::vector<std::string>& into) {
    if (value.node().kind == YamlNode::Kind::list) {
        for (auto const& item : value.items()) {
            into.push_back(flow_text(item.node()));
        }
    } else if (auto const text = scalar(value, "values such as 0%,1%,2% or 0ms:300ms:20ms, or a list of them")) {
        into = split_values(*text);
    }
}

void read_vary(YamlValue const& value, std::vector<VaryOptions>& into) {
    if (value.node().kind != YamlNode::Kind::mapping) {
        return value.expected("a mapping of paths and values, such as network.wan.loss: 0%,1%,2%");
    }
    for (auto const& entry : value.node().entries) {
        auto& vary = into.emplace_back();
        vary.path = entry.key;
        read_varied_values(value.entry(entry), vary.values);
    }
}

void read_zip(YamlValue const& value, std::vector<std::vector<std::string>>& into) {
    if (value.node().kind != YamlNode::Kind::list) return value.expected("a list of lists of paths");
    for (auto const& item : value.items()) {
        auto& paths = into.emplace_back();
        if (item.node().kind != YamlNode::Kind::list) return item.expected("a list of paths");
        for (auto const& path : item.items()) {
            read(path, paths.emplace_back());
        }
    }
}

// A text as the command line takes it.
template <auto parse, class T>
void read_text(YamlValue const& value, T& into) {
    std::string text;
    read(value, text);
    if (value.node().kind != YamlNode::Kind::scalar) return;
    if (auto parsed = parse(text)) {
        into = *std::move(parsed);
    } else {
        value.mistake(std::move(parsed.error()));
    }
}

void read_captured(YamlValue const& value, std::vector<SweepCapture>& into) {
    if (value.node().kind != YamlNode::Kind::list) return value.expected("a list such as [worst, cell=3]");
    for (auto const& item : value.items()) {
        read_text<parse_capture>(item, into.emplace_back());
    }
}

void read_codec_name(YamlValue const& value, std::string& into) {
    std::vector<std::string_view> names;
    for (auto const& codec : media::codec_table())
        names.push_back(codec.name);
    if (auto const word = read_word(value, names)) into = names[*word];
}

void read_metric_name(YamlValue const& value, std::string& into) {
    auto const metrics = sweep_metrics();
    std::vector<std::string_view> const names(metrics.begin(), metrics.end());
    if (auto const word = read_word(value, names)) into = names[*word];
}

constexpr auto e_model_fields = std::to_array<Field<EModelQuestion>>({
    field_by<&EModelQuestion::metric, read_metric_name>("metric", Need::required),
    field<&EModelQuestion::loss>("loss", Need::required),
    field_by<&EModelQuestion::delay, read_metric_name>("delay"),
    field_by<&EModelQuestion::codec, read_codec_name>("codec", Need::required),
});

void read_e_model(YamlValue const& value, std::optional<EModelQuestion>& into) {
    read_fields<EModelQuestion>(value, e_model_fields, into.emplace());
}

constexpr auto sweep_fields = std::to_array<Field<SweepOptions>>({
    field_by<&SweepOptions::vary, read_vary>("vary", Need::required),
    field_by<&SweepOptions::zip, read_zip>("zip"),
    field_by<&SweepOptions::sample, read_text<parse_sample, SampleOptions>>("sample"),
    field_by<&SweepOptions::replications, in_range<1, most_replications>>("replications"),
    field_by<&SweepOptions::most_replications, in_range<1, most_replications>>("most_replications"),
    field_by<&SweepOptions::until_ci, read_text<parse_target, std::optional<MetricTarget>>>("until_ci"),
    field_by<&SweepOptions::find, read_text<parse_target, std::optional<MetricTarget>>>("find"),
    field_by<&SweepOptions::capture, read_captured>("capture"),
    field_by<&SweepOptions::e_model, read_e_model>("e_model"),
});

// A key of `vary` has points in it, which a path would take for steps.
void mistake_at_axis(YamlValue const& vary, std::string const& path, std::string text) {
    for (auto const& entry : vary.node().entries) {
        if (entry.key == path) return vary.mistake_at(path, entry.line, entry.column, std::move(text));
    }
}

}  // namespace

void read(YamlValue const& value, SweepOptions& into) {
    read_fields<SweepOptions>(value, sweep_fields, into);
}

void check_sweep(YamlValue const& root, Scenario const& scenario) {
    if (!scenario.sweep || !root.source().session.mistakes.empty()) return;
    auto const sweep = root.place("sweep");
    auto const vary = sweep.place("vary");
    auto const plan = make_plan(*scenario.sweep, scenario.seed);
    if (!plan) {
        auto const& [option, path, text] = plan.error();
        if (!path.empty()) return mistake_at_axis(vary, path, text);
        return option.empty() ? sweep.mistake(text) : sweep.place(option).mistake(text);
    }
    if (!scenario.sweep->capture.empty() && scenario.captures.empty()) {
        sweep.place("capture").mistake("the scenario has no captures");
    }
    if (auto const& question = scenario.sweep->e_model) {
        auto const is_loss = [&](SweepParameter const& one) { return one.path == question->loss && one.unit == "%"; };
        if (std::none_of(plan->parameters.begin(), plan->parameters.end(), is_loss)) {
            sweep.place("e_model").place("loss").mistake(
                fmt::format("{} is no axis in percent; expected one of those in `vary`", shown(question->loss)));
        }
    }
    auto tree = root.node();
    for (auto const& parameter : plan->parameters) {
        auto const place = walk(tree, parameter.path);
        if (!place) mistake_at_axis(vary, parameter.path, place.error());
    }
}

std::vector<KeyList> sweep_keys() {
    return {key_list<SweepOptions>("sweep", sweep_fields), key_list<EModelQuestion>("e_model", e_model_fields)};
}

}  // namespace voiplab::scenarios
