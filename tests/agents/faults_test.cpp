#include "tests/catch.hpp"
#include "written_lab.hpp"

#include <algorithm>

using namespace voiplab;
using namespace voiplab::test;
using namespace std::chrono_literals;
using scenarios::LadderRow;

namespace {

WrittenLab lab_with(std::string faults) {
    WrittenLab lab;
    lab.extensions = "exten => _X.,1,Dial(SIP/${EXTEN},20)\n";
    lab.faults = std::move(faults);
    return lab;
}

std::vector<LadderRow> rows_of(scenarios::RunResult const& result, std::string const& from, std::string const& label) {
    std::vector<LadderRow> rows;
    std::copy_if(result.ladder.begin(), result.ladder.end(), std::back_inserter(rows),
                 [&](LadderRow const& row) { return row.from == from && row.label.starts_with(label); });
    return rows;
}

}  // namespace

TEST_CASE("a lost message is lost in the ladder, and the one that repeats it is not") {
    auto const rows =
        rows_of(lab_with("[{from: \"2000\", to: asterisk, message: INVITE, do: lose}]").run(), "2000", "INVITE");
    REQUIRE(rows.size() == 3);
    CHECK(rows[0].lost);
    CHECK_FALSE(rows[1].lost);
    CHECK(rows[1].sent - rows[0].sent == 500ms);
    CHECK(rows[1].arrived - rows[1].sent < 1ms);
    CHECK_FALSE(rows[2].lost);
}

TEST_CASE("a doubled message shows once more in the ladder") {
    auto const rows =
        rows_of(lab_with("[{from: \"2010\", to: asterisk, message: 180, do: double}]").run(), "2010", "180");
    REQUIRE(rows.size() == 2);
    CHECK(rows[0].sent == rows[1].sent);
    CHECK(rows[0].arrived < rows[1].arrived);
    CHECK_FALSE(rows[1].lost);
}

TEST_CASE("a delayed message is overtaken by those behind it") {
    auto const rows = rows_of(
        lab_with("[{from: \"2000\", to: asterisk, message: INVITE, occurrence: 2, do: delay, by: 700ms}]").run(),
        "2000", "INVITE");
    REQUIRE(rows.size() == 3);
    CHECK(rows[1].arrived - rows[1].sent >= 700ms);
    CHECK(rows[1].arrived - rows[1].sent < 701ms);
    CHECK(rows[2].arrived < rows[1].arrived);
}

TEST_CASE("a response may be chosen by the method that it answers") {
    auto const result = lab_with("[{from: asterisk, to: \"2000\", message: 200 BYE, do: lose}]").run();
    CHECK(rows_of(result, "2000", "BYE").size() == 2);
    CHECK(result.failed_expectations.empty());
}

TEST_CASE("a fault that does not come to pass is an expectation that is not met") {
    auto const failures = lab_with(
                              "[{from: \"2010\", to: asterisk, message: 180, occurrence: 2, do: lose},"
                              " {from: \"2010\", to: \"2000\", message: BYE, do: double},"
                              " {from: asterisk, to: \"2010\", message: ACK, occurrence: 9, do: delay, by: 1s},"
                              " {from: asterisk, to: \"2010\", message: CANCEL, occurrence: every, do: lose},"
                              " {from: asterisk, to: \"2010\", message: BYE, do: double}]")
                              .run()
                              .failed_expectations;
    CHECK(failures == std::vector<std::string>{
                          "180 from 2010 to asterisk: number 2 was to be lost, but only 1 was sent",
                          "BYE from 2010 to 2000: number 1 was to be doubled, but none was sent",
                          "ACK from asterisk to 2010: number 9 was to be delayed, but only 3 were sent",
                          "CANCEL from asterisk to 2010: every one was to be lost, but none was sent",
                      });
}
