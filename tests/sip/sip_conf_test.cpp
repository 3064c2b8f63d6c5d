#include "tests/catch.hpp"
#include "tests/sip/diagnostics.hpp"
#include "voiplab/models/sip/asterisk_conf.hpp"

#include <string>
#include <vector>

using namespace voiplab::sip;
using namespace std::chrono_literals;
using Catch::Matchers::Contains;
using Names = std::vector<std::string>;

namespace {

SipConf read_cleanly(std::string_view text) {
    Diagnostics diagnostics;
    auto conf = read_sip_conf("sip.conf", text, diagnostics);
    CHECK(lines_of(diagnostics).empty());
    return conf;
}

std::vector<std::string> complaints(std::string_view text) {
    Diagnostics diagnostics;
    read_sip_conf("sip.conf", text, diagnostics);
    return lines_of(diagnostics);
}

}  // namespace

TEST_CASE("an empty sip.conf gives chan_sip's defaults", "[sip_conf]") {
    auto const conf = read_cleanly("");
    CHECK(conf.file == "sip.conf");
    CHECK(conf.realm == "asterisk");
    CHECK(conf.context == "default");
    CHECK(conf.bind_port == 5060);
    CHECK(conf.default_codecs);
    CHECK(conf.default_expiry == 120s);
    CHECK(conf.min_expiry == 60s);
    CHECK(conf.max_expiry == 3600s);
    CHECK(conf.peers.empty());
}

TEST_CASE("[general] is read", "[sip_conf]") {
    auto const conf = read_cleanly(
        "[general]\nrealm=lab.example\ncontext=public\nuseragent=PBX 1\nudpbindaddr=0.0.0.0:5070\ndefaultexpiry=300\n"
        "minexpirey=30\nmaxexpiry=7200\nsrvlookup=yes\ntcpenable=no\n[authentication]\nauth=a:b@c\n");
    CHECK(conf.realm == "lab.example");
    CHECK(conf.context == "public");
    CHECK(conf.useragent == "PBX 1");
    CHECK(conf.bind_port == 5070);
    CHECK(conf.default_expiry == 300s);
    CHECK(conf.min_expiry == 30s);
    CHECK(conf.max_expiry == 7200s);
    CHECK(conf.peers.empty());
    CHECK(read_cleanly("[general]\nbindport=5080\n").bind_port == 5080);
}

TEST_CASE("nat is read as chan_sip reads it", "[sip_conf]") {
    using Mode = PeerNat::Mode;
    auto const [setting, force_rport, comedia] = GENERATE(table<std::string_view, Mode, Mode>({
        {"", Mode::automatic, Mode::no},
        {"nat=yes", Mode::yes, Mode::yes},
        {"nat=no", Mode::no, Mode::no},
        {"nat=comedia", Mode::no, Mode::yes},
        {"nat=force_rport,comedia", Mode::yes, Mode::yes},
        {"nat=auto_force_rport,auto_comedia", Mode::automatic, Mode::automatic},
        {"nat=auto_comedia,comedia", Mode::no, Mode::yes},
        {"nat=yes,no", Mode::no, Mode::no},
    }));
    CAPTURE(setting);
    auto const conf = read_cleanly("[2000]\ntype=friend\nhost=dynamic\n" + std::string(setting) + "\n");
    CHECK(conf.peers.at(0).nat.force_rport == force_rport);
    CHECK(conf.peers.at(0).nat.comedia == comedia);
}

