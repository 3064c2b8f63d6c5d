#include "voiplab/models/net/payload.hpp"

#include <algorithm>
#include <cassert>
#include <new>

namespace voiplab::net {

void Payload::release() {
    block_->pool->give_back(block_);
}

Payload PayloadPool::make(std::size_t size) {
    assert(size < class_sizes.back());
    std::uint16_t size_class = 0;
    while (class_sizes[size_class] < size) {
        ++size_class;
    }
    if (free_[size_class] == nullptr) add_blocks(size_class);
    auto* const block = free_[size_class];
    free_[size_class] = block->next_free;
    *block = {.pool = this, .references = 1, .size = static_cast<std::uint16_t>(size), .size_class = size_class};
    return Payload(block);
}

void PayloadPool::add_blocks(std::size_t size_class) {
    auto const size = (sizeof(Payload::Block) + class_sizes[size_class] + 63) / 64 * 64;
    auto const count = std::max<std::size_t>(slab_size / size, 1);
    auto* const slab = static_cast<std::byte*>(::operator new[](size* count, alignment));
    memory_.emplace_back(slab);
    for (auto i = count; i-- > 0;) {
        auto* const block = ::new (slab + i * size) Payload::Block{};
        block->size_class = static_cast<std::uint16_t>(size_class);
        give_back(block);
    }
}

Payload PayloadPool::copy(std::string_view text) {
    return copy({reinterpret_cast<std::uint8_t const*>(text.data()), text.size()});
}

Payload PayloadPool::copy(std::span<std::uint8_t const> bytes) {
    auto payload = make(bytes.size());
    std::copy(bytes.begin(), bytes.end(), payload.writable().begin());
    return payload;
}

void PayloadPool::give_back(Payload::Block* block) {
    // The next one to be taken, and then to be written: the last that read it may have read no more than its beginning.
    if (block->size_class == 0) sim::prefetch(block, (sizeof(Payload::Block) + class_sizes[0]) / 64);
    block->next_free = free_[block->size_class];
    free_[block->size_class] = block;
}

}  // namespace voiplab::net
