#pragma once

#include "voiplab/models/net/address.hpp"
#include "voiplab/models/net/port.hpp"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace voiplab::capture {

// What the packets of a file begin with, by libpcap's numbers (tcpdump.org/linktypes.html).
enum class LinkType : std::uint16_t { ethernet = 1, linux_sll = 113 };

enum class FileFormat : std::uint8_t { pcap, pcapng };

using WallClock = std::chrono::sys_time<std::chrono::nanoseconds>;

struct HostName {
    net::Ipv4Address address;
    std::string name;
};

struct InterfaceName {
    std::string name;         // if_name: "any", "ens33"
    std::string description;  // if_description
};

// pcap has room for the link type alone; all the rest is for pcapng. An empty text leaves its option out.
struct CaptureFileOptions {
    LinkType link_type = LinkType::ethernet;
    std::string application;                    // shb_userappl: what wrote the file
    std::string operating_system;               // shb_os: what it ran on
    std::vector<InterfaceName> interfaces{{}};  // at least one
    std::vector<HostName> host_names;           // what Wireshark shows instead of addresses, if asked to
};

struct CapturedPacket {
    WallClock time;                           // pcap holds 1970 to 2106, pcapng 1970 to 2262
    std::span<std::uint8_t const> headers;    // the packet's bytes: these, then `payload`, then the padding
    std::optional<net::Direction> direction;  // pcapng: epb_flags
    std::string_view comment;                 // pcapng: opt_comment, UTF-8; empty: none
    std::uint32_t interface = 0;              // pcapng: its number in the options
    std::span<std::uint8_t const> payload{};
    std::size_t padding = 0;  // so many zeros

    [[nodiscard]] std::size_t size() const { return headers.size() + payload.size() + padding; }
    // Writes its bytes, all size() of them; gives where they end.
    std::uint8_t* write(std::uint8_t* out) const;
};

// A capture file in the making: little-endian, nanoseconds. It appears whole in commit(), or not at all.
class CaptureFile {
  public:
    // No packet is longer: libpcap's MAXIMUM_SNAPLEN.
    static constexpr std::uint32_t snapshot_length = 262'144;

    virtual ~CaptureFile() = default;
    CaptureFile(CaptureFile const&) = delete;
    CaptureFile& operator=(CaptureFile const&) = delete;

    // Packets come in the order of their times. Never throws: a failure is kept for commit().
    virtual void write(CapturedPacket const& packet) = 0;
    // Puts the file in its place; throws WriteError where it could not be written whole.
    virtual void commit() = 0;

  protected:
    CaptureFile() = default;
};

// The format that a file's name asks for: ".pcap" or ".pcapng", in any case; nullopt for any other.
std::optional<FileFormat> format_of(std::filesystem::path const& file);

// Begins a capture file; throws WriteError where its folder cannot be written.
std::unique_ptr<CaptureFile> create_capture_file(std::filesystem::path const& file, FileFormat format,
                                                 CaptureFileOptions const& options);

}  // namespace voiplab::capture
