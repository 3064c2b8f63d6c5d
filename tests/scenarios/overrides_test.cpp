#include "tests/catch.hpp"
#include "written_scenario.hpp"

using namespace voiplab::scenarios;
using namespace std::chrono_literals;

TEST_CASE("An override replaces what the file says") {
    auto const result = load_text(two_phones, {{"phones[0].password", "secret"}, {"network.hosts[0].ttl", "32"}});
    REQUIRE(result.scenario);
    CHECK(result.scenario->phones[0].password == "secret");
    CHECK(result.scenario->network.hosts[0].ttl == 32);
}

TEST_CASE("An override reaches an item by its name, or by its user") {
    auto const result =
        load_text(two_phones, {{"phones.2010.password", "x"}, {"network.hosts.pc-1.arp_reply_time", "3ms"}});
    REQUIRE(result.scenario);
    CHECK(result.scenario->phones[1].password == "x");
    CHECK(result.scenario->network.hosts[1].arp_reply_time == 3ms);
}

TEST_CASE("An override adds keys that the file leaves out, and takes any YAML") {
    auto const result = load_text(
        two_phones, {{"phones[0].timing.trying", "[80ms, 90ms]"}, {"captures", "[{file: a.pcap, host: server}]"}});
    REQUIRE(result.scenario);
    CHECK(result.scenario->phones[0].profile->phone_timing.trying.times().size() == 2);
    REQUIRE(result.scenario->captures.size() == 1);
    CHECK(result.scenario->captures[0].file == "a.pcap");
}

TEST_CASE("The later of two overrides counts") {
    auto const result = load_text(two_phones, {{"seed", "2"}, {"seed", "3"}});
    REQUIRE(result.scenario);
    CHECK(result.scenario->seed == 3);
}

TEST_CASE("A link needs no word for links in a path, and its netem none for netem") {
    auto const text = with(two_phones, "");
    auto const links = std::string(
        "[{name: wan, ends: [server, switch]}, {ends: [pc-1, switch], netem: {loss: 3%}}, "
        "{ends: [pc-2, switch]}]");
    auto const result = load_text(text, {{"network.links", links},
                                         {"network.switches", "[{name: switch}]"},
                                         {"network.wan.delay", "7ms"},
                                         {"network.wan.loss", "2%"},
                                         {"network.links.wan.jitter", "1ms"},
                                         {"network.links[2].duplicate", "5%"},
                                         {"network.pc-1-switch.loss", "4%"},
                                         {"network.wan.netem.rate", "1Mbps"},
                                         {"network.wan.loss_gemodel.p", "1%"}});
    INFO((result.mistakes.empty() ? std::string() : to_string(result.mistakes.front())));
    // loss and loss_gemodel exclude each other: that both have arrived shows by the mistake.
    REQUIRE(result.mistakes.size() == 1);
    CHECK(to_string(result.mistakes.front())
              .ends_with("network.links[0].netem.loss_gemodel: there is loss already; expected one kind of loss"));
    auto const scenario = loaded(text, {{"network.links", links},
                                        {"network.switches", "[{name: switch}]"},
                                        {"network.wan.delay", "7ms"},
                                        {"network.wan.loss", "2%"},
                                        {"network.pc-1-switch.loss", "4%"}});
    CHECK(scenario.network.links[0].delay == 7ms);
    REQUIRE(scenario.network.links[0].netem.size() == 1);
    CHECK(scenario.network.links[0].netem[0].loss.first().value == 0.02);
    CHECK(scenario.network.links[1].netem[0].loss.first().value == 0.04);
}

TEST_CASE("A netem of one way each is named by its way") {
    auto const texts = printed(
        load_text(two_phones, {{"network.switches", "[{name: s}]"},
                               {"network.links",
                                "[{name: wan, ends: [server, s], netem: [{from: s, loss: 1%}]}, {ends: [pc-1, s]}, "
                                "{ends: [pc-2, s]}]"},
                               {"network.wan.loss", "2%"}}));
    CHECK(texts == std::vector<std::string>{"--set: network.wan.loss: this link's netem is a list, of a way each; "
                                            "expected netem[0].loss"});
}

TEST_CASE("A variable of extensions.conf's globals is set in its server") {
    auto const scenario = loaded(two_phones, {{"servers[0].globals.RING", "7"}, {"servers[0].globals.NAME", "a b"}});
    CHECK(scenario.servers[0].dialplan.globals.at("RING") == "7");
    CHECK(scenario.servers[0].dialplan.globals.at("NAME") == "a b");
    CHECK_FALSE(scenario.servers[0].dialplan.contexts.empty());
}

TEST_CASE("An override that leads nowhere is a mistake") {
    struct Row {
        char const* path;
        char const* mistake;
    };
    auto const row = GENERATE(values<Row>({
        {"phones[2].user", "--set: phones[2].user: there is no item 2 in phones, which has 2, counted from 0"},
        {"phnoes[0].user", "--set: phnoes[0].user: there is no phnoes in the scenario; did you mean phones?"},
        {"phones.2001.user", "--set: phones.2001.user: nothing in phones is named 2001; did you mean 2000?"},
        {"network.wna.delay", "--set: network.wna.delay: there is neither a key nor a link wna in network"},
        {"title.x", "--set: title.x: title is not a mapping"},
        {"title[0]", "--set: title[0]: title is not a list"},
        {"a..b", "--set: a..b: this is no path; expected one such as network.links[0].delay"},
        {"phones[0].usr",
         "--set: phones[0].usr: unknown key; did you mean user? The keys here are name, host, site, profile, user, "
         "first_user, password, display_name, domain, sip_port, rtp_port, max_forwards, register, register_within, "
         "ring_time, answers, declines, "
         "do_not_disturb, lines, tos_sip, tos_audio, "
         "forward, early_media, codecs, dtmf, session_timer, reuse_credentials, packet_time, voice, talk_spurts, "
         "silence_suppression, clock_skew, jitter_buffer, concealment, rtcp_xr, "
         "identity, "
         "keep_alive, timing"},
        {"duration", "--set: duration: 20 has no unit; expected a duration such as 20ms"},
    }));
    CHECK(printed(load_text(two_phones, {{row.path, "20"}})) == std::vector<std::string>{row.mistake});
}

TEST_CASE("An override whose value is not YAML is a mistake") {
    auto const texts = printed(load_text(two_phones, {{"seed", "[1"}}));
    REQUIRE(texts.size() == 1);
    CHECK_THAT(texts[0], Catch::StartsWith("--set: seed: [1: not YAML: "));
}
