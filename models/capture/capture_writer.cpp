#include "voiplab/models/capture/capture_writer.hpp"

#include "uncached_copy.hpp"
#include "voiplab/sim/prefetch.hpp"

#include <algorithm>
#include <cstddef>
#include <new>
#include <span>
#include <string>
#include <utility>

namespace voiplab::capture {

namespace {

// Before the EtherType, or the protocol, as LINKTYPE_LINUX_SLL calls it.
constexpr std::size_t sll_addresses_size = 14;
constexpr std::size_t ethernet_addresses_size = 2 * sizeof(net::MacAddress);
// What stands before a payload at most.
constexpr std::size_t most_headers =
    sll_addresses_size + sizeof(std::uint16_t) + net::vlan_tag_size + net::most_content_headers;
// So far ahead of a record the writing thread fetches what it will read next.
constexpr std::size_t read_ahead = 1024;

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
    return net::write_ether_type(frame, at);
}

std::uint8_t* put_ethernet_header(std::uint8_t* at, net::Frame const& frame) {
    at = std::copy(frame.destination.octets.begin(), frame.destination.octets.end(), at);
    at = std::copy(frame.source.octets.begin(), frame.source.octets.end(), at);
    return net::write_ether_type(frame, at);
}

// Payloads are counted, and never by two threads.
net::Frame without_payload(net::Frame const& frame) {
    if (auto const* const datagram = std::get_if<net::UdpDatagram>(&frame.content)) {
        return {frame.destination, frame.source,
                net::UdpDatagram{datagram->source_ip, datagram->destination_ip, datagram->source_port,
                                 datagram->destination_port, datagram->identification, datagram->ttl, datagram->dscp,
                                 datagram->dont_fragment, net::Payload{}},
                frame.vlan};
    }
    auto copy = frame;
    if (auto* const packet = std::get_if<net::Ipv4Packet>(&copy.content)) packet->payload = {};
    if (auto* const raw = std::get_if<net::RawContent>(&copy.content)) raw->bytes = {};
    return copy;
}

// Received frames were padded by the sender's hardware, sent ones are seen before that.
std::size_t padding_of(std::size_t frame_size, net::Direction direction) {
    return direction == net::Direction::received && frame_size < net::minimum_frame_size
               ? net::minimum_frame_size - frame_size
               : 0;
}

}  // namespace

CaptureWriter::~CaptureWriter() {
    stop();
}

std::uint32_t CaptureWriter::add(std::unique_ptr<CaptureFile> file, LinkType link_type, PacketCommenter commenter) {
    files_.push_back({std::move(file), link_type, std::move(commenter)});
    return static_cast<std::uint32_t>(files_.size() - 1);
}

void CaptureWriter::write(net::Frame const& frame, Capture const& capture) {
    auto const* const carried = net::payload_of(frame);
    auto const payload = carried == nullptr ? std::span<std::uint8_t const>{} : carried->bytes();
    auto* const at = stage(in_whole_units(sizeof(Record) + payload.size()));
    ::new (at)
        Record{capture.time,      capture.file,          capture.interface, static_cast<std::uint32_t>(payload.size()),
               capture.direction, without_payload(frame)};
    std::copy(payload.begin(), payload.end(), at + sizeof(Record));
}

// Where so many bytes are to be written. As a rule that is beside the chunk, in this processor's cache; then they go to
// the chunk past it, for the other thread's processor to fetch.
std::uint8_t* CaptureWriter::stage(std::size_t size) {
    static_assert(uncached_unit % alignof(Record) == 0 && staging_size % uncached_unit == 0);
    static_assert(sizeof(CacheLine) == uncached_unit);
    if (staged_ + size > staging_.size()) take_staged();
    if (size > staging_.size()) return make_room(size);
    return staging_.data() + std::exchange(staged_, staged_ + size);
}

