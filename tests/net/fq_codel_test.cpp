#include "tests/catch.hpp"
#include "tests/net/queues.hpp"

#include <map>

using namespace voiplab;
using namespace voiplab::net;
using namespace std::chrono_literals;

using Kind = QueueOptions::Kind;

TEST_CASE("FQ-CoDel serves flows by bytes, not by frames") {
    QueueRig rig(queue_of(Kind::fq_codel));
    for (auto i = 0; i < 2000; ++i) {
        rig.queue.accept(rig.frame(1514, 0, 1), at(0s));
        for (auto part = 0; part < 10; ++part) {
            if (i < 300) rig.queue.accept(rig.frame(214, 0, 2), at(0s));
        }
    }
    std::map<std::uint16_t, double> bytes;
    for (auto i = 0; i < 2000; ++i) {
        auto const next = rig.queue.next(at(1ms));
        bytes[QueueRig::datagram(next).source_port] += static_cast<double>(next.size);
    }
    CHECK(bytes[1] / bytes[2] == Approx(1.0).epsilon(0.01));
}

TEST_CASE("FQ-CoDel sends a new flow's first frames before those that have a queue") {
    QueueRig rig(queue_of(Kind::fq_codel));
    for (auto i = 0; i < 100; ++i) {
        rig.queue.accept(rig.frame(1514, 0, 1), at(0s));
    }
    for (auto i = 0; i < 10; ++i) {
        rig.queue.next(at(0s));
    }
    rig.queue.accept(rig.frame(214, 0, 2), at(1ms));
    CHECK(QueueRig::datagram(rig.queue.next(at(1ms))).source_port == 2);
    CHECK(QueueRig::datagram(rig.queue.next(at(1ms))).source_port == 1);
}

TEST_CASE("A full FQ-CoDel drops half of the longest queue from its head, 64 frames at most") {
    auto options = queue_of(Kind::fq_codel);
    options.packets = 100;
    QueueRig rig(options);
    rig.queue.accept(rig.frame(60, 0, 2), at(0s));
    for (std::size_t i = 0; i < 100; ++i) {
        rig.queue.accept(rig.frame(1000 + i, 0, 1), at(0s));
    }
    CHECK(rig.queue.counters().full == 50);
    CHECK(rig.queue.size() == 51);
    CHECK(rig.queue.next(at(0s)).size == 60);
    CHECK(rig.queue.next(at(0s)).size == 1050);
}

TEST_CASE("FQ-CoDel drops from the flow that has a queue and spares the others") {
    QueueRig rig(queue_of(Kind::fq_codel));
    std::map<std::uint16_t, int> sent;
    std::map<std::uint16_t, int> offered;
    for (auto time = 0ms; time < 3s; time += 1ms) {
        for (auto i = 0; i < 2; ++i) {
            rig.queue.accept(rig.frame(1514, 0, 1), at(time));
            ++offered[1];
        }
        if (time % 20ms == 0ms) {
            rig.queue.accept(rig.frame(214, 46, 2), at(time));
            ++offered[2];
        }
        auto const next = rig.queue.next(at(time));
        if (!next) continue;
        ++sent[QueueRig::datagram(next).source_port];
    }
    CHECK(rig.queue.counters().codel > 100);
    CHECK(offered[2] - sent[2] <= 1);
}
