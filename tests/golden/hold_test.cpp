#include "lab_run.hpp"
#include "tests/catch.hpp"

#include <map>
#include <sstream>
#include <string>
#include <vector>

// calls/hold-and-resume.yaml as tshark reads it at the server, and holds at their edges.

using namespace voiplab::test;

namespace {

constexpr auto scenario = "calls/hold-and-resume.yaml";
constexpr auto server = "192.168.10.1";
constexpr auto pc_2000 = "192.168.10.20";
constexpr auto pc_2010 = "192.168.10.21";

LabRun run_with(std::string const& actions) {
    return LabRun(scenario,
                  {{"calls[0].actions", actions}, {"calls[0].hang_up.after", "12s"}, {"expect_ladder", "[]"}});
}

double seconds(voiplab::sim::Time time) {
    return std::chrono::duration<double>(time.time_since_epoch()).count();
}

// How many RTP packets the server's capture has of that way, in a span counted from the call's answer.
std::size_t rtp(LabRun const& run, std::string const& from, std::string const& to, double since, double until) {
    // The capture's first packet is 2000's first REGISTER, at one second.
    auto const answered = seconds(*run.result().calls.front().answered) - 1;
    auto const filter = "rtp and ip.src == " + from + " and ip.dst == " + to +
                        " and frame.time_relative >= " + std::to_string(answered + since) +
                        " and frame.time_relative <= " + std::to_string(answered + until);
    return run.packets(filter).size();
}

}  // namespace

TEST_CASE("RFC 3264 section 8.4: sendonly is answered by recvonly, and the call comes back by sendrecv") {
    LabRun const run(scenario);
    std::istringstream lines(
        run.tshark("-Y 'sip.CSeq.method == INVITE and sdp and ip.addr == 192.168.10.20' -T fields"
                   " -E separator='|' -e ip.src -e sip.Method -e sip.Status-Code"
                   " -e sdp.media_attr -e sdp.owner.version"));
    std::vector<std::string> seen;
    std::map<std::string, std::vector<long>> versions;
    for (std::string line; std::getline(lines, line);) {
        auto const direction = [&](char const* name) { return line.find(name) != std::string::npos; };
        auto const from = line.substr(0, line.find('|')) == server ? "asterisk" : "2000";
        seen.push_back(std::string(from) + (line.find("|INVITE|") != std::string::npos ? " offers " : " answers ") +
                       (direction("sendonly")   ? "sendonly"
                        : direction("recvonly") ? "recvonly"
                                                : "sendrecv"));
        versions[from].push_back(std::stol(line.substr(line.rfind('|') + 1)));
    }
    std::vector<std::string> const flow{
        "2000 offers sendrecv",      "2000 offers sendrecv",       // without credentials and with them
        "asterisk answers sendrecv",                               //
        "asterisk offers sendrecv",  "2000 answers sendrecv",      // the media flows directly
        "2000 offers sendonly",      "asterisk answers recvonly",  // hold
        "2000 offers sendrecv",      "asterisk answers sendrecv",  // resume
        "asterisk offers sendrecv",  "2000 answers sendrecv",      // directly again
    };
    CHECK(seen == flow);
    // Section 8: the version is one higher with each description that is another than the last.
    for (auto const& [from, numbers] : versions) {
        INFO(from);
        for (std::size_t i = 1; i < numbers.size(); ++i) {
            auto const repeats = from == "2000" && i == 1;
            CHECK(numbers[i] == numbers[i - 1] + (repeats ? 0 : 1));
        }
    }
}

TEST_CASE("who holds neither sends nor hears, and who is held hears the server's music") {
    LabRun const run(scenario);
    CHECK(rtp(run, pc_2000, server, 5.1, 11.9) == 0);
    CHECK(rtp(run, server, pc_2000, 5.1, 11.9) == 0);
    // 50 packets a second.
    CHECK(rtp(run, server, pc_2010, 6, 11) == 250);
    CHECK(rtp(run, pc_2010, server, 6, 11) == 250);
    CHECK(rtp(run, server, pc_2010, 12.5, 60) == 0);
}

TEST_CASE("two who hold each other hear nothing, and who comes back first hears music until the other does") {
    auto const run = run_with(
        "[{by: '2000', after: 2s, do: hold}, {by: '2010', after: 4s, do: hold},"
        " {by: '2000', after: 6s, do: resume}, {by: '2010', after: 8s, do: resume}]");
    // RFC 3264 section 5.1: who says sendonly wants to receive nothing.
    CHECK(rtp(run, server, pc_2010, 2.5, 3.5) == 50);
    CHECK(rtp(run, server, pc_2000, 2.5, 5.9) == 0);
    CHECK(rtp(run, server, pc_2010, 4.5, 5.9) == 0);
    CHECK(rtp(run, server, pc_2000, 6.5, 7.5) == 50);
    CHECK(rtp(run, server, pc_2010, 6.5, 7.9) == 0);
    CHECK(run.result().calls.front().streams.size() >= 4);
}

TEST_CASE("the callee may hold in the moment of its answer, and the caller hears music") {
    for (auto const* const after : {"0ms", "1ms", "2ms", "10ms"}) {
        INFO(after);
        auto const run = run_with("[{by: '2010', after: " + std::string(after) + ", do: hold}]");
        CHECK(rtp(run, server, pc_2000, 5, 10) == 250);
        CHECK(rtp(run, server, pc_2010, 5, 10) == 0);
        CHECK(rtp(run, pc_2010, server, 5, 10) == 0);
    }
}

TEST_CASE("keys pressed during a hold are not sent") {
    auto const run = run_with("[{by: '2000', after: 2s, do: hold}, {by: '2000', after: 3s, do: dtmf, digits: '12'}]");
    CHECK(run.packets("rtpevent").empty());
}
