#include "tools/sweep_progress.hpp"

#include "tests/catch.hpp"

#include <sstream>

using namespace voiplab::tools;
using namespace std::chrono_literals;

TEST_CASE("a sweep's progress is done, total, rate and time left") {
    CHECK(progress_text({0, 1, 0}, 0s) == "0 of 1 run");
    CHECK(progress_text({50, 10'000, 0}, 2s) == "50 of 10,000 runs, 25.0 a second, 6 min 38 s left");
    CHECK(progress_text({9'990, 10'000, 0}, 999s) == "9,990 of 10,000 runs, 10.0 a second, 2 s left");
    CHECK(progress_text({1'000, 1'000'000, 0}, 100s) == "1,000 of 1,000,000 runs, 10.0 a second, 27 h 45 min left");
    CHECK(progress_text({10'000, 10'000, 0}, 100s) == "10,000 of 10,000 runs, 100.0 a second");
}

TEST_CASE("runs that the journal had do not count for the rate") {
    CHECK(progress_text({5'010, 10'000, 5'000}, 1s) == "5,010 of 10,000 runs, 10.0 a second, 8 min 19 s left");
}

TEST_CASE("a sweep tells a line a minute where there is no terminal") {
    std::ostringstream out;
    std::ostringstream err;
    auto now = std::chrono::steady_clock::time_point{};
    Console console{out, err, {}, {}};
    console.now = [&] { return now; };
    SweepProgressLine line(console);
    for (int second = 0; second < 150; ++second) {
        line.report({static_cast<std::uint64_t>(second), 1000, 0});
        now += 1s;
    }
    CHECK(out.str().empty());
    CHECK(err.str() ==
          "60 of 1,000 runs, 1.0 a second, 15 min 40 s left\n"
          "120 of 1,000 runs, 1.0 a second, 14 min 40 s left\n");
}

TEST_CASE("a sweep draws one line anew on a terminal, and takes it away in the end") {
    std::ostringstream out;
    std::ostringstream err;
    Console console{out, err, {}, {true, 40, false, false}};
    auto now = std::chrono::steady_clock::time_point{};
    console.now = [&] { return now; };
    {
        SweepProgressLine line(console);
        now += 1s;
        line.report({10, 1000, 0});
        CHECK(err.str().find("10 of 1,000 runs, 10.0 a second") != std::string::npos);
        CHECK(err.str().find('\n') == std::string::npos);
    }
    CHECK(err.str().ends_with("\r\x1b[K"));
}
