#include "tests/net/netem_rig.hpp"
#include "tests/support/confidence.hpp"

#include <cmath>
#include <numeric>

#include <Eigen/Dense>

using namespace voiplab;
using namespace voiplab::net;
using namespace voiplab::test;
using namespace std::chrono_literals;

namespace {

constexpr std::size_t frames = 1'000'000;

// A channel as a Markov chain: the matrices of going from state to state while a frame is lost, and while it passes.
// Their sum is the chain's transition matrix.
struct Channel {
    Eigen::MatrixXd losing;
    Eigen::MatrixXd passing;

    [[nodiscard]] Eigen::MatrixXd transitions() const { return losing + passing; }
    // The chain's stationary distribution: what (P' - I) pi = 0 and a sum of 1 leave.
    [[nodiscard]] Eigen::RowVectorXd stationary() const {
        auto const n = losing.rows();
        Eigen::MatrixXd equations(n + 1, n);
        equations << transitions().transpose() - Eigen::MatrixXd::Identity(n, n), Eigen::RowVectorXd::Ones(n);
        Eigen::VectorXd right = Eigen::VectorXd::Zero(n + 1);
        right(n) = 1;
        return equations.colPivHouseholderQr().solve(right).transpose();
    }
    [[nodiscard]] double loss() const { return (stationary() * losing).sum(); }
    // Of the number of losses, by frame, in the long run: that of one, and twice its covariance with all that follow.
    [[nodiscard]] double variance() const {
        auto const rate = loss();
        auto sum = rate * (1 - rate);
        Eigen::RowVectorXd after = stationary() * losing;
        for (int lag = 1; lag < 10'000; ++lag) {
            sum += 2 * ((after * losing).sum() - rate * rate);
            after = after * transitions();
        }
        return sum;
    }
    // How many frames of a thousand, say, are a burst's first.
    [[nodiscard]] double bursts() const { return (stationary() * passing * losing).sum(); }
    // The probability that a burst is of that length.
    [[nodiscard]] double burst_of(int length) const {
        Eigen::RowVectorXd state = stationary() * passing;
        for (int i = 0; i < length; ++i) {
            state = state * losing;
        }
        return (state * passing).sum() / bursts();
    }
};

// Whether the loss is drawn by the state that the frame finds, as in gemodel.
Channel gilbert_elliott(double p, double r, double loss_in_bad, double loss_in_good) {
    Eigen::Matrix2d transitions;
    transitions << 1 - p, p, r, 1 - r;
    Eigen::Vector2d const loss(loss_in_good, loss_in_bad);
    Eigen::Vector2d const pass = Eigen::Vector2d::Ones() - loss;
    return {loss.asDiagonal() * transitions, pass.asDiagonal() * transitions};
}

// By the state that the frame leads to, as in `loss state`.
Channel four_states(double p13, double p31, double p32, double p23, double p14) {
    Eigen::Matrix4d transitions;
    transitions << 1 - p13 - p14, 0, p13, p14,  //
        0, 1 - p23, p23, 0,                     //
        p31, p32, 1 - p31 - p32, 0,             //
        1, 0, 0, 0;
    Eigen::Vector4d const lost(0, 0, 1, 1);
    Eigen::Vector4d const passed(1, 1, 0, 0);
    return {transitions * lost.asDiagonal(), transitions * passed.asDiagonal()};
}

std::vector<double> as_numbers(std::vector<bool> const& lost) {
    return {lost.begin(), lost.end()};
}

std::vector<double> burst_lengths(std::vector<bool> const& lost) {
    std::vector<double> lengths;
    double length = 0;
    for (bool const each : lost) {
        if (each) {
            ++length;
        } else if (length > 0) {
            lengths.push_back(std::exchange(length, 0));
        }
    }
    return lengths;
}

// The rate by the channel's own variance; the lengths of bursts, which may hang on each other, by batches.
void check_channel(NetemOptions const& options, Channel const& channel, std::uint64_t seed = 1) {
    NetemRig rig(options, seed);
    auto const lost = rig.losses(frames);
    auto const numbers = as_numbers(lost);
    check_near(mean_of(numbers), channel.loss(), tolerance(channel.variance(), frames));
    auto const lengths = burst_lengths(lost);
    auto const mean_length = by_batches(lengths);
    check_near(mean_length.mean, channel.loss() / channel.bursts(), mean_length.tolerance);
    for (int length = 1; length <= 4; ++length) {
        std::vector<double> are_so_long;
        for (auto const each : lengths) {
            are_so_long.push_back(each == length ? 1 : 0);
        }
        auto const part = by_batches(are_so_long);
        check_near(part.mean, channel.burst_of(length), part.tolerance);
    }
}

}  // namespace