TEST_CASE("a peer's settings are read", "[sip_conf]") {
    auto const conf = read_cleanly(
        "[2000]\ntype=friend\nusername=alice\nsecret=12\nhost=dynamic\ncontext=from-sip\n"
        "callerid=\"Alice\" <2000>\nqualify=yes\nnat=no\ndtmfmode=info\ninsecure=port,invite\ncallgroup=1\n"
        "[gateway]\ntype=peer\nhost=192.168.6.9\nport=5062\ndefaultuser=lab\nqualify=500\ncanreinvite=no\n");
    REQUIRE(conf.peers.size() == 2);
    auto const& phone = conf.peers[0];
    CHECK(phone.name == "2000");
    CHECK(phone.username == "alice");
    CHECK(phone.secret == "12");
    CHECK(phone.context == "from-sip");
    CHECK(phone.type == "friend");
    CHECK(phone.dynamic);
    CHECK(phone.host.empty());
    CHECK(phone.port == 5060);
    CHECK(phone.callerid == "\"Alice\" <2000>");
    CHECK(phone.direct_media);
    CHECK(phone.dtmf_mode == PeerDtmfMode::info);
    CHECK(phone.qualify == voiplab::sim::Duration(2s));  // DEFAULT_MAXMS of chan_sip
    CHECK(phone.nat.force_rport == PeerNat::Mode::no);
    CHECK(phone.nat.comedia == PeerNat::Mode::no);
    CHECK(phone.other == std::map<std::string, std::string>{{"insecure", "port,invite"}, {"callgroup", "1"}});
    CHECK(phone.line == 1);
    auto const& gateway = conf.peers[1];
    CHECK(gateway.type == "peer");
    CHECK_FALSE(gateway.dynamic);
    CHECK(gateway.host == "192.168.6.9");
    CHECK(gateway.port == 5062);
    CHECK(gateway.username == "lab");
    CHECK(gateway.context == "default");
    CHECK(gateway.qualify == voiplab::sim::Duration(500ms));
    CHECK_FALSE(gateway.direct_media);
    CHECK(conf.peer("gateway") == &gateway);
    CHECK(conf.peer("GATEWAY") == &gateway);
    CHECK(conf.peer("2010") == nullptr);
}

TEST_CASE("a peer is called by its section's name unless it says a username", "[sip_conf]") {
    CHECK(read_cleanly("[2000]\ntype=friend\n").peers[0].username == "2000");
}

TEST_CASE("a peer without host can neither register nor be dialled", "[sip_conf]") {
    auto const conf = read_cleanly("[2000]\ntype=friend\n");
    CHECK_FALSE(conf.peers[0].dynamic);
    CHECK(conf.peers[0].host.empty());
}

TEST_CASE("peers start from [general], wherever it stands", "[sip_conf]") {
    auto const conf = read_cleanly(
        "[2000]\ntype=friend\n[2010]\ntype=friend\ncontext=own\ndirectmedia=yes\nqualify=no\n"
        "[general]\ncontext=shared\ndirectmedia=no\nqualify=yes\n");
    CHECK(conf.peers[0].context == "shared");
    CHECK_FALSE(conf.peers[0].direct_media);
    CHECK(conf.peers[0].qualify);
    CHECK(conf.peers[1].context == "own");
    CHECK(conf.peers[1].direct_media);
    CHECK_FALSE(conf.peers[1].qualify);
}

// The words of directmedia= in configs/samples/sip.conf.sample.
TEST_CASE("directmedia says whether phones may send to each other", "[sip_conf]") {
    auto const row = GENERATE(table<std::string, bool>({{"yes", true},
                                                        {"no", false},
                                                        {"nonat", true},
                                                        {"update", true},
                                                        {"update,nonat", true},
                                                        {"outgoing", true},
                                                        {"off", false}}));
    CAPTURE(std::get<0>(row));
    auto const conf = read_cleanly("[2000]\ntype=friend\ndirectmedia=" + std::get<0>(row) + "\n");
    CHECK(conf.peers[0].direct_media == std::get<1>(row));
}

