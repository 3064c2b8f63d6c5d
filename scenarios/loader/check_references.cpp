#include "check_references.hpp"

#include "check_ports.hpp"
#include "units.hpp"

#include <algorithm>
#include <map>

#include <fmt/format.h>

namespace voiplab::scenarios {
namespace {

using Names = std::vector<std::string_view>;

template <class Options>
Names names_of(std::vector<Options> const& all) {
    Names names;
    for (auto const& one : all) {
        names.push_back(one.name);
    }
    return names;
}

// An empty name was wrong or missing, and that has been said: nothing follows from it.
void check_exists(YamlValue const& place, std::string const& name, Names const& names, std::string_view what) {
    auto const has = [&names](std::string_view sought) {
        return std::find(names.begin(), names.end(), sought) != names.end();
    };
    if (name.empty() || has(name) || has("")) return;
    place.mistake(fmt::format("no {} is named {}{}", what, shown(name), did_you_mean(name, names)));
}

// Phones, servers and proxies share the ladder's columns, so no two may have one name; captures are files of one
// folder.
template <class Options>
void check_unique(YamlValue const& root, std::string_view list, std::string_view key, std::vector<Options> const& all,
                  std::string Options::*name, std::map<std::string, std::string>& taken) {
    for (std::size_t i = 0; i < all.size(); ++i) {
        auto const path = fmt::format("{}[{}]", list, i);
        auto const [other, is_new] = taken.emplace(all[i].*name, path);
        if (is_new || (all[i].*name).empty()) continue;
        root.place(fmt::format("{}.{}", path, key))
            .mistake(fmt::format("{} is named {} already", other->second, shown(all[i].*name)));
    }
}

void check_hosts(YamlValue const& root, Scenario const& scenario) {
    auto const hosts = names_of(scenario.network.hosts);
    auto const check = [&](std::string_view list, auto const& all) {
        for (std::size_t i = 0; i < all.size(); ++i) {
            check_exists(root.place(fmt::format("{}[{}].host", list, i)), all[i].host, hosts, "host");
        }
    };
    check("servers", scenario.servers);
    check("proxies", scenario.proxies);
    check("phones", scenario.phones);
    check("captures", scenario.captures);
}

void check_actions(YamlValue const& value, CallOptions const& call, Names const& phones) {
    std::vector<std::string> consulting;
    for (std::size_t i = 0; i < call.actions.size(); ++i) {
        auto const& action = call.actions[i];
        auto const place = value.place(fmt::format("actions[{}]", i));
        check_exists(place.place("by"), action.by, phones, "phone");
        if (action.kind == PhoneAction::Kind::consult) consulting.push_back(action.by);
        auto const consults = std::find(consulting.begin(), consulting.end(), action.by) != consulting.end();
        if (action.kind == PhoneAction::Kind::transfer && action.to.empty() && !consults) {
            place.mistake("a transfer needs `to`, or a consult by the same phone before it");
        }
    }
}

void check_calls(YamlValue const& root, Scenario const& scenario) {
    auto const phones = names_of(scenario.phones);
    for (std::size_t i = 0; i < scenario.calls.size(); ++i) {
        auto const& call = scenario.calls[i];
        auto const value = root.place(fmt::format("calls[{}]", i));
        check_exists(value.place("from"), call.from, phones, "phone");
        if (call.hang_up.by != call.from) check_exists(value.place("hang_up.by"), call.hang_up.by, phones, "phone");
        check_actions(value, call, phones);
        if (call.at.time_since_epoch() >= scenario.duration && value.node().find("at") != nullptr) {
            value.place("at").mistake(fmt::format("{} is not before the end; the run's duration is {}",
                                                  shown(call.at.time_since_epoch()), shown(scenario.duration)));
        }
    }
}

// The host of a phone or a server; empty where there is none of that name.
std::string host_of(std::string const& party, Scenario const& scenario) {
    for (auto const& server : scenario.servers) {
        if (server.name == party) return server.host;
    }
    for (auto const& phone : scenario.phones) {
        if (phone.name == party) return phone.host;
    }
    return {};
}

void check_faults(YamlValue const& root, Scenario const& scenario) {
    auto parties = names_of(scenario.servers);
    auto const phones = names_of(scenario.phones);
    parties.insert(parties.end(), phones.begin(), phones.end());
    for (std::size_t i = 0; i < scenario.faults.size(); ++i) {
        auto const& fault = scenario.faults[i];
        auto const value = root.place(fmt::format("faults[{}]", i));
        check_exists(value.place("from"), fault.from, parties, "phone or server");
        check_exists(value.place("to"), fault.to, parties, "phone or server");
        auto const host = host_of(fault.from, scenario);
        if (!host.empty() && host == host_of(fault.to, scenario)) {
            value.mistake(fmt::format("{} and {} are on one host; what they say to each other meets no network",
                                      shown(fault.from), shown(fault.to)));
        }
    }
}

void check_captures(YamlValue const& root, Scenario const& scenario) {
    for (std::size_t i = 0; i < scenario.captures.size(); ++i) {
        auto const& capture = scenario.captures[i];
        if (capture.until && *capture.until <= capture.from) {
            root.place(fmt::format("captures[{}].until", i))
                .mistake(fmt::format("{} is not after {}, where the capture begins",
                                     shown(capture.until->time_since_epoch()), shown(capture.from.time_since_epoch())));
        }
    }
}

void check_expectations(YamlValue const& root, Scenario const& scenario) {
    auto const phones = names_of(scenario.phones);
    for (std::size_t i = 0; i < scenario.expectations.size(); ++i) {
        auto const& expected = scenario.expectations[i];
        auto const value = root.place(fmt::format("expect[{}]", i));
        auto const is_call = [&](CallOptions const& call) {
            return call.from == expected.from && call.to == expected.to;
        };
        auto const known = std::any_of(scenario.calls.begin(), scenario.calls.end(), is_call);
        if (!known && !expected.from.empty() && !expected.to.empty()) {
            value.mistake(fmt::format("no call goes from {} to {}", shown(expected.from), shown(expected.to)));
        }
        check_exists(value.place("answered_by"), expected.answered_by.value_or(""), phones, "phone");
    }
    auto parties = phones;
    for (auto const& server : scenario.servers) {
        parties.push_back(server.name);
    }
    for (auto const& proxy : scenario.proxies) {
        parties.push_back(proxy.name);
    }
    for (std::size_t i = 0; i < scenario.ladder_expectations.size(); ++i) {
        auto const& between = scenario.ladder_expectations[i].between;
        for (std::size_t end = 0; end < between.size(); ++end) {
            check_exists(root.place(fmt::format("expect_ladder[{}].between[{}]", i, end)), between[end], parties,
                         "phone, server or proxy");
        }
    }
}

// A registrar that nobody is may be what a scenario is about.
void warn_of_domains(YamlValue const& root, Scenario const& scenario) {
    for (std::size_t i = 0; i < scenario.phones.size(); ++i) {
        auto const& domain = scenario.phones[i].domain;
        auto const address = net::parse_ipv4(domain.substr(0, domain.find(':')));
        auto const is_its = [&](net::HostOptions const& host) { return host.address.address == address; };
        if (!address || std::any_of(scenario.network.hosts.begin(), scenario.network.hosts.end(), is_its)) continue;
        auto const place = root.place(fmt::format("phones[{}].domain", i));
        place.warning(fmt::format("no host has the address {}", net::to_string(*address)));
    }
}

}  // namespace

void check_references(YamlValue const& root, Scenario const& scenario) {
    std::map<std::string, std::string> parties;
    check_unique(root, "servers", "name", scenario.servers, &ServerOptions::name, parties);
    check_unique(root, "proxies", "name", scenario.proxies, &ProxyOptions::name, parties);
    check_unique(root, "phones", "name", scenario.phones, &PhoneOptions::name, parties);
    std::map<std::string, std::string> files;
    check_unique(root, "captures", "file", scenario.captures, &CaptureOptions::file, files);
    check_hosts(root, scenario);
    check_ports(root, scenario);
    check_calls(root, scenario);
    check_faults(root, scenario);
    check_captures(root, scenario);
    check_expectations(root, scenario);
    warn_of_domains(root, scenario);
}

}  // namespace voiplab::scenarios
