#include "voiplab/models/net/payload.hpp"

#include "tests/catch.hpp"

using namespace voiplab::net;

TEST_CASE("A payload's copies share its bytes") {
    PayloadPool pool;
    auto const first = pool.copy("hello");
    auto const second = first;
    CHECK(second.text() == "hello");
    CHECK(second.bytes().data() == first.bytes().data());
}

TEST_CASE("A payload's buffer is used again only when the last copy is gone") {
    PayloadPool pool;
    auto first = pool.copy("first");
    auto const* const buffer = first.bytes().data();
    auto copy = first;
    first = Payload{};
    CHECK(pool.copy("other").bytes().data() != buffer);
    CHECK(copy.text() == "first");
    copy = Payload{};
    CHECK(pool.copy("third").bytes().data() == buffer);
}

TEST_CASE("Payloads of every size that UDP allows are handed out") {
    PayloadPool pool;
    for (auto const size : {0U, 1U, 172U, 176U, 177U, 240U, 241U, 256U, 257U, 2048U, 2049U, 65'535U}) {
        auto payload = pool.make(size);
        REQUIRE(payload.size() == size);
        for (auto& octet : payload.writable()) {
            octet = 0xa5;
        }
        CHECK(payload.bytes().size() == size);
    }
}

TEST_CASE("A payload without a buffer is empty") {
    Payload const none;
    CHECK(none.size() == 0);
    CHECK(none.bytes().empty());
    CHECK(none.text().empty());
}
