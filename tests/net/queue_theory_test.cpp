#include "tests/net/queues.hpp"
#include "tests/support/confidence.hpp"
#include "voiplab/models/net/queued_direction.hpp"

#include <cmath>
#include <functional>

#include <Eigen/Dense>

// Queues against queueing theory: Poisson's arrivals at a link, of which both kinds are tried: a plain one and one with
// a discipline.

using namespace voiplab;
using namespace voiplab::net;
using namespace voiplab::test;
using namespace std::chrono_literals;

namespace {

// A mean service time of 480 us at 100 Mbit/s. Frames of exponential size are no smaller than Ethernet's and no larger
// than 65,000 bytes: with a mean of 6,000 that moves the mean by 0.01 % and the mean square by 0.02 %, far below the
// confidence intervals.
constexpr BitRate rate{100'000'000};
constexpr double mean_size = 6000;
constexpr double largest_size = 65'000;
constexpr double service_us = mean_size * 8 / 100;

// Of frames that pass one way of a link.
struct Observed {
    std::vector<double> waits_us;  // in the order of arrival
    std::vector<double> lost;      // a batch each: the part of its frames
};

class WaitingTimes final : public FrameSink {
  public:
    explicit WaitingTimes(sim::Scheduler& scheduler) : scheduler_(scheduler) {}
    void accept(SharedFrame frame) override {
        auto const left = scheduler_.now() - transmission_time(frame.size_on_medium(), rate);
        waits_us.push_back(std::chrono::duration<double, std::micro>(left - came.pop_front()).count());
    }
    sim::RingBuffer<sim::Time> came;
    std::vector<double> waits_us;

  private:
    sim::Scheduler& scheduler_;
};

Observed observe(bool with_discipline, double load, bool exponential_sizes, std::size_t queue_length) {
    constexpr std::size_t batches = 300;
    constexpr std::size_t batch = 5000;
    LinkOptions options;
    options.rate = rate;
    options.delay = 0s;
    options.queue_length = queue_length;
    sim::Scheduler scheduler;
    LinkType type(scheduler, options);
    LinkDirection plain(type);
    QueueRig rig(QueueOptions{});
    QueuedDirection queued(type, FrameQueue(QueueOptions{}, queue_length, rate, sim::RandomStreams(1), "link:wan/a"));
    LinkWay& way = with_discipline ? static_cast<LinkWay&>(queued) : plain;
    WaitingTimes sink(scheduler);
    way.connect(sink);
    auto const dropped = [&] { return with_discipline ? queued.counters().full : plain.dropped(); };
    auto arrivals = sim::RandomStreams(1).stream("arrivals");
    auto sizes = sim::RandomStreams(1).stream("sizes");
    Observed observed;
    auto time = at(0s);
    for (std::size_t i = 0; i < batches; ++i) {
        auto const dropped_before = dropped();
        for (std::size_t j = 0; j < batch; ++j) {
            time += sim::Duration{static_cast<std::int64_t>(arrivals.exponential() * service_us * 1000 / load)};
            scheduler.run_until(time);
            auto const drawn = std::min(sizes.exponential() * mean_size, largest_size);
            auto const on_medium = exponential_sizes ? std::max(std::round(drawn), 84.0) : mean_size;
            auto const before = dropped();
            way.accept(rig.frame(static_cast<std::size_t>(on_medium) - ethernet_overhead));
            if (dropped() == before) sink.came.push_back(time);
        }
        observed.lost.push_back(static_cast<double>(dropped() - dropped_before) / batch);
    }
    scheduler.run();
    observed.waits_us = std::move(sink.waits_us);
    return observed;
}

struct FiniteQueue {
    double loss = 0;
    double wait = 0;  // in service times, of those that are not lost
};

// M/D/1/K, `most` with the one in service: the chain of the numbers that a departure leaves behind, and from it what an
// arrival meets (Gross and Harris, Fundamentals of Queueing Theory, 5.1.8).
FiniteQueue md1k(double load, Eigen::Index most) {
    std::vector<double> arrives;  // so many during one service
    for (Eigen::Index i = 0; i < most; ++i) {
        arrives.push_back(i == 0 ? std::exp(-load) : arrives.back() * load / static_cast<double>(i));
    }
    Eigen::MatrixXd chain = Eigen::MatrixXd::Zero(most, most);
    for (Eigen::Index from = 0; from < most; ++from) {
        auto const left = std::max<Eigen::Index>(from, 1) - 1;
        double sum = 0;
        for (auto to = left; to < most - 1; ++to) {
            chain(from, to) = arrives[static_cast<std::size_t>(to - left)];
            sum += chain(from, to);
        }
        chain(from, most - 1) += 1 - sum;
    }
    Eigen::MatrixXd balance = chain.transpose() - Eigen::MatrixXd::Identity(most, most);
    balance.row(0).setOnes();
    Eigen::VectorXd one = Eigen::VectorXd::Zero(most);
    one(0) = 1;
    Eigen::VectorXd const left_behind = balance.partialPivLu().solve(one);
    auto const all = left_behind(0) + load;
    FiniteQueue queue;
    queue.loss = 1 - 1 / all;
    double number = static_cast<double>(most) * queue.loss;
    for (Eigen::Index i = 0; i < most; ++i) {
        number += static_cast<double>(i) * left_behind(i) / all;
    }
    queue.wait = number / (load * (1 - queue.loss)) - 1;
    return queue;
}

constexpr std::size_t endless = 1'000'000;

}  // namespace

