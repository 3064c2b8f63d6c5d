#include "voiplab/models/capture/capture_writer.hpp"

#include <algorithm>
#include <cstring>
#include <span>
#include <utility>

namespace voiplab::capture {

namespace {

constexpr std::size_t sll_header_size = 16;

std::size_t header_size(LinkType link_type) {
    return link_type == LinkType::linux_sll ? sll_header_size : net::ethernet_header_size;
}

std::uint8_t packet_type(net::Frame const& frame, net::Direction direction) {
    constexpr std::uint8_t to_us = 0;
    constexpr std::uint8_t broadcast = 1;
    constexpr std::uint8_t multicast = 2;
    constexpr std::uint8_t sent_by_us = 4;
    if (direction == net::Direction::sent) return sent_by_us;
    if (frame.destination == net::MacAddress::broadcast()) return broadcast;
    return frame.destination.is_group() ? multicast : to_us;
}

std::uint8_t* put_u16(std::uint8_t* at, std::uint16_t value) {
    at[0] = static_cast<std::uint8_t>(value >> 8);
    at[1] = static_cast<std::uint8_t>(value & 0xff);
    return at + 2;
}

// The header of LINKTYPE_LINUX_SLL, big-endian: packet type, ARPHRD_ETHER, the length of the sender's address and the
// address in eight octets, the EtherType.
std::uint8_t* put_sll_header(std::uint8_t* at, net::Frame const& frame, net::Direction direction) {
    auto const& mac = frame.source.octets;
    at = put_u16(at, packet_type(frame, direction));
    at = put_u16(at, 1);
    at = put_u16(at, static_cast<std::uint16_t>(mac.size()));
    at = std::copy(mac.begin(), mac.end(), at);
    at = put_u16(at, 0);
    return put_u16(at, net::ether_type(frame));
}

std::uint8_t* put_ethernet_header(std::uint8_t* at, net::Frame const& frame) {
    at = std::copy(frame.destination.octets.begin(), frame.destination.octets.end(), at);
    at = std::copy(frame.source.octets.begin(), frame.source.octets.end(), at);
    return put_u16(at, net::ether_type(frame));
}

// Without the padding behind it: as long as its header says.
std::span<std::uint8_t> packet_in(std::span<std::uint8_t> bytes) {
    return bytes.first(static_cast<std::size_t>(bytes[2] << 8 | bytes[3]));
}

}  // namespace

CaptureWriter::~CaptureWriter() {
    stop();
}

std::size_t CaptureWriter::add(std::unique_ptr<CaptureFile> file, LinkType link_type) {
    files_.push_back({std::move(file), link_type});
    return files_.size() - 1;
}

void CaptureWriter::write(net::Frame const& frame, Capture const& capture) {
    auto const link_type = files_[capture.file].link_type;
    auto const header = header_size(link_type);
    auto const written = header + net::frame_size(frame) - net::ethernet_header_size;
    auto const least = capture.direction == net::Direction::received
                           ? header + net::minimum_frame_size - net::ethernet_header_size
                           : 0;
    auto const size = std::max(written, least);
    auto const padded = (sizeof(Record) + size + capture.comment.size() + 7) / 8 * 8;
    auto* at = make_room(padded);
    Record const record{capture.time,
                        static_cast<std::uint32_t>(capture.file),
                        capture.interface,
                        static_cast<std::uint32_t>(size),
                        static_cast<std::uint32_t>(capture.comment.size()),
                        static_cast<std::uint32_t>(padded),
                        capture.direction,
                        std::holds_alternative<net::UdpDatagram>(frame.content)};
    std::memcpy(at, &record, sizeof record);
    at += sizeof record;
    auto* const content = link_type == LinkType::linux_sll ? put_sll_header(at, frame, capture.direction)
                                                           : put_ethernet_header(at, frame);
    net::write_without_checksums(frame, content);
    std::fill(at + written, at + size, std::uint8_t{0});
    std::copy(capture.comment.begin(), capture.comment.end(), at + size);
}

std::uint8_t* CaptureWriter::make_room(std::size_t size) {
    if (current_.used + size > current_.capacity) {
        hand_over();
        if (size > current_.capacity) {
            current_.bytes = std::make_unique_for_overwrite<std::uint8_t[]>(std::max(size, chunk_size));
            current_.capacity = std::max(size, chunk_size);
        }
    }
    return current_.bytes.get() + std::exchange(current_.used, current_.used + size);
}

// The current chunk goes to the thread, and another takes its place.
void CaptureWriter::hand_over() {
    std::unique_lock lock(mutex_);
    if (current_.used > 0) {
        full_.push_back(std::exchange(current_, {}));
        ++chunks_;
        if (!thread_.joinable()) thread_ = std::thread([this] { work(); });
        changed_.notify_all();
    }
    if (current_.capacity > 0) return;
    changed_.wait(lock, [this] { return !empty_.empty() || chunks_ < most_chunks; });
    if (empty_.empty()) return;
    current_ = std::move(empty_.back());
    empty_.pop_back();
    --chunks_;
}

void CaptureWriter::work() {
    std::unique_lock lock(mutex_);
    while (true) {
        changed_.wait(lock, [this] { return !full_.empty() || ending_; });
        if (full_.empty()) return;
        auto chunk = std::move(full_.front());
        full_.pop_front();
        lock.unlock();
        write_records(chunk);
        lock.lock();
        empty_.push_back(std::move(chunk));
        changed_.notify_all();
    }
}

void CaptureWriter::write_records(Chunk& chunk) {
    for (std::size_t at = 0; at < chunk.used;) {
        Record record;
        std::memcpy(&record, chunk.bytes.get() + at, sizeof record);
        auto const& [file, link_type] = files_[record.file];
        std::span const bytes(chunk.bytes.get() + at + sizeof record, record.size);
        if (record.is_datagram) net::complete_checksums(packet_in(bytes.subspan(header_size(link_type))));
        auto const* const comment = reinterpret_cast<char const*>(bytes.data() + bytes.size());
        file->write({record.time, bytes, record.direction, {comment, record.comment_size}, record.interface});
        at += record.padded_size;
    }
    chunk.used = 0;
}

void CaptureWriter::commit() {
    stop();
    write_records(current_);
    for (auto const& file : files_) {
        file.file->commit();
    }
}

void CaptureWriter::stop() {
    if (!thread_.joinable()) return;
    {
        std::scoped_lock const lock(mutex_);
        ending_ = true;
    }
    changed_.notify_all();
    thread_.join();
}

}  // namespace voiplab::capture
