#include "tests/catch.hpp"
#include "tests/net/internet.hpp"

using namespace voiplab::net;

namespace {

// "path: reason" of each error.
std::vector<std::string> errors_of(NetworkOptions const& options) {
    std::vector<std::string> lines;
    for (auto const& error : check_topology(options)) {
        lines.push_back(error.path + ": " + error.reason);
    }
    return lines;
}

using Lines = std::vector<std::string>;

}  // namespace

TEST_CASE("A sound topology has no errors") {
    CHECK(errors_of(small_network()) == Lines{});
    CHECK(errors_of(NetworkOptions{}) == Lines{});

    SECTION("nor has a cable between two hosts") {
        auto options = small_network();
        options.switches.clear();
        options.links = {link_options("alice", "bob")};
        CHECK(errors_of(options) == Lines{});
    }
    SECTION("nor have two unnamed links between the same switches") {
        auto options = small_network();
        options.switches.push_back(switch_options("spare"));
        options.links.push_back(link_options("lan", "spare"));
        options.links.push_back(link_options("spare", "lan"));
        CHECK(errors_of(options) == Lines{});
    }
}

TEST_CASE("A link must end at two hosts or switches that exist") {
    auto options = small_network();
    options.links.push_back(link_options("lan", "carol"));
    options.links.push_back(link_options("lan", "lan"));
    CHECK(errors_of(options) == Lines{"links[2].ends[1]: there is no host, switch or router's port named carol",
                                      "links[3].ends: both ends are lan"});
}

TEST_CASE("A host has one link") {
    auto options = small_network();
    options.links.push_back(link_options("lan", "bob"));
    options.hosts.push_back(host_options("carol", 3));
    CHECK(errors_of(options) == Lines{"links[2].ends[1]: host bob has a link already, and one interface",
                                      "hosts[2]: no link leads to carol"});
}

TEST_CASE("A host that no path reaches is found") {
    auto options = small_network();
    options.switches.push_back(switch_options("island"));
    options.hosts.insert(options.hosts.begin(), host_options("carol", 3));
    options.links.push_back(link_options("carol", "island"));
    CHECK(errors_of(options) == Lines{"hosts[0]: no path of links leads from carol to alice"});

    options.links.push_back(link_options("lan", "island"));
    CHECK(errors_of(options) == Lines{});
}

TEST_CASE("Names, addresses and MAC addresses are taken once") {
    SECTION("names, be they of hosts or of switches") {
        auto options = small_network();
        options.hosts[1].name = "lan";
        CHECK(errors_of(options) == Lines{"hosts[1].name: the name lan is taken already by switches[0].name"});
    }
    SECTION("names of links") {
        auto options = small_network();
        options.links[0].name = options.links[1].name = "cable";
        CHECK(errors_of(options) == Lines{"links[1].name: the name cable is taken already by links[0].name"});
    }
    SECTION("addresses") {
        auto options = small_network();
        options.hosts[1].address = options.hosts[0].address;
        options.hosts[1].mac = options.hosts[0].mac;
        CHECK(errors_of(options) ==
              Lines{"hosts[1].mac: the MAC address 02:00:00:00:00:01 is taken already by hosts[0].mac",
                    "hosts[1].address: the address 192.168.6.1 is taken already by hosts[0].address"});
    }
    SECTION("and must not be missing") {
        auto options = small_network();
        options.switches[0].name.clear();
        CHECK(errors_of(options) == Lines{"switches[0].name: it has no name"});
    }
}

TEST_CASE("A host needs the addresses of one interface") {
    auto options = small_network();
    options.hosts[0].mac = MacAddress::broadcast();
    options.hosts[1].mac = MacAddress{};
    options.hosts[0].address.address = {0xe0000001};
    options.hosts[1].address.prefix_length = 33;
    CHECK(errors_of(options) == Lines{"hosts[0].mac: ff:ff:ff:ff:ff:ff is not the address of one interface",
                                      "hosts[0].address: 224.0.0.1 is not an address that a host can have",
                                      "hosts[1].mac: 00:00:00:00:00:00 is not the address of one interface",
                                      "hosts[1].address: a network's prefix has at most 32 bits, not 33"});
}

TEST_CASE("A gateway is another host of the same network") {
    auto options = small_network();
    options.hosts[0].gateway = Ipv4Address{0x0a000001};
    options.hosts[1].gateway = options.hosts[1].address.address;
    CHECK(errors_of(options) == Lines{"hosts[0].gateway: 10.0.0.1 lies outside the host's own network 192.168.6.1/24",
                                      "hosts[1].gateway: a host cannot be its own gateway"});
}

TEST_CASE("What is wrong with routers is said where it stands") {
    auto options = two_routers();
    SECTION("nothing") {
        CHECK(errors_of(options).empty());
    }
    SECTION("a link that names no port") {
        options.links[0].ends[1] = "gw1";
        CHECK(errors_of(options).front() ==
              "links[0].ends[1]: a link ends at a port of router gw1: found gw1; expected one of gw1.lan, gw1.wan");
    }
    SECTION("two links at one port") {
        options.links.push_back(link_options("gw1.lan", "gw2.wan"));
        CHECK(errors_of(options) == Lines{"links[3].ends[0]: the port gw1.lan has a link already",
                                          "links[3].ends[1]: the port gw2.wan has a link already"});
    }
    SECTION("a port without a link") {
        options.routers[0].interfaces.push_back(router_options("x", 9, {{"dmz", "10.5.0.1/24"}}).interfaces[0]);
        CHECK(errors_of(options) == Lines{"routers[0].interfaces[2]: no link leads to gw1.dmz"});
    }
    SECTION("an address used twice") {
        options.routers[1].interfaces[0].address = options.hosts[1].address;
        CHECK(errors_of(options) ==
              Lines{"routers[1].interfaces[0].address: the address 10.2.0.2 is taken already by hosts[1].address"});
    }
    SECTION("networks that overlap") {
        options.hosts[0].address = address("10.1.0.2/16");
        CHECK(errors_of(options) ==
              Lines{"routers[0].interfaces[0].address: the network 10.1.0.0/24 overlaps with 10.1.0.0/16 of "
                    "hosts[0].address",
                    "hosts[0].address: no router has an interface in the network 10.1.0.0/16, and so no other network "
                    "can be reached from it"});
    }
    SECTION("a network without a router") {
        options.routers.pop_back();
        options.links = {link_options("alice", "gw1.lan"), link_options("bob", "gw1.wan")};
        CHECK(errors_of(options) ==
              Lines{"hosts[1].address: no router has an interface in the network 10.2.0.0/24, and so no other network "
                    "can be reached from it"});
    }
    SECTION("a static route by way of nobody") {
        options.routers[0].routes = {{address("0.0.0.0/0"), *parse_ipv4("10.7.0.1")}};
        CHECK(errors_of(options) ==
              Lines{"routers[0].routes[0].via: 10.7.0.1 is no neighbour of gw1: none of its networks has it"});
    }
    SECTION("two interfaces of one port in one VLAN") {
        options.routers[0].interfaces[1].name = "lan.10";
        CHECK(errors_of(options).front() ==
              "routers[0].interfaces[1].name: lan and lan.10 share the port lan and no VLAN tells them apart");
    }
}
