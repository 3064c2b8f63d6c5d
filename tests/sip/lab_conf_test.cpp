#include "tests/sip/lab_conf.hpp"

#include "tests/catch.hpp"
#include "tests/sip/diagnostics.hpp"
#include "voiplab/models/sip/dialplan.hpp"

#include <fstream>
#include <iterator>
#include <string>
#include <vector>

using namespace voiplab::sip;
using namespace std::chrono_literals;
using Catch::Matchers::Contains;
using Lines = std::vector<std::string>;

namespace {

std::string contents(std::string const& path) {
    std::ifstream file(std::string(VOIPLAB_SOURCE_DIR) + "/" + path);
    REQUIRE(file.is_open());
    return {std::istreambuf_iterator<char>(file), {}};
}

void check_phones(SipConf const& conf, std::vector<std::string> const& names) {
    REQUIRE(conf.peers.size() == names.size());
    for (std::size_t i = 0; i < names.size(); ++i) {
        auto const& peer = conf.peers[i];
        CHECK(peer.name == names[i]);
        CHECK(peer.secret == "12");
        CHECK(peer.type == "friend");
        CHECK(peer.dynamic);
        CHECK(peer.context == "from-sip");
        CHECK(peer.direct_media);
        CHECK(peer.allow == Lines{"ulaw", "alaw", "gsm"});
    }
}

// One warning for the excerpt's beginning, then `further`.
void check_said(Diagnostics const& diagnostics, std::string const& range, Lines const& further = {}) {
    auto said = lines_of(diagnostics);
    REQUIRE_FALSE(said.empty());
    CHECK_THAT(said.front(), Contains("warning: " + range + " before the first [section]"));
    said.erase(said.begin());
    CHECK(said == further);
}

std::vector<DialplanStep> run(Dialplan const& dialplan, std::string const& number) {
    DialplanChannel channel(dialplan, "from-sip", number, "2000", "2000");
    REQUIRE(channel.exists());
    std::vector<DialplanStep> steps;
    do {
        steps.push_back(channel.next());
        channel.set_dial_status("NOANSWER");
    } while (!std::holds_alternative<HangupStep>(steps.back()));
    return steps;
}

void check_dial(DialplanStep const& step, std::string const& peer, voiplab::sim::Duration timeout) {
    REQUIRE(std::holds_alternative<DialStep>(step));
    CHECK(std::get<DialStep>(step).peers == Lines{peer});
    CHECK(std::get<DialStep>(step).timeout == timeout);
}

void check_part_1(Dialplan const& dialplan) {
    auto const steps = run(dialplan, "2010");
    REQUIRE(steps.size() == 2);
    check_dial(steps[0], "2010", 20s);
    CHECK_FALSE(DialplanChannel(dialplan, "from-sip", "2020", "2000", "").exists());
    // [ani] says digits, but no call from the phones' context comes there.
    Diagnostics diagnostics;
    check_reachable(dialplan, {"from-sip", "default"}, diagnostics);
    CHECK(lines_of(diagnostics).empty());
    auto const* const ani = dialplan.context("ani");
    REQUIRE(ani != nullptr);
    CHECK(ani->extensions.at(0).priorities.size() == 8);
    CHECK(ani->extensions.at(0).priorities.at(0).number == 40000);
    CHECK(ani->extensions.at(0).priorities.at(0).label == "ani");
    CHECK(ani->extensions.at(0).priorities.at(7).number == 40007);
}

// Asterisk's rule of two equal priorities, which parts 2 and 3 break.
std::string already_in_use(int line) {
    return std::to_string(line) +
           " warning: Unable to register extension '2010', priority 2 in 'from-sip', already in use";
}

void check_part_2(Dialplan const& dialplan) {
    auto const steps = run(dialplan, "2010");
    REQUIRE(steps.size() == 3);
    check_dial(steps[0], "2010", 1s);
    REQUIRE(std::holds_alternative<BusyStep>(steps[1]));
    CHECK(std::get<BusyStep>(steps[1]).duration == voiplab::sim::Duration(10s));
}

void check_part_3(SipConf const& sip, Dialplan const& dialplan) {
    check_phones(sip, {"2000", "2010"});
    CHECK(sip.peer("2010")->username == "2020");
    CHECK(sip.peer("2020") == nullptr);
    auto const steps = run(dialplan, "2010");
    REQUIRE(steps.size() == 3);
    REQUIRE(std::holds_alternative<WaitStep>(steps[0]));
    CHECK(std::get<WaitStep>(steps[0]).duration == 50ms);
    check_dial(steps[1], "2020", 20s);
}

}  // namespace

