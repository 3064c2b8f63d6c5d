#include "voiplab/models/net/netem.hpp"

#include "tests/net/netem_rig.hpp"
#include "tests/support/confidence.hpp"

using namespace voiplab;
using namespace voiplab::net;
using namespace voiplab::test;
using namespace std::chrono_literals;

namespace {

struct Box {
    explicit Box(NetemOptions const& options, std::uint64_t seed = 1)
        : sink(scheduler),
          netem(scheduler, NetemQueue(options, sim::RandomStreams(seed), "link:wan/a", frames, payloads)) {
        netem.connect(sink);
    }
    // Numbered frames of that size of payload, one each `interval`.
    void send(std::size_t count, sim::Duration interval, std::size_t payload = 18) {
        for (std::size_t i = 0; i < count; ++i) {
            scheduler.run_until(begin + i * interval);
            auto frame = datagram_frame(payloads, mac(1), mac(2), payload);
            std::get<UdpDatagram>(frame.content).identification = static_cast<std::uint16_t>(i);
            netem.accept(frames.make(std::move(frame)));
        }
        scheduler.run();
    }
    [[nodiscard]] std::vector<int> order() const {
        std::vector<int> numbers;
        for (auto const& frame : sink.frames) {
            numbers.push_back(std::get<UdpDatagram>(frame.content).identification);
        }
        return numbers;
    }

    sim::Time begin = at(0s);
    sim::Scheduler scheduler;
    PayloadPool payloads;
    FramePool frames;
    RecordingSink sink;
    Netem netem;
};

}  // namespace

TEST_CASE("A netem of which nothing is asked passes frames on at once") {
    Box box({});
    box.send(3, 1ms);
    CHECK(box.sink.times == std::vector{at(0ms), at(1ms), at(2ms)});
    CHECK(box.scheduler.executed_count() == 0);
}

TEST_CASE("A jitter above the spacing reorders, as in netem, and one that keeps the order does not") {
    NetemOptions options;
    options.delay = sim::Duration(100ms);
    options.jitter = sim::Duration(50ms);
    Box box(options);
    box.send(1000, 10ms);
    auto const order = box.order();
    CHECK(order.size() == 1000);
    CHECK_FALSE(std::is_sorted(order.begin(), order.end()));
    CHECK(std::is_sorted(box.sink.times.begin(), box.sink.times.end()));

    options.jitter_keeps_order = true;
    Box queue(options);
    queue.send(1000, 10ms);
    auto const kept = queue.order();
    CHECK(kept.size() == 1000);
    CHECK(std::is_sorted(kept.begin(), kept.end()));
    // Each leaves at the latest of the times drawn so far.
    for (std::size_t i = 0; i < kept.size(); ++i) {
        CHECK(queue.sink.times[i] - at(i * 10ms) >= 50ms);
        CHECK(queue.sink.times[i] - at(i * 10ms) < 150ms);
    }
}

TEST_CASE("Frames of one time leave in the order in which they came") {
    NetemOptions options;
    options.delay = sim::Duration(5ms);
    Box box(options);
    box.send(50, 0ms);
    auto const order = box.order();
    CHECK(std::is_sorted(order.begin(), order.end()));
    CHECK(order.size() == 50);
}

TEST_CASE("Every fifth frame overtakes where it is certain, the others are delayed") {
    NetemOptions options;
    options.delay = sim::Duration(10ms);
    options.reorder = Probability{1};
    options.gap = 5U;
    Box box(options);
    box.send(10, 1ms);
    CHECK(box.order() == std::vector{4, 9, 0, 1, 2, 3, 5, 6, 7, 8});
    CHECK(box.sink.times[0] == at(4ms));
    CHECK(box.netem.counters().reordered == 2);
}

