#include "lab_run.hpp"
#include "tests/catch.hpp"

#include <filesystem>
#include <fstream>
#include <regex>
#include <string>
#include <utility>
#include <vector>

// Nothing in a lab capture is stored or padded: where a number, an address or a password is another, every message is
// as long as SIP's own text then is. The expected lengths come from the first capture's text, the new words put in the
// place of the old ones.

using namespace voiplab::test;

namespace {

constexpr auto lab = "labs/1-successful-call.yaml";
constexpr auto busy_lab = "labs/2-busy.yaml";
constexpr auto forwarding_lab = "labs/3-forwarding.yaml";
// REGISTER names the user in its credentials too, where the words of other messages do not stand.
constexpr auto calls_alone = "sip && !(sip.CSeq.method == \"REGISTER\")";

using Replacements = std::vector<std::pair<std::string, std::string>>;

std::string replaced(std::string text, Replacements const& replacements) {
    for (auto const& [from, to] : replacements) {
        for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
            text.replace(at, from.size(), to);
        }
    }
    return text;
}

// The message with the words replaced, and Content-Length as the new body makes it.
std::string rewritten(std::string const& message, Replacements const& replacements) {
    auto text = replaced(message, replacements);
    auto const body = text.size() - (text.find("\r\n\r\n") + 4);
    return std::regex_replace(text, std::regex("Content-Length: \\d+"), "Content-Length: " + std::to_string(body));
}

std::vector<std::size_t> expected_lengths(LabRun const& base, Replacements const& replacements,
                                          std::string const& filter = "sip") {
    std::vector<std::size_t> lengths;
    for (auto const& message : base.payloads(filter)) {
        lengths.push_back(44 + rewritten(message, replacements).size());
    }
    return lengths;
}

std::vector<std::size_t> lengths(LabRun const& run, std::string const& filter = "sip") {
    std::vector<std::size_t> all;
    for (auto const& packet : run.packets(filter)) {
        all.push_back(std::stoul(packet.length));
    }
    return all;
}

using Overrides = std::vector<voiplab::scenarios::Override>;

// The lab's own conf files with words replaced, beside each other in a folder that goes with the test.
class ConfFiles {
  public:
    explicit ConfFiles(Replacements const& replacements, std::string const& number = "1") {
        for (auto const& entry : std::filesystem::directory_iterator(source_folder() / "scenarios/labs" / number)) {
            std::ofstream(folder_ / entry.path().filename().string())
                << replaced(content_of(entry.path()), replacements);
        }
    }
    [[nodiscard]] std::string file(char const* name) const { return (folder_ / name).string(); }
    [[nodiscard]] Overrides with(Overrides overrides) const {
        overrides.push_back({"servers[0].sip_conf", file("sip.conf")});
        overrides.push_back({"servers[0].extensions_conf", file("extensions.conf")});
        return overrides;
    }

  private:
    ScratchFolder folder_;
};

// Seconds from the first packet that matches to the first that matches the other.
double seconds_between(LabRun const& run, std::string const& earlier, std::string const& later) {
    return std::stod(run.packets(later).at(0).time) - std::stod(run.packets(earlier).at(0).time);
}

}  // namespace

TEST_CASE("another caller's number: each message is longer by one byte for each place that names it") {
    LabRun const base(lab);
    ConfFiles const conf(Replacements{{"[2000]", "[20001]"}, {"username=2000", "username=20001"}});
    LabRun const run(lab, conf.with({{"phones[0].user", "\"20001\""}, {"phones[0].display_name", "\"20001\""}}));
    Replacements const words{{"sip:2000@", "sip:20001@"}, {"\"2000\"", "\"20001\""}};
    CHECK(lengths(run) == expected_lengths(base, words));
    CHECK(lengths(run) != lengths(base));
}

TEST_CASE("another address of the server: each message is shorter by one byte for each place that names it") {
    LabRun const base(lab);
    LabRun const run(lab, {{"network.hosts[0].address", "192.168.6.13/24"},
                           {"network.hosts[1].probes[0].address", "192.168.6.13"},
                           {"network.hosts[2].probes[0].address", "192.168.6.13"},
                           {"phones[0].domain", "192.168.6.13"},
                           {"phones[1].domain", "192.168.6.13"}});
    CHECK(lengths(run) == expected_lengths(base, {{"192.168.6.133", "192.168.6.13"}}));
    CHECK(lengths(run) != lengths(base));
}

TEST_CASE("another password: the digests differ, and no length does") {
    LabRun const base(lab);
    ConfFiles const conf(Replacements{{"secret=12", "secret=a much longer secret"}});
    LabRun const run(lab, conf.with({{"phones[0].password", "a much longer secret"},
                                     {"phones[1].password", "a much longer secret"}}));
    CHECK(run.result().calls.front().outcome == "answered");
    CHECK(lengths(run) == lengths(base));
    CHECK(run.payloads("sip.auth.digest.response") != base.payloads("sip.auth.digest.response"));
}

TEST_CASE("another product of the callee: its messages take that product's form") {
    LabRun const base(lab);
    LabRun const run(lab, {{"phones[1].profile", "generic"}});
    CHECK(run.result().calls.front().outcome == "answered");
    CHECK(lengths(run) != lengths(base));
    CHECK(run.tshark("-q -z expert,warn").find_first_not_of(" \n") == std::string::npos);
}

