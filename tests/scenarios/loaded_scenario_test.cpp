#include "tests/catch.hpp"
#include "written_scenario.hpp"

#include <algorithm>
#include <string>

#include <unistd.h>

using namespace voiplab;
using namespace voiplab::scenarios;
using namespace std::chrono_literals;

TEST_CASE("The lab's first part is read as it is written") {
    auto const result = load_scenario(VOIPLAB_SOURCE_DIR "/scenarios/labs/1-successful-call.yaml");
    for (auto const& mistake : printed(result)) {
        UNSCOPED_INFO(mistake);
    }
    REQUIRE(result.scenario);
    auto const& scenario = *result.scenario;
    CHECK(scenario.duration == 82s);
    CHECK(scenario.start ==
          std::chrono::sys_time<std::chrono::nanoseconds>(1'525'483'364s));  // `date -u -d 2018-05-05T01:22:44Z +%s`

    REQUIRE(scenario.network.hosts.size() == 3);
    CHECK(net::to_string(scenario.network.hosts[0].mac) == "00:0c:29:cd:de:c3");
    CHECK(net::to_string(scenario.network.hosts[1].address.address) == "192.168.6.135");
    CHECK(scenario.network.hosts[1].address.prefix_length == 24);
    CHECK(scenario.network.hosts[1].ttl == 128);
    CHECK(scenario.network.hosts[1].neighbours.kernel_hz == 0);
    REQUIRE(scenario.network.links.size() == 3);
    CHECK(scenario.network.links[1].name == "wan");
    CHECK(scenario.network.links[1].delay == 1us);

    REQUIRE(scenario.phones.size() == 2);
    auto const& phone = scenario.phones[0];
    CHECK(phone.user == "2000");
    CHECK(phone.password == "12");
    CHECK(phone.profile->name == "x-lite");
    CHECK(phone.sip_port == 55505);
    CHECK(phone.profile->phone_timing.reinvite_answer.times() == std::vector<sim::Duration>{159150us, 107500us});
    CHECK(phone.profile->phone_timing.repeat_invite == 38240us);
    CHECK(phone.profile->phone_timing.trying.times() == std::vector<sim::Duration>{159130us, 81980us});
    CHECK(scenario.phones[1].identity.ssrc == 0x21D1C38);
    CHECK(scenario.phones[1].identity.first_timestamp == 2335851572);

    REQUIRE(scenario.servers.size() == 1);
    CHECK(scenario.servers[0].profile.name == "asterisk");
    REQUIRE(scenario.servers[0].sip_conf.peer("2010") != nullptr);
    CHECK(scenario.servers[0].sip_conf.peer("2010")->secret == "12");
    CHECK(scenario.servers[0].dialplan.match("from-sip", "2010") != nullptr);

    REQUIRE(scenario.calls.size() == 1);
    CHECK(scenario.calls[0].hang_up.by == "2010");
    CHECK(scenario.calls[0].hang_up.after == 14'061'600us);
    REQUIRE(scenario.expectations.size() == 1);
    CHECK(scenario.expectations[0].packets_lost == 0);
}

TEST_CASE("Files of a list are one sip.conf, and what is to be said of a line names its own file") {
    auto const text = std::string(two_phones);
    auto const conf = text.find("sip.conf");
    auto const more = write_file(std::to_string(::getpid()), "more.conf",
                                 "callerid=Bob <2010>\n[2020]\ntype=friend\n[2030]\nsecret=12\n");
    auto const result = load_text(std::string(text).replace(conf, 8, "[sip.conf, more.conf]"));
    REQUIRE(result.scenario);
    auto const& server = result.scenario->servers[0];
    REQUIRE(server.sip_conf.peer("2010") != nullptr);
    // The second file goes on where the first one ended.
    CHECK(server.sip_conf.peer("2010")->callerid == "Bob <2010>");
    CHECK(server.sip_conf.peer("2020") != nullptr);
    REQUIRE(result.warnings.size() == 1);
    CHECK(result.warnings[0] == more.string() + ":4: warning: Section '2030' lacks type");
}

TEST_CASE("What a scenario leaves out is filled in") {
    auto const scenario = loaded(with(two_phones, R"(
calls:
  - {from: 2000, to: 2010, at: 10s}
)"));
    CHECK(scenario.seed == 1);
    REQUIRE(scenario.network.switches.size() == 1);
    REQUIRE(scenario.network.links.size() == 3);
    CHECK(scenario.network.links[2].name == "pc-2-switch");
    CHECK(net::to_string(scenario.network.hosts[2].mac) == "02:00:00:00:00:03");
    CHECK(scenario.servers[0].name == "server");
    CHECK(scenario.servers[0].profile.name == "asterisk");
    CHECK(scenario.servers[0].callee_sdp_id == "{random31}");
    CHECK(scenario.phones[1].name == "2010");
    CHECK(scenario.phones[1].profile->name == "generic");
    CHECK(scenario.phones[1].domain == "10.0.0.1");
    REQUIRE(scenario.phones[1].registration);
    CHECK(scenario.phones[1].registration->expires == 3600s);
    CHECK(scenario.calls[0].hang_up.by == "2000");
}

TEST_CASE("Numbers are texts where a text is due, quoted or not") {
    auto const scenario = loaded(two_phones, {{"phones[0].user", "'2000'"}, {"phones[0].name", "0123"}});
    CHECK(scenario.phones[0].user == "2000");
    CHECK(scenario.phones[0].name == "0123");
}

TEST_CASE("`register: no` leaves registration out, `yes` asks for it, and times replace its own") {
    CHECK_FALSE(loaded(two_phones, {{"phones[0].register", "no"}}).phones[0].registration);
    CHECK_FALSE(loaded(two_phones, {{"phones[0].register", "false"}}).phones[0].registration);
    CHECK(loaded(two_phones, {{"phones[0].register", "yes"}}).phones[0].registration->at == sim::Time{1s});
    auto const set = loaded(two_phones, {{"phones[0].register", "{at: 3s}"}}).phones[0].registration;
    CHECK(set->at == sim::Time{3s});
    CHECK(set->expires == 3600s);
}

TEST_CASE("A server listens where its sip.conf says, unless the scenario says otherwise") {
    write_file("bindport", "sip.conf", "[general]\nbindport=5070\n");
    write_file("bindport", "extensions.conf", "[default]\nexten => 1,1,Hangup()\n");
    auto const file = write_file("bindport", "scenario.yaml", two_phones);
    CHECK(load_scenario(file).scenario->servers[0].sip_port == 5070);
    CHECK(load_scenario(file).scenario->phones[0].domain == "10.0.0.1:5070");
    CHECK(load_scenario(file, {{"servers[0].sip_port", "5080"}}).scenario->servers[0].sip_port == 5080);
}

TEST_CASE("A phone's domain may be a proxy's, and a proxy's users are by default those whose domain it is") {
    constexpr std::string_view proxied = R"(title: T
duration: 10s
network:
  hosts:
    - {name: a, address: 10.0.0.1/24}
    - {name: b, address: 10.0.0.2/24}
proxies:
  - {host: a, sip_port: 5070}
phones:
  - {host: b, user: bob}
  - {name: second, host: b, user: bob, sip_port: 5080, rtp_port: 40010}
  - {host: b, user: carol, domain: 10.0.0.2, sip_port: 5090, rtp_port: 40020}
calls:
  - {from: bob, to: "carol@10.0.0.2:5090", at: 1s}
)";
    auto const scenario = loaded(proxied);
    auto const& proxy = scenario.proxies.at(0);
    CHECK(proxy.name == "a");
    CHECK(proxy.role == agents::ProxyRole::proxy);
    CHECK(proxy.record_route);
    CHECK(scenario.phones[0].domain == "10.0.0.1:5070");
    REQUIRE(proxy.users.size() == 1);
    CHECK(proxy.users[0].user == "bob");
    CHECK(proxy.users[0].password.empty());
    CHECK(scenario.calls[0].to == "carol@10.0.0.2:5090");
    CHECK(loaded(proxied, {{"proxies[0].users", "[]"}}).proxies[0].users.empty());
    auto const redirect = loaded(proxied, {{"proxies[0].role", "redirect"},
                                           {"proxies[0].record_route", "no"},
                                           {"proxies[0].timing", "{request: 3ms}"},
                                           {"phones[0].max_forwards", "0"}});
    CHECK(redirect.proxies[0].role == agents::ProxyRole::redirect);
    CHECK_FALSE(redirect.proxies[0].record_route);
    CHECK(redirect.proxies[0].timing.request.times() == std::vector<sim::Duration>{3ms});
    CHECK(redirect.phones[0].max_forwards == 0);
}

TEST_CASE("A phone whose registrar is nobody is a warning") {
    auto const result = load_text(two_phones, {{"phones[1].domain", "10.0.0.9"}});
    CHECK(result.scenario);
    REQUIRE(result.warnings.size() == 1);
    CHECK(result.warnings[0] == "--set: warning: phones[1].domain: no host has the address 10.0.0.9");
}

TEST_CASE("A relative path stays relative in what is said about it") {
    auto const before = std::filesystem::current_path();
    std::filesystem::current_path(VOIPLAB_SOURCE_DIR);
    auto const result = load_scenario("tests/scenarios/broken/missing-conf-file.yaml");
    std::filesystem::current_path(before);
    REQUIRE_FALSE(result.mistakes.empty());
    CHECK(result.mistakes[0].file == "tests/scenarios/broken/missing-conf-file.yaml");
    CHECK_THAT(result.mistakes[0].text, Catch::Contains("tests/scenarios/broken/no-such-sip.conf"));
}

TEST_CASE("Warnings of configuration files name their file and line") {
    write_file("warned", "sip.conf", "[2000]\ntype=friend\nsecret\n");
    write_file("warned", "extensions.conf", "[default]\nexten => 1,1,Hangup()\n");
    auto const file = write_file("warned", "scenario.yaml", two_phones);
    auto const result = load_scenario(file);
    auto const names_line = [&](std::string const& warning) {
        return warning.starts_with((file.parent_path() / "sip.conf").string() + ":3");
    };
    CHECK(result.scenario);
    CHECK(std::any_of(result.warnings.begin(), result.warnings.end(), names_line));
}

TEST_CASE("What a phone's call can reach in a dialplan must be modelled, and what it cannot reach need not be") {
    write_file("reach", "sip.conf", "[2000]\ntype=friend\ncontext=phones\n[2010]\ntype=friend\ncontext=phones\n");
    constexpr std::string_view dialplan = "[phones]\nexten => 1,1,Hangup()\n[other]\nexten => 1,1,SayUnixTime()\n";
    write_file("reach", "extensions.conf", dialplan);
    auto const file = write_file("reach", "scenario.yaml", two_phones);
    CHECK(load_scenario(file).scenario);

    write_file("reach", "extensions.conf", std::string(dialplan) + "[phones](+)\nexten => 2,1,SayUnixTime()\n");
    auto const texts = printed(load_scenario(file));
    REQUIRE(texts.size() == 1);
    CHECK_THAT(texts[0], Catch::StartsWith("extensions.conf:6: ") && Catch::Contains("SayUnixTime"));
}

TEST_CASE("All mistakes are found at once, in their order") {
    auto const texts = printed(load_text(R"(title: Many mistakes
duration: 10
network:
  hosts:
    - {name: a, address: 10.0.0.1}
    - {nme: b, address: 10.0.0.2/24}
phones:
  - {host: a}
)"));
    std::string all;
    for (auto const& text : texts) {
        all += text;
        all += '\n';
    }
    CHECK(all == R"(scenario.yaml:2:11: duration: 10 has no unit; expected a duration such as 20ms
scenario.yaml:5:26: network.hosts[0].address: 10.0.0.1 is not an IPv4 address with its network's prefix length, such as 192.168.6.133/24
scenario.yaml:6:8: network.hosts[1].nme: unknown key; did you mean name? The keys here are name, mac, address, duplicate_address, gateway, vlan, mtu, ttl, port_unreachable, arp_reply_time, neighbours, probes, known
scenario.yaml:8:5: phones[0].user: missing; this key is required
scenario.yaml:8:5: phones[0].domain: missing; with 0 servers a phone must say where it registers
)");
}

TEST_CASE("A file that cannot be read is one mistake") {
    CHECK(printed(load_scenario("no/such/file.yaml")) == std::vector<std::string>{"file.yaml: there is no such file"});
    CHECK(printed(load_scenario(VOIPLAB_SOURCE_DIR)).at(0).ends_with(": this is not a file"));
}

TEST_CASE("A mapping of very many keys is one mistake") {
    std::string text(one_host);
    for (int key = 0; key < 300; ++key)
        text += "key-" + std::to_string(key) + ": 1\n";
    CHECK(printed(load_text(text)) == std::vector<std::string>{"scenario.yaml:1:1: a mapping of more than 256 keys"});
}
