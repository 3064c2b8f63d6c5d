#include "voiplab/models/capture/capture_file.hpp"

#include "tests/catch.hpp"
#include "tests/support/scratch_folder.hpp"
#include "tests/support/tshark.hpp"
#include "voiplab/models/capture/atomic_file.hpp"

using namespace voiplab;
using namespace voiplab::capture;
using namespace voiplab::test;
using namespace std::chrono_literals;
using Catch::Matchers::Contains;
using Catch::Matchers::Equals;

namespace {

// 2018-05-05 01:22:44 UTC, by `date -u -d @1525483364`.
constexpr WallClock start{1'525'483'364s};

std::vector<std::uint8_t> const some_bytes(61, 0xab);

std::unique_ptr<CaptureFile> create(std::filesystem::path const& path, CaptureFileOptions const& options = {}) {
    return create_capture_file(path, *format_of(path), options);
}

}  // namespace

TEST_CASE("A file's name says its format") {
    CHECK(format_of("a/b.pcap") == FileFormat::pcap);
    CHECK(format_of("a/b.PcapNG") == FileFormat::pcapng);
    CHECK_FALSE(format_of("a.pcap/b.cap"));
    CHECK_FALSE(format_of("pcap"));
}

TEST_CASE("tshark reads back lengths and times to the nanosecond") {
    ScratchFolder const folder;
    auto const path = folder / GENERATE("a.pcap", "a.pcapng");
    auto const file = create(path);
    file->write({start + 1ns, some_bytes, {}, {}});
    file->write({start + 999'999'999ns, std::span(some_bytes).first(60), {}, {}});
    file->commit();
    CHECK_THAT(tshark_fields(path, "frame.time_epoch frame.len frame.cap_len frame.encap_type"),
               Equals("1525483364.000000001|61|61|1\n1525483364.999999999|60|60|1\n"));
}

TEST_CASE("The link type says what packets begin with") {
    ScratchFolder const folder;
    auto const path = folder / GENERATE("a.pcap", "a.pcapng");
    CaptureFileOptions options;
    options.link_type = LinkType::linux_sll;
    auto const file = create(path, options);
    file->write({start, some_bytes, {}, {}});
    file->commit();
    // Wireshark's WTAP_ENCAP_SLL is 25.
    CHECK_THAT(tshark_fields(path, "frame.encap_type"), Equals("25\n"));
}

TEST_CASE("A capture without packets is a capture") {
    ScratchFolder const folder;
    auto const path = folder / GENERATE("a.pcap", "a.pcapng");
    create(path)->commit();
    CHECK_THAT(tshark(path, ""), Equals(""));
}

TEST_CASE("A pcapng packet carries its comment and its direction") {
    ScratchFolder const folder;
    auto const path = folder / "a.pcapng";
    auto const file = create(path);
    file->write({start, some_bytes, net::Direction::received, "The phone’s first INVITE"});
    file->write({start, some_bytes, net::Direction::sent, {}});
    file->write({start, some_bytes, {}, "odd"});
    file->write({start, some_bytes, {}, {}});
    file->commit();
    // epb_flags: 1 inbound, 2 outbound.
    CHECK_THAT(tshark_fields(path, "frame.packet_flags_direction frame.comment"),
               Equals("0x00000001|The phone’s first INVITE\n0x00000002|\n|odd\n|\n"));
}

TEST_CASE("A pcapng file names its interface and the hosts") {
    ScratchFolder const folder;
    auto const path = folder / "a.pcapng";
    CaptureFileOptions options;
    options.interfaces = {{"any", "the server, every interface"}};
    options.application = "voiplab 0.1.0";
    options.operating_system = "a simulated network";
    options.host_names = {{*net::parse_ipv4("192.168.6.133"), "server"},
                          {*net::parse_ipv4("192.168.6.135"), "pc-2000"}};
    auto const file = create(path, options);
    file->write({start, some_bytes, {}, {}});
    file->commit();
    CHECK_THAT(tshark_fields(path, "frame.interface_name frame.interface_description"),
               Equals("any|the server, every interface\n"));
    CHECK_THAT(tshark(path, "-q -z hosts,ipv4"),
               Contains("192.168.6.133\tserver") && Contains("192.168.6.135\tpc-2000"));
    auto const content = content_of(path);
    CHECK_THAT(content, Contains("voiplab 0.1.0"));
    CHECK_THAT(content, Contains("a simulated network"));
}

TEST_CASE("A comment longer than its option can be is cut between characters") {
    ScratchFolder const folder;
    auto const path = folder / "a.pcapng";
    // 65,534 octets, and then a character of two: one octet too many.
    auto const comment = std::string(65'534, 'c') + "é" + "tail";
    auto const file = create(path);
    file->write({start, some_bytes, {}, comment});
    file->commit();
    CHECK(tshark_fields(path, "frame.comment").size() == 65'534 + 1);
}

TEST_CASE("A time that a format cannot hold is an error, not a wrong time") {
    ScratchFolder const folder;
    auto const commit = [](CaptureFile& file, WallClock time) {
        file.write({time, some_bytes, {}, {}});
        try {
            file.commit();
        } catch (WriteError const& error) {
            return std::string(error.what());
        }
        return std::string{};
    };
    auto const pcap = folder / "a.pcap";
    auto const pcapng = folder / "a.pcapng";
    CHECK_THAT(commit(*create(pcap), WallClock{-1ns}),
               Equals("cannot write " + pcap.string() + ": pcap holds times from 1970 to 2106 only"));
    CHECK_THAT(commit(*create(pcap), WallClock{4'294'967'296s}), Contains("1970 to 2106"));
    CHECK_THAT(commit(*create(pcapng), WallClock{-1ns}),
               Equals("cannot write " + pcapng.string() + ": pcapng holds no times before 1970"));
    CHECK(folder.entries().empty());
    CHECK_THAT(commit(*create(pcapng), WallClock{4'294'967'296s}), Equals(""));
    CHECK_THAT(tshark_fields(pcapng, "frame.time_epoch"), Equals("4294967296.000000000\n"));
}

TEST_CASE("A capture that is not committed leaves nothing behind") {
    ScratchFolder const folder;
    create(folder / GENERATE("a.pcap", "a.pcapng"))->write({start, some_bytes, {}, {}});
    CHECK(folder.entries().empty());
}
