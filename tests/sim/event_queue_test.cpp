#include "voiplab/sim/event_queue.hpp"

#include "tests/catch.hpp"
#include "voiplab/sim/random.hpp"

#include <algorithm>
#include <limits>
#include <vector>

using voiplab::sim::before;
using voiplab::sim::EventKey;
using voiplab::sim::EventQueue;
using voiplab::sim::RandomStream;

namespace {

constexpr auto latest = std::numeric_limits<std::int64_t>::max();

std::vector<std::uint64_t> drained_ids(EventQueue& queue) {
    std::vector<std::uint64_t> ids;
    while (!queue.empty()) {
        ids.push_back(queue.front().id);
        queue.pop();
    }
    return ids;
}

}  // namespace

TEST_CASE("Keys are ordered by time, then by id") {
    struct Row {
        EventKey first;
        EventKey second;
    };
    auto const row = GENERATE(Row{{0, 2}, {1, 1}}, Row{{7, 1}, {7, 2}}, Row{{0, ~0ULL}, {1, 0}},
                              Row{{latest - 1, ~0ULL}, {latest, 0}}, Row{{0, 0}, {latest, 0}},
                              Row{{1, 1ULL << 63}, {1, (1ULL << 63) + 1}});
    CHECK(before(row.first, row.second));
    CHECK_FALSE(before(row.second, row.first));
    CHECK_FALSE(before(row.first, row.first));
}

TEST_CASE("Keys come out in order from a queue of any size") {
    // Sizes through three levels of the heap, with the last family full and short.
    for (std::size_t size = 0; size <= 90; ++size) {
        CAPTURE(size);
        RandomStream random(size);
        EventQueue queue;
        std::vector<EventKey> expected;
        for (std::uint64_t id = 0; id < size; ++id) {
            expected.push_back({static_cast<std::int64_t>(random.integer(0, size / 2)), id});
            queue.push(expected.back());
        }
        REQUIRE(queue.size() == size);
        std::sort(expected.begin(), expected.end(), before);
        for (auto const& key : expected) {
            REQUIRE(queue.front().time == key.time);
            REQUIRE(queue.front().id == key.id);
            queue.pop();
        }
        REQUIRE(queue.empty());
    }
}

TEST_CASE("erase_if drops what it is told to and leaves the others in order") {
    for (std::uint64_t size = 0; size <= 90; ++size) {
        CAPTURE(size);
        EventQueue queue;
        std::vector<std::uint64_t> expected;
        for (std::uint64_t id = 0; id < size; ++id) {
            queue.push({5, id});
            if (id % 3 == 0) expected.push_back(id);
        }
        queue.erase_if([](EventKey const& key) { return key.id % 3 != 0; });
        REQUIRE(queue.size() == expected.size());
        REQUIRE(drained_ids(queue) == expected);
    }
}

TEST_CASE("erase_if may drop every key") {
    EventQueue queue;
    for (std::uint64_t id = 0; id < 20; ++id) {
        queue.push({5, id});
    }
    queue.erase_if([](EventKey const& /*key*/) { return true; });
    CHECK(queue.empty());
    queue.push({6, 21});
    CHECK(queue.front().id == 21);
}
