#include "lab_run.hpp"
#include "tests/catch.hpp"
#include "tests/support/lines.hpp"
#include "tests/support/tshark.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include <fmt/format.h>

// What the tables say that RTCP reported, against what tshark reads in the capture of the stream's sender.

using namespace voiplab::test;
using voiplab::scenarios::Override;
using voiplab::scenarios::StreamRecord;

namespace {

// A lossy line with a delay of its own each way; the capture of each party.
std::vector<Override> const lossy_line{
    {"network.links[2].netem",
     "[{from: office, loss: 5%, delay: 60ms, jitter: 9ms, jitter_keeps_order: yes}, {from: pc-2010, delay: 25ms, loss: "
     "2%}]"},
    {"network.links[1].netem", "[{from: pc-2000, delay: 40ms, loss: 3%, duplicate: 1%}]"},
    {"captures",
     "[{file: a.pcapng, host: pc-2000, interface: ethernet}, {file: b.pcapng, host: pc-2010, interface: ethernet}, "
     "{file: c.pcapng, host: server, interface: ethernet}]"},
    {"audio", "no"},
    {"expect", "[]"}};

// A report block of the capture, as tshark reads it.
struct Block {
    std::uint64_t fraction = 0;
    std::int64_t cumulative = 0;
    std::uint64_t jitter = 0;
};

std::vector<std::string> fields_of(std::string const& line) {
    std::vector<std::string> fields(1);
    for (auto const character : line) {
        if (character == '|') {
            fields.emplace_back();
        } else {
            fields.back() += character;
        }
    }
    return fields;
}

// The packets with a block on a stream that came while its sender was there to hear them; SDES has an SSRC of that
// name, too.
std::string reports_on(std::uint32_t ssrc, std::filesystem::path const& capture) {
    auto const byes = lines_of(
        tshark_fields(capture, "frame.number", fmt::format("rtcp.pt == 203 && rtcp.senderssrc == 0x{:08x}", ssrc)));
    auto const until = byes.empty() ? std::string() : " && frame.number < " + byes.front();
    return fmt::format("rtcp.ssrc.identifier == 0x{0:08x} && rtcp.senderssrc != 0x{0:08x} && !icmp", ssrc) + until;
}

// The blocks on a stream, in the order of the capture.
std::vector<Block> blocks_on(std::uint32_t ssrc, std::filesystem::path const& capture) {
    std::vector<Block> blocks;
    for (auto const& line : lines_of(tshark_fields(capture, "rtcp.ssrc.fraction rtcp.ssrc.cum_nr rtcp.ssrc.jitter",
                                                   "rtcp.ssrc.fraction && " + reports_on(ssrc, capture)))) {
        auto const fields = fields_of(line);
        blocks.push_back({std::stoull(fields.at(0)), std::stoll(fields.at(1)), std::stoull(fields.at(2))});
    }
    return blocks;
}

// tshark's round trips in whole milliseconds, from a report's capture to that of the block on it.
std::vector<double> round_trips(std::uint32_t ssrc, std::filesystem::path const& capture) {
    std::vector<double> trips;
    auto const shown = tshark(capture,
                              "-o rtcp.show_roundtrip_calculation:TRUE -o rtcp.roundtrip_min_threshhold:0 -T fields -e "
                              "rtcp.roundtrip-delay -Y 'rtcp.roundtrip-delay && " +
                                  reports_on(ssrc, capture) + "'");
    for (auto const& line : lines_of(shown))
        trips.push_back(std::stod(line));
    return trips;
}

}  // namespace

TEST_CASE("A stream's row has what tshark reads in the reports that came to its sender") {
    LabRun const run("media/random-loss.yaml", lossy_line);
    auto rows = 0;
    for (auto const& stream : run.result().calls.at(0).streams) {
        CAPTURE(stream.from, stream.to);
        auto const& capture = run.result().files.at(stream.from == "2000" ? 0 : stream.from == "2010" ? 1 : 2);
        auto const of_sender = [&](std::string const& more) {
            return lines_of(tshark_fields(capture, "frame.number",
                                          fmt::format("{} && rtcp.senderssrc == 0x{:08x}", more, stream.ssrc)))
                .size();
        };
        CHECK(stream.rtcp.sent_reports == of_sender("rtcp && !icmp"));
        auto const blocks = blocks_on(stream.ssrc, capture);
        REQUIRE(blocks.size() > 5);
        // Each compound packet that came had a block, but for those from before the stream was heard.
        CHECK(stream.rtcp.received_reports >= blocks.size());
        CHECK(stream.rtcp.received_reports <= blocks.size() + 1);
        REQUIRE(stream.rtcp.last_block);
        auto const& last = *stream.rtcp.last_block;
        CHECK(last.fraction_lost * 256 == static_cast<double>(blocks.back().fraction));
        CHECK(last.cumulative_lost == blocks.back().cumulative);
        CHECK(last.jitter_ticks == blocks.back().jitter);
        CHECK(last.jitter_ms == static_cast<double>(blocks.back().jitter) / 8);

        auto const trips = round_trips(stream.ssrc, capture);
        REQUIRE(trips.size() > 5);
        REQUIRE(stream.rtcp.round_trip);
        auto const& trip = *stream.rtcp.round_trip;
        double sum = 0;
        for (auto const one : trips)
            sum += one;
        // tshark cuts both of its times to milliseconds, the sender has three figures cut to 1/65536 s, and a report
        // may wait for a packet that is being sent.
        constexpr double grain = 1 + 3 * 1000.0 / 65536 + 0.1;
        CHECK(std::abs(trip.last_ms - trips.back()) < grain);
        CHECK(std::abs(trip.mean_ms - sum / static_cast<double>(trips.size())) < grain);
        CHECK(std::abs(trip.min_ms - *std::min_element(trips.begin(), trips.end())) < grain);
        CHECK(std::abs(trip.max_ms - *std::max_element(trips.begin(), trips.end())) < grain);
        ++rows;
    }
    CHECK(rows == 4);
}

