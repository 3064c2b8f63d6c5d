#include "load_sites.hpp"

#include "load_network.hpp"
#include "mistakes.hpp"
#include "read_values.hpp"

#include <array>
#include <optional>
#include <unordered_map>

#include <fmt/format.h>

namespace voiplab::scenarios {
namespace {

using net::HostOptions, net::NetworkOptions, net::SiteOptions;

constexpr std::uint64_t most_hosts = 1'000'000;
constexpr std::size_t most_probes = 16;
constexpr std::size_t most_known = 16;  // that a site knows: each is known to all of its hosts

void read_knows(YamlValue const& value, std::vector<std::string>& into) {
    read_names(value, into);
    if (into.size() > most_known) value.mistake(fmt::format("a list of more than {} hosts", most_known));
}

void read_probes(YamlValue const& value, std::vector<net::NeighbourProbe>& into) {
    read(value, into);
    if (into.size() > most_probes) value.mistake(fmt::format("a list of more than {} probes", most_probes));
}

void read_site_vlan(YamlValue const& value, std::optional<std::uint16_t>& into) {
    read_vlan(value, into.emplace());
}

constexpr auto site_fields = std::to_array<Field<SiteOptions>>({
    field_by<&SiteOptions::name, read_name>("name", Need::required),
    field_by<&SiteOptions::hosts, in_range<1, most_hosts>>("hosts", Need::required),
    field_by<&SiteOptions::switch_name, read_name>("switch"),
    field<&SiteOptions::first_address>("first_address", Need::required),
    field<&SiteOptions::rate>("rate"),
    field<&SiteOptions::delay>("delay"),
    field_by<&SiteOptions::queue_length, in_range<1, most_frames>>("queue_length"),
    field_by<&SiteOptions::vlan, read_site_vlan>("vlan"),
    field<&SiteOptions::measured>("measured"),
    field_by<&SiteOptions::probes, read_probes>("probes"),
    field_by<&SiteOptions::knows, read_knows>("knows"),
});

// How many hosts a network has from this address to its last but one: the last address is the broadcast's.
std::uint64_t room_from(net::Ipv4Network const& first) {
    if (first.prefix_length >= 31) return first.prefix_length == 31 ? 2 - (first.address.value & 1U) : 1;
    auto const host_bits = 0xffff'ffffU >> first.prefix_length;
    return host_bits - (first.address.value & host_bits);
}

// False where its hosts cannot be made; that has been said.
bool check_site(YamlValue const& value, SiteOptions const& site, std::size_t hosts_before) {
    if (value.source().session.mistakes.any_in(value.path())) return false;
    auto const room = room_from(site.first_address);
    if (site.hosts > room) {
        value.place("hosts").mistake(fmt::format("{} hosts from {} on leave the network, which has room for {}",
                                                 site.hosts, net::to_string(site.first_address.address), room));
        return false;
    }
    if (hosts_before + site.hosts > most_hosts) {
        value.place("hosts").mistake(fmt::format("more than {} hosts in all", most_hosts));
        return false;
    }
    return true;
}

void add_hosts(SiteOptions& site, NetworkOptions& network) {
    site.first_host = network.hosts.size();
    site.first_link = network.links.size();
    network.hosts.reserve(network.hosts.size() + site.hosts);
    network.links.reserve(network.links.size() + site.hosts);
    for (std::size_t i = 0; i < site.hosts; ++i) {
        auto& host = network.hosts.emplace_back();
        host.name = fmt::format("{}-{}", site.name, i + 1);
        host.mac = mac_of_host(site.first_host + i);
        host.address = site.first_address;
        host.address.address.value += static_cast<std::uint32_t>(i);
        host.probes = site.probes;
        auto& link = network.links.emplace_back();
        link.ends[0] = host.name;
        link.ends[1] = site.switch_name;
        link.rate = site.rate;
        link.delay = site.delay;
        link.queue_length = site.queue_length;
        if (site.vlan) link.vlans = net::SwitchPortOptions{*site.vlan, std::vector<std::uint16_t>()};
        link.measured = site.measured;
    }
}

// Says who becomes whose neighbour.
class Acquaintances {
  public:
    explicit Acquaintances(NetworkOptions& network) : network_(network) {
        for (std::size_t i = 0; i < network.hosts.size(); ++i) {
            numbers_.emplace(network.hosts[i].name, i);
        }
    }

