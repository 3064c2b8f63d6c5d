#include "tests/catch.hpp"
#include "tests/sim/chi_square.hpp"
#include "voiplab/sim/random.hpp"

#include <array>
#include <limits>
#include <random>
#include <vector>

using voiplab::sim::RandomStream;
using voiplab::sim::RandomStreams;
using namespace voiplab::test;

namespace {

constexpr auto largest = std::numeric_limits<std::uint64_t>::max();

std::vector<std::uint64_t> draws(RandomStream stream, std::size_t count) {
    std::vector<std::uint64_t> numbers(count);
    for (auto& number : numbers) {
        number = stream.integer(0, largest);
    }
    return numbers;
}

void check_within(double statistic, ChiSquareBounds const& bounds) {
    CHECK(statistic > bounds.lower);
    CHECK(statistic < bounds.upper);
}

}  // namespace

TEST_CASE("The engine is the standard 64-bit Mersenne Twister") {
    // [rand.predef]: the 10000th draw of a default-constructed mt19937_64, whose seed is 5489.
    RandomStream stream(5489);
    for (int i = 1; i < 10'000; ++i) {
        stream.integer(0, largest);
    }
    CHECK(stream.integer(0, largest) == 9981545732273789042U);
}

TEST_CASE("A stream draws what the standard library's engine draws from the same seed") {
    auto const seed = GENERATE(0U, 1U, 42U, 0xdeadbeefU);
    RandomStream stream(seed);
    std::mt19937_64 witness(seed);
    for (int i = 0; i < 1000; ++i) {
        REQUIRE(stream.integer(0, largest) == witness());
    }
}

TEST_CASE("A named stream is derived by FNV-1a and SplitMix64") {
    // From random_witness.py, which shares no code with the library.
    struct Row {
        std::uint64_t seed;
        char const* name;
        std::vector<std::uint64_t> first;
    };
    auto const row =
        GENERATE(Row{1, "phone:2000/tags", {18054872782939483221U, 11013512475201051591U, 3799666161393452199U}},
                 Row{1, "phone:2001/tags", {3406341376277414159U, 6481404969124648164U, 4491878734904796609U}},
                 Row{2, "phone:2000/tags", {14131876969812207963U, 821396129626085592U, 5052320628657308628U}},
                 Row{0, "", {17403540511466464842U, 15805837874526360920U, 15545945588046429943U}});
    CAPTURE(row.seed, row.name);
    CHECK(draws(RandomStreams(row.seed).stream(row.name), 3) == row.first);
}

TEST_CASE("The same seed and name give the same draws") {
    RandomStreams const one(7);
    RandomStreams const other(7);
    CHECK(one.seed() == 7);
    CHECK(draws(one.stream("link:wan/loss"), 100) == draws(other.stream("link:wan/loss"), 100));
}

TEST_CASE("Another name or another seed gives other draws") {
    auto const reference = draws(RandomStreams(7).stream("link:wan/loss"), 10);
    CHECK(draws(RandomStreams(7).stream("link:wan/jitter"), 10) != reference);
    CHECK(draws(RandomStreams(7).stream("link:wan/los"), 10) != reference);
    CHECK(draws(RandomStreams(7).stream("link:nav/loss"), 10) != reference);
    CHECK(draws(RandomStreams(8).stream("link:wan/loss"), 10) != reference);
    CHECK(draws(RandomStreams(largest).stream("link:wan/loss"), 10) != reference);
}

TEST_CASE("Adding a stream and drawing from it does not change another's draws") {
    RandomStreams const streams(7);
    auto alone = streams.stream("phone:2000/tags");
    auto const expected = draws(alone, 20);

    auto beside = streams.stream("phone:2000/tags");
    auto added = streams.stream("phone:2002/tags");
    std::vector<std::uint64_t> interleaved;
    for (int i = 0; i < 20; ++i) {
        added.integer(0, largest);
        interleaved.push_back(beside.integer(0, largest));
        added.hex(8);
    }
    CHECK(interleaved == expected);
}

TEST_CASE("integer stays within its bounds and reaches both") {
    struct Row {
        std::uint64_t low;
        std::uint64_t high;
    };
    auto const row = GENERATE(Row{0, 1}, Row{5, 5}, Row{10, 19}, Row{largest - 2, largest});
    RandomStream stream(3);
    bool reached_low = false;
    bool reached_high = false;
    for (int i = 0; i < 1000; ++i) {
        auto const number = stream.integer(row.low, row.high);
        REQUIRE(number >= row.low);
        REQUIRE(number <= row.high);
        reached_low = reached_low || number == row.low;
        reached_high = reached_high || number == row.high;
    }
    CHECK(reached_low);
    CHECK(reached_high);
}

TEST_CASE("integer is uniform over a small range") {
    std::array<std::uint64_t, 16> counts{};
    RandomStream stream(2024);
    for (int i = 0; i < 160'000; ++i) {
        ++counts.at(stream.integer(0, 15));
    }
    check_within(chi_square(counts), chi_square_15);
}

TEST_CASE("integer is uniform over a range that does not divide the engine's") {
    // A remainder would give the first third of this range twice the chance of the others.
    constexpr auto third = 1ULL << 62;
    std::array<std::uint64_t, 3> counts{};
    RandomStream stream(2024);
    for (int i = 0; i < 30'000; ++i) {
        ++counts.at(stream.integer(0, 3 * third - 1) / third);
    }
    check_within(chi_square(counts), chi_square_2);
}

TEST_CASE("unit is uniform over [0, 1)") {
    std::array<std::uint64_t, 101> counts{};
    RandomStream stream(2024);
    for (int i = 0; i < 101'000; ++i) {
        auto const number = stream.unit();
        REQUIRE(number >= 0.0);
        REQUIRE(number < 1.0);
        ++counts.at(static_cast<std::size_t>(number * 101));
    }
    check_within(chi_square(counts), chi_square_100);
}

TEST_CASE("unit is the engine's draw over 2^64") {
    RandomStream stream(42);
    std::mt19937_64 witness(42);
    for (int i = 0; i < 1000; ++i) {
        REQUIRE(stream.unit() == static_cast<double>(witness()) * 0x1p-64);
    }
}

TEST_CASE("The first draws of streams named alike are uniform among themselves") {
    // Neighbouring names ("phone:1", "phone:2", ...) must not give neighbouring luck.
    std::array<std::uint64_t, 16> counts{};
    RandomStreams const streams(1);
    for (int i = 0; i < 16'000; ++i) {
        ++counts.at(streams.stream("phone:" + std::to_string(i)).integer(0, 15));
    }
    check_within(chi_square(counts), chi_square_15);
}

TEST_CASE("The first draws under neighbouring seeds are uniform among themselves") {
    std::array<std::uint64_t, 16> counts{};
    for (std::uint64_t seed = 0; seed < 16'000; ++seed) {
        ++counts.at(RandomStreams(seed).stream("link:wan/loss").integer(0, 15));
    }
    check_within(chi_square(counts), chi_square_15);
}
