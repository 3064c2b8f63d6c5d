#include "pcap_file.hpp"

#include "little_endian.hpp"

#include <cassert>
#include <limits>

namespace voiplab::capture {

PcapFile::PcapFile(std::filesystem::path const& file, CaptureFileOptions const& options) : path_(file), file_(file) {
    constexpr std::uint32_t nanosecond_magic = 0xa1b23c4d;
    append_u32(record_, nanosecond_magic);
    append_u16(record_, 2);  // version 2.4
    append_u16(record_, 4);
    append_u32(record_, 0);  // times are UTC
    append_u32(record_, 0);
    append_u32(record_, snapshot_length);
    append_u32(record_, static_cast<std::uint32_t>(options.link_type));
    file_.write(record_);
}

void PcapFile::write(CapturedPacket const& packet) {
    assert(packet.bytes.size() <= snapshot_length);
    constexpr std::int64_t nanoseconds_per_second = 1'000'000'000;
    auto const nanoseconds = packet.time.time_since_epoch().count();
    auto const seconds = nanoseconds / nanoseconds_per_second;
    if (nanoseconds < 0 || seconds > std::numeric_limits<std::uint32_t>::max()) {
        time_out_of_range_ = true;
        return;
    }
    record_.clear();
    append_u32(record_, static_cast<std::uint32_t>(seconds));
    append_u32(record_, static_cast<std::uint32_t>(nanoseconds % nanoseconds_per_second));
    append_u32(record_, static_cast<std::uint32_t>(packet.bytes.size()));  // captured
    append_u32(record_, static_cast<std::uint32_t>(packet.bytes.size()));  // on the wire
    record_.insert(record_.end(), packet.bytes.begin(), packet.bytes.end());
    file_.write(record_);
}

void PcapFile::commit() {
    if (time_out_of_range_) throw WriteError(path_, "pcap holds times from 1970 to 2106 only");
    file_.commit();
}

}  // namespace voiplab::capture
