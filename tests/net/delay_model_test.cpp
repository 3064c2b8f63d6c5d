#include "tests/net/netem_rig.hpp"
#include "tests/support/confidence.hpp"

#include <cmath>

using namespace voiplab;
using namespace voiplab::net;
using namespace voiplab::test;
using namespace std::chrono_literals;

namespace {

constexpr std::size_t frames = 400'000;
constexpr double nanosecond = 1e-6;  // in milliseconds: what a delay is rounded to

std::vector<double> in_deviations(DelayTable const& table) {
    std::vector<double> values;
    for (auto const sample : table.samples()) {
        values.push_back(sample / 8192.0);
    }
    return values;
}

// Mean, standard deviation and quantiles of 400,000 delays of 100 ms with a jitter of 10 ms, against what they are
// drawn from. The mean is allowed what its own variance says, the variance what its fourth moment says, a quantile what
// the order statistics between which it lies with 99.9 % say.
void check_delays(std::vector<double> delays, std::vector<double> const& right) {
    auto const mean = mean_of(right);
    auto const variance = variance_of(right);
    check_near(mean_of(delays), 100 + 10 * mean, 10 * tolerance(variance, frames));
    double fourth = 0;
    for (auto const value : right) {
        fourth += std::pow(value - mean, 4) / static_cast<double>(right.size());
    }
    check_near(variance_of(delays) / 100, variance, tolerance(fourth - variance * variance, frames));
    std::sort(delays.begin(), delays.end());
    for (double const part : {0.01, 0.1, 0.25, 0.5, 0.75, 0.9, 0.99}) {
        auto const off = tolerance(part * (1 - part), frames);
        auto const at_part = [&](double where) {
            return delays[static_cast<std::size_t>(where * static_cast<double>(frames))];
        };
        auto const quantile = 100 + 10 * right[static_cast<std::size_t>(part * static_cast<double>(right.size()))];
        INFO("quantile " << part);
        CHECK(at_part(part - off) <= quantile + nanosecond);
        CHECK(quantile <= at_part(part + off) + nanosecond);
    }
}

NetemOptions jitter_of_10_ms() {
    NetemOptions options;
    options.delay = sim::Duration(100ms);
    options.jitter = sim::Duration(10ms);
    return options;
}

}  // namespace

TEST_CASE("The tables have the moments and the ranges of iproute2's") {
    struct Row {
        DelayTable table;
        double mean, deviation, lowest, highest;
    };
    // As recomputed from iproute2's programs elsewhere, to the digits given.
    std::vector<Row> const rows{{DelayTable::normal(), -0.0008, 1.000, -4.00, 3.52},
                                {DelayTable::pareto(), -0.0335, 0.820, -0.667, 4.0},
                                {DelayTable::paretonormal(), -0.025, 0.834, -1.50, 3.88}};
    for (auto const& row : rows) {
        auto const values = in_deviations(row.table);
        CHECK(values.size() == 4096);
        CHECK(mean_of(values) == Approx(row.mean).margin(row.mean < -0.03 ? 5e-5 : 5e-4));
        CHECK(std::sqrt(variance_of(values)) == Approx(row.deviation).margin(5e-4));
        CHECK(values.front() == Approx(row.lowest).margin(5e-3));
        CHECK(values.back() == Approx(row.highest).margin(5e-3));
        CHECK(std::is_sorted(values.begin(), values.end()));
    }
}

TEST_CASE("The tables are whole numbers, the same on any machine") {
    // FNV-1a over the samples.
    auto const digest = [](DelayTable const& table) {
        std::uint64_t hash = 0xcbf29ce484222325ULL;
        for (auto const sample : table.samples()) {
            hash = (hash ^ static_cast<std::uint16_t>(sample)) * 0x100000001b3ULL;
        }
        return hash;
    };
    CHECK(digest(DelayTable::normal()) == 0x934820d33f8334b4ULL);
    CHECK(digest(DelayTable::pareto()) == 0x67c9c87d7b87a671ULL);
    CHECK(digest(DelayTable::paretonormal()) == 0x1841cf9b07a38613ULL);
}

TEST_CASE("A table is read from a file as iproute2 writes it") {
    auto const table = DelayTable::parse("# a comment\n -32768 0\t12\n\n32767\n# 5\n");
    REQUIRE(table);
    CHECK(table->samples() == std::vector<std::int16_t>{-32768, 0, 12, 32767});
    for (auto const* const text : {"", "# nothing\n", "1 2 three", "40000", "1,2", "1.5"}) {
        CHECK_FALSE(DelayTable::parse(text));
    }
    std::string long_text;
    for (std::size_t i = 0; i <= DelayTable::most_samples; ++i) {
        long_text += "1 ";
    }
    CHECK_FALSE(DelayTable::parse(long_text));
}

TEST_CASE("A delay without jitter is the same for every frame") {
    NetemOptions options;
    options.delay = sim::Duration(30ms);
    CHECK(NetemRig(options).delays(5) == std::vector<double>(5, 30));
}