TEST_CASE("part 1's files load as the report prints them", "[lab]") {
    Diagnostics said_of_sip;
    auto const sip = read_sip_conf("sip.conf", lab::part1_sip_conf, said_of_sip);
    check_phones(sip, {"2000", "2010"});
    CHECK(sip.default_codecs);
    check_said(said_of_sip, "lines 1 to 2 stand");
    Diagnostics said_of_plan;
    auto const plan = read_extensions_conf("extensions.conf", lab::part1_extensions_conf, said_of_plan);
    check_said(said_of_plan, "lines 1 to 13 stand");
    check_part_1(plan);
}

TEST_CASE("part 1's files load as the scenario ships them", "[lab]") {
    Diagnostics said_of_sip;
    check_phones(read_sip_conf("sip.conf", contents("scenarios/labs/1/sip.conf"), said_of_sip), {"2000", "2010"});
    CHECK(lines_of(said_of_sip).empty());
    Diagnostics said_of_plan;
    auto const plan = read_extensions_conf("e.conf", contents("scenarios/labs/1/extensions.conf"), said_of_plan);
    check_said(said_of_plan, "lines 1 to 10 stand");
    check_part_1(plan);
}

TEST_CASE("part 2: the first of two equal priorities stays, so the caller hears busy", "[lab]") {
    Diagnostics said_of_sip;
    check_phones(read_sip_conf("sip.conf", lab::part2_sip_conf, said_of_sip), {"2000", "2010"});
    check_said(said_of_sip, "lines 2 to 17 stand");
    Diagnostics said_of_plan;
    auto const plan = read_extensions_conf("extensions.conf", lab::part2_extensions_conf, said_of_plan);
    check_said(said_of_plan, "lines 2 to 13 stand", {already_in_use(42)});
    check_part_2(plan);
}

TEST_CASE("part 2's files load as the scenario ships them", "[lab]") {
    Diagnostics said_of_sip;
    check_phones(read_sip_conf("sip.conf", contents("scenarios/labs/2/sip.conf"), said_of_sip), {"2000", "2010"});
    check_said(said_of_sip, "this line stands");
    Diagnostics said_of_plan;
    auto const plan = read_extensions_conf("e.conf", contents("scenarios/labs/2/extensions.conf"), said_of_plan);
    check_said(said_of_plan, "lines 1 to 9 stand", {already_in_use(38)});
    check_part_2(plan);
}

TEST_CASE("part 3: a second [2010] renames the first, and its Dial rings 2020", "[lab]") {
    Diagnostics said_of_sip;
    auto const sip = read_sip_conf("sip.conf", lab::part3_sip_conf, said_of_sip);
    REQUIRE(said_of_sip.size() == 2);
    CHECK_THAT(said_of_sip[1].text, Contains("section [2010] stands a second time"));
    Diagnostics said_of_plan;
    auto const plan = read_extensions_conf("extensions.conf", lab::part3_extensions_conf, said_of_plan);
    check_said(said_of_plan, "lines 1 to 9 stand", {already_in_use(39)});
    check_part_3(sip, plan);
}

TEST_CASE("part 3's files load as the scenario ships them", "[lab]") {
    Diagnostics said_of_sip;
    auto const sip = read_sip_conf("sip.conf", contents("scenarios/labs/3/sip.conf"), said_of_sip);
    REQUIRE(said_of_sip.size() == 2);
    CHECK_THAT(said_of_sip[1].text, Contains("section [2010] stands a second time"));
    Diagnostics said_of_plan;
    auto const plan = read_extensions_conf("e.conf", contents("scenarios/labs/3/extensions.conf"), said_of_plan);
    check_said(said_of_plan, "lines 2 to 6 stand", {already_in_use(36)});
    check_part_3(sip, plan);
}
