#include "voiplab/models/net/neighbour_cache.hpp"

#include "tests/catch.hpp"
#include "tests/net/frames.hpp"

using namespace voiplab;
using namespace voiplab::net;
using namespace std::chrono_literals;
using State = NeighbourState;

namespace {

// Exact timers, so that the times below are the options' own.
NeighbourOptions exact() {
    NeighbourOptions options;
    options.kernel_hz = 0;
    return options;
}

ArpPacket from(std::uint8_t last) {
    return {ArpPacket::Operation::reply, mac(last), ip(last), mac(1), ip(1)};
}

UdpDatagram numbered(std::uint16_t number) {
    UdpDatagram datagram;
    datagram.identification = number;
    return datagram;
}

struct Fixture {
    explicit Fixture(NeighbourOptions options = exact()) : cache(options, sim::RandomStream(1)) {}

    // Runs the timers up to `until` and returns when which MAC was solicited.
    std::vector<std::pair<sim::Duration, MacAddress>> run(sim::Duration until) {
        std::vector<std::pair<sim::Duration, MacAddress>> sent;
        auto const take = [&](sim::Time now) {
            for (auto const& solicitation : actions.solicitations) {
                sent.emplace_back(now.time_since_epoch(), solicitation.destination);
            }
            actions.solicitations.clear();
        };
        take(sim::Time{});
        while (cache.next_timer() && *cache.next_timer() <= at(until)) {
            auto const now = *cache.next_timer();
            cache.expire(now, actions);
            take(now);
        }
        return sent;
    }

    std::optional<MacAddress> use(Ipv4Address neighbour, sim::Time now) {
        auto const* const mac = cache.use(neighbour, now);
        return mac == nullptr ? std::nullopt : std::optional(*mac);
    }

    NeighbourCache cache;
    NeighbourActions actions;
};

using Sent = std::vector<std::pair<sim::Duration, MacAddress>>;

}  // namespace

TEST_CASE("An unknown neighbour is asked for three times by broadcast, then its datagrams are dropped") {
    Fixture f;
    CHECK_FALSE(f.use(ip(2), at(0s)));
    f.cache.enqueue(ip(2), numbered(1), at(0s), f.actions);
    CHECK(f.cache.state(ip(2)) == State::incomplete);
    auto const all = MacAddress::broadcast();
    CHECK(f.run(10s) == Sent{{0s, all}, {1s, all}, {2s, all}});
    CHECK(f.cache.state(ip(2)) == State::failed);
    REQUIRE(f.actions.unreachable.size() == 1);
    CHECK(std::get<UdpDatagram>(f.actions.unreachable[0]).identification == 1);
    CHECK(f.actions.resolved.empty());
    CHECK_FALSE(f.cache.next_timer());

    SECTION("and the next datagram starts anew") {
        CHECK_FALSE(f.use(ip(2), at(20s)));
        f.cache.enqueue(ip(2), numbered(2), at(20s), f.actions);
        CHECK(f.actions.solicitations.size() == 1);
        CHECK(f.cache.state(ip(2)) == State::incomplete);
    }
}

TEST_CASE("A reply makes the neighbour reachable and lets the waiting datagrams go in their order") {
    Fixture f;
    f.cache.enqueue(ip(2), numbered(1), at(0s), f.actions);
    f.cache.enqueue(ip(2), numbered(2), at(1ms), f.actions);
    CHECK(f.actions.solicitations.size() == 1);
    f.cache.hear_reply(from(2), at(2ms), f.actions);
    REQUIRE(f.actions.resolved.size() == 2);
    CHECK(f.actions.resolved[0].destination == mac(2));
    CHECK(std::get<UdpDatagram>(f.actions.resolved[0].packet).identification == 1);
    CHECK(std::get<UdpDatagram>(f.actions.resolved[1].packet).identification == 2);
    CHECK(f.cache.state(ip(2)) == State::reachable);
    CHECK(f.use(ip(2), at(3ms)) == mac(2));
    CHECK(f.cache.state(ip(2)) == State::reachable);
}

TEST_CASE("The oldest waiting datagram gives way when the queue is full") {
    auto options = exact();
    options.queued_datagrams = 2;
    Fixture f(options);
    for (std::uint16_t number = 1; number <= 5; ++number) {
        f.cache.enqueue(ip(2), numbered(number), at(0s), f.actions);
    }
    CHECK(f.actions.dropped == 3);
    f.cache.hear_reply(from(2), at(1ms), f.actions);
    REQUIRE(f.actions.resolved.size() == 2);
    CHECK(std::get<UdpDatagram>(f.actions.resolved[0].packet).identification == 4);
    CHECK(std::get<UdpDatagram>(f.actions.resolved[1].packet).identification == 5);
}