TEST_CASE("A part of the frames overtakes: the share of a draw behind each gap") {
    constexpr std::size_t count = 200'000;
    NetemOptions options;
    options.delay = sim::Duration(10ms);
    options.reorder = Probability{0.25};
    auto const gap = GENERATE(1U, 3U);
    options.gap = gap;
    options.limit = std::uint32_t{count};
    Box box(options);
    box.send(count, 20ms);
    // From one frame that overtakes to the next: gap - 1 that cannot, and a geometric number of draws of mean 1 / 0.25
    // and variance 0.75 / 0.25^2. By the renewal theorem so many in `count` have mean count / m and variance count
    // s^2 / m^3.
    auto const m = gap - 1 + 4.0;
    auto const allowed = tolerance(12 / (m * m * m), count);
    check_near(static_cast<double>(box.netem.counters().reordered) / static_cast<double>(count), 1 / m, allowed);
}

TEST_CASE("A part of the frames comes twice") {
    constexpr std::size_t count = 200'000;
    NetemOptions options;
    options.duplicate = Probability{0.1};
    Box box(options);
    box.send(count, 1us);
    auto const extra = static_cast<double>(box.sink.frames.size() - count);
    CHECK(box.netem.counters().duplicated == box.sink.frames.size() - count);
    check_near(extra / count, 0.1, tolerance(0.09, count));
}

TEST_CASE("A copy draws its own loss, and a frame that is doubled and lost passes once") {
    constexpr std::size_t count = 200'000;
    NetemOptions options;
    options.duplicate = Probability{0.5};
    options.loss = Probability{0.2};
    Box box(options);
    box.send(count, 1us);
    // Not doubled: 0.8 of 1. Doubled: 0.2 lost, and passed once; 0.8 with a copy that passes with 0.8.
    auto const mean = 0.5 * 0.8 + 0.5 * (0.2 * 1 + 0.8 * 1.8);
    auto const mean_square = 0.5 * 0.8 + 0.5 * (0.2 + 0.8 * (0.2 * 1 + 0.8 * 4));
    check_near(static_cast<double>(box.sink.frames.size()) / count, mean, tolerance(mean_square - mean * mean, count));
}

TEST_CASE("A part of the frames has one bit inverted, anywhere in it") {
    constexpr std::size_t count = 50'000;
    NetemOptions options;
    options.corrupt = Probability{0.5};
    Box box(options);
    auto const frame = box.frames.make(datagram_frame(box.payloads, mac(1), mac(2), 18));
    std::vector<std::uint8_t> right;
    append_bytes(*frame, right);
    for (std::size_t i = 0; i < count; ++i) {
        box.netem.accept(frame);
    }
    std::vector<double> hits(right.size() * 8);
    double corrupted = 0;
    for (auto const& arrived : box.sink.frames) {
        std::vector<std::uint8_t> bytes;
        append_bytes(arrived, bytes);
        REQUIRE(bytes.size() == right.size());
        int inverted = 0;
        for (std::size_t bit = 0; bit < hits.size(); ++bit) {
            if (((bytes[bit / 8] ^ right[bit / 8]) & (0x80U >> bit % 8)) == 0) continue;
            ++hits[bit];
            ++inverted;
        }
        REQUIRE(inverted <= 1);
        corrupted += inverted;
    }
    CHECK(box.sink.frames.size() == count);
    CHECK(box.netem.counters().corrupted == static_cast<std::uint64_t>(corrupted));
    check_near(corrupted / count, 0.5, tolerance(0.25, count));
    check_fit(hits, std::vector<double>(hits.size(), corrupted / static_cast<double>(hits.size())));
}

