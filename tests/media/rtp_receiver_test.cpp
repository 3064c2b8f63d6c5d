#include "voiplab/models/media/rtp_receiver.hpp"

#include "tests/catch.hpp"

#include <utility>
#include <vector>

using namespace voiplab;
using namespace voiplab::media;
using namespace std::chrono_literals;

namespace {

// Every packet is in time: the sequence number alone varies.
bool receive(RtpReceiver& receiver, int sequence, std::uint32_t ssrc = 1) {
    RtpHeader header;
    header.sequence = static_cast<std::uint16_t>(sequence);
    header.ssrc = ssrc;
    return receiver.receive(sim::Time{}, header);
}

void receive_range(RtpReceiver& receiver, int first, int last) {
    for (auto sequence = first; sequence <= last; ++sequence) {
        receive(receiver, sequence);
    }
}

RtpReceiver on_probation() {
    return RtpReceiver({.clock_rate = 8000, .min_sequential = 2});
}

}  // namespace

TEST_CASE("Jitter follows RFC 3550 A.8 in integers") {
    // 160 ticks apart as sent; the third comes 5 ms late. Worked by hand from A.8's integer form:
    // 40; 40 + 40 - (48 >> 4) = 77; 77 + 0 - (85 >> 4) = 72.
    std::vector<std::pair<sim::Duration, std::uint32_t>> const rows{
        {0ms, 0}, {20ms, 0}, {45ms, 40}, {60ms, 77}, {80ms, 72}};
    auto receiver = on_probation();
    RtpHeader header;
    header.timestamp = 0xffffff80;  // wraps on the way
    for (auto const& [arrival, jitter16] : rows) {
        CHECK(receiver.receive(sim::Time(arrival), header) == (arrival != 0ms));
        CHECK(receiver.jitter16() == jitter16);
        ++header.sequence;
        header.timestamp += 160;
    }
    CHECK(receiver.jitter() == 4);
    CHECK(receiver.jitter_time() == 562'500ns);
    CHECK(receiver.take_report().jitter == 4);
}

TEST_CASE("With MIN_SEQUENTIAL 2 a source counts from its second packet in order") {
    auto receiver = on_probation();
    CHECK_FALSE(receive(receiver, 10));
    CHECK_FALSE(receive(receiver, 12));
    CHECK_FALSE(receiver.valid());
    CHECK(receive(receiver, 13));
    CHECK(receiver.valid());
    CHECK(receiver.received() == 1);
    CHECK(receiver.expected() == 1);
}

TEST_CASE("Without probation the first packet counts") {
    RtpReceiver receiver;
    CHECK_FALSE(receiver.valid());
    CHECK(receiver.expected() == 0);
    CHECK(receive(receiver, 10));
    CHECK(receiver.valid());
    CHECK(receiver.received() == 1);
    CHECK(receiver.lost() == 0);
}

TEST_CASE("The extended sequence number counts a cycle at every wrap") {
    RtpReceiver receiver;
    receive_range(receiver, 65534, 65537);
    CHECK(receiver.extended_highest_sequence() == 0x10001);
    CHECK(receiver.expected() == 4);
    CHECK(receiver.lost() == 0);
    CHECK(receive(receiver, 65535));  // late, from before the wrap
    CHECK(receiver.extended_highest_sequence() == 0x10001);
}

TEST_CASE("Fraction lost speaks of the time since the last report, cumulative lost of all") {
    RtpReceiver receiver;
    receive_range(receiver, 1, 3);
    receive(receiver, 8);  // 4 of 8 lost: 4 * 256 / 8
    auto const first = receiver.take_report();
    CHECK(first.fraction_lost == 128);
    CHECK(first.cumulative_lost == 4);
    CHECK(first.extended_highest_sequence == 8);
    CHECK(first.ssrc == 1);

    receive(receiver, 9);
    receive(receiver, 11);  // 1 of 3: 256 / 3 rounded down
    auto const second = receiver.take_report();
    CHECK(second.fraction_lost == 85);
    CHECK(second.cumulative_lost == 5);
}

TEST_CASE("Duplicates make the loss negative and the fraction zero") {
    RtpReceiver receiver;
    receive_range(receiver, 1, 2);
    receive(receiver, 2);
    receive(receiver, 2);
    auto const block = receiver.take_report();
    CHECK(block.cumulative_lost == -2);
    CHECK(block.fraction_lost == 0);
}

TEST_CASE("Cumulative lost stops at the largest number of 24 bits with sign") {
    RtpReceiver receiver;
    std::int64_t lost = 0;
    for (int sequence = 0; lost <= 0x7fffff + 3000; sequence += 2999) {
        REQUIRE(receive(receiver, sequence));
        lost += sequence == 0 ? 0 : 2998;
    }
    CHECK(receiver.lost() == lost);
    CHECK(receiver.take_report().cumulative_lost == 0x7fffff);
}

TEST_CASE("A report block is due only where packets came since the last one") {
    RtpReceiver receiver;
    CHECK_FALSE(receiver.heard_since_report());
    receive(receiver, 1);
    CHECK(receiver.heard_since_report());
    receiver.take_report();
    CHECK_FALSE(receiver.heard_since_report());
    receive(receiver, 1);  // a duplicate is a packet heard
    CHECK(receiver.heard_since_report());
}

TEST_CASE("A jump of MAX_DROPOUT is believed when the next packet follows it") {
    RtpReceiver receiver;
    receive_range(receiver, 1, 5);
    CHECK(receive(receiver, 5 + 2999));
    CHECK_FALSE(receive(receiver, 20000));
    CHECK(receive(receiver, 5 + 3000));  // the stray packet changed nothing
    CHECK(receiver.extended_highest_sequence() == 3005);
    CHECK_FALSE(receive(receiver, 40000));
    CHECK(receive(receiver, 40001));  // started anew
    CHECK(receiver.extended_highest_sequence() == 40001);
    CHECK(receiver.received() == 1);
}

TEST_CASE("A packet is late by MAX_MISORDER less one at most") {
    RtpReceiver receiver;
    receive_range(receiver, 1000, 1001);
    CHECK(receive(receiver, 1001 - 99));
    CHECK_FALSE(receive(receiver, 1001 - 101));
}

TEST_CASE("Another SSRC starts the statistics anew") {
    RtpReceiver receiver;
    receive_range(receiver, 1, 9);
    CHECK(receive(receiver, 500, 2));
    CHECK(receiver.ssrc() == 2);
    CHECK(receiver.received() == 1);
    CHECK(receiver.lost() == 0);
    CHECK(receiver.jitter16() == 0);
}