TEST_CASE("Of M/M/1, the mean wait is load / (1 - load) service times") {
    auto const with_discipline = GENERATE(false, true);
    auto const load = GENERATE(0.3, 0.6, 0.9);
    CAPTURE(with_discipline, load);
    auto const wait = by_batches(observe(with_discipline, load, true, endless).waits_us);
    check_near(wait.mean, service_us * load / (1 - load), wait.tolerance);
}

TEST_CASE("Of M/D/1, the mean wait is half of that") {
    auto const with_discipline = GENERATE(false, true);
    auto const load = GENERATE(0.3, 0.6, 0.9);
    CAPTURE(with_discipline, load);
    auto const wait = by_batches(observe(with_discipline, load, false, endless).waits_us);
    check_near(wait.mean, service_us * load / (1 - load) / 2, wait.tolerance);
}

TEST_CASE("Of M/D/1/K, wait and loss are those of its chain") {
    auto const with_discipline = GENERATE(false, true);
    auto const load = GENERATE(0.3, 0.6, 0.9);
    auto const waiting = GENERATE(1, 4);
    CAPTURE(with_discipline, load, waiting);
    auto const observed = observe(with_discipline, load, false, static_cast<std::size_t>(waiting));
    auto const right = md1k(load, waiting + 1);
    auto const wait = by_batches(observed.waits_us);
    auto const loss = by_batches(observed.lost);
    check_near(wait.mean, service_us * right.wait, wait.tolerance);
    check_near(loss.mean, right.loss, loss.tolerance);
}

TEST_CASE("The chain of M/D/1/K is right where it can be told by hand") {
    // With nobody waiting it is Erlang's loss formula; with much room it is M/D/1.
    CHECK(md1k(0.6, 1).loss == Approx(0.6 / 1.6));
    CHECK(md1k(0.6, 1).wait == Approx(0).margin(1e-12));
    CHECK(md1k(0.6, 60).loss == Approx(0).margin(1e-9));
    CHECK(md1k(0.6, 60).wait == Approx(0.6 / 0.4 / 2));
}

namespace {

// The numbers of frames from one early drop to the next, of a queue that is always so long.
std::vector<double> red_gaps(QueueOptions const& options, std::size_t length, std::size_t count) {
    QueueRig rig(options);
    std::vector<double> gaps;
    double gap = 0;
    auto now = at(0s);
    while (gaps.size() < count + 1) {
        now += 1ms;
        auto const drops = rig.queue.counters().early;
        while (rig.queue.size() < length) {
            rig.queue.accept(rig.frame(500), now);
            if (rig.queue.counters().dropped() > drops) break;
        }
        if (rig.queue.counters().early > drops) {
            gaps.push_back(gap + 1);
            gap = 0;
            continue;
        }
        ++gap;
        rig.queue.next(now);
    }
    return gaps;
}

}  // namespace

TEST_CASE("RED spreads its drops evenly: uniformly from 1 to 1 / p_b frames apart") {
    QueueOptions options;
    options.kind = QueueOptions::Kind::red;
    options.red_min = 10;
    options.red_max = 30;
    options.red_weight = {1};  // the average is the length itself
    // An arrival meets 20 frames: half of the way from min to max. p_b is half of 10 %: 20 frames at most.
    constexpr std::size_t most = 20;
    constexpr std::size_t count = 20'000;
    auto const gaps = red_gaps(options, 21, count);
    std::vector<double> counts(most);
    for (std::size_t i = 1; i <= count; ++i) {
        REQUIRE(gaps[i] <= most);
        ++counts[static_cast<std::size_t>(gaps[i]) - 1];
    }
    check_fit(counts, std::vector<double>(most, count / static_cast<double>(most)));
}

TEST_CASE("RED drops nothing below its min, all from its max on, and forgets while the link is idle") {
    QueueOptions options;
    options.kind = QueueOptions::Kind::red;
    options.red_min = 3;
    options.red_max = 6;
    options.red_probability = {0};
    options.red_weight = {0.5};
    QueueRig rig(options);
    for (auto i = 0; i < 100; ++i) {
        rig.queue.accept(rig.frame(500), at(1s));
    }
    // The average follows 0, 0.5, 1.25, 2.125, 3.06 ... of 0, 1, 2, 3 ... and comes to 6 at the 9th.
    CHECK(rig.queue.size() == 7);
    CHECK(rig.queue.counters().early == 93);
    CHECK(rig.sizes(at(1s)).size() == 7);
    rig.queue.accept(rig.frame(500), at(1s));
    CHECK(rig.queue.counters().early == 94);
    rig.queue.next(at(1s));
    // 500 bytes take 400 us at 10 Mbit/s: after one such time the average has halved.
    rig.queue.accept(rig.frame(500), at(1s + 400us));
    CHECK(rig.queue.counters().early == 94);
    CHECK(rig.queue.size() == 1);
}
