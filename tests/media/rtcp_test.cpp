#include "voiplab/models/media/rtcp.hpp"

#include "tests/catch.hpp"
#include "voiplab/sim/random.hpp"

#include <algorithm>
#include <string>
#include <vector>

using namespace voiplab;
using namespace voiplab::media;

namespace {

using Bytes = std::vector<std::uint8_t>;

Bytes joined(std::initializer_list<Bytes> parts) {
    Bytes all;
    for (auto const& part : parts) {
        all.insert(all.end(), part.begin(), part.end());
    }
    return all;
}

Bytes with(Bytes bytes, std::size_t offset, int value) {
    bytes[offset] = static_cast<std::uint8_t>(value);
    return bytes;
}

ReportBlock const block{.ssrc = 0x0a0b0c0d,
                        .fraction_lost = 0x40,
                        .cumulative_lost = -2,
                        .extended_highest_sequence = 0x00013412,
                        .jitter = 72,
                        .last_sr = 0xb7052000,
                        .delay_since_last_sr = 0x00054000};
SenderReport const sender_report{.ssrc = 0x01020304,
                                 .ntp = 0xb44db70520000000,
                                 .rtp_timestamp = 0x8b3a0934,
                                 .packets = 160,
                                 .octets = 25600,
                                 .blocks = {block}};

// Laid out by hand after RFC 3550 sections 6.4.1, 6.4.2, 6.5 and 6.6.
// clang-format off
Bytes const block_bytes{0x0a, 0x0b, 0x0c, 0x0d, 0x40, 0xff, 0xff, 0xfe, 0x00, 0x01, 0x34, 0x12,
                        0x00, 0x00, 0x00, 0x48, 0xb7, 0x05, 0x20, 0x00, 0x00, 0x05, 0x40, 0x00};
Bytes const sender_report_bytes = joined({{0x81, 200, 0, 12, 0x01, 0x02, 0x03, 0x04,
                                           0xb4, 0x4d, 0xb7, 0x05, 0x20, 0x00, 0x00, 0x00, 0x8b, 0x3a, 0x09, 0x34,
                                           0, 0, 0, 160, 0, 0, 0x64, 0x00}, block_bytes});
Bytes const empty_receiver_report_bytes{0x80, 201, 0, 1, 1, 2, 3, 4};
Bytes const description_bytes{0x82, 202, 0, 6,
                              1, 2, 3, 4,  1, 3, 'a', '@', 'b', 6, 1, 't', 0, 0, 0, 0,
                              5, 6, 7, 8,  1, 1, 'c', 0};
Bytes const goodbye_bytes{0x81, 203, 0, 3, 1, 2, 3, 4, 4, 'd', 'o', 'n', 'e', 0, 0, 0};
Bytes const application_bytes{0x85, 204, 0, 2, 1, 2, 3, 4, 'l', 'a', 'b', '1'};
// clang-format on

bool parses(Bytes const& bytes) {
    return parse_rtcp(bytes).has_value();
}

bool parses_to(Bytes const& bytes, std::vector<RtcpPacket> const& packets) {
    return parse_rtcp(bytes) == packets;
}

SourceDescription const description{
    .chunks = {{.ssrc = 0x01020304,
                .items = {{.type = SdesType::cname, .text = "a@b"}, {.type = SdesType::tool, .text = "t"}}},
               {.ssrc = 0x05060708, .items = {{.type = SdesType::cname, .text = "c"}}}}};
Goodbye const goodbye{.sources = {0x01020304}, .reason = "done"};
OtherRtcp const application{.type = 204, .count = 5, .body = {1, 2, 3, 4, 'l', 'a', 'b', '1'}};

std::vector<RtcpPacket> const compound{sender_report, description, application, goodbye};
Bytes const compound_bytes = joined({sender_report_bytes, description_bytes, application_bytes, goodbye_bytes});

}  // namespace

TEST_CASE("A compound packet is written to the bytes that RFC 3550 draws") {
    CHECK(write_rtcp(compound) == compound_bytes);
    CHECK(write_rtcp(std::vector<RtcpPacket>{ReceiverReport{.ssrc = 0x01020304, .blocks = {}}}) ==
          empty_receiver_report_bytes);
}

TEST_CASE("A compound packet is read back to what was written") {
    auto const packets = parse_rtcp(compound_bytes);
    REQUIRE(packets.has_value());
    CHECK((*packets == compound));
}

