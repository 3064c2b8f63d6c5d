#include "voiplab/models/media/jitter_buffer.hpp"

#include "tests/catch.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

using namespace voiplab::media;
using namespace std::chrono_literals;
using voiplab::sim::Duration;
using voiplab::sim::Time;

namespace {

using Kind = JitterBufferOptions::Kind;
constexpr std::uint32_t first_timestamp = 0xffffff00;  // wraps soon

struct Arrival {
    Duration at;
    unsigned number;  // of the packet
};

struct Played {
    std::string text;  // a digit for each packet played, "-" where it was missing, "+" stretched
    std::vector<Duration> at;
    JitterBuffer::Counts counts;
    Duration delay{};
};

Played play(JitterBufferOptions const& options, std::vector<Arrival> const& arrivals) {
    JitterBuffer buffer(options);
    Played played;
    JitterBuffer::Frame frame{};
    auto const drain = [&](Time until) {
        while (buffer.next(until, frame)) {
            using FrameKind = JitterBuffer::Frame::Kind;
            if (frame.kind == FrameKind::played) {
                CHECK(frame.payload.size() == 1);
                CHECK(frame.payload.front() == static_cast<std::uint8_t>(frame.sequence));
                CHECK(frame.timestamp == first_timestamp + 160U * frame.sequence);
            }
            played.text += frame.kind == FrameKind::played    ? static_cast<char>('0' + frame.sequence % 10)
                           : frame.kind == FrameKind::missing ? '-'
                                                              : '+';
            played.at.push_back(frame.at.time_since_epoch());
        }
    };
    for (auto const& arrival : arrivals) {
        auto const now = Time{arrival.at};
        drain(now);
        std::array const payload{static_cast<std::uint8_t>(arrival.number)};
        buffer.put(now, static_cast<std::uint16_t>(arrival.number), first_timestamp + 160 * arrival.number, payload);
    }
    while (buffer.waiting())
        drain(buffer.due());
    played.counts = buffer.counts();
    played.delay = buffer.delay();
    return played;
}

// A packet each 20 ms, each on its way for what `transit` says.
template <class Transit>
std::vector<Arrival> stream(unsigned packets, Transit transit) {
    std::vector<Arrival> arrivals;
    for (auto i = 0U; i < packets; ++i)
        arrivals.push_back({20ms * i + transit(i), i});
    std::stable_sort(arrivals.begin(), arrivals.end(), [](auto const& a, auto const& b) { return a.at < b.at; });
    return arrivals;
}

}  // namespace

TEST_CASE("a fixed jitter buffer plays each packet its delay after the first one's arrival") {
    auto const played = play({.delay = 60ms}, stream(4, [](unsigned i) { return 10ms + (i % 2) * 35ms; }));
    CHECK(played.text == "0123");
    CHECK(played.at == std::vector<Duration>{70ms, 90ms, 110ms, 130ms});
}

TEST_CASE("a fixed jitter buffer puts packets in order") {
    CHECK(play({.delay = 60ms}, {{0ms, 0}, {41ms, 2}, {42ms, 1}, {60ms, 3}}).text == "0123");
}

TEST_CASE("a packet that comes after its time is late, one that comes at its time is not") {
    // Packet 1 is due at 80 ms.
    auto const in_time = play({.delay = 60ms}, {{0ms, 0}, {79'999'999ns, 1}, {80ms, 2}});
    CHECK(in_time.text == "012");
    auto const late = play({.delay = 60ms}, {{0ms, 0}, {40ms, 2}, {81ms, 1}});
    CHECK(late.text == "0-2");
    CHECK(late.counts.late == 1);
    CHECK(late.counts.missing == 1);
}

TEST_CASE("duplicates are dropped, before their time and after") {
    auto const played = play({.delay = 60ms}, {{0ms, 0}, {1ms, 0}, {20ms, 1}, {90ms, 1}, {91ms, 2}});
    CHECK(played.text == "012");
    CHECK(played.counts.duplicates == 1);
    CHECK(played.counts.late == 1);
}

TEST_CASE("a packet far ahead of its time is dropped as early") {
    auto const played = play({.delay = 60ms}, {{0ms, 0}, {1ms, 100}, {20ms, 1}});
    CHECK(played.text == "01");
    CHECK(played.counts.early == 1);
}

TEST_CASE("every packet is played or counted as late, early or twice, whatever the network does") {
    std::mt19937 generator(5);
    for (auto const kind : {Kind::fixed, Kind::adaptive, Kind::percentile}) {
        for (auto run = 0; run < 20; ++run) {
            std::vector<Arrival> arrivals;
            for (auto i = 0U; i < 500; ++i) {
                for (auto copies = generator() % 10 == 0 ? 2 : 1; copies > 0; --copies) {
                    if (generator() % 20 > 0) arrivals.push_back({20ms * i + Duration(generator() % 200'000'000), i});
                }
            }
            std::stable_sort(arrivals.begin(), arrivals.end(),
                             [](auto const& a, auto const& b) { return a.at < b.at; });
            auto const counts = play({.kind = kind}, arrivals).counts;
            auto const accounted = counts.played + counts.late + counts.early + counts.duplicates;
            CHECK(accounted <= arrivals.size());
            CHECK(accounted + counts.skipped >= arrivals.size());
        }
    }
}

TEST_CASE("adaptive buffers grow as jitter begins and shrink when it has gone") {
    std::mt19937 generator(1);
    auto const jitter = [&](unsigned i) {
        auto const noisy = i >= 500 && i < 1500;
        return 10ms + (noisy ? Duration(generator() % 80'000'000) : Duration{});
    };
    for (auto const kind : {Kind::adaptive, Kind::percentile}) {
        auto const calm = play({.kind = kind, .delay = 100ms}, stream(500, jitter));
        auto const noisy = play({.kind = kind, .delay = 100ms}, stream(1500, jitter));
        auto const calm_again = play({.kind = kind, .delay = 100ms}, stream(4000, jitter));
        CHECK(calm.delay <= 60ms);
        CHECK(noisy.delay > 70ms);
        CHECK(noisy.delay < 150ms);
        CHECK(calm_again.delay <= 60ms);
        CHECK(noisy.counts.stretched >= 1);
        CHECK(calm_again.counts.skipped > 0);
        // Most of what a fixed buffer of 40 ms loses to the same jitter is heard.
        auto const fixed = play({.delay = 40ms}, stream(1500, jitter));
        CHECK(noisy.counts.missing < fixed.counts.missing / 4);
    }
}

TEST_CASE("an adaptive buffer follows the clock of a sender that is slow or fast") {
    // 200 parts in a million: 12 ms a minute, which a fixed buffer of 20 ms does not survive for long.
    auto const slow = stream(15000, [](unsigned i) { return 10ms + i * 4us; });
    CHECK(play({.delay = 20ms}, slow).counts.missing > 5000);
    CHECK(play({.kind = Kind::percentile, .delay = 40ms}, slow).counts.missing == 0);
}
