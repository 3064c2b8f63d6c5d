#include "voiplab/models/agents/media_relay.hpp"

#include "tests/catch.hpp"
#include "voiplab/models/agents/media_party.hpp"
#include "voiplab/models/media/tone.hpp"
#include "voiplab/models/net/network.hpp"

#include <deque>
#include <string>

using namespace voiplab;
using namespace voiplab::agents;
using namespace std::chrono_literals;

namespace {

net::MacAddress mac(std::size_t number) {
    return {{2, 0, 0, 0, static_cast<std::uint8_t>(number >> 8), static_cast<std::uint8_t>(number & 0xff)}};
}

net::Ipv4Address ip(std::size_t number) {
    return {0x0a00'0000U + static_cast<std::uint32_t>(number)};
}

// Host 1 is for a relay; the others know it and each has a link of 1 ms to one switch. The relay's takes a thousand
// calls.
net::NetworkOptions star(std::size_t hosts) {
    net::NetworkOptions options;
    options.switches.push_back({.name = "exchange", .forwarding_delay = {}});
    for (std::size_t number = 1; number <= hosts; ++number) {
        net::HostOptions host;
        host.name = std::to_string(number);
        host.mac = mac(number);
        host.address = {ip(number), 8};
        if (number > 1) host.known = {{ip(1), mac(1)}};
        options.hosts.push_back(host);
        if (number > 1) options.hosts.front().known.push_back({ip(number), mac(number)});
        net::LinkOptions link;
        link.ends[0] = host.name;
        link.ends[1] = "exchange";
        link.rate = {number > 1 ? 100'000'000U : 1'000'000'000U};
        link.delay = 1ms;
        link.queue_length = 10'000;
        options.links.push_back(link);
    }
    return options;
}

struct Fixture {
    explicit Fixture(std::size_t hosts, std::uint16_t first_port = 10'000)
        : network(scheduler, sim::RandomStreams(1), star(hosts)), relay(network.host("1"), first_port) {}

    static net::UdpEndpoint endpoint(std::size_t host) { return {ip(host), 40'000}; }

    void add_party(std::size_t host, net::UdpEndpoint to, sim::Duration begins, std::uint32_t packets) {
        MediaPartyOptions options;
        options.to = to;
        options.begins = sim::Time{begins};
        options.packets = packets;
        options.stream = {.ssrc = static_cast<std::uint32_t>(host), .first_sequence = 65'530};
        parties.emplace_back(scheduler, network.host(std::to_string(host)), network.payloads(), options, speech);
    }

    sim::Scheduler scheduler;
    net::Network network;
    MediaRelay relay;
    media::EncodedClip speech{media::make_tone(440, -16, 1s), media::G711Law::mu};
    std::deque<MediaParty> parties;
};

}  // namespace

TEST_CASE("What each party of a call sends, the other hears through the relay, four links later") {
    Fixture f(3);
    auto const call = f.relay.add_call(f.endpoint(2), f.endpoint(3));
    f.add_party(2, call.for_first, 0ms, 50);
    f.add_party(3, call.for_second, 7ms, 40);
    f.scheduler.run();
    CHECK(f.parties[0].sent().packets == 50);
    CHECK(f.parties[0].heard().received() == 40);
    CHECK(f.parties[0].heard().ssrc() == 3);
    CHECK(f.parties[1].heard().received() == 50);
    CHECK(f.parties[1].heard().lost() == 0);
    // Every packet has the same way: RFC 3550's jitter is none.
    CHECK(f.parties[1].heard().jitter16() == 0);
    CHECK(f.relay.relayed() == 90);
    CHECK(f.relay.strangers() == 0);
    CHECK(f.parties[0].sent().at == sim::Time{49 * 20ms});
}

TEST_CASE("Legs that share a port are told apart by who sends") {
    // Ports 65530, 65532 and 65534 for the eight legs of four calls.
    Fixture f(9, 65'530);
    std::vector<MediaRelay::Call> calls;
    for (std::size_t host = 2; host < 10; host += 2) {
        calls.push_back(f.relay.add_call(f.endpoint(host), f.endpoint(host + 1)));
    }
    CHECK(calls[0].for_first.port == 65'530);
    CHECK(calls[1].for_second.port == 65'530);
    CHECK(calls[3].for_second.port == 65'532);
    for (std::size_t host = 2; host < 10; ++host) {
        auto const& call = calls[(host - 2) / 2];
        f.add_party(host, host % 2 == 0 ? call.for_first : call.for_second, 0ms, 10);
    }
    f.scheduler.run();
    for (std::size_t i = 0; i < 8; ++i) {
        CAPTURE(i);
        CHECK(f.parties[i].heard().received() == 10);
        CHECK(f.parties[i].heard().ssrc() == (i ^ 1U) + 2);
    }
}

TEST_CASE("Who has no call at a port is a stranger there, and nothing is passed on") {
    Fixture f(4);
    auto const call = f.relay.add_call(f.endpoint(2), f.endpoint(3));
    f.add_party(4, call.for_first, 0ms, 5);
    f.add_party(3, call.for_first, 0ms, 5);
    f.scheduler.run();
    CHECK(f.relay.strangers() == 10);
    CHECK(f.relay.relayed() == 0);
}

TEST_CASE("So many calls that what they touch is fetched ahead: every packet arrives where it should, in its order") {
    // Above a thousand pending events the scheduler looks ahead; each party is one.
    constexpr std::size_t calls = 600;
    constexpr std::uint32_t packets = 12;
    Fixture f(2 * calls + 1);
    for (std::size_t call = 0; call < calls; ++call) {
        auto const first = 2 * call + 2;
        auto const added = f.relay.add_call(f.endpoint(first), f.endpoint(first + 1));
        // Some in phase, as phones are that were rung together; then the relay's link has a queue.
        f.add_party(first, added.for_first, (call % 7) * 1ms, packets);
        f.add_party(first + 1, added.for_second, (call % 11) * 1ms, packets);
    }
    f.scheduler.run_until(sim::Time{40ms});
    CHECK(f.scheduler.pending_count() > 1000);
    f.scheduler.run();
    for (std::size_t i = 0; i < f.parties.size(); ++i) {
        CAPTURE(i);
        auto const& heard = f.parties[i].heard();
        REQUIRE(heard.received() == packets);
        REQUIRE(heard.lost() == 0);
        REQUIRE(heard.ssrc() == (i ^ 1U) + 2);
        REQUIRE(heard.extended_highest_sequence() == 65'530 + packets - 1);
    }
    CHECK(f.relay.relayed() == 2 * calls * packets);
    CHECK(f.relay.strangers() == 0);
    CHECK(f.network.dropped_frames() == 0);
}
