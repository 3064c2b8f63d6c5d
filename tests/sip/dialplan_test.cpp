#include "voiplab/models/sip/dialplan.hpp"

#include "tests/catch.hpp"
#include "tests/sip/diagnostics.hpp"

#include <string>
#include <vector>

#include <fmt/format.h>

using namespace voiplab::sip;
using namespace std::chrono_literals;
using Lines = std::vector<std::string>;

namespace {

std::string milliseconds(std::optional<voiplab::sim::Duration> duration) {
    return duration ? fmt::format(" {}ms", duration->count() / 1'000'000) : "";
}

struct Describe {
    std::string operator()(DialStep const& step) const {
        std::string text = "dial";
        for (std::size_t i = 0; i < step.peers.size(); ++i) {
            text += " " + step.peers[i] + (step.numbers[i].empty() ? "" : "/" + step.numbers[i]);
        }
        return text + milliseconds(step.timeout) + (step.options.empty() ? "" : " " + step.options);
    }
    std::string operator()(AnswerStep) const { return "answer"; }
    std::string operator()(RingingStep) const { return "ringing"; }
    std::string operator()(WaitStep step) const { return "wait" + milliseconds(step.duration); }
    std::string operator()(ProgressStep) const { return "progress"; }
    std::string operator()(PlaybackStep const& step) const {
        return "play " + step.file + (step.answer ? "" : " unanswered");
    }
    std::string operator()(ReadStep const& step) const {
        return fmt::format("read {} {} {}", step.variable, step.prompt, step.most) + milliseconds(step.timeout);
    }
    std::string operator()(BusyStep step) const { return "busy" + milliseconds(step.duration); }
    std::string operator()(CongestionStep step) const { return "congestion" + milliseconds(step.duration); }
    std::string operator()(HangupStep step) const {
        return step.cause ? fmt::format("hangup {}", *step.cause) : "hangup";
    }
};

std::string describe(DialplanStep const& step) {
    return std::visit(Describe{}, step);
}

Dialplan read(std::string const& text) {
    Diagnostics diagnostics;
    auto dialplan = read_extensions_conf("extensions.conf", text, diagnostics);
    CHECK(lines_of(diagnostics).empty());
    return dialplan;
}

// What a call to 2010 from "Alice" <2000> in context a does, up to the first hang-up or twenty steps; every Dial comes
// to `dial_status`.
Lines run(std::string const& lines, std::string_view dial_status = "NOANSWER") {
    auto const dialplan = read(lines);
    DialplanChannel channel(dialplan, "a", "2010", "2000", "Alice");
    Lines steps;
    while (steps.size() < 20) {
        auto const step = channel.next();
        steps.push_back(describe(step));
        if (std::holds_alternative<HangupStep>(step)) break;
        if (std::holds_alternative<DialStep>(step)) channel.set_dial_status(dial_status);
    }
    return steps;
}

std::string exten(std::string const& steps) {
    std::string text = "[a]\n";
    std::size_t from = 0;
    for (int number = 1; from <= steps.size(); ++number) {
        auto const end = std::min(steps.find('\n', from), steps.size());
        text += fmt::format("exten => 2010,{},{}\n", number, steps.substr(from, end - from));
        from = end + 1;
    }
    return text;
}

}  // namespace

TEST_CASE("applications give their steps", "[dialplan]") {
    struct Row {
        char const* application;
        char const* step;
    };
    auto const row = GENERATE(values<Row>({
        {"Dial(SIP/2010,20)", "dial 2010 20000ms"},
        {"dial(sip/2010)", "dial 2010"},
        {"Dial(SIP/2010&SIP/2020,20,tT)", "dial 2010 2020 20000ms tT"},
        {"Dial(SIP/2010,,r)", "dial 2010 r"},
        {"Dial(SIP/2010,0)", "dial 2010"},
        {"Dial(SIP/gateway/5551,1.5)", "dial gateway/5551 1500ms"},
        {"Dial(SIP/5551@gateway)", "dial gateway/5551"},
        {"Dial(SIP/${EXTEN})", "dial 2010"},
        {"Dial(IAX2/2010&SIP/2020)", "dial 2020"},
        {"Answer", "answer"},
        {"Ringing()", "ringing"},
        {"WAIT(0.25)", "wait 250ms"},
        {"Wait(0.05)", "wait 50ms"},
        {"Wait(1.25)", "wait 1250ms"},
        {"Wait(250ms)", "wait 250ms"},
        {"Wait(2m)", "wait 120000ms"},
        {"Playback(beep)", "play beep"},
        {"Playback(beep,noanswer)", "play beep unanswered"},
        {"Progress()", "progress"},
        {"Read(number)", "read number  255 10000ms"},
        {"Read(number,beep,4,,1,3)", "read number beep 4 3000ms"},
        {"Read(number,,0)", "read number  255 10000ms"},
        {"Busy(10)", "busy 10000ms"},
        {"Busy", "busy"},
        {"Congestion(5)", "congestion 5000ms"},
        {"Hangup", "hangup"},
        {"Hangup()", "hangup"},
        {"Hangup(17)", "hangup 17"},
        {"Hangup(USER_BUSY)", "hangup 17"},  // Q.850 causes under the names of Asterisk's causes.h
        {"Hangup(call_rejected)", "hangup 21"},
    }));
    CAPTURE(row.application);
    CHECK(run(exten(row.application)).front() == row.step);
}

