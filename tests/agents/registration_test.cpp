#include "tests/catch.hpp"
#include "written_lab.hpp"

#include <algorithm>
#include <vector>

using namespace voiplab::test;

namespace {

std::vector<voiplab::scenarios::LadderRow> registers_of(voiplab::scenarios::RunResult const& result,
                                                        std::string const& phone) {
    std::vector<voiplab::scenarios::LadderRow> rows;
    std::copy_if(result.ladder.begin(), result.ladder.end(), std::back_inserter(rows),
                 [&](auto const& row) { return row.from == phone && row.label.starts_with("REGISTER"); });
    return rows;
}

}  // namespace

TEST_CASE("a phone registers with a challenge answered, and again before its time runs out") {
    WrittenLab lab;
    lab.extensions = "exten => _X.,1,Dial(SIP/${EXTEN},20)\n";
    lab.phone_settings = "register: {at: 1s, expires: 100s}";
    lab.calls = "[{from: 2000, to: 2010, at: 150s, hang_up: {after: 2s}}]";
    lab.duration = "200s";
    auto const result = lab.run();
    auto const rows = registers_of(result, "2000");
    // Each time one REGISTER without and one with credentials; the second time when a tenth of the 100 s is left.
    REQUIRE(rows.size() >= 4);
    CHECK(rows[0].sent == voiplab::sim::Time{std::chrono::seconds(1)});
    CHECK(rows[2].sent - rows[1].sent >= std::chrono::seconds(90));
    CHECK(rows[2].sent - rows[1].sent < std::chrono::seconds(91));
    // The call comes after the first registration's 100 s, and finds the callee.
    CHECK(result.calls.front().outcome == "answered");
}

TEST_CASE("too brief a registration is lengthened to the server's minimum, and refreshed by that") {
    WrittenLab lab;
    lab.extensions = "exten => _X.,1,Dial(SIP/${EXTEN},20)\nexten => _X.,n,Hangup\n";
    lab.settings_of = {"", "register: {at: 1s, expires: 30s}"};
    lab.duration = "100s";
    auto const result = lab.run();
    // chan_sip raises what is below minexpiry, 60 s by default; the phone comes again when a tenth of that is left.
    auto const rows = registers_of(result, "2010");
    REQUIRE(rows.size() >= 4);
    CHECK(rows[2].sent - rows[1].sent >= std::chrono::seconds(54));
    CHECK(rows[2].sent - rows[1].sent < std::chrono::seconds(55));
    CHECK(result.calls.front().outcome == "answered");
}

TEST_CASE("a phone with the wrong password is challenged again and gives up") {
    WrittenLab lab;
    lab.extensions = "exten => _X.,1,Dial(SIP/${EXTEN},20)\n";
    lab.settings_of = {"password: wrong"};
    auto const result = lab.run();
    CHECK(registers_of(result, "2000").size() == 2);
    CHECK(registers_of(result, "2010").size() == 2);
    auto const accepted = std::count_if(result.ladder.begin(), result.ladder.end(), [](auto const& row) {
        return row.method == "REGISTER" && row.to == "2000" && row.label.starts_with("200");
    });
    CHECK(accepted == 0);
}
