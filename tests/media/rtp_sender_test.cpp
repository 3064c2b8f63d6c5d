#include "voiplab/models/media/rtp_sender.hpp"

#include "tests/catch.hpp"

#include <array>
#include <vector>

using namespace voiplab;
using namespace voiplab::media;
using namespace std::chrono_literals;

namespace {

RtpSender::Options const options{.ssrc = 0x21d1c38,
                                 .first_sequence = 65535,
                                 .first_timestamp = 0xffffff00,
                                 .payload_type = 8,
                                 .samples_per_packet = 160};

RtpHeader next_header(RtpSender& sender, sim::Time now = {}) {
    std::array<std::uint8_t, 172> packet{};
    sender.next(now, packet);
    return parse_rtp(packet)->header;
}

}  // namespace

TEST_CASE("A stream counts sequence by one and timestamp by samples, modulo their sizes") {
    RtpSender sender(options);
    auto const first = next_header(sender);
    auto const second = next_header(sender);
    auto const third = next_header(sender);
    CHECK(first.ssrc == 0x21d1c38);
    CHECK(first.payload_type == 8);
    CHECK(first.sequence == 65535);
    CHECK(second.sequence == 0);
    CHECK(third.sequence == 1);
    CHECK(first.timestamp == 0xffffff00);
    CHECK(second.timestamp == 0xffffffa0);
    CHECK(third.timestamp == 0x40);
}

TEST_CASE("Only the first packet of a talkspurt is marked") {
    RtpSender sender(options);
    CHECK(next_header(sender).marker);
    CHECK_FALSE(next_header(sender).marker);
    sender.pause(800);
    auto const after_pause = next_header(sender);
    CHECK(after_pause.marker);
    CHECK(after_pause.sequence == 1);
    CHECK(after_pause.timestamp == static_cast<std::uint32_t>(0xffffff00U + 2 * 160 + 800));
    CHECK_FALSE(next_header(sender).marker);
    sender.mark_next();
    CHECK(next_header(sender).marker);
}

TEST_CASE("A G.711 packet carries the source's next octets") {
    AudioClip const clip({0, 1000, -1000});
    EncodedClip const encoded(clip, G711Law::a);
    EncodedSource source(encoded);
    RtpSender sender({.samples_per_packet = 4});
    std::array<std::uint8_t, 16> packet{};
    sender.next(sim::Time{}, packet, source);
    sender.next(sim::Time{}, packet, source);
    auto const payload = parse_rtp(packet)->payload;
    std::vector<std::uint8_t> const expected{encode_alaw(1000), encode_alaw(-1000), encode_alaw(0), encode_alaw(1000)};
    CHECK(std::vector(payload.begin(), payload.end()) == expected);
}

TEST_CASE("What was sent is counted for the sender report: packets, octets of payload, the last packet") {
    RtpSender sender(options);
    next_header(sender, sim::Time(1s));
    next_header(sender, sim::Time(1020ms));
    CHECK(sender.sent().packets == 2);
    CHECK(sender.sent().octets == 320);
    CHECK(sender.sent().timestamp == 0xffffffa0);
    CHECK(sender.sent().at == sim::Time(1020ms));
}

TEST_CASE("A new payload type holds from the next packet on") {
    RtpSender sender(options);
    next_header(sender);
    sender.set_format(0, 160);
    CHECK(next_header(sender).payload_type == 0);
}