TEST_CASE("An extended report is written to the bytes that RFC 3611 draws, and read back") {
    VoipMetrics metrics;
    metrics.ssrc = 0x05060708;
    metrics.loss_rate = 12;
    metrics.discard_rate = 2;
    metrics.burst_density = 192;
    metrics.gap_density = 19;
    metrics.burst_duration = 80;
    metrics.gap_duration = 1300;
    metrics.round_trip_delay = 85;
    metrics.end_system_delay = 81;
    metrics.signal_level = -20;
    metrics.r_factor = 78;
    metrics.mos_lq = 40;
    metrics.mos_cq = 39;
    metrics.concealment = VoipMetrics::Concealment::enhanced;
    metrics.jitter_buffer = VoipMetrics::JitterBuffer::adaptive;
    metrics.jitter_buffer_rate = 5;
    metrics.jitter_buffer_nominal = 60;
    metrics.jitter_buffer_maximum = 300;
    metrics.jitter_buffer_absolute_maximum = 301;
    ExtendedReport const report{
        .ssrc = 0x01020304,
        .blocks = {ReceiverReferenceTime{0xb44db70520000000}, DelaySinceLastRr{{{9, 0xb7052000, 0x54000}}}, metrics,
                   OtherXrBlock{6, 0x80, {1, 2, 3, 4}}}};
    // clang-format off
    Bytes const bytes{0x80, 207, 0, 19, 1, 2, 3, 4,
                      4, 0, 0, 2, 0xb4, 0x4d, 0xb7, 0x05, 0x20, 0, 0, 0,
                      5, 0, 0, 3, 0, 0, 0, 9, 0xb7, 0x05, 0x20, 0, 0, 5, 0x40, 0,
                      7, 0, 0, 8, 5, 6, 7, 8, 12, 2, 192, 19, 0, 80, 5, 20, 0, 85, 0, 81, 0xec, 127, 127, 16,
                      78, 127, 40, 39, 0xb5, 0, 0, 60, 1, 44, 1, 45,
                      6, 0x80, 0, 1, 1, 2, 3, 4};
    // clang-format on
    Bytes written;
    append_rtcp(report, written);
    CHECK(written == bytes);
    CHECK(parses_to(joined({empty_receiver_report_bytes, bytes}),
                    {ReceiverReport{.ssrc = 0x01020304, .blocks = {}}, report}));
}

TEST_CASE(
    "An extended report's block of another length than its type has is kept as it came, one too long is refused") {
    Bytes const short_metrics{0x80, 207, 0, 3, 1, 2, 3, 4, 7, 0, 0, 1, 5, 6, 7, 8};
    ExtendedReport const report{.ssrc = 0x01020304, .blocks = {OtherXrBlock{7, 0, {5, 6, 7, 8}}}};
    CHECK(parses_to(joined({empty_receiver_report_bytes, short_metrics}),
                    {ReceiverReport{.ssrc = 0x01020304, .blocks = {}}, report}));
    CHECK_FALSE(parses(joined({empty_receiver_report_bytes, with(short_metrics, 11, 2)})));
    CHECK_FALSE(parses(joined({empty_receiver_report_bytes, {0x80, 207, 0, 0}})));
}

TEST_CASE("A compound packet holds 31 report blocks, and then they all come back") {
    std::vector<RtcpPacket> const full{
        ReceiverReport{.ssrc = 1, .blocks = std::vector<ReportBlock>(max_rtcp_count, block)}};
    auto const bytes = write_rtcp(full);
    CHECK(bytes.size() == 8 + 31 * 24);
    CHECK(parses_to(bytes, full));
}

TEST_CASE("SDES with one CNAME has 28 octets for names of 14 to 17 characters") {
    // 4 of header, 4 of SSRC, 2 and the name, 1 to 4 null octets (RFC 3550 section 6.5).
    auto const size_with = [](std::size_t length) {
        SdesItem const cname{.type = SdesType::cname, .text = std::string(length, 'x')};
        Bytes bytes;
        append_rtcp(SourceDescription{.chunks = {{.ssrc = 1, .items = {cname}}}}, bytes);
        return bytes.size();
    };
    CHECK(size_with(13) == 24);
    CHECK(size_with(14) == 28);
    CHECK(size_with(17) == 28);
    CHECK(size_with(18) == 32);
    CHECK(size_with(255) == 4 + 4 + 2 + 255 + 3);
}

