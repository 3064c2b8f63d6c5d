#include "voiplab/models/media/rtp_relay.hpp"

#include "tests/catch.hpp"

#include <vector>

using namespace voiplab;
using namespace voiplab::media;
using namespace std::chrono_literals;

namespace {

using Bytes = std::vector<std::uint8_t>;

Bytes packet_of(std::uint16_t sequence, std::uint32_t timestamp, std::uint32_t ssrc = 7, bool marker = false) {
    RtpHeader header;
    header.marker = marker;
    header.payload_type = 8;
    header.sequence = sequence;
    header.timestamp = timestamp;
    header.ssrc = ssrc;
    Bytes bytes(12 + 3);
    auto const payload = write_rtp(header, bytes);
    payload[0] = 0xd5;
    return bytes;
}

Bytes relayed(RelayStream& relay, Bytes const& packet, sim::Time now = {}) {
    auto const view = parse_rtp(packet);
    Bytes out(RelayStream::size_of(*view));
    relay.forward(now, *view, out);
    return out;
}

RtpHeader relayed_header(RelayStream& relay, Bytes const& packet) {
    return parse_rtp(relayed(relay, packet))->header;
}

RelayStream::Options const own{.ssrc = 99, .first_sequence = 65535, .first_timestamp = 1000};

}  // namespace

TEST_CASE("A relayed stream has the relay's SSRC and starting values, and the source's payload") {
    RelayStream relay(own);
    auto const out = relayed(relay, packet_of(500, 80000));
    auto const packet = parse_rtp(out);
    CHECK(packet->header.ssrc == 99);
    CHECK(packet->header.sequence == 65535);
    CHECK(packet->header.timestamp == 1000);
    CHECK(packet->header.payload_type == 8);
    CHECK(Bytes(packet->payload.begin(), packet->payload.end()) == Bytes{0xd5, 0, 0});
}

TEST_CASE("A relay keeps gaps and disorder of sequence and timestamp") {
    RelayStream relay(own);
    relayed(relay, packet_of(500, 80000));
    auto const after_loss = relayed_header(relay, packet_of(503, 80480));
    auto const late = relayed_header(relay, packet_of(502, 80320));
    CHECK(after_loss.sequence == 2);
    CHECK(after_loss.timestamp == 1480);
    CHECK(late.sequence == 1);
    CHECK(late.timestamp == 1320);
}

TEST_CASE("A relay marks its first packet and keeps the source's markers after it") {
    RelayStream relay(own);
    CHECK(relayed_header(relay, packet_of(500, 80000)).marker);
    CHECK_FALSE(relayed_header(relay, packet_of(501, 80160)).marker);
    CHECK(relayed_header(relay, packet_of(502, 88160, 7, true)).marker);
}

TEST_CASE("A relay goes on after its highest packet where the source's SSRC changes") {
    RelayStream relay(own);
    relayed(relay, packet_of(500, 80000));
    relayed(relay, packet_of(502, 80480));
    relayed(relay, packet_of(503, 80720));
    relayed(relay, packet_of(501, 80240));
    auto const first = relayed_header(relay, packet_of(9, 5, 8));
    CHECK(first.ssrc == 99);
    CHECK(first.sequence == 3);
    CHECK(first.timestamp == 1000 + 720 + 240);  // one packet of 30 ms on, as the source sent them
    CHECK(first.marker);
    auto const second = relayed_header(relay, packet_of(10, 165, 8));
    CHECK(second.sequence == 4);
    CHECK(second.timestamp == 1960 + 160);
    CHECK_FALSE(second.marker);
}

TEST_CASE("A relay ends CSRCs, extension and padding") {
    RelayStream relay(own);
    Bytes bytes{0xb1, 8, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3, 1, 1, 1, 1, 0, 0, 0, 0, 0xd5, 0xd5, 2, 2};
    auto const out = relayed(relay, bytes);
    CHECK(out.size() == 14);
    CHECK(out[0] == 0x80);
    CHECK(out[12] == 0xd5);
    CHECK(out[13] == 0xd5);
}

TEST_CASE("A relay counts what it sent") {
    RelayStream relay(own);
    relayed(relay, packet_of(500, 80000), sim::Time(1s));
    relayed(relay, packet_of(501, 80160), sim::Time(2s));
    CHECK(relay.sent().packets == 2);
    CHECK(relay.sent().octets == 6);
    CHECK(relay.sent().timestamp == 1160);
    CHECK(relay.sent().at == sim::Time(2s));
}

TEST_CASE(
    "a packet of the relay's own goes in between: the source's later ones count on after it, at their own times") {
    RelayStream relay(own);
    relayed(relay, packet_of(10, 1600));
    Bytes const key{5, 0x8a, 0, 160};
    Bytes out(12 + key.size());
    auto const at = relay.next_timestamp();
    relay.insert({}, {.payload_type = 101, .marker = true, .timestamp = at, .payload = key}, out);
    auto const inserted = parse_rtp(out);
    REQUIRE(inserted);
    CHECK(inserted->header.ssrc == 99);
    CHECK(inserted->header.sequence == 0);
    CHECK(inserted->header.timestamp == 1160);
    CHECK(inserted->header.payload_type == 101);
    CHECK(inserted->header.marker);
    CHECK(Bytes(inserted->payload.begin(), inserted->payload.end()) == key);

    auto const next = relayed_header(relay, packet_of(11, 1760));
    CHECK(next.sequence == 1);
    CHECK(next.timestamp == 1160);
    CHECK_FALSE(next.marker);
    CHECK(relay.sent().packets == 3);
}

TEST_CASE("a packet of the relay's own may be the first; the source begins after it") {
    RelayStream relay(own);
    Bytes out(12);
    relay.insert({}, {.payload_type = 101, .marker = true, .timestamp = relay.next_timestamp(), .payload = {}}, out);
    CHECK(parse_rtp(out)->header.sequence == 65535);
    CHECK(parse_rtp(out)->header.timestamp == 1000);
    auto const next = relayed_header(relay, packet_of(10, 1600));
    CHECK(next.sequence == 0);
    CHECK(next.timestamp == 1000);
    CHECK(next.marker);
}

TEST_CASE("where the source was away the relay goes on one packet later, whatever the source's numbers did") {
    RelayStream relay(own);
    relayed(relay, packet_of(10, 1600));
    relay.begin_anew();
    auto const next = relayed_header(relay, packet_of(360, 57600));
    CHECK(next.sequence == 0);
    CHECK(next.timestamp == 1160);
    CHECK(next.marker);
}