TEST_CASE("A rate spaces frames by their size, overhead and cells") {
    NetemOptions options;
    options.rate = BitRate{1'000'000};
    struct Row {
        std::int32_t overhead;
        std::uint32_t cell, cell_overhead;
        sim::Duration spacing;
    };
    // 100 bytes of frame: 58 of payload behind 42 of headers. ATM's cells take 48 bytes and 5 more each.
    auto const row = GENERATE(values<Row>(
        {{0, 0, 0, 800us}, {20, 0, 0, 960us}, {-14, 0, 0, 688us}, {0, 48, 5, 3 * 53 * 8us}, {0, 50, 0, 800us}}));
    options.packet_overhead = row.overhead;
    options.cell_size = row.cell;
    options.cell_overhead = row.cell_overhead;
    Box box(options);
    box.send(3, 0us, 58);
    CHECK(box.sink.times == std::vector{at(row.spacing), at(2 * row.spacing), at(3 * row.spacing)});
}

TEST_CASE("With a rate, waiting counts towards the delay") {
    // sch_netem.c: delay -= last->time_to_send - now, so the first frame leaves after delay and transmission, and those
    // behind follow at the rate until the wait exceeds the delay.
    NetemOptions options;
    options.rate = BitRate{1'000'000};
    options.delay = sim::Duration(1ms);
    Box box(options);
    box.send(3, 0us, 58);
    CHECK(box.sink.times == std::vector{at(1800us), at(2600us), at(3400us)});
    // One that comes 0.5 ms before the last one leaves waits the rest of its delay behind it.
    Box later(options);
    later.send(2, 1300us, 58);
    CHECK(later.sink.times == std::vector{at(1800us), at(1800us + 500us + 800us)});
}

TEST_CASE("Slots gather frames and let so many out at once") {
    NetemOptions options;
    options.slot = std::optional(SlotOptions{.min = 20ms, .max = 20ms, .packets = 3});
    Box box(options);
    box.begin = at(1ms);
    box.send(8, 1ms);
    // The first comes after the slot of the beginning and waits 20 ms; three leave, and the next slot is 20 ms later.
    CHECK(box.sink.times ==
          std::vector{at(21ms), at(21ms), at(21ms), at(41ms), at(41ms), at(41ms), at(61ms), at(61ms)});
}

TEST_CASE("Slots are limited by bytes, and their distance is drawn") {
    NetemOptions options;
    options.slot = std::optional(SlotOptions{.min = 5ms, .max = 15ms, .bytes = 200});
    options.limit = 100'000U;
    Box box(options);
    box.begin = at(1ms);
    constexpr std::size_t count = 20'000;
    box.send(count, 0ms, 58);
    // Frames of 100 bytes: two a slot. The distances are uniform over 10 ms.
    std::vector<double> distances;
    for (std::size_t i = 2; i < count; i += 2) {
        CHECK(box.sink.times[i] == box.sink.times[i + 1]);
        distances.push_back(static_cast<double>((box.sink.times[i] - box.sink.times[i - 1]).count()) * 1e-6);
    }
    CHECK(*std::min_element(distances.begin(), distances.end()) >= 5);
    CHECK(*std::max_element(distances.begin(), distances.end()) < 15);
    check_near(mean_of(distances), 10, tolerance(100.0 / 12, distances.size()));
    // Of a uniform distribution over 10 ms the fourth moment is 10^4 / 80.
    check_near(variance_of(distances), 100.0 / 12, tolerance(1e4 / 80 - 1e4 / 144, distances.size()));
}

TEST_CASE("The distance of slots may have a distribution") {
    NetemOptions options;
    auto const table = std::make_shared<DelayTable const>(DelayTable::normal());
    options.slot = std::optional(SlotOptions{.distribution = table, .delay = 20ms, .jitter = 1ms, .packets = 1});
    options.limit = 100'000U;
    Box box(options);
    box.begin = at(1ms);
    constexpr std::size_t count = 20'000;
    box.send(count, 0ms);
    std::vector<double> distances;
    for (std::size_t i = 1; i < count; ++i) {
        distances.push_back(static_cast<double>((box.sink.times[i] - box.sink.times[i - 1]).count()) * 1e-6);
    }
    check_near(mean_of(distances), 20 - 0.00078, tolerance(1, distances.size()));
    check_near(variance_of(distances), 1, tolerance(3 - 1, distances.size()));
}

