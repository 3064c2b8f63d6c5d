#include "voiplab/models/sip/asterisk_conf.hpp"

#include "tests/catch.hpp"
#include "tests/sip/diagnostics.hpp"

#include <string>
#include <vector>

using namespace voiplab::sip;
using Catch::Matchers::Contains;

namespace {

// Each section as "[name] a=1 b=>2".
std::vector<std::string> summaries(std::string_view text, Diagnostics& diagnostics) {
    std::vector<std::string> result;
    for (auto const& section : parse_conf("test.conf", text, diagnostics)) {
        auto summary = "[" + section.name + "]" + (section.is_template ? "!" : "");
        for (auto const& entry : section.entries) {
            summary += " " + entry.name + (entry.arrow ? "=>" : "=") + entry.value;
        }
        result.push_back(summary);
    }
    return result;
}

std::vector<std::string> read_cleanly(std::string_view text) {
    Diagnostics diagnostics;
    auto result = summaries(text, diagnostics);
    CHECK(lines_of(diagnostics).empty());
    return result;
}

std::vector<std::string> complaints(std::string_view text) {
    Diagnostics diagnostics;
    summaries(text, diagnostics);
    return lines_of(diagnostics);
}

}  // namespace

// The grammar is that of the comments in configs/samples and of main/config.c in Asterisk 13.
TEST_CASE("a configuration line is a name, = or =>, and a value", "[asterisk_conf]") {
    struct Row {
        char const* text;
        std::vector<std::string> sections;
    };
    auto const row = GENERATE(values<Row>({
        {"[a]\nx=1\n", {"[a] x=1"}},
        {"[a]\n  x  =  two words  \r\n", {"[a] x=two words"}},
        {"[a]\nexten => 2010,1,Hangup\n", {"[a] exten=>2010,1,Hangup"}},
        {"[a]\nexten=>2010,1,Hangup", {"[a] exten=>2010,1,Hangup"}},
        {"[a]\nx=\n", {"[a] x="}},
        {"[a]\nx = a = b\n", {"[a] x=a = b"}},
        {"[a]\nx=1\n[a]\ny=2\n", {"[a] x=1", "[a] y=2"}},
        {"[a]\nx=1\nx += 2\n", {"[a] x=1 2"}},
        {"[a]\n\\#x=1\n", {"[a] #x=1"}},
        {"\xEF\xBB\xBF[a]\nx=1\n", {"[a] x=1"}},
        {"", {}},
    }));
    CAPTURE(row.text);
    CHECK(read_cleanly(row.text) == row.sections);
}

TEST_CASE("comments are cut", "[asterisk_conf]") {
    struct Row {
        char const* text;
        std::vector<std::string> sections;
    };
    auto const row = GENERATE(values<Row>({
        {"[a] ; the first\nx=1 ; one ; two\n;y=2\n", {"[a] x=1"}},
        {"[a]\nx=Dial(sip:a\\;b)\n", {"[a] x=Dial(sip:a;b)"}},
        {"[a]\nx=a\\;b ; c\n", {"[a] x=a;b"}},
        {"[a]\n;-- y=2\nz=3 --;\nx=1\n", {"[a] x=1"}},
        {"[a]\nx=1 ;-- in between --; 2\n", {"[a] x=1  2"}},
        {"[a]\n;-- ;-- nested --;\ny=2\n--;\nx=1\n", {"[a] x=1"}},
        {"[a]\n;-----------\nx=1\n", {"[a] x=1"}},  // a rule opens no block
        {"[a]\n;--- y\nx=1\n", {"[a] x=1"}},
        {"[a]\n;-- a ; plain ; inside\ny=2 --;x=1\n", {"[a] x=1"}},
    }));
    CAPTURE(row.text);
    CHECK(read_cleanly(row.text) == row.sections);
}

TEST_CASE("a section inherits from templates and adds to an earlier one", "[asterisk_conf]") {
    CHECK(read_cleanly("[phone](!)\ntype=friend\nhost=dynamic\n[2000](phone)\nsecret=12\n") ==
          std::vector<std::string>{"[phone]! type=friend host=dynamic", "[2000] type=friend host=dynamic secret=12"});
    CHECK(read_cleanly("[a](!)\nx=1\n[b](!,a)\ny=2\n[c](b,a)\nz=3\n") ==
          std::vector<std::string>{"[a]! x=1", "[b]! x=1 y=2", "[c] x=1 y=2 x=1 z=3"});
    CHECK(read_cleanly("[a]\nx=1\n[b]\ny=2\n[a](+)\nz=3\n") == std::vector<std::string>{"[a] x=1 z=3", "[b] y=2"});
    Diagnostics diagnostics;
    auto const sections = parse_conf("f", "[a](!)\nx=1\n\n[b](a)\ny=2\n", diagnostics);
    REQUIRE(sections.size() == 2);
    CHECK(sections[1].line == 4);
    CHECK(sections[1].inherits == std::vector<std::string>{"a"});
    REQUIRE(sections[1].entries.size() == 2);
    CHECK(sections[1].entries[0].line == 2);
    CHECK(sections[1].entries[1].line == 5);
}

