#include "tests/catch.hpp"
#include "tests/sip/fixtures.hpp"
#include "voiplab/models/sip/limits.hpp"
#include "voiplab/models/sip/message.hpp"

using namespace voiplab::sip;

namespace {

std::string const mandatory =
    "Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1\r\n"
    "From: <sip:a@example.com>;tag=1\r\n"
    "To: <sip:b@example.com>\r\n"
    "Call-ID: 1@example.com\r\n"
    "CSeq: 1 OPTIONS\r\n";

std::string request(std::string const& more = "", std::string const& start = "OPTIONS sip:b@example.com SIP/2.0") {
    return start + "\r\n" + mandatory + more + "\r\n";
}

std::string replaced(std::string text, std::string_view from, std::string_view to) {
    auto const at = text.find(from);
    REQUIRE(at != std::string::npos);
    return text.replace(at, from.size(), to);
}

bool parses(std::string const& text) {
    auto const message = parse_message(text);
    if (!message) CHECK(message.error().offset <= text.size());
    return message.has_value();
}

std::size_t error_offset(std::string const& text) {
    auto const message = parse_message(text);
    REQUIRE_FALSE(message.has_value());
    return message.error().offset;
}

}  // namespace

TEST_CASE("start lines are accepted or refused by the grammar") {
    struct Row {
        std::string start;
        bool valid;
    };
    Row const rows[] = {
        {"OPTIONS sip:b@example.com SIP/2.0", true},
        {"OPTIONS sip:b@example.com sip/2.0", true},
        {"OPTIONS sip:b@[2001:db8::10]:5070;transport=udp SIP/2.0", true},
        {"OPTIONS sip:b@2001:db8::10 SIP/2.0", false},
        {"OPTIONS tel:+1-201-555-0123 SIP/2.0", true},
        {"OPTIONS tel SIP/2.0", false},
        {"OPTIONS sip:b@example.com SIP/2.1", false},
        {"OPTIONS sip:b@example.com HTTP/1.1", false},
        {"OPTIONS sip:b@example.com", false},
        {"OPTIONS SIP/2.0", false},
        {"OPTIONS", false},
        {"OPTIONS\tsip:b@example.com\tSIP/2.0", false},
        {" OPTIONS sip:b@example.com SIP/2.0", false},
        {"OPT(IONS sip:b@example.com SIP/2.0", false},
        {"SIP/2.0 200 OK", true},
        {"sip/2.0 699 ", true},
        {"SIP/2.0 100 50%25 done", true},
        {"SIP/2.0 200", false},
        {"SIP/2.0 099 Low", false},
        {"SIP/2.0 700 High", false},
        {"SIP/2.0 20 Short", false},
        {"SIP/2.0 0200 Long", false},
        {"SIP/2.0  200 OK", false},
        {"SIP/2.0 200 50% done", false},
        {"SIP/2.0 200 \"quoted\"", false},
        {"SIP/2.0 200 \xff", false},
        {"SIP/3.0 200 OK", false},
        {"HTTP/1.1 200 OK", false},
    };
    for (auto const& row : rows) {
        INFO(row.start);
        CHECK(parses(request("", row.start)) == row.valid);
    }
}

TEST_CASE("each mandatory field is missed at the end of the header") {
    for (auto const* const name : {"Via", "From", "To", "Call-ID", "CSeq"}) {
        INFO(name);
        auto const text = replaced(request(), std::string("\r\n") + name + ":", "\r\nX-Other:");
        CHECK(error_offset(text) == text.size());
    }
    CHECK(parses(request()));  // Max-Forwards may be missing
}

TEST_CASE("a message of compact forms alone is complete") {
    std::string const text =
        "OPTIONS sip:b@example.com SIP/2.0\r\nv:SIP/2.0/UDP 192.0.2.1\r\nf:sip:a@example.com\r\nt:sip:b@example.com\r\n"
        "i:1\r\nCSeq:1 OPTIONS\r\nm:sip:a@192.0.2.1\r\nc:text/plain\r\nl:1\r\n\r\n??";
    auto const message = parse_message(text);
    REQUIRE(message);
    CHECK(message->body() == "?");
    CHECK(to_bytes(*message).find("\r\nv: SIP/2.0/UDP") != std::string::npos);  // they stay as they are spelled
    CHECK(error_offset(replaced(text, "l:1", "l:x")) == text.find("l:1") + 2);
}

