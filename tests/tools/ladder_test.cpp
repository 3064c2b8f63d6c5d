#include "tools/ladder.hpp"

#include "tests/catch.hpp"
#include "tests/support/lines.hpp"
#include "tests/tools/results.hpp"

#include <algorithm>
#include <vector>

using namespace std::chrono_literals;
using namespace voiplab::tools;
using namespace voiplab::tools::test;
using voiplab::scenarios::RunResult;
using voiplab::test::lines_of;

namespace {

// RFC 3665 section 3.1: Alice calls Bob, who hangs up.
RunResult session_of_rfc3665() {
    RunResult result;
    result.parties = {"Alice", "Bob"};
    result.ladder = {message(0us, "Alice", "Bob", "INVITE sip:bob@biloxi.example.com (SDP)"),
                     message(20ms, "Bob", "Alice", "180 Ringing"),
                     message(1500ms, "Bob", "Alice", "200 OK (SDP)"),
                     message(1520ms, "Alice", "Bob", "ACK sip:bob@client.biloxi.example.com"),
                     message(9s, "Bob", "Alice", "BYE sip:alice@client.atlanta.example.com"),
                     message(9010ms, "Alice", "Bob", "200 OK")};
    auto record = call("Alice", "Bob", "answered", 200);
    record.streams = {stream("Bob", "Alice", 1530ms, 9s, 370), stream("Alice", "Bob", 1540ms, 9s, 370)};
    result.calls = {record};
    return result;
}

}  // namespace

TEST_CASE("a call between two phones is drawn as in RFC 3665 section 3.1") {
    CHECK(draw_ladder(session_of_rfc3665(), {}) ==
          "   time  Alice                  Bob\n"
          " 0.0000    |--- INVITE (SDP) --->|\n"
          "+0.0200    |<--- 180 Ringing ----|\n"
          "+1.5000    |<--- 200 OK (SDP) ---|\n"
          "+1.5200    |------- ACK -------->|\n"
          "+1.5300    |<==== RTP PCMU =====>|\n"
          "+9.0000    |<------- BYE --------|\n"
          "+9.0100    |------ 200 OK ------>|\n"
          "\n"
          "Time in seconds since the first INVITE, which left 0.0000 s into the run.\n");
}

TEST_CASE("the same call is drawn in Unicode where that is asked for") {
    LadderStyle style;
    style.characters = Characters::unicode;
    auto const lines = lines_of(draw_ladder(session_of_rfc3665(), style));
    REQUIRE(lines.size() == 10);
    CHECK(lines[1] == " 0.0000    │─── INVITE (SDP) ───►│");
    CHECK(lines[2] == "+0.0200    │◄─── 180 Ringing ────│");
    CHECK(lines[5] == "+1.5300    │◄════ RTP PCMU ═════►│");
}

TEST_CASE("arrows pass over columns between, and what is lost ends in an x short of its receiver") {
    RunResult result;
    result.parties = {"2000", "asterisk", "2010"};
    // The second INVITE is a retransmission after T1 (RFC 3261 section 17.1.1.2).
    result.ladder = {message(60s, "2000", "asterisk", "INVITE sip:2010@192.168.6.133 (SDP)", "a", true),
                     message(60500ms, "2000", "asterisk", "INVITE sip:2010@192.168.6.133 (SDP)", "a"),
                     message(60502ms, "asterisk", "2010", "INVITE sip:2010@192.168.6.136:52148 (SDP)", "b"),
                     message(60602ms, "2010", "asterisk", "180 Ringing", "b", true)};
    auto record = call("2000", "2010", "answered", 200);
    record.streams = {stream("2000", "2010", 61s, 62s, 50), stream("2010", "2000", 61s, 62s, 50)};
    result.calls = {record};
    CHECK(draw_ladder(result, {}) ==
          "   time  2000                  asterisk                 2010\n"
          " 0.0000    |--- INVITE (SDP) ---x  |                      |\n"
          "+0.5000    |---- INVITE (SDP) ---->|                      |\n"
          "+0.5020    |                       |--- INVITE (SDP) ---->|\n"
          "+0.6020    |                       |  x--- 180 Ringing ---|\n"
          "+1.0000    |<================= RTP PCMU =================>|\n"
          "\n"
          "Time in seconds since the first INVITE, which left 60.0000 s into the run.\n");
}

TEST_CASE("only messages of calls are drawn, unless all are asked for") {
    auto result = session_of_rfc3665();
    result.parties = {"Alice", "registrar", "Bob"};
    for (auto& row : result.ladder)
        row.sent += 2s;
    result.calls.clear();
    result.ladder.insert(result.ladder.begin(),
                         {message(1s, "Bob", "registrar", "REGISTER sips:ss2.biloxi.example.com", "registration"),
                          message(1001ms, "registrar", "Bob", "401 Unauthorized", "registration")});

    auto const text = draw_ladder(result, {});
    CHECK(text.find("REGISTER") == std::string::npos);
    CHECK(text.find("401") == std::string::npos);
    CHECK(text.find("registrar") == std::string::npos);
    CHECK(text.find("2 messages outside calls left out; --all shows them.\n") != std::string::npos);

    LadderStyle style;
    style.all = true;
    auto const lines = lines_of(draw_ladder(result, style));
    REQUIRE(lines.size() == 11);
    CHECK(lines[0] == "   time  Alice            registrar                    Bob");
    CHECK(lines[1] == "-1.0000    |                  |<------- REGISTER -------|");
    CHECK(lines[2] == "-0.9990    |                  |--- 401 Unauthorized --->|");
    CHECK(lines[3] == " 0.0000    |-------------- INVITE (SDP) --------------->|");
    CHECK(lines[10] == "Time in seconds since the first INVITE, which left 2.0000 s into the run.");
}

