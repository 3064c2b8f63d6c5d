#include "voiplab/models/quality/loss_pattern.hpp"

#include "tests/catch.hpp"

#include <cmath>
#include <random>
#include <string_view>

using namespace voiplab::quality;

namespace {

LossPattern pattern_of(std::string_view packets, std::uint64_t gmin = LossPattern::gmin) {
    LossPattern pattern(gmin);
    for (auto const packet : packets)
        pattern.add(packet == 'L');
    return pattern;
}

}  // namespace

TEST_CASE("bursts and gaps are told apart by Gmin as RFC 3611 has it") {
    auto const figures = pattern_of("RRLRLLRRRRRLRRRRR", 4).gaps_and_bursts();
    CHECK(figures.bursts == 1);
    CHECK(figures.burst_packets == 4);
    CHECK(figures.burst_density() == Approx(3.0 / 4));
    CHECK(figures.gaps == 2);
    CHECK(figures.gap_packets == 13);
    CHECK(figures.gap_density() == Approx(1.0 / 13));
    // Packets of 20 ms.
    CHECK(figures.mean_burst() * 20 == Approx(80));
    CHECK(figures.mean_gap() * 20 == Approx(130));
}

TEST_CASE("losses a Gmin apart are in one burst only where fewer packets came between them") {
    CHECK(pattern_of("LRRRL", 4).gaps_and_bursts().bursts == 1);
    CHECK(pattern_of("LRRRRL", 4).gaps_and_bursts().bursts == 0);
}

TEST_CASE("every packet is in a burst or in a gap") {
    std::mt19937 generator(7);
    for (auto run = 0; run < 100; ++run) {
        LossPattern pattern(4);
        auto const packets = generator() % 200;
        for (auto i = 0U; i < packets; ++i)
            pattern.add(generator() % 3 == 0);
        auto const figures = pattern.gaps_and_bursts();
        CHECK(figures.burst_packets + figures.gap_packets == pattern.packets());
        CHECK(figures.burst_lost + figures.gap_lost == pattern.lost());
    }
}

TEST_CASE("the burst ratio is the bursts' mean length against random loss's") {
    CHECK(pattern_of("RRRR").burst_ratio() == 1);
    CHECK(pattern_of("LLLL").burst_ratio() == 1);
    CHECK(pattern_of("RRLLRRRRRR").burst_ratio() == Approx(2 * 0.8));
}

TEST_CASE("a Gilbert channel's burst ratio is 1 / (p + r), random loss's is 1") {
    struct Channel {
        double p, r;
    };
    for (auto const& channel : {Channel{0.01, 0.25}, {0.02, 0.5}, {0.05, 0.95}}) {
        CAPTURE(channel.p, channel.r);
        std::mt19937_64 generator(3);
        std::uniform_real_distribution<double> draw;
        LossPattern pattern;
        auto bad = false;
        constexpr auto packets = 2'000'000;
        for (auto i = 0; i < packets; ++i) {
            bad = bad ? draw(generator) >= channel.r : draw(generator) < channel.p;
            pattern.add(bad);
        }
        // Bursts are geometric with mean 1/r: the mean of n has the standard error sqrt(1 - r) / r / sqrt(n).
        auto const bursts = static_cast<double>(pattern.bursts());
        auto const error = std::sqrt(1 - channel.r) / channel.r / std::sqrt(bursts);
        CHECK(std::abs(pattern.mean_burst() - 1 / channel.r) < 3.29 * error);
        CHECK(pattern.burst_ratio() == Approx(1 / (channel.p + channel.r)).epsilon(3.29 * error * channel.r + 0.002));
    }
}