TEST_CASE("a call goes from priority to priority and ends after the last", "[dialplan]") {
    CHECK(run(exten("NoOp(x)\nRinging\nWait(2)\nAnswer(500)\nPlayback(hello&world)\nHangup(16)")) ==
          Lines{"ringing", "wait 2000ms", "answer", "wait 500ms", "play hello", "play world", "hangup 16"});
    CHECK(run(exten("Wait(0)\nWait(-1)\nAnswer")) == Lines{"answer", "hangup"});
    CHECK(run("[a]\nexten => 2010,1,Answer\nexten => 2010,3,Ringing\n") == Lines{"answer", "hangup"});
}

TEST_CASE("nothing follows Busy, Congestion or Hangup", "[dialplan]") {
    CHECK(run(exten("Busy(10)\nAnswer")) == Lines{"busy 10000ms", "hangup"});
    CHECK(run(exten("Congestion\nAnswer")) == Lines{"congestion", "hangup"});
    auto const dialplan = read(exten("Hangup(17)\nAnswer"));
    DialplanChannel channel(dialplan, "a", "2010", "", "");
    CHECK(describe(channel.next()) == "hangup 17");
    CHECK(describe(channel.next()) == "hangup");
}

// autofallthrough of main/pbx.c.
TEST_CASE("a call whose priorities end after a failed Dial falls through to its status", "[dialplan]") {
    CHECK(run(exten("Dial(SIP/1)"), "BUSY") == Lines{"dial 1", "busy 10000ms", "hangup"});
    CHECK(run(exten("Dial(SIP/1)"), "CONGESTION") == Lines{"dial 1", "congestion 10000ms", "hangup"});
    CHECK(run(exten("Dial(SIP/1)"), "CHANUNAVAIL") == Lines{"dial 1", "congestion 10000ms", "hangup"});
    CHECK(run(exten("Dial(SIP/1)"), "NOANSWER") == Lines{"dial 1", "hangup"});
    CHECK(run(exten("Dial(SIP/1)\nHangup"), "BUSY") == Lines{"dial 1", "hangup"});
}

TEST_CASE("an extension exists where a number matches with a first priority", "[dialplan]") {
    auto const dialplan =
        read("[a]\nexten => 2010,1,NoOp\nexten => _3XXX,2,NoOp\ninclude => b\n[b]\nexten => _4.,1,NoOp\n");
    auto const exists = [&](char const* context, char const* number) {
        return DialplanChannel(dialplan, context, number, "", "").exists();
    };
    CHECK(exists("a", "2010"));
    CHECK(exists("a", "41"));
    CHECK_FALSE(exists("a", "2020"));
    CHECK_FALSE(exists("a", "3000"));  // only a second priority
    CHECK_FALSE(exists("nowhere", "2010"));
}

TEST_CASE("Goto leads to a priority, a label, an extension or another context", "[dialplan]") {
    struct Row {
        char const* go_to;
        Lines steps;
    };
    auto const row = GENERATE(values<Row>({
        {"Goto(3)", {"play three", "play four", "hangup"}},
        {"Goto(four)", {"play four", "hangup"}},
        {"Goto(+2)", {"play three", "play four", "hangup"}},
        {"goto(2020,1)", {"play 2020", "hangup"}},
        {"Goto(b,2010,1)", {"play b", "hangup"}},
        {"Goto(b,2010,later)", {"play later", "hangup"}},
        {"Goto(b, 2010, later)", {"play later", "hangup"}},
        {"Goto(2${EXTEN:1:1}20,1)", {"play 2020", "hangup"}},
        {"Goto(nolabel)", {"hangup"}},
        {"Goto()", {"hangup"}},
        {"Goto(-5)", {"hangup"}},
        {"Goto(2099,1)", {"play invalid 2099", "hangup"}},
        {"Goto(b,2099,1)", {"hangup"}},  // b has no extension i
        {"GotoIf(1?four:2020,1)", {"play four", "hangup"}},
        {"GotoIf(0?four:2020,1)", {"play 2020", "hangup"}},
        {"GotoIf($[${EXTEN} = 2010]?four)", {"play four", "hangup"}},
        {"GotoIf($[\"${CALLERID(num)}\" != \"2000\"]?four)", {"play two", "play three", "play four", "hangup"}},
        {"GotoIf(0?four)", {"play two", "play three", "play four", "hangup"}},
        {"GotoIf(1)", {"play two", "play three", "play four", "hangup"}},
        {"GotoIf(0?:four)", {"play four", "hangup"}},
    }));
    CAPTURE(row.go_to);
    CHECK(run("[a]\nexten => 2010,1," + std::string(row.go_to) +
              "\nsame => n,Playback(two)\nsame => n,Playback(three)\nsame => n(four),Playback(four)\n"
              "exten => 2020,1,Playback(2020)\nexten => i,1,Playback(invalid ${INVALID_EXTEN})\n"
              "[b]\nexten => 2010,1,Playback(b)\nsame => n,Hangup\nsame => n(later),Playback(later)\n") == row.steps);
}

