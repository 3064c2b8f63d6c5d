#include "voiplab/models/net/queued_direction.hpp"

#include "tests/catch.hpp"
#include "tests/net/queues.hpp"
#include "voiplab/models/net/link_meter.hpp"

using namespace voiplab;
using namespace voiplab::net;
using namespace std::chrono_literals;

using Kind = QueueOptions::Kind;

namespace {

// A frame of 101 bytes occupies the medium for 125: a millisecond at 1 Mbit/s.
constexpr std::size_t millisecond = 101;

LinkOptions slow() {
    LinkOptions options;
    options.rate = {1'000'000};
    options.delay = 10ms;
    return options;
}

struct Rig {
    explicit Rig(QueueOptions const& queue, LinkOptions const& options = slow())
        : rig(queue),
          sink(scheduler),
          type(scheduler, options),
          way(type, FrameQueue(queue, options.queue_length, options.rate, sim::RandomStreams(1), "link:wan/a")),
          meter(scheduler, way) {
        way.connect(meter.exit());
        meter.exit().connect(sink);
    }
    void send(sim::Time time, std::size_t size = millisecond, std::uint8_t dscp = 0) {
        scheduler.run_until(time);
        meter.entry().accept(rig.frame(size, dscp));
    }
    QueueRig rig;
    sim::Scheduler scheduler;
    RecordingSink sink;
    LinkType type;
    QueuedDirection way;
    LinkMeter meter;
};

}  // namespace

TEST_CASE("A way with a fifo delivers each frame when a plain one does") {
    Rig rig(queue_of(Kind::fifo));
    LinkType plain_type(rig.scheduler, slow());
    LinkDirection plain(plain_type);
    RecordingSink plain_sink(rig.scheduler);
    plain.connect(plain_sink);
    auto random = sim::RandomStreams(3).stream("test");
    auto time = at(0s);
    for (auto i = 0; i < 500; ++i) {
        time += std::chrono::microseconds(random.integer(0, 10'000));
        auto const size = random.integer(60, 1514);
        rig.send(time, size);
        plain.accept(rig.rig.frame(size));
    }
    rig.scheduler.run();
    CHECK(rig.sink.times.size() == 500);
    CHECK(rig.sink.times == plain_sink.times);
}

TEST_CASE("A frame that is being sent is not interrupted, the next one is the most urgent") {
    auto options = queue_of(Kind::prio);
    options.classes = {class_of(46), class_of(0)};
    Rig rig(options);
    rig.send(at(0ms));
    rig.send(at(0ms));
    rig.send(at(500us), millisecond, 46);
    rig.scheduler.run();
    CHECK(rig.sink.times == std::vector{at(11ms), at(12ms), at(13ms)});
    CHECK(dscp_of(rig.sink.frames[1]) == 46);
    CHECK(dscp_of(rig.sink.frames[2]) == 0);
}

TEST_CASE("A shaper spaces frames out although the medium is free") {
    auto options = queue_of(Kind::fifo);
    options.shape = TokenBucketOptions{{80'800}, {1'518}};  // 101 bytes in 10 ms
    Rig rig(options);
    for (auto i = 0; i < 17; ++i) {
        rig.send(at(0ms));
    }
    rig.scheduler.run();
    // 15 at once, a millisecond each; tokens for the 16th, of which 3 bytes are there, at 9.703 ms, while they are
    // sent.
    REQUIRE(rig.sink.times.size() == 17);
    CHECK(rig.sink.times[14] == at(25ms));
    CHECK(rig.sink.times[15] == at(26ms));
    CHECK(rig.sink.times[16] - at(11ms) > 19700us);
    CHECK(rig.sink.times[16] - at(11ms) < 19710us);
}

TEST_CASE("A way with a queue is measured as a plain one is") {
    Rig rig(queue_of(Kind::fifo));
    for (auto i = 0; i < 5; ++i) {
        rig.send(at(0ms));
    }
    rig.scheduler.run_until(at(10ms));
    auto const figures = rig.meter.whole();
    CHECK(figures.utilisation == Approx(0.5));
    CHECK(figures.queue_length.mean == Approx(1.0));
    CHECK(figures.queue_length.max == 4);
    CHECK(figures.sojourn_ms.mean == Approx(2.0));
    CHECK(figures.sojourn_ms.max == Approx(4.0));
    CHECK(figures.counts.in_flight == 5);
}

TEST_CASE("What is offered while the link is down is lost, what waits is sent") {
    auto link = slow();
    link.down = {{at(1500us), at(100ms)}};
    Rig rig(queue_of(Kind::fifo), link);
    rig.send(at(0ms));
    rig.send(at(0ms));
    rig.send(at(0ms));
    rig.send(at(2ms));
    rig.send(at(100ms));
    rig.scheduler.run();
    CHECK(rig.sink.times.size() == 4);
    CHECK(rig.way.lost() == 1);
    CHECK(rig.meter.counts().link_down == 1);
}
