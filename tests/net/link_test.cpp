#include "voiplab/models/net/link.hpp"

#include "tests/catch.hpp"
#include "tests/net/frames.hpp"

using namespace voiplab;
using namespace voiplab::net;
using namespace std::chrono_literals;

namespace {

LinkOptions options_of(std::uint64_t bits_per_second, sim::Duration delay, std::size_t queue_length = 1000) {
    LinkOptions options;
    options.rate = {bits_per_second};
    options.delay = delay;
    options.queue_length = queue_length;
    return options;
}

struct Fixture {
    explicit Fixture(LinkOptions const& options)
        : type(scheduler, options), link(type), left(scheduler), right(scheduler) {
        link.connect(0, left);
        link.connect(1, right);
    }
    // 84 octets on the medium.
    void send_smallest(std::size_t end) {
        link.sender(end).accept(frames.make(datagram_frame(pool, mac(2), mac(1), 18)));
    }

    sim::Scheduler scheduler;
    PayloadPool pool;
    FramePool frames;
    LinkType type;
    Link link;
    RecordingSink left;
    RecordingSink right;
};

}  // namespace

TEST_CASE("A frame arrives after its transmission and the propagation") {
    // 84 octets at 1 Gbit/s take 672 ns, at 100 Mbit/s 6720 ns, at no rate nothing.
    struct Row {
        std::uint64_t rate;
        sim::Duration arrival;
    };
    auto const row = GENERATE(values<Row>({{1'000'000'000, 1172ns}, {100'000'000, 7220ns}, {0, 500ns}}));
    Fixture f(options_of(row.rate, 500ns));
    f.send_smallest(0);
    f.scheduler.run();
    CHECK(f.right.times == std::vector{at(row.arrival)});
    CHECK(f.left.frames.empty());
}

TEST_CASE("Frames that come at once follow each other at the link's rate, in order, with one pending event") {
    Fixture f(options_of(1'000'000'000, 10us));
    for (std::uint8_t number = 1; number <= 3; ++number) {
        f.link.sender(0).accept(f.frames.make(datagram_frame(f.pool, mac(number), mac(1), 18)));
    }
    CHECK(f.scheduler.pending_count() == 1);
    f.scheduler.run();
    CHECK(f.right.times == std::vector{at(10'672ns), at(11'344ns), at(12'016ns)});
    CHECK(f.right.frames[0].destination == mac(1));
    CHECK(f.right.frames[2].destination == mac(3));
}

TEST_CASE("The two directions do not wait for each other") {
    Fixture f(options_of(100'000'000, 0ns));
    f.send_smallest(0);
    f.send_smallest(1);
    f.scheduler.run();
    CHECK(f.right.times == std::vector{at(6720ns)});
    CHECK(f.left.times == std::vector{at(6720ns)});
}

TEST_CASE("A full queue drops the frame that comes last") {
    // One frame is being sent and two wait; the propagation is long, so what is in flight must not count as waiting.
    Fixture f(options_of(100'000'000, 1s, 2));
    for (int i = 0; i < 5; ++i) {
        f.send_smallest(0);
    }
    CHECK(f.link.dropped() == 2);
    // When the first has left, the second starts, and one place is free.
    f.scheduler.run_until(at(6720ns));
    f.send_smallest(0);
    f.send_smallest(0);
    CHECK(f.link.dropped() == 3);
    f.scheduler.run();
    CHECK(f.right.frames.size() == 4);
    // Long after, everything is free again.
    f.send_smallest(0);
    CHECK(f.link.dropped() == 3);
}

TEST_CASE("A link without a queue takes a frame only when it is idle") {
    Fixture f(options_of(100'000'000, 0ns, 0));
    f.send_smallest(0);
    f.send_smallest(0);
    CHECK(f.link.dropped() == 1);
    f.scheduler.run();
    f.send_smallest(0);
    f.scheduler.run();
    CHECK(f.link.dropped() == 1);
    CHECK(f.right.frames.size() == 2);
}

TEST_CASE("What is offered to a link that is down is lost, and what it has taken before arrives") {
    auto options = options_of(100'000'000, 1s);
    options.down = {{at(2s), at(4s)}, {at(6s), std::nullopt}};
    Fixture f(options);
    // Sent half a second before the cut, it is still on its way then.
    struct Row {
        sim::Duration sent;
        bool arrives;
    };
    std::vector<Row> const rows{{0s, true}, {1500ms, true}, {2s - 1ns, true}, {2s, false}, {3s, false},
                                {4s, true}, {5s, true},     {6s, false},      {7s, false}, {8760h, false}};
    std::vector<sim::Time> arrivals;
    std::uint64_t lost = 0;
    for (auto const& row : rows) {
        f.scheduler.run_until(at(row.sent));
        f.send_smallest(0);
        f.send_smallest(1);
        if (row.arrives) arrivals.push_back(at(row.sent + 6720ns + 1s));
        if (!row.arrives) lost += 2;
        CHECK(f.link.lost() == lost);
    }
    f.scheduler.run();
    CHECK(f.right.times == arrivals);
    CHECK(f.left.times == arrivals);
    CHECK(f.link.dropped() == 0);
}

TEST_CASE("Spans that passed without a frame are passed over") {
    auto options = options_of(0, 0s);
    options.down = {{at(1s), at(2s)}, {at(3s), at(4s)}, {at(5s), at(6s)}};
    Fixture f(options);
    f.scheduler.run_until(at(4500ms));
    f.send_smallest(0);
    f.scheduler.run_until(at(5500ms));
    f.send_smallest(0);
    f.scheduler.run();
    CHECK(f.right.times == std::vector{at(4500ms)});
    CHECK(f.link.lost() == 1);
}
