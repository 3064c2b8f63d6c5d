#pragma once

#include "voiplab/models/capture/atomic_file.hpp"
#include "voiplab/models/capture/capture_file.hpp"

namespace voiplab::capture {

// libpcap's format with nanoseconds (draft-ietf-opsawg-pcap, magic number 0xA1B23C4D).
class PcapFile final : public CaptureFile {
  public:
    PcapFile(std::filesystem::path const& file, CaptureFileOptions const& options);
    void write(CapturedPacket const& packet) override;
    void commit() override;

  private:
    std::filesystem::path path_;
    AtomicFile file_;
    bool time_out_of_range_ = false;
};

}  // namespace voiplab::capture
