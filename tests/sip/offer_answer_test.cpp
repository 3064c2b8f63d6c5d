#include "tests/catch.hpp"
#include "tests/sip/fixtures.hpp"
#include "voiplab/models/sip/sdp.hpp"

using namespace voiplab::sip;

TEST_CASE("an answer's direction fits the offer's by RFC 3264 section 6.1") {
    using D = MediaDirection;
    struct Row {
        D offered, wanted, answer;
    };
    Row const rows[] = {
        {D::sendrecv, D::sendrecv, D::sendrecv}, {D::sendrecv, D::sendonly, D::sendonly},
        {D::sendrecv, D::recvonly, D::recvonly}, {D::sendrecv, D::inactive, D::inactive},
        {D::sendonly, D::sendrecv, D::recvonly}, {D::sendonly, D::sendonly, D::inactive},
        {D::sendonly, D::recvonly, D::recvonly}, {D::sendonly, D::inactive, D::inactive},
        {D::recvonly, D::sendrecv, D::sendonly}, {D::recvonly, D::sendonly, D::sendonly},
        {D::recvonly, D::recvonly, D::inactive}, {D::recvonly, D::inactive, D::inactive},
        {D::inactive, D::sendrecv, D::inactive}, {D::inactive, D::sendonly, D::inactive},
        {D::inactive, D::recvonly, D::inactive}, {D::inactive, D::inactive, D::inactive},
    };
    for (auto const& row : rows) {
        INFO(to_string(row.offered) << " offered, " << to_string(row.wanted) << " wanted");
        CHECK(answer_direction(row.offered, row.wanted) == row.answer);
    }
}

TEST_CASE("static payload types are those of RFC 3551 table 4") {
    struct Row {
        std::uint8_t payload_type;
        std::string encoding;
        std::uint32_t clock_rate;
        std::uint8_t channels;
    };
    Row const rows[] = {
        {0, "PCMU", 8000, 1},  {3, "GSM", 8000, 1},   {4, "G723", 8000, 1},   {5, "DVI4", 8000, 1},
        {6, "DVI4", 16000, 1}, {7, "LPC", 8000, 1},   {8, "PCMA", 8000, 1},   {9, "G722", 8000, 1},
        {10, "L16", 44100, 2}, {11, "L16", 44100, 1}, {12, "QCELP", 8000, 1}, {13, "CN", 8000, 1},
        {14, "MPA", 90000, 1}, {15, "G728", 8000, 1}, {16, "DVI4", 11025, 1}, {17, "DVI4", 22050, 1},
        {18, "G729", 8000, 1},
    };
    for (auto const& row : rows) {
        CHECK(static_format(row.payload_type) ==
              MediaFormat{row.payload_type, row.encoding, row.clock_rate, row.channels, ""});
    }
    for (int const unassigned : {1, 2, 19, 20, 31, 34, 96, 127, 128, 255}) {
        INFO(unassigned);
        CHECK_FALSE(static_format(static_cast<std::uint8_t>(unassigned)));
    }
}

TEST_CASE("formats come from rtpmap, fmtp and the static table, in the order of the media line") {
    auto const offer = parse_sdp(test::xlite_offer());
    REQUIRE(offer);
    auto const* audio = audio_of(*offer);
    REQUIRE(audio != nullptr);
    CHECK(formats_of(*audio) == std::vector<MediaFormat>{
                                    {9, "G722", 8000, 1, ""},
                                    {8, "PCMA", 8000, 1, ""},
                                    {120, "opus", 48000, 2, "useinbandfec=1; usedtx=1; maxaveragebitrate=64000"},
                                    {0, "PCMU", 8000, 1, ""},
                                    {84, "speex", 16000, 1, ""},
                                    {101, "telephone-event", 8000, 1, "0-15"},
                                });
}

TEST_CASE("formats without a meaning are left out") {
    SdpMedia media;
    media.formats = {"96", "97", "98", "128", "t38", "0", "8"};
    media.attributes = {
        {"rtpmap", "97 broken"}, {"rtpmap", "98 L16/44100/0"}, {"rtpmap", "0 G726-32/8000"}, {"rtpmap", "8"}};
    CHECK(formats_of(media) == std::vector<MediaFormat>{{0, "G726-32", 8000, 1, ""}, {8, "PCMA", 8000, 1, ""}});
}

TEST_CASE("common formats keep the offer's order and payload types") {
    std::vector<MediaFormat> const offered{
        {120, "opus", 48000, 2, "usedtx=1"},
        {8, "PCMA", 8000, 1, ""},
        {0, "PCMU", 8000, 1, ""},
        {84, "speex", 16000, 1, ""},
        {102, "Telephone-Event", 8000, 1, "0-16"},
    };
    std::vector<MediaFormat> const supported{
        {0, "PCMU", 8000, 1, ""},
        {8, "pcma", 8000, 1, ""},
        {96, "speex", 8000, 1, ""},
        {97, "opus", 48000, 1, ""},
        {101, "telephone-event", 8000, 1, "0-15"},
    };
    // The fmtp is the answerer's own, as the lab's phones answer 0-15 to Asterisk's 0-16.
    CHECK(common_formats(offered, supported) == std::vector<MediaFormat>{
                                                    {8, "PCMA", 8000, 1, ""},
                                                    {0, "PCMU", 8000, 1, ""},
                                                    {102, "Telephone-Event", 8000, 1, "0-15"},
                                                });
    CHECK(common_formats(offered, {}).empty());
    CHECK(common_formats({}, supported).empty());
}

TEST_CASE("events and comfort noise are not speech") {
    CHECK(is_speech({0, "PCMU", 8000, 1, ""}));
    CHECK(is_speech({120, "opus", 48000, 2, ""}));
    CHECK_FALSE(is_speech({101, "Telephone-Event", 8000, 1, ""}));
    CHECK_FALSE(is_speech({13, "CN", 8000, 1, ""}));
}

TEST_CASE("a medium's direction overrides the session's, and sendrecv is the default") {
    SessionDescription description;
    SdpMedia media;
    CHECK(direction_of(description, media) == MediaDirection::sendrecv);
    description.attributes = {{"tool", "x"}, {"inactive", std::nullopt}};
    CHECK(direction_of(description, media) == MediaDirection::inactive);
    media.attributes = {{"ptime", "20"}, {"sendonly", std::nullopt}};
    CHECK(direction_of(description, media) == MediaDirection::sendonly);
}

TEST_CASE("the audio stream is the first of its type, refused or not") {
    SessionDescription description;
    CHECK(audio_of(description) == nullptr);
    SdpMedia video;
    video.type = "video";
    SdpMedia refused;
    refused.port = 0;
    SdpMedia second;
    second.port = 4000;
    description.media = {video, refused, second};
    CHECK(audio_of(description) == &description.media[1]);
    CHECK(connection_of(description, second).empty());
}
