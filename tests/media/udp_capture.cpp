#include "udp_capture.hpp"

#include "tests/catch.hpp"

#include <array>
#include <cstdio>
#include <fstream>

namespace {

using Bytes = std::vector<std::uint8_t>;

void append16(Bytes& out, std::uint32_t value) {
    out.push_back(static_cast<std::uint8_t>(value >> 8));
    out.push_back(static_cast<std::uint8_t>(value));
}

void append32(Bytes& out, std::uint32_t value) {
    append16(out, value >> 16);
    append16(out, value & 0xffff);
}

void set16(Bytes& bytes, std::size_t offset, std::uint32_t value) {
    bytes[offset] = static_cast<std::uint8_t>(value >> 8);
    bytes[offset + 1] = static_cast<std::uint8_t>(value);
}

// RFC 1071.
std::uint32_t checksum(Bytes bytes) {
    if (bytes.size() % 2 != 0) bytes.push_back(0);
    std::uint32_t sum = 0;
    for (std::size_t i = 0; i < bytes.size(); i += 2) {
        sum += static_cast<std::uint32_t>(bytes[i] << 8 | bytes[i + 1]);
    }
    while (sum >> 16 != 0) {
        sum = (sum & 0xffff) + (sum >> 16);
    }
    return ~sum & 0xffff;
}

constexpr std::uint32_t source = 0xc0a80687;       // 192.168.6.135
constexpr std::uint32_t destination = 0xc0a80688;  // 192.168.6.136

Bytes udp_datagram(std::uint16_t port, std::span<std::uint8_t const> payload) {
    auto const length = static_cast<std::uint32_t>(8 + payload.size());
    Bytes udp;
    append16(udp, port);
    append16(udp, port);
    append16(udp, length);
    append16(udp, 0);
    udp.insert(udp.end(), payload.begin(), payload.end());
    Bytes pseudo_header;
    append32(pseudo_header, source);
    append32(pseudo_header, destination);
    append16(pseudo_header, 17);
    append16(pseudo_header, length);
    pseudo_header.insert(pseudo_header.end(), udp.begin(), udp.end());
    set16(udp, 6, checksum(pseudo_header));
    return udp;
}

Bytes ipv4_packet(Bytes const& udp) {
    Bytes packet{0x45, 0};
    append16(packet, static_cast<std::uint32_t>(20 + udp.size()));
    append32(packet, 0x00004000);  // identification 0, do not fragment
    append16(packet, 64 << 8 | 17);
    append16(packet, 0);
    append32(packet, source);
    append32(packet, destination);
    set16(packet, 10, checksum(packet));
    packet.insert(packet.end(), udp.begin(), udp.end());
    return packet;
}

}  // namespace

UdpCapture::UdpCapture() {
    append32(bytes_, 0xa1b23c4d);  // big-endian, nanoseconds
    append32(bytes_, 2 << 16 | 4);
    append32(bytes_, 0);
    append32(bytes_, 0);
    append32(bytes_, 65535);
    append32(bytes_, 101);  // LINKTYPE_RAW
}

void UdpCapture::add(voiplab::sim::Time at, std::uint16_t port, std::span<std::uint8_t const> payload) {
    auto const packet = ipv4_packet(udp_datagram(port, payload));
    auto const nanoseconds = at.time_since_epoch().count();
    append32(bytes_, static_cast<std::uint32_t>(1'525'483'364 + nanoseconds / 1'000'000'000));
    append32(bytes_, static_cast<std::uint32_t>(nanoseconds % 1'000'000'000));
    append32(bytes_, static_cast<std::uint32_t>(packet.size()));
    append32(bytes_, static_cast<std::uint32_t>(packet.size()));
    bytes_.insert(bytes_.end(), packet.begin(), packet.end());
}

void UdpCapture::write(std::filesystem::path const& path) const {
    std::ofstream file(path, std::ios::binary);
    file.write(reinterpret_cast<char const*>(bytes_.data()), static_cast<std::streamsize>(bytes_.size()));
    REQUIRE(file.good());
}

std::vector<std::string> tshark(std::filesystem::path const& capture, std::string const& arguments) {
    auto const command = "tshark -n -r '" + capture.string() +
                         "' -o ip.check_checksum:TRUE -o udp.check_checksum:TRUE " + arguments + " 2>/dev/null";
    auto* pipe = ::popen(command.c_str(), "r");
    REQUIRE(pipe != nullptr);
    std::string text;
    std::array<char, 4096> buffer{};
    while (auto const count = std::fread(buffer.data(), 1, buffer.size(), pipe)) {
        text.append(buffer.data(), count);
    }
    INFO(command);
    REQUIRE(::pclose(pipe) == 0);
    std::vector<std::string> lines;
    for (std::size_t start = 0; start < text.size();) {
        auto const end = std::min(text.find('\n', start), text.size());
        lines.push_back(text.substr(start, end - start));
        start = end + 1;
    }
    return lines;
}
