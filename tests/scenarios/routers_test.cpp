#include "tests/catch.hpp"
#include "voiplab/models/net/network.hpp"
#include "voiplab/models/net/routes.hpp"
#include "written_scenario.hpp"

#include <string>

#include <fmt/format.h>

// Routers, VLANs and hubs as scenarios write them, shown by datagrams that arrive or do not.

using namespace voiplab;
using namespace voiplab::scenarios;
using namespace std::chrono_literals;

namespace {

struct Ear final : net::UdpReceiver {
    void receive(net::UdpDatagram const& datagram) override {
        ++heard;
        from = {datagram.source_ip, datagram.source_port};
    }
    int heard = 0;
    net::UdpEndpoint from;
};

// A scenario's network alone.
class Net {
  public:
    explicit Net(std::string_view text)
        : options_(loaded(fmt::format("title: T\nduration: 60s\n{}", text)).network),
          network_(scheduler_, sim::RandomStreams(1), options_) {}

    // What `to` hears of a datagram to that endpoint, sent to it by `from` by its port 5000; nullptr: nothing.
    std::optional<net::UdpEndpoint> heard(std::string const& from, net::UdpEndpoint const& at, std::string const& to,
                                          std::uint16_t port = 5000) {
        Ear ear;
        auto& host = network_.host(to);
        host.bind(port, ear);
        network_.host(from).send(at, 5000, network_.payloads().copy("hello"));
        scheduler_.run_until(scheduler_.now() + 5s);
        host.unbind(port);
        return ear.heard == 0 ? std::nullopt : std::optional(ear.from);
    }
    void run_until(sim::Duration time) { scheduler_.run_until(sim::Time{time}); }

  private:
    net::NetworkOptions options_;
    sim::Scheduler scheduler_;
    net::Network network_;
};

net::UdpEndpoint at(std::string_view address, std::uint16_t port = 5000) {
    return {*net::parse_ipv4(address), port};
}

}  // namespace

TEST_CASE("Hosts of two VLANs of one switch meet by a router on a stick, and not without it") {
    constexpr std::string_view stick = R"(network:
  switches: [{name: lan}]
  routers:
    - name: gw
      interfaces: [{name: eth0.10, address: 10.0.10.1/24, vlan: 10}, {name: eth0.20, address: 10.0.20.1/24, vlan: 20}]
  hosts:
    - {name: a, address: 10.0.10.2/24}
    - {name: b, address: 10.0.20.2/24}
    - {name: c, address: 10.0.20.3/24}
  links:
    - {ends: [a, lan], vlan: 10}
    - {ends: [b, lan], vlan: 20}
    - {ends: [c, lan], vlan: 20}
    - {ends: [gw.eth0, lan], tagged: [10, 20]}
)";
    Net net(stick);
    CHECK(net.heard("a", at("10.0.20.2"), "b") == at("10.0.10.2"));
    CHECK(net.heard("b", at("10.0.20.3"), "c") == at("10.0.20.2"));
}

TEST_CASE("A NAT lets answers in and nobody else, and gives its own address") {
    constexpr std::string_view home = R"(network:
  switches: [{{name: in}}, {{name: out}}]
  routers:
    - name: nat
      interfaces: [{{name: lan, address: 192.168.1.1/24}}, {{name: wan, address: 203.0.113.1/24}}]
      nat: {{outside: wan, kind: {}}}
  hosts:
    - {{name: a, address: 192.168.1.2/24}}
    - {{name: b, address: 192.168.1.3/24}}
    - {{name: server, address: 203.0.113.10/24}}
    - {{name: other, address: 203.0.113.20/24}}
  links:
    - {{ends: [a, in]}}
    - {{ends: [b, in]}}
    - {{ends: [nat.lan, in]}}
    - {{ends: [nat.wan, out]}}
    - {{ends: [server, out]}}
    - {{ends: [other, out]}}
)";
    auto const kind = GENERATE(std::string("full_cone"), std::string("port_restricted_cone"), std::string("symmetric"));
    CAPTURE(kind);
    Net net(fmt::format(home, kind));
    CHECK_FALSE(net.heard("server", at("203.0.113.1"), "a"));
    CHECK_FALSE(net.heard("server", at("192.168.1.2"), "a"));
    auto const seen = net.heard("a", at("203.0.113.10"), "server");
    REQUIRE(seen);
    CHECK(seen->address == *net::parse_ipv4("203.0.113.1"));
    CHECK(net.heard("server", *seen, "a") == at("203.0.113.10"));
    // Another host outside is let in by a full cone alone (RFC 3489 section 5).
    CHECK(net.heard("other", *seen, "a").has_value() == (kind == "full_cone"));
    // Another destination sees another port behind a symmetric NAT alone.
    auto const seen_by_other = net.heard("a", at("203.0.113.20"), "other");
    REQUIRE(seen_by_other);
    CHECK((seen_by_other->port == seen->port) == (kind != "symmetric"));
    // Two insiders with one port get two outside.
    auto const second = net.heard("b", at("203.0.113.10"), "server");
    REQUIRE(second);
    CHECK(second->port != seen->port);
}

