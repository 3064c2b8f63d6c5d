#include "voiplab/models/media/rtp.hpp"

#include "tests/catch.hpp"
#include "voiplab/sim/random.hpp"

#include <algorithm>
#include <array>
#include <vector>

using namespace voiplab;
using namespace voiplab::media;
using namespace std::chrono_literals;

namespace {

using Bytes = std::vector<std::uint8_t>;

// Laid out by hand after RFC 3550 section 5.1: V=2, marker, payload type 8, and the lab's first values.
Bytes const plain_packet{0x80, 0x88, 0x34, 0x8c, 0x8b, 0x3a, 0x09, 0x34, 0x02, 0x1d, 0x1c, 0x38, 0xaa, 0xbb};

Bytes with(Bytes bytes, std::size_t offset, int value) {
    bytes[offset] = static_cast<std::uint8_t>(value);
    return bytes;
}

Bytes joined(std::initializer_list<Bytes> parts) {
    Bytes all;
    for (auto const& part : parts) {
        all.insert(all.end(), part.begin(), part.end());
    }
    return all;
}

Bytes copy(std::span<std::uint8_t const> bytes) {
    return {bytes.begin(), bytes.end()};
}

Bytes const csrcs{1, 2, 3, 4, 5, 6, 7, 8};
Bytes const extension{0xbe, 0xde, 0x00, 0x01, 0x10, 0xff, 0x00, 0x00};

}  // namespace

TEST_CASE("A packet's header is read field by field") {
    auto const packet = parse_rtp(plain_packet);
    REQUIRE(packet);
    RtpHeader expected;
    expected.marker = true;
    expected.payload_type = 8;
    expected.sequence = 13452;
    expected.timestamp = 0x8b3a0934;
    expected.ssrc = 0x21d1c38;
    CHECK(packet->header == expected);
    CHECK(packet->csrcs.empty());
    CHECK(packet->extension.empty());
    CHECK(copy(packet->payload) == Bytes{0xaa, 0xbb});
}

TEST_CASE("A header is written to the bytes that RFC 3550 draws") {
    Bytes out(14, 0xee);
    auto const rest = write_rtp(parse_rtp(plain_packet)->header, out);
    CHECK(Bytes(out.begin(), out.begin() + 12) == Bytes(plain_packet.begin(), plain_packet.begin() + 12));
    CHECK(copy(rest) == Bytes{0xee, 0xee});
}

TEST_CASE("CSRCs, extension and padding are set apart from the payload") {
    auto const header = Bytes(plain_packet.begin(), plain_packet.begin() + 12);
    auto const bytes = joined({with(header, 0, 0xb2), csrcs, extension, {0xaa}, {0, 0, 3}});
    auto const packet = parse_rtp(bytes);
    REQUIRE(packet);
    CHECK(packet->header.padding);
    CHECK(packet->header.extension);
    CHECK(packet->header.csrc_count == 2);
    CHECK(copy(packet->csrcs) == csrcs);
    CHECK(copy(packet->extension) == extension);
    CHECK(copy(packet->payload) == Bytes{0xaa});
}

TEST_CASE("What is no RTP packet is refused") {
    auto const header = Bytes(plain_packet.begin(), plain_packet.begin() + 12);
    CHECK(parse_rtp(header));
    CHECK_FALSE(parse_rtp({}));
    CHECK_FALSE(parse_rtp(std::span(header).first(11)));
    CHECK_FALSE(parse_rtp(with(header, 0, 0x40)));                                            // version 1
    CHECK_FALSE(parse_rtp(with(header, 0, 0x81)));                                            // one CSRC, not there
    CHECK_FALSE(parse_rtp(with(header, 0, 0x90)));                                            // extension, not there
    CHECK_FALSE(parse_rtp(joined({with(header, 0, 0x90), {0xbe, 0xde, 0, 2, 0, 0, 0, 0}})));  // longer than the packet
    CHECK_FALSE(parse_rtp(with(header, 0, 0xa0)));                    // padding of an empty packet
    CHECK_FALSE(parse_rtp(joined({with(header, 0, 0xa0), {7, 0}})));  // padding of 0
    CHECK_FALSE(parse_rtp(joined({with(header, 0, 0xa0), {7, 3}})));  // padding over the header
    CHECK(parse_rtp(joined({with(header, 0, 0xa0), {7, 2}})));
}

TEST_CASE("Every string of bytes is either refused or split into parts that cover it") {
    sim::RandomStream random(11);
    int accepted = 0;
    for (int round = 0; round < 20000; ++round) {
        Bytes bytes(random.integer(0, 64));
        for (auto& byte : bytes) {
            byte = static_cast<std::uint8_t>(random.integer(0, 255));
        }
        if (!bytes.empty() && round % 2 == 0) bytes[0] = static_cast<std::uint8_t>(0x80 | (bytes[0] & 0x3f));
        auto const packet = parse_rtp(bytes);
        if (!packet) continue;
        ++accepted;
        auto const padding = packet->header.padding ? std::size_t{bytes.back()} : 0;
        auto const size = 12 + packet->csrcs.size() + packet->extension.size() + packet->payload.size() + padding;
        if (size != bytes.size()) FAIL("round " << round);
        Bytes written(12);
        write_rtp(packet->header, written);
        if (!std::equal(written.begin(), written.end(), bytes.begin())) FAIL("round " << round);
    }
    CHECK(accepted > 1000);
}

TEST_CASE("An instant on an RTP clock is rounded down and wraps") {
    CHECK(to_rtp_time(sim::Time(20ms), 8000) == 160);
    CHECK(to_rtp_time(sim::Time(124'999ns), 8000) == 0);
    CHECK(to_rtp_time(sim::Time(125us), 8000) == 1);
    CHECK(to_rtp_time(sim::Duration(20ms), 48000) == 960);
    // 30 days at 48 kHz: 124,416,000,000 ticks, less 28 times 2^32.
    CHECK(to_rtp_time(sim::Time(24h * 30), 48000) == 124'416'000'000ULL - (28ULL << 32));
}