// The built-in set: chan_sip's DEFAULT_CAPABILITY of ulaw, alaw, gsm and h263.
TEST_CASE("allow and disallow choose the codecs in order", "[sip_conf]") {
    struct Row {
        char const* general;
        char const* peer;
        Names codecs;
        bool h263;
        bool default_codecs;
    };
    auto const row = GENERATE(values<Row>({
        {"", "", {"ulaw", "alaw", "gsm"}, true, true},
        {"", "disallow=all\nallow=alaw\nallow=ulaw\n", {"alaw", "ulaw"}, false, true},
        {"", "disallow=all\nallow=gsm,ulaw\n", {"gsm", "ulaw"}, false, true},
        {"", "disallow=gsm\n", {"ulaw", "alaw"}, true, true},
        {"", "allow=g722\n", {"ulaw", "alaw", "gsm", "g722"}, true, true},
        {"", "allow=ulaw:30\n", {"ulaw", "alaw", "gsm"}, true, true},
        {"", "allow=!all,G722,alaw\n", {"g722", "alaw"}, false, true},
        {"disallow=all\nallow=ulaw\n", "", {"ulaw"}, false, false},
        {"disallow=all\nallow=ulaw\n", "allow=gsm\n", {"ulaw", "gsm"}, false, false},
    }));
    CAPTURE(row.general, row.peer);
    auto const conf =
        read_cleanly("[general]\n" + std::string(row.general) + "[2000]\ntype=friend\n" + std::string(row.peer));
    CHECK(conf.peers[0].allow == row.codecs);
    CHECK(conf.peers[0].packet_ms.has_value() != row.h263);
    CHECK(conf.default_codecs == row.default_codecs);
}

TEST_CASE("the shortest packet of a peer's codecs is what its SDP says", "[sip_conf]") {
    auto const row = GENERATE(table<char const*, unsigned>({{"ulaw", 20},
                                                            {"ulaw:30", 30},
                                                            {"ulaw:30,alaw", 20},
                                                            {"ulaw:30,alaw:40", 30},
                                                            {"g723", 30},
                                                            {"g723,gsm:60", 30},
                                                            {"ulaw:soon", 20}}));
    CAPTURE(std::get<0>(row));
    auto const conf = read_cleanly("[2000]\ntype=friend\ndisallow=all\nallow=" + std::string(std::get<0>(row)) + "\n");
    CHECK(conf.peers[0].packet_ms == std::get<1>(row));
}

TEST_CASE("a section that stands twice makes one peer, and the later settings win", "[sip_conf]") {
    Diagnostics diagnostics;
    auto const conf = read_sip_conf("sip.conf",
                                    "[2010]\nusername=2010\ntype=friend\nsecret=12\nhost=dynamic\n\n"
                                    "[2010]\nusername=2020\ntype=peer\n",
                                    diagnostics);
    REQUIRE(conf.peers.size() == 1);
    CHECK(conf.peers[0].name == "2010");
    CHECK(conf.peers[0].username == "2020");
    CHECK(conf.peers[0].type == "peer");
    CHECK(conf.peers[0].secret == "12");
    CHECK(conf.peers[0].dynamic);
    REQUIRE(diagnostics.size() == 1);
    CHECK(diagnostics[0].line == 7);
    CHECK_THAT(diagnostics[0].text, Contains("[2010] stands a second time (first on line 1)"));
}

TEST_CASE("templates are not peers", "[sip_conf]") {
    auto const conf = read_cleanly("[phone](!)\ntype=friend\nhost=dynamic\n[2000](phone)\nsecret=12\n");
    REQUIRE(conf.peers.size() == 1);
    CHECK(conf.peers[0].dynamic);
}

