#include "voiplab/models/sip/digest.hpp"

#include "tests/catch.hpp"

using namespace voiplab::sip;

namespace {

DigestInput rfc7616_input(DigestAlgorithm algorithm) {
    DigestInput input;
    input.username = "Mufasa";
    input.realm = "http-auth@example.org";
    input.password = "Circle of Life";
    input.method = "GET";
    input.uri = "/dir/index.html";
    input.nonce = "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v";
    input.cnonce = "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ";
    input.qop = "auth";
    input.algorithm = algorithm;
    return input;
}

}  // namespace

TEST_CASE("the example of RFC 2617 section 3.5 gives its response") {
    DigestInput input;
    input.username = "Mufasa";
    input.realm = "testrealm@host.com";
    input.password = "Circle Of Life";
    input.method = "GET";
    input.uri = "/dir/index.html";
    input.nonce = "dcd98b7102dd2f0e8b11d0f600bfb0c093";
    input.cnonce = "0a4f113b";
    input.qop = "auth";
    CHECK(digest_response(input) == "6629fae49393a05397450978507c4ef1");
}

TEST_CASE("the examples of RFC 7616 section 3.9 give their responses") {
    CHECK(digest_response(rfc7616_input(DigestAlgorithm::md5)) == "8ca523f5e9506fed4657c9700eebdbec");
    CHECK(digest_response(rfc7616_input(DigestAlgorithm::sha256)) ==
          "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1");
    DigestInput input;
    input.username = "J\xc3\xa4s\xc3\xb8n Doe";
    input.realm = "api@example.org";
    input.password = "Secret, or not?";
    input.method = "GET";
    input.uri = "/doe.json";
    input.nonce = "5TsQWLVdgBdmrQ0XsxbDODV+57QdFR34I9HAbC/RVvkK";
    input.cnonce = "NTg6RKcb9boFIAS3KrFK9BGeh+iDa/sm6jUMp2wds69v";
    input.qop = "auth";
    input.algorithm = DigestAlgorithm::sha512_256;
    // Erratum 4897: the RFC prints what a SHA-512 cut to 256 bits gives; this is FIPS 180-4's SHA-512/256.
    CHECK(digest_response(input) == "3798d4131c277846293534c3edc11bd8a5e4cdcbff78b05db9d95eeb1cec68a5");
}

// `printf A1 | openssl dgst -<hash>`, then the same over A1's hash:nonce:cnonce, over A2, and over all of it.
TEST_CASE("session algorithms hash nonce and cnonce into the secret") {
    struct Row {
        DigestAlgorithm algorithm;
        std::string_view response;
    };
    Row const rows[] = {
        {DigestAlgorithm::md5, "89eb0059246c02b2f6ee02c7961d5ea3"},
        {DigestAlgorithm::md5_sess, "e4e4ea61d186d07a92c9e1f6919902e9"},
        {DigestAlgorithm::sha256_sess, "5da59c9ca40954be9d5063a15a174066c8251be2c10cf47c144c366dc7daf792"},
        {DigestAlgorithm::sha512_256_sess, "077d9677be83f41f162d1a4453dc163389919f81e5927391d972f477da767633"},
    };
    for (auto const& row : rows) {
        INFO(to_string(row.algorithm));
        DigestInput input;
        input.username = "bob";
        input.realm = "biloxi.com";
        input.password = "zanzibar";
        input.method = "INVITE";
        input.uri = "sip:bob@biloxi.com";
        input.nonce = "dcd98b7102dd2f0e8b11d0f600bfb0c093";
        input.cnonce = "0a4f113b";
        input.qop = "auth";
        input.algorithm = row.algorithm;
        CHECK(digest_response(input) == row.response);
    }
}

// `openssl dgst -md5` over A1 "2000:asterisk:12" and A2 "INVITE:sip:2010@192.168.6.133", without qop.
TEST_CASE("without qop the response is RFC 2069's") {
    DigestInput input;
    input.username = "2000";
    input.realm = "asterisk";
    input.password = "12";
    input.method = "INVITE";
    input.uri = "sip:2010@192.168.6.133";
    input.nonce = "1a2b3c4d";
    CHECK(digest_response(input) == "16fe633f7eb4045eec0e0149df0b83bc");
}

