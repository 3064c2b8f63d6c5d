#include "voiplab/models/sip/sdp.hpp"

#include "tests/catch.hpp"
#include "tests/sip/fixtures.hpp"
#include "voiplab/models/sip/limits.hpp"

using namespace voiplab::sip;

namespace {

std::string crlf(std::string_view text) {
    return test::with_crlf(text);
}

bool parses(std::string const& text) {
    auto const description = parse_sdp(text);
    if (!description) CHECK(description.error().offset <= text.size());
    return description.has_value();
}

std::string const session = "v=0\no=- 1 1 IN IP4 192.0.2.1\ns=-\n";

}  // namespace

// Sizes from the lab's captures: Content-Length 336 and 276.
TEST_CASE("the lab's session descriptions are written as they were read") {
    CHECK(test::xlite_offer().size() == 336);
    CHECK(test::asterisk_answer().size() == 276);
    for (auto const& text : {test::xlite_offer(), test::asterisk_answer()}) {
        auto const description = parse_sdp(text);
        REQUIRE(description);
        CHECK(to_string(*description) == text);
    }
}

TEST_CASE("an offer yields its parts") {
    auto const offer = parse_sdp(test::xlite_offer());
    REQUIRE(offer);
    CHECK(offer->origin == SdpOrigin{"-", "13170012345678901", "1", "192.168.6.135"});
    CHECK(offer->session_name == "X-Lite release 5.2.0 stamp 90534");
    CHECK(offer->connection == "192.168.6.135");
    REQUIRE(offer->media.size() == 1);
    auto const& audio = offer->media.front();
    CHECK(audio.type == "audio");
    CHECK(audio.port == 49162);
    CHECK(audio.protocol == "RTP/AVP");
    CHECK(audio.formats == std::vector<std::string>{"9", "8", "120", "0", "84", "101"});
    REQUIRE(audio.attributes.size() == 6);
    CHECK(audio.attributes[1] == SdpAttribute{"fmtp", "120 useinbandfec=1; usedtx=1; maxaveragebitrate=64000"});
    CHECK(audio.attributes[5] == SdpAttribute{"sendrecv", std::nullopt});
}

// RFC 4566 section 5's own example, less its IPv4 multicast address.
TEST_CASE("optional lines are read over and LF ends a line too") {
    std::string const text =
        "v=0\no=jdoe 2890844526 2890842807 IN IP4 10.47.16.5\ns=SDP Seminar\ni=A Seminar on SDP\n"
        "u=http://www.example.com/seminars/sdp.pdf\ne=j.doe@example.com (Jane Doe)\np=+1 617 555-6011\n"
        "c=IN IP4 192.0.2.7\nb=AS:64\nt=2873397496 2873404696\nr=604800 3600 0 90000\nt=0 0\nz=0 0\nk=prompt\n"
        "a=recvonly\nm=audio 49170 RTP/AVP 0\nm=video 51372 RTP/AVP 99\ni=slides\nc=IN IP4 192.0.2.8\n"
        "c=IN IP4 192.0.2.9\nb=AS:1\nk=prompt\na=rtpmap:99 h263-1998/90000\n";
    auto const description = parse_sdp(text);
    REQUIRE(description);
    CHECK(to_string(*description) ==
          crlf("v=0\no=jdoe 2890844526 2890842807 IN IP4 10.47.16.5\ns=SDP Seminar\nc=IN IP4 192.0.2.7\nt=0 0\n"
               "a=recvonly\nm=audio 49170 RTP/AVP 0\nm=video 51372 RTP/AVP 99\nc=IN IP4 192.0.2.8\n"
               "a=rtpmap:99 h263-1998/90000\n"));
    REQUIRE(description->media.size() == 2);
    CHECK(connection_of(*description, description->media[0]) == "192.0.2.7");
    CHECK(connection_of(*description, description->media[1]) == "192.0.2.8");
    CHECK(direction_of(*description, description->media[0]) == MediaDirection::recvonly);
}

