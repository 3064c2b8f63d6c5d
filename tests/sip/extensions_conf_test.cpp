#include "tests/catch.hpp"
#include "tests/sip/diagnostics.hpp"
#include "voiplab/models/sip/dialplan.hpp"

#include <string>
#include <vector>

using namespace voiplab::sip;
using Lines = std::vector<std::string>;

namespace {

// Each step as "context,extension,priority(label) application(arguments)".
Lines steps_of(Dialplan const& dialplan) {
    Lines steps;
    for (auto const& context : dialplan.contexts) {
        for (auto const& extension : context.extensions) {
            for (auto const& priority : extension.priorities) {
                auto const label = priority.label.empty() ? "" : "(" + priority.label + ")";
                steps.push_back(context.name + "," + extension.pattern + "," + std::to_string(priority.number) + label +
                                " " + priority.application + "(" + priority.arguments + ")");
            }
        }
    }
    return steps;
}

Lines read_cleanly(std::string_view text) {
    Diagnostics diagnostics;
    auto const dialplan = read_extensions_conf("extensions.conf", text, diagnostics);
    CHECK(lines_of(diagnostics).empty());
    return steps_of(dialplan);
}

}  // namespace

TEST_CASE("an extension line is a number, a priority and an application", "[extensions_conf]") {
    struct Row {
        char const* text;
        Lines steps;
    };
    auto const row = GENERATE(values<Row>({
        {"[a]\nexten => 2010,1,Dial(SIP/2010,20)\n", {"a,2010,1 Dial(SIP/2010,20)"}},
        {"[a]\nexten = 2010,1,Dial(SIP/2010,20)\n", {"a,2010,1 Dial(SIP/2010,20)"}},
        {"[a]\nexten => 2010, 1, Dial(SIP/2010,20)\nexten => 2010, 2, Hangup\n",
         {"a,2010,1 Dial(SIP/2010,20)", "a,2010,2 Hangup()"}},
        {"[a]\nexten => 1,1,Hangup()\n", {"a,1,1 Hangup()"}},
        {"[a]\nexten => 1,2,NoOp(b)\nexten => 1,1,NoOp(a)\n", {"a,1,1 NoOp(a)", "a,1,2 NoOp(b)"}},
        {"[a]\nexten => _[1-5,7]X,1,NoOp\n", {"a,_[1-5,7]X,1 NoOp()"}},
        {"[a]\nexten => s,1,NoOp(a (b) c)\n", {"a,s,1 NoOp(a (b) c)"}},
        {"[a]\nexten => s,1,NoOp(a) b\n", {"a,s,1 NoOp(a)"}},
        {"[a]\nexten => 1,1(go),NoOp\nsame => n(on),NoOp\nsame => n+2(far),Hangup\n",
         {"a,1,1(go) NoOp()", "a,1,2(on) NoOp()", "a,1,5(far) Hangup()"}},
        {"[a]\nexten => 1,1,NoOp(x)\nexten => 2,n,NoOp(y)\nexten => 3,s,NoOp(z)\n",
         {"a,1,1 NoOp(x)", "a,2,2 NoOp(y)", "a,3,2 NoOp(z)"}},
        {"[a]\nexten => 1,hint,SIP/1\nexten => 1,1,NoOp\n", {"a,1,1 NoOp()"}},
        {"[a]\nexten => 1,1,NoOp\n[b]\nexten => 1,1,NoOp\n[a]\nexten => 2,1,NoOp\n",
         {"a,1,1 NoOp()", "a,2,1 NoOp()", "b,1,1 NoOp()"}},
        {"[base](!)\nexten => 1,1,NoOp\n[a](base)\nexten => 1,2,Hangup\n", {"a,1,1 NoOp()", "a,1,2 Hangup()"}},
        {"[a]\nEXTEN => 1,1,NoOp\nignorepat => 9\n", {"a,1,1 NoOp()"}},
    }));
    CAPTURE(row.text);
    CHECK(read_cleanly(row.text) == row.steps);
}

TEST_CASE("a step remembers its line", "[extensions_conf]") {
    Diagnostics diagnostics;
    auto const dialplan = read_extensions_conf("e.conf", "\n[a]\n; x\nexten => 1,1,NoOp\n", diagnostics);
    CHECK(dialplan.file == "e.conf");
    CHECK(dialplan.contexts.at(0).extensions.at(0).priorities.at(0).line == 4);
}

