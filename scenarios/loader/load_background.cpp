#include "load_background.hpp"

#include "mistakes.hpp"
#include "read_values.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace voiplab::scenarios {
namespace {

using Kind = BackgroundOptions::Kind;
using Distribution = SpanOptions::Distribution;

constexpr std::size_t most_flows = 1'000;
constexpr std::uint64_t least_rate = 1'000;

void read_kind(YamlValue const& value, Kind& into) {
    static constexpr std::array<std::string_view, 4> words{"constant", "poisson", "on_off", "greedy"};
    if (auto const word = read_word(value, words)) into = static_cast<Kind>(*word);
}

void read_distribution(YamlValue const& value, Distribution& into) {
    static constexpr std::array<std::string_view, 3> words{"constant", "exponential", "pareto"};
    if (auto const word = read_word(value, words)) into = static_cast<Distribution>(*word);
}

void read_shape(YamlValue const& value, double& into) {
    auto const text = scalar(value, "a number above 1, such as 1.5");
    if (!text) return;
    auto const thousandths = parse_thousandths(*text);
    if (!thousandths) return value.mistake(thousandths.error());
    if (*thousandths <= 1'000 || *thousandths > 100'000) {
        return value.mistake(fmt::format("{} is not above 1 and up to 100; a lower shape has no mean", shown(*text)));
    }
    into = static_cast<double>(*thousandths) / 1000;
}

void read_rate(YamlValue const& value, net::BitRate& into) {
    net::BitRate rate{least_rate};
    read(value, rate);
    if (rate.bits_per_second < least_rate) return value.mistake("less than 1kbps");
    into = rate;
}

void read_packet_size(YamlValue const& value, net::ByteCount& into) {
    constexpr std::uint64_t least = 64;
    constexpr std::uint64_t most = 1'500;
    net::ByteCount size{least};
    read(value, size);
    if (size.bytes < least || size.bytes > most) {
        return value.mistake(fmt::format("{} bytes are no IP packet of 64B to 1500B", size.bytes));
    }
    into = size;
}

constexpr auto span_fields = std::to_array<Field<SpanOptions>>({
    {"mean", Need::required, [](YamlValue const& value, SpanOptions& into) { read_interval(value, into.mean); }},
    field_by<&SpanOptions::distribution, read_distribution>("distribution"),
    field_by<&SpanOptions::shape, read_shape>("shape"),
});

void read_span(YamlValue const& value, std::optional<SpanOptions>& into) {
    read_fields<SpanOptions>(value, span_fields, into.emplace());
}

constexpr auto background_fields = std::to_array<Field<BackgroundOptions>>({
    field_by<&BackgroundOptions::from, read_name>("from", Need::required),
    field_by<&BackgroundOptions::to, read_name>("to", Need::required),
    field_by<&BackgroundOptions::kind, read_kind>("kind"),
    field_by<&BackgroundOptions::rate, read_rate>("rate"),
    field_by<&BackgroundOptions::size, read_packet_size>("size"),
    field_by<&BackgroundOptions::dscp, read_dscp>("dscp"),
    field<&BackgroundOptions::start>("start"),
    field<&BackgroundOptions::stop>("stop"),
    field_by<&BackgroundOptions::on, read_span>("on"),
    field_by<&BackgroundOptions::off, read_span>("off"),
});

void check_keys_of_kind(YamlValue const& value, BackgroundOptions const& into) {
    if (into.kind == Kind::on_off) {
        for (auto const* const key : {"on", "off"}) {
            if (!value.key(key)) {
                value.mistake_at(key, value.node().line, value.node().column,
                                 "missing; what is on and off must say how long, such as {mean: 1s}");
            }
        }
        return;
    }
    for (auto const* const key : {"on", "off"}) {
        if (auto const span = value.key(key)) span->mistake("only traffic of kind: on_off is on and off");
    }
    auto const rate = value.key("rate");
    if (into.kind == Kind::greedy && rate) rate->mistake("greedy traffic takes what there is: it has no rate");
}

void check_host(YamlValue const& place, std::string const& name, Scenario const& scenario) {
    auto const& hosts = scenario.network.hosts;
    auto const is_named = [&](net::HostOptions const& host) { return host.name == name; };
    if (std::any_of(hosts.begin(), hosts.end(), is_named)) return;
    std::vector<std::string_view> names;
    names.reserve(hosts.size());
    for (auto const& host : hosts) {
        names.push_back(host.name);
    }
    place.mistake(fmt::format("no host is named {}{}", shown(name), did_you_mean(name, names)));
}

void check_one(YamlValue const& value, BackgroundOptions const& flow, Scenario const& scenario) {
    check_host(value.place("from"), flow.from, scenario);
    check_host(value.place("to"), flow.to, scenario);
    if (flow.from == flow.to) value.place("to").mistake(fmt::format("{} is where it comes from", shown(flow.to)));
    if (flow.start.time_since_epoch() >= scenario.duration) {
        value.place("start").mistake(fmt::format("{} is not before the end; the run's duration is {}",
                                                 shown(flow.start.time_since_epoch()), shown(scenario.duration)));
    } else if (flow.stop && *flow.stop <= flow.start) {
        value.place("stop").mistake(fmt::format("{} is not after {}, when it begins",
                                                shown(flow.stop->time_since_epoch()),
                                                shown(flow.start.time_since_epoch())));
    }
}

}  // namespace

void read(YamlValue const& value, BackgroundOptions& into) {
    read_fields<BackgroundOptions>(value, background_fields, into);
    if (value.node().kind == YamlNode::Kind::mapping) check_keys_of_kind(value, into);
}

void read_background(YamlValue const& value, std::vector<BackgroundOptions>& into) {
    if (value.node().items.size() > most_flows) return value.mistake("a list of more than 1000 items");
    read(value, into);
}

void check_background(YamlValue const& root, Scenario const& scenario) {
    auto const& mistakes = root.source().session.mistakes;
    if (mistakes.any_in("network")) return;
    for (std::size_t i = 0; i < scenario.background.size(); ++i) {
        auto const value = root.place(fmt::format("background[{}]", i));
        if (!mistakes.any_in(value.path())) check_one(value, scenario.background[i], scenario);
    }
}

std::uint16_t background_port(std::size_t number) {
    constexpr std::size_t first = 50'001;
    return static_cast<std::uint16_t>(first + 2 * number);
}

std::vector<KeyList> background_keys() {
    return {key_list<BackgroundOptions>("background", background_fields), key_list<SpanOptions>("span", span_fields)};
}

}  // namespace voiplab::scenarios
