// Wireshark, as tshark, is the witness of what this library puts on the wire: it must read the same values, find
// nothing to complain of, and measure the same loss and jitter.

#include "tests/catch.hpp"
#include "tests/support/scratch_folder.hpp"
#include "udp_capture.hpp"
#include "voiplab/models/media/rtcp_session.hpp"
#include "voiplab/models/media/rtp_receiver.hpp"
#include "voiplab/models/media/rtp_relay.hpp"
#include "voiplab/models/media/rtp_sender.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <sstream>
#include <string>
#include <vector>

#include <fmt/format.h>

using namespace voiplab;
using namespace voiplab::media;
using namespace std::chrono_literals;

namespace {

constexpr std::uint16_t rtp_port = 40000;
constexpr std::uint16_t rtcp_port = 40001;
std::string const decode_as = "-d udp.port==40000,rtp -d udp.port==40001,rtcp ";

using Packet = std::array<std::uint8_t, 172>;
using Lines = std::vector<std::string>;

struct Speaker {
    EncodedSource source{EncodedClip(AudioClip(std::vector<std::int16_t>{0, 800, -800, 30000}), G711Law::a)};
    RtpSender sender{{.ssrc = 0x21d1c38, .first_sequence = 65534, .first_timestamp = 2335851572, .payload_type = 8}};

    Packet next(sim::Time now) {
        Packet packet{};
        sender.next(now, packet, source);
        return packet;
    }
};

std::string hexadecimal(std::span<std::uint8_t const> bytes) {
    std::string text;
    for (auto const byte : bytes) {
        text += fmt::format("{:02x}", byte);
    }
    return text;
}

std::string rtp_fields(RtpPacketView const& packet) {
    auto const& header = packet.header;
    return fmt::format("2|{:d}|{}|{}|{}|0x{:08x}|{}", header.marker, header.payload_type, header.sequence,
                       header.timestamp, header.ssrc, hexadecimal(packet.payload));
}

Lines split(std::string const& line) {
    std::istringstream words(line);
    return {std::istream_iterator<std::string>(words), {}};
}

}  // namespace

TEST_CASE("Wireshark reads the RTP that was sent and relayed") {
    voiplab::test::ScratchFolder const folder;
    UdpCapture capture;
    Lines expected;
    Speaker speaker;
    RelayStream relay({.ssrc = 0x5a5a5a5a, .first_sequence = 7, .first_timestamp = 4294967290});
    for (int i = 0; i < 6; ++i) {
        sim::Time const now(i * 20ms);
        if (i == 4) speaker.sender.pause(480);
        auto const packet = speaker.next(now);
        Packet relayed{};
        relay.forward(now, *parse_rtp(packet), relayed);
        for (auto const& bytes : {packet, relayed}) {
            capture.add(now, rtp_port, bytes);
            expected.push_back(rtp_fields(*parse_rtp(bytes)));
        }
    }
    capture.write(folder / "rtp.pcap");
    CHECK(tshark(folder / "rtp.pcap", decode_as +
                                          "-T fields -E separator='|' -e rtp.version -e rtp.marker -e rtp.p_type "
                                          "-e rtp.seq -e rtp.timestamp -e rtp.ssrc -e rtp.payload") == expected);
    CHECK(expected[0].starts_with("2|1|8|65534|2335851572|0x021d1c38|d5"));
    CHECK(tshark(folder / "rtp.pcap", decode_as + "-q -z expert").empty());
}

TEST_CASE("Wireshark reads every field of the RTCP packets") {
    voiplab::test::ScratchFolder const folder;
    ReportBlock block;
    block.ssrc = 0x0a0b0c0d;
    block.fraction_lost = 64;
    block.cumulative_lost = 70000;
    block.extended_highest_sequence = 0x13412;
    block.jitter = 72;
    block.last_sr = 0xb7052000;
    block.delay_since_last_sr = 0x54000;
    SenderReport const report{.ssrc = 0x21d1c38,
                              .ntp = 0xde9785e540000000,
                              .rtp_timestamp = 2335860052,
                              .packets = 50,
                              .octets = 8000,
                              .blocks = {block}};
    SourceDescription const description{
        .chunks = {{.ssrc = 0x21d1c38,
                    .items = {{.type = SdesType::cname, .text = "2000@pc"}, {.type = SdesType::tool, .text = "lab"}}}}};
    UdpCapture capture;
    auto const add = [&capture](std::vector<RtcpPacket> const& compound) {
        capture.add({}, rtcp_port, write_rtcp(compound));
    };
    add({report, description, Goodbye{.sources = {0x21d1c38}, .reason = "hung up"}});
    add({ReceiverReport{.ssrc = 0x0a0b0c0d, .blocks = {block, block}}});
    capture.write(folder / "rtcp.pcap");

    auto const fields = [&folder](std::string const& names) {
        return tshark(folder / "rtcp.pcap", decode_as + "-T fields -E separator='|' " + names);
    };
    CHECK(fields("-e rtcp.pt -e rtcp.senderssrc -e rtcp.rc -e rtcp.length_check") ==
          Lines{"200,202,203|0x021d1c38|1|1", "201|0x0a0b0c0d|2|1"});
    CHECK(fields("-e rtcp.timestamp.ntp.msw -e rtcp.timestamp.ntp.lsw -e rtcp.timestamp.rtp -e rtcp.sender.packetcount "
                 "-e rtcp.sender.octetcount")[0] == "3734472165|1073741824|2335860052|50|8000");
    CHECK(fields("-e rtcp.ssrc.fraction -e rtcp.ssrc.cum_nr -e rtcp.ssrc.ext_high -e rtcp.ssrc.jitter -e rtcp.ssrc.lsr "
                 "-e rtcp.ssrc.dlsr") ==
          Lines{"64|70000|78866|72|3070566400|344064",
                "64,64|70000,70000|78866,78866|72,72|3070566400,3070566400|344064,344064"});
    // Wireshark has one name for the texts of SDES and of BYE.
    CHECK(fields("-e rtcp.sdes.type -e rtcp.sdes.text")[0] == "1,6,0|2000@pc,lab,hung up");
    CHECK(tshark(folder / "rtcp.pcap", decode_as + "-q -z expert").empty());
}

