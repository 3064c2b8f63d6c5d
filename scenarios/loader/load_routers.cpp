#include "load_routers.hpp"

#include "load_network.hpp"
#include "mistakes.hpp"
#include "read_values.hpp"

#include <array>
#include <charconv>
#include <utility>

#include <fmt/format.h>

namespace voiplab::scenarios {
namespace {

using net::NatKind, net::NetworkOptions, net::PortForwarding, net::RouterInterfaceOptions, net::RouterNatOptions,
    net::RouterOptions, net::RoutingOptions, net::StaticRoute;

constexpr std::uint64_t smallest_mtu = 576;  // that every IPv4 host must take in one piece (RFC 791, 3.1)
constexpr std::uint64_t largest_mtu = 9000;

// "lan", or "eth0.10": port eth0, VLAN 10.
void read_interface_name(YamlValue const& value, RouterInterfaceOptions& into) {
    read_name(value, into.name);
    auto const dot = into.name.find('.');
    if (dot == std::string::npos) return;
    auto const tag = std::string_view(into.name).substr(dot + 1);
    constexpr std::uint16_t most = 4094;
    auto const [end, error] = std::from_chars(tag.data(), tag.data() + tag.size(), into.vlan);
    if (dot == 0 || error != std::errc{} || end != tag.data() + tag.size() || into.vlan == 0 || into.vlan > most) {
        value.mistake(
            fmt::format("found {}; expected a name such as lan, or a port's and a VLAN's from 1 to {} such as "
                        "eth0.10",
                        shown(into.name), most));
    }
}

constexpr auto interface_fields = std::to_array<Field<RouterInterfaceOptions>>({
    {"name", Need::required, read_interface_name},
    field<&RouterInterfaceOptions::mac>("mac"),
    field<&RouterInterfaceOptions::address>("address", Need::required),
    field_by<&RouterInterfaceOptions::vlan, in_range<0, 4094>>("vlan"),
    field_by<&RouterInterfaceOptions::mtu, in_range<smallest_mtu, largest_mtu>>("mtu"),
});

constexpr auto route_fields = std::to_array<Field<StaticRoute>>({
    field<&StaticRoute::to>("to", Need::required),
    field<&StaticRoute::via>("via", Need::required),
});

constexpr auto forwarding_fields = std::to_array<Field<PortForwarding>>({
    field_by<&PortForwarding::port, in_range<1, 65'535>>("port", Need::required),
    {"to", Need::required, [](YamlValue const& value, PortForwarding& into) { read(value, into.to.address); }},
    {"to_port", Need::optional,
     [](YamlValue const& value, PortForwarding& into) { in_range<1, 65'535>(value, into.to.port); }},
});

void read_nat_kind(YamlValue const& value, NatKind& into) {
    constexpr std::array<std::string_view, 4> words{"full_cone", "restricted_cone", "port_restricted_cone",
                                                    "symmetric"};
    if (auto const word = read_word(value, words)) into = static_cast<NatKind>(*word);
}

// A field of what the router does to addresses.
template <auto Member, auto Read>
constexpr Field<RouterNatOptions> translation_field(std::string_view key) {
    return {key, Need::optional,
            [](YamlValue const& value, RouterNatOptions& into) { Read(value, into.translation.*Member); }};
}

template <typename Value>
void read_any(YamlValue const& value, Value& into) {
    read(value, into);
}

constexpr auto nat_fields = std::to_array<Field<RouterNatOptions>>({
    field_by<&RouterNatOptions::outside, read_name>("outside", Need::required),
    translation_field<&net::NatOptions::kind, read_nat_kind>("kind"),
    translation_field<&net::NatOptions::timeout, read_positive>("timeout"),
    translation_field<&net::NatOptions::stream_timeout, read_positive>("stream_timeout"),
    translation_field<&net::NatOptions::first_port, in_range<1, 65'535>>("first_port"),
    translation_field<&net::NatOptions::last_port, in_range<1, 65'535>>("last_port"),
    translation_field<&net::NatOptions::most_flows, in_range<1, 1'000'000>>("most_flows"),
    translation_field<&net::NatOptions::hairpin, read_any<bool>>("hairpin"),
    translation_field<&net::NatOptions::forwarded, read_any<std::vector<PortForwarding>>>("forwarded"),
});

constexpr auto router_fields = std::to_array<Field<RouterOptions>>({
    field_by<&RouterOptions::name, read_name>("name", Need::required),
    field<&RouterOptions::interfaces>("interfaces", Need::required),
    field<&RouterOptions::routes>("routes"),
    field<&RouterOptions::forwarding_delay>("forwarding_delay"),
    field_by<&RouterOptions::ttl, in_range<1, 255>>("ttl"),
    field<&RouterOptions::icmp>("icmp"),
    field<&RouterOptions::nat>("nat"),
    field<&RouterOptions::neighbours>("neighbours"),
});

void read_metric(YamlValue const& value, RoutingOptions::Metric& into) {
    constexpr std::array<std::string_view, 4> words{"delay", "hops", "cost", "none"};
    if (auto const word = read_word(value, words)) into = static_cast<RoutingOptions::Metric>(*word);
}

constexpr auto routing_fields = std::to_array<Field<RoutingOptions>>({
    field_by<&RoutingOptions::by, read_metric>("by"),
    field<&RoutingOptions::convergence>("convergence"),
});

}  // namespace

void read(YamlValue const& value, RouterInterfaceOptions& into) {
    read_fields<RouterInterfaceOptions>(value, interface_fields, into);
}
void read(YamlValue const& value, StaticRoute& into) {
    read_fields<StaticRoute>(value, route_fields, into);
}
void read(YamlValue const& value, PortForwarding& into) {
    read_fields<PortForwarding>(value, forwarding_fields, into);
    if (into.to.port == 0) into.to.port = into.port;
}
void read(YamlValue const& value, RouterNatOptions& into) {
    read_fields<RouterNatOptions>(value, nat_fields, into);
    auto const& [first, last] = std::pair(into.translation.first_port, into.translation.last_port);
    if (last < first) value.mistake(fmt::format("the last port {} comes before the first, {}", last, first));
}
void read(YamlValue const& value, RouterOptions& into) {
    read_fields<RouterOptions>(value, router_fields, into);
    if (!into.nat || into.outside() || into.nat->outside.empty()) return;
    std::vector<std::string_view> names;
    for (auto const& interface : into.interfaces) {
        names.push_back(interface.name);
    }
    value.place("nat.outside")
        .mistake(fmt::format("{} has no interface {}{}", into.name, shown(into.nat->outside),
                             did_you_mean(into.nat->outside, names)));
}
void read(YamlValue const& value, RoutingOptions& into) {
    read_fields<RoutingOptions>(value, routing_fields, into);
}

void fill_in_interfaces(YamlValue const& network_value, NetworkOptions& network) {
    for (std::size_t router = 0; router < network.routers.size(); ++router) {
        auto& interfaces = network.routers[router].interfaces;
        for (std::size_t i = 0; i < interfaces.size(); ++i) {
            auto const place = network_value.place(fmt::format("routers[{}].interfaces[{}]", router, i));
            if (place.node().find("mac") != nullptr) continue;
            // Another third octet than hosts have, which are numbered through.
            auto const octet = [router](unsigned shift) {
                return static_cast<std::uint8_t>((router + 1) >> shift & 0xffU);
            };
            interfaces[i].mac = {{0x02, 0, 1, octet(8), octet(0), static_cast<std::uint8_t>(i + 1)}};
        }
    }
}

std::vector<KeyList> router_keys() {
    return {key_list<RouterOptions>("router", router_fields),
            key_list<RouterInterfaceOptions>("interface", interface_fields),
            key_list<StaticRoute>("route", route_fields),
            key_list<RoutingOptions>("routing", routing_fields),
            key_list<RouterNatOptions>("nat", nat_fields),
            key_list<PortForwarding>("forwarding", forwarding_fields)};
}

}  // namespace voiplab::scenarios
