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
    std::uint32_t size_class = 0;
    while (class_sizes[size_class] < size) {
        ++size_class;
    }
    auto* block = free_[size_class];
    if (block == nullptr) {
        memory_.push_back(std::make_unique<std::byte[]>(sizeof(Payload::Block) + class_sizes[size_class]));
        block = ::new (memory_.back().get()) Payload::Block{};
    } else {
        free_[size_class] = block->next_free;
    }
    *block = {.pool = this,
              .next_free = nullptr,
              .references = 1,
              .size = static_cast<std::uint32_t>(size),
              .size_class = size_class};
    return Payload(block);
}

Payload PayloadPool::copy(std::string_view text) {
    auto payload = make(text.size());
    std::copy(text.begin(), text.end(), payload.writable().begin());
    return payload;
}

void PayloadPool::give_back(Payload::Block* block) {
    block->next_free = free_[block->size_class];
    free_[block->size_class] = block;
}

}  // namespace voiplab::net
