#include "load_traffic.hpp"

#include "mistakes.hpp"
#include "read_values.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace voiplab::scenarios {
namespace {

constexpr std::uint64_t most_calls = 1'000'000;

void read_call_rate(YamlValue const& value, CallRate& into) {
    constexpr std::string_view what = "a number of calls a second";
    auto const text = scalar(value, what);
    if (!text) return;
    if (value.node().quoted) return value.mistake(fmt::format("\"{}\" is a text; expected {}", *text, what));
    if (auto const rate = parse_thousandths(*text)) {
        into.calls_in_1000_seconds = *rate;
    } else {
        value.mistake(rate.error());
    }
}

constexpr auto traffic_fields = std::to_array<Field<TrafficOptions>>({
    field_by<&TrafficOptions::site, read_name>("site", Need::required),
    field_by<&TrafficOptions::calls, in_range<1, most_calls>>("calls", Need::required),
    field<&TrafficOptions::at>("at", Need::required),
    field_by<&TrafficOptions::rate, read_call_rate>("rate"),
    field<&TrafficOptions::hang_up_after>("hang_up_after"),
});

constexpr auto media_call_fields = std::to_array<Field<MediaCallOptions>>({
    field_by<&MediaCallOptions::site, read_name>("site", Need::required),
    field_by<&MediaCallOptions::relay, read_name>("relay", Need::required),
    field<&MediaCallOptions::at>("at", Need::required),
    field<&MediaCallOptions::begin_within>("begin_within"),
    field_by<&MediaCallOptions::talk, read_positive>("talk", Need::required),
});

// The numbers of a site's phones, in their order; empty, and a mistake, where there are no two.
std::vector<std::size_t> phones_of(YamlValue const& place, std::string const& site, Scenario const& scenario) {
    std::vector<std::size_t> phones;
    for (auto const& made : scenario.site_phones) {
        if (made.site != site) continue;
        for (std::size_t i = 0; i < made.count; ++i) {
            phones.push_back(made.first_phone + i);
        }
    }
    if (phones.size() < 2 && !site.empty()) {
        place.mistake(fmt::format("at {} there are no two phones that could call each other", shown(site)));
        phones.clear();
    }
    return phones;
}

// From the first call to the one of this number.
sim::Duration time_to(std::size_t number, CallRate rate) {
    constexpr std::uint64_t nanoseconds = 1'000'000'000'000;  // of 1,000 seconds
    return sim::Duration{static_cast<std::int64_t>(number * nanoseconds / rate.calls_in_1000_seconds)};
}

void add_calls(std::vector<std::size_t> const& phones, TrafficOptions const& traffic, Scenario& scenario) {
    scenario.calls.reserve(scenario.calls.size() + traffic.calls);
    for (std::size_t k = 0; k < traffic.calls; ++k) {
        auto const& caller = scenario.phones[phones[2 * k % phones.size()]];
        auto const& callee = scenario.phones[phones[(2 * k + 1) % phones.size()]];
        auto& call = scenario.calls.emplace_back();
        call.from = caller.name;
        call.to = callee.user;
        call.at = traffic.at + time_to(k, traffic.rate);
        call.hang_up = {caller.name, traffic.hang_up_after};
    }
}

// What must have happened before the run is over.
void check_in_time(YamlValue const& place, sim::Time at, Scenario const& scenario, std::string_view what) {
    if (at.time_since_epoch() < scenario.duration) return;
    place.mistake(fmt::format("{} {} is not before the end; the run's duration is {}", what,
                              shown(at.time_since_epoch()), shown(scenario.duration)));
}

void check_media_call(YamlValue const& value, MediaCallOptions const& calls, Scenario const& scenario) {
    auto const& sites = scenario.network.sites;
    auto const& hosts = scenario.network.hosts;
    auto const site =
        std::find_if(sites.begin(), sites.end(), [&](net::SiteOptions const& s) { return s.name == calls.site; });
    auto const relay =
        std::find_if(hosts.begin(), hosts.end(), [&](net::HostOptions const& h) { return h.name == calls.relay; });
    if (site == sites.end()) {
        value.place("site").mistake(fmt::format("no site is named {}", shown(calls.site)));
    } else if (site->hosts % 2 != 0) {
        value.place("site").mistake(fmt::format("{} hosts are no pairs", site->hosts));
    }
    if (relay == hosts.end()) {
        value.place("relay").mistake(fmt::format("no host is named {}", shown(calls.relay)));
    } else if (site != sites.end() &&
               static_cast<std::size_t>(relay - hosts.begin()) - site->first_host < site->hosts) {
        value.place("relay").mistake(fmt::format("{} is a host of the site itself", shown(calls.relay)));
    }
    check_in_time(value.place("at"), calls.at + calls.begin_within, scenario, "the last stream begins at");
}

}  // namespace

void read(YamlValue const& value, TrafficOptions& into) {
    read_fields<TrafficOptions>(value, traffic_fields, into);
}
void read(YamlValue const& value, MediaCallOptions& into) {
    read_fields<MediaCallOptions>(value, media_call_fields, into);
}

void add_traffic(YamlValue const& root, Scenario& scenario) {
    // A site that could not be made has no phones, and that has been said.
    auto const& mistakes = root.source().session.mistakes;
    if (mistakes.any_in("network") || mistakes.any_in("phones")) return;
    for (std::size_t i = 0; i < scenario.traffic.size(); ++i) {
        auto const& traffic = scenario.traffic[i];
        auto const value = root.place(fmt::format("traffic[{}]", i));
        if (mistakes.any_in(value.path())) continue;
        auto const phones = phones_of(value.place("site"), traffic.site, scenario);
        if (phones.empty()) continue;
        if (scenario.calls.size() + traffic.calls > most_calls) {
            value.place("calls").mistake(fmt::format("more than {} calls in all", most_calls));
            continue;
        }
        check_in_time(value.place("at"), traffic.at + time_to(traffic.calls - 1, traffic.rate), scenario,
                      "the last call at");
        add_calls(phones, traffic, scenario);
    }
}

void check_media_calls(YamlValue const& root, Scenario const& scenario) {
    for (std::size_t i = 0; i < scenario.media_calls.size(); ++i) {
        auto const value = root.place(fmt::format("media_calls[{}]", i));
        if (root.source().session.mistakes.any_in(value.path())) continue;
        check_media_call(value, scenario.media_calls[i], scenario);
    }
}

std::vector<KeyList> traffic_keys() {
    return {key_list<TrafficOptions>("traffic", traffic_fields),
            key_list<MediaCallOptions>("media_call", media_call_fields)};
}

}  // namespace voiplab::scenarios
