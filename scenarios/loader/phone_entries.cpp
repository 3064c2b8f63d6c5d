#include "phone_entries.hpp"

#include "load_phones.hpp"
#include "read_values.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace voiplab::scenarios {
namespace {

constexpr std::size_t most_phones = 1'000'000;

// A phone stands on a host and has a user; phones of a site are numbered.
void check_entry(YamlValue const& value) {
    if (value.node().kind != YamlNode::Kind::mapping) return;
    auto const keys = phone_keys().front();
    auto const says = [&](std::string_view key) { return value.node().find(key) != nullptr; };
    auto const refuse = [&](std::string_view key, std::string_view why) {
        if (says(key)) value.place(key).mistake(std::string(why));
    };
    if (says("site")) {
        require_key(value, "first_user", keys);
        refuse("host", "a phone stands on a host or on each host of a site, not both");
        refuse("user", "phones of a site have numbers, from first_user on");
        refuse("name", "phones of a site are named by their numbers, from first_user on");
    } else {
        require_key(value, "host", keys);
        require_key(value, "user", keys);
        refuse("first_user", "this is for the phones of a site; one on a host has a user");
        refuse("register_within", "this is for the phones of a site");
    }
}

// In whole nanoseconds, without leaving 64 bits on the way.
sim::Duration part_of(sim::Duration whole, std::size_t part, std::size_t of) {
    auto const n = static_cast<std::int64_t>(of);
    auto const i = static_cast<std::int64_t>(part);
    return whole / n * i + whole % n * i / n;
}

void check_registering(YamlValue const& value, PhoneEntry const& entry) {
    if (entry.register_within == sim::Duration::zero()) return;
    auto const place = value.place("register_within");
    if (!entry.registration) return place.mistake("these phones do not register");
    auto const last = entry.registration->at + entry.register_within;
    if (entry.registration->until && *entry.registration->until <= last) {
        place.mistake(fmt::format("{} after `at` is not before `until`", shown(entry.register_within)));
    }
}

void add_site_phones(YamlValue const& value, PhoneEntry const& entry, std::size_t number, Scenario& scenario) {
    auto& made = scenario.site_phones.emplace_back();
    made.site = entry.site;
    made.entry = number;
    made.first_phone = scenario.phones.size();
    auto const& sites = scenario.network.sites;
    auto const site =
        std::find_if(sites.begin(), sites.end(), [&](net::SiteOptions const& s) { return s.name == entry.site; });
    if (site == sites.end()) {
        std::vector<std::string_view> names;
        names.reserve(sites.size());
        for (auto const& other : sites) {
            names.push_back(other.name);
        }
        return value.place("site").mistake(
            fmt::format("no site is named {}{}", shown(entry.site), did_you_mean(entry.site, names)));
    }
    if (scenario.phones.size() + site->hosts > most_phones) {
        return value.place("site").mistake(fmt::format("more than {} phones in all", most_phones));
    }
    check_registering(value, entry);
    made.count = site->hosts;
    scenario.phones.reserve(scenario.phones.size() + made.count);
    for (std::size_t i = 0; i < made.count; ++i) {
        auto& phone = scenario.phones.emplace_back(entry);
        phone.user = number_after(entry.first_user, i);
        phone.name = phone.user;
        phone.host = scenario.network.hosts[site->first_host + i].name;
        if (phone.registration) phone.registration->at += part_of(entry.register_within, i, made.count);
    }
}

// Where a phone can register: at a server or at a proxy.
struct RegistrarPlace {
    std::string host;
    std::uint16_t port;
};

std::vector<RegistrarPlace> registrars_of(Scenario const& scenario) {
    std::vector<RegistrarPlace> places;
    for (auto const& server : scenario.servers) {
        places.push_back({server.host, server.sip_port});
    }
    for (auto const& proxy : scenario.proxies) {
        places.push_back({proxy.host, proxy.sip_port});
    }
    return places;
}

std::string domain_of(RegistrarPlace const& registrar, Scenario const& scenario) {
    std::string domain;
    for (auto const& host : scenario.network.hosts) {
        if (host.name == registrar.host) domain = net::to_string(host.address.address);
    }
    if (registrar.port != 5060) domain += fmt::format(":{}", registrar.port);
    return domain;
}

}  // namespace

void read_phones(YamlValue const& value, Scenario& scenario) {
    std::vector<PhoneEntry> entries;
    read(value, entries);
    auto const items = value.items();
    for (std::size_t i = 0; i < entries.size(); ++i) {
        check_entry(items[i]);
        if (entries[i].site.empty()) {
            scenario.phones.push_back(std::move(entries[i]));
        } else {
            add_site_phones(items[i], entries[i], i, scenario);
        }
    }
}

std::string path_of_phone(Scenario const& scenario, std::size_t number) {
    auto entry = number;
    for (auto const& made : scenario.site_phones) {
        if (number < made.first_phone) break;
        auto const within = number - made.first_phone;
        entry = within < made.count ? made.entry : made.entry + 1 + (within - made.count);
    }
    return fmt::format("phones[{}]", entry);
}

std::size_t last_of_entry(Scenario const& scenario, std::size_t number) {
    for (auto const& made : scenario.site_phones) {
        if (number >= made.first_phone && number - made.first_phone < made.count) {
            return made.first_phone + made.count - 1;
        }
    }
    return number;
}

void fill_in_domains(YamlValue const& root, Scenario& scenario) {
    auto const registrars = registrars_of(scenario);
    auto const domain = registrars.size() == 1 ? domain_of(registrars.front(), scenario) : std::string{};
    for (std::size_t i = 0; i < scenario.phones.size(); ++i) {
        auto& phone = scenario.phones[i];
        if (!phone.domain.empty()) continue;
        if (registrars.size() == 1) {
            phone.domain = domain;
        } else {
            root.place(path_of_phone(scenario, i) + ".domain")
                .mistake(
                    fmt::format("missing; with {} servers a phone must say where it registers", registrars.size()));
        }
    }
}

}  // namespace voiplab::scenarios
