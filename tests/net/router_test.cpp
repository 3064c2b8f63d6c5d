#include "voiplab/models/net/router.hpp"

#include "tests/catch.hpp"
#include "tests/net/internet.hpp"
#include "voiplab/models/net/icmp.hpp"
#include "voiplab/models/net/wire_format.hpp"

using namespace voiplab;
using namespace voiplab::net;
using namespace std::chrono_literals;

namespace {

struct Receiver final : UdpReceiver {
    void receive(UdpDatagram const& datagram) override { datagrams.push_back(datagram); }
    std::vector<UdpDatagram> datagrams;
};

// The ICMP errors that a host hears.
struct Errors final : FrameObserver {
    void observe(Frame const& frame, Direction direction, sim::Time /*now*/) override {
        auto const* const packet = std::get_if<Ipv4Packet>(&frame.content);
        if (direction == Direction::sent || packet == nullptr) return;
        if (auto const report = read_icmp_error(*packet)) {
            reports.push_back(*report);
            sources.push_back(packet->source_ip);
        }
    }
    std::vector<IcmpReport> reports;
    std::vector<Ipv4Address> sources;
};

struct Fixture {
    explicit Fixture(NetworkOptions const& options = two_routers())
        : network(scheduler, sim::RandomStreams(1), options) {
        network.host("bob").bind(5060, bob);
        network.host("alice").bind(5060, alice);
        network.host("alice").observe(errors);
    }
    void send(std::string const& to, std::string_view text) {
        network.host("alice").send({*parse_ipv4(to), 5060}, 5060, network.payloads().copy(text));
        scheduler.run_until(scheduler.now() + 5s);
    }
    // That alice hears of one packet alone, and what.
    void check_told(IcmpType type, std::uint8_t code, std::string const& by) {
        REQUIRE(errors.reports.size() == 1);
        CHECK(errors.reports[0].error.type == type);
        CHECK(errors.reports[0].error.code == code);
        CHECK(to_string(errors.sources[0]) == by);
    }

    sim::Scheduler scheduler;
    Network network;
    Receiver alice;
    Receiver bob;
    Errors errors;
};

}  // namespace

TEST_CASE("A datagram crosses two routers, each takes one from its time to live, and the answer comes back") {
    Fixture f;
    f.send("10.2.0.2", "hello");
    REQUIRE(f.bob.datagrams.size() == 1);
    auto const& heard = f.bob.datagrams[0];
    CHECK(heard.ttl == 62);
    CHECK(heard.payload.text() == "hello");
    CHECK(to_string(heard.source_ip) == "10.1.0.2");
    f.network.host("bob").send({heard.source_ip, 5060}, 5060, f.network.payloads().copy("hello yourself"));
    f.scheduler.run_until(10s + sim::Time{});
    CHECK(f.alice.datagrams.size() == 1);
    CHECK(f.network.router("gw1").counters().forwarded == 2);
    CHECK(f.errors.reports.empty());
}

TEST_CASE("A packet whose time to live ends at a router is told of by that router") {
    auto options = two_routers();
    options.hosts[0].ttl = GENERATE(std::uint8_t{1}, std::uint8_t{2});
    Fixture f(options);
    f.send("10.2.0.2", "hello");
    CHECK(f.bob.datagrams.empty());
    f.check_told(IcmpType::time_exceeded, icmp_ttl_exceeded, options.hosts[0].ttl == 1 ? "10.1.0.1" : "10.9.0.2");
}

TEST_CASE("A network that nobody knows, a host that nobody answers for and a closed port are told of") {
    SECTION("no route") {
        Fixture f;
        f.send("192.0.2.1", "hello");
        f.check_told(IcmpType::unreachable, icmp_net_unreachable, "10.1.0.1");
        CHECK(f.network.router("gw1").counters().no_route == 1);
    }
    SECTION("no host: by the last router, when ARP has given up") {
        Fixture f;
        f.send("10.2.0.77", "hello");
        f.check_told(IcmpType::unreachable, icmp_host_unreachable, "10.9.0.2");
        CHECK(f.network.router("gw2").counters().unresolved == 1);
    }
    SECTION("a port of the router itself") {
        Fixture f;
        f.send("10.9.0.2", "hello");
        f.check_told(IcmpType::unreachable, icmp_port_unreachable, "10.9.0.2");
    }
    SECTION("a port of the host, through the routers") {
        Fixture f;
        f.network.host("bob").unbind(5060);
        f.send("10.2.0.2", "hello");
        f.check_told(IcmpType::unreachable, icmp_port_unreachable, "10.2.0.2");
    }
}