TEST_CASE("session timers are read in [general] and in a peer, whose own settings win", "[sip_conf]") {
    using Mode = PeerSessionTimers::Mode;
    auto const conf = read_cleanly(
        "[general]\nsession-timers=originate\nsession-expires=600\nsession-minse=120\nsession-refresher=uac\n"
        "[2000]\ntype=friend\nsession-timers=refuse\nsession-minse=90\n[2010]\ntype=friend\n"
        "Session-Timers=Accept\nsession-refresher=uas\n");
    REQUIRE(conf.peers.size() == 2);
    auto const& refusing = conf.peers[0].session_timers;
    CHECK(refusing.mode == Mode::refuse);
    CHECK(refusing.expires == voiplab::sim::Duration(600s));
    CHECK(refusing.minimum == voiplab::sim::Duration(90s));
    CHECK(refusing.refresher_is_uac);
    auto const& accepting = conf.peers[1].session_timers;
    CHECK(accepting.mode == Mode::accept);
    CHECK(accepting.minimum == voiplab::sim::Duration(120s));
    CHECK_FALSE(accepting.refresher_is_uac);
    // sip.conf.sample of Asterisk 13.
    auto const defaults = read_cleanly("[2000]\ntype=friend\n").peers.at(0).session_timers;
    CHECK(defaults.mode == Mode::accept);
    CHECK(defaults.expires == voiplab::sim::Duration(1800s));
    CHECK(defaults.minimum == voiplab::sim::Duration(90s));
    CHECK_FALSE(defaults.refresher_is_uac);
}

TEST_CASE("dtmfmode says how a peer's keys come", "[sip_conf]") {
    struct Row {
        char const* value;
        PeerDtmfMode mode;
    };
    auto const row = GENERATE(values<Row>({
        {"rfc2833", PeerDtmfMode::rfc2833},
        {"RFC2833", PeerDtmfMode::rfc2833},
        {"inband", PeerDtmfMode::inband},
        {"info", PeerDtmfMode::info},
        {"shortinfo", PeerDtmfMode::info},
        {"auto", PeerDtmfMode::automatic},
    }));
    CAPTURE(row.value);
    CHECK(read_cleanly(std::string("[a]\ntype=peer\ndtmfmode=") + row.value + "\n").peers.at(0).dtmf_mode == row.mode);
    CHECK(read_cleanly(std::string("[general]\ndtmfmode=") + row.value + "\n[a]\ntype=peer\n").peers.at(0).dtmf_mode ==
          row.mode);
}

TEST_CASE("what chan_sip warns of is named with its line", "[sip_conf]") {
    struct Row {
        char const* text;
        char const* complaint;
    };
    auto const row = GENERATE(values<Row>({
        {"[2000]\nsecret=12\n", "1 warning: Section '2000' lacks type"},
        {"[2000]\ntype=phone\n", "2 warning: Unknown type 'phone' for '2000'; expected friend, peer or user"},
        {"[general]\nbindport=no\n", "2 warning: Invalid port number 'no'; expected 1 to 65535"},
        {"[a]\ntype=peer\nport=70000\n", "3 warning: Invalid port number '70000'; expected 1 to 65535"},
        {"[a]\ntype=peer\nallow=ulaw,opos\n", "3 warning: Cannot allow unknown format 'opos'"},
        {"[a]\ntype=peer\ndtmfmode=loud\n", "3 warning: Unknown dtmf mode 'loud'"},
        {"[a]\ntype=peer\nsession-timers=sometimes\n", "3 warning: Invalid session-timers 'sometimes'"},
        {"[a]\ntype=peer\nsession-refresher=me\n", "3 warning: Invalid session-refresher 'me'"},
        {"[a]\ntype=peer\nsession-expires=89\n", "3 warning: Invalid session-expires '89'; expected 90 or more"},
        {"[a]\ntype=peer\nsession-minse=long\n", "3 warning: Invalid session-minse 'long'; expected 90 or more"},
        {"[a]\ntype=peer\ninsecure=very\n", "3 warning: Unknown insecure mode 'very'"},
        {"[a]\ntype=peer\nqualify=often\n",
         "3 warning: qualify 'often' should be 'yes', 'no', or a number of milliseconds"},
        {"[general]\ndefaultexpiry=soon\n",
         "2 warning: defaultexpiry 'soon' is not a number of seconds above 0; 120 s stays"},
    }));
    CAPTURE(row.text);
    CHECK(complaints(row.text) == std::vector<std::string>{row.complaint});
}