TEST_CASE("A forwarded port is open from the beginning") {
    Net net(R"(network:
  switches: [{name: in}]
  routers:
    - name: nat
      interfaces: [{name: lan, address: 192.168.1.1/24}, {name: wan, address: 203.0.113.1/24}]
      nat: {outside: wan, forwarded: [{port: 5060, to: 192.168.1.2, to_port: 5000}]}
  hosts:
    - {name: a, address: 192.168.1.2/24}
    - {name: server, address: 203.0.113.10/24}
  links:
    - {ends: [a, in]}
    - {ends: [nat.lan, in]}
    - {ends: [nat.wan, server]}
)");
    CHECK(net.heard("server", at("203.0.113.1", 5060), "a") == at("203.0.113.10"));
}

TEST_CASE("Switches in a ring go the other way round once a link is down, and back when it is up") {
    Net net(R"(network:
  routing: {convergence: 2s}
  switches: [{name: one}, {name: two}, {name: three}]
  hosts: [{name: a, address: 10.0.0.1/24}, {name: b, address: 10.0.0.2/24}]
  links:
    - {ends: [a, one]}
    - {ends: [b, two]}
    - {ends: [one, two], delay: 1ms, down: [{from: 10s, until: 20s}]}
    - {ends: [two, three], delay: 1ms}
    - {ends: [three, one], delay: 1ms}
)");
    CHECK(net.heard("a", at("10.0.0.2"), "b"));
    net.run_until(10s);
    CHECK_FALSE(net.heard("a", at("10.0.0.2"), "b", 5001));
    net.run_until(13s);
    CHECK(net.heard("a", at("10.0.0.2"), "b"));
    net.run_until(23s);
    CHECK(net.heard("a", at("10.0.0.2"), "b"));
}

TEST_CASE("Routers take the shortest way by what they are told to measure") {
    constexpr std::string_view triangle = R"(network:
  routing: {{by: {}}}
  routers:
    - {{name: x, interfaces: [{{name: h, address: 10.0.1.1/24}}, {{name: y, address: 10.1.0.1/30}}, {{name: z, address: 10.1.0.5/30}}]}}
    - {{name: y, interfaces: [{{name: h, address: 10.0.2.1/24}}, {{name: x, address: 10.1.0.2/30}}, {{name: z, address: 10.1.0.9/30}}]}}
    - {{name: z, interfaces: [{{name: x, address: 10.1.0.6/30}}, {{name: y, address: 10.1.0.10/30}}]}}
  hosts: [{{name: a, address: 10.0.1.2/24}}, {{name: b, address: 10.0.2.2/24}}]
  links:
    - {{ends: [a, x.h]}}
    - {{ends: [b, y.h]}}
    - {{ends: [x.y, y.x], delay: 100ms, cost: 1}}
    - {{ends: [x.z, z.x], delay: 10ms, cost: 1}}
    - {{ends: [z.y, y.z], delay: 10ms, cost: 1}}
)";
    auto const [by, way] = GENERATE(table<std::string, std::vector<std::string>>({
        {"delay", {"a", "x", "z", "y", "b"}},
        {"hops", {"a", "x", "y", "b"}},
        {"cost", {"a", "x", "y", "b"}},
    }));
    auto const options = loaded(fmt::format("title: T\nduration: 60s\n{}", fmt::format(triangle, by))).network;
    CHECK(net::path_of(options, 0, 1).devices == way);
    Net net(fmt::format(triangle, by));
    CHECK(net.heard("a", at("10.0.2.2"), "b"));
}

TEST_CASE("A hub sends everything everywhere") {
    Net net(R"(network:
  hubs: [{name: hub}]
  hosts: [{name: a, address: 10.0.0.1/24}, {name: b, address: 10.0.0.2/24}, {name: c, address: 10.0.0.3/24}]
  links: [{ends: [a, hub]}, {ends: [b, hub]}, {ends: [c, hub]}]
)");
    CHECK(net.heard("a", at("10.0.0.3"), "c"));
    CHECK(net.heard("c", at("10.0.0.2"), "b"));
}
