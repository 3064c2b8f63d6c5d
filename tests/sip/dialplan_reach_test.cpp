#include "tests/catch.hpp"
#include "tests/sip/diagnostics.hpp"
#include "voiplab/models/sip/dialplan.hpp"

#include <string>
#include <vector>

using namespace voiplab::sip;
using Lines = std::vector<std::string>;

namespace {

Lines findings(std::string_view text, std::vector<std::string> const& entries = {"in"}) {
    Diagnostics diagnostics;
    auto const dialplan = read_extensions_conf("extensions.conf", text, diagnostics);
    diagnostics.clear();
    check_reachable(dialplan, entries, diagnostics);
    for (auto const& each : diagnostics)
        CHECK(each.file == "extensions.conf");
    return lines_of(diagnostics);
}

std::string error(int line, std::string const& place) {
    return std::to_string(line) + " error: " + place +
           ": application SayDigits is not modelled; a call from context in can reach it";
}

}  // namespace

TEST_CASE("an application that is not modelled is an error where a call can reach it", "[dialplan]") {
    struct Row {
        char const* text;
        Lines found;
    };
    auto const row = GENERATE(values<Row>({
        {"[in]\nexten => 1,1,Answer\nexten => 1,2,SayDigits(1)\n", {error(3, "in,1,2")}},
        {"[in]\nexten => 1,1,Answer\nexten => 1,3,SayDigits(1)\n", {}},  // a gap
        {"[in]\nexten => _X.,40000(ani),SayDigits(1)\n", {}},            // no first priority
        {"[in]\nexten => 1,1,Hangup\nexten => 1,2,SayDigits(1)\n", {}},  // never comes there
        {"[in]\nexten => 1,1,Busy\nexten => 1,2,SayDigits(1)\n", {}},
        {"[in]\nexten => 1,1,Goto(1)\nexten => 1,2,SayDigits(1)\n", {}},
        {"[in]\nexten => 1,1,GotoIf(0?1)\nexten => 1,2,SayDigits(1)\n", {error(3, "in,1,2")}},
        {"[in]\nexten => 1,1,Answer\n[other]\nexten => 1,1,SayDigits(1)\n", {}},
        {"[in]\ninclude => other\n[other]\nexten => 1,1,SayDigits(1)\n", {error(4, "other,1,1")}},
        {"[in]\nexten => 1,1,NoOp\ninclude => other\n[other]\nexten => 1,1,SayDigits(1)\n", {}},  // hidden by in's own
        {"[in]\nexten => 1,1,NoOp\ninclude => other\n[other]\nexten => 1,2,SayDigits(1)\n", {error(5, "other,1,2")}},
        {"[in]\nexten => 1,1,Goto(other,5,1)\n[other]\nexten => _X,1,SayDigits(1)\n", {error(4, "other,_X,1")}},
        {"[in]\nexten => 1,1,Goto(other,x,1)\n[other]\nexten => _X,1,SayDigits(1)\n", {}},
        {"[in]\nexten => 1,1,Goto(say)\nsame => n,Hangup\nsame => n(say),SayDigits(1)\n", {error(4, "in,1,3")}},
        {"[in]\nexten => _X.,1,Goto(say)\nsame => n,Hangup\nsame => n(say),SayDigits(1)\n", {error(4, "in,_X.,3")}},
        {"[in]\nexten => 1,1,GotoIf($[\"${X}\" = \"1\"]?a:b)\nsame => n,Hangup\nsame => n(a),Hangup\n"
         "same => n(b),SayDigits(1)\n",
         {error(5, "in,1,4")}},
        {"[in]\nexten => 1,1,Goto(other,${EXTEN},1)\n[other]\nexten => 2000,1,NoOp\nexten => _2XXX,1,SayDigits(1)\n",
         {error(5, "other,_2XXX,1")}},
        {"[in]\nexten => 1,1,Goto(${WHERE},5,1)\n[other]\nexten => 5,1,SayDigits(1)\n", {error(4, "other,5,1")}},
        {"[in]\nexten => 1,1,Goto(other,5,${STEP})\n[other]\nexten => 5,7,SayDigits(1)\n", {error(4, "other,5,7")}},
        {"[in]\nexten => 1,1,Goto(9,1)\nexten => i,1,SayDigits(1)\n", {error(3, "in,i,1")}},
        {"[in]\nexten => 1,1,Answer\nexten => i,1,SayDigits(1)\nexten => h,1,SayDigits(1)\n", {}},
        {"[in]\nexten => 1,1,SAYDIGITS(1)\nexten => 1,2,sET(x=1)\n",
         {"2 error: in,1,1: application SAYDIGITS is not modelled; a call from context in can reach it"}},
        {"[in]\nexten => 1,1,Dial(PJSIP/2010&SIP/2020)\n",
         {"2 error: in,1,1: Dial of technology PJSIP is not modelled, expected SIP; a call from context in can reach "
          "it"}},
        {"[in]\nexten => 1,1,Dial(${TECH}/2010)\nexten => 1,2,Dial(SIP/${EXTEN})\n", {}},
        {"[in]\nexten => 1,1,Dial (SIP/2010)\n",
         {"2 error: in,1,1: Asterisk knows no application 'Dial ': the blank before '(' counts; a call from context in "
          "can reach it"}},
        {"[in]\nexten => 1,1\n", {"2 error: in,1,1: no application stands here; a call from context in can reach it"}},
        {"[in]\nexten => 1/2000,1,Answer\n",
         {"2 error: in,1/2000,1: the caller match of extension 1/2000 is not modelled; a call from context in can "
          "reach "
          "it"}},
    }));
    CAPTURE(row.text);
    CHECK(findings(row.text) == row.found);
}

