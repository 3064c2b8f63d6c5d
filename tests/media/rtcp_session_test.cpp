#include "voiplab/models/media/rtcp_session.hpp"

#include "tests/catch.hpp"
#include "voiplab/models/media/rtcp_interval.hpp"

#include <string>
#include <vector>

using namespace voiplab;
using namespace voiplab::media;
using namespace std::chrono_literals;

namespace {

using Bytes = std::vector<std::uint8_t>;

// 2018-05-05 01:22:44 UTC, the start of the lab's first call.
WallClock const lab_start{std::chrono::sys_days(std::chrono::year(2018) / 5 / 5) + 1h + 22min + 44s};

Bytes copy(std::span<std::uint8_t const> bytes) {
    return {bytes.begin(), bytes.end()};
}

template <typename Packet>
Packet packet_in(std::span<std::uint8_t const> compound) {
    auto const packets = parse_rtcp(compound);
    REQUIRE(packets.has_value());
    for (auto const& packet : *packets) {
        if (auto const* wanted = std::get_if<Packet>(&packet)) return *wanted;
    }
    FAIL("the compound packet lacks it");
    return {};
}

bool is_sender_report(std::span<std::uint8_t const> compound) {
    return compound[1] == 200;
}

RtpSent sent_packets(std::uint32_t packets, sim::Time at = {}) {
    return {.packets = packets, .octets = packets * 160, .timestamp = 5000, .at = at};
}

void hear(RtpReceiver& receiver, std::uint16_t sequence, std::uint32_t ssrc) {
    RtpHeader header;
    header.sequence = sequence;
    header.ssrc = ssrc;
    receiver.receive(sim::Time{}, header);
}

struct Party {
    explicit Party(std::uint32_t ssrc)
        : random(ssrc), session({.ssrc = ssrc, .cname = "2000@192.168.6.135", .start = lab_start}, {}, random) {}
    sim::RandomStream random;
    RtcpSession session;
    RtpReceiver heard;
};

RtcpMembership membership(std::uint32_t members, std::uint32_t senders, bool we_sent) {
    RtcpMembership result;
    result.members = members;
    result.senders = senders;
    result.we_sent = we_sent;
    result.average_size = 200;
    result.bandwidth = 400;
    return result;
}

}  // namespace

TEST_CASE("The round trip of RFC 3550's figure 2 is 6.125 s") {
    // 46864.500 s - 5.250 s - 46853.125 s (section 6.4.1), as the figure prints it in hexadecimal.
    CHECK(round_trip_time(0xb7108000, 0xb7052000, 0x00054000) == 6125ms);
    CHECK(round_trip_time(0xb7108000, 0xb7108000, 0x00000001) < 0ns);
}

TEST_CASE("A sender computes the round trip of RFC 3550's figure 2 from the report that comes back") {
    // SR at 3024992005.125 s, the report on it 11.375 s later, 5.250 s of which it waited at the other side.
    sim::RandomStream random(1);
    WallClock const start{std::chrono::seconds(3'024'992'005 - 2'208'988'800) + 125ms};
    RtcpSession session({.ssrc = 7, .cname = "n", .start = start}, {}, random);
    ReportBlock block;
    block.ssrc = 7;
    block.fraction_lost = 64;
    block.last_sr = 0xb7052000;
    block.delay_since_last_sr = 0x00054000;
    auto const compound = write_rtcp(std::vector<RtcpPacket>{ReceiverReport{.ssrc = 8, .blocks = {block}}});
    auto const said = session.receive(sim::Time(11375ms), compound);
    REQUIRE(said);
    CHECK(said->block == block);
    CHECK(said->round_trip == 6125ms);
}

