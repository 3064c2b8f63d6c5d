#pragma once

#include "voiplab/sim/time.hpp"

#include <array>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

// A pcap file of UDP datagrams between two hosts, made by hand so that Wireshark can look at what this library writes:
// LINKTYPE_RAW, IPv4 and UDP with their checksums.
class UdpCapture {
  public:
    UdpCapture();
    void add(voiplab::sim::Time at, std::uint16_t port, std::span<std::uint8_t const> payload);
    void write(std::filesystem::path const& path) const;

  private:
    std::vector<std::uint8_t> bytes_;
};

// The lines that tshark prints of a capture, with strict checking of checksums. Fails the test if tshark fails.
std::vector<std::string> tshark(std::filesystem::path const& capture, std::string const& arguments);