TEST_CASE("long labels are cut with an ellipsis so that lines keep within the width") {
    RunResult result;
    result.parties = {"A", "B"};
    result.ladder = {message(0us, "A", "B", "INVITE sip:b@example.com (SDP)"),
                     message(1ms, "B", "A", "415 Unsupported Media Type")};
    LadderStyle style;
    style.width = 40;
    CHECK(lines_of(draw_ladder(result, style))[2] == "+0.0010  |<--- 415 Unsupported M... ---|");
    style.characters = Characters::unicode;
    CHECK(lines_of(draw_ladder(result, style))[2] == "+0.0010  │◄─── 415 Unsupported Med… ───│");
}

TEST_CASE("parties that have no room for columns make a list") {
    RunResult result;
    result.parties = {"a", "b", "c", "d", "e"};
    result.ladder = {message(0us, "a", "b", "INVITE sip:e@example.com (SDP)"),
                     message(1ms, "b", "c", "INVITE sip:e@example.com (SDP)"),
                     message(2ms, "c", "d", "INVITE sip:e@example.com (SDP)"),
                     message(3ms, "d", "e", "INVITE sip:e@example.com (SDP)", "call", true),
                     message(4ms, "d", "c", "503 Service Unavailable")};
    LadderStyle style;
    style.width = 60;
    CHECK(draw_ladder(result, style) ==
          " 0.0000  a --> b  INVITE (SDP)\n"
          "+0.0010  b --> c  INVITE (SDP)\n"
          "+0.0020  c --> d  INVITE (SDP)\n"
          "+0.0030  d --x e  INVITE (SDP)\n"
          "+0.0040  d --> c  503 Service Unavailable\n"
          "\n"
          "Time in seconds since the first INVITE, which left 0.0000 s into the run.\n");
}

TEST_CASE("a ladder of more than 200 rows is cut in the middle, unless all are asked for") {
    RunResult result;
    result.parties = {"a", "b"};
    for (int i = 0; i < 300; ++i)
        result.ladder.push_back(message(i * 1ms, "a", "b", "INVITE sip:b@example.com"));

    auto const lines = lines_of(draw_ladder(result, {}));
    // 150 rows, the cut, 50 rows; the names above and below, an empty line and a note.
    REQUIRE(lines.size() == 150 + 1 + 50 + 2 + 2);
    CHECK(lines[150].starts_with("+0.1490"));
    CHECK(lines[151] == "    ...  | 100 rows left out; --all shows them");
    CHECK(lines[152].starts_with("+0.2500"));
    CHECK(lines[202] == lines[0]);

    LadderStyle style;
    style.all = true;
    CHECK(lines_of(draw_ladder(result, style)).size() == 300 + 2 + 2);
}

TEST_CASE("colours are for terminals: refusals, media and losses have them, challenges do not") {
    RunResult result;
    result.parties = {"a", "b"};
    result.ladder = {message(0us, "a", "b", "INVITE sip:b@example.com", "call", true),
                     message(1ms, "b", "a", "407 Proxy Authentication Required"),
                     message(2ms, "b", "a", "486 Busy Here")};
    CHECK(draw_ladder(result, {}).find('\x1b') == std::string::npos);
    LadderStyle style;
    style.colour = true;
    auto const lines = lines_of(draw_ladder(result, style));
    CHECK(lines[1].find("|\x1b[31m---") != std::string::npos);
    CHECK(lines[2].find('\x1b') == std::string::npos);
    CHECK(lines[3].find("|\x1b[33m<--") != std::string::npos);
    CHECK(lines[3].ends_with("\x1b[0m|"));
}

TEST_CASE("what a scenario calls its phones cannot steer the terminal") {
    RunResult result;
    result.parties = {"a\x1b[2J", "b"};
    result.ladder = {message(0us, "a\x1b[2J", "b", "INVITE sip:b@example.com \x07")};
    auto const text = draw_ladder(result, {});
    CHECK(text.find('\x1b') == std::string::npos);
    CHECK(text.find('\x07') == std::string::npos);
    CHECK(text.find("a?[2J") != std::string::npos);
}

TEST_CASE("a message to oneself and a party that is not listed are drawn too") {
    RunResult result;
    result.parties = {"a"};
    result.ladder = {message(0us, "a", "b", "INVITE sip:b@example.com"),
                     message(1ms, "a", "a", "INVITE sip:a@example.com")};
    auto const lines = lines_of(draw_ladder(result, {}));
    CHECK(lines[0] == "   time  a                  b");
    CHECK(lines[1] == " 0.0000  |---- INVITE ----->|");
    CHECK(lines[2] == "+0.0010  | INVITE           |");
}

TEST_CASE("a run without calls says so") {
    RunResult result;
    result.parties = {"2000", "asterisk"};
    CHECK(draw_ladder(result, {}) == "No call was made.\n");
    result.ladder = {message(1s, "2000", "asterisk", "REGISTER sip:192.168.6.133")};
    CHECK(draw_ladder(result, {}) == "No call was made.\n1 message outside calls left out; --all shows it.\n");
}
