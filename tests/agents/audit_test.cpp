#include "tests/catch.hpp"
#include "written_lab.hpp"

#include <string>
#include <vector>

using namespace voiplab::test;

namespace {

WrittenLab lab_of(std::string const& call, std::vector<std::string> settings = {}) {
    WrittenLab lab;
    lab.extensions = "exten => _X.,1,Dial(SIP/${EXTEN},20)\nexten => _X.,n,Busy(2)\n";
    lab.calls = "[{from: 2000, to: 2010, at: 5s, " + call + "}]";
    lab.settings_of = std::move(settings);
    return lab;
}

}  // namespace

TEST_CASE("an audit finds nothing left of a call that ended, whoever ended it and how") {
    auto const lab = GENERATE(
        lab_of("hang_up: {after: 2s}"), lab_of("hang_up: {by: 2010, after: 2s}"), lab_of("give_up_after: 3s"),
        lab_of("give_up_after: 20ms"), lab_of("hang_up: {after: 2s}", {"", "answers: no"}),
        lab_of("hang_up: {after: 2s}", {"", "declines: yes"}), lab_of("hang_up: {after: 2s}", {"", "register: no"}),
        lab_of("hang_up: {after: 2s}", {"password: wrong"}),
        lab_of("hang_up: {after: 9s}, actions: [{by: 2010, after: 1s, do: hold}]"),
        lab_of("hang_up: {after: 9s}, actions: [{by: 2010, after: 1s, do: transfer, to: 2000}]"));
    auto const result = lab.run();
    CHECK(result.left_over == std::vector<std::string>{});
}

TEST_CASE("an audit does not mind that the run ends in the middle of a call") {
    auto lab = lab_of("hang_up: {after: 300s}");
    lab.duration = "20s";
    auto const result = lab.run();
    CHECK_FALSE(result.calls.front().ended);
    CHECK(result.left_over.empty());
}

TEST_CASE("an audit tells of a call that nobody ends: its dialogs, its ports and its timers") {
    auto lab = lab_of("hang_up: {after: 30000s}");
    lab.duration = "20s";
    auto found = lab.run().left_over;
    REQUIRE_FALSE(found.empty());
    CHECK_THAT(found.back(), Catch::EndsWith(" timers are armed"));
    found.pop_back();
    CHECK(found == std::vector<std::string>{"2000: call 1 has not ended", "2000: call 1 keeps its RTP port",
                                            "2010: call 1 has not ended", "2010: call 1 keeps its RTP port",
                                            "asterisk: the dialog with 2000 has not ended",
                                            "asterisk: the dialog with 2000 keeps its RTP port",
                                            "asterisk: the dialog with 2010 has not ended",
                                            "asterisk: the dialog with 2010 keeps its RTP port"});
}

TEST_CASE("an audit changes nothing of what the run came to") {
    auto lab = lab_of("hang_up: {after: 300s}");
    auto const audited = lab.run();
    lab.audit = false;
    auto const plain = lab.run();
    CHECK(audited.ladder.size() == plain.ladder.size());
    CHECK(audited.events == plain.events);
    CHECK(audited.end == plain.end);
    CHECK(audited.calls.front().streams.size() == plain.calls.front().streams.size());
}