TEST_CASE("functions and operators that are not modelled are warned of", "[dialplan]") {
    CHECK(
        findings("[in]\nexten => 1,1,Set(X=${DB(a/b)})\nexten => 1,2,Set(CDR(userfield)=1)\n"
                 "exten => 1,3,GotoIf($[\"${EXTEN}\" =~ \"2\"]?1)\nexten => 1,4,Set(CALLERID(num)=${LEN(${X})})\n") ==
        Lines{"2 warning: in,1,1: function DB is not modelled: what it gives is empty; a call from context in can "
              "reach it",
              "3 warning: in,1,2: function CDR is not modelled: Set changes nothing by it; a call from context in can "
              "reach it",
              "4 warning: in,1,3: the operators : =~ ~~ of $[...] are not modelled: what they give is empty; a call "
              "from context in can reach it"});
}

TEST_CASE("each step is named once, by the first context that reaches it", "[dialplan]") {
    auto const* const text = "[a]\ninclude => c\n[b]\ninclude => c\n[c]\nexten => 1,1,SayDigits(1)\n";
    CHECK(findings(text, {"b", "a", "b"}) ==
          Lines{"6 error: c,1,1: application SayDigits is not modelled; a call from context b can reach it"});
    CHECK(findings(text, {"nowhere"}).empty());
    CHECK(findings(text, {}).empty());
}

TEST_CASE("a dialplan that leads everywhere is not searched to its end", "[dialplan]") {
    std::string text = "[in]\nexten => 20-10,1,NoOp\n";
    for (int number = 0; number < 3'000; ++number)
        text += "exten => " + std::to_string(number) + ",1,Hangup\n";
    auto const found = findings(text);
    REQUIRE(found.size() == 1);
    CHECK(found.front() == "0 warning: calls can go more ways than can be tried; not all of them are checked");
}

TEST_CASE("a large dialplan of plain numbers is searched to its end", "[dialplan]") {
    std::string text = "[in]\n";
    for (int number = 0; number < 3'000; ++number)
        text += "exten => " + std::to_string(number) + ",1,Goto(${X},1)\n";
    CHECK(findings(text + "exten => last,1,SayDigits(1)\n") == Lines{error(3'002, "in,last,1")});
}

TEST_CASE("what stands too deep to be replaced is not looked at", "[dialplan]") {
    std::string deep;
    for (int depth = 0; depth < 2'000; ++depth)
        deep += "${A";
    CHECK(findings("[in]\nexten => 1,1,NoOp(" + deep + "${ENV(X)})\n").empty());
    CHECK(findings("[in]\nexten => 1,1,NoOp(${A${A${ENV(X)}}})\n").size() == 1);
}
