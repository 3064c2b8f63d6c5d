#include "voiplab/models/agents/packet_times.hpp"

#include "tests/support/confidence.hpp"

using namespace voiplab;
using namespace voiplab::agents;
using namespace voiplab::test;
using namespace std::chrono_literals;

namespace {

using Kind = BackgroundOptions::Kind;
using Distribution = SpanOptions::Distribution;

// Packets of 1250 bytes: 10 ms apart at 1 Mbit/s.
BackgroundOptions source(Kind kind) {
    BackgroundOptions options;
    options.kind = kind;
    options.size = {1250};
    options.start = sim::Time{3s};
    return options;
}

// In seconds since the start.
std::vector<double> times(BackgroundOptions const& options, std::size_t count, std::uint64_t seed = 1) {
    PacketTimes source(options, sim::RandomStreams(seed), "background:0");
    std::vector<double> times;
    for (std::size_t i = 0; i < count; ++i) {
        times.push_back(std::chrono::duration<double>(source.next() - options.start).count());
    }
    return times;
}

std::vector<double> gaps_of(std::vector<double> const& times) {
    std::vector<double> gaps;
    for (std::size_t i = 1; i < times.size(); ++i) {
        gaps.push_back(times[i] - times[i - 1]);
    }
    return gaps;
}

// Spans without a packet between them and the next: on-off traffic as its receiver sees it.
std::vector<double> pauses(std::vector<double> const& times, double spacing) {
    std::vector<double> pauses;
    for (auto const gap : gaps_of(times)) {
        if (gap > spacing * (1 + 1e-6)) pauses.push_back(gap - spacing);
    }
    return pauses;
}

// Kolmogorov and Smirnov's test at 99.9 % (Smirnov's limit distribution: 1.9495 / sqrt(n)).
template <class DistributionFunction>
void check_distribution(std::vector<double> values, DistributionFunction const& below) {
    std::sort(values.begin(), values.end());
    auto const count = static_cast<double>(values.size());
    double worst = 0;
    for (std::size_t i = 0; i < values.size(); ++i) {
        auto const right = below(values[i]);
        worst = std::max({worst, std::abs(right - static_cast<double>(i) / count),
                          std::abs(right - static_cast<double>(i + 1) / count)});
    }
    INFO("off by " << worst << ", allowed " << 1.9495 / std::sqrt(count));
    CHECK(worst < 1.9495 / std::sqrt(count));
}

}  // namespace

TEST_CASE("A constant source sends from its start on, evenly and without drift") {
    auto options = source(Kind::constant);
    CHECK(times(options, 4) == std::vector{0.0, 0.01, 0.02, 0.03});
    options.rate = {3'000'000};  // 3,333,333.3 ns apart
    PacketTimes third(options, sim::RandomStreams(1), "background:0");
    sim::Time last{};
    for (int i = 0; i <= 300'000; ++i) {
        last = third.next();
    }
    CHECK(last == options.start + 1000s);
}

TEST_CASE("A Poisson source's packets are apart by independent exponential times of its rate's mean") {
    constexpr std::size_t count = 200'000;
    auto const gaps = gaps_of(times(source(Kind::poisson), count + 1));
    check_near(mean_of(gaps), 0.01, tolerance(1e-4, count));
    check_distribution(gaps, [](double gap) { return 1 - std::exp(-gap / 0.01); });
    // Of independent values the correlation of neighbours has a standard deviation of 1 / sqrt(n).
    std::vector<double> products;
    for (std::size_t i = 1; i < gaps.size(); ++i) {
        products.push_back((gaps[i] - 0.01) * (gaps[i - 1] - 0.01) / 1e-4);
    }
    check_near(mean_of(products), 0, tolerance(1, products.size()));
}

TEST_CASE("The number of a Poisson source's packets in a second has its mean for its variance") {
    constexpr std::size_t seconds = 4000;
    std::vector<double> counts(seconds);
    for (auto const time : times(source(Kind::poisson), seconds * 110)) {
        if (time < seconds) ++counts[static_cast<std::size_t>(time)];
    }
    check_near(mean_of(counts), 100, tolerance(100, seconds));
    // The fourth central moment of Poisson's distribution is m + 3 m^2.
    check_near(variance_of(counts), 100, tolerance(100 + 3 * 1e4 - 1e4, seconds));
}

