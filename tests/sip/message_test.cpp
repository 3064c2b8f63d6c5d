#include "voiplab/models/sip/message.hpp"

#include "tests/catch.hpp"
#include "voiplab/sim/random.hpp"

#include <algorithm>
#include <array>

using namespace voiplab::sip;

namespace {

// The field of that name at that place or behind it, looked for one after the other.
std::size_t search(Message const& message, HeaderName name, std::size_t from) {
    while (from < message.field_count() && message.name_at(from) != name)
        ++from;
    return from;
}

bool finds_all(Message const& message, HeaderName name) {
    for (std::size_t from = 0; from < message.field_count(); ++from) {
        if (message.find(name, from) != search(message, name, from)) return false;
    }
    return true;
}

}  // namespace

TEST_CASE("header names compare without case and by their compact forms") {
    struct Row {
        std::string_view compact, name;
    };
    // RFC 3261 section 20, RFC 6665, RFC 3515, RFC 4028.
    Row const rows[] = {{"c", "Content-Type"}, {"e", "Content-Encoding"}, {"f", "From"},    {"i", "Call-ID"},
                        {"k", "Supported"},    {"l", "Content-Length"},   {"m", "Contact"}, {"o", "Event"},
                        {"r", "Refer-To"},     {"s", "Subject"},          {"t", "To"},      {"u", "Allow-Events"},
                        {"v", "Via"},          {"x", "Session-Expires"}};
    for (auto const& row : rows) {
        CHECK(same_header(row.compact, row.name));
        CHECK(same_header(row.name, row.compact));
    }
    CHECK(same_header("V", "vIA"));
    CHECK_FALSE(same_header("v", "From"));
    CHECK_FALSE(same_header("z", "Via"));
    CHECK(same_header("z", "Z"));
}

TEST_CASE("header fields are found, replaced, added and removed by name") {
    Message message;
    message.set_start(RequestLine{"OPTIONS", "sip:example.com"});
    message.add("v", "first");
    message.add("Max-Forwards", "70");
    message.add("Via", "second");
    CHECK(message.header("VIA") == "first");
    CHECK(message.all("via") == std::vector<std::string_view>{"first", "second"});
    message.set("Via", "changed");
    CHECK(message.all("v") == std::vector<std::string_view>{"changed", "second"});
    CHECK(message.fields().front().name == "v");
    message.set("Expires", "60");
    CHECK(message.fields().back() == FieldView{"Expires", "60"});
    message.remove("v");
    CHECK_FALSE(message.header("Via"));
    CHECK(message.field_count() == 2);
}

TEST_CASE("a field is found wherever it stands, however fields came and went, and among hundreds of them") {
    constexpr std::array names{HeaderName::via, HeaderName::to, HeaderName::contact, HeaderName::other};
    constexpr std::size_t most_changes = 700;
    voiplab::sim::RandomStream random(GENERATE(1, 2, 3));
    Message message(RequestLine{"OPTIONS", "sip:2010@10.0.0.1"});
    std::size_t most_fields = 0;
    for (std::size_t change = 0; change < most_changes; ++change) {
        auto const name = names.at(random.integer(0, names.size() - 1));
        auto const spelled = name == HeaderName::other ? std::string_view("X-Note") : to_string(name);
        // Growing first, then shrinking.
        auto const grows = random.unit() < (change < most_changes / 2 ? 0.95 : 0.05);
        if (grows) {
            message.insert(random.integer(0, message.field_count()), spelled, "1");
        } else if (message.field_count() > 0) {
            message.erase(random.integer(0, message.field_count() - 1));
        }
        most_fields = std::max(most_fields, message.field_count());
        if (change % 10 != 0) continue;
        for (auto const known : {HeaderName::via, HeaderName::to, HeaderName::contact, HeaderName::cseq})
            REQUIRE(finds_all(message, known));
    }
    CHECK(most_fields > 254);
    while (message.field_count() < 300)
        message.add("X-Note", "1");
    for (auto const known : {HeaderName::cseq, HeaderName::from, HeaderName::from}) {
        message.add(known, "1");
        CHECK(finds_all(message, known));
    }
}

TEST_CASE("a message is written as its parts spell it") {
    Message message;
    message.set_start(StatusLine{486, "Busy Here"});
    message.add("v", "SIP/2.0/UDP 192.0.2.1");
    message.add("Subject", "");
    message.set_body("hello");
    CHECK(to_bytes(message) == "SIP/2.0 486 Busy Here\r\nv: SIP/2.0/UDP 192.0.2.1\r\nSubject:\r\n\r\nhello");
}

TEST_CASE("an excerpt has the start line and the fields that it is asked for, as they were spelled") {
    Message const request = parse_message(
                                "INVITE sip:b@192.0.2.2 SIP/2.0\r\nv: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1\r\n"
                                "f: <sip:a@192.0.2.1>;tag=1\r\nTO:<sip:b@192.0.2.2>\r\nSubject: a\r\n  b\r\n"
                                "Call-ID: 1@192.0.2.1\r\nCSeq: 7 INVITE\r\nContent-Length: 4\r\n\r\nv=0\n")
                                .value();
    auto const part = request.excerpt({HeaderName::cseq, HeaderName::from, HeaderName::subject});
    CHECK(to_bytes(part) ==
          "INVITE sip:b@192.0.2.2 SIP/2.0\r\nf: <sip:a@192.0.2.1>;tag=1\r\nSubject: a b\r\nCSeq: 7 INVITE\r\n\r\n");
    CHECK(part.method() == "INVITE");
    CHECK(part.request_uri() == "sip:b@192.0.2.2");
    CHECK(part.sequence().number == 7);
    CHECK(part.tag(HeaderName::from) == "1");
    CHECK(part.body().empty());

    auto relayed = request;
    relayed.insert(0, "Via", "SIP/2.0/UDP 192.0.2.3;branch=z9hG4bK3");
    CHECK(relayed.top_via().branch == "z9hG4bK3");
    auto const vias = relayed.excerpt({HeaderName::via});
    CHECK(vias.field_count() == 2);
    CHECK(vias.top_via().branch == "z9hG4bK3");

    auto const response = make_response(request, 486, "2").excerpt({HeaderName::to});
    CHECK(response.status() == 486);
    CHECK(response.tag(HeaderName::to) == "2");
    CHECK(response.method().empty());
}

TEST_CASE("a response without a sound CSeq has no method") {
    Message message;
    message.set_start(StatusLine{200, "OK"});
    CHECK(message.method().empty());
    message.set("CSeq", "1");
    CHECK(message.method().empty());
    message.set("CSeq", "1   BYE");
    CHECK(message.method() == "BYE");
}

TEST_CASE("status codes have the reason phrases of RFC 3261") {
    CHECK(reason_phrase(100) == "Trying");
    CHECK(reason_phrase(180) == "Ringing");
    CHECK(reason_phrase(200) == "OK");
    CHECK(reason_phrase(401) == "Unauthorized");
    CHECK(reason_phrase(481) == "Call/Transaction Does Not Exist");
    CHECK(reason_phrase(504) == "Server Time-out");
    CHECK(reason_phrase(606) == "Not Acceptable");
    CHECK(reason_phrase(608) == "Rejected");
    CHECK(reason_phrase(299) == "Unknown");
    CHECK(reason_phrase(0) == "Unknown");
    CHECK(reason_phrase(1000) == "Unknown");
}
