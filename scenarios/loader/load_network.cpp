#include "load_network.hpp"

#include "load_netem.hpp"
#include "load_queues.hpp"
#include "load_routers.hpp"
#include "load_sites.hpp"
#include "read_values.hpp"
#include "voiplab/models/net/routes.hpp"

#include <array>

#include <fmt/format.h>

namespace voiplab::scenarios {
namespace {

using net::HostOptions, net::HubOptions, net::LinkOptions, net::NeighbourOptions, net::NeighbourProbe,
    net::NetworkOptions, net::Outage, net::SwitchOptions;

constexpr auto switch_fields = std::to_array<Field<SwitchOptions>>({
    field_by<&SwitchOptions::name, read_name>("name", Need::required),
    field<&SwitchOptions::forwarding_delay>("forwarding_delay"),
    field_by<&SwitchOptions::ageing_time, read_positive>("ageing_time"),
    field_by<&SwitchOptions::table_size, in_range<1, most_frames>>("table_size"),
});

constexpr auto hub_fields = std::to_array<Field<HubOptions>>({
    field_by<&HubOptions::name, read_name>("name", Need::required),
});

constexpr auto neighbour_fields = std::to_array<Field<NeighbourOptions>>({
    field_by<&NeighbourOptions::base_reachable, read_positive>("base_reachable"),
    field_by<&NeighbourOptions::delay_first_probe, read_positive>("delay_first_probe"),
    field_by<&NeighbourOptions::retransmit, read_positive>("retransmit"),
    field_by<&NeighbourOptions::unicast_probes, in_range<0, 100>>("unicast_probes"),
    field_by<&NeighbourOptions::broadcast_probes, in_range<0, 100>>("broadcast_probes"),
    field_by<&NeighbourOptions::queued_datagrams, in_range<0, most_frames>>("queued_datagrams"),
    field_by<&NeighbourOptions::kernel_hz, in_range<0, 10'000>>("kernel_hz"),
});

constexpr auto probe_fields = std::to_array<Field<NeighbourProbe>>({
    field<&NeighbourProbe::address>("address", Need::required),
    field<&NeighbourProbe::at>("at", Need::required),
});

constexpr auto host_fields = std::to_array<Field<HostOptions>>({
    field_by<&HostOptions::name, read_name>("name", Need::required),
    field<&HostOptions::mac>("mac"),
    field<&HostOptions::address>("address", Need::required),
    field<&HostOptions::duplicate_address>("duplicate_address"),
    field<&HostOptions::gateway>("gateway"),
    field_by<&HostOptions::vlan, in_range<0, 4094>>("vlan"),
    field_by<&HostOptions::mtu, in_range<576, 9000>>("mtu"),
    field_by<&HostOptions::ttl, in_range<1, 255>>("ttl"),
    field<&HostOptions::port_unreachable>("port_unreachable"),
    field<&HostOptions::arp_reply_time>("arp_reply_time"),
    field<&HostOptions::neighbours>("neighbours"),
    field<&HostOptions::probes>("probes"),
    {"known", Need::optional, [](YamlValue const&, HostOptions&) {}},  // read once all hosts are there
});

void read_ends(YamlValue const& value, std::string (&into)[2]) {
    constexpr std::string_view expected = "a list of two names, such as [server, switch]";
    if (value.node().kind != YamlNode::Kind::list) return value.expected(expected);
    if (value.node().items.size() != 2) {
        return value.mistake(fmt::format("found a list of {}; expected {}", value.node().items.size(), expected));
    }
    read_name(value.place("[0]"), into[0]);
    read_name(value.place("[1]"), into[1]);
}

constexpr auto outage_fields = std::to_array<Field<Outage>>({
    field<&Outage::from>("from", Need::required),
    field<&Outage::until>("until"),
});

void read_outages(YamlValue const& value, std::vector<Outage>& into) {
    read(value, into);
    for (std::size_t i = 0; i < into.size(); ++i) {
        auto const& outage = into[i];
        auto const place = value.place(fmt::format("[{}]", i));
        if (outage.until && *outage.until <= outage.from) {
            place.place("until").mistake(fmt::format("{} is not after {}, where the link goes down",
                                                     shown(outage.until->time_since_epoch()),
                                                     shown(outage.from.time_since_epoch())));
        }
        if (i == 0) continue;
        auto const& earlier = into[i - 1];
        if (!earlier.until) {
            place.place("from").mistake("the link is down to the end already; the span before this one has no until");
        } else if (outage.from <= *earlier.until) {
            place.place("from").mistake(fmt::format("{} is not after {}, where the span before this one ends",
                                                    shown(outage.from.time_since_epoch()),
                                                    shown(earlier.until->time_since_epoch())));
        }
    }
}

net::SwitchPortOptions& vlans_of(LinkOptions& link) {
    return link.vlans ? *link.vlans : link.vlans.emplace();
}

void read_untagged(YamlValue const& value, LinkOptions& into) {
    read_vlan(value, vlans_of(into).untagged);
}

void read_tagged(YamlValue const& value, LinkOptions& into) {
    auto& tagged = vlans_of(into).tagged;
    if (value.node().kind == YamlNode::Kind::scalar && value.node().text == "all") return;
    tagged.emplace();
    if (value.node().kind != YamlNode::Kind::list) return value.expected("a list of VLANs such as [10, 20], or all");
    auto const items = value.items();
    tagged->reserve(items.size());
    for (auto const& item : items) {
        read_vlan(item, tagged->emplace_back());
    }
}

constexpr auto link_fields = std::to_array<Field<LinkOptions>>({
    field_by<&LinkOptions::name, read_name>("name"),
    {"ends", Need::required, [](YamlValue const& value, LinkOptions& link) { read_ends(value, link.ends); }},
    field<&LinkOptions::rate>("rate"),
    field<&LinkOptions::delay>("delay"),
    field_by<&LinkOptions::queue_length, in_range<1, most_frames>>("queue_length"),
    field_by<&LinkOptions::cost, in_range<0, most_frames>>("cost"),
    field_by<&LinkOptions::down, read_outages>("down"),
    {"vlan", Need::optional, read_untagged},
    {"tagged", Need::optional, read_tagged},
    field_by<&LinkOptions::netem, read_netem>("netem"),
    field_by<&LinkOptions::queues, read_queues>("queue"),
});

template <class Options>
std::vector<std::string> senders_of(std::vector<Options> const& all) {
    std::vector<std::string> names;
    names.reserve(all.size());
    for (auto const& options : all) {
        names.push_back(options.from);
    }
    return names;
}

constexpr auto network_fields = std::to_array<Field<NetworkOptions>>({
    field<&NetworkOptions::switches>("switches"),
    field<&NetworkOptions::spanning_tree>("spanning_tree"),
    field<&NetworkOptions::hubs>("hubs"),
    field<&NetworkOptions::routers>("routers"),
    field<&NetworkOptions::routing>("routing"),
    field<&NetworkOptions::hosts>("hosts", Need::required),
    field<&NetworkOptions::links>("links"),
    field<&NetworkOptions::sites>("sites"),
});

void link_all_to_the_switch(YamlValue const& value, NetworkOptions& network) {
    if (value.node().find("switches") == nullptr) network.switches.push_back({.name = "switch"});
    if (network.switches.size() != 1) {
        auto text =
            fmt::format("missing; with {} switches, links must say what is linked to what", network.switches.size());
        return value.mistake_at("links", value.node().line, value.node().column, std::move(text));
    }
    for (auto const& host : network.hosts) {
        auto& link = network.links.emplace_back();
        link.ends[0] = host.name;
        link.ends[1] = network.switches.front().name;
    }
}

}  // namespace

void read(YamlValue const& value, SwitchOptions& into) {
    read_fields<SwitchOptions>(value, switch_fields, into);
}
void read(YamlValue const& value, HubOptions& into) {
    read_fields<HubOptions>(value, hub_fields, into);
}
void read_vlan(YamlValue const& value, std::uint16_t& into) {
    in_range<1, 4094>(value, into);
}
void read(YamlValue const& value, NeighbourOptions& into) {
    read_fields<NeighbourOptions>(value, neighbour_fields, into);
}
void read(YamlValue const& value, NeighbourProbe& into) {
    read_fields<NeighbourProbe>(value, probe_fields, into);
}
void read(YamlValue const& value, HostOptions& into) {
    read_fields<HostOptions>(value, host_fields, into);
}
void read(YamlValue const& value, Outage& into) {
    read_fields<Outage>(value, outage_fields, into);
}
void read(YamlValue const& value, LinkOptions& into) {
    read_fields<LinkOptions>(value, link_fields, into);
    // A port of one VLAN alone, unless it is said that it carries others.
    if (into.vlans && !value.key("tagged")) into.vlans->tagged.emplace();
    if (auto const netem = value.key("netem")) check_ways(*netem, senders_of(into.netem), into.ends);
    if (auto const queue = value.key("queue")) check_ways(*queue, senders_of(into.queues), into.ends);
}

void read(YamlValue const& value, NetworkOptions& into) {
    read_fields<NetworkOptions>(value, network_fields, into);
    auto const hosts = value.place("hosts").items();
    for (std::size_t i = 0; i < into.hosts.size(); ++i) {
        if (hosts[i].node().find("mac") == nullptr) into.hosts[i].mac = mac_of_host(i);
    }
    auto const is_mapping = value.node().kind == YamlNode::Kind::mapping;
    if (is_mapping && value.node().find("links") == nullptr) link_all_to_the_switch(value, into);
    add_sites(value, into);
    fill_in_interfaces(value, into);
    net::fill_in_gateways(into);
    fill_in_neighbours(value, into);
    for (auto& link : into.links) {
        if (link.name.empty()) link.name = link.ends[0] + "-" + link.ends[1];
    }
}

void check_network(YamlValue const& value, NetworkOptions const& network) {
    // A wrong name or address would make every link to it wrong.
    if (value.source().session.mistakes.any_in(value.path())) return;
    for (auto const& error : net::check_topology(network)) {
        value.place(error.path).mistake(error.reason);
    }
}

std::vector<KeyList> network_keys() {
    std::vector<KeyList> lists{key_list<NetworkOptions>("network", network_fields),
                               key_list<SwitchOptions>("switch", switch_fields),
                               key_list<HubOptions>("hub", hub_fields),
                               key_list<HostOptions>("host", host_fields),
                               key_list<NeighbourOptions>("neighbours", neighbour_fields),
                               key_list<NeighbourProbe>("probe", probe_fields),
                               key_list<LinkOptions>("link", link_fields),
                               key_list<Outage>("outage", outage_fields)};
    for (auto const& more : {router_keys(), site_keys(), netem_keys(), queue_keys()}) {
        lists.insert(lists.end(), more.begin(), more.end());
    }
    return lists;
}

}  // namespace voiplab::scenarios
