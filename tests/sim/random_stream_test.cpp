#include "tests/catch.hpp"
#include "tests/sim/chi_square.hpp"
#include "voiplab/sim/random.hpp"

#include <array>
#include <limits>
#include <vector>

using voiplab::sim::RandomStream;
using voiplab::sim::RandomStreams;
using voiplab::sim::Xoshiro256;
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

TEST_CASE("The engine is xoshiro256++ 1.0") {
    // The vectors of the rand_xoshiro crate, which come from the authors' own C code.
    Xoshiro256 engine({1, 2, 3, 4});
    for (auto const expected : {41943041ULL, 58720359ULL, 3588806011781223ULL, 3591011842654386ULL,
                                9228616714210784205ULL, 9973669472204895162ULL, 14011001112246962877ULL,
                                12406186145184390807ULL, 15849039046786891736ULL, 10450023813501588000ULL}) {
        CHECK(engine() == expected);
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
        GENERATE(Row{1, "phone:2000/tags", {9056308232051620445U, 13457599750286298446U, 14585722906312079599U}},
                 Row{1, "phone:2001/tags", {5307458897558763750U, 6680564345556990412U, 12058786283191840239U}},
                 Row{2, "phone:2000/tags", {5288007481076444673U, 4307422311012858597U, 10881168299642423056U}},
                 Row{0, "", {12770266473565530907U, 6534069325096974126U, 6911365585757297211U}});
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
    Xoshiro256 witness(42);
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
