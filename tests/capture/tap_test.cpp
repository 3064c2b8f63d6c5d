#include "voiplab/models/capture/tap.hpp"

#include "tests/catch.hpp"
#include "tests/net/topology.hpp"
#include "tests/support/scratch_folder.hpp"
#include "tests/support/tshark.hpp"
#include "voiplab/models/net/fragmentation.hpp"
#include "voiplab/models/net/icmp.hpp"
#include "voiplab/models/net/wire_format.hpp"

#include <algorithm>

using namespace voiplab;
using namespace voiplab::capture;
using namespace voiplab::test;
using namespace voiplab::net;
using namespace std::chrono_literals;
using Catch::Matchers::Equals;

namespace {

constexpr WallClock start{1'525'483'364s};

// A capture of one interface, to which frames are shown directly.
struct Fixture {
    explicit Fixture(TapOptions options_used = {}, PacketCommenter commenter = {}, char const* name = "a.pcapng")
        : path(folder / name), options(options_used) {
        options.start = start;
        CaptureFileOptions file_options;
        file_options.link_type = link_type(options.interface);
        auto const link_type_used = link_type(options.interface);
        auto const file =
            writer.add(create_capture_file(path, *format_of(path), file_options), link_type_used, std::move(commenter));
        tap.emplace(writer, file, options);
    }
    void show(Frame const& frame, Direction direction, sim::Duration now = 0s) {
        tap->observe(frame, direction, at(now));
    }
    std::string fields(std::string const& names) {
        writer.commit();
        return tshark_fields(path, names);
    }

    ScratchFolder folder;
    std::filesystem::path path;
    TapOptions options;
    CaptureWriter writer;
    std::optional<Tap> tap;
    PayloadPool pool;
};

TapOptions on_ethernet() {
    TapOptions options;
    options.interface = Interface::ethernet;
    return options;
}

Frame datagram(PayloadPool& pool, std::string_view text, MacAddress destination = mac(1)) {
    UdpDatagram content;
    content.source_ip = ip(2);
    content.destination_ip = ip(1);
    content.source_port = 55'505;
    content.destination_port = 40'000;
    content.identification = 0x1234;
    content.dscp = 46;
    content.ttl = 128;
    content.payload = pool.copy(text);
    return {destination, mac(2), std::move(content)};
}

Frame arp_request(MacAddress destination = MacAddress::broadcast()) {
    return {destination, mac(2), ArpPacket{ArpPacket::Operation::request, mac(2), ip(2), MacAddress{}, ip(1)}};
}

}  // namespace

TEST_CASE("On `any` frames are as long as in the lab: ARP 62 received and 44 sent, a keep-alive 62, RTP 216") {
    Fixture f;
    f.show(arp_request(), Direction::received);
    f.show(arp_request(), Direction::sent);
    f.show(datagram(f.pool, "\r\n\r\n"), Direction::received);
    f.show(datagram(f.pool, std::string(172, 'r')), Direction::received);
    f.show(datagram(f.pool, std::string(172, 'r')), Direction::sent);
    f.show(datagram(f.pool, "\r\n\r\n"), Direction::sent);
    CHECK_THAT(f.fields("frame.len"), Equals("62\n44\n62\n216\n216\n48\n"));
}

TEST_CASE("On Ethernet received frames have at least 60 bytes, sent ones their own") {
    Fixture f(on_ethernet());
    f.show(arp_request(), Direction::received);
    f.show(arp_request(), Direction::sent);
    f.show(datagram(f.pool, std::string(18, 'x')), Direction::received);
    f.show(datagram(f.pool, std::string(19, 'x')), Direction::received);
    CHECK_THAT(f.fields("frame.len frame.protocols"),
               Equals("60|eth:ethertype:arp\n42|eth:ethertype:arp\n60|eth:ethertype:ip:udp:data\n"
                      "61|eth:ethertype:ip:udp:data\n"));
}

TEST_CASE("The cooked header tells the packet type, the sender and the protocol") {
    // tcpdump.org/linktypes/LINKTYPE_LINUX_SLL.html: 0 to us, 1 broadcast, 2 multicast, 4 sent by us; ARPHRD_ETHER
    // is 1.
    Fixture f;
    f.show(datagram(f.pool, "x"), Direction::received);
    f.show(arp_request(), Direction::received);
    f.show(datagram(f.pool, "x", {{0x01, 0x00, 0x5e, 0, 0, 1}}), Direction::received);
    f.show(datagram(f.pool, "x"), Direction::sent);
    f.show(arp_request(), Direction::sent);
    CHECK_THAT(f.fields("sll.pkttype sll.hatype sll.halen sll.src.eth sll.unused sll.etype"),
               Equals("0|1|6|02:00:00:00:00:02|0000|0x0800\n"
                      "1|1|6|02:00:00:00:00:02|0000|0x0806\n"
                      "2|1|6|02:00:00:00:00:02|0000|0x0800\n"
                      "4|1|6|02:00:00:00:00:02|0000|0x0800\n"
                      "4|1|6|02:00:00:00:00:02|0000|0x0806\n"));
}

TEST_CASE("tshark finds the headers that were sent, and every checksum good") {
    Fixture f(GENERATE(on_ethernet(), TapOptions{}), {}, GENERATE("a.pcap", "a.pcapng"));
    for (auto const* const text : {"", "x", "an even text", "an odd text"}) {
        f.show(datagram(f.pool, text), Direction::sent);
    }
    // Of a checksum's status 1 is good.
    CHECK_THAT(
        f.fields("ip.src ip.dst ip.id ip.ttl ip.dsfield.dscp ip.flags.df ip.proto ip.checksum.status udp.srcport "
                 "udp.dstport udp.length udp.checksum.status"),
        Equals("192.168.6.2|192.168.6.1|0x1234|128|46|1|17|1|55505|40000|8|1\n"
               "192.168.6.2|192.168.6.1|0x1234|128|46|1|17|1|55505|40000|9|1\n"
               "192.168.6.2|192.168.6.1|0x1234|128|46|1|17|1|55505|40000|20|1\n"
               "192.168.6.2|192.168.6.1|0x1234|128|46|1|17|1|55505|40000|19|1\n"));
}

TEST_CASE("A padded datagram's padding is not part of it") {
    Fixture f;
    f.show(datagram(f.pool, "\r\n\r\n"), Direction::received);
    CHECK_THAT(f.fields("udp.length data.data udp.checksum.status"), Equals("12|0d0a0d0a|1\n"));
}

TEST_CASE("tshark understands ARP as it was meant") {
    Fixture f(on_ethernet());
    f.show(arp_request(), Direction::received);
    f.show({mac(2), mac(1), ArpPacket{ArpPacket::Operation::reply, mac(1), ip(1), mac(2), ip(2)}}, Direction::sent);
    f.writer.commit();
    CHECK_THAT(tshark(f.path, "-T fields -e _ws.col.Info"),
               Equals("Who has 192.168.6.1? Tell 192.168.6.2\n192.168.6.1 is at 02:00:00:00:00:01\n"));
}

TEST_CASE("Frames outside the tap's time are left out, and the wall clock is the scenario's") {
    TapOptions options;
    options.from = at(60s);
    options.until = at(82s);
    Fixture f(options);
    for (auto const time :
         {sim::Duration(60s) - 1ns, sim::Duration(60s), sim::Duration(82s) - 1ns, sim::Duration(82s)}) {
        f.show(arp_request(), Direction::received, time);
    }
    CHECK_THAT(f.fields("frame.time_epoch"), Equals("1525483424.000000000\n1525483445.999999999\n"));
}

TEST_CASE("The commenter is asked for captured frames, and its texts become comments") {
    std::string asked;
    TapOptions options;
    options.from = at(1s);
    Fixture f(options, [&asked](CapturedFrame const& captured) -> std::string {
        asked.append(captured.payload.begin(), captured.payload.end()).append(".");
        if (std::holds_alternative<ArpPacket>(captured.frame.content)) return {};
        return captured.direction == Direction::sent ? "out" : "in";
    });
    f.show(datagram(f.pool, "early"), Direction::sent, 0s);
    f.show(arp_request(), Direction::received, 1s);
    f.show(datagram(f.pool, "x"), Direction::received, 1s);
    f.show(datagram(f.pool, "y"), Direction::sent, 1s);
    CHECK_THAT(f.fields("frame.comment frame.packet_flags_direction"),
               Equals("|0x00000001\nin|0x00000001\nout|0x00000002\n"));
    CHECK(asked == ".x.y.");
}

TEST_CASE("A whole run's capture gives tshark's experts nothing to say") {
    Fixture f;
    sim::Scheduler scheduler;
    Network network(scheduler, sim::RandomStreams(1), small_network());
    network.host("bob").observe(*f.tap);
    for (int i = 0; i < 100; ++i) {
        network.host("alice").send({ip(2), 40'000}, 40'000, network.payloads().copy(std::string(172, 'r')));
        network.host("bob").send({ip(1), 40'000}, 40'000, network.payloads().copy("\r\n\r\n"));
        scheduler.run_until(at((i + 1) * 200ms));
    }
    f.writer.commit();
    auto const checked = "-o ip.check_checksum:TRUE -o udp.check_checksum:TRUE ";
    CHECK_THAT(tshark(f.path, std::string(checked) + "-q -z expert"), Equals(""));
    CHECK_THAT(tshark(f.path, std::string(checked) + "-Y '_ws.malformed || _ws.expert'"), Equals(""));
    // 100 datagrams each way, to ports that nobody has bound: six are told of at once, then one a second. Each asks for
    // the other once and is answered; sure of each other for 15 s at least, they probe 5 s after that at the earliest,
    // when the run is over.
    auto const count = [&](std::string const& filter) {
        auto const lines = tshark(f.path, "-Y '" + filter + "' -T fields -e frame.number");
        return std::count(lines.begin(), lines.end(), '\n');
    };
    CHECK(count("udp && !icmp") == 200);
    CHECK(count("icmp.type == 3 && icmp.code == 3 && icmp.checksum.status == Good") == 2 * (6 + 19));
    CHECK(count("arp") == 4);
}

TEST_CASE("tshark puts a fragmented datagram together, and reads tags, ICMP and damage as what they are") {
    Fixture f(on_ethernet());
    auto const content = datagram(f.pool, std::string(3000, 's'));
    auto const packet = packet_of(std::get<UdpDatagram>(content.content), f.pool);
    for (auto const& fragment : fragments_of(packet, 1500, f.pool)) {
        f.show({mac(1), mac(2), fragment}, Direction::sent);
    }
    auto tagged = datagram(f.pool, "tagged");
    tagged.vlan = {20, 5};
    f.show(tagged, Direction::received);
    auto error = icmp_error({IcmpType::unreachable, icmp_fragmentation_needed, 1400}, packet, ip(1), f.pool);
    error.ttl = 64;
    f.show({mac(2), mac(1), error}, Direction::sent);
    auto const plain = datagram(f.pool, "damaged");
    f.show(with_bit_inverted(plain, 8 * (14 + 20 + 8) + 3, f.pool), Direction::sent);
    CHECK_THAT(f.fields("frame.len ip.frag_offset ip.reassembled.length udp.length vlan.id vlan.priority icmp.mtu"
                        " ip.checksum.status icmp.checksum.status udp.checksum.status"),
               Equals("1514|0||||||1||\n"
                      "1514|185||||||1||\n"
                      "82|370|3008|3008||||1||1\n"
                      "60|0||14|20|5||1||1\n"
                      "590|0,0||3008|||1400|1,1|1|2\n"  // not all of the datagram is quoted: 2, unverified
                      "49|0||15||||1||0\n"));
}
