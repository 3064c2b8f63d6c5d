#include "voiplab/models/net/routes.hpp"

#include "tests/catch.hpp"
#include "tests/net/internet.hpp"

#include <fmt/format.h>

using namespace voiplab::net;
using namespace std::chrono_literals;
using Lines = std::vector<std::string>;

namespace {

// "10.2.0.0/24 via 10.9.0.2 (wan)", a line a route.
Lines shown(NetworkOptions const& options, std::size_t router, std::vector<bool> up = {}) {
    up.resize(options.links.size(), true);
    Lines lines;
    auto const tables = routes_of(options, up);
    for (auto const& route : tables.at(router).routes()) {
        lines.push_back(fmt::format("{}{} ({})", to_string(route.to),
                                    route.via ? " via " + to_string(*route.via) : std::string(),
                                    options.routers[router].interfaces[route.interface].name));
    }
    return lines;
}

// Three routers, each linked to each: a is 20 ms from c by way of b, 50 ms straight.
NetworkOptions triangle() {
    NetworkOptions options;
    options.hosts = {host_at("at-a", 1, "10.1.0.2/24"), host_at("at-c", 2, "10.3.0.2/24")};
    options.routers = {
        router_options("a", 1, {{"lan", "10.1.0.1/24"}, {"to-b", "10.9.1.1/30"}, {"to-c", "10.9.2.1/30"}}),
        router_options("b", 2, {{"to-a", "10.9.1.2/30"}, {"to-c", "10.9.3.1/30"}}),
        router_options("c", 3, {{"lan", "10.3.0.1/24"}, {"to-b", "10.9.3.2/30"}, {"to-a", "10.9.2.2/30"}})};
    options.links = {link_options("at-a", "a.lan"), link_options("at-c", "c.lan"), link_options("a.to-b", "b.to-a"),
                     link_options("b.to-c", "c.to-b"), link_options("a.to-c", "c.to-a")};
    options.links[2].delay = 10ms;
    options.links[3].delay = 10ms;
    options.links[4].delay = 50ms;
    fill_in_gateways(options);
    return options;
}

Lines way(NetworkOptions const& options) {
    return path_of(options, 0, 1).devices;
}

}  // namespace

TEST_CASE("Of the routes that match, the one with the longest prefix is taken, and of equals the first") {
    RoutingTable table;
    table.add({address("0.0.0.0/0"), std::nullopt, 0});
    table.add({address("10.0.0.0/8"), std::nullopt, 1});
    table.add({address("10.1.2.0/24"), std::nullopt, 2});
    table.add({address("10.1.0.0/16"), std::nullopt, 3});
    table.add({address("10.1.0.0/16"), std::nullopt, 4});
    table.add({address("10.1.2.3/32"), std::nullopt, 5});
    auto const by = [&](char const* to) { return table.find(*parse_ipv4(to))->interface; };
    CHECK(by("10.1.2.3") == 5);
    CHECK(by("10.1.2.4") == 2);
    CHECK(by("10.1.3.4") == 3);
    CHECK(by("10.2.3.4") == 1);
    CHECK(by("192.0.2.1") == 0);
    CHECK(RoutingTable().find(*parse_ipv4("10.0.0.1")) == nullptr);
}

TEST_CASE("A router knows its own networks, and finds the way to the others'") {
    CHECK(shown(two_routers(), 0) == Lines{"10.9.0.0/30 (wan)", "10.1.0.0/24 (lan)", "10.2.0.0/24 via 10.9.0.2 (wan)"});
    SECTION("unless routes are not sought") {
        auto options = two_routers();
        options.routing.by = RoutingOptions::Metric::none;
        CHECK(shown(options, 0) == Lines{"10.9.0.0/30 (wan)", "10.1.0.0/24 (lan)"});
    }
    SECTION("and what it was given goes before what it finds") {
        auto options = triangle();
        options.routers[0].routes = {{address("10.3.0.0/24"), *parse_ipv4("10.9.2.2")}};
        CHECK(way(options) == Lines{"at-a", "a", "c", "at-c"});
    }
}

TEST_CASE("The shortest path is one by delay, by routers or by cost, as is asked for") {
    auto options = triangle();
    CHECK(way(options) == Lines{"at-a", "a", "b", "c", "at-c"});
    options.routing.by = RoutingOptions::Metric::hops;
    CHECK(way(options) == Lines{"at-a", "a", "c", "at-c"});
    options.routing.by = RoutingOptions::Metric::cost;
    CHECK(way(options) == Lines{"at-a", "a", "c", "at-c"});
    options.links[4].cost = 10;
    CHECK(way(options) == Lines{"at-a", "a", "b", "c", "at-c"});
}

TEST_CASE("Without a link, routes lead another way, or nowhere") {
    auto const options = triangle();
    std::vector<bool> up(options.links.size(), true);
    up[3] = false;
    auto const to_c = [&](std::size_t router) {
        auto const tables = routes_of(options, up);
        auto const* const route = tables.at(router).find(*parse_ipv4("10.3.0.2"));
        return route == nullptr ? std::string("none") : to_string(route->via.value());
    };
    CHECK(to_c(0) == "10.9.2.2");
    CHECK(to_c(1) == "10.9.1.1");
    up[2] = false;
    CHECK(to_c(1) == "none");
}

TEST_CASE("A path names the switches that it passes, and says where it ends before its time") {
    auto options = two_routers();
    options.switches = {switch_options("office"), switch_options("floor")};
    options.links[0] = link_options("alice", "floor");
    options.links.push_back(link_options("floor", "office"));
    options.links.push_back(link_options("office", "gw1.lan"));
    fill_in_gateways(options);
    CHECK(way(options) == Lines{"alice", "floor", "office", "gw1", "gw2", "bob"});
    CHECK(path_of(options, 0, 1).broken.empty());
    SECTION("without a route") {
        options.routing.by = RoutingOptions::Metric::none;
        CHECK(path_of(options, 0, 1).broken == "gw1 has no route to 10.2.0.2");
        CHECK(way(options) == Lines{"alice", "floor", "office", "gw1"});
    }
    SECTION("without a gateway") {
        options.hosts[0].gateway.reset();
        CHECK(path_of(options, 0, 1).broken == "alice has no gateway");
    }
    SECTION("in a circle") {
        options.routing.by = RoutingOptions::Metric::none;
        options.routers[0].routes = {{address("0.0.0.0/0"), *parse_ipv4("10.9.0.2")}};
        options.routers[1].routes = {{address("0.0.0.0/0"), *parse_ipv4("10.9.0.1")}};
        options.hosts[1].address = address("10.3.0.2/24");
        CHECK(path_of(options, 0, 1).broken == "the packet goes round until its time to live of 64 is spent");
    }
}

TEST_CASE("A host's gateway is the router that its links lead to") {
    auto const options = two_routers();
    CHECK(to_string(options.hosts[0].gateway.value()) == "10.1.0.1");
    CHECK(to_string(options.hosts[1].gateway.value()) == "10.2.0.1");
    SECTION("but one that it was given stays, and a router elsewhere is none") {
        auto other = two_routers();
        other.hosts[0].gateway = *parse_ipv4("10.1.0.9");
        other.hosts[1].gateway.reset();
        other.links.pop_back();
        fill_in_gateways(other);
        CHECK(to_string(other.hosts[0].gateway.value()) == "10.1.0.9");
        CHECK_FALSE(other.hosts[1].gateway);
    }
}
