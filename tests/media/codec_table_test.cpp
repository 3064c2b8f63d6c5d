#include "voiplab/models/media/codec_table.hpp"

#include "tests/catch.hpp"

#include <cmath>
#include <optional>
#include <set>
#include <string>
#include <string_view>

using namespace voiplab::media;
using namespace std::chrono_literals;

TEST_CASE("packets have the sizes and timestamps of RFC 3551 and the payload formats") {
    struct Row {
        std::string_view name;
        std::optional<int> payload_type;
        std::uint32_t clock;
        std::chrono::milliseconds packet;
        std::size_t octets;
        std::uint32_t ticks;
    };
    for (auto const& row : {Row{"pcmu", 0, 8000, 20ms, 160, 160}, Row{"pcma", 8, 8000, 20ms, 160, 160},
                            Row{"gsm", 3, 8000, 20ms, 33, 160}, Row{"g723-63", 4, 8000, 30ms, 24, 240},
                            Row{"g723-53", 4, 8000, 30ms, 20, 240}, Row{"g722", 9, 8000, 20ms, 160, 160},
                            Row{"l16", 11, 44100, 20ms, 1764, 882}, Row{"g729", 18, 8000, 20ms, 20, 160},
                            Row{"ilbc-20", {}, 8000, 20ms, 38, 160}, Row{"ilbc-30", {}, 8000, 30ms, 50, 240},
                            Row{"opus", {}, 48000, 20ms, 60, 960}}) {
        CAPTURE(row.name);
        auto const* const codec = find_codec(row.name);
        REQUIRE(codec != nullptr);
        CHECK(codec->payload_type.has_value() == row.payload_type.has_value());
        CHECK(codec->payload_type.value_or(0) == row.payload_type.value_or(0));
        CHECK(codec->clock_rate == row.clock);
        CHECK(codec->octets_in(row.packet) == row.octets);
        CHECK(codec->ticks_in(row.packet) == row.ticks);
    }
}

TEST_CASE("a call takes on Ethernet what Cisco's table 7934 says") {
    struct Row {
        std::string_view name;
        double kbps;
    };
    for (auto const& row :
         {Row{"pcmu", 87.2}, Row{"g722", 87.2}, Row{"g729", 31.2}, Row{"g723-63", 21.9}, Row{"g723-53", 20.8},
          Row{"g726-32", 55.2}, Row{"g726-24", 47.2}, Row{"ilbc-20", 38.4}, Row{"ilbc-30", 28.8}}) {
        CAPTURE(row.name);
        auto const* const codec = find_codec(row.name);
        REQUIRE(codec != nullptr);
        CHECK(std::abs(codec->ethernet_bit_rate(codec->packet_time) / 1000 - row.kbps) <= 0.0500001);
    }
}

TEST_CASE("impairments are those of G.113") {
    struct Row {
        std::string_view name;
        double ie, bpl;
    };
    for (auto const& row : {Row{"pcmu", 0, 4.3}, Row{"pcmu-plc", 0, 25.1}, Row{"pcma-plc", 0, 25.1},
                            Row{"g729", 11, 19}, Row{"g723-63", 15, 16.1}, Row{"gsm-efr", 5, 10}}) {
        CAPTURE(row.name);
        CHECK(find_codec(row.name)->ie == row.ie);
        CHECK(find_codec(row.name)->bpl == row.bpl);
        CHECK_FALSE(find_codec(row.name)->provisional);
    }
    // Those have an Ie in G.113 but no Bpl.
    for (auto const& row : {Row{"gsm", 20, 0}, Row{"g723-53", 19, 0}, Row{"g728", 7, 0}, Row{"g726-40", 2, 0},
                            Row{"g726-32", 7, 0}, Row{"g726-24", 25, 0}, Row{"g726-16", 50, 0}}) {
        CAPTURE(row.name);
        CHECK(find_codec(row.name)->ie == row.ie);
        CHECK(find_codec(row.name)->provisional);
    }
}

TEST_CASE("names are told apart, and each encoding is found again") {
    std::set<std::string_view> names;
    for (auto const& codec : codec_table()) {
        CAPTURE(codec.name);
        CHECK(names.insert(codec.name).second);
        auto const* const found = find_encoding(codec.encoding, codec.clock_rate);
        REQUIRE(found != nullptr);
        CHECK(found->encoding == codec.encoding);
        CHECK(codec.packet_time % codec.frame == voiplab::sim::Duration{});
        if (codec.frame_octets > 0) {
            auto const rate =
                static_cast<double>(codec.frame_octets) * 8 / std::chrono::duration<double>(codec.frame).count();
            CHECK(std::abs(rate - codec.bit_rate) < 1);
        }
    }
    CHECK(find_codec("mp3") == nullptr);
    CHECK(find_encoding("pcmu", 8000) == find_codec("pcmu"));
    CHECK(find_encoding("PCMU", 16000) == nullptr);
    CHECK(find_encoding("iLBC", 8000) == find_codec("ilbc-30"));
}
