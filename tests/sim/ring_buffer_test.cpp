#include "voiplab/sim/ring_buffer.hpp"

#include "tests/catch.hpp"

#include <deque>

using voiplab::sim::RingBuffer;

TEST_CASE("A ring buffer gives back what it took, in order, however it has turned and grown") {
    // std::deque is the witness. Pushes outnumber pops at first, then the other way round.
    RingBuffer<int> ring;
    std::deque<int> witness;
    int next = 0;
    for (int round = 0; round < 200; ++round) {
        auto const pushes = round < 100 ? 7 : 2;
        auto const pops = round < 100 ? 5 : 4;
        for (int i = 0; i < pushes; ++i) {
            ring.push_back(next);
            witness.push_back(next++);
        }
        for (int i = 0; i < pops && !witness.empty(); ++i) {
            REQUIRE(ring.pop_front() == witness.front());
            witness.pop_front();
        }
        REQUIRE(ring.size() == witness.size());
        for (std::size_t i = 0; i < witness.size(); ++i) {
            REQUIRE(ring[i] == witness[i]);
        }
    }
    CHECK(ring.empty());
}