TEST_CASE("Random loss has its rate, and its bursts are those of independent draws") {
    NetemOptions options;
    options.loss = Probability{0.1};
    NetemRig rig(options);
    auto const lost = rig.losses(frames);
    check_near(mean_of(as_numbers(lost)), 0.1, tolerance(0.1 * 0.9, frames));
    // The lengths of bursts are geometric: mean 1 / 0.9, variance 0.1 / 0.9^2.
    auto const lengths = burst_lengths(lost);
    check_near(mean_of(lengths), 1 / 0.9, tolerance(0.1 / 0.81, lengths.size()));
    std::vector<double> counts(5);
    std::vector<double> expected(5);
    for (auto const length : lengths) {
        ++counts[std::min<std::size_t>(static_cast<std::size_t>(length), 5) - 1];
    }
    for (std::size_t i = 0; i < 4; ++i) {
        expected[i] = 0.9 * std::pow(0.1, i) * static_cast<double>(lengths.size());
    }
    expected[4] = 1e-4 * static_cast<double>(lengths.size());
    check_fit(counts, expected);
}

TEST_CASE("A loss of 0 loses nothing, one of 100 % everything") {
    NetemOptions options;
    CHECK(mean_of(as_numbers(NetemRig(options).losses(1000))) == 0);
    options.loss = Probability{1};
    CHECK(mean_of(as_numbers(NetemRig(options).losses(1000))) == 1);
}

TEST_CASE("A simple Gilbert channel loses in bursts of 1/r, geometrically distributed") {
    NetemOptions options;
    options.loss_gemodel = GilbertElliottOptions{.p = Probability{0.01}, .r = Varying(Probability{0.25})};
    NetemRig rig(options);
    auto const lost = rig.losses(frames);
    auto const channel = gilbert_elliott(0.01, 0.25, 1, 0);
    // The stationary distribution by hand: p / (p + r) of the time it is bad.
    CHECK(channel.loss() == Approx(0.01 / 0.26));
    check_near(mean_of(as_numbers(lost)), 0.01 / 0.26, tolerance(channel.variance(), frames));
    auto const lengths = burst_lengths(lost);
    check_near(mean_of(lengths), 4, tolerance(0.75 / 0.0625, lengths.size()));
    // RFC 3611's and G.107's burst ratio: mean burst length over that of random loss, 1 / (p + r).
    check_near(mean_of(lengths) * (1 - mean_of(as_numbers(lost))), 1 / 0.26,
               tolerance(0.75 / 0.0625, lengths.size()) + 4 * tolerance(channel.variance(), frames));
    std::vector<double> counts(16);
    std::vector<double> expected(16);
    for (auto const length : lengths) {
        ++counts[std::min<std::size_t>(static_cast<std::size_t>(length), 16) - 1];
    }
    for (std::size_t i = 0; i < 15; ++i) {
        expected[i] = 0.25 * std::pow(0.75, i) * static_cast<double>(lengths.size());
    }
    expected[15] = std::pow(0.75, 15) * static_cast<double>(lengths.size());
    check_fit(counts, expected);
}

TEST_CASE("A Gilbert-Elliott channel has the rate and the bursts of its Markov chain") {
    struct Row {
        double p, r, loss_in_bad, loss_in_good;
    };
    auto const row = GENERATE(values<Row>({{0.01, 0.25, 1, 0}, {0.02, 0.5, 1, 0}, {0.05, 0.2, 0.5, 0.01}}));
    NetemOptions options;
    options.loss_gemodel = GilbertElliottOptions{Probability{row.p}, Varying(Probability{row.r}),
                                                 Probability{row.loss_in_bad}, Probability{row.loss_in_good}};
    auto const channel = gilbert_elliott(row.p, row.r, row.loss_in_bad, row.loss_in_good);
    CHECK(channel.loss() == Approx((row.loss_in_bad * row.p + row.loss_in_good * row.r) / (row.p + row.r)));
    check_channel(options, channel);
}

TEST_CASE("gemodel with p alone is Bernoulli's loss: r is 1 - p") {
    NetemOptions options;
    options.loss_gemodel = GilbertElliottOptions{.p = Probability{0.05}};
    check_channel(options, gilbert_elliott(0.05, 0.95, 1, 0));
}