TEST_CASE("Set and the variables of a channel", "[dialplan]") {
    auto const dialplan = read("[globals]\nRING=20\n[a]\nexten => _2X.,1,Set(X=a=b)\nsame => n,Wait(1)\n");
    DialplanChannel channel(dialplan, "a", "2010", "2000", "Alice");
    CHECK(channel.position() == "a,2010,0");
    CHECK(describe(channel.next()) == "wait 1000ms");
    CHECK(channel.position() == "a,2010,2");
    CHECK(channel.variable("X") == "a=b");
    CHECK(channel.expand("${CONTEXT} ${EXTEN} ${EXTEN:1} ${PRIORITY} ${RING} ${GLOBAL(RING)} ${HANGUPCAUSE}.") ==
          "a 2010 010 2 20 20 0.");
    CHECK(channel.expand("${CALLERID(num)} ${CALLERID(name)} ${CALLERID(all)} ${CALLERID(ANI)} ${CALLERID(dnid)}") ==
          "2000 Alice \"Alice\" <2000> 2000 2010");
    CHECK(channel.expand("${LEN(${EXTEN})} ${NOSUCH(x)} ${DIALSTATUS}.") == "4  .");
    channel.set_dial_status("BUSY");
    CHECK(channel.expand("$[\"${DIALSTATUS}\" = \"BUSY\"]") == "1");
    channel.set_variable("RING", "5");
    CHECK(channel.variable("RING") == "5");
    CHECK(channel.variable("GLOBAL(RING)") == "20");
    channel.set_variable("RING", "");
    CHECK(channel.variable("RING") == "20");
    channel.set_variable("__INHERITED", "yes");
    CHECK(channel.variable("INHERITED") == "yes");
    channel.set_variable("CALLERID(all)", "\"Bob B\" <2010>");
    CHECK(channel.expand("${CALLERID(name)}|${CALLERID(number)}") == "Bob B|2010");
    channel.set_variable("CALLERID(name)", "");
    CHECK(channel.variable("CALLERID(all)") == "2010");
}

TEST_CASE("a loop that takes no time ends in a hang-up", "[dialplan]") {
    CHECK(run(exten("Goto(1)")) == Lines{"hangup"});
    // Dial can fail at once, so it must not keep a loop alive for ever.
    auto const dialplan = read(exten("Dial(SIP/2010)\nGoto(1)"));
    DialplanChannel channel(dialplan, "a", "2010", "", "");
    unsigned dials = 0;
    while (std::holds_alternative<DialStep>(channel.next())) {
        ++dials;
        channel.set_dial_status("CHANUNAVAIL");
        REQUIRE(dials <= 10'000);
    }
    CHECK(dials == 5'000);  // two priorities a turn, 10,000 steps in all
}

TEST_CASE("a loop that waits goes on", "[dialplan]") {
    auto const dialplan = read(exten("Wait(1)\nGoto(1)"));
    DialplanChannel channel(dialplan, "a", "2010", "", "");
    for (int turn = 0; turn < 20'000; ++turn)
        REQUIRE(std::holds_alternative<WaitStep>(channel.next()));
}

TEST_CASE("an included context's steps run in the context that was entered", "[dialplan]") {
    auto const dialplan = read("[a]\ninclude => b\n[b]\nexten => _X.,1,NoOp\nexten => _X.,n,Wait(1)\n");
    DialplanChannel channel(dialplan, "a", "77", "", "");
    CHECK(describe(channel.next()) == "wait 1000ms");
    CHECK(channel.position() == "a,77,2");
}