TEST_CASE("lines stand in the order of RFC 4566") {
    CHECK(parses(session + "t=0 0\n"));
    CHECK(parses(session + "c=IN IP4 192.0.2.1\nt=0 0\nm=audio 0 RTP/AVP 0\n"));
    for (auto const* const text :
         {"", "v=0\n", "o=- 1 1 IN IP4 192.0.2.1\n", "v=0\ns=-\nt=0 0\n", "v=0\no=- 1 1 IN IP4 192.0.2.1\nt=0 0\n",
          "v=0\nv=0\no=- 1 1 IN IP4 192.0.2.1\ns=-\nt=0 0\n", "s=-\nv=0\no=- 1 1 IN IP4 192.0.2.1\nt=0 0\n"}) {
        INFO(text);
        CHECK_FALSE(parses(text));
    }
    for (auto const* const more :
         {"", "a=x\n", "m=audio 0 RTP/AVP 0\n", "t=0 0\nc=IN IP4 192.0.2.1\n", "t=0 0\nq=x\n", "r=1 1 1\nt=0 0\n",
          "c=IN IP4 192.0.2.1\nc=IN IP4 192.0.2.1\nt=0 0\n", "t=0 0\na=x\nt=0 0\n", "t=0 0\nm=audio 0 RTP/AVP 0\n",
          "t=0 0\nm=audio 0 RTP/AVP 0\na=x\nc=IN IP4 192.0.2.1\n",
          "t=0 0\nm=audio 0 RTP/AVP 0\nc=IN IP4 192.0.2.1\nt=0 0\n"}) {
        INFO(more);
        CHECK_FALSE(parses(session + more));
    }
}

TEST_CASE("values of lines are accepted or refused by the grammar") {
    struct Row {
        std::string line;
        bool valid;
    };
    Row const rows[] = {
        {"a=sendrecv", true},
        {"a=fmtp:101 0-15", true},
        {"a=x:", false},
        {"a=:x", false},
        {"a=", false},
        {"a=x y", false},
        {"a", false},
        {"", false},
        {"a x", false},
        {std::string("a=x:a\0b", 7), false},
        {"a=x:a\rb", false},
        {"m=audio 49170 RTP/AVP 0", true},
        {"m=audio 49170/2 RTP/AVP 0", true},
        {"m=image 49170 udptl t38", true},
        {"m=audio 65536 RTP/AVP 0", false},
        {"m=audio -1 RTP/AVP 0", false},
        {"m=audio 49170 RTP/ 0", false},
        {"m=audio 49170 RTP/AVP", false},
        {"m=audio 49170 RTP/AVP ", false},
        {"m=audio  49170 RTP/AVP 0", false},
        {"m=audio 49170 RTP/AVP 0  8", false},
        {"m= 49170 RTP/AVP 0", false},
    };
    for (auto const& row : rows) {
        INFO(row.line);
        CHECK(parses(session + "c=IN IP4 192.0.2.1\nt=0 0\n" + row.line + "\n") == row.valid);
    }
    for (auto const* const text :
         {"v=1\no=- 1 1 IN IP4 192.0.2.1\ns=-\nt=0 0\n", "v=0\no=- x 1 IN IP4 192.0.2.1\ns=-\nt=0 0\n",
          "v=0\no=- 1 1 IN IP6 ::1\ns=-\nt=0 0\n", "v=0\no=- 1 1 IN IP4\ns=-\nt=0 0\n",
          "v=0\no=- 1 1 IN IP4 192.0.2.1\ns=\nt=0 0\n", "v=0\no=- 1 1 IN IP4 192.0.2.1\ns=-\nt=0\n",
          "v=0\no=- 1 1 IN IP4 192.0.2.1\ns=-\nc=IN IP4 192.0.2\nt=0 0\n",
          "v=0\no=- 1 1 IN IP4 192.0.2.1\ns=-\nt=0 0"}) {
        INFO(text);
        CHECK_FALSE(parses(text));
    }
}

TEST_CASE("the offset of an error is where the line goes wrong") {
    std::string const text = session + "t=0 0\nm=audio x RTP/AVP 0\n";
    auto const description = parse_sdp(text);
    REQUIRE_FALSE(description.has_value());
    CHECK(description.error().offset == text.find("audio"));
}

TEST_CASE("limits of a session description are ordinary errors") {
    auto const with_lines = [](std::size_t count) {
        auto text = session + "t=0 0\n";
        for (std::size_t i = 4; i < count; ++i)
            text += "a=x\n";
        return text;
    };
    CHECK(parses(with_lines(max_sdp_lines)));
    CHECK_FALSE(parses(with_lines(max_sdp_lines + 1)));
    CHECK_FALSE(parses(session + "t=0 0\na=x:" + std::string(max_line_bytes, 'y') + "\n"));
    CHECK_FALSE(parses(std::string(max_message_bytes + 1, 'v')));
    auto const with_formats = [](std::size_t count) {
        auto text = session + "c=IN IP4 192.0.2.1\nt=0 0\nm=audio 4000 RTP/AVP";
        for (std::size_t i = 0; i < count; ++i)
            text += " 0";
        return text + "\n";
    };
    CHECK(parses(with_formats(max_sdp_formats)));
    CHECK_FALSE(parses(with_formats(max_sdp_formats + 1)));
}