TEST_CASE("globals are kept, and replaced in names at once", "[extensions_conf]") {
    Diagnostics diagnostics;
    auto const dialplan = read_extensions_conf("e.conf",
                                               "[general]\nstatic=yes\nwriteprotect=no\n[globals]\nFRONT=2010\n"
                                               "BOTH=SIP/${FRONT}&SIP/2020\n[a]\nexten => ${FRONT},1,Dial(${BOTH})\n"
                                               "include => desk-${FRONT}\n[desk-2010]\n",
                                               diagnostics);
    CHECK(lines_of(diagnostics).empty());
    CHECK(dialplan.globals.at("BOTH") == "SIP/2010&SIP/2020");
    CHECK(steps_of(dialplan) == Lines{"a,2010,1 Dial(${BOTH})"});
    REQUIRE(dialplan.contexts.size() == 2);
    CHECK(dialplan.contexts[0].includes == Lines{"desk-2010"});
    CHECK(dialplan.context("desk-2010") == &dialplan.contexts[1]);
    CHECK(dialplan.context("general") == nullptr);
}

// The words are those of pbx/pbx_config.c and main/pbx.c of Asterisk 13, its "at line n of file" aside.
TEST_CASE("what pbx_config warns of is named with its line", "[extensions_conf]") {
    struct Row {
        char const* text;
        Lines said;
        Lines steps;
    };
    auto const row = GENERATE(values<Row>({
        {"[from-sip]\nexten => 2010,1,Dial(SIP/2010,1)\nexten => 2010,2, Busy(10)\nexten => 2010, 2, Hangup\n",
         {"4 warning: Unable to register extension '2010', priority 2 in 'from-sip', already in use"},
         {"from-sip,2010,1 Dial(SIP/2010,1)", "from-sip,2010,2 Busy(10)"}},
        {"[a]\nexten => 1,n,NoOp\n", {"2 warning: Can't use 'next' priority on the first entry"}, {}},
        {"[a]\nexten => 1,s,NoOp\n", {"2 warning: Can't use 'same' priority on the first entry"}, {}},
        {"[a]\nsame => n,NoOp\n",
         {"2 warning: No previous pattern in the first entry of context 'a' to match 'same'"},
         {}},
        {"[a]\nexten => 1,1(x,NoOp\n", {"2 warning: Label missing trailing ')' in '1(x'"}, {}},
        {"[a]\nexten => 1,0,NoOp\n",
         {"2 warning: Invalid priority/label '0' of extension '1'; expected a number above 0, n, s or a label"},
         {}},
        {"[a]\nexten => 1,go,NoOp\n",
         {"2 warning: Invalid priority/label 'go' of extension '1'; expected a number above 0, n, s or a label"},
         {}},
        {"[a]\nexten => 1,99999999999,NoOp\n",
         {"2 warning: Invalid priority/label '99999999999' of extension '1'; expected a number above 0, n, s or a "
          "label"},
         {}},
        {"[a]\nexten => 1,1,Dial(SIP/1\n",
         {"2 warning: No closing parenthesis found in 'Dial(SIP/1'"},
         {"a,1,1 Dial(SIP/1)"}},
        {"[a]\ninclude => b\n", {"2 warning: Context 'a' tries to include nonexistent context 'b'"}, {}},
        {"[a]\ninclude => b\ninclude => b\n[b]\n", {"3 warning: Context 'b' already included in 'a' context"}, {}},
        {"[a]\nextern => 1,1,NoOp\n",
         {"2 warning: Unknown directive 'extern': the line is left out; expected exten, same, include, ignorepat or "
          "switch"},
         {}},
        {"[a]\nexten => _[12,1,NoOp\n",
         {"2 warning: Wrong usage of [] in the extension '_[12'; expected a closing ']'"},
         {"a,_[12,1 NoOp()"}},
        {"[a]\nexten => 1 ,1,NoOp\n",
         {"2 warning: the extension '1 ' ends in a blank, so no number matches it"},
         {"a,1 ,1 NoOp()"}},
        {"[a]\nexten => _.,1,NoOp\n",
         {"2 warning: The use of '_.' for an extension is strongly discouraged and can have unexpected behavior; "
          "please use '_X.' instead"},
         {"a,_.,1 NoOp()"}},
        {"[a]\ninclude => b,9:00-17:00,mon-fri,*,*\n[b]\n",
         {"2 warning: the times of 'include => b,9:00-17:00,mon-fri,*,*' are not modelled: it always applies"},
         {}},
    }));
    CAPTURE(row.text);
    Diagnostics diagnostics;
    auto const dialplan = read_extensions_conf("extensions.conf", row.text, diagnostics);
    CHECK(lines_of(diagnostics) == row.said);
    CHECK(steps_of(dialplan) == row.steps);
}

TEST_CASE("n goes on from any kind of priority, but not over a context's header", "[extensions_conf]") {
    Diagnostics diagnostics;
    auto const dialplan = read_extensions_conf(
        "e.conf", "[a]\nexten => _X.,40000(ani),NoOp\nexten => _X.,n,Hangup\n[b]\nexten => 1,n,NoOp\n", diagnostics);
    CHECK(steps_of(dialplan) == Lines{"a,_X.,40000(ani) NoOp()", "a,_X.,40001 Hangup()"});
    CHECK(lines_of(diagnostics) == Lines{"5 warning: Can't use 'next' priority on the first entry"});
}
