#include "tests/catch.hpp"
#include "written_scenario.hpp"

#include <string>

using namespace voiplab;
using namespace voiplab::scenarios;
using namespace std::chrono_literals;

namespace {

constexpr std::string_view site_of_four = R"(title: A site
duration: 20s
network:
  switches: [{name: exchange}]
  hosts:
    - {name: server, address: 10.0.0.1/16}
    - {name: pc, address: 10.0.0.2/16, known: [server]}
  sites:
    - {name: phone, hosts: 4, first_address: 10.0.0.254/16, rate: 100Mbps, delay: 1ms, queue_length: 7,
       probes: [{address: 10.0.0.1, at: 5ms}], knows: [server]}
servers:
  - host: server
    sip_conf: sip.conf
    extensions_conf: extensions.conf
    accounts: [{first: "0098", count: 4, secret: "12", context: phones}, {first: 3000, count: 1}]
phones:
  - {host: pc, user: 9, password: 12}
  - site: phone
    first_user: "0098"
    password: 12
    register: {at: 1s, expires: 600s}
    register_within: 2s
    ring_time: 0s
traffic:
  - {site: phone, calls: 5, at: 5s, rate: 2.5, hang_up_after: 3s}
)";

}  // namespace

TEST_CASE("A site's hosts follow the written ones, with consecutive addresses and a link each") {
    auto const network = loaded(site_of_four).network;
    REQUIRE(network.sites.size() == 1);
    CHECK(network.sites[0].first_host == 2);
    CHECK(network.sites[0].hosts == 4);
    REQUIRE(network.hosts.size() == 6);
    CHECK(network.hosts[2].name == "phone-1");
    CHECK(network.hosts[5].name == "phone-4");
    CHECK(net::to_string(network.hosts[2].address.address) == "10.0.0.254");
    CHECK(net::to_string(network.hosts[5].address.address) == "10.0.1.1");
    CHECK(network.hosts[5].address.prefix_length == 16);
    CHECK(net::to_string(network.hosts[5].mac) == "02:00:00:00:00:06");
    REQUIRE(network.hosts[5].probes.size() == 1);
    CHECK(network.hosts[5].probes[0].at == sim::Time{5ms});
    REQUIRE(network.links.size() == 6);
    CHECK(network.sites[0].first_link == 2);
    auto const& link = network.links[5];
    CHECK(link.name == "phone-4-exchange");
    CHECK(link.ends[0] == "phone-4");
    CHECK(link.ends[1] == "exchange");
    CHECK(link.rate.bits_per_second == 100'000'000);
    CHECK(link.delay == 1ms);
    CHECK(link.queue_length == 7);
}

TEST_CASE("A site's links lead to its switch where there are more") {
    auto const network = loaded(R"(title: Two switches
duration: 1s
network:
  switches: [{name: left}, {name: right}]
  hosts:
    - {name: a, address: 10.0.0.1/24}
  links:
    - {ends: [left, right]}
    - {ends: [a, left]}
  sites:
    - {name: l, hosts: 2, switch: left, first_address: 10.0.0.10/24}
    - {name: r, hosts: 1, switch: right, first_address: 10.0.0.20/24}
)")
                             .network;
    REQUIRE(network.links.size() == 5);
    CHECK(network.links[3].name == "l-2-left");
    CHECK(network.links[4].name == "r-1-right");
    CHECK(network.sites[1].first_host == 3);
    CHECK(network.sites[1].first_link == 4);
}

TEST_CASE("Hosts know whom `known` names, and a site and whom it knows each other") {
    auto const network = loaded(site_of_four).network;
    auto const& server = network.hosts[0];
    REQUIRE(server.known.size() == 4);
    CHECK(server.known[3].address == network.hosts[5].address.address);
    CHECK(server.known[3].mac == network.hosts[5].mac);
    REQUIRE(network.hosts[1].known.size() == 1);
    CHECK(network.hosts[1].known[0].address == server.address.address);
    REQUIRE(network.hosts[5].known.size() == 1);
    CHECK(network.hosts[5].known[0].mac == server.mac);
}

TEST_CASE("A site's size is set from the command line") {
    auto const scenario = loaded(
        site_of_four,
        {{"network.sites[0].hosts", "2000"}, {"servers[0].accounts[0].count", "1900"}, {"traffic[0].calls", "1"}});
    CHECK(scenario.network.hosts.size() == 2002);
    CHECK(net::to_string(scenario.network.hosts.back().address.address) == "10.0.8.205");
    CHECK(scenario.phones.size() == 2001);
    CHECK(scenario.servers[0].sip_conf.peer("1997") != nullptr);
    CHECK(scenario.servers[0].sip_conf.peer("1998") == nullptr);
}

TEST_CASE("A network may fill up to its last address but one, which is the broadcast's") {
    CHECK(load_text(site_of_four, {{"network.sites[0].hosts", "65281"}}).scenario);
    CHECK(printed(load_text(site_of_four, {{"network.sites[0].hosts", "65282"}, {"phones[0].user", "x"}})) ==
          std::vector<std::string>{"--set: network.sites[0].hosts: 65282 hosts from 10.0.0.254 on leave the network, "
                                   "which has room for 65281"});
}

TEST_CASE("A site's phones are alike but for their numbers, and register one after the other") {
    auto const scenario = loaded(site_of_four);
    REQUIRE(scenario.phones.size() == 5);
    REQUIRE(scenario.site_phones.size() == 1);
    CHECK(scenario.site_phones[0].first_phone == 1);
    CHECK(scenario.site_phones[0].count == 4);
    CHECK(scenario.phones[0].user == "9");
    char const* const users[] = {"0098", "0099", "0100", "0101"};
    for (std::size_t i = 0; i < 4; ++i) {
        auto const& phone = scenario.phones[1 + i];
        CHECK(phone.name == users[i]);
        CHECK(phone.user == users[i]);
        CHECK(phone.host == "phone-" + std::to_string(i + 1));
        CHECK(phone.password == "12");
        CHECK(phone.domain == "10.0.0.1");
        CHECK(phone.ring_time == 0s);
        REQUIRE(phone.registration);
        CHECK(phone.registration->at == sim::Time{1s + i * 500ms});
        CHECK(phone.registration->expires == 600s);
    }
}