TEST_CASE("Wireshark reads in extended reports what the tables say of the stream") {
    LabRun const run("media/random-loss.yaml", {{"network.links[2].netem",
                                                 "[{from: office, loss_gemodel: {p: 2%, r: 25%}, delay: 60ms, jitter: "
                                                 "25ms, duplicate: 2%}, {from: pc-2010, delay: 25ms}]"},
                                                {"phones[1].rtcp_xr", "yes"},
                                                {"audio", "no"},
                                                {"expect", "[]"}});
    auto const& stream = [&]() -> StreamRecord const& {
        for (auto const& one : run.result().calls.at(0).streams) {
            if (one.to == "2010") return one;
        }
        throw std::runtime_error("nothing was sent to 2010");
    }();
    REQUIRE(stream.quality);
    auto const& heard = *stream.quality;
    // The last report is the one with the BYE.
    auto const reports = lines_of(
        tshark_fields(run.capture(),
                      "rtcp.ssrc.discarded rtcp.xr.voipmetrics.burstdensity rtcp.xr.voipmetrics.gapdensity "
                      "rtcp.xr.voipmetrics.burstduration rtcp.xr.voipmetrics.gapduration rtcp.xr.voipmetrics.rtdelay "
                      "rtcp.xr.voipmetrics.esdelay rtcp.xr.voipmetrics.signallevel rtcp.xr.voipmetrics.noiselevel "
                      "rtcp.xr.voipmetrics.rerl rtcp.xr.voipmetrics.gmin rtcp.xr.voipmetrics.rfactor "
                      "rtcp.xr.voipmetrics.extrfactor rtcp.xr.voipmetrics.moslq rtcp.xr.voipmetrics.moscq "
                      "rtcp.xr.voipmetrics.plc rtcp.xr.voipmetrics.jba rtcp.xr.voipmetrics.jbrate "
                      "rtcp.xr.voipmetrics.jbnominal rtcp.xr.voipmetrics.jbmax rtcp.xr.voipmetrics.jbabsmax",
                      "rtcp.xr.bt == 7 && !icmp && ip.src == 192.168.10.21"));
    REQUIRE(reports.size() > 5);
    std::vector<double> last;
    for (auto const& field : fields_of(reports.back()))
        last.push_back(std::stod(field));
    REQUIRE(last.size() == 21);
    auto const frames = static_cast<double>(heard.played + heard.lost);
    // Late and early packets, of all that were expected; a few were still to be played.
    CHECK(std::abs(last[0] - static_cast<double>(heard.late + heard.early) / frames * 256) < 1.5);
    // All that is lost is in bursts or in gaps.
    auto const bursts = last[3] / (last[3] + last[4]);
    auto const loss = (last[1] * bursts + last[2] * (1 - bursts)) / 256;
    CHECK(loss > 0);
    CHECK(last[3] >= 40);
    CHECK(last[4] > last[3]);
    REQUIRE(stream.rtcp.round_trip);
    // The stream's sender measures the same way as its receiver.
    CHECK(std::abs(last[5] - stream.rtcp.round_trip->last_ms) < 60);
    CHECK(last[7] == 127);
    CHECK(last[8] == 127);
    CHECK(last[9] == 127);
    CHECK(last[10] == 16);
    // The phone guesses that half the round trip is the way here, so its delay, and R, differ a little.
    CHECK(std::abs(last[11] - heard.r) < 3);
    CHECK(last[12] == 127);
    CHECK(std::abs(last[13] - heard.mos_lq) < 0.06);
    CHECK(std::abs(last[14] - heard.mos_cq) < 0.15);
    CHECK(last[15] == 2);
    CHECK(last[16] == 2);
    CHECK(last[17] == 0);
    CHECK(last[18] >= 60);
    CHECK(last[6] == last[18] + 20);
    CHECK(last[19] == 63 * 20);
    CHECK(last[20] == last[19]);
    CHECK(run.tshark("-q -z expert").find("rtcp") == std::string::npos);
    CHECK(lines_of(tshark_fields(run.capture(), "sdp.media_attr", "sip.Method == INVITE")).size() == 1);
    CHECK(run.tshark("-V -Y 'sip.Status-Code == 200 && sdp'").find("rtcp-xr:rcvr-rtt=all voip-metrics") !=
          std::string::npos);
}

TEST_CASE("The round trip is that of the two ways of a stream's packets") {
    LabRun const run("media/random-loss.yaml",
                     {{"network.links[2].netem", "[{from: office, delay: 60ms}, {from: pc-2010, delay: 25ms}]"},
                      {"audio", "no"},
                      {"expect", "[]"}});
    for (auto const& stream : run.result().calls.at(0).streams) {
        CAPTURE(stream.from, stream.to);
        REQUIRE(stream.rtcp.round_trip);
        auto const far = stream.from == "2010" || stream.to == "2010";
        // The links and the roundings to 1/65536 s take less than a tenth of a millisecond.
        CHECK(stream.rtcp.round_trip->min_ms == Approx(far ? 85 : 0).margin(0.1));
        CHECK(stream.rtcp.round_trip->max_ms == Approx(far ? 85 : 0).margin(0.1));
        CHECK(stream.rtcp.last_block->cumulative_lost == 0);
    }
}
