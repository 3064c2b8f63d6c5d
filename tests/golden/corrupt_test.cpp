#include "lab_run.hpp"
#include "tests/catch.hpp"
#include "tests/support/lines.hpp"
#include "tests/support/tshark.hpp"

#include <bit>
#include <cmath>
#include <cstdint>
#include <fstream>
#include <iterator>
#include <optional>
#include <set>
#include <string>
#include <vector>

// netem's `corrupt` as the far end of the link sees it, with tshark as the witness of its checksums.

using namespace voiplab::test;

namespace {

using Bytes = std::string;

// The frames of a .pcap file of this machine's byte order.
std::vector<Bytes> frames_of(std::filesystem::path const& file) {
    std::ifstream stream(file, std::ios::binary);
    Bytes const all((std::istreambuf_iterator<char>(stream)), {});
    auto const number = [&all](std::size_t at) {
        std::uint32_t value = 0;
        for (std::size_t i = 4; i-- > 0;) {
            value = value << 8 | static_cast<std::uint8_t>(all.at(at + i));
        }
        return value;
    };
    std::vector<Bytes> frames;
    for (std::size_t at = 24; at < all.size(); at += 16 + number(at + 8)) {
        frames.push_back(all.substr(at + 16, number(at + 8)));
    }
    return frames;
}

// Where the two differ, in bits; none where they differ in more than one.
std::optional<std::vector<std::size_t>> difference(Bytes const& one, Bytes const& other) {
    if (one.size() != other.size()) return std::nullopt;
    std::vector<std::size_t> bits;
    for (std::size_t i = 0; i < one.size(); ++i) {
        auto const differ = static_cast<std::uint8_t>(one[i] ^ other[i]);
        if (differ == 0) continue;
        if (!bits.empty() || std::popcount(differ) > 1) return std::nullopt;
        bits.push_back(i * 8 + static_cast<std::size_t>(std::countl_zero(differ)));
    }
    return bits;
}

}  // namespace

TEST_CASE("A corrupted frame differs in one bit, and tshark finds its checksum bad") {
    LabRun const run("calls/no-direct-media.yaml", {{"network.links[1].name", "desk"},
                                                    {"network.links[1].netem", "{from: pc-2000, corrupt: 20%}"},
                                                    {"expect", "[]"},
                                                    {"expect_ladder", "[]"},
                                                    {"captures",
                                                     "[{file: host.pcap, host: pc-2000, interface: ethernet},"
                                                     " {file: link.pcap, link: desk}]"}});
    auto const sent = frames_of(run.result().files[0]);
    auto const crossed = frames_of(run.result().files[1]);
    // Bytes that say what is what bear a checksum that nobody looks for where they are wrong.
    std::set<std::size_t> bad;
    for (auto const& line :
         lines_of(tshark_fields(run.result().files[1], "frame.number",
                                "ip.checksum.status == 0 || udp.checksum.status == 0 || ip.bogus_header_length ||"
                                " ip.bogus_ip_version || udp.length.bad"))) {
        bad.insert(std::stoul(line) - 1);
    }
    constexpr std::size_t rtp_frame = 14 + 20 + 8 + 172;
    constexpr std::size_t ethernet_bits = std::size_t{14} * 8;
    std::size_t packets = 0;
    std::size_t corrupted = 0;
    for (auto const& frame : sent) {
        // Received ones have come over the wire, and so has what pc-2000's MAC did not send.
        if (frame.size() != rtp_frame || frame.substr(6, 6) != sent.front().substr(6, 6)) continue;
        ++packets;
        std::size_t found = 0;
        for (std::size_t i = 0; i < crossed.size(); ++i) {
            auto const bits = difference(frame, crossed[i]);
            if (!bits) continue;
            ++found;
            if (!bits->empty()) ++corrupted;
            CAPTURE(i);
            CHECK(bad.contains(i) == (!bits->empty() && bits->front() >= ethernet_bits));
        }
        CHECK(found == 1);
    }
    CHECK(packets > 200);
    // Binomial, 99.9 %: 0.2 +- 3.29 sqrt(0.2 0.8 / packets).
    auto const part = static_cast<double>(corrupted) / static_cast<double>(packets);
    CHECK(std::abs(part - 0.2) < 3.2905 * std::sqrt(0.16 / static_cast<double>(packets)));
}
