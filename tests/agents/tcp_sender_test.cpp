#include "voiplab/models/agents/tcp_sender.hpp"

#include "tests/catch.hpp"

#include <cmath>
#include <deque>
#include <vector>

using namespace voiplab;
using namespace voiplab::agents;
using namespace std::chrono_literals;

namespace {

constexpr std::uint32_t smss = 1000;

sim::Time at(sim::Duration since_start) {
    return sim::Time{since_start};
}

std::vector<std::uint64_t> sent(TcpSender& sender, sim::Duration now) {
    std::vector<std::uint64_t> segments;
    while (auto const segment = sender.next(at(now))) {
        segments.push_back(*segment);
    }
    return segments;
}

using Segments = std::vector<std::uint64_t>;

// A path of one round trip time, of which every so many-th segment is lost once.
struct Path {
    explicit Path(std::uint64_t loses_every) : every(loses_every) {}
    void pass(sim::Duration time) {
        while (clock < at(time)) {
            while (auto const segment = sender.next(clock)) {
                if (++offered % every != 0) acks.push_back({clock + 100ms, receiver.receive(*segment)});
            }
            auto const next_ack = acks.empty() ? sim::Time::max() : acks.front().at;
            auto const expiry = sender.expiry().value_or(sim::Time::max());
            clock = std::min(next_ack, expiry);
            if (expiry < next_ack) {
                sender.time_out(clock);
            } else {
                sender.acknowledge(acks.front().ack, clock);
                acks.pop_front();
            }
        }
    }
    struct Ack {
        sim::Time at;
        std::uint64_t ack;
    };
    std::uint64_t every;
    TcpSender sender{smss};
    TcpReceiver receiver;
    sim::Time clock{};
    std::deque<Ack> acks;
    std::uint64_t offered = 0;
};

}  // namespace

TEST_CASE("The initial window is RFC 5681's") {
    CHECK(TcpSender(536).cwnd() == 4 * 536);
    CHECK(TcpSender(1095).cwnd() == 4 * 1095);
    CHECK(TcpSender(1096).cwnd() == 3 * 1096);
    CHECK(TcpSender(2191).cwnd() == 2 * 2191);
}

TEST_CASE("In slow start each acknowledgement lets two segments go") {
    TcpSender sender(smss);
    CHECK(sent(sender, 0ms) == Segments{0, 1, 2, 3});
    sender.acknowledge(1, at(100ms));
    CHECK(sent(sender, 100ms) == Segments{4, 5});
    sender.acknowledge(2, at(100ms));
    CHECK(sent(sender, 100ms) == Segments{6, 7});
    CHECK(sender.cwnd() == 6 * smss);
    CHECK(sender.flight_size() == 6 * smss);
}

TEST_CASE("Three duplicate acknowledgements: the window halves, and the segment is sent again") {
    TcpSender sender(smss);
    std::uint64_t ack = 0;
    while (sender.cwnd() < 20 * smss) {
        sent(sender, 0ms);
        sender.acknowledge(++ack, at(100ms));
    }
    sent(sender, 100ms);
    REQUIRE(sender.flight_size() == 20 * smss);
    auto const beyond = ack + 20;
    // Segment `ack` is lost.
    sender.acknowledge(ack, at(200ms));
    sender.acknowledge(ack, at(200ms));
    CHECK(sent(sender, 200ms).empty());
    sender.acknowledge(ack, at(200ms));
    CHECK(sender.ssthresh() == 10 * smss);  // (4): FlightSize / 2
    CHECK(sender.cwnd() == 13 * smss);      // and the three that have left
    CHECK(sent(sender, 200ms) == Segments{ack});
    // Each further one inflates the window: beyond 20 segments new ones go.
    for (int i = 0; i < 7; ++i) {
        sender.acknowledge(ack, at(200ms));
    }
    CHECK(sent(sender, 200ms).empty());
    sender.acknowledge(ack, at(200ms));
    CHECK(sent(sender, 200ms) == Segments{beyond});
    // All has arrived: congestion avoidance from half the window on.
    sender.acknowledge(beyond, at(300ms));
    CHECK(sender.cwnd() <= 10 * smss);
    CHECK(sender.counters().fast_retransmits == 1);
    CHECK(sender.counters().timeouts == 0);
}

TEST_CASE("A partial acknowledgement sends the next hole again, once a round trip") {
    TcpSender sender(smss);
    std::uint64_t ack = 0;
    while (sender.cwnd() < 20 * smss) {
        sent(sender, 0ms);
        sender.acknowledge(++ack, at(100ms));
    }
    sent(sender, 100ms);
    for (int i = 0; i < 3; ++i) {
        sender.acknowledge(ack, at(200ms));
    }
    CHECK(sent(sender, 200ms) == Segments{ack});
    sender.acknowledge(ack + 5, at(300ms));
    auto const again = sent(sender, 300ms);
    REQUIRE_FALSE(again.empty());
    CHECK(again.front() == ack + 5);
    CHECK(sender.ssthresh() == 10 * smss);  // not halved once more
    CHECK(sender.counters().fast_retransmits == 1);
}

