#include "topology_errors.hpp"

#include <algorithm>
#include <deque>
#include <functional>
#include <iterator>
#include <map>
#include <set>

namespace voiplab::net {

namespace {

class AddressChecker {
  public:
    AddressChecker(NetworkOptions const& options, TopologyErrors& errors) : options_(options), errors_(errors) {
        macs_.reserve(options_.hosts.size());
        addresses_.reserve(options_.hosts.size());
    }

    void check() {
        for (std::size_t i = 0; i < options_.hosts.size(); ++i) {
            check_host(i);
        }
        check_routers();
        check_networks();
    }

  private:
    void check_host(std::size_t number) {
        auto const& host = options_.hosts[number];
        auto const at = [number](std::string_view field) { return Place{&Paths::of_host, number, field}; };
        check_mac(host.mac, at(".mac"));
        if (check_address(host.address, at(".address"))) check_gateway(host, at(".gateway"));
    }

    void check_mac(MacAddress mac, Place const& place) {
        if (mac == MacAddress{} || mac.is_group()) {
            errors_.report(place, "{} is not the address of one interface", to_string(mac));
        } else {
            errors_.enter(macs_, mac, place, "MAC address", [](auto const& key) { return to_string(key); });
        }
    }

    bool check_address(Ipv4Network const& address, Place const& place) {
        auto const first_octet = address.address.value >> 24;
        if (address.prefix_length > 32) {
            errors_.report(place, "a network's prefix has at most 32 bits, not {}", address.prefix_length);
        } else if (first_octet == 0 || first_octet == 127 || first_octet >= 224) {
            errors_.report(place, "{} is not an address that a host can have", to_string(address.address));
        } else {
            errors_.enter(addresses_, address.address, place, "address",
                          [](auto const& key) { return to_string(key); });
            networks_.emplace(address.network(), place);
            return true;
        }
        return false;
    }

    void check_routers() {
        std::size_t first_interface = 0;
        for (std::size_t i = 0; i < options_.routers.size(); ++i) {
            check_interfaces(options_.routers[i], first_interface);
            check_static_routes(options_.routers[i], i);
            first_interface += options_.routers[i].interfaces.size();
        }
    }

    void check_interfaces(RouterOptions const& router, std::size_t first) {
        std::unordered_map<std::string_view, Place> names;
        for (std::size_t i = 0; i < router.interfaces.size(); ++i) {
            auto const& interface = router.interfaces[i];
            auto const at = [&](std::string_view field) { return Place{&Paths::of_interface, first + i, field}; };
            errors_.enter(names, std::string_view(interface.name), at(".name"), "name", std::identity());
            check_mac(interface.mac, at(".mac"));
            if (check_address(interface.address, at(".address"))) routed_.insert(interface.address.network());
            for (std::size_t before = 0; before < i; ++before) {
                auto const& other = router.interfaces[before];
                if (other.port() == interface.port() && other.vlan == interface.vlan) {
                    errors_.report(at(".name"), "{} and {} share the port {} and no VLAN tells them apart", other.name,
                                   interface.name, interface.port());
                }
            }
        }
    }

    void check_static_routes(RouterOptions const& router, std::size_t number) {
        for (std::size_t i = 0; i < router.routes.size(); ++i) {
            auto const& via = router.routes[i].via;
            auto const is_neighbour = [&](RouterInterfaceOptions const& interface) {
                return interface.address.contains(via) && interface.address.address != via;
            };
            if (std::none_of(router.interfaces.begin(), router.interfaces.end(), is_neighbour)) {
                routes_.push_back(fmt::format(".routes[{}].via", i));
                errors_.report({&Paths::of_router, number, routes_.back()},
                               "{} is no neighbour of {}: none of its networks has it", to_string(via), router.name);
            }
        }
    }

    // Two networks that share addresses are one to some hosts and two to others.
    void check_networks() {
        for (auto wide = networks_.begin(); wide != networks_.end(); ++wide) {
            for (auto narrow = std::next(wide); narrow != networks_.end(); ++narrow) {
                if (!wide->first.contains(narrow->first.address)) break;
                errors_.report(narrow->second, "the network {} overlaps with {} of {}", to_string(narrow->first),
                               to_string(wide->first), errors_.spelt(wide->second));
            }
        }
        if (networks_.size() < 2) return;
        for (auto const& [network, place] : networks_) {
            if (routed_.contains(network)) continue;
            errors_.report(
                place, "no router has an interface in the network {}, and so no other network can be reached from it",
                to_string(network));
        }
    }

    void check_gateway(HostOptions const& host, Place const& place) {
        if (!host.gateway) return;
        if (!host.address.contains(*host.gateway)) {
            errors_.report(place, "{} lies outside the host's own network {}/{}", to_string(*host.gateway),
                           to_string(host.address.address), host.address.prefix_length);
        } else if (*host.gateway == host.address.address) {
            errors_.report(place, "a host cannot be its own gateway");
        }
    }

    NetworkOptions const& options_;
    TopologyErrors& errors_;
    std::unordered_map<MacAddress, Place> macs_;
    std::unordered_map<Ipv4Address, Place> addresses_;
    std::map<Ipv4Network, Place> networks_;  // of hosts and interfaces
    std::set<Ipv4Network> routed_;           // those that a router has an interface in
    std::deque<std::string> routes_;         // that were spelt out for a place
};

}  // namespace

void check_addresses(NetworkOptions const& options, TopologyErrors& errors) {
    AddressChecker(options, errors).check();
}

}  // namespace voiplab::net