TEST_CASE("the digest in the caller's INVITE answers the server's nonce with the password, by RFC 2617") {
    LabRun const run(lab);
    auto const fields = run.tshark(
        "-Y 'sip.CSeq.method == \"INVITE\" && sip.auth.digest.response' -T fields -E occurrence=f"
        " -e sip.auth.nonce -e sip.auth.digest.response");
    auto const nonce = fields.substr(0, fields.find('\t')).substr(1, 8);
    auto const line = fields.substr(0, fields.find('\n'));
    auto const response = line.substr(line.find('\t') + 2, 32);
    // The witness is OpenSSL's own program.
    auto const md5 = [](std::string const& text) {
        auto const command = "printf '%s' '" + text + "' | openssl dgst -md5 -r | cut -c1-32";
        auto* const pipe = ::popen(command.c_str(), "r");
        std::string digest(32, ' ');
        REQUIRE(std::fread(digest.data(), 1, 32, pipe) == 32);
        ::pclose(pipe);
        return digest;
    };
    auto const ha1 = md5("2000:asterisk:12");
    auto const ha2 = md5("INVITE:sip:2010@192.168.6.133");
    CHECK(response == md5(ha1 + ":" + nonce + ":" + ha2));
}

TEST_CASE("another time for Dial in lab 2: the CANCEL comes that much later, and no length changes") {
    LabRun const base(busy_lab);
    ConfFiles const conf({{"Dial(SIP/2010,1)", "Dial(SIP/2010,4)"}}, "2");
    LabRun const run(busy_lab, conf.with({}));
    auto const* const invite = "sip.Method == \"INVITE\" && ip.dst == 192.168.6.136";
    auto const* const cancel = "sip.Method == \"CANCEL\"";
    // Dial's second, and what the scenario says that the server takes to give up.
    CHECK(seconds_between(base, invite, cancel) == Approx(1.00276).margin(1e-6));
    CHECK(seconds_between(run, invite, cancel) == Approx(seconds_between(base, invite, cancel) + 3).margin(1e-6));
    CHECK(seconds_between(run, cancel, "sip.Status-Code == 486") ==
          Approx(seconds_between(base, cancel, "sip.Status-Code == 486")).margin(1e-6));
    CHECK(lengths(run) == lengths(base));
}

TEST_CASE("a callee of lab 2 who answers within Dial's second gets the call") {
    LabRun const run(busy_lab, {{"phones[1].answers", "yes"}, {"phones[1].ring_time", "500ms"}});
    CHECK(run.result().calls.front().outcome == "answered");
    CHECK(run.packets("sip.Method == \"CANCEL\" || sip.Status-Code == 486").empty());
}

TEST_CASE("another display name of lab 2's callee: its 180 is shorter, and nothing else of the call") {
    LabRun const base(busy_lab);
    LabRun const run(busy_lab, {{"phones[1].display_name", "Bob"}});
    CHECK(lengths(run, calls_alone) == expected_lengths(base, {{"\"2010\"<", "\"Bob\"<"}}, calls_alone));
    CHECK(lengths(run, calls_alone) != lengths(base, calls_alone));
}

TEST_CASE("another Wait in lab 3: the callee's INVITE leaves that much later, and no length changes") {
    LabRun const base(forwarding_lab);
    ConfFiles const conf({{"Wait(0.05)", "Wait(0.5)"}}, "3");
    LabRun const run(forwarding_lab, {{"servers[0].extensions_conf", conf.file("extensions.conf")}});
    auto const* const trying = "sip.Status-Code == 100 && ip.src == 192.168.6.133";
    auto const* const invite = "sip.Method == \"INVITE\" && ip.dst == 192.168.6.1";
    CHECK(seconds_between(base, trying, invite) == Approx(0.056).margin(1e-6));
    CHECK(seconds_between(run, trying, invite) == Approx(0.506).margin(1e-6));
    CHECK(lengths(run) == lengths(base));
}

TEST_CASE("another number behind lab 3's: each message is longer by one byte for each place that names it") {
    LabRun const base(forwarding_lab);
    ConfFiles const conf({{"[2020]", "[20200]"}, {"SIP/2020", "SIP/20200"}}, "3");
    LabRun const run(forwarding_lab, {{"servers[0].sip_conf[1]", conf.file("sip-by-hand.conf")},
                                      {"servers[0].extensions_conf", conf.file("extensions.conf")},
                                      {"phones[2].name", "2020"},
                                      {"phones[2].user", "\"20200\""}});
    CHECK(run.result().calls.front().answered_by == "2020");
    CHECK(lengths(run) == expected_lengths(base, {{"sip:2020@", "sip:20200@"}}));
    CHECK(lengths(run) != lengths(base));
}

TEST_CASE("another address of lab 3's callee: each message is longer by one byte for each place that names it") {
    LabRun const base(forwarding_lab);
    LabRun const run(forwarding_lab, {{"network.hosts[3].address", "192.168.6.12/24"}});
    CHECK(lengths(run) == expected_lengths(base, {{"192.168.6.1:", "192.168.6.12:"},
                                                  {"192.168.6.1;", "192.168.6.12;"},
                                                  {"192.168.6.1\r", "192.168.6.12\r"}}));
    CHECK(lengths(run) != lengths(base));
}