TEST_CASE("Where a link takes shorter packets, the sender learns it at the first one and cuts the next") {
    auto options = two_routers();
    for (auto& router : options.routers) {
        router.interfaces[1].mtu = 1400;
    }
    SECTION("told by the router") {
        Fixture f(options);
        f.send("10.2.0.2", std::string(1450, 's'));
        CHECK(f.bob.datagrams.empty());
        f.check_told(IcmpType::unreachable, icmp_fragmentation_needed, "10.1.0.1");
        CHECK(f.errors.reports[0].error.next_hop_mtu == 1400);
        f.send("10.2.0.2", std::string(1450, 't'));
        REQUIRE(f.bob.datagrams.size() == 1);
        CHECK(f.bob.datagrams[0].payload.text() == std::string(1450, 't'));
        CHECK(f.network.host("alice").counters().fragmented == 1);
    }
    SECTION("by a silent router it never learns: a black hole") {
        options.routers[0].icmp = false;
        Fixture f(options);
        f.send("10.2.0.2", std::string(1450, 's'));
        f.send("10.2.0.2", std::string(1450, 't'));
        CHECK(f.bob.datagrams.empty());
        CHECK(f.errors.reports.empty());
        CHECK(f.network.router("gw1").counters().too_long == 2);
    }
    SECTION("what may be cut is cut on the way") {
        Fixture f(options);
        f.send("10.2.0.2", std::string(3000, 's'));
        REQUIRE(f.bob.datagrams.size() == 1);
        CHECK(f.bob.datagrams[0].payload.size() == 3000);
        CHECK(f.network.router("gw1").counters().fragmented == 2);
    }
}

TEST_CASE("A router sends nothing on that came to many, and drops what is damaged") {
    Fixture f;
    f.send("255.255.255.255", "all");
    auto& gw1 = f.network.router("gw1");
    CHECK(gw1.counters().not_forwarded == 1);
    FramePool frames;
    auto datagram = datagram_frame(f.network.payloads(), gw1.options().interfaces[0].mac, mac(1), 10);
    std::get<UdpDatagram>(datagram.content).destination_ip = *parse_ipv4("10.2.0.2");
    auto const in_ip_header = 8 * 20;
    gw1.port("lan").accept(frames.make(with_bit_inverted(datagram, in_ip_header, f.network.payloads())));
    CHECK(gw1.counters().damaged == 1);
    // A router does not look at UDP's checksum: the host does.
    auto const in_payload = 8 * 45;
    gw1.port("lan").accept(frames.make(with_bit_inverted(datagram, in_payload, f.network.payloads())));
    f.scheduler.run_until(10s + sim::Time{});
    CHECK(gw1.counters().forwarded == 1);
    CHECK(f.network.host("bob").counters().damaged == 1);
}

TEST_CASE("Interfaces of one port are told apart by their VLANs") {
    NetworkOptions options;
    options.switches = {switch_options("lan")};
    options.hosts = {host_at("alice", 1, "10.1.0.2/24"), host_at("bob", 2, "10.2.0.2/24")};
    options.hosts[0].vlan = 10;
    options.hosts[1].vlan = 20;
    options.routers = {router_options("gw", 1, {{"eth0.10", "10.1.0.1/24"}, {"eth0.20", "10.2.0.1/24"}})};
    options.links = {link_options("alice", "lan"), link_options("bob", "lan"), link_options("gw.eth0", "lan")};
    fill_in_gateways(options);
    CHECK(check_topology(options).empty());
    Fixture f(options);
    f.send("10.2.0.2", "across");
    REQUIRE(f.bob.datagrams.size() == 1);
    CHECK(f.bob.datagrams[0].ttl == 63);
}
