#include "pcapng_file.hpp"

#include "little_endian.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <limits>

namespace voiplab::capture {

namespace {

constexpr std::uint32_t section_header_block = 0x0a0d0d0a;
constexpr std::uint32_t interface_description_block = 1;
constexpr std::uint32_t name_resolution_block = 4;
constexpr std::uint32_t interface_statistics_block = 5;
constexpr std::uint32_t enhanced_packet_block = 6;

constexpr std::uint16_t opt_endofopt = 0;
constexpr std::uint16_t opt_comment = 1;

// The longest text that an option's 16-bit length allows, cut between characters.
std::string_view fitting(std::string_view text) {
    constexpr std::size_t longest = std::numeric_limits<std::uint16_t>::max();
    if (text.size() <= longest) return text;
    auto size = longest;
    // A UTF-8 continuation byte is 10xxxxxx.
    while (size > 0 && (static_cast<unsigned char>(text[size]) & 0xc0U) == 0x80U) {
        --size;
    }
    return text.substr(0, size);
}

}  // namespace

PcapngFile::PcapngFile(std::filesystem::path const& file, CaptureFileOptions const& options)
    : path_(file), file_(file) {
    write_section_header(options);
    for (auto const& interface : options.interfaces) {
        write_interface_description(options.link_type, interface);
    }
    packets_.resize(options.interfaces.size());
    if (!options.host_names.empty()) write_name_resolution(options.host_names);
}

// 4.3, Enhanced Packet Block
void PcapngFile::write(CapturedPacket const& packet) {
    assert(packet.size() <= snapshot_length && packet.interface < packets_.size());
    if (packet.time.time_since_epoch().count() < 0) {
        time_out_of_range_ = true;
        return;
    }
    if (packet.comment.empty()) {
        write_plain(packet);
    } else {
        write_commented(packet);
    }
    ++packets_[packet.interface];
    last_ = packet.time;
}

namespace {

constexpr std::uint16_t epb_flags = 2;

std::uint8_t flags_of(net::Direction direction) {
    constexpr std::uint8_t inbound = 1;
    constexpr std::uint8_t outbound = 2;
    return direction == net::Direction::received ? inbound : outbound;
}

}  // namespace

// Nearly all are so: put together where they are to be written from.
void PcapngFile::write_plain(CapturedPacket const& packet) {
    constexpr std::size_t fixed_fields = 28;
    constexpr std::size_t flags_and_end = 12;
    auto const size = packet.size();
    auto const padding = (4 - size % 4) % 4;
    auto const block_size = fixed_fields + size + padding + (packet.direction ? flags_and_end : 0) + 4;
    auto const length = static_cast<std::uint32_t>(block_size);
    auto const nanoseconds = static_cast<std::uint64_t>(packet.time.time_since_epoch().count());
    auto* at = file_.extend(block_size).data();
    at = put_u32(at, enhanced_packet_block);
    at = put_u32(at, length);
    at = put_u32(at, packet.interface);
    at = put_u32(at, static_cast<std::uint32_t>(nanoseconds >> 32));
    at = put_u32(at, static_cast<std::uint32_t>(nanoseconds & 0xffff'ffff));
    at = put_u32(at, static_cast<std::uint32_t>(size));  // captured
    at = put_u32(at, static_cast<std::uint32_t>(size));  // on the wire
    at = std::fill_n(packet.write(at), padding, std::uint8_t{0});
    if (packet.direction) {
        at = put_u32(at, epb_flags | 4U << 16);
        at = put_u32(at, flags_of(*packet.direction));
        at = put_u32(at, opt_endofopt);
    }
    put_u32(at, length);
}

void PcapngFile::write_commented(CapturedPacket const& packet) {
    begin_block(enhanced_packet_block);
    append_u32(block_, packet.interface);
    append_time(packet.time);
    append_u32(block_, static_cast<std::uint32_t>(packet.size()));  // captured
    append_u32(block_, static_cast<std::uint32_t>(packet.size()));  // on the wire
    block_.resize(block_.size() + packet.size());
    packet.write(block_.data() + block_.size() - packet.size());
    pad_to_32_bits();
    append_option(opt_comment, packet.comment);
    if (packet.direction) {
        append_option(epb_flags, std::array<std::uint8_t, 4>{flags_of(*packet.direction), 0, 0, 0});
    }
    append_end_of_options();
    end_block();
}

void PcapngFile::commit() {
    if (time_out_of_range_) throw WriteError(path_, "pcapng holds no times before 1970");
    for (std::uint32_t interface = 0; interface < packets_.size(); ++interface) {
        write_interface_statistics(interface);
    }
    file_.commit();
}

void PcapngFile::begin_block(std::uint32_t type) {
    block_.clear();
    append_u32(block_, type);
    append_u32(block_, 0);  // the length, once it is known
}

void PcapngFile::end_block() {
    // 3.1: the length stands at both ends, so that a reader can go backwards.
    auto const length = static_cast<std::uint32_t>(block_.size() + sizeof(std::uint32_t));
    for (std::size_t i = 0; i < sizeof length; ++i) {
        block_[4 + i] = static_cast<std::uint8_t>(length >> (8 * i) & 0xff);
    }
    append_u32(block_, length);
    file_.write(block_);
}

void PcapngFile::append_option(std::uint16_t code, std::span<std::uint8_t const> value) {
    append_u16(block_, code);
    append_u16(block_, static_cast<std::uint16_t>(value.size()));
    block_.insert(block_.end(), value.begin(), value.end());
    pad_to_32_bits();
}

void PcapngFile::append_option(std::uint16_t code, std::string_view text) {
    auto const fits = fitting(text);
    append_option(code, std::span(reinterpret_cast<std::uint8_t const*>(fits.data()), fits.size()));
}

void PcapngFile::append_end_of_options() {
    append_u16(block_, opt_endofopt);
    append_u16(block_, 0);
}

void PcapngFile::pad_to_32_bits() {
    block_.resize((block_.size() + 3) / 4 * 4);
}

void PcapngFile::append_time(WallClock time) {
    auto const nanoseconds = static_cast<std::uint64_t>(time.time_since_epoch().count());
    append_u32(block_, static_cast<std::uint32_t>(nanoseconds >> 32));
    append_u32(block_, static_cast<std::uint32_t>(nanoseconds & 0xffff'ffff));
}

// 4.1
void PcapngFile::write_section_header(CaptureFileOptions const& options) {
    constexpr std::uint32_t byte_order_magic = 0x1a2b3c4d;
    constexpr std::uint64_t unknown_length = ~std::uint64_t{0};
    constexpr std::uint16_t shb_os = 3;
    constexpr std::uint16_t shb_userappl = 4;
    begin_block(section_header_block);
    append_u32(block_, byte_order_magic);
    append_u16(block_, 1);  // version 1.0
    append_u16(block_, 0);
    append_u64(block_, unknown_length);
    if (!options.operating_system.empty()) append_option(shb_os, options.operating_system);
    if (!options.application.empty()) append_option(shb_userappl, options.application);
    append_end_of_options();
    end_block();
}

// 4.2
void PcapngFile::write_interface_description(LinkType link_type, InterfaceName const& names) {
    constexpr std::uint16_t if_name = 2;
    constexpr std::uint16_t if_description = 3;
    constexpr std::uint16_t if_tsresol = 9;
    constexpr std::uint8_t nanoseconds = 9;  // ten to the minus
    begin_block(interface_description_block);
    append_u16(block_, static_cast<std::uint16_t>(link_type));
    append_u16(block_, 0);  // reserved
    append_u32(block_, snapshot_length);
    if (!names.name.empty()) append_option(if_name, names.name);
    if (!names.description.empty()) append_option(if_description, names.description);
    append_option(if_tsresol, std::array{nanoseconds});
    append_end_of_options();
    end_block();
}

// 4.5
void PcapngFile::write_name_resolution(std::vector<HostName> const& names) {
    constexpr std::uint16_t nrb_record_end = 0;
    constexpr std::uint16_t nrb_record_ipv4 = 1;
    begin_block(name_resolution_block);
    std::vector<std::uint8_t> record;
    for (auto const& [address, name] : names) {
        record.clear();
        // The address is in network byte order, the name ends in a zero octet.
        for (int shift = 24; shift >= 0; shift -= 8) {
            record.push_back(static_cast<std::uint8_t>(address.value >> shift & 0xff));
        }
        append_text(record, std::string_view(name).substr(0, 255));
        record.push_back(0);
        append_option(nrb_record_ipv4, record);
    }
    append_option(nrb_record_end, std::string_view{});
    end_block();
}

// 4.6
void PcapngFile::write_interface_statistics(std::uint32_t interface) {
    constexpr std::uint16_t isb_ifrecv = 4;
    constexpr std::uint16_t isb_ifdrop = 5;
    begin_block(interface_statistics_block);
    append_u32(block_, interface);
    append_time(last_);
    std::vector<std::uint8_t> count;
    append_u64(count, packets_[interface]);
    append_option(isb_ifrecv, count);
    std::fill(count.begin(), count.end(), std::uint8_t{0});
    append_option(isb_ifdrop, count);
    append_end_of_options();
    end_block();
}

}  // namespace voiplab::capture