TEST_CASE("A neighbour stays reachable for a time between half and one and a half times the base") {
    std::vector<sim::Duration> times;
    for (std::uint64_t seed = 1; seed <= 200; ++seed) {
        NeighbourCache cache(exact(), sim::RandomStream(seed));
        NeighbourActions actions;
        cache.enqueue(ip(2), numbered(1), at(0s), actions);
        cache.hear_reply(from(2), at(0s), actions);
        REQUIRE(cache.next_timer());
        times.push_back(cache.next_timer()->time_since_epoch());
    }
    auto const [least, most] = std::minmax_element(times.begin(), times.end());
    CHECK(*least >= 15s);
    CHECK(*most < 45s);
    // Of 200 uniform draws over 30 s, the least and the most lie within 3 s of the ends but for 2 * 0.9^200 < 1e-8.
    CHECK(*least < 18s);
    CHECK(*most > 42s);
}

TEST_CASE("One table draws one reachable time, and draws it again every 300 seconds") {
    Fixture f;
    auto const reachable_for = [&](std::uint8_t last, sim::Duration now) {
        f.cache.enqueue(ip(last), numbered(1), at(now), f.actions);
        f.cache.hear_reply(from(last), at(now), f.actions);
        auto const until = *f.cache.next_timer();
        f.cache.expire(until, f.actions);
        return until - at(now);
    };
    auto const first = reachable_for(2, 1s);
    CHECK(reachable_for(3, 100s) == first);
    CHECK(reachable_for(4, 299s) == first);
    CHECK(reachable_for(5, 300s) != first);
}