TEST_CASE("Padding is taken off the last packet and refused elsewhere") {
    auto const padded_goodbye = joined({with(with(goodbye_bytes, 0, 0xa1), 3, 4), {0, 0, 0, 4}});
    CHECK(parses_to(joined({sender_report_bytes, padded_goodbye}), std::vector<RtcpPacket>{sender_report, goodbye}));
    CHECK_FALSE(parses(joined({empty_receiver_report_bytes, padded_goodbye, goodbye_bytes})));
    auto const last = padded_goodbye.size() - 1;
    for (auto const count : {0, 1, 3, 5, 24}) {
        CHECK_FALSE(parses(joined({sender_report_bytes, with(padded_goodbye, last, count)})));
    }
}

TEST_CASE("A profile's extension behind the report blocks is skipped") {
    auto const extended = joined({with(sender_report_bytes, 3, 13), {9, 9, 9, 9}});
    CHECK(parses_to(extended, std::vector<RtcpPacket>{sender_report}));
}

TEST_CASE("What fails the checks of RFC 3550 A.2 is refused") {
    CHECK_FALSE(parses({}));
    CHECK_FALSE(parses(description_bytes));                                         // no report first
    CHECK_FALSE(parses(with(compound_bytes, 0, 0x41)));                             // version 1
    CHECK_FALSE(parses(joined({sender_report_bytes, with(goodbye_bytes, 0, 1)})));  // version 0 further on
    CHECK_FALSE(parses(with(sender_report_bytes, 3, 13)));                          // longer than the datagram
    CHECK_FALSE(parses(with(sender_report_bytes, 0, 0x82)));                        // two blocks, one there
    CHECK_FALSE(parses(Bytes{0x80, 201, 0, 0}));                                    // no SSRC
    CHECK_FALSE(parses(Bytes{0x80, 200, 0, 1, 1, 2, 3, 4}));                        // no sender info
}

TEST_CASE("Chunks and reasons that run over their packet are refused") {
    auto const refused = [](Bytes const& second) { return !parses(joined({empty_receiver_report_bytes, second})); };
    CHECK_FALSE(refused(description_bytes));
    CHECK(refused(with(description_bytes, 0, 0x83)));               // three chunks, two there
    CHECK(refused({0x81, 202, 0, 2, 1, 2, 3, 4, 1, 3, 'a', 0}));    // text longer than the packet
    CHECK(refused({0x81, 202, 0, 2, 1, 2, 3, 4, 1, 2, 'a', 'b'}));  // no null octet at the end
    CHECK(refused({0x81, 202, 0, 1, 1, 2, 3, 4}));                  // nor where there is no item
    CHECK_FALSE(refused({0x81, 202, 0, 2, 1, 2, 3, 4, 0, 0, 0, 0}));
    CHECK(refused({0x82, 203, 0, 1, 1, 2, 3, 4}));  // two sources, one there
    CHECK(refused(with(goodbye_bytes, 8, 8)));      // reason longer than the packet
    CHECK_FALSE(refused({0x80, 203, 0, 0}));        // BYE of nobody: useless, valid
}

TEST_CASE("A compound packet cut short is refused, but where the cut lies between packets") {
    std::vector<std::size_t> const boundaries{sender_report_bytes.size(),
                                              sender_report_bytes.size() + description_bytes.size(),
                                              compound_bytes.size() - goodbye_bytes.size()};
    for (std::size_t size = 0; size < compound_bytes.size(); ++size) {
        auto const at_boundary = std::find(boundaries.begin(), boundaries.end(), size) != boundaries.end();
        CHECK(parse_rtcp(std::span(compound_bytes).first(size)).has_value() == at_boundary);
    }
}

TEST_CASE("What is read from mangled bytes can be written and read again") {
    sim::RandomStream random(12);
    int accepted = 0;
    for (int round = 0; round < 20000; ++round) {
        auto bytes = compound_bytes;
        for (auto flips = random.integer(1, 4); flips > 0; --flips) {
            bytes[random.integer(0, bytes.size() - 1)] = static_cast<std::uint8_t>(random.integer(0, 255));
        }
        auto const packets = parse_rtcp(bytes);
        if (!packets) continue;
        ++accepted;
        if (parse_rtcp(write_rtcp(*packets)) != packets) FAIL("round " << round);
    }
    CHECK(accepted > 1000);
}
