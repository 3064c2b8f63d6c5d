#include "lab_run.hpp"
#include "tests/catch.hpp"
#include "tests/support/tshark.hpp"

#include <cmath>
#include <string>
#include <vector>

using namespace voiplab::test;

namespace {

// The callee's cable is pulled, so its ARP is silent too. The scenario's server holds its neighbours for reachable for
// an hour: only so every INVITE leaves its interface.
constexpr auto scenario = "calls/callee-cut-off.yaml";
constexpr auto invites = "sip.Method == \"INVITE\" && ip.dst == 192.168.6.136";

// Milliseconds since the first of the packets.
std::vector<long> milliseconds(std::vector<PacketRow> const& packets) {
    std::vector<long> times;
    for (auto const& packet : packets) {
        times.push_back(std::lround(1000 * (std::stod(packet.time) - std::stod(packets.front().time))));
    }
    return times;
}

}  // namespace

TEST_CASE("with the callee's link cut, the capture at the server has the INVITE at the RFC's times and 408 at 32 s") {
    LabRun const run(scenario);
    CHECK(run.result().failed_expectations.empty());
    auto const sent = run.packets(invites);
    // RFC 3261 section 17.1.1.2: timer A is 500 ms, and doubles.
    CHECK(milliseconds(sent) == std::vector<long>{0, 500, 1500, 3500, 7500, 15500, 31500});
    auto const refusals = run.packets("sip.Status-Code == 408");
    REQUIRE(refusals.size() == 1);
    auto const after = std::stod(refusals.front().time) - std::stod(sent.front().time);
    // Timer B, and the server's thinking time of 0.8 ms twice: for Dial's end and for the next priority.
    CHECK(after >= 32.0);
    CHECK(after < 32.01);
    CHECK(run.packets("arp.dst.proto_ipv4 == 192.168.6.136 && arp.opcode == 1").empty());
}

TEST_CASE("with Linux's own ARP the last two INVITEs find no address, and the call ends all the same") {
    LabRun const run(scenario, {{"network.hosts[0].neighbours.base_reachable", "30s"}});
    CHECK(run.result().failed_expectations.empty());
    CHECK(milliseconds(run.packets(invites)) == std::vector<long>{0, 500, 1500, 3500, 7500});
    // Three probes to the known MAC address, then three requests to all for each INVITE that waits.
    auto const asked = run.packets("arp.dst.proto_ipv4 == 192.168.6.136 && arp.opcode == 1");
    CHECK(asked.size() == 9);
    CHECK(run.packets("arp.dst.proto_ipv4 == 192.168.6.136 && eth.dst == ff:ff:ff:ff:ff:ff").size() <= 6);
}

TEST_CASE("the lost 180 is in the capture at its sender, and not in the one at the server") {
    LabRun const run("calls/lost-ringing.yaml");
    CHECK(run.result().failed_expectations.empty());
    constexpr auto ringing = "-Y 'sip.Status-Code == 180 && ip.src == 192.168.6.136' -T fields -e frame.number";
    auto const& files = run.result().files;
    REQUIRE(files.size() == 2);
    CHECK(tshark(files[0], ringing).empty());
    CHECK_FALSE(tshark(files[1], ringing).empty());
    CHECK_FALSE(run.result().calls.front().ringing);
}

TEST_CASE("an ACK lost twice makes the callee's 200 leave three times, at the times of section 13.3.1.4") {
    LabRun const run("calls/lost-acknowledgement.yaml");
    CHECK(run.result().failed_expectations.empty());
    auto const answers =
        run.packets("sip.Status-Code == 200 && sip.CSeq.method == \"INVITE\" && ip.src == 192.168.6.136");
    CHECK(milliseconds(answers) == std::vector<long>{0, 500, 1500});
    // What the network loses has left the server: each 200 has its ACK in the capture there.
    CHECK(run.packets("sip.Method == \"ACK\" && ip.dst == 192.168.6.136").size() == 3);
}