TEST_CASE("A stale neighbour is probed by unicast five seconds after its first use") {
    Fixture f;
    f.cache.hear_request_for_us(from(2), at(0s), f.actions);
    CHECK(f.cache.state(ip(2)) == State::stale);
    CHECK_FALSE(f.cache.next_timer());

    CHECK(f.use(ip(2), at(7s)) == mac(2));
    CHECK(f.cache.state(ip(2)) == State::delay);
    CHECK(f.use(ip(2), at(9s)) == mac(2));
    CHECK(f.cache.next_timer() == at(12s));

    SECTION("and is reachable again once it answers") {
        CHECK(f.run(12s) == Sent{{12s, mac(2)}});
        CHECK(f.cache.state(ip(2)) == State::probe);
        f.cache.hear_reply(from(2), at(12s + 300us), f.actions);
        CHECK(f.cache.state(ip(2)) == State::reachable);
        CHECK(f.run(26s).empty());
    }
    SECTION("and given up after three probes one second apart") {
        CHECK(f.run(60s) == Sent{{12s, mac(2)}, {13s, mac(2)}, {14s, mac(2)}});
        CHECK(f.cache.state(ip(2)) == State::failed);
        CHECK_FALSE(f.use(ip(2), at(60s)));
    }
    SECTION("and is sent to while it is probed") {
        f.run(12s);
        CHECK(f.use(ip(2), at(12'500ms)) == mac(2));
        CHECK(f.cache.state(ip(2)) == State::probe);
    }
    SECTION("and needs no probe where it answered something else before") {
        f.cache.hear_reply(from(2), at(10s), f.actions);
        CHECK(f.run(12s).empty());
        CHECK(f.cache.state(ip(2)) == State::reachable);
    }
}

TEST_CASE("The probe comes at the slot of the kernel's timer wheel") {
    auto options = exact();
    options.kernel_hz = 250;
    Fixture f(options);
    f.cache.hear_request_for_us(from(2), at(1s), f.actions);
    f.use(ip(2), at(60'969'750us));
    CHECK(f.cache.next_timer() == at(66'048ms));
}

TEST_CASE("A reachable neighbour becomes stale when its time is over") {
    Fixture f;
    f.cache.enqueue(ip(2), numbered(1), at(0s), f.actions);
    f.cache.hear_reply(from(2), at(0s), f.actions);
    auto const until = *f.cache.next_timer();
    f.cache.expire(until - 1ns, f.actions);
    CHECK(f.cache.state(ip(2)) == State::reachable);
    f.cache.expire(until, f.actions);
    CHECK(f.cache.state(ip(2)) == State::stale);

    SECTION("though datagrams went out all the time: they confirm nothing") {
        CHECK(f.use(ip(2), until) == mac(2));
        CHECK(f.cache.state(ip(2)) == State::delay);
    }
}

TEST_CASE("A second reply makes the reachable time start again") {
    Fixture f;
    f.cache.enqueue(ip(2), numbered(1), at(0s), f.actions);
    f.cache.hear_reply(from(2), at(0s), f.actions);
    auto const reachable_time = *f.cache.next_timer() - at(0s);
    f.cache.hear_reply(from(2), at(10s), f.actions);
    f.run(reachable_time + 10s - 1ns);
    CHECK(f.cache.state(ip(2)) == State::reachable);
    f.run(reachable_time + 10s);
    CHECK(f.cache.state(ip(2)) == State::stale);
}

// arp_process() and neigh_update(): what an ARP packet does to the sender's entry, by the state the entry was in.
TEST_CASE("What is heard changes the sender's entry as Linux would") {
    enum class Heard { request_for_us, reply, other };
    struct Row {
        char const* name;
        State before;
        Heard heard;
        std::optional<State> after;
    };
    auto const row = GENERATE(values<Row>({
        {"a request confirms nothing", State::reachable, Heard::request_for_us, State::reachable},
        {"a request leaves the delay", State::delay, Heard::request_for_us, State::delay},
        {"a request is no answer to a probe", State::probe, Heard::request_for_us, State::probe},
        {"a request tells the MAC that was asked for", State::incomplete, Heard::request_for_us, State::delay},
        {"a request revives", State::failed, Heard::request_for_us, State::stale},
        {"a request for another tells it too", State::incomplete, Heard::other, State::delay},
        {"a request for another leaves stale", State::stale, Heard::other, State::stale},
        {"a reply confirms stale", State::stale, Heard::reply, State::reachable},
        {"a reply confirms delay", State::delay, Heard::reply, State::reachable},
        {"a reply confirms probe", State::probe, Heard::reply, State::reachable},
        {"a reply revives", State::failed, Heard::reply, State::reachable},
    }));
    INFO(row.name);
    Fixture f;
    switch (row.before) {
        case State::incomplete:
            f.cache.enqueue(ip(2), numbered(1), at(0s), f.actions);
            break;
        case State::failed:
            f.cache.enqueue(ip(2), numbered(1), at(0s), f.actions);
            f.run(3s);
            break;
        case State::reachable:
            f.cache.enqueue(ip(2), numbered(1), at(0s), f.actions);
            f.cache.hear_reply(from(2), at(0s), f.actions);
            break;
        case State::stale:
            f.cache.hear_request_for_us(from(2), at(0s), f.actions);
            break;
        case State::delay:
        case State::probe:
            f.cache.hear_request_for_us(from(2), at(0s), f.actions);
            f.use(ip(2), at(0s));
            if (row.before == State::probe) f.run(5s);
            break;
    }
    REQUIRE(f.cache.state(ip(2)) == row.before);
    switch (row.heard) {
        case Heard::request_for_us:
            f.cache.hear_request_for_us(from(2), at(5s), f.actions);
            break;
        case Heard::reply:
            f.cache.hear_reply(from(2), at(5s), f.actions);
            break;
        case Heard::other:
            f.cache.hear_other(from(2), at(5s), f.actions);
            break;
    }
    CHECK(f.cache.state(ip(2)) == row.after);
}

TEST_CASE("Only a request for our own address makes a new entry") {
    Fixture f;
    f.cache.hear_reply(from(2), at(0s), f.actions);
    CHECK_FALSE(f.cache.state(ip(2)));
    f.cache.hear_other(from(2), at(0s), f.actions);
    CHECK_FALSE(f.cache.state(ip(2)));
    f.cache.hear_request_for_us(from(2), at(0s), f.actions);
    CHECK(f.cache.state(ip(2)) == State::stale);
}

TEST_CASE("A neighbour that speaks from another MAC is believed, and is stale") {
    Fixture f;
    f.cache.enqueue(ip(2), numbered(1), at(0s), f.actions);
    f.cache.hear_reply(from(2), at(0s), f.actions);
    auto moved = from(2);
    moved.sender_mac = mac(9);
    f.cache.hear_request_for_us(moved, at(1s), f.actions);
    CHECK(f.cache.state(ip(2)) == State::stale);
    CHECK(f.use(ip(2), at(1s)) == mac(9));
}

TEST_CASE("A neighbour is probed on demand, by unicast where its MAC is known") {
    Fixture f;
    f.cache.probe(ip(2), at(0s), f.actions);
    CHECK(f.run(0s) == Sent{{0s, MacAddress::broadcast()}});
    f.cache.hear_reply(from(2), at(0s), f.actions);
    f.cache.probe(ip(2), at(1s), f.actions);
    REQUIRE(f.actions.solicitations.size() == 1);
    CHECK(f.actions.solicitations[0].destination == mac(2));
    CHECK(f.cache.state(ip(2)) == State::probe);
}

TEST_CASE("A full table takes no further neighbour and drops what is for one") {
    Fixture f;
    auto const neighbour = [](std::uint32_t number) { return Ipv4Address{0x0a00'0000U + number}; };
    auto packet = from(2);
    for (std::uint32_t number = 0; number < NeighbourCache::max_entries; ++number) {
        packet.sender_ip = neighbour(number);
        f.cache.hear_request_for_us(packet, at(0s), f.actions);
    }
    auto const further = neighbour(NeighbourCache::max_entries);
    f.cache.enqueue(further, numbered(1), at(0s), f.actions);
    CHECK(f.actions.dropped == 1);
    CHECK(f.actions.solicitations.empty());
    CHECK_FALSE(f.cache.state(further));
    CHECK(f.use(neighbour(0), at(0s)) == mac(2));
}
