#include "voiplab/models/sip/kept_message.hpp"

#include "tests/catch.hpp"
#include "tests/sip/fixtures.hpp"
#include "tests/sip/transaction_support.hpp"

using namespace voiplab::sip;
using namespace voiplab::sip::testing;

TEST_CASE("a message that was kept comes back byte for byte") {
    for (auto const& fixture : test::lab_messages()) {
        INFO(fixture.name);
        auto const message = parse_message(fixture.bytes);
        REQUIRE(message);
        auto const again = KeptMessage(*message).message();
        REQUIRE(again);
        CHECK(*again == *message);
        CHECK(to_bytes(*again) == fixture.bytes);
    }
    auto const composed = response("BYE", 200);
    CHECK(KeptMessage(composed).message() == composed);
}

TEST_CASE("nothing is sent again where nothing was kept, or what no peer could have read") {
    CHECK_FALSE(KeptMessage().message());
    Message message(StatusLine{200, "OK"});
    message.add("Via", "not a Via");
    CHECK_FALSE(KeptMessage(message).message());
}
