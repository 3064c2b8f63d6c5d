#include "voiplab/models/net/link_meter.hpp"

#include "tests/net/frames.hpp"
#include "tests/support/confidence.hpp"

using namespace voiplab;
using namespace voiplab::net;
using namespace voiplab::test;
using namespace std::chrono_literals;

namespace {

// A frame of 101 bytes occupies the medium for 125: a millisecond at 1 Mbit/s.
constexpr std::size_t payload = 101 - 42;

LinkOptions slow() {
    LinkOptions options;
    options.rate = {1'000'000};
    options.delay = 10ms;
    return options;
}

struct Rig {
    explicit Rig(LinkOptions const& options)
        : sink(scheduler), type(scheduler, options), way(type), meter(scheduler, way) {
        way.connect(meter.exit());
        meter.exit().connect(sink);
    }
    void send(sim::Time time, std::size_t count = 1) {
        scheduler.run_until(time);
        for (std::size_t i = 0; i < count; ++i) {
            meter.entry().accept(frames.make(datagram_frame(payloads, mac(1), mac(2), payload)));
        }
    }
    LinkFigures const& slice_until(sim::Time time) {
        scheduler.run_until(time);
        meter.end_slice();
        return meter.slices().back();
    }

    sim::Scheduler scheduler;
    PayloadPool payloads;
    FramePool frames;
    RecordingSink sink;
    LinkType type;
    LinkDirection way;
    LinkMeter meter;
};

}  // namespace

TEST_CASE("What is offered, carried and on its way is told slice by slice") {
    Rig rig(slow());
    rig.send(at(1ms), 3);
    auto const first = rig.slice_until(at(12ms));
    CHECK(first.counts.offered == 3);
    CHECK(first.counts.offered_bytes == 303);
    CHECK(first.counts.carried == 1);
    CHECK(first.counts.in_flight == 2);
    auto const second = rig.slice_until(at(20ms));
    CHECK(second.from == at(12ms));
    CHECK(second.until == at(20ms));
    CHECK(second.counts.offered == 0);
    CHECK(second.counts.carried == 2);
    CHECK(second.counts.carried_bytes == 202);
    CHECK(second.counts.in_flight == 0);
    CHECK(rig.meter.whole().counts.carried == 3);
}

TEST_CASE("Utilisation is the part of a slice in which the transmitter is busy") {
    Rig rig(slow());
    rig.send(at(8ms), 4);  // busy from 8 to 12 ms
    CHECK(rig.slice_until(at(10ms)).utilisation == Approx(0.2));
    CHECK(rig.slice_until(at(20ms)).utilisation == Approx(0.2));
    CHECK(rig.slice_until(at(30ms)).utilisation == 0);
    CHECK(rig.meter.whole().utilisation == Approx(4.0 / 30));
}

TEST_CASE("Queue length and sojourn time are those of frames that wait, not of the one that leaves") {
    Rig rig(slow());
    rig.send(at(0ms), 5);
    auto const& figures = rig.slice_until(at(10ms));
    // For a millisecond each 4, 3, 2, 1 frames wait, and they have waited 0, 1, 2, 3, 4 ms when they leave.
    CHECK(figures.queue_length.mean == Approx(1.0));
    CHECK(figures.queue_length.p50 == 0);
    CHECK(figures.queue_length.p95 == 4);
    CHECK(figures.queue_length.max == 4);
    CHECK(figures.sojourn_ms.mean == Approx(2.0));
    CHECK(figures.sojourn_ms.max == Approx(4.0));
    CHECK(figures.sojourn_ms.p50 == Approx(2.0).epsilon(1.0 / 32));
}

TEST_CASE("A sojourn belongs to the slice in which it ends") {
    Rig rig(slow());
    rig.send(at(0ms), 4);
    auto const first = rig.slice_until(at(1500us));
    CHECK(first.sojourn_ms.max == Approx(1.0));
    CHECK(first.queue_length.mean == Approx((3 * 1 + 2 * 0.5) / 1.5));
    auto const second = rig.slice_until(at(3500us));
    CHECK(second.sojourn_ms.max == Approx(3.0));
    CHECK(second.sojourn_ms.mean == Approx(2.5));
}

TEST_CASE("What a link drops is told by its cause") {
    auto options = slow();
    options.queue_length = 2;
    options.down = {{at(100ms), at(200ms)}};
    Rig rig(options);
    rig.send(at(0ms), 5);
    rig.send(at(150ms), 4);
    rig.send(at(250ms));
    rig.scheduler.run();
    auto const counts = rig.meter.whole().counts;
    CHECK(counts.offered == 10);
    CHECK(counts.queue_full == 2);
    CHECK(counts.link_down == 4);
    CHECK(counts.carried == 4);
    CHECK(counts.in_flight == 0);
}

TEST_CASE("The waiting time of Poisson's arrivals is that of M/D/1") {
    Rig rig([] {
        auto options = slow();
        options.queue_length = 100'000;
        return options;
    }());
    auto random = sim::RandomStreams(1).stream("arrivals");
    constexpr double load = 0.7;
    constexpr std::size_t slices = 300;
    auto time = at(0s);
    for (std::size_t slice = 1; slice <= slices; ++slice) {
        while (time < at(slice * 1s)) {
            rig.send(time);
            time += sim::Duration{static_cast<std::int64_t>(random.exponential() * 1e6 / load)};
        }
        rig.slice_until(at(slice * 1s));
    }
    std::vector<double> waits;
    std::vector<double> lengths;
    std::vector<double> loads;
    for (auto const& slice : rig.meter.slices()) {
        waits.push_back(slice.sojourn_ms.mean);
        lengths.push_back(slice.queue_length.mean);
        loads.push_back(slice.utilisation);
    }
    // Pollaczek and Khinchine: of a service of 1 ms, load / (2 (1 - load)) ms; by Little's law so many wait times load.
    auto const wait = load / (2 * (1 - load));
    auto const waited = by_batches(waits);
    auto const length = by_batches(lengths);
    auto const busy = by_batches(loads);
    check_near(waited.mean, wait, waited.tolerance);
    check_near(length.mean, load * wait, length.tolerance);
    check_near(busy.mean, load, busy.tolerance);
    // And exactly, of what was measured: mean length times time is the sum of all waits.
    rig.scheduler.run();
    auto const whole = rig.meter.whole();
    auto const seconds = std::chrono::duration<double>(whole.until - whole.from).count();
    CHECK(whole.queue_length.mean * seconds * 1000 ==
          Approx(whole.sojourn_ms.mean * static_cast<double>(whole.counts.carried)));
}