TEST_CASE("In congestion avoidance the window grows by one segment a round trip") {
    TcpSender sender(smss);
    sent(sender, 0ms);
    sender.time_out(at(1s));  // ssthresh: two segments
    CHECK(sender.ssthresh() == 2 * smss);
    CHECK(sender.cwnd() == smss);
    std::uint64_t ack = 0;
    for (auto time = 1s; time < 30s; time += 1s) {
        sent(sender, time);
        auto const before = sender.cwnd();
        auto const flight = sender.flight_size() / smss;
        for (std::uint64_t i = 0; i < flight; ++i) {
            sender.acknowledge(++ack, at(time));
        }
        if (before >= 2 * smss) CHECK(sender.cwnd() - before == smss);
    }
    CHECK(sender.cwnd() > 20 * smss);
}

TEST_CASE("The retransmission timer is RFC 6298's") {
    TcpSender sender(smss);
    CHECK_FALSE(sender.expiry());
    sent(sender, 0ms);
    CHECK(sender.expiry() == at(1s));  // (2.1), (5.1)
    sender.acknowledge(1, at(600ms));
    CHECK(sender.rto() == 600ms + 4 * 300ms);  // (2.2)
    sent(sender, 600ms);
    CHECK(sender.expiry() == at(600ms + 1800ms));  // (5.3)
    // The second sample is that of segment 4, sent at 600 ms. (2.3): RTTVAR 3/4 300 + 1/4 |600 - 200| = 325,
    // SRTT 7/8 600 + 1/8 200 = 550.
    sender.acknowledge(5, at(800ms));
    CHECK(sender.rto() == 550ms + 4 * 325ms);
    // (5.5): it doubles, up to a minute, and only segments sent once are measured.
    sender.time_out(at(3s));
    CHECK(sender.rto() == 2 * 1850ms);
    CHECK(sent(sender, 3s) == Segments{5});
    CHECK(sender.expiry() == at(3s + 3700ms));
    for (int i = 0; i < 6; ++i) {
        sender.time_out(at(10s));
    }
    CHECK(sender.rto() == 60s);
    sender.acknowledge(6, at(11s));
    CHECK(sender.rto() == 60s);
}

TEST_CASE("A round trip below a second leaves the timer at a second") {
    TcpSender sender(smss);
    sent(sender, 0ms);
    sender.acknowledge(1, at(10ms));
    CHECK(sender.rto() == 1s);  // (2.4)
}

TEST_CASE("A second timeout of the same segment leaves ssthresh") {
    TcpSender sender(smss);
    sent(sender, 0ms);
    sender.acknowledge(4, at(100ms));
    sent(sender, 100ms);
    for (std::uint64_t ack = 5; ack <= 9; ++ack) {
        sender.acknowledge(ack, at(200ms));
        sent(sender, 200ms);
    }
    auto const half = sender.flight_size() / 2;
    REQUIRE(half > 2 * smss);
    sender.time_out(at(2s));
    CHECK(sender.ssthresh() == half);
    sent(sender, 2s);
    sender.time_out(at(4s));
    CHECK(sender.ssthresh() == half);
}

TEST_CASE("The receiver acknowledges what is in order, whatever has come beyond it") {
    TcpReceiver receiver;
    CHECK(receiver.receive(0) == 1);
    CHECK(receiver.receive(2) == 1);
    CHECK(receiver.receive(3) == 1);
    CHECK(receiver.receive(1) == 4);
    CHECK(receiver.receive(1) == 4);
    CHECK(receiver.receive(4 + tcp_window) == 4);  // beyond the window: not taken
    CHECK(receiver.receive(3 + tcp_window) == 4);
    for (std::uint64_t i = 4; i + 1 < 3 + tcp_window; ++i) {
        CHECK(receiver.receive(i) == i + 1);
    }
    CHECK(receiver.receive(2 + tcp_window) == 4 + tcp_window);
}

TEST_CASE("A regular loss makes the window a sawtooth between W/2 and W, with the throughput of its square-root law") {
    // Mathis, Semke, Mahdavi and Ott, 1997: with a loss each 1/p segments the throughput is sqrt(3 / 2p) segments a
    // round trip. That is of a fluid. Here a recovery takes a round trip in which the window does not grow, which costs
    // one segment; windows are whole segments, which costs a half; so is what is halved, another half at most: two in
    // all, whatever p is.
    auto const every = GENERATE(600U, 2400U, 9600U);
    Path path(every);
    path.pass(600s);
    auto const before = path.receiver.in_order();
    auto const fluid = std::sqrt(1.5 * every);
    path.pass(6600s);
    auto const a_round_trip = static_cast<double>(path.receiver.in_order() - before) / 60'000;
    CHECK(path.sender.counters().timeouts == 0);
    CHECK(a_round_trip < fluid);
    CHECK(a_round_trip > fluid - 2);
    auto const segments_a_loss =
        static_cast<double>(path.offered) / static_cast<double>(path.sender.counters().fast_retransmits);
    CHECK(segments_a_loss == Approx(every).epsilon(0.01));
}