TEST_CASE("a field that stands once cannot stand twice") {
    for (auto const* const line :
         {"From: <sip:a@example.com>;tag=1", "t: <sip:b@example.com>", "i: 2@example.com", "CSeq: 1 OPTIONS",
          "Max-Forwards: 1\r\nMax-Forwards: 1", "l: 0\r\nContent-Length: 0", "Content-Type: a/b\r\nc: a/b"}) {
        INFO(line);
        CHECK_FALSE(parses(request(std::string(line) + "\r\n")));
    }
    CHECK(parses(request("Via: SIP/2.0/UDP 192.0.2.2\r\nContact: <sip:a@b.c>\r\nContact: <sip:d@e.f>\r\n")));
}

TEST_CASE("fields that others rely on are well-formed") {
    struct Row {
        std::string line;
        bool valid;
    };
    Row const rows[] = {
        {"Via: SIP/2.0/UDP 192.0.2.2;branch=z9hG4bK2 , SIP / 2.0/TCP [2001:db8::1]:5061 ;rport", true},
        {"Via: SIP/2.0/UDP 192.0.2.2,", false},
        {"Via: SIP/2.0/UDP 192.0.2.2,,SIP/2.0/UDP 192.0.2.3", false},
        {"Via: SIP/2.0/UDP 2001:db8::1", false},
        {"Max-Forwards: 255", true},
        {"Max-Forwards: 256", false},
        {"Max-Forwards: -1", false},
        {"Max-Forwards:", false},
        {"Contact: *", true},
        {"Contact: <sip:a@b.c>, \"D\" <sip:d@e.f>;expires=0", true},
        {"Contact: <sip:a@b.c>,", false},
        {"Contact: *\r\nContact: <sip:a@b.c>", false},
        {"Contact: *;q=1", false},
        {"Contact:", false},
        {"Route: <sip:p1.example.com;lr>, <sip:p2.example.com;lr>", true},
        {"Route: sip:p1.example.com", false},
        {"Record-Route: <sip:p1.example.com", false},
        {"Date: Sat, 13 Nov 2010 23:29:00 GMT", true},
        {"Date: Sat, 13 Nov 2010 23:29:00 EST", false},
        {"Date: Sat, 13 Nov 2010 23:29:00 GMT+1", false},
        {"Date: Sat, 3 Nov 2010 23:29:00 GMT", false},
        {"Date: Day, 13 Nov 2010 23:29:00 GMT", false},
        {"Date: onT, 13 Nov 2010 23:29:00 GMT", false},
        {"Date: Sat", false},
        {"Date:", false},
        {"Content-Type: text/plain;charset=UTF-8", true},
        {"Content-Type: text", false},
        {"Content-Length: 0", true},
        {"Content-Length: 00", true},
        {"Content-Length: +0", false},
        {"Content-Length: 0 0", false},
        {"Content-Length: 99999999999999999999", false},
        {"X-Any: (<;,\"'", true},
        {"X-Any : colon after space", true},
        {"X-Any\t:\ttabs", true},
        {"X Any: space in the name", false},
        {": no name", false},
        {"X-Any no colon", false},
        {"X-Any: bell \x07", false},
        {"X-Any: \"escaped bell \\\x07\"", true},
        {"X-Any: delete \x7f", false},
        {"X-Any: caf\xc3\xa9", true},
        {"X-Any: broken \xc3 utf-8", false},
        {"X-Any: never \xfe", false},
    };
    for (auto const& row : rows) {
        INFO(row.line);
        CHECK(parses(request(row.line + "\r\n")) == row.valid);
    }
}

TEST_CASE("CSeq names the method of its request, in any case-sensitive token") {
    CHECK(parses(replaced(request("", "PING sip:b@example.com SIP/2.0"), "1 OPTIONS", "1 PING")));
    CHECK_FALSE(parses(replaced(request(), "1 OPTIONS", "1 options")));
    CHECK(parses(replaced(request("", "SIP/2.0 200 OK"), "1 OPTIONS", "1 ANYTHING")));
}