TEST_CASE("Reports on a stream are counted, the last block is kept, and round trips are summed up") {
    ReportBlock first;
    first.cumulative_lost = 1;
    ReportBlock last;
    last.cumulative_lost = 3;
    RtcpFigures figures;
    figures.take({first, std::nullopt});
    figures.take({std::nullopt, std::nullopt});
    CHECK(figures.round_trips.count == 0);
    figures.take({first, 30ms});
    figures.take({first, -15us});
    RtcpFigures later;
    later.take({last, 50ms});
    later.take({std::nullopt, 40ms});
    figures.add(later);
    figures.add({});
    CHECK(figures.received == 6);
    CHECK(figures.last_block == last);
    CHECK(figures.round_trips.count == 4);
    CHECK(figures.round_trips.last == 40ms);
    CHECK(figures.round_trips.least == 0ms);
    CHECK(figures.round_trips.greatest == 50ms);
    CHECK(figures.round_trips.sum == 120ms);
}

TEST_CASE("NTP timestamps count seconds since 1900 and 2^-32 fractions") {
    // The same figure: 3024992005.125 s is 0xb44db705 20000000; RFC 868: 1970 began at 2208988800.
    WallClock const time{std::chrono::seconds(3'024'992'005 - 2'208'988'800) + 125ms};
    CHECK(to_ntp(time) == 0xb44db70520000000);
    CHECK(middle_of_ntp(to_ntp(time)) == 0xb7052000);
    CHECK(to_ntp_delay(5250ms) == 0x00054000);
    CHECK(to_ntp_delay(24h) == 0xffffffff);
}

TEST_CASE("The first report of a sender that heard nothing is SR and SDES, 56 octets with a CNAME of 14 to 17") {
    auto const length = GENERATE(14U, 17U);
    sim::RandomStream random(1);
    RtcpSession session({.ssrc = 7, .cname = std::string(length, 'c'), .start = lab_start}, {}, random);
    RtpReceiver nobody;
    auto const report = session.report(sim::Time(2500ms), sent_packets(100), nobody);
    CHECK(report.size() == 56);
    CHECK(is_sender_report(report));
    CHECK(packet_in<SenderReport>(report).blocks.empty());
    auto const chunks = packet_in<SourceDescription>(report).chunks;
    REQUIRE(chunks.size() == 1);
    CHECK(chunks[0].ssrc == 7);
    CHECK(chunks[0].items == std::vector<SdesItem>{{.type = SdesType::cname, .text = std::string(length, 'c')}});
}

TEST_CASE("A sender report gives one instant on the wall clock and on the stream's") {
    Party party(7);
    auto const sent = sent_packets(100, sim::Time(9990ms));
    auto const report = packet_in<SenderReport>(party.session.report(sim::Time(10s), sent, party.heard));
    CHECK(report.ssrc == 7);
    CHECK(report.ntp == to_ntp(lab_start + 10s));
    CHECK(report.rtp_timestamp == 5080);  // 10 ms after the packet of timestamp 5000
    CHECK(report.packets == 100);
    CHECK(report.octets == 16000);
}

TEST_CASE("A party that has not sent since the report before last sends RR") {
    Party party(7);
    auto const reports_as_sender = [&party](std::uint32_t packets) {
        return is_sender_report(party.session.report(sim::Time(5s), sent_packets(packets), party.heard));
    };
    CHECK_FALSE(reports_as_sender(0));
    CHECK(reports_as_sender(10));
    CHECK(reports_as_sender(10));
    CHECK_FALSE(reports_as_sender(10));
    CHECK(reports_as_sender(11));
}

TEST_CASE("A report block follows only where packets were heard since the last report") {
    Party party(7);
    hear(party.heard, 10, 8);
    hear(party.heard, 12, 8);
    auto const blocks = packet_in<ReceiverReport>(party.session.report(sim::Time(5s), {}, party.heard)).blocks;
    REQUIRE(blocks.size() == 1);
    CHECK(blocks[0].ssrc == 8);
    CHECK(blocks[0].cumulative_lost == 1);
    CHECK(blocks[0].fraction_lost == 85);
    CHECK(blocks[0].last_sr == 0);
    CHECK(blocks[0].delay_since_last_sr == 0);
    CHECK(packet_in<ReceiverReport>(party.session.report(sim::Time(9s), {}, party.heard)).blocks.empty());
}

