#include "tests/catch.hpp"
#include "tests/net/queues.hpp"
#include "voiplab/models/net/dscp.hpp"

using namespace voiplab;
using namespace voiplab::net;
using namespace std::chrono_literals;

using Kind = QueueOptions::Kind;
using Sizes = std::vector<std::size_t>;

namespace {
constexpr std::uint8_t ef = 46;
constexpr std::uint8_t af31 = 26;
}  // namespace

TEST_CASE("A fifo drops what comes while it holds as many packets or bytes as it may") {
    auto options = queue_of(Kind::fifo);
    SECTION("packets, by the link's length where it has none of its own") {
        QueueRig rig(options, 2);
        for (auto const size : {100U, 200U, 300U}) {
            rig.queue.accept(rig.frame(size), at(0s));
        }
        CHECK(rig.queue.counters().full == 1);
        CHECK(rig.sizes(at(1s)) == Sizes{100, 200});
    }
    SECTION("bytes: a smaller one may still find room") {
        options.bytes = ByteCount{1000};
        QueueRig rig(options);
        for (auto const size : {600U, 500U, 400U, 42U}) {
            rig.queue.accept(rig.frame(size), at(0s));
        }
        CHECK(rig.queue.counters().full == 2);
        CHECK(rig.queue.size() == 2);
        CHECK(rig.sizes(at(1s)) == Sizes{600, 400});
    }
}

TEST_CASE("A priority queue sends the first class's frames first, each class in its order, and limits each") {
    auto options = queue_of(Kind::prio);
    options.classes = {class_of(ef), class_of(af31), class_of(0)};
    options.classes[2].packets = 2;
    QueueRig rig(options);
    for (auto const dscp : std::initializer_list<std::uint8_t>{0, 26, 46, 0, 46, 10}) {
        rig.queue.accept(rig.frame(std::size_t{100} + dscp, dscp), at(0s));
    }
    CHECK(rig.queue.size() == 5);
    CHECK(rig.queue.counters().full == 1);
    CHECK(rig.sizes(at(1s)) == Sizes{146, 146, 126, 100, 100});
}

TEST_CASE("What bears no codepoint is of the class of the rest; a corrupted packet's is where its bytes have it") {
    QueueRig rig(queue_of(Kind::fifo));
    CHECK(dscp_of(Frame(mac(1), mac(2), ArpPacket{})) == std::nullopt);
    Ipv4Packet packet;
    packet.dscp = af31;
    CHECK(dscp_of(Frame(mac(1), mac(2), packet)) == af31);
    std::vector<std::uint8_t> const bytes{0x45, 46 * 4, 0, 40};
    CHECK(dscp_of(Frame(mac(1), mac(2), RawContent{0x0800, rig.payloads.copy(bytes)})) == ef);
    CHECK(dscp_of(Frame(mac(1), mac(2), RawContent{0x0801, rig.payloads.copy(bytes)})) == std::nullopt);
}

TEST_CASE("Fair queueing gives busy classes the rate by their weights, within 1 %, whatever their frames' sizes") {
    auto options = queue_of(Kind::wfq);
    options.classes = {class_of(ef, 1), class_of(af31, 2), class_of(0, 5)};
    constexpr std::size_t sizes[] = {214, 1514, 333};
    constexpr std::uint8_t codepoints[] = {ef, af31, 0};
    QueueRig rig(options);
    auto const offer = [&](std::size_t number) {
        rig.queue.accept(rig.frame(sizes[number], codepoints[number]), at(0s));
    };
    for (std::size_t i = 0; i < 20; ++i) {
        for (std::size_t number = 0; number < 3; ++number) {
            offer(number);
        }
    }
    double sent[3] = {};
    for (std::size_t i = 0; i < 20'000; ++i) {
        auto const next = rig.queue.next(at(0s));
        auto const number = static_cast<std::size_t>(std::find(sizes, sizes + 3, next.size) - sizes);
        sent[number] += static_cast<double>(next.size);
        offer(number);
    }
    auto const all = sent[0] + sent[1] + sent[2];
    CHECK(sent[0] / all == Approx(1.0 / 8).epsilon(0.01));
    CHECK(sent[1] / all == Approx(2.0 / 8).epsilon(0.01));
    CHECK(sent[2] / all == Approx(5.0 / 8).epsilon(0.01));
}

