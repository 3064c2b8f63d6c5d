#include "lab_run.hpp"
#include "tests/catch.hpp"
#include "tests/support/lines.hpp"
#include "tests/support/tshark.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

// What a capture of a link shows, against what is captured at the hosts at its ends.

using namespace voiplab::test;

namespace {

constexpr auto call = "calls/no-direct-media.yaml";

// Of the packets that match, in order.
std::vector<std::string> fields(std::filesystem::path const& file, std::string const& names,
                                std::string const& filter) {
    return lines_of(tshark_fields(file, names, filter));
}

// Of seconds with nine decimals, of which the last two before the point are looked at.
std::int64_t nanoseconds_in_minute(std::string const& seconds) {
    auto const point = seconds.find('.');
    return std::stoll(seconds.substr(point - 2, 2)) * 1'000'000'000 + std::stoll(seconds.substr(point + 1));
}

constexpr auto content = "eth.src eth.dst ip.id udp.srcport udp.checksum.status udp.payload arp.opcode";

}  // namespace

TEST_CASE("A link's capture has what its host receives, when it does, and what it sends, when it has crossed") {
    LabRun const run(call, {{"network.links[1].name", "desk"},
                            {"network.links[1].rate", "1Gbps"},
                            {"network.links[1].delay", "3ms"},
                            {"captures",
                             "[{file: host.pcapng, host: pc-2000, interface: ethernet},"
                             " {file: link.pcapng, link: desk}]"}});
    auto const& files = run.result().files;
    REQUIRE(files.size() == 2);
    // The host's own address, as its frames bear it.
    auto const host = lines_of(tshark(files[0], "-Y 'sip.Method == REGISTER' -T fields -e eth.src")).at(0);
    auto const received = "!(eth.src == " + host + ")";
    auto const sent = "eth.src == " + host;
    auto const with_time = std::string("frame.time_epoch frame.len ") + content;
    CHECK(fields(files[0], with_time, received).size() > 100);
    CHECK(fields(files[1], with_time, received) == fields(files[0], with_time, received));
    CHECK(fields(files[0], content, sent).size() > 100);
    CHECK(fields(files[1], content, sent) == fields(files[0], content, sent));
    // An RTP packet's 14 + 20 + 8 + 172 + 24 = 238 octets take 1.904 us at 1 Gbit/s.
    auto const left = fields(files[0], "frame.time_epoch", "udp.length == 180 && " + sent);
    auto const crossed = fields(files[1], "frame.time_epoch", "udp.length == 180 && " + sent);
    REQUIRE(left.size() == crossed.size());
    REQUIRE(left.size() > 100);
    // The first packets may have waited behind another.
    CHECK(nanoseconds_in_minute(crossed.back()) - nanoseconds_in_minute(left.back()) == 3'001'904);
}

TEST_CASE("A capture of all links names each, and has each frame once for every link that it crosses") {
    LabRun const run(call, {{"captures", "[{file: all.pcapng, link: all}, {file: server.pcapng, host: server}]"}});
    auto const& files = run.result().files;
    REQUIRE(files.size() == 2);
    std::map<std::string, std::size_t> of_link;
    std::map<std::string, std::size_t> of_datagram;
    for (auto const& line :
         fields(files[0], "frame.interface_description ip.src udp.srcport ip.id udp.checksum.status", "udp")) {
        auto const end = line.find('|');
        ++of_link[line.substr(0, end)];
        ++of_datagram[line.substr(end + 1)];
        REQUIRE(line.substr(line.size() - 2) == "|1");
    }
    CHECK(of_link.size() == 3);
    // Nobody talks past the server here, so it has seen every datagram, and each crosses the sender's link and the
    // receiver's.
    std::size_t at_server = 0;
    for (auto const& line : fields(files[1], "ip.src udp.srcport ip.id udp.checksum.status", "udp")) {
        CAPTURE(line);
        ++at_server;
        REQUIRE(of_datagram[line] == 2);
    }
    CHECK(at_server == of_datagram.size());
    CHECK(of_link["the link of server and office"] == at_server);
}