TEST_CASE("Two parties measure the round trip from LSR and DLSR") {
    Party alice(7);
    Party bob(8);
    hear(bob.heard, 1, 7);
    auto const question = copy(alice.session.report(sim::Time(3s), sent_packets(1), alice.heard));
    REQUIRE(bob.session.receive(sim::Time(3030ms), question));
    auto const answer = copy(bob.session.report(sim::Time(5s), {}, bob.heard));

    auto const block = packet_in<ReceiverReport>(answer).blocks.at(0);
    CHECK(block.last_sr == middle_of_ntp(to_ntp(lab_start + 3s)));
    CHECK(block.delay_since_last_sr == to_ntp_delay(1970ms));

    CHECK_FALSE(alice.session.round_trip());
    REQUIRE(alice.session.receive(sim::Time(5040ms), answer));
    REQUIRE(alice.session.round_trip());
    CHECK(*alice.session.round_trip() >= 70ms - 31us);  // three figures in 1/65536 s, each rounded down
    CHECK(*alice.session.round_trip() <= 70ms + 31us);
    CHECK(alice.session.peer_block() == block);
}

TEST_CASE("A party that only listens measures the round trip by the extended reports of RFC 3611") {
    sim::RandomStream random(1);
    auto const make = [&random](std::uint32_t ssrc) {
        return RtcpSession({.ssrc = ssrc, .cname = "n", .start = lab_start, .extended_reports = true}, {}, random);
    };
    auto listener = make(7);
    auto talker = make(8);
    RtpReceiver nobody;
    auto const question = copy(listener.report(sim::Time(3s), {}, nobody));
    CHECK(packet_in<ExtendedReport>(question).blocks ==
          std::vector<XrBlock>{ReceiverReferenceTime{to_ntp(lab_start + 3s)}});
    REQUIRE(talker.receive(sim::Time(3030ms), question));
    // A talker needs no reference time of its own: it has its SR.
    auto const answer = copy(talker.report(sim::Time(5s), sent_packets(1), nobody));
    CHECK(packet_in<ExtendedReport>(answer).blocks ==
          std::vector<XrBlock>{DelaySinceLastRr{{{7, middle_of_ntp(to_ntp(lab_start + 3s)), to_ntp_delay(1970ms)}}}});
    auto const said = listener.receive(sim::Time(5040ms), answer);
    REQUIRE(said);
    REQUIRE(said->round_trip);
    CHECK(*said->round_trip >= 70ms - 31us);
    CHECK(*said->round_trip <= 70ms + 31us);
}

TEST_CASE("VoIP metrics stand beside a report block, and nothing is extended unless it is asked for") {
    VoipMetrics metrics;
    metrics.ssrc = 8;
    auto const extended = GENERATE(true, false);
    sim::RandomStream random(1);
    RtcpSession session({.ssrc = 7, .cname = "n", .start = lab_start, .extended_reports = extended}, {}, random);
    RtpReceiver heard;
    hear(heard, 1, 8);
    session.set_metrics(metrics);
    auto const has_metrics = [&](std::span<std::uint8_t const> compound) {
        auto const packets = parse_rtcp(compound);
        for (auto const& packet : *packets) {
            auto const* report = std::get_if<ExtendedReport>(&packet);
            if (report != nullptr && report->blocks == std::vector<XrBlock>{metrics}) return true;
        }
        return false;
    };
    CHECK(has_metrics(session.report(sim::Time(5s), sent_packets(1), heard)) == extended);
    CHECK_FALSE(has_metrics(session.report(sim::Time(9s), sent_packets(2), heard)));
}

TEST_CASE("Blocks about other streams are not taken for ours") {
    Party party(7);
    ReportBlock other;
    other.ssrc = 9;
    other.last_sr = 1;
    auto const compound = write_rtcp(std::vector<RtcpPacket>{ReceiverReport{.ssrc = 8, .blocks = {other}}});
    CHECK(party.session.receive(sim::Time(1s), compound));
    CHECK_FALSE(party.session.peer_block());
    CHECK_FALSE(party.session.round_trip());
}

