#include "voiplab/models/agents/sdp_session.hpp"

#include "tests/catch.hpp"
#include "voiplab/models/agents/server_codecs.hpp"

#include <string>

using namespace voiplab;
using agents::SdpRole;
using agents::SdpSession;

namespace {

constexpr net::Ipv4Address server{0xc0a80685};  // 192.168.6.133
constexpr net::Ipv4Address phone{0xc0a80687};   // 192.168.6.135

agents::SdpStyle asterisk() {
    agents::SdpStyle style;
    style.username = "root";
    style.session_name = "Asterisk PBX 13.18.3~dfsg-1ubuntu4";
    style.attributes = {{"maxptime", "150"}};
    return style;
}

}  // namespace

TEST_CASE("a description has the lines of the lab's Asterisk, and their length") {
    auto const style = asterisk();
    SdpSession session(style, server, SdpRole::offerer, "1234567890");
    auto const text = session.describe({server, 12345}, agents::formats_of_codecs({"ulaw", "alaw", "gsm"}));
    CHECK(text ==
          "v=0\r\no=root 1234567890 1234567890 IN IP4 192.168.6.133\r\ns=Asterisk PBX 13.18.3~dfsg-1ubuntu4\r\n"
          "c=IN IP4 192.168.6.133\r\nt=0 0\r\nm=audio 12345 RTP/AVP 0 8 3 101\r\na=rtpmap:0 PCMU/8000\r\n"
          "a=rtpmap:8 PCMA/8000\r\na=rtpmap:3 GSM/8000\r\na=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-16\r\n"
          "a=maxptime:150\r\na=sendrecv\r\n");
    // The lab's anatomy, section 5: 303 bytes with an id of ten digits.
    CHECK(text.size() == 303);
}

TEST_CASE("the version grows with each description, from the id or from where the product starts") {
    auto style = asterisk();
    SdpSession first(style, server, SdpRole::offerer, "41");
    CHECK(first.describe({server, 10000}, {}).find("o=root 41 41 ") != std::string::npos);
    CHECK(first.describe({phone, 10000}, {}).find("o=root 41 42 IN IP4 192.168.6.133") != std::string::npos);
    style.answer_version = 3;
    SdpSession answerer(style, server, SdpRole::answerer, "41");
    CHECK(answerer.describe({server, 10000}, {}).find("o=root 41 3 ") != std::string::npos);
    CHECK(answerer.describe({server, 10000}, {}).find("o=root 41 4 ") != std::string::npos);
}

TEST_CASE("a product may leave out the rtpmap of static payload types") {
    auto style = asterisk();
    style.rtpmap_for_static = false;
    SdpSession session(style, server, SdpRole::offerer, "1");
    auto const text = session.describe({server, 10000}, agents::formats_of_codecs({"ulaw"}));
    CHECK(text.find("rtpmap:0") == std::string::npos);
    CHECK(text.find("a=rtpmap:101 telephone-event/8000") != std::string::npos);
}

TEST_CASE("what the other party offers is matched with what we speak, in its order and with our own fmtp") {
    auto const offer =
        "v=0\r\no=- 1 1 IN IP4 192.168.6.135\r\ns=-\r\nc=IN IP4 192.168.6.135\r\nt=0 0\r\nm=audio 54136 RTP/AVP 9 8 0 "
        "96\r\n"
        "a=rtpmap:96 telephone-event/8000\r\na=fmtp:96 0-15\r\na=sendonly\r\n";
    auto const remote = agents::read_remote_media(offer, agents::formats_of_codecs({"ulaw", "alaw"}));
    REQUIRE(remote);
    CHECK(remote->endpoint == net::UdpEndpoint{phone, 54136});
    CHECK(remote->direction == sip::MediaDirection::sendonly);
    REQUIRE(remote->formats.size() == 3);
    CHECK(remote->formats[0].encoding == "PCMA");
    CHECK(remote->formats[1].encoding == "PCMU");
    CHECK(remote->formats[2].payload_type == 96);
    CHECK(remote->formats[2].fmtp == "0-16");
    CHECK(remote->speech() == &remote->formats[0]);
}

TEST_CASE("an offer without a common codec carries no speech, and what is no SDP is nothing") {
    auto const offer =
        "v=0\r\no=- 1 1 IN IP4 10.0.0.1\r\ns=-\r\nc=IN IP4 10.0.0.1\r\nt=0 0\r\nm=audio 4000 RTP/AVP 18\r\n";
    auto const remote = agents::read_remote_media(offer, agents::formats_of_codecs({"ulaw"}));
    REQUIRE(remote);
    CHECK(remote->speech() == nullptr);
    CHECK_FALSE(agents::read_remote_media("", agents::formats_of_codecs({"ulaw"})));
    CHECK_FALSE(agents::read_remote_media("hello", agents::formats_of_codecs({"ulaw"})));
}