    // The host that is named; nullptr, and a mistake, where it cannot be `knower`'s neighbour.
    HostOptions* find(YamlValue const& place, std::string const& name, HostOptions const& knower) {
        auto const found = numbers_.find(name);
        if (found == numbers_.end()) {
            std::vector<std::string_view> names;
            for (auto const& host : network_.hosts) {
                names.push_back(host.name);
            }
            place.mistake(fmt::format("no host is named {}{}", shown(name), did_you_mean(name, names)));
            return nullptr;
        }
        auto& host = network_.hosts[found->second];
        if (&host == &knower) {
            place.mistake(fmt::format("{} is the host itself", shown(name)));
        } else if (!knower.address.contains(host.address.address) || !host.address.contains(knower.address.address)) {
            place.mistake(
                fmt::format("{} is in another network than {}, and so no neighbour", shown(name), shown(knower.name)));
        } else {
            return &host;
        }
        return nullptr;
    }

  private:
    NetworkOptions& network_;
    std::unordered_map<std::string_view, std::size_t> numbers_;
};

void know(HostOptions& knower, HostOptions const& known) {
    knower.known.push_back({known.address.address, known.mac});
}

void introduce(YamlValue const& knows, SiteOptions const& site, Acquaintances& acquaintances, NetworkOptions& network) {
    for (std::size_t i = 0; i < site.knows.size(); ++i) {
        auto const place = knows.place(fmt::format("[{}]", i));
        auto& first = network.hosts[site.first_host];
        auto* const known = acquaintances.find(place, site.knows[i], first);
        if (known == nullptr) continue;
        auto const number = static_cast<std::size_t>(known - network.hosts.data());
        if (number - site.first_host < site.hosts) {
            place.mistake(fmt::format("{} is a host of the site itself", shown(site.knows[i])));
            continue;
        }
        known->known.reserve(known->known.size() + site.hosts);
        for (std::size_t host = site.first_host; host < site.first_host + site.hosts; ++host) {
            know(network.hosts[host], *known);
            know(*known, network.hosts[host]);
        }
    }
}

}  // namespace

void read(YamlValue const& value, SiteOptions& into) {
    read_fields<SiteOptions>(value, site_fields, into);
}

net::MacAddress mac_of_host(std::size_t number) {
    auto const octet = [number](unsigned shift) { return static_cast<std::uint8_t>((number + 1) >> shift & 0xffU); };
    return {{0x02, 0, 0, octet(16), octet(8), octet(0)}};
}

void add_sites(YamlValue const& network_value, NetworkOptions& network) {
    for (std::size_t i = 0; i < network.sites.size(); ++i) {
        auto& site = network.sites[i];
        auto const value = network_value.place(fmt::format("sites[{}]", i));
        if (site.switch_name.empty() && network.switches.size() == 1) {
            site.switch_name = network.switches.front().name;
        } else if (site.switch_name.empty()) {
            value.mistake_at(
                "switch", value.node().line, value.node().column,
                fmt::format("missing; with {} switches a site must say which one is its own", network.switches.size()));
        }
        if (check_site(value, site, network.hosts.size())) {
            add_hosts(site, network);
        } else {
            site.hosts = 0;
        }
    }
}

void fill_in_neighbours(YamlValue const& network_value, NetworkOptions& network) {
    // A host whose own name or address is wrong is nobody's neighbour, and that has been said.
    if (network_value.source().session.mistakes.any_in(network_value.path())) return;
    Acquaintances acquaintances(network);
    auto const hosts = network_value.place("hosts").items();
    for (std::size_t i = 0; i < hosts.size() && i < network.hosts.size(); ++i) {
        auto const list = hosts[i].key("known");
        if (!list) continue;
        std::vector<std::string> names;
        read_names(*list, names);
        for (std::size_t j = 0; j < names.size(); ++j) {
            auto& host = network.hosts[i];
            auto const place = list->place(fmt::format("[{}]", j));
            auto const* const known = acquaintances.find(place, names[j], host);
            if (known != nullptr) know(host, *known);
        }
    }
    for (std::size_t i = 0; i < network.sites.size(); ++i) {
        auto const& site = network.sites[i];
        if (site.hosts == 0 || site.knows.empty()) continue;
        introduce(network_value.place(fmt::format("sites[{}].knows", i)), site, acquaintances, network);
    }
}

std::vector<KeyList> site_keys() {
    return {key_list<SiteOptions>("site", site_fields)};
}

}  // namespace voiplab::scenarios