TEST_CASE("A source of constant spans is on and off to the millisecond") {
    auto options = source(Kind::on_off);
    options.on = SpanOptions{25ms, Distribution::constant};
    options.off = SpanOptions{100ms, Distribution::constant};
    // After 25 ms of being on, 5 ms of the third spacing are over; the rest goes by in the next span.
    auto const got = times(options, 6);
    std::vector const right{0.0, 0.01, 0.02, 0.13, 0.14, 0.25};
    for (std::size_t i = 0; i < right.size(); ++i) {
        CHECK(got[i] == Approx(right[i]));
    }
}

TEST_CASE("An on-off source has the mean rate of its duty") {
    auto options = source(Kind::on_off);
    struct Row {
        Distribution distribution;
        double shape, variance;  // the latter of a span of mean 1
    };
    // Pareto's variance by its shape a: with a mean of 1, 1 / (a (a - 2)).
    auto const row = GENERATE(values<Row>({{Distribution::exponential, 1.5, 1}, {Distribution::pareto, 3, 1.0 / 3}}));
    options.on = SpanOptions{100ms, row.distribution, row.shape};
    options.off = SpanOptions{300ms, row.distribution, row.shape};
    constexpr std::size_t count = 1'000'000;
    auto const all = times(options, count);
    // Each packet takes 10 ms of being on; in the long run 4 times as much passes. A renewal reward process: in `on`
    // seconds of being on there are on / 0.1 pauses of mean 0.3, and the time that passes varies by what a cycle's
    // off time misses of three times its on time: variance 0.3^2 v + 3^2 0.1^2 v.
    auto const on = static_cast<double>(count - 1) * 0.01;
    auto const cycles = on / 0.1;
    auto const of_cycle = (0.09 + 9 * 0.01) * row.variance;
    check_near(all.back() / cycles, 0.4, tolerance(of_cycle, static_cast<std::size_t>(cycles)));
}

TEST_CASE("The times in which an on-off source is off are exponential or Pareto's") {
    auto options = source(Kind::on_off);
    options.rate = {1'000'000'000};  // a packet each 10 us: hardly a span without one
    options.on = SpanOptions{10ms, Distribution::constant};
    options.off = SpanOptions{200ms, Distribution::exponential};
    constexpr std::size_t count = 10'000'000;
    auto const off = pauses(times(options, count), 1e-5);
    CHECK(off.size() == 9'999);
    check_distribution(off, [](double time) { return 1 - std::exp(-time / 0.2); });
    options.off = SpanOptions{200ms, Distribution::pareto, 1.5};
    // Above 200 ms * (1.5 - 1) / 1.5: P(X > x) = (least / x)^1.5.
    check_distribution(pauses(times(options, count), 1e-5),
                       [](double time) { return time < 0.2 / 3 ? 0 : 1 - std::pow(0.2 / 3 / time, 1.5); });
}

TEST_CASE("An on-off source is burstier than Poisson's, by its index of dispersion") {
    // Of exponential on and off times with rates a = 1/on and b = 1/off, a fluid of rate r while on: the variance of
    // what comes in a long time t is 2 r^2 a b / (a + b)^3 t, its mean r b / (a + b) t, so in packets of a second their
    // ratio is 2 r a / (a + b)^2.
    auto options = source(Kind::on_off);
    options.on = SpanOptions{100ms};
    options.off = SpanOptions{300ms};
    constexpr std::size_t window = 40;  // seconds: a hundred cycles
    constexpr std::size_t windows = 3000;
    std::vector<double> counts(windows);
    for (auto const time : times(options, windows * window * 27)) {
        auto const number = static_cast<std::size_t>(time / window);
        if (number < windows) ++counts[number];
    }
    double const a = 10;
    double const b = 1 / 0.3;
    auto const ratio = 2 * 100 * a / ((a + b) * (a + b));
    auto const mean = 100 * b / (a + b) * window;
    check_near(mean_of(counts), mean, tolerance(ratio * mean, windows));
    // Of a normal distribution, as a hundred cycles make it, the variance's own variance is 2 sigma^4; the first
    // window begins with an on time, and edges of 1 part in 2 t (a + b) are left.
    auto const edges = ratio * mean / (window * (a + b));
    check_near(variance_of(counts), ratio * mean, tolerance(2 * ratio * ratio * mean * mean, windows) + edges);
}

TEST_CASE("A source's luck is its own") {
    auto options = source(Kind::poisson);
    CHECK(times(options, 100) == times(options, 100));
    CHECK(times(options, 100) != times(options, 100, 2));
}
