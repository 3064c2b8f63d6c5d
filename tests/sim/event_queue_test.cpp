#include "voiplab/sim/event_queue.hpp"

#include "tests/catch.hpp"
#include "voiplab/sim/random.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <optional>
#include <vector>

using voiplab::sim::EventQueue;
using voiplab::sim::QueuedEvent;
using voiplab::sim::RandomStream;

namespace {

constexpr auto latest = std::numeric_limits<std::int64_t>::max();

QueuedEvent pop(EventQueue& queue, std::int64_t until = latest) {
    return queue.pop(until, [](std::uintptr_t /*what*/, unsigned /*turns*/) {});
}

std::vector<std::uintptr_t> drained(EventQueue& queue) {
    std::vector<std::uintptr_t> events;
    for (auto event = pop(queue); event.what != 0; event = pop(queue)) {
        events.push_back(event.what);
    }
    return events;
}

// The queue's witness: a plain list, searched from its front for the earliest.
class Model {
  public:
    void push(QueuedEvent event) { events_.push_back(event); }
    std::optional<QueuedEvent> pop(std::int64_t until) {
        auto const first = std::min_element(events_.begin(), events_.end(),
                                            [](auto const& a, auto const& b) { return a.time < b.time; });
        if (first == events_.end() || first->time > until) return std::nullopt;
        auto const event = *first;
        events_.erase(first);
        return event;
    }
    [[nodiscard]] std::size_t size() const { return events_.size(); }

  private:
    std::vector<QueuedEvent> events_;
};

// How far ahead events are pushed: within one slot of the lowest level, and over several levels.
std::int64_t draw_ahead(RandomStream& random) {
    return static_cast<std::int64_t>(random.integer(0, (std::uint64_t{1} << random.integer(0, 40)) - 1));
}

// Both give the same; gives the time that it is then.
std::int64_t pop_both(EventQueue& queue, Model& model, std::int64_t until) {
    auto const expected = model.pop(until);
    REQUIRE(queue.next_time().has_value() == (expected.has_value() || model.size() > 0));
    if (expected) REQUIRE(queue.next_time() == expected->time);
    auto const event = pop(queue, until);
    REQUIRE(event.what == (expected ? expected->what : 0));
    if (expected) REQUIRE(event.time == expected->time);
    REQUIRE(queue.size() == model.size());
    return expected ? event.time : until;
}

}  // namespace

TEST_CASE("Events come out by time, and those of one time as they were pushed") {
    for (std::size_t size = 0; size <= 90; ++size) {
        CAPTURE(size);
        RandomStream random(size);
        EventQueue queue;
        Model model;
        for (std::uintptr_t what = 1; what <= size; ++what) {
            QueuedEvent const event{static_cast<std::int64_t>(random.integer(0, size / 2)), what};
            queue.push(event);
            model.push(event);
        }
        REQUIRE(queue.size() == size);
        while (auto const expected = model.pop(latest)) {
            auto const event = pop(queue);
            REQUIRE(event.time == expected->time);
            REQUIRE(event.what == expected->what);
        }
        REQUIRE(queue.empty());
        REQUIRE(pop(queue).what == 0);
    }
}

TEST_CASE("Pushes between pops, near and far, come out as from a list that is searched") {
    auto const seed = GENERATE(range(1U, 21U));
    RandomStream random(seed);
    EventQueue queue;
    Model model;
    std::int64_t now = 0;
    std::uintptr_t pushed = 1;
    for (int step = 0; step < 5000; ++step) {
        for (auto count = random.integer(0, 3); count > 0; --count) {
            QueuedEvent const event{now + draw_ahead(random), pushed++};
            queue.push(event);
            model.push(event);
        }
        now = pop_both(queue, model, now + draw_ahead(random));
    }
}

