#include "tests/catch.hpp"
#include "tests/net/frames.hpp"
#include "voiplab/models/net/network.hpp"

#include <string>
#include <vector>

// Whatever the topology and whatever befalls its links: no frame is lost without a cause or comes from nowhere.

using namespace voiplab;
using namespace voiplab::net;
using namespace std::chrono_literals;

namespace {

class RandomNetwork {
  public:
    explicit RandomNetwork(std::uint64_t seed) : random_(sim::RandomStreams(seed).stream("test")) {}

    NetworkOptions draw() {
        NetworkOptions options;
        auto const switches = pick(1, 4);
        for (std::uint64_t i = 0; i < switches; ++i) {
            auto const name = "switch-" + std::to_string(i);
            options.switches.push_back({.name = name});
            if (i > 0) add_link(options, name, "switch-" + std::to_string(pick(0, i - 1)));
        }
        // A loop now and then, of which the spanning tree cuts one link.
        if (switches > 2 && chance()) add_link(options, "switch-0", "switch-" + std::to_string(switches - 1));
        auto const hosts = pick(2, 6);
        for (std::uint64_t i = 0; i < hosts; ++i) {
            HostOptions host;
            host.name = "host-" + std::to_string(i);
            host.mac = mac(static_cast<std::uint8_t>(i + 1));
            host.address = {{0x0a00'0001U + static_cast<std::uint32_t>(i)}, 24};
            options.hosts.push_back(host);
            add_link(options, host.name, "switch-" + std::to_string(pick(0, switches - 1)));
        }
        options.measurement = MeasurementOptions{50ms, at(2s)};
        return options;
    }
    std::uint64_t pick(std::uint64_t low, std::uint64_t high) { return random_.integer(low, high); }

  private:
    bool chance() { return pick(0, 1) == 1; }
    Probability part(double most) { return {random_.unit() * most}; }
    sim::Duration up_to(sim::Duration most) {
        return sim::Duration{static_cast<std::int64_t>(pick(0, static_cast<std::uint64_t>(most.count())))};
    }

    void add_link(NetworkOptions& options, std::string const& one, std::string const& other) {
        auto& link = options.links.emplace_back();
        link.name = one + "-" + other + "-" + std::to_string(options.links.size());
        link.ends[0] = one;
        link.ends[1] = other;
        link.rate = {pick(1, 20) * 500'000};
        link.delay = up_to(20ms);
        link.queue_length = pick(1, 20);
        if (chance()) link.down = {{at(up_to(1s)), at(1s + up_to(500ms))}};
        if (chance()) link.queues.push_back(draw_queue());
        if (chance()) link.netem.push_back(draw_netem());
    }

    QueueOptions draw_queue() {
        QueueOptions queue;
        queue.kind = static_cast<QueueOptions::Kind>(pick(0, 5));
        queue.packets = pick(1, 20);
        queue.classes.resize(2);
        queue.classes[0].dscp = {46};
        queue.red_min = 1;
        queue.red_max = static_cast<std::uint32_t>(pick(2, 6));
        queue.red_weight = {0.2};
        queue.interval = 20ms;
        if (chance()) queue.police = TokenBucketOptions{{pick(1, 20) * 100'000}, {pick(1, 5) * 1'518}};
        if (chance()) queue.shape = TokenBucketOptions{{pick(1, 20) * 100'000}, {pick(1, 5) * 1'518}};
        return queue;
    }

    NetemOptions draw_netem() {
        NetemOptions netem;
        netem.delay = up_to(30ms);
        netem.jitter = up_to(20ms);
        netem.jitter_keeps_order = chance();
        if (chance()) netem.loss = part(0.3);
        if (chance()) netem.loss_gemodel = GilbertElliottOptions{.p = part(0.1), .r = Varying(part(0.9))};
        if (chance()) netem.duplicate = part(0.5);
        if (chance()) netem.corrupt = part(0.3);
        if (chance()) netem.reorder = part(0.5);
        if (chance()) netem.rate = BitRate{pick(1, 10) * 1'000'000};
        if (chance()) netem.outages = PeriodicOutages{at(up_to(500ms)), 300ms, 50ms};
        if (chance()) netem.slot = std::optional(SlotOptions{.min = 1ms, .max = 1ms + up_to(20ms), .packets = 5});
        netem.limit = static_cast<std::uint32_t>(pick(1, 30));
        return netem;
    }

    sim::RandomStream random_;
};

std::uint64_t dropped(LinkCounts const& counts) {
    return counts.queue_full + counts.red + counts.codel + counts.policed + counts.link_down + counts.netem_loss +
           counts.netem_outage + counts.netem_limit;
}

struct Totals {
    std::uint64_t instants = 0;
    LinkCounts counts;
};

// What is offered and what netem makes is carried, dropped or on its way; whole and slices say the same.
void check_conservation(std::vector<LinkRecord> const& links, Totals& totals) {
    for (auto const& link : links) {
        auto const& counts = link.whole.counts;
        INFO(link.link << " from " << link.from);
        CHECK(counts.offered + counts.duplicated == counts.carried + dropped(counts) + counts.in_flight);
        LinkCounts sum;
        for (auto const& slice : link.slices) {
            sum.offered += slice.counts.offered;
            sum.duplicated += slice.counts.duplicated;
            sum.carried += slice.counts.carried;
            sum.queue_full += dropped(slice.counts);
            CHECK(slice.utilisation <= 1 + 1e-9);
        }
        CHECK(sum.offered == counts.offered);
        CHECK(sum.duplicated == counts.duplicated);
        CHECK(sum.carried == counts.carried);
        CHECK(sum.queue_full == dropped(counts));
        ++totals.instants;
    }
}

void add(LinkCounts& into, LinkCounts const& counts) {
    into.duplicated += counts.duplicated;
    into.queue_full += counts.queue_full;
    into.red += counts.red;
    into.codel += counts.codel;
    into.policed += counts.policed;
    into.link_down += counts.link_down;
    into.netem_loss += counts.netem_loss;
    into.netem_outage += counts.netem_outage;
    into.netem_limit += counts.netem_limit;
}

}  // namespace

TEST_CASE("On every link, offered is carried, dropped and in flight, at every instant of any run") {
    Totals totals;
    std::uint64_t were_in_flight = 0;
    for (std::uint64_t seed = 1; seed <= 60; ++seed) {
        INFO("seed " << seed);
        RandomNetwork random(seed);
        auto const options = random.draw();
        REQUIRE(check_topology(options).empty());
        sim::Scheduler scheduler;
        Network network(scheduler, sim::RandomStreams(seed), options);
        auto const hosts = options.hosts.size();
        for (auto time = 0us; time < 1800us * 1000;) {
            time += std::chrono::microseconds(random.pick(0, 3000));
            scheduler.run_until(at(time));
            auto const from = random.pick(0, hosts - 1);
            auto const to = (from + random.pick(1, hosts - 1)) % hosts;
            network.host(from).send({options.hosts[to].address.address, 9}, 9,
                                    network.payloads().copy(std::string(random.pick(0, 1472), 'x')),
                                    random.pick(0, 1) == 1 ? 46 : 0);
            if (random.pick(0, 40) == 0) check_conservation(network.measured_links(), totals);
        }
        for (auto const& link : network.measured_links()) {
            were_in_flight += link.whole.counts.in_flight;
        }
        scheduler.run_until(at(1min));
        auto const links = network.measured_links();
        check_conservation(links, totals);
        for (auto const& link : links) {
            CHECK(link.whole.counts.in_flight == 0);
            add(totals.counts, link.whole.counts);
        }
    }
    // It was not all quiet.
    CHECK(totals.instants > 10'000);
    CHECK(were_in_flight > 0);
    CHECK(totals.counts.duplicated > 0);
    CHECK(totals.counts.queue_full > 0);
    CHECK(totals.counts.red > 0);
    CHECK(totals.counts.codel > 0);
    CHECK(totals.counts.policed > 0);
    CHECK(totals.counts.link_down > 0);
    CHECK(totals.counts.netem_loss > 0);
    CHECK(totals.counts.netem_outage > 0);
    CHECK(totals.counts.netem_limit > 0);
}