TEST_CASE("The four states' loss has the rate and the bursts of its Markov chain") {
    struct Row {
        double p13, p31, p32, p23, p14;
    };
    auto const row =
        GENERATE(values<Row>({{0.01, 0.25, 0, 1, 0}, {0.01, 0.15, 0.3, 0.4, 0.01}, {0.05, 0.5, 0.2, 0.6, 0.02}}));
    NetemOptions options;
    options.loss_state = LossStateOptions{Probability{row.p13}, Varying(Probability{row.p31}), Probability{row.p32},
                                          Probability{row.p23}, Probability{row.p14}};
    auto const channel = four_states(row.p13, row.p31, row.p32, row.p23, row.p14);
    // Salsano et al.: pi1 = 1 / (1 + p13/p31 + p13 p32 / (p31 p23) + p14), and the loss is pi3 + pi4.
    auto const pi1 = 1 / (1 + row.p13 / row.p31 + row.p13 * row.p32 / (row.p31 * row.p23) + row.p14);
    CHECK(channel.loss() == Approx(pi1 * (row.p13 / row.p31 + row.p14)));
    check_channel(options, channel);
}

TEST_CASE("The four states with p13 alone lose independently") {
    NetemOptions options;
    options.loss_state = LossStateOptions{.p13 = Probability{0.1}};
    check_channel(options, four_states(0.1, 0.9, 0, 1, 0));
}

namespace {

// get_crandom of the kernel once more, in parts of one instead of 32-bit numbers: x = rnd (1 - rho) + last rho.
std::vector<bool> by_recursion(double loss, double rho, sim::RandomStream stream) {
    auto const draw = [&] { return static_cast<double>(stream.bits()) / 4'294'967'296.0; };
    auto last = draw();
    std::vector<bool> lost;
    for (std::size_t i = 0; i < frames; ++i) {
        last = draw() * (1 - rho) + last * rho;
        lost.push_back(last <= loss);
    }
    return lost;
}

}  // namespace

TEST_CASE("Correlated loss is that of netem's recursion, which misses its rate") {
    struct Row {
        double loss, rho;
    };
    auto const row = GENERATE(values<Row>({{0.1, 0.25}, {0.1, 0.5}, {0.05, 0.25}, {0.3, 0.9}}));
    NetemOptions options;
    options.loss = Probability{row.loss};
    options.loss_correlation = Probability{row.rho};
    auto const lost = NetemRig(options).losses(frames);
    // The very same draws: two that lie within 2^-30 of the threshold may fall to either side of it.
    auto const right = by_recursion(row.loss, row.rho, sim::RandomStreams(1).stream("link:wan/a/loss"));
    std::size_t differ = 0;
    for (std::size_t i = 0; i < frames; ++i) {
        if (lost[i] != right[i]) ++differ;
    }
    CHECK(differ <= 1);
    // And draws of another seed have the same rate.
    auto const others = by_recursion(row.loss, row.rho, sim::RandomStreams(2).stream("other"));
    auto const one = by_batches(as_numbers(lost));
    auto const other = by_batches(as_numbers(others));
    check_near(one.mean, other.mean, std::hypot(one.tolerance, other.tolerance));
    CHECK(one.mean < row.loss);
}

TEST_CASE("A trace of losses is followed frame by frame, and begins again") {
    NetemOptions options;
    options.loss_trace = {false, true, true, false, false};
    CHECK(NetemRig(options).losses(7) == std::vector{false, true, true, false, false, false, true});
}

TEST_CASE("A loss changes at its time") {
    NetemOptions options;
    options.loss = {Probability{0}, {{at(2s), Probability{1}}, {at(4s), Probability{0}}}};
    CHECK(NetemRig(options).losses(6) == std::vector{false, false, true, true, false, false});
}

TEST_CASE("Outages come again and again, and take everything") {
    NetemOptions options;
    options.outages = PeriodicOutages{at(2s), 5s, 2s};
    CHECK(NetemRig(options).losses(10) ==
          std::vector{false, false, true, true, false, false, false, true, true, false});
}

TEST_CASE("Outages may change, begin and end in the run") {
    NetemOptions options;
    options.outages = {{}, {{at(2s), {at(0s), 4s, 1s}}, {at(6s), {at(0s), 2s, 1s}}, {at(9s), {}}}};
    CHECK(NetemRig(options).losses(12) ==
          std::vector{false, false, false, false, true, false, true, false, true, false, false, false});
}
