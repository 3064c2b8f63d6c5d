#include "check_references.hpp"

#include "check_ports.hpp"
#include "phone_entries.hpp"
#include "units.hpp"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include <fmt/format.h>

namespace voiplab::scenarios {
namespace {

class Names {
  public:
    void reserve(std::size_t more) {
        known_.reserve(known_.size() + more);
        all_.reserve(all_.size() + more);
    }
    void add(std::string_view name) {
        known_.insert(name);
        all_.push_back(name);
    }
    [[nodiscard]] bool has(std::string_view name) const { return known_.contains(name); }
    [[nodiscard]] std::vector<std::string_view> const& all() const { return all_; }

  private:
    std::unordered_set<std::string_view> known_;
    std::vector<std::string_view> all_;
};

template <class Options>
void add_names(std::vector<Options> const& all, Names& names) {
    names.reserve(all.size());
    for (auto const& one : all) {
        names.add(one.name);
    }
}

template <class Options>
Names names_of(std::vector<Options> const& all) {
    Names names;
    add_names(all, names);
    return names;
}

// An empty name was wrong or missing, and that has been said: nothing follows from it.
bool is_missing(std::string const& name, Names const& names) {
    return !name.empty() && !names.has(name) && !names.has("");
}

void say_missing(YamlValue const& place, std::string const& name, Names const& names, std::string_view what) {
    place.mistake(fmt::format("no {} is named {}{}", what, shown(name), did_you_mean(name, names.all())));
}

void check_exists(YamlValue const& place, std::string const& name, Names const& names, std::string_view what) {
    if (is_missing(name, names)) say_missing(place, name, names, what);
}

// Where the items of one list stand. Spelt out only where there is something to say of one: there may be many.
struct List {
    std::string_view name;
    Scenario const& scenario;
    [[nodiscard]] std::string path(std::size_t number) const {
        return name == "phones" ? path_of_phone(scenario, number) : fmt::format("{}[{}]", name, number);
    }
};

struct ItemOfList {
    List const* list;
    std::size_t number;
};
using TakenNames = std::unordered_map<std::string_view, ItemOfList>;

// Phones, servers and proxies share the ladder's columns, so no two may have one name; captures are files of one
// folder.
template <class Options>
void check_unique(YamlValue const& root, List const& list, std::string_view key, std::vector<Options> const& all,
                  std::string Options::*name, TakenNames& taken) {
    for (std::size_t i = 0; i < all.size(); ++i) {
        std::string const& own = all[i].*name;
        auto const [other, is_new] = taken.emplace(own, ItemOfList{&list, i});
        if (is_new || own.empty()) continue;
        auto const first = other->second.list->path(other->second.number);
        root.place(fmt::format("{}.{}", list.path(i), key))
            .mistake(fmt::format("{} is named {} already", first, shown(own)));
    }
}

void check_names(YamlValue const& root, Scenario const& scenario) {
    List const servers{"servers", scenario};
    List const proxies{"proxies", scenario};
    List const phones{"phones", scenario};
    List const captures{"captures", scenario};
    TakenNames parties;
    parties.reserve(scenario.phones.size());
    check_unique(root, servers, "name", scenario.servers, &ServerOptions::name, parties);
    check_unique(root, proxies, "name", scenario.proxies, &ProxyOptions::name, parties);
    check_unique(root, phones, "name", scenario.phones, &PhoneOptions::name, parties);
    TakenNames files;
    check_unique(root, captures, "file", scenario.captures, &CaptureOptions::file, files);
}

void check_hosts(YamlValue const& root, Scenario const& scenario) {
    auto const hosts = names_of(scenario.network.hosts);
    auto const check = [&](std::string_view name, auto const& all) {
        List const list{name, scenario};
        for (std::size_t i = 0; i < all.size(); ++i) {
            if (is_missing(all[i].host, hosts)) {
                say_missing(root.place(list.path(i) + ".host"), all[i].host, hosts, "host");
            }
        }
    };
    check("servers", scenario.servers);
    check("proxies", scenario.proxies);
    check("phones", scenario.phones);
    for (std::size_t i = 0; i < scenario.captures.size(); ++i) {
        auto const& capture = scenario.captures[i];
        if (!capture.host.empty() && is_missing(capture.host, hosts)) {
            say_missing(root.place(fmt::format("captures[{}].host", i)), capture.host, hosts, "host");
        }
    }
}

void check_captured_link(YamlValue const& place, CaptureOptions const& capture, Names const& links) {
    if (capture.host.empty() == capture.link.empty()) {
        place.mistake("a capture is of a host or of a link: expected one of the two");
    } else if (capture.link == "all") {
        if (capture.file.ends_with(".pcap")) {
            place.place("link").mistake(
                "a .pcap file cannot tell links apart; expected a file of .pcapng, or one link");
        }
    } else if (!capture.link.empty()) {
        check_exists(place.place("link"), capture.link, links, "link");
    }
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
    // Those of the traffic behind them are right by the way they were made.
    auto const written = std::min(scenario.calls.size(), root.place("calls").items().size());
    if (written == 0) return;
    auto const phones = names_of(scenario.phones);
    for (std::size_t i = 0; i < written; ++i) {
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

// All that speak SIP.
Names names_of_parties(Scenario const& scenario) {
    auto parties = names_of(scenario.servers);
    add_names(scenario.proxies, parties);
    add_names(scenario.phones, parties);
    return parties;
}

// The host of a phone, a server or a proxy; empty where there is none of that name.
std::string host_of(std::string const& party, Scenario const& scenario) {
    for (auto const& server : scenario.servers) {
        if (server.name == party) return server.host;
    }
    for (auto const& proxy : scenario.proxies) {
        if (proxy.name == party) return proxy.host;
    }
    for (auto const& phone : scenario.phones) {
        if (phone.name == party) return phone.host;
    }
    return {};
}

void check_faults(YamlValue const& root, Scenario const& scenario) {
    if (scenario.faults.empty()) return;
    auto const parties = names_of_parties(scenario);
    for (std::size_t i = 0; i < scenario.faults.size(); ++i) {
        auto const& fault = scenario.faults[i];
        auto const value = root.place(fmt::format("faults[{}]", i));
        check_exists(value.place("from"), fault.from, parties, "phone, server or proxy");
        check_exists(value.place("to"), fault.to, parties, "phone, server or proxy");
        auto const host = host_of(fault.from, scenario);
        if (!host.empty() && host == host_of(fault.to, scenario)) {
            value.mistake(fmt::format("{} and {} are on one host; what they say to each other meets no network",
                                      shown(fault.from), shown(fault.to)));
        }
    }
}

void check_captures(YamlValue const& root, Scenario const& scenario) {
    Names links;
    if (!scenario.captures.empty()) links = names_of(scenario.network.links);
    for (std::size_t i = 0; i < scenario.captures.size(); ++i) {
        auto const& capture = scenario.captures[i];
        check_captured_link(root.place(fmt::format("captures[{}]", i)), capture, links);
        if (capture.until && *capture.until <= capture.from) {
            root.place(fmt::format("captures[{}].until", i))
                .mistake(fmt::format("{} is not after {}, where the capture begins",
                                     shown(capture.until->time_since_epoch()), shown(capture.from.time_since_epoch())));
        }
    }
}

void check_expectations(YamlValue const& root, Scenario const& scenario) {
    if (scenario.expects_event_limit && !scenario.event_limit) {
        root.place(fmt::format("expect[{}].event_limit", *scenario.expects_event_limit))
            .mistake("the scenario has no event_limit that could be reached");
    }
    if (scenario.expectations.empty() && scenario.ladder_expectations.empty()) return;
    auto const phones = names_of(scenario.phones);
    for (auto const& expected : scenario.expectations) {
        auto const value = root.place(fmt::format("expect[{}]", expected.entry));
        auto const is_call = [&](CallOptions const& call) {
            return call.from == expected.from && call.to == expected.to;
        };
        auto const known = std::any_of(scenario.calls.begin(), scenario.calls.end(), is_call);
        if (!known && !expected.from.empty() && !expected.to.empty()) {
            value.mistake(fmt::format("no call goes from {} to {}", shown(expected.from), shown(expected.to)));
        }
        check_exists(value.place("answered_by"), expected.answered_by.value_or(""), phones, "phone");
    }
    auto const parties = names_of_parties(scenario);
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
    std::unordered_set<net::Ipv4Address> addresses;
    addresses.reserve(scenario.network.hosts.size());
    for (auto const& host : scenario.network.hosts) {
        addresses.insert(host.address.address);
    }
    for (std::size_t i = 0; i < scenario.phones.size(); ++i) {
        auto const& domain = scenario.phones[i].domain;
        auto const address = net::parse_ipv4(domain.substr(0, domain.find(':')));
        if (!address || addresses.contains(*address)) continue;
        auto const place = root.place(path_of_phone(scenario, i) + ".domain");
        place.warning(fmt::format("no host has the address {}", net::to_string(*address)));
        // The others of the site are told the same.
        i = last_of_entry(scenario, i);
    }
}

}  // namespace

void check_references(YamlValue const& root, Scenario const& scenario) {
    check_names(root, scenario);
    check_hosts(root, scenario);
    check_ports(root, scenario);
    check_calls(root, scenario);
    check_faults(root, scenario);
    check_captures(root, scenario);
    check_expectations(root, scenario);
    warn_of_domains(root, scenario);
}

}  // namespace voiplab::scenarios