TEST_CASE("Recurring events, of few delays and of many, come out among all others as from a list that is searched") {
    // More delays than there are lines, ones too long for a line, and times so round that many events share one.
    std::array<std::int64_t, 12> const delays{0,      1,       5,         700,        2048,          4096,
                                              17'000, 500'000, 1'000'000, 20'000'000, 1'000'000'000, 3'000'000'000};
    auto const seed = GENERATE(range(1U, 21U));
    auto const grain = GENERATE(std::int64_t{1}, std::int64_t{1024}, std::int64_t{500'000});
    CAPTURE(seed, grain);
    RandomStream random(seed);
    EventQueue queue;
    Model model;
    std::int64_t now = 0;
    std::uintptr_t pushed = 1;
    for (int step = 0; step < 2000; ++step) {
        for (auto count = random.integer(0, 3); count > 0; --count) {
            auto const kind = random.integer(0, 3);
            auto const delay =
                kind == 1 ? draw_ahead(random) / grain * grain : delays[random.integer(0, delays.size() - 1)];
            QueuedEvent const event{now + delay, pushed++};
            if (kind == 0) {
                queue.push(event);
            } else {
                queue.push_recurring(event, delay);
            }
            model.push(event);
        }
        now = pop_both(queue, model, now + draw_ahead(random));
    }
}

TEST_CASE("An event at any power of two, or just before it, has its place") {
    EventQueue queue;
    for (unsigned bit = 0; bit < 63; ++bit) {
        auto const power = std::int64_t{1} << bit;
        queue.push({power, 1});
        queue.push({power - 1, 1});
    }
    queue.push({latest, 1000});
    std::int64_t time = 0;
    std::size_t count = 0;
    for (auto event = pop(queue); event.what != 0; event = pop(queue)) {
        REQUIRE(event.time >= time);
        time = event.time;
        ++count;
    }
    CHECK(count == 127);
    CHECK(time == latest);
}

TEST_CASE("A pop that finds nothing leaves room for an event before the next one") {
    EventQueue queue;
    queue.push({1'000'000, 1});
    CHECK(pop(queue, 999).what == 0);
    queue.push({1000, 2});
    CHECK(drained(queue) == std::vector<std::uintptr_t>{2, 1});
}

TEST_CASE("An empty queue may be restarted at an earlier time") {
    EventQueue queue;
    queue.push({1'000'000, 1});
    CHECK(pop(queue).what == 1);
    queue.restart(10);
    queue.push({10, 2});
    CHECK(pop(queue).what == 2);
}

TEST_CASE("erase_if drops what it is told to and leaves the others in order") {
    for (std::uintptr_t size = 0; size <= 90; ++size) {
        CAPTURE(size);
        RandomStream random(size);
        EventQueue queue;
        Model model;
        for (std::uintptr_t what = 1; what <= size; ++what) {
            QueuedEvent const event{draw_ahead(random) % 1000, what};
            queue.push(event);
            if (what % 3 == 0) model.push(event);
        }
        queue.erase_if([](QueuedEvent const& event) { return event.what % 3 != 0; });
        REQUIRE(queue.size() == model.size());
        std::vector<std::uintptr_t> expected;
        while (auto const event = model.pop(latest)) {
            expected.push_back(event->what);
        }
        REQUIRE(drained(queue) == expected);
    }
}

TEST_CASE("erase_if may drop every event") {
    EventQueue queue;
    for (std::uintptr_t what = 1; what <= 20; ++what) {
        queue.push({5, what});
    }
    queue.erase_if([](QueuedEvent const& /*event*/) { return true; });
    CHECK(queue.empty());
    CHECK_FALSE(queue.next_time().has_value());
    queue.push({6, 21});
    CHECK(pop(queue).what == 21);
}

TEST_CASE("Where there are many events, each is expected three, two and one turns ahead, and none out of turn") {
    EventQueue queue;
    constexpr std::uintptr_t count = 5000;
    // One in each 2,048 ns.
    for (std::uintptr_t what = 1; what <= count; ++what) {
        queue.push({static_cast<std::int64_t>(what * 2048), what});
    }
    std::vector<unsigned> expected_turns(count + 1, 0);
    for (std::uintptr_t what = 1; what <= count - 1000; ++what) {
        auto const event = queue.pop(latest, [&](std::uintptr_t ahead, unsigned turns) {
            REQUIRE(ahead == what + turns);
            expected_turns[ahead] = expected_turns[ahead] * 10 + turns;
        });
        REQUIRE(event.what == what);
    }
    // Those just behind where the base came down from a higher level, every 4 ms, are not.
    auto const in_full = std::count(expected_turns.begin(), expected_turns.end(), 321U);
    CHECK(in_full > 3900);
}

TEST_CASE("Where many events recur by one delay, each is expected six, four and two places ahead in its line") {
    EventQueue queue;
    constexpr std::uintptr_t count = 5000;
    for (std::uintptr_t what = 1; what <= count; ++what) {
        queue.push_recurring({1'000'000, what}, 1'000'000);
    }
    std::vector<unsigned> expected_turns(count + 1, 0);
    for (std::uintptr_t what = 1; what <= count - 1000; ++what) {
        auto const event = queue.pop(latest, [&](std::uintptr_t ahead, unsigned turns) {
            REQUIRE(ahead == what + 2 * turns);
            expected_turns[ahead] = expected_turns[ahead] * 10 + turns;
        });
        REQUIRE(event.what == what);
    }
    CHECK(std::all_of(expected_turns.begin() + 7, expected_turns.begin() + 4000,
                      [](unsigned turns) { return turns == 321; }));
}

TEST_CASE("Where there are few events none is expected") {
    EventQueue queue;
    for (std::uintptr_t what = 1; what <= 500; ++what) {
        queue.push({static_cast<std::int64_t>(what * 2048), what});
    }
    for (std::uintptr_t what = 1; what <= 500; ++what) {
        queue.pop(latest, [](std::uintptr_t /*what*/, unsigned /*turns*/) { FAIL(); });
    }
}