TEST_CASE("a challenge yields its directives") {
    auto const challenge = parse_challenge(
        "digest realm=\"a \\\"b\\\", c\" ,\tqop=\"auth-int, auth\", nonce = \"n,=\", opaque=\"\", stale=TRUE, "
        "algorithm=sha-256-SESS, domain=\"sip:x\", unknown=token");
    REQUIRE(challenge);
    CHECK(challenge->realm == "a \"b\", c");
    CHECK(challenge->nonce == "n,=");
    CHECK(challenge->qop_auth);
    CHECK(challenge->opaque == "");
    CHECK(challenge->stale);
    CHECK(challenge->algorithm == DigestAlgorithm::sha256_sess);
    auto const plain = parse_challenge("Digest realm=\"r\", nonce=\"n\", qop=\"auth-int\"");
    REQUIRE(plain);
    CHECK_FALSE(plain->qop_auth);
    CHECK_FALSE(plain->stale);
    CHECK_FALSE(plain->opaque);
    CHECK(plain->algorithm == DigestAlgorithm::md5);
}

TEST_CASE("credentials of RFC 2617's example verify") {
    auto const credentials = parse_credentials(
        "Digest username=\"Mufasa\", realm=\"testrealm@host.com\", nonce=\"dcd98b7102dd2f0e8b11d0f600bfb0c093\", "
        "uri=\"/dir/index.html\", qop=auth, nc=00000001, cnonce=\"0a4f113b\", "
        "response=\"6629fae49393a05397450978507c4ef1\", opaque=\"5ccc069c403ebaf9f0171e9517f40e41\"");
    REQUIRE(credentials);
    CHECK(credentials->nonce_count == 1);
    CHECK_FALSE(credentials->algorithm_given);
    CHECK(credentials->opaque == "5ccc069c403ebaf9f0171e9517f40e41");
    CHECK(verifies(*credentials, "GET", "Circle Of Life"));
    CHECK_FALSE(verifies(*credentials, "GET", "circle of life"));
    CHECK_FALSE(verifies(*credentials, "POST", "Circle Of Life"));
    auto other = *credentials;
    other.qop = "auth-int";
    CHECK_FALSE(verifies(other, "GET", "Circle Of Life"));
    other = *credentials;
    other.nonce_count = 2;
    CHECK_FALSE(verifies(other, "GET", "Circle Of Life"));
}

TEST_CASE("ill-formed challenges are refused where they go wrong") {
    struct Row {
        std::string_view text;
        std::size_t offset;
    };
    Row const rows[] = {
        {"", 0},
        {"Basic realm=\"r\"", 0},
        {"Digest", 6},
        {"Digest ", 7},
        {"Digest nonce=\"n\"", 16},
        {"Digest realm=\"r\"", 16},
        {"Digest realm=\"r\", nonce=\"n\",", 28},
        {"Digest realm=\"r\", nonce=\"n", 26},
        {"Digest realm=\"r\" nonce=\"n\"", 17},
        {"Digest realm=\"r\", nonce=\"n\", realm=\"r\"", 29},
        {"Digest realm=\"r\", nonce=\"n\", algorithm=SHA-1", 29},
        {"Digest realm=\"r\", nonce=\"n\", algorithm=\"MD5\"", 29},
        {"Digest realm=r, nonce=\"n\"", 7},
        {"Digest =x", 7},
        {"Digest realm", 12},
        {"Digest realm=", 13},
    };
    for (auto const& row : rows) {
        INFO(row.text);
        auto const challenge = parse_challenge(row.text);
        REQUIRE_FALSE(challenge.has_value());
        CHECK(challenge.error().offset == row.offset);
    }
}

TEST_CASE("ill-formed credentials are refused") {
    std::string const base = "Digest username=\"u\", realm=\"r\", nonce=\"n\", uri=\"sip:x\", response=\"0\"";
    REQUIRE(parse_credentials(base));
    CHECK(parse_credentials(base + ", qop=auth, cnonce=\"c\", nc=0000000a")->nonce_count == 10);
    for (auto const* const more :
         {", qop=auth", ", qop=auth, nc=00000001", ", qop=auth, cnonce=\"c\"", ", nc=1", ", nc=0000000g",
          ", qop=\"auth\", cnonce=\"c\", nc=00000001", ", uri=\"sip:x\"", ", a"}) {
        INFO(more);
        CHECK_FALSE(parse_credentials(base + more).has_value());
    }
    for (auto const* const name : {"username", "realm", "nonce", "uri", "response"}) {
        auto text = base;
        text.replace(text.find(name), 1, "x");
        INFO(text);
        CHECK_FALSE(parse_credentials(text).has_value());
    }
}

TEST_CASE("a flood of directives is an ordinary error") {
    std::string text = "Digest realm=\"r\", nonce=\"n\"";
    for (int i = 0; i < 100; ++i)
        text += ", x" + std::to_string(i) + "=y";
    CHECK_FALSE(parse_challenge(text).has_value());
}
