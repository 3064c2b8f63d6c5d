#include "pcap_file.hpp"

#include "little_endian.hpp"

#include <cassert>
#include <limits>
#include <vector>

namespace voiplab::capture {

PcapFile::PcapFile(std::filesystem::path const& file, CaptureFileOptions const& options) : path_(file), file_(file) {
    constexpr std::uint32_t nanosecond_magic = 0xa1b23c4d;
    std::vector<std::uint8_t> header;
    append_u32(header, nanosecond_magic);
    append_u16(header, 2);  // version 2.4
    append_u16(header, 4);
    append_u32(header, 0);  // times are UTC
    append_u32(header, 0);
    append_u32(header, snapshot_length);
    append_u32(header, static_cast<std::uint32_t>(options.link_type));
    file_.write(header);
}

void PcapFile::write(CapturedPacket const& packet) {
    assert(packet.size() <= snapshot_length);
    constexpr std::int64_t nanoseconds_per_second = 1'000'000'000;
    auto const nanoseconds = packet.time.time_since_epoch().count();
    auto const seconds = nanoseconds / nanoseconds_per_second;
    if (nanoseconds < 0 || seconds > std::numeric_limits<std::uint32_t>::max()) {
        time_out_of_range_ = true;
        return;
    }
    constexpr std::size_t header_size = 16;
    auto const size = static_cast<std::uint32_t>(packet.size());
    auto* at = file_.extend(header_size + size).data();
    at = put_u32(at, static_cast<std::uint32_t>(seconds));
    at = put_u32(at, static_cast<std::uint32_t>(nanoseconds % nanoseconds_per_second));
    at = put_u32(at, size);  // captured
    at = put_u32(at, size);  // on the wire
    packet.write(at);
}

void PcapFile::commit() {
    if (time_out_of_range_) throw WriteError(path_, "pcap holds times from 1970 to 2106 only");
    file_.commit();
}

}  // namespace voiplab::capture