TEST_CASE("What is above the limit is dropped") {
    NetemOptions options;
    options.delay = sim::Duration(1s);
    options.limit = 10U;
    Box box(options);
    box.send(15, 1ms);
    CHECK(box.sink.frames.size() == 10);
    CHECK(box.netem.counters().over_limit == 5);
}

TEST_CASE("A seed of its own makes two links' luck the same, and one kind of draw leaves the others alone") {
    auto const losses = [](NetemOptions const& options, std::string_view name) {
        PayloadPool payloads;
        FramePool frames;
        NetemQueue queue(options, sim::RandomStreams(1), name, frames, payloads);
        std::vector<bool> lost;
        for (std::size_t i = 0; i < 200; ++i) {
            auto const before = queue.counters().lost;
            queue.accept(frames.make(datagram_frame(payloads, mac(1), mac(2), 18)), at(i * 1s));
            while (queue.next(at(i * 1s))) {
            }
            lost.push_back(queue.counters().lost > before);
        }
        return lost;
    };
    NetemOptions options;
    options.loss = Probability{0.5};
    auto const wan_a = losses(options, "link:wan/a");
    CHECK(wan_a != losses(options, "link:wan/b"));
    auto jittered = options;
    jittered.jitter = sim::Duration(1ms);
    jittered.reorder = Probability{0.1};
    CHECK(wan_a == losses(jittered, "link:wan/a"));
    options.seed = 7;
    CHECK(losses(options, "link:wan/a") == losses(options, "link:wan/b"));
    CHECK(losses(options, "link:wan/a") != wan_a);
}

TEST_CASE("Duplicates, corruption and reordering are correlated by netem's recursion, each by its own draws") {
    struct Row {
        char const* purpose;
        std::uint64_t NetemCounters::*counter;
        Varying<Probability> NetemOptions::*probability;
        Varying<Probability> NetemOptions::*correlation;
    };
    auto const row = GENERATE(values<Row>(
        {{"duplicate", &NetemCounters::duplicated, &NetemOptions::duplicate, &NetemOptions::duplicate_correlation},
         {"corrupt", &NetemCounters::corrupted, &NetemOptions::corrupt, &NetemOptions::corrupt_correlation},
         {"reorder", &NetemCounters::reordered, &NetemOptions::reorder, &NetemOptions::reorder_correlation}}));
    NetemOptions options;
    options.delay = sim::Duration(1ms);
    options.*row.probability = Probability{0.3};
    options.*row.correlation = Probability{0.5};
    NetemRig rig(options);
    auto stream = sim::RandomStreams(1).stream(std::string("link:wan/a/") + row.purpose);
    auto const draw = [&] { return static_cast<double>(stream.bits()) / 4'294'967'296.0; };
    auto last = draw();
    std::size_t differ = 0;
    constexpr std::size_t count = 100'000;
    for (std::size_t i = 0; i < count; ++i) {
        last = draw() * 0.5 + last * 0.5;
        auto const before = rig.queue.counters().*row.counter;
        rig.fate(NetemRig::second(i));
        while (rig.queue.next(NetemRig::second(i) + 1ms)) {
        }
        if ((rig.queue.counters().*row.counter > before) != (last <= 0.3)) ++differ;
    }
    // Draws within 2^-30 of the threshold may fall to either side of it.
    CHECK(differ <= 1);
    CHECK(rig.queue.counters().*row.counter > count / 100);
}

TEST_CASE("Slots may begin and end in the run") {
    NetemOptions options;
    options.slot = {std::nullopt, {{at(2s), SlotOptions{.min = 20ms, .max = 20ms}}, {at(4s), std::nullopt}}};
    std::vector<double> const right{0, 0, 20, 20, 0, 0};
    CHECK(NetemRig(options).delays(right.size()) == right);
}
