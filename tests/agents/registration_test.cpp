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

TEST_CASE("too brief a registration is refused with 423, and the phone is not reachable") {
    WrittenLab lab;
    lab.extensions = "exten => _X.,1,Dial(SIP/${EXTEN},20)\nexten => _X.,n,Hangup\n";
    lab.settings_of = {"", "register: {at: 1s, expires: 30s}"};
    auto const result = lab.run();
    auto const refused = std::any_of(result.ladder.begin(), result.ladder.end(), [](auto const& row) {
        return row.from == "asterisk" && row.to == "2010" && row.label.starts_with("423");
    });
    CHECK(refused);
    CHECK(result.calls.front().status == 480);
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
