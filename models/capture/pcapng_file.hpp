#pragma once

#include "voiplab/models/capture/atomic_file.hpp"
#include "voiplab/models/capture/capture_file.hpp"

#include <vector>

namespace voiplab::capture {

// The pcapng format (draft-ietf-opsawg-pcapng): one section; section numbers below are the draft's.
class PcapngFile final : public CaptureFile {
  public:
    PcapngFile(std::filesystem::path const& file, CaptureFileOptions const& options);
    void write(CapturedPacket const& packet) override;
    void commit() override;

  private:
    void write_plain(CapturedPacket const& packet);
    void write_commented(CapturedPacket const& packet);
    // A block is put together in block_, between these two.
    void begin_block(std::uint32_t type);
    void end_block();
    void append_option(std::uint16_t code, std::span<std::uint8_t const> value);
    void append_option(std::uint16_t code, std::string_view text);
    void append_end_of_options();
    void pad_to_32_bits();
    void append_time(WallClock time);

    void write_section_header(CaptureFileOptions const& options);
    void write_interface_description(LinkType link_type, InterfaceName const& names);
    void write_name_resolution(std::vector<HostName> const& names);
    void write_interface_statistics(std::uint32_t interface);

    std::filesystem::path path_;
    AtomicFile file_;
    std::vector<std::uint8_t> block_;
    std::vector<std::uint64_t> packets_;  // of each interface
    WallClock last_{};
    bool time_out_of_range_ = false;
};

}  // namespace voiplab::capture
