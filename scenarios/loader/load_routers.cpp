#include "load_routers.hpp"

#include "load_network.hpp"
#include "read_values.hpp"

#include <array>
#include <charconv>

#include <fmt/format.h>

namespace voiplab::scenarios {
namespace {

using net::NetworkOptions, net::RouterInterfaceOptions, net::RouterOptions, net::RoutingOptions, net::StaticRoute;

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
    field_by<&RouterInterfaceOptions::mtu, in_range<smallest_mtu, largest_mtu>>("mtu"),
});

constexpr auto route_fields = std::to_array<Field<StaticRoute>>({
    field<&StaticRoute::to>("to", Need::required),
    field<&StaticRoute::via>("via", Need::required),
});

constexpr auto router_fields = std::to_array<Field<RouterOptions>>({
    field_by<&RouterOptions::name, read_name>("name", Need::required),
    field<&RouterOptions::interfaces>("interfaces", Need::required),
    field<&RouterOptions::routes>("routes"),
    field<&RouterOptions::forwarding_delay>("forwarding_delay"),
    field_by<&RouterOptions::ttl, in_range<1, 255>>("ttl"),
    field<&RouterOptions::icmp>("icmp"),
    field<&RouterOptions::neighbours>("neighbours"),
});

void read_metric(YamlValue const& value, RoutingOptions::Metric& into) {
    constexpr std::array<std::string_view, 4> words{"delay", "hops", "cost", "none"};
    if (auto const word = read_word(value, words)) into = static_cast<RoutingOptions::Metric>(*word);
}

constexpr auto routing_fields = std::to_array<Field<RoutingOptions>>({
    field_by<&RoutingOptions::by, read_metric>("by"),
});

}  // namespace

void read(YamlValue const& value, RouterInterfaceOptions& into) {
    read_fields<RouterInterfaceOptions>(value, interface_fields, into);
}
void read(YamlValue const& value, StaticRoute& into) {
    read_fields<StaticRoute>(value, route_fields, into);
}
void read(YamlValue const& value, RouterOptions& into) {
    read_fields<RouterOptions>(value, router_fields, into);
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
            key_list<StaticRoute>("route", route_fields), key_list<RoutingOptions>("routing", routing_fields)};
}

}  // namespace voiplab::scenarios