TEST_CASE("line ends are CRLF and the offset says where they are not") {
    auto const good = request();
    auto const first = good.find("\r\n");
    CHECK(error_offset(replaced(good, "\r\n", "\n")) == first);
    CHECK(error_offset(replaced(good, "\r\n", "\r")) == first);
    CHECK(error_offset(good.substr(0, good.size() - 2)) == good.size() - 2);
    CHECK(error_offset("") == 0);
    CHECK(error_offset("\r\n\r\n") == 4);
}

TEST_CASE("a control character in a value is found wherever it stands") {
    constexpr std::size_t longest = 40;
    for (char const bad : {'\x01', '\x1f', '\x7f'}) {
        for (std::size_t at = 1; at < longest; ++at) {
            std::string value(longest, 'x');
            value[at] = bad;
            auto const text = request("Subject: " + value + "\r\n");
            CHECK(error_offset(text) == text.find(bad));
        }
    }
    // Text beyond ASCII is none.
    for (std::size_t at = 0; at < longest; ++at) {
        std::string value(longest, 'x');
        CHECK(parses(request("Subject: " + value.replace(at, 1, "\u00e9") + "\r\n")));
    }
}

TEST_CASE("CRLFs before the start line are skipped") {
    auto const message = parse_message("\r\n\r\n" + request());
    REQUIRE(message);
    CHECK(to_bytes(*message) == request());
}

TEST_CASE("folded lines are joined by one space and errors in them are found in the datagram") {
    auto const message = parse_message(request("X-Any:\r\n one  \r\n\t two\r\n  \r\n three\r\n"));
    REQUIRE(message);
    CHECK(message->header("X-Any") == "one two three");
    auto const text = replaced(request(), "To: <sip:b@example.com>", "To: \r\n \"B\"  \r\n  <sip:b@exa mple.com>");
    CHECK(error_offset(text) == text.find("exa mple") + 3);
    CHECK_FALSE(parses("OPTIONS sip:b@example.com SIP/2.0\r\n folded\r\n" + mandatory + "\r\n"));
}

TEST_CASE("the body is what Content-Length says") {
    CHECK(parse_message(request("Content-Length: 5\r\n") + "hello")->body() == "hello");
    CHECK(parse_message(request("Content-Length: 4\r\n") + "hello")->body() == "hell");
    CHECK(parse_message(request() + std::string("a\0b\n", 4))->body() == std::string("a\0b\n", 4));
    CHECK_FALSE(parses(request("Content-Length: 6\r\n") + "hello"));
}

TEST_CASE("limits are ordinary errors") {
    auto const fields = [](std::size_t count) {
        std::string text;
        for (std::size_t i = 0; i < count; ++i)
            text += "X: y\r\n";
        return text;
    };
    CHECK(parses(request(fields(max_header_fields - 5))));
    CHECK_FALSE(parses(request(fields(max_header_fields - 4))));
    CHECK(parses(request("X: " + std::string(max_line_bytes - 3, 'y') + "\r\n")));
    CHECK_FALSE(parses(request("X: " + std::string(max_line_bytes - 2, 'y') + "\r\n")));
    CHECK_FALSE(parses(request("X: " + std::string(6000, 'y') + "\r\n " + std::string(3000, 'y') + "\r\n")));
    auto const empty = request();
    CHECK(parses(empty + std::string(max_message_bytes - empty.size(), 'y')));
    CHECK(error_offset(empty + std::string(max_message_bytes + 1 - empty.size(), 'y')) == max_message_bytes);
    auto const parameters = [](std::size_t count) {
        std::string text;
        for (std::size_t i = 0; i < count; ++i)
            text += ";p" + std::to_string(i);
        return text;
    };
    auto const contact = [&](std::size_t of_uri, std::size_t of_value) {
        return request("Contact: <sip:a@b.c" + parameters(of_uri) + ">" + parameters(of_value) + "\r\n");
    };
    CHECK(parses(contact(max_parameters, max_parameters)));
    CHECK_FALSE(parses(contact(max_parameters + 1, 0)));
    CHECK_FALSE(parses(contact(0, max_parameters + 1)));
}
