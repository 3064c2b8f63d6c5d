#include "voiplab/models/sip/session_timer.hpp"

#include "tests/catch.hpp"

#include <optional>
#include <string>

using namespace voiplab::sip;
using namespace std::chrono_literals;

namespace {

Message with(std::string const& field, std::string const& value) {
    Message message(RequestLine{"INVITE", "sip:2010@10.0.0.1"});
    message.add(field, value);
    return message;
}

}  // namespace

TEST_CASE("Session-Expires is delta-seconds, and may name the refresher", "[session_timer]") {
    struct Row {
        char const* text;
        std::optional<voiplab::sim::Duration> interval;
        std::optional<Refresher> refresher;
    };
    auto const row = GENERATE(values<Row>({
        {"1800", 1800s, {}},
        {"1800;refresher=uac", 1800s, Refresher::uac},
        {"1800;refresher=uas", 1800s, Refresher::uas},
        {"1800 ; Refresher=UAS ; x=y", 1800s, Refresher::uas},
        {"90;lr;refresher=uac", 90s, Refresher::uac},
        {"90;refresher=both", 90s, {}},
        {"0", 0s, {}},
        {"4294967295", 4294967295s, {}},
        {"4294967296", {}, {}},
        {"", {}, {}},
        {"soon", {}, {}},
        {"-1", {}, {}},
        {"1800s", {}, {}},
        {"1800 refresher=uac", {}, {}},
    }));
    CAPTURE(row.text);
    auto const expires = session_expires_of(with("Session-Expires", row.text));
    REQUIRE(expires.has_value() == row.interval.has_value());
    if (!expires) return;
    CHECK(expires->interval == *row.interval);
    CHECK(expires->refresher == row.refresher);
}

TEST_CASE("Min-SE is delta-seconds, with parameters that say nothing to us", "[session_timer]") {
    CHECK(min_se_of(with("Min-SE", "120")) == voiplab::sim::Duration(120s));
    CHECK(min_se_of(with("Min-SE", "120;x=y")) == voiplab::sim::Duration(120s));
    for (auto const* const malformed : {"", "soon", "-1", "120s", "120 121", "4294967296"}) {
        CAPTURE(malformed);
        CHECK_FALSE(min_se_of(with("Min-SE", malformed)));
    }
    CHECK_FALSE(min_se_of(with("Expires", "120")));
}

TEST_CASE("what is written reads back", "[session_timer]") {
    for (auto const* const text : {"90", "1800;refresher=uac", "1800;refresher=uas"}) {
        CHECK(to_string(*session_expires_of(with("Session-Expires", text))) == text);
    }
    CHECK(to_seconds(90s) == "90");
    CHECK(to_seconds(90999ms) == "90");
}

TEST_CASE("an option tag may stand anywhere in its field, in either case, and no part of one counts") {
    CHECK(lists_option(with("Supported", "timer"), "Supported", "timer"));
    CHECK(lists_option(with("Supported", "replaces, Timer ,100rel"), "Supported", "timer"));
    CHECK_FALSE(lists_option(with("Supported", "timers, notimer"), "Supported", "timer"));
    CHECK_FALSE(lists_option(with("Supported", ""), "Supported", "timer"));
    CHECK_FALSE(lists_option(with("Require", "timer"), "Supported", "timer"));
}

TEST_CASE("RFC 4028 table 2: who refreshes", "[session_timer]") {
    struct Row {
        bool uac_supports;
        std::optional<Refresher> asked;
        Refresher wanted;  // by the UAS, where it may choose
        Refresher named;
    };
    auto const row = GENERATE(values<Row>({
        {false, {}, Refresher::uas, Refresher::uas},
        {false, {}, Refresher::uac, Refresher::uas},  // a UAC without support never refreshes
        {true, {}, Refresher::uac, Refresher::uac},
        {true, {}, Refresher::uas, Refresher::uas},
        {true, Refresher::uac, Refresher::uas, Refresher::uac},  // what the UAC says stands
        {true, Refresher::uas, Refresher::uac, Refresher::uas},
    }));
    CAPTURE(row.uac_supports, row.asked.has_value());
    auto const answer = answer_session({100s, row.asked}, row.uac_supports, row.wanted);
    CHECK(answer.interval == 100s);
    CHECK(answer.refresher == row.named);
}

TEST_CASE("RFC 4028 section 10: a refresh at half of the time, BYE a third or 32 s before its end", "[session_timer]") {
    struct Row {
        voiplab::sim::Duration interval;
        voiplab::sim::Duration refresh;
        voiplab::sim::Duration end;
    };
    auto const row = GENERATE(values<Row>({
        {90s, 45s, 60s},
        {96s, 48s, 64s},  // where the third is 32 s
        {99s, 49500ms, 67s},
        {1800s, 900s, 1768s},
    }));
    CHECK(refresh_after(row.interval) == row.refresh);
    CHECK(expires_after(row.interval) == row.end);
}
