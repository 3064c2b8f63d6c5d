#include "voiplab/models/agents/credentials.hpp"

#include "tests/catch.hpp"
#include "voiplab/models/agents/layout.hpp"

using namespace voiplab;

namespace {

agents::IdentifierSource source() {
    return {sim::RandomStreams(1).stream("test"), {}, {net::Ipv4Address{0x0a000001}, 5060}};
}

sip::Message challenged(int status, std::string const& field, std::string const& value) {
    sip::Message response(sip::StatusLine{status, "Who are you"});
    response.add(field, value);
    return response;
}

}  // namespace

TEST_CASE("a challenge without qop is answered by RFC 2069's digest, in the product's order") {
    auto identifiers = source();
    agents::Profile profile;
    profile.credentials = {"username", "realm", "nonce", "uri", "response", "algorithm"};
    profile.directive_separator = ",";
    auto const response =
        challenged(401, "WWW-Authenticate", "Digest algorithm=MD5, realm=\"asterisk\", nonce=\"0a1b2c3d\"");
    auto const challenge = agents::challenge_of(response);
    REQUIRE(challenge);
    auto const answer = agents::answer_challenge(*challenge, false, "INVITE", "sip:2010@192.168.6.133", {"2000", "12"},
                                                 profile, identifiers, {});
    CHECK(answer.name == "Authorization");
    // printf with openssl dgst -md5: HA1 of 2000:asterisk:12, HA2 of INVITE:sip:2010@192.168.6.133, then
    // HA1:0a1b2c3d:HA2.
    CHECK(answer.value ==
          "Digest username=\"2000\",realm=\"asterisk\",nonce=\"0a1b2c3d\",uri=\"sip:2010@192.168.6.133\","
          "response=\"ce6206d65de0e2bc92d01918bd5eed3e\",algorithm=MD5");
}

TEST_CASE("a proxy's challenge is answered in Proxy-Authorization, and qop brings cnonce and nc") {
    auto identifiers = source();
    agents::Profile const profile;
    auto const response = challenged(407, "Proxy-Authenticate",
                                     "Digest realm=\"r\", nonce=\"n\", qop=\"auth\", algorithm=SHA-256, opaque=\"o\"");
    auto const challenge = agents::challenge_of(response);
    REQUIRE(challenge);
    auto const answer =
        agents::answer_challenge(*challenge, true, "INVITE", "sip:b@h", {"a", "p"}, profile, identifiers, {});
    CHECK(answer.name == "Proxy-Authorization");
    auto const credentials = sip::parse_credentials(answer.value);
    REQUIRE(credentials);
    CHECK(credentials->qop == "auth");
    CHECK(credentials->nonce_count == 1U);
    CHECK(credentials->cnonce);
    CHECK(credentials->opaque == "o");
    CHECK(credentials->algorithm == sip::DigestAlgorithm::sha256);
    CHECK(sip::verifies(*credentials, "INVITE", "p"));
    CHECK_FALSE(sip::verifies(*credentials, "INVITE", "q"));
}

TEST_CASE("a response without a challenge that can be read asks for nothing") {
    for (auto const* const value :
         {"Basic realm=\"r\"", "Digest realm=\"r\"", "Digest realm=\"r\", nonce=\"n\", algorithm=ROT13"}) {
        INFO(value);
        CHECK_FALSE(agents::challenge_of(challenged(401, "WWW-Authenticate", value)));
    }
    CHECK_FALSE(agents::challenge_of(challenged(401, "Server", "none")));
    CHECK_FALSE(agents::challenge_of(challenged(403, "WWW-Authenticate", "Digest realm=\"r\", nonce=\"n\"")));
}
