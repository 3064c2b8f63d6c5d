#include "tests/catch.hpp"
#include "voiplab/scenarios/runner.hpp"
#include "written_scenario.hpp"

#include <string>

#include <fmt/format.h>

using namespace voiplab;
using namespace voiplab::scenarios;
using namespace std::chrono_literals;

namespace {

using Kind = net::QueueOptions::Kind;

// Two hosts at the ends of a WAN of 10 Mbit/s with a round-trip time of 100 ms, the time that CoDel's interval is meant
// for (RFC 8289 section 4.3).
constexpr std::string_view wan = R"(title: A WAN
duration: 60s
network:
  switches: [{{name: west}}, {{name: east}}]
  hosts:
    - {{name: a, address: 10.0.0.1/24}}
    - {{name: b, address: 10.0.0.2/24}}
  links:
    - {{ends: [a, west]}}
    - {{ends: [b, east]}}
    - name: wan
      ends: [west, east]
      rate: 10Mbps
      delay: 50ms
      queue: {}
background:
{}
statistics: {{slice: 1s}}
)";

constexpr std::string_view four_greedy = R"(  - {from: a, to: b, kind: greedy}
  - {from: a, to: b, kind: greedy, start: 1s}
  - {from: a, to: b, kind: greedy, start: 2s}
  - {from: a, to: b, kind: greedy, start: 3s})";

std::vector<net::QueueOptions> queues(std::string_view text) {
    return loaded(fmt::format(wan, text, "  - {from: a, to: b}")).network.links[2].queues;
}

net::LinkRecord wan_record(std::string_view queue, std::string_view background) {
    RunOptions options;
    options.output = std::filesystem::path(VOIPLAB_TEST_FOLDER) / "queues";
    auto const result = run(loaded(fmt::format(wan, queue, background)), options);
    for (auto const& link : result.links) {
        if (link.link == "wan" && link.from == "west") return link;
    }
    return {};
}

net::LinkFigures wan_figures(std::string_view queue, std::string_view background) {
    return wan_record(queue, background).whole;
}

}  // namespace

TEST_CASE("A link's queue is for both ways, for one, or for each") {
    CHECK(queues("{kind: codel}").at(0).from.empty());
    auto const each = queues("[{from: west, kind: red}, {from: east, packets: 7}]");
    REQUIRE(each.size() == 2);
    CHECK(each[0].kind == Kind::red);
    CHECK(each[1].kind == Kind::fifo);
    CHECK(each[1].packets == 7);
}

TEST_CASE("A queue's options are read, and prio has voice and the rest unless it says otherwise") {
    auto const prio = queues("{kind: prio}").at(0);
    REQUIRE(prio.classes.size() == 2);
    CHECK(prio.classes[0].dscp == std::vector<std::uint8_t>{46});
    CHECK(prio.classes[1].dscp.empty());
    auto const wfq = queues("{kind: wfq, classes: [{weight: 2}, {dscp: [cs3, 26], weight: 3, packets: 9}]}").at(0);
    REQUIRE(wfq.classes.size() == 2);
    CHECK(wfq.classes[0].weight == 2);
    CHECK(wfq.classes[1].dscp == std::vector<std::uint8_t>{24, 26});
    CHECK(wfq.classes[1].packets == 9);
    auto const red = queues("{kind: red, min: 4, max: 9, probability: 2%, weight: 1%, average_packet: 1kB}").at(0);
    CHECK(red.red_min == 4);
    CHECK(red.red_max == 9);
    CHECK(red.red_probability.value == 0.02);
    CHECK(red.red_weight.value == 0.01);
    CHECK(red.red_average_packet.bytes == 1000);
    auto const fq_codel = queues("{kind: fq_codel, target: 8ms, interval: 80ms, flows: 16, quantum: 300B}").at(0);
    CHECK(fq_codel.target == 8ms);
    CHECK(fq_codel.interval == 80ms);
    CHECK(fq_codel.flows == 16);
    CHECK(fq_codel.quantum.bytes == 300);
    auto const buckets = queues("{police: {rate: 1Mbps, burst: 9kB}, shape: {rate: 2Mbps, burst: 3kB}}").at(0);
    REQUIRE(buckets.police);
    CHECK(buckets.police->rate.bits_per_second == 1'000'000);
    CHECK(buckets.police->burst.bytes == 9000);
    REQUIRE(buckets.shape);
    CHECK(buckets.shape->rate.bits_per_second == 2'000'000);
}

TEST_CASE("CoDel holds its target where a fifo fills up, and the link stays busy") {
    auto const fifo = wan_figures("{packets: 1000}", four_greedy);
    auto const codel = wan_figures("{kind: codel}", four_greedy);
    CHECK(fifo.sojourn_ms.mean > 200);
    CHECK(codel.sojourn_ms.p50 < 10);
    CHECK(codel.sojourn_ms.mean < 15);
    CHECK(codel.utilisation > 0.85);
    CHECK(codel.counts.codel > 0);
    CHECK(codel.counts.queue_full == 0);
}

TEST_CASE("FQ-CoDel spares a thin flow the queue that the greedy ones have") {
    auto const thin = std::string(four_greedy) + "\n  - {from: a, to: b, rate: 64kbps, size: 200B}";
    RunOptions options;
    options.output = std::filesystem::path(VOIPLAB_TEST_FOLDER) / "queues";
    auto const result = run(loaded(fmt::format(wan, "{kind: fq_codel}", thin)), options);
    REQUIRE(result.background.size() == 5);
    CHECK(result.background[4].sent - result.background[4].received <= 5);  // what is on its way at the end
}

TEST_CASE("A shaped link carries its rate and no more") {
    auto const record = wan_record("{shape: {rate: 3Mbps, burst: 10kB}}", "  - {from: a, to: b, rate: 9Mbps}");
    REQUIRE(record.slices.size() == 60);
    for (std::size_t i = 1; i < record.slices.size(); ++i) {
        constexpr double largest_frame = 1514 * 8;
        CHECK(static_cast<double>(record.slices[i].counts.carried_bytes) * 8 == Approx(3e6).margin(largest_frame));
    }
}