TEST_CASE("A class that was idle has saved nothing up, and does not wait for what others sent meanwhile") {
    auto options = queue_of(Kind::wfq);
    options.classes = {class_of(ef), class_of(0)};
    QueueRig rig(options);
    for (std::size_t i = 0; i < 40; ++i) {
        rig.queue.accept(rig.frame(1000, 0), at(0s));
    }
    for (std::size_t i = 0; i < 20; ++i) {
        CHECK(rig.queue.next(at(0s)).size == 1000);
    }
    for (std::size_t i = 0; i < 4; ++i) {
        rig.queue.accept(rig.frame(999, ef), at(0s));
    }
    Sizes sizes;
    for (std::size_t i = 0; i < 8; ++i) {
        sizes.push_back(rig.queue.next(at(0s)).size);
    }
    CHECK(std::count(sizes.begin(), sizes.end(), 999U) == 4);
    CHECK(std::count(sizes.begin(), sizes.begin() + 4, 999U) == 2);
}

TEST_CASE("A policer passes the burst at once, then the rate, and drops the rest") {
    auto options = queue_of(Kind::fifo);
    options.police = TokenBucketOptions{{8'000'000}, {3000}};  // a byte a microsecond
    QueueRig rig(options);
    for (std::size_t i = 0; i < 5; ++i) {
        rig.queue.accept(rig.frame(1000), at(1s));
    }
    CHECK(rig.sizes(at(1s)).size() == 3);
    CHECK(rig.queue.counters().policed == 2);
    rig.queue.accept(rig.frame(1000), at(1s + 999us));
    CHECK(rig.queue.counters().policed == 3);
    rig.queue.accept(rig.frame(1000), at(1s + 1000us));
    CHECK(rig.queue.counters().policed == 3);
}

TEST_CASE("A shaper holds back what exceeds the burst until its tokens are there") {
    auto options = queue_of(Kind::fifo);
    options.shape = TokenBucketOptions{{8'000'000}, {2000}};
    QueueRig rig(options);
    for (std::size_t i = 0; i < 4; ++i) {
        rig.queue.accept(rig.frame(1000), at(1s));
    }
    CHECK(rig.sizes(at(1s)).size() == 2);
    CHECK(rig.queue.size() == 2);
    CHECK(rig.queue.wake() == at(1s + 1000us));
    CHECK(rig.sizes(at(1s + 1000us)).size() == 1);
    CHECK(rig.queue.wake() == at(1s + 2000us));
    CHECK(rig.sizes(at(1s + 2000us)).size() == 1);
    CHECK(rig.queue.wake() == sim::Time::max());
    // What is larger than the bucket would wait for ever.
    rig.queue.accept(rig.frame(2001), at(2s));
    CHECK(rig.queue.counters().policed == 1);
}

TEST_CASE("In no span of time do policer and shaper let more than burst and rate pass") {
    auto const shapes = GENERATE(false, true);
    auto options = queue_of(Kind::fifo);
    (shapes ? options.shape : options.police) = TokenBucketOptions{{8'000'000}, {5000}};
    QueueRig rig(options);
    auto random = sim::RandomStreams(7).stream("test");
    struct Passed {
        double time_us;
        double bytes;
    };
    std::vector<Passed> passed;
    auto now = at(0s);
    for (std::size_t i = 0; i < 2000; ++i) {
        now += std::chrono::microseconds(random.integer(0, 1500));
        rig.queue.accept(rig.frame(random.integer(42, 1514)), now);
        while (auto const next = rig.queue.next(now)) {
            passed.push_back({std::chrono::duration<double, std::micro>(now.time_since_epoch()).count(),
                              static_cast<double>(next.size)});
        }
    }
    REQUIRE(passed.size() > 500);
    double most_excess = 0;
    for (std::size_t first = 0; first < passed.size(); ++first) {
        double bytes = 0;
        for (std::size_t last = first; last < passed.size(); ++last) {
            bytes += passed[last].bytes;
            most_excess = std::max(most_excess, bytes - (passed[last].time_us - passed[first].time_us));
        }
    }
    CHECK(most_excess <= 5000 + 1e-6);
    CHECK(most_excess > 4500);  // and the bucket is no smaller than it says
}

TEST_CASE("Codepoints are known by their RFCs' names") {
    auto const [name, codepoint] = GENERATE(table<std::string_view, std::optional<std::uint8_t>>({
        {"cs0", 0},
        {"le", 1},
        {"cs1", 8},
        {"af11", 10},
        {"af13", 14},
        {"af21", 18},
        {"cs3", 24},
        {"af31", 26},
        {"af43", 38},
        {"va", 44},
        {"ef", 46},
        {"cs7", 56},
        {"cs8", std::nullopt},
        {"af14", std::nullopt},
        {"af51", std::nullopt},
        {"af1", std::nullopt},
        {"EF", std::nullopt},
        {"", std::nullopt},
    }));
    CAPTURE(name);
    CHECK(dscp_named(name) == codepoint);
}