TEST_CASE("What is no RTCP changes nothing") {
    Party party(7);
    CHECK_FALSE(party.session.receive(sim::Time(1s), Bytes{0x80, 203, 0, 0}));
    CHECK_FALSE(party.session.peer_left());
}

TEST_CASE("A party leaves with a report and BYE, and in silence if it never sent") {
    Party alice(7);
    Party bob(8);
    CHECK(bob.session.goodbye(sim::Time(1s), {}, bob.heard).empty());

    auto const bye = alice.session.goodbye(sim::Time(1s), sent_packets(3), alice.heard, "hung up");
    CHECK(is_sender_report(bye));
    CHECK(packet_in<Goodbye>(bye) == Goodbye{.sources = {7}, .reason = "hung up"});
    CHECK(bob.session.receive(sim::Time(2s), bye));
    CHECK(bob.session.peer_left());
}

TEST_CASE("A CNAME and a reason are cut at 255 octets") {
    sim::RandomStream random(1);
    RtcpSession session({.ssrc = 7, .cname = std::string(300, 'c'), .start = lab_start}, {}, random);
    RtpReceiver nobody;
    auto const bye = session.goodbye(sim::Time(1s), sent_packets(1), nobody, std::string(300, 'r'));
    CHECK(packet_in<SourceDescription>(bye).chunks.at(0).items.at(0).text == std::string(255, 'c'));
    CHECK(packet_in<Goodbye>(bye).reason == std::string(255, 'r'));
}

TEST_CASE("The deterministic interval is that of RFC 3550 section 6.3.1") {
    CHECK(deterministic_interval(membership(2, 2, true)) == 5s);
    auto initial = membership(2, 2, true);
    initial.initial = true;
    CHECK(deterministic_interval(initial) == 2500ms);
    // 98 receivers share three quarters of 400 octets/s: 98 * 200 / 300 s, in whole milliseconds.
    CHECK(deterministic_interval(membership(100, 2, false)) == 65333ms);
    // 20 senders share a quarter: 20 * 200 / 100 s.
    CHECK(deterministic_interval(membership(100, 20, true)) == 40s);
    // More than a quarter are senders: all share all, 100 * 200 / 400 s.
    CHECK(deterministic_interval(membership(100, 50, true)) == 50s);
    CHECK(deterministic_interval(membership(0xffffffff, 0, false)) == 24h);
}

TEST_CASE("The interval is drawn from half to one and a half, over e - 3/2") {
    sim::RandomStream random(3);
    sim::Duration total{};
    constexpr int draws = 10000;
    for (int i = 0; i < draws; ++i) {
        auto const interval = randomised_interval(5s, random);
        if (interval < 2052ms || interval > 6157ms) FAIL(interval.count());  // 2.5 / 1.21828 and 7.5 / 1.21828
        total += interval;
    }
    // The mean is 5 / 1.21828 = 4.1041 s; the standard error of 10,000 draws is 0.012 s.
    CHECK(std::chrono::duration<double>(total).count() / draws == Approx(4.1041).margin(0.04));
}

TEST_CASE("The first report is due after half the interval") {
    for (std::uint32_t seed = 0; seed < 100; ++seed) {
        Party party(seed);
        CHECK(party.session.due() >= sim::Time(1026ms));  // 1.25 / 1.21828
        CHECK(party.session.due() <= sim::Time(3079ms));  // 3.75 / 1.21828
    }
}

TEST_CASE("With timer reconsideration reports are 5 s apart in the mean") {
    // Section 6.3.1 divides by e - 3/2 to that end: the expected value of the first draw that is no greater than the
    // one before, of draws uniform over [0.5, 1.5], is e - 3/2.
    Party party(7);
    constexpr std::uint32_t reports = 10000;
    int put_off = 0;
    while (party.session.reports_sent() < reports) {
        auto const now = party.session.due();
        if (party.session.on_timer(now, {}, party.heard).empty()) {
            ++put_off;
            REQUIRE(party.session.due() > now);
        }
    }
    auto const last = std::chrono::duration<double>(party.session.due().time_since_epoch()).count();
    CHECK(last / reports == Approx(5.0).margin(0.05));
    CHECK(put_off > 1000);
}
