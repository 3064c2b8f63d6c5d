#include "tests/catch.hpp"
#include "written_scenario.hpp"

#include <string>

#include <fmt/format.h>
#include <unistd.h>

using namespace voiplab;
using namespace voiplab::scenarios;
using namespace std::chrono_literals;

namespace {

// The netem of a link between a host and a switch.
std::vector<net::NetemOptions> netem(std::string_view text) {
    constexpr std::string_view scenario = R"(title: A link
duration: 20s
network:
  switches: [{{name: lan}}]
  hosts: [{{name: a, address: 10.0.0.1/24}}]
  links:
    - ends: [a, lan]
      netem: {}
)";
    return loaded(fmt::format(scenario, text)).network.links[0].netem;
}

sim::Time at(sim::Duration since_start) {
    return sim::Time{since_start};
}

}  // namespace

TEST_CASE("netem on a link is for both ways, for one, or for each") {
    CHECK(netem("{delay: 5ms}").at(0).from.empty());
    CHECK(netem("{from: lan, delay: 5ms}").at(0).from == "lan");
    auto const each = netem("[{from: a, delay: 5ms}, {from: lan, loss: 1%}]");
    REQUIRE(each.size() == 2);
    CHECK(each[0].delay.first() == 5ms);
    CHECK(each[1].loss.first().value == 0.01);
}

TEST_CASE("Any value of netem may change in the run") {
    auto options = netem("{loss: [{at: 2s, value: 1%}, {at: 10s, value: 5%}], rate: [{at: 1s, value: 2Mbps}]}").at(0);
    CHECK(options.loss.at(at(0s)).value == 0);
    CHECK(options.loss.at(at(2s)).value == 0.01);
    CHECK(options.loss.at(at(11s)).value == 0.05);
    CHECK(options.rate.at(at(0s)).bits_per_second == 0);
    CHECK(options.rate.at(at(1s)).bits_per_second == 2'000'000);
}

TEST_CASE("netem's options are tc's") {
    auto const options = netem(R"({delay: 30ms, jitter: 10ms, correlation: 25%, distribution: pareto,
        loss_gemodel: {p: 1%, r: 10%, 1-h: 80%, 1-k: 0.1%}, duplicate: 2%, duplicate_correlation: 10%,
        reorder: 20%, reorder_correlation: 50%, gap: 5, corrupt: 3%, rate: 1Mbps, packet_overhead: -14B, cell_size: 48B,
        cell_overhead: 5B, slot: {min: 1ms, max: 2ms, packets: 3, bytes: 4kB}, limit: 77, seed: 9})")
                             .at(0);
    CHECK(options.jitter.first() == 10ms);
    CHECK(options.correlation.first().value == 0.25);
    REQUIRE(options.distribution.first() != nullptr);
    CHECK(options.distribution.first()->samples() == net::DelayTable::pareto().samples());
    REQUIRE(options.loss_gemodel);
    CHECK(options.loss_gemodel->p.first().value == 0.01);
    CHECK(options.loss_gemodel->r->first().value == 0.1);
    CHECK(options.loss_gemodel->loss_in_bad.first().value == 0.8);
    CHECK(options.loss_gemodel->loss_in_good.first().value == 0.001);
    CHECK(options.duplicate.first().value == 0.02);
    CHECK(options.gap.first() == 5);
    CHECK(options.corrupt.first().value == 0.03);
    CHECK(options.packet_overhead.first() == -14);
    CHECK(options.cell_size.first() == 48);
    CHECK(options.cell_overhead.first() == 5);
    REQUIRE(options.slot.first());
    CHECK(options.slot.first()->max == 2ms);
    CHECK(options.slot.first()->bytes == 4000);
    CHECK(options.limit.first() == 77);
    CHECK(options.seed == 9);

    auto const state = netem("{loss_state: {p13: 1%, p31: 20%, p32: 10%, p23: 30%, p14: 2%}}").at(0).loss_state;
    REQUIRE(state);
    CHECK(state->p31->first().value == 0.2);
    CHECK(state->p14.first().value == 0.02);
    CHECK_FALSE(netem("{loss_state: {p13: 1%}}").at(0).loss_state->p31);
}

TEST_CASE("Outages and spikes are read, and a spike falls as fast as it may unless it says how long") {
    auto const options = netem(
                             "{outages: {from: 3s, every: 10s, for: 500ms}, spikes: {every: 5s, random: yes, "
                             "delay: 200ms}}")
                             .at(0);
    CHECK(options.outages.first().from == at(3s));
    CHECK(options.outages.first().length == 500ms);
    CHECK(options.spikes.first().random);
    CHECK(options.spikes.first().fall == 200ms);
}

TEST_CASE("Traces and tables come from files") {
    auto const from_file = [](std::string_view key, std::string_view name, std::string_view text) {
        write_file(std::to_string(::getpid()), name, text);  // beside the scenario; goes with it
        return netem(fmt::format("{{delay: 1ms, jitter: 1ms, {}: {}}}", key, name)).at(0);
    };
    CHECK(from_file("loss_trace", "loss.trace", "# a second\n0010 1 # and more\n\n1").loss_trace ==
          std::vector<bool>{false, false, true, false, true, true});
    auto const table = from_file("distribution", "mine.dist", "# mine\n-8192 0 8192\n").distribution.first();
    REQUIRE(table != nullptr);
    CHECK(table->samples() == std::vector<std::int16_t>{-8192, 0, 8192});
}

TEST_CASE("A trace of delays is one by frames or one by times") {
    auto const from_file = [](std::string_view text) {
        write_file(std::to_string(::getpid()), "delay.trace", text);
        return netem("{delay_trace: delay.trace}").at(0).delay_trace;
    };
    CHECK(from_file("20ms\n# none\n1.5ms # short\n").delays == std::vector<sim::Duration>{20ms, 1500us});
    auto const changes = from_file("0s 20ms\n1.5s\t40ms\r\n").changes;
    REQUIRE(changes.size() == 2);
    CHECK(changes[1].at == at(1500ms));
    CHECK(changes[1].value == 40ms);
}

TEST_CASE("Slots, outages and spikes may change as any value, and end by no") {
    auto options = netem(
                       "{slot: [{at: 2s, value: {min: 5ms}}, {at: 4s, value: no}], "
                       "outages: [{at: 1s, value: {every: 10s, for: 1s}}], "
                       "spikes: [{at: 1s, value: {every: 5s, delay: 9ms}}, {at: 3s, value: no}], "
                       "jitter: 1ms, jitter_keeps_order: [{at: 5s, value: yes}]}")
                       .at(0);
    CHECK_FALSE(options.slot.at(at(1s)));
    CHECK(options.slot.at(at(2s)).value().min == 5ms);
    CHECK_FALSE(options.slot.at(at(4s)));
    CHECK(options.outages.at(at(0s)).every == 0s);
    CHECK(options.outages.at(at(1s)).length == 1s);
    CHECK(options.spikes.at(at(2s)).fall == 9ms);
    CHECK(options.spikes.at(at(3s)).every == 0s);
    CHECK_FALSE(options.jitter_keeps_order.at(at(4s)));
    CHECK(options.jitter_keeps_order.at(at(5s)));
}
