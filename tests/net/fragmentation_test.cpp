#include "voiplab/models/net/fragmentation.hpp"

#include "tests/catch.hpp"
#include "tests/net/frames.hpp"

#include <algorithm>
#include <numeric>
#include <random>
#include <string>

using namespace voiplab::net;
using namespace std::chrono_literals;

namespace {

Ipv4Packet packet_of_size(PayloadPool& pool, std::size_t size) {
    Ipv4Packet packet;
    packet.source_ip = ip(1);
    packet.destination_ip = ip(2);
    packet.identification = 9;
    packet.protocol = protocol_udp;
    packet.payload = pool.make(size);
    auto const bytes = packet.payload.writable();
    std::iota(bytes.begin(), bytes.end(), std::uint8_t{1});
    return packet;
}

struct Shape {
    std::size_t offset;
    std::size_t size;
    bool more;
    bool operator==(Shape const&) const = default;
};

std::vector<Shape> shapes(std::vector<Ipv4Packet> const& fragments) {
    std::vector<Shape> found;
    for (auto const& fragment : fragments) {
        found.push_back({std::size_t{fragment.fragment_offset} * 8, fragment.payload.size(), fragment.more_fragments});
    }
    return found;
}

}  // namespace

TEST_CASE("Fragments are as long as the MTU allows, in units of eight octets") {
    PayloadPool pool;
    CHECK(shapes(fragments_of(packet_of_size(pool, 1480), 1500, pool)) == std::vector<Shape>{{0, 1480, false}});
    CHECK(shapes(fragments_of(packet_of_size(pool, 1481), 1500, pool)) ==
          std::vector<Shape>{{0, 1480, true}, {1480, 1, false}});
    CHECK(shapes(fragments_of(packet_of_size(pool, 3008), 1400, pool)) ==
          std::vector<Shape>{{0, 1376, true}, {1376, 1376, true}, {2752, 256, false}});
    SECTION("and a fragment that is cut again keeps its place") {
        auto const halves = fragments_of(packet_of_size(pool, 2000), 1500, pool);
        CHECK(shapes(fragments_of(halves[0], 1000, pool)) == std::vector<Shape>{{0, 976, true}, {976, 504, true}});
        CHECK(shapes(fragments_of(halves[1], 276, pool)) ==
              std::vector<Shape>{{1480, 256, true}, {1736, 256, true}, {1992, 8, false}});
    }
}

TEST_CASE("A packet is put together in whatever order its fragments come, each once or twice") {
    PayloadPool pool;
    auto const packet = packet_of_size(pool, 4321);
    auto fragments = fragments_of(packet, 576, pool);
    std::mt19937 random(5);
    for (int round = 0; round < 50; ++round) {
        std::shuffle(fragments.begin(), fragments.end(), random);
        Reassembly reassembly;
        std::optional<Ipv4Packet> whole;
        for (auto const& fragment : fragments) {
            REQUIRE_FALSE(whole);
            if (round % 2 == 0 && &fragment != &fragments.back()) reassembly.add(fragment, at(0s), pool);
            whole = reassembly.add(fragment, at(0s), pool);
        }
        REQUIRE(whole);
        CHECK_FALSE(whole->is_fragment());
        CHECK(std::ranges::equal(whole->payload.bytes(), packet.payload.bytes()));
        CHECK_FALSE(reassembly.next_timer());
        CHECK(reassembly.given_up() == 0);
    }
}

TEST_CASE("Fragments of different packets are not mixed") {
    PayloadPool pool;
    auto const fragments = fragments_of(packet_of_size(pool, 2000), 1500, pool);
    auto other = fragments[1];
    SECTION("another identification") {
        other.identification = 10;
    }
    SECTION("another sender") {
        other.source_ip = ip(3);
    }
    SECTION("another protocol") {
        other.protocol = protocol_icmp;
    }
    Reassembly reassembly;
    CHECK_FALSE(reassembly.add(fragments[0], at(0s), pool));
    CHECK_FALSE(reassembly.add(other, at(0s), pool));
    CHECK(reassembly.add(fragments[1], at(0s), pool));
}

TEST_CASE("What is not complete after 30 s is given up, and its first fragment named if it had come") {
    PayloadPool pool;
    auto const fragments = fragments_of(packet_of_size(pool, 2000), 1500, pool);
    auto const first_came = GENERATE(true, false);
    Reassembly reassembly;
    CHECK_FALSE(reassembly.add(fragments[first_came ? 0 : 1], at(1s), pool));
    CHECK(reassembly.next_timer() == at(31s));
    CHECK(reassembly.expire(at(31s - 1ns)).empty());
    auto const given_up = reassembly.expire(at(31s));
    CHECK(given_up.size() == (first_came ? 1 : 0));
    CHECK(reassembly.given_up() == 1);
    CHECK_FALSE(reassembly.add(fragments[first_came ? 1 : 0], at(32s), pool));
}

TEST_CASE("Fragments that overlap, or cannot be followed, end their packet") {
    PayloadPool pool;
    auto const fragments = fragments_of(packet_of_size(pool, 3000), 1500, pool);
    auto odd = fragments[1];
    SECTION("it overlaps the one before") {
        odd.fragment_offset = 100;
    }
    SECTION("it has no multiple of eight octets") {
        odd.payload = pool.make(1479);
    }
    SECTION("it is too long for any packet") {
        odd.fragment_offset = 0x1fff;
    }
    Reassembly reassembly;
    CHECK_FALSE(reassembly.add(fragments[0], at(0s), pool));
    CHECK_FALSE(reassembly.add(odd, at(0s), pool));
    CHECK(reassembly.given_up() == 1);
    CHECK_FALSE(reassembly.next_timer());
}