TEST_CASE("Wireshark notices a wrong length, so its silence means something") {
    voiplab::test::ScratchFolder const folder;
    auto compound = write_rtcp(std::vector<RtcpPacket>{ReceiverReport{.ssrc = 1, .blocks = {}}, Goodbye{{1}, "x"}});
    compound[11] = 3;  // the BYE's length, one word more than there is
    UdpCapture capture;
    capture.add({}, rtcp_port, compound);
    capture.write(folder / "wrong.pcap");
    CHECK_FALSE(tshark(folder / "wrong.pcap", decode_as + "-q -z expert").empty());
}

TEST_CASE("Wireshark finds nothing amiss in a session of two that ends with BYE") {
    voiplab::test::ScratchFolder const folder;
    UdpCapture capture;
    Speaker speaker;
    RtpReceiver listener_heard;
    RtpReceiver speaker_heard;
    WallClock const start{std::chrono::sys_days(std::chrono::year(2018) / 5 / 5)};
    sim::RandomStream random(5);
    RtcpSession speaking({.ssrc = 0x21d1c38, .cname = "2000@192.168.6.1", .start = start}, {}, random);
    RtcpSession listening({.ssrc = 9, .cname = "2010@192.168.6.1", .start = start}, {}, random);
    auto const pass = [&capture](sim::Time now, RtcpSession& to, std::span<std::uint8_t const> bytes) {
        capture.add(now, rtcp_port, bytes);
        CHECK(to.receive(now + 10ms, bytes));
    };
    for (int i = 0; i < 10; ++i) {
        listener_heard.receive(sim::Time(i * 20ms), parse_rtp(speaker.next(sim::Time(i * 20ms)))->header);
    }
    pass(sim::Time(1s), listening, speaking.report(sim::Time(1s), speaker.sender.sent(), speaker_heard));
    pass(sim::Time(2s), speaking, listening.report(sim::Time(2s), {}, listener_heard));
    pass(sim::Time(3s), listening, speaking.goodbye(sim::Time(3s), speaker.sender.sent(), speaker_heard));
    capture.write(folder / "session.pcap");
    CHECK(listening.peer_left());
    // 84 octets of IPv4: with 16 of Linux cooked capture the 100 of the lab's first sender report.
    CHECK(tshark(folder / "session.pcap", decode_as + "-T fields -E separator='|' -e frame.len -e rtcp.pt -e "
                                                      "rtcp.length_check") ==
          Lines{"84|200,202|1", "88|201,202|1", "92|200,202,203|1"});
    CHECK(tshark(folder / "session.pcap", decode_as + "-q -z expert").empty());
}

TEST_CASE("Wireshark measures the same loss and jitter in a stream") {
    voiplab::test::ScratchFolder const folder;
    UdpCapture capture;
    Speaker speaker;
    RtpReceiver receiver;
    std::uint32_t largest_jitter16 = 0;
    for (int i = 0; i < 100; ++i) {
        sim::Time const now(i * 20ms);
        auto const packet = speaker.next(now);
        if (i % 9 == 4) continue;
        auto const arrival = now + (i % 4) * 3ms;
        capture.add(arrival, rtp_port, packet);
        receiver.receive(arrival, parse_rtp(packet)->header);
        largest_jitter16 = std::max(largest_jitter16, receiver.jitter16());
    }
    capture.write(folder / "stream.pcap");
    auto const lines = tshark(folder / "stream.pcap", decode_as + "-q -z rtp,streams");
    REQUIRE(lines.size() == 4);
    // Start, end, source, port, destination, port, SSRC, payload, packets, lost, (percent), deltas, then the jitters.
    auto const words = split(lines[2]);
    REQUIRE(words.size() >= 17);
    CHECK(words[8] == std::to_string(receiver.received()));
    CHECK(words[9] == std::to_string(receiver.lost()));
    // Wireshark computes in fractions; A.8's integers round each step to 1/16 of a tick of 125 us.
    CHECK(largest_jitter16 / 16.0 * 0.125 == Approx(std::stod(words[16])).margin(0.125));
}
