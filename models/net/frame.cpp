#include "voiplab/models/net/frame.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <new>
#include <utility>

namespace voiplab::net {

std::size_t frame_size(Frame const& frame) {
    auto const* const payload = payload_of(frame);
    return 2 * sizeof(MacAddress) + ether_type_size(frame) + content_headers_size(frame) +
           (payload == nullptr ? 0 : payload->size());
}

ByteCount size_on_medium(Frame const& frame) {
    return {std::max(frame_size(frame), minimum_frame_size) + ethernet_overhead};
}

Payload const* payload_of(Frame const& frame) {
    if (auto const* const datagram = std::get_if<UdpDatagram>(&frame.content)) return &datagram->payload;
    if (auto const* const packet = std::get_if<Ipv4Packet>(&frame.content)) return &packet->payload;
    if (auto const* const raw = std::get_if<RawContent>(&frame.content)) return &raw->bytes;
    return nullptr;
}

SharedFrame FramePool::make(Frame frame) {
    auto* const block = take();
    block->size_on_medium = static_cast<std::uint32_t>(size_on_medium(frame).bytes);
    ::new (block->storage.data()) Frame(std::move(frame));
    return SharedFrame(block);
}

SharedFrame FramePool::make(MacAddress const& destination, MacAddress const& source, UdpDatagram&& datagram) {
    auto* const block = take();
    auto const* const frame = ::new (block->storage.data()) Frame(destination, source, std::move(datagram));
    block->size_on_medium = static_cast<std::uint32_t>(size_on_medium(*frame).bytes);
    return SharedFrame(block);
}

FramePool::Block* FramePool::take() {
    if (free_ == nullptr) add_slab();
    auto* const block = free_;
    free_ = block->next_free;
    sim::prefetch(free_);
    block->references = 1;
    return block;
}

void FramePool::add_slab() {
    auto& slab = *slabs_.emplace_back(std::make_unique<Slab>());
    slab.pool = this;
    for (auto& block : slab.blocks) {
        put_back(&block);
    }
}

void FramePool::put_back(Block* block) {
    block->next_free = free_;
    free_ = block;
}

void FramePool::give_back(Block* block) {
    std::destroy_at(block->frame());
    auto const offset = reinterpret_cast<std::uintptr_t>(block) & (slab_size - 1);
    reinterpret_cast<Slab*>(reinterpret_cast<std::byte*>(block) - offset)->pool->put_back(block);
}

}  // namespace voiplab::net