TEST_CASE("what Asterisk complains of is named with its line", "[asterisk_conf]") {
    struct Row {
        char const* text;
        char const* complaint;
    };
    auto const row = GENERATE(values<Row>({
        {"[a]\nno equals sign\n", "2 warning: No '=' (equal sign) in 'no equals sign'"},
        {"[a]\n\n=1\n", "3 warning: No variable name before '='"},
        {"[a\nx=1\n", "1 error: no closing ']' in the section header '[a'"},
        {"[a](b\nx=1\n", "1 error: no closing ')' in the section header '[a](b'"},
        {"[a](b)\nx=1\n", "1 error: Inheritance requested, but category 'b' does not exist"},
        {"[a](+)\nx=1\n", "1 error: Category addition requested, but category 'a' does not exist"},
        {"[a]\n;-- x\n", "2 warning: Unterminated comment begins here"},
        {"[a]\n#exec /bin/true\n",
         "2 warning: Cannot perform #exec unless execincludes option is enabled in asterisk.conf"},
        {"[a]\n#define x\n", "2 warning: Unknown directive '#define'"},
    }));
    CAPTURE(row.text);
    CHECK(complaints(row.text) == std::vector<std::string>{row.complaint});
}

TEST_CASE("an #include is refused: its file is not there to be read", "[asterisk_conf]") {
    auto const said = complaints("#include \"peers.conf\"\n[a]\nx=1\n");
    REQUIRE(said.size() == 1);
    CHECK_THAT(said[0], Contains("1 error: '#include \"peers.conf\"'"));
}

TEST_CASE("lines before the first section are left out with one warning", "[asterisk_conf]") {
    Diagnostics diagnostics;
    CHECK(summaries("*sip.conf\n/etc/asterisk\n; a comment\n\nx=1\n[a]\ny=2\n", diagnostics) ==
          std::vector<std::string>{"[a] y=2"});
    REQUIRE(diagnostics.size() == 1);
    CHECK(diagnostics[0].line == 1);
    CHECK(diagnostics[0].severity == Diagnostic::Severity::warning);
    CHECK_THAT(diagnostics[0].text, Contains("lines 1 to 5 stand before the first [section]"));
    CHECK_THAT(complaints("x=1\n[a]\n")[0], Contains("this line stands before"));
}

TEST_CASE("entries after a header that cannot be read go nowhere", "[asterisk_conf]") {
    Diagnostics diagnostics;
    CHECK(summaries("[a]\nx=1\n[b\ny=2\n[c]\nz=3\n", diagnostics) == std::vector<std::string>{"[a] x=1", "[c] z=3"});
    CHECK(diagnostics.size() == 1);
}

TEST_CASE("limits end in words", "[asterisk_conf]") {
    auto const long_line = "[a]\nx=" + std::string(9000, 'y') + "\nz=1\n";
    Diagnostics diagnostics;
    CHECK(summaries(long_line, diagnostics) == std::vector<std::string>{"[a] z=1"});
    CHECK_THAT(lines_of(diagnostics)[0], Contains("2 warning: Line too long"));

    // Each template holds the one before it twice: 2^40 entries, were it not for the limit.
    std::string doubling = "[t0](!)\nx=1\n";
    for (int i = 1; i <= 40; ++i) {
        auto const base = "t" + std::to_string(i - 1);
        doubling += "[t" + std::to_string(i) + "](!," + base + "," + base + ")\n";
    }
    auto const said = complaints(doubling);
    REQUIRE(said.size() == 1);
    CHECK_THAT(said[0], Contains("error: the settings, inherited ones counted, take more than 32 MB"));
}

TEST_CASE("a diagnostic prints as compilers do", "[asterisk_conf]") {
    CHECK(to_string(Diagnostic{Diagnostic::Severity::warning, "sip.conf", 12, 3, "odd"}) ==
          "sip.conf:12:3: warning: odd");
    CHECK(to_string(Diagnostic{Diagnostic::Severity::error, "sip.conf", 12, 0, "bad"}) == "sip.conf:12: error: bad");
    CHECK(to_string(Diagnostic{Diagnostic::Severity::error, "sip.conf", 0, 0, "bad"}) == "sip.conf: error: bad");
}
