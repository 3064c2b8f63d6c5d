#include "tests/catch.hpp"
#include "tests/sip/fixtures.hpp"
#include "tests/support/allocations.hpp"
#include "voiplab/models/sip/digest.hpp"
#include "voiplab/models/sip/message.hpp"

#include <string>
#include <vector>

using namespace voiplab::sip;
using voiplab::test::allocations_of;

namespace {

std::string invite_with(int more_fields) {
    std::string text =
        "INVITE sip:2010@192.168.6.1;transport=udp SIP/2.0\r\n"
        "Via: SIP/2.0/UDP 192.168.6.133:5060;branch=z9hG4bK-524287-1---1d5df5a4b8f47cb3;rport\r\n"
        "Via: SIP/2.0/UDP proxy.example.com;branch=z9hG4bK1, SIP/2.0/UDP 192.0.2.1;received=192.0.2.7\r\n"
        "From: \"Some, one\" <sip:2000@192.168.6.1>;tag=b1d8de37\r\n"
        "To: <sip:2010@192.168.6.1>\r\n"
        "Call-ID: 85093YjEzMzFiZTg5Y2JlYzA5MTk1NmM4ZTlmYjdkYjM3OGY@192.168.6.133\r\n"
        "CSeq: 2 INVITE\r\n"
        "Record-Route: <sip:proxy.example.com;lr>\r\n"
        "Contact: <sip:2000@192.168.6.133:5060;rinstance=4f0d3f2e0c4a1b7d>;expires=60\r\n"
        "Content-Type: application/sdp\r\n";
    for (int i = 0; i < more_fields; ++i)
        text += "X-Something-" + std::to_string(i) + ": a value of more than a few characters\r\n";
    return text + "\r\nv=0\r\n";
}

}  // namespace

TEST_CASE("parsing a message allocates twice, for its text and for what it has of it, unless its fields are many") {
    for (int const more_fields : {0, 5, 7}) {
        CAPTURE(more_fields);
        auto const text = invite_with(more_fields);
        auto fields = std::size_t{0};
        CHECK(allocations_of([&] { fields = parse_message(text)->field_count(); }) == 2);
        CHECK(fields == 9 + static_cast<std::size_t>(more_fields));
    }
    // The list of fields grows by doubling.
    auto const longest = invite_with(247);
    auto fields = std::size_t{0};
    CHECK(allocations_of([&] { fields = parse_message(longest)->field_count(); }) <= 2 + 4);
    CHECK(fields == 256);
}

TEST_CASE("copying, moving and reading a message allocates nothing, and a copy is made where one is to change") {
    auto message = parse_message(invite_with(3)).value();
    CHECK(allocations_of([&] { Message const copy(message); }) == 0);
    auto const original = message;
    CHECK(allocations_of([&] { message.set_request_uri("sip:2010@192.168.6.1"); }) >= 2);
    CHECK(message.request_uri() == "sip:2010@192.168.6.1");
    CHECK(original == parse_message(invite_with(3)).value());
    CHECK(allocations_of([&] { message = Message(std::move(message)); }) == 0);
    std::vector<char> buffer(message.size());
    auto bytes = std::size_t{0};
    CHECK(allocations_of([&] {
              for (auto const value : message.all("Via"))
                  bytes += value.size();
              bytes += message.header("x-something-2")->size() + message.method().size();
              message.write(buffer.data());
          }) == 0);
    CHECK(bytes == 79 + 87 + 37 + 6);
}

TEST_CASE("what a message gains where it arrives fits into its text") {
    auto message = parse_message(invite_with(3)).value();
    auto const via = std::string(*message.header("Via")) + ";received=255.255.255.255";
    CHECK(allocations_of([&] { message.set("Via", via); }) == 0);
    CHECK(message.header("Via") == via);
}

TEST_CASE("a digest allocates nothing but its text") {
    DigestInput input;
    input.username = "Mufasa";
    input.realm = "testrealm@host.com";
    input.password = "Circle Of Life";
    input.method = "GET";
    input.uri = "/dir/index.html";
    input.nonce = "dcd98b7102dd2f0e8b11d0f600bfb0c093";
    auto const first = digest_response(input);  // looks the hash function up
    std::string again;
    CHECK(allocations_of([&] { again = digest_response(input); }) == 1);
    CHECK(again == first);
}