// Without a payload a frame owns nothing: a record is its bytes, wherever they are moved.
void CaptureWriter::take_staged() {
    copy_uncached(std::span(staging_).first(staged_), make_room(staged_));
    staged_ = 0;
}

std::uint8_t* CaptureWriter::make_room(std::size_t size) {
    if (current_.used + size > current_.capacity) {
        hand_over();
        if (size > current_.capacity) {
            current_.capacity = std::max(size, chunk_size);
            current_.lines = std::make_unique_for_overwrite<CacheLine[]>(current_.capacity / sizeof(CacheLine));
        }
    }
    return current_.bytes() + std::exchange(current_.used, current_.used + size);
}

// The current chunk goes to the thread, and another takes its place.
void CaptureWriter::hand_over() {
    finish_uncached_copies();
    std::unique_lock lock(mutex_);
    if (current_.used > 0) {
        full_.push_back(std::exchange(current_, {}));
        ++chunks_;
        if (full_.size() == chunks_at_once) wake();
    }
    if (current_.capacity > 0) return;
    if (empty_.empty() && chunks_ == most_chunks) {
        changed_.wait(lock, [this] { return empty_.size() >= chunks_at_once; });
    }
    if (empty_.empty()) return;
    current_ = std::move(empty_.back());
    empty_.pop_back();
    --chunks_;
}

// There is enough for the thread to do.
void CaptureWriter::wake() {
    if (!thread_.joinable()) {
        thread_ = std::thread([this] { work(); });
    } else {
        changed_.notify_all();
    }
}

void CaptureWriter::work() {
    std::unique_lock lock(mutex_);
    while (true) {
        changed_.wait(lock, [this] { return full_.size() >= chunks_at_once || ending_; });
        if (full_.empty()) return;
        while (!full_.empty()) {
            write_next(lock);
        }
    }
}

// Writes the first chunk that is full, the mutex not locked meanwhile.
void CaptureWriter::write_next(std::unique_lock<std::mutex>& lock) {
    auto chunk = std::move(full_.front());
    full_.pop_front();
    lock.unlock();
    write_records(chunk);
    lock.lock();
    empty_.push_back(std::move(chunk));
    if (empty_.size() == chunks_at_once) changed_.notify_all();
}

void CaptureWriter::write_records(Chunk& chunk) {
    for (std::uint8_t const* at = chunk.bytes(); at != chunk.bytes() + chunk.used;) {
        auto const& record = *std::launder(reinterpret_cast<Record const*>(at));
        auto const size = in_whole_units(sizeof(Record) + record.payload_size);
        sim::prefetch(at + read_ahead, size / sizeof(CacheLine));
        write_record(record, {at + sizeof(Record), record.payload_size});
        at += size;
    }
    chunk.used = 0;
}

void CaptureWriter::write_record(Record const& record, std::span<std::uint8_t const> payload) {
    auto const& [file, link_type, commenter] = files_[record.file];
    auto const& frame = record.frame;
    std::array<std::uint8_t, most_headers> headers;
    auto const is_ethernet = link_type == LinkType::ethernet;
    auto* const content = is_ethernet ? put_ethernet_header(headers.data(), frame)
                                      : put_sll_header(headers.data(), frame, record.direction);
    auto const* const end = net::write_content_headers(frame, payload, content);
    auto const header_size = static_cast<std::size_t>(end - headers.data());
    auto const addresses_size = is_ethernet ? ethernet_addresses_size : sll_addresses_size;
    auto const frame_size = ethernet_addresses_size + (header_size - addresses_size) + payload.size();
    auto const comment = commenter ? commenter({frame, payload, record.direction}) : std::string{};
    file->write({record.time, std::span(headers).first(header_size), record.direction, comment, record.interface,
                 payload, padding_of(frame_size, record.direction)});
}

void CaptureWriter::commit() {
    take_staged();
    stop();
    std::unique_lock lock(mutex_);
    while (!full_.empty()) {
        write_next(lock);
    }
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