TEST_CASE("Accounts are peers as sip.conf makes them") {
    auto const conf = loaded(site_of_four).servers[0].sip_conf;
    REQUIRE(conf.peers.size() == 7);
    auto const* const peer = conf.peer("0101");
    REQUIRE(peer != nullptr);
    CHECK(peer->username == "0101");
    CHECK(peer->secret == "12");
    CHECK(peer->context == "phones");
    CHECK(peer->type == "friend");
    CHECK(peer->dynamic);
    CHECK(peer->allow == conf.peer("2000")->allow);
    REQUIRE(conf.peer("3000") != nullptr);
    CHECK(conf.peer("3000")->context == "default");
    CHECK(conf.peer("3000")->secret.empty());
    CHECK(conf.peer("0102") == nullptr);
}

TEST_CASE("Accounts take from [general] what a section takes") {
    auto const text = std::string(site_of_four);
    auto const folder = std::string("accounts");
    write_file(folder, "sip.conf",
               "[general]\ndirectmedia=no\ncontext=inside\ndisallow=all\nallow=alaw\n"
               "[2000]\ntype=friend\nhost=dynamic\n");
    write_file(folder, "extensions.conf", "[inside]\nexten => 1,1,Hangup()\n[phones]\nexten => 1,1,Hangup()\n");
    auto const result = load_scenario(write_file(folder, "scenario.yaml", text));
    REQUIRE(result.scenario);
    auto const& conf = result.scenario->servers[0].sip_conf;
    REQUIRE(conf.peer("3000") != nullptr);
    CHECK_FALSE(conf.peer("3000")->direct_media);
    CHECK(conf.peer("3000")->context == "inside");
    CHECK(conf.peer("3000")->allow == std::vector<std::string>{"alaw"});
    CHECK(conf.peer("3000")->allow == conf.peer("2000")->allow);
}

TEST_CASE("Traffic is calls from phone to phone, two by two and in turn") {
    auto const calls = loaded(with(site_of_four, "calls: [{from: 9, to: 3000, at: 4s}]\n")).calls;
    REQUIRE(calls.size() == 6);
    CHECK(calls[0].from == "9");
    struct Row {
        char const* from;
        char const* to;
        sim::Duration at;
    };
    // 2.5 calls a second: one each 400 ms.
    Row const rows[] = {{"0098", "0099", 5s},
                        {"0100", "0101", 5400ms},
                        {"0098", "0099", 5800ms},
                        {"0100", "0101", 6200ms},
                        {"0098", "0099", 6600ms}};
    for (std::size_t i = 0; i < 5; ++i) {
        auto const& call = calls[1 + i];
        CHECK(call.from == rows[i].from);
        CHECK(call.to == rows[i].to);
        CHECK(call.at == sim::Time{rows[i].at});
        CHECK(call.hang_up.by == rows[i].from);
        CHECK(call.hang_up.after == 3s);
    }
}

TEST_CASE("Calls without signalling need no phones") {
    auto const scenario = loaded(R"(title: Media alone
duration: 10s
network:
  hosts:
    - {name: relay, address: 10.0.0.1/24}
  sites:
    - {name: phone, hosts: 4, first_address: 10.0.0.10/24}
media_calls:
  - {site: phone, relay: relay, at: 10ms, begin_within: 20ms, talk: 5s}
)");
    CHECK(scenario.phones.empty());
    REQUIRE(scenario.media_calls.size() == 1);
    auto const& calls = scenario.media_calls[0];
    CHECK(calls.site == "phone");
    CHECK(calls.relay == "relay");
    CHECK(calls.at == sim::Time{10ms});
    CHECK(calls.begin_within == 20ms);
    CHECK(calls.talk == 5s);
}

TEST_CASE("What is wrong with an entry behind a site's phones names that entry") {
    auto const behind = std::string(site_of_four)
                            .replace(std::string(site_of_four).find("traffic:"), std::string::npos,
                                     "  - {host: pc, user: 2010}\n  - {host: nowhere, user: 1}\n");
    CHECK(printed(load_text(behind)) ==
          std::vector<std::string>{"scenario.yaml:24:5: phones[2].sip_port: on this host port 5060 is taken by "
                                   "phones[0].sip_port",
                                   "scenario.yaml:24:5: phones[2].rtp_port: on this host ports 40000 to 40001 are "
                                   "taken by phones[0].rtp_port",
                                   "scenario.yaml:25:12: phones[3].host: no host is named nowhere"});
}

TEST_CASE("Statistics measure the links that are written, and a site's where it says so") {
    auto const measured = [](std::string_view site) {
        auto const network = loaded(std::string(R"(title: A site
duration: 10s
statistics: {slice: 2s}
network:
  hosts: [{name: server, address: 10.0.0.1/8}]
  sites: [{name: phone, hosts: 2, first_address: 10.1.0.1/8)") +
                                    std::string(site) + "}]\n")
                                 .network;
        REQUIRE(network.measurement);
        CHECK(network.measurement->slice == std::chrono::seconds(2));
        std::vector<bool> links;
        for (auto const& link : network.links) {
            links.push_back(link.measured);
        }
        return links;
    };
    CHECK(measured("") == std::vector{true, false, false});
    CHECK(measured(", measured: yes") == std::vector{true, true, true});
}