TEST_CASE("A uniform jitter has the mean, the deviation and the quantiles of a uniform distribution") {
    std::vector<double> right;
    for (int i = 0; i < 100'000; ++i) {
        right.push_back((i + 0.5) / 50'000 - 1);
    }
    auto const delays = NetemRig(jitter_of_10_ms()).delays(frames);
    CHECK(*std::min_element(delays.begin(), delays.end()) >= 90);
    CHECK(*std::max_element(delays.begin(), delays.end()) < 110);
    check_delays(delays, right);
}

TEST_CASE("A jitter by a table has the mean, the deviation and the quantiles of the table") {
    auto const table =
        GENERATE(values<DelayTable (*)()>({DelayTable::normal, DelayTable::pareto, DelayTable::paretonormal, [] {
                                               return DelayTable::parse("-8192 -4096 -4096 0 100 8192 20000").value();
                                           }}))();
    auto options = jitter_of_10_ms();
    options.distribution = std::make_shared<DelayTable const>(table);
    check_delays(NetemRig(options).delays(frames), in_deviations(table));
}

TEST_CASE("Correlated jitter follows netem's recursion") {
    auto options = jitter_of_10_ms();
    double const rho = GENERATE(0.25, 0.5, 0.9);
    options.correlation = Probability{rho};
    auto const delays = NetemRig(options).delays(frames);
    // x = rnd (1 - rho) + last rho, of the same draws.
    auto stream = sim::RandomStreams(1).stream("link:wan/a/jitter");
    auto const draw = [&] { return static_cast<double>(stream.bits()) / 4'294'967'296.0; };
    auto last = draw();
    double worst = 0;
    for (auto const delay : delays) {
        last = draw() * (1 - rho) + last * rho;
        worst = std::max(worst, std::abs(delay - (90 + 20 * last)));
    }
    CHECK(worst < 2e-6);  // two nanoseconds: the recursion's whole numbers of 32 bits
    // An average of uniform draws with weights (1 - rho) rho^k: the deviation shrinks by the root of (1 - rho) /
    // (1 + rho), and neighbours have the correlation rho.
    std::vector<double> squares;
    std::vector<double> products;
    for (std::size_t i = 0; i + 1 < delays.size(); ++i) {
        squares.push_back((delays[i] - 100) * (delays[i] - 100));
        products.push_back((delays[i] - 100) * (delays[i + 1] - 100));
    }
    auto const variance = 400.0 / 12 * (1 - rho) / (1 + rho);
    auto const square = by_batches(squares);
    auto const product = by_batches(products);
    check_near(square.mean, variance, square.tolerance);
    check_near(product.mean, rho * variance, product.tolerance);
}

TEST_CASE("A delay that would be negative is none") {
    NetemOptions options;
    options.delay = sim::Duration(1ms);
    options.jitter = sim::Duration(10ms);
    auto const delays = NetemRig(options).delays(1000);
    CHECK(*std::min_element(delays.begin(), delays.end()) == 0);
    CHECK(*std::max_element(delays.begin(), delays.end()) < 11);
}

TEST_CASE("A delay changes at its time") {
    NetemOptions options;
    options.delay = {sim::Duration(10ms), {{at(2s), 20ms}, {at(3s), 5ms}}};
    CHECK(NetemRig(options).delays(5) == std::vector<double>{10, 10, 20, 5, 5});
}

TEST_CASE("A trace of delays is followed, frame by frame or by time") {
    NetemOptions options;
    options.delay_trace.delays = {1ms, 2ms, 3ms};
    CHECK(NetemRig(options).delays(5) == std::vector<double>{1, 2, 3, 1, 2});
    options.delay_trace = {};
    options.delay_trace.changes = {{at(0s), 1ms}, {at(2s), 5ms}, {at(3500ms), 2ms}};
    CHECK(NetemRig(options).delays(5) == std::vector<double>{1, 1, 5, 5, 2});
}

TEST_CASE("A spike jumps up and falls evenly") {
    NetemOptions options;
    options.delay = sim::Duration(10ms);
    options.spikes = DelaySpikes{.from = at(1s), .every = 10s, .delay = 200ms, .fall = 4s};
    CHECK(NetemRig(options).delays(13) == std::vector<double>{10, 210, 160, 110, 60, 10, 10, 10, 10, 10, 10, 210, 160});
}

TEST_CASE("Random spikes come at exponential times") {
    NetemOptions options;
    options.spikes = DelaySpikes{.from = at(0s), .every = 50s, .random = true, .delay = 1ms, .fall = 1s};
    auto const delays = NetemRig(options).delays(frames);
    // Falling within a second, a spike shows in one frame's delay or none: a frame a second sees that there was one in
    // the second before it, which is so with probability 1 - e^(-1/50).
    double hit = 0;
    for (auto const delay : delays) {
        if (delay > 0) ++hit;
    }
    auto const right = 1 - std::exp(-1.0 / 50);
    check_near(hit / static_cast<double>(frames), right, tolerance(right * (1 - right), frames));
}

TEST_CASE("Spikes may change in the run: others begin with their change") {
    NetemOptions options;
    DelaySpikes const first{.from = at(1s), .every = 4s, .delay = 100ms, .fall = 2s};
    DelaySpikes const second{.from = {}, .every = 100s, .delay = 200ms, .fall = 4s};
    options.spikes = {first, {{at(7s), second}, {at(9s), {}}}};
    std::vector<double> const right{0, 100, 50, 0, 0, 100, 50, 200, 150, 0, 0};
    CHECK(NetemRig(options).delays(right.size()) == right);
}
