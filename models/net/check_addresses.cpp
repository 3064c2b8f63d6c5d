#include "address_realms.hpp"
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
    AddressChecker(NetworkOptions const& options, TopologyErrors& errors)
        : options_(options), errors_(errors), realms_(options) {
        macs_.reserve(options_.hosts.size());
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
        auto const realm = realms_.of_host(number);
        if (check_address({realm, host.address}, host.duplicate_address, at(".address"))) {
            check_gateway(host, at(".gateway"));
        }
    }

    void check_mac(MacAddress mac, Place const& place) {
        if (mac == MacAddress{} || mac.is_group()) {
            errors_.report(place, "{} is not the address of one interface", to_string(mac));
        } else {
            errors_.enter(macs_, mac, place, "MAC address", [](auto const& key) { return to_string(key); });
        }
    }

    bool check_address(std::pair<Realm, Ipv4Network> const& where, bool may_be_taken, Place const& place) {
        auto const& [realm, address] = where;
        auto const first_octet = address.address.value >> 24;
        if (address.prefix_length > 32) {
            errors_.report(place, "a network's prefix has at most 32 bits, not {}", address.prefix_length);
        } else if (first_octet == 0 || first_octet == 127 || first_octet >= 224) {
            errors_.report(place, "{} is not an address that a host can have", to_string(address.address));
        } else {
            if (!may_be_taken) {
                errors_.enter(addresses_[realm], address.address, place, "address",
                              [](auto const& key) { return to_string(key); });
            }
            networks_[realm].emplace(address.network(), place);
            return true;
        }
        return false;
    }

    void check_routers() {
        std::size_t first_interface = 0;
        for (std::size_t i = 0; i < options_.routers.size(); ++i) {
            check_interfaces(i, first_interface);
            check_static_routes(options_.routers[i], i);
            first_interface += options_.routers[i].interfaces.size();
        }
    }

    void check_interfaces(std::size_t number, std::size_t first) {
        auto const& router = options_.routers[number];
        std::unordered_map<std::string_view, Place> names;
        for (std::size_t i = 0; i < router.interfaces.size(); ++i) {
            auto const& interface = router.interfaces[i];
            auto const at = [&](std::string_view field) { return Place{&Paths::of_interface, first + i, field}; };
            errors_.enter(names, std::string_view(interface.name), at(".name"), "name", std::identity());
            check_mac(interface.mac, at(".mac"));
            auto const realm = realms_.of_interface(number, i);
            if (check_address({realm, interface.address}, false, at(".address"))) {
                routed_.emplace(realm, interface.address.network());
            }
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
        std::size_t count = 0;
        for (auto const& [realm, networks] : networks_) {
            count += networks.size();
            for (auto wide = networks.begin(); wide != networks.end(); ++wide) {
                for (auto narrow = std::next(wide); narrow != networks.end(); ++narrow) {
                    if (!wide->first.contains(narrow->first.address)) break;
                    report_overlap(*narrow, *wide);
                }
            }
        }
        check_nats();
        if (count < 2) return;
        for (auto const& [realm, networks] : networks_) {
            for (auto const& [network, place] : networks) {
                if (routed_.contains({realm, network})) continue;
                errors_.report(
                    place,
                    "no router has an interface in the network {}, and so no other network can be reached from it",
                    to_string(network));
            }
        }
    }

    // From behind a NAT nobody out there could be reached who has an address of the inside's.
    void check_nats() {
        for (auto const& [inside, outside] : realms_.joined()) {
            for (auto const& ours : networks_[inside]) {
                for (auto const& theirs : networks_[outside]) {
                    if (ours.first.contains(theirs.first.address) || theirs.first.contains(ours.first.address)) {
                        report_overlap(ours, theirs);
                    }
                }
            }
        }
    }

    using NamedNetwork = std::pair<Ipv4Network const, Place>;
    void report_overlap(NamedNetwork const& one, NamedNetwork const& other) {
        errors_.report(one.second, "the network {} overlaps with {} of {}", to_string(one.first),
                       to_string(other.first), errors_.spelt(other.second));
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
    Realms realms_;
    std::map<Realm, std::unordered_map<Ipv4Address, Place>> addresses_;
    std::map<Realm, std::map<Ipv4Network, Place>> networks_;  // of hosts and interfaces
    std::set<std::pair<Realm, Ipv4Network>> routed_;          // those that a router has an interface in
    std::deque<std::string> routes_;                          // that were spelt out for a place
};

}  // namespace

void check_addresses(NetworkOptions const& options, TopologyErrors& errors) {
    AddressChecker(options, errors).check();
}

}  // namespace voiplab::net
