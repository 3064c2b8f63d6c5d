#include "tools/terminal.hpp"

#include "tests/catch.hpp"
#include "tools/progress.hpp"

#include <chrono>
#include <sstream>

using namespace std::chrono_literals;
using namespace voiplab::tools;

TEST_CASE("a file or a pipe is 100 cells wide, plain and colourless, whatever the environment says") {
    auto const file = terminal_from(false, 80, {"en_US.UTF-8", "", "", "xterm", ""});
    CHECK_FALSE(file.is_terminal);
    CHECK(file.width == 100);
    CHECK_FALSE(file.utf8);
    CHECK_FALSE(file.colour);
}

TEST_CASE("a terminal's own width counts, within reason") {
    CHECK(terminal_from(true, 80, {}).width == 80);
    CHECK(terminal_from(true, 0, {}).width == 100);
    CHECK(terminal_from(true, 3, {}).width == 40);
    CHECK(terminal_from(true, 65535, {}).width == 400);
}

// POSIX.1-2017, Base Definitions, section 8.2.
TEST_CASE("LC_ALL goes before LC_CTYPE, and LC_CTYPE before LANG") {
    CHECK(terminal_from(true, 80, {"", "", "de_AT.UTF-8", "", ""}).utf8);
    CHECK(terminal_from(true, 80, {"", "", "C.utf8", "", ""}).utf8);
    CHECK(terminal_from(true, 80, {"", "C.UTF-8", "C", "", ""}).utf8);
    CHECK_FALSE(terminal_from(true, 80, {"", "C", "de_AT.UTF-8", "", ""}).utf8);
    CHECK_FALSE(terminal_from(true, 80, {"C", "de_AT.UTF-8", "de_AT.UTF-8", "", ""}).utf8);
    CHECK_FALSE(terminal_from(true, 80, {}).utf8);
}

TEST_CASE("a terminal has colours unless NO_COLOR says no or TERM is dumb") {
    CHECK(terminal_from(true, 80, {"", "", "", "xterm", ""}).colour);
    CHECK_FALSE(terminal_from(true, 80, {"", "", "", "xterm", "1"}).colour);
    CHECK_FALSE(terminal_from(true, 80, {"", "", "", "dumb", ""}).colour);
}

TEST_CASE("progress shows from the second second on, at most ten times a second, and is erased") {
    std::ostringstream out;
    std::ostringstream err;
    std::chrono::steady_clock::time_point now{};
    Console console{out, err, {}, terminal_from(true, 80, {})};
    console.now = [&] { return now; };
    {
        Progress progress(console, "1-successful-call");
        now += 999ms;
        progress.report(0.1);
        CHECK(err.str().empty());
        now += 1ms;
        progress.report(0.42);
        CHECK(err.str() == "\r\x1b[K1-successful-call  42%");
        now += 99ms;
        progress.report(0.5);
        CHECK(err.str() == "\r\x1b[K1-successful-call  42%");
        now += 1ms;
        progress.report(1.0);
        CHECK(err.str() == "\r\x1b[K1-successful-call  42%\r\x1b[K1-successful-call 100%");
    }
    CHECK(err.str().ends_with("100%\r\x1b[K"));
    CHECK(out.str().empty());
}

TEST_CASE("a quick run shows no progress and erases nothing") {
    std::ostringstream out;
    std::ostringstream err;
    Console console{out, err, {}, terminal_from(true, 80, {})};
    console.now = [] { return std::chrono::steady_clock::time_point{}; };
    { Progress(console, "quick").report(0.5); }
    CHECK(err.str().empty());
}

TEST_CASE("progress keeps quiet where standard error is no terminal") {
    std::ostringstream out;
    std::ostringstream err;
    std::chrono::steady_clock::time_point now{};
    Console console{out, err, {}, {}};
    console.now = [&] { return now; };
    {
        Progress progress(console, "long");
        now += 1h;
        progress.report(0.5);
    }
    CHECK(err.str().empty());
}
