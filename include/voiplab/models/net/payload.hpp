#pragma once

#include "voiplab/sim/prefetch.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <new>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

namespace voiplab::net {

class PayloadPool;

// A share in a pooled, immutable-once-sent buffer: what a UDP datagram carries. Copying counts, it never copies bytes.
// Not thread-safe: a run has one thread, and a payload stays within its run. The pool outlives its payloads.
class Payload {
  public:
    Payload() = default;
    Payload(Payload const& other) : block_(other.block_) {
        if (block_ != nullptr) ++block_->references;
    }
    Payload(Payload&& other) noexcept : block_(std::exchange(other.block_, nullptr)) {}
    Payload& operator=(Payload other) noexcept {
        std::swap(block_, other.block_);
        return *this;
    }
    ~Payload() {
        if (block_ != nullptr && --block_->references == 0) release();
    }

    [[nodiscard]] std::span<std::uint8_t const> bytes() const {
        return block_ == nullptr ? std::span<std::uint8_t const>{}
                                 : std::span<std::uint8_t const>{block_->data(), block_->size};
    }
    // For the one who fills it, before it is shared.
    [[nodiscard]] std::span<std::uint8_t> writable() { return {block_->data(), block_->size}; }
    [[nodiscard]] std::size_t size() const { return block_ == nullptr ? 0 : block_->size; }
    // Fetches the first bytes from memory.
    void prefetch() const { sim::prefetch(block_); }
    // Fetches all of them, where it is a packet of speech.
    void prefetch_all() const { sim::prefetch(block_, smallest_block / 64); }
    [[nodiscard]] std::string_view text() const {
        auto const view = bytes();
        return {reinterpret_cast<char const*>(view.data()), view.size()};
    }

  private:
    friend class PayloadPool;
    static constexpr std::size_t smallest_block = 192;
    struct Block {
        union {
            PayloadPool* pool;  // while it is in use
            Block* next_free;
        };
        std::uint32_t references;
        std::uint16_t size;
        std::uint16_t size_class;
        // The bytes follow the block in the same allocation.
        [[nodiscard]] std::uint8_t* data() { return reinterpret_cast<std::uint8_t*>(this + 1); }
    };
    explicit Payload(Block* block) : block_(block) {}
    void release();
    Block* block_ = nullptr;
};

// Hands out payload buffers from free lists of a few sizes; once a run is warm, none is allocated.
class PayloadPool {
  public:
    PayloadPool() = default;
    PayloadPool(PayloadPool const&) = delete;
    PayloadPool& operator=(PayloadPool const&) = delete;

    // A buffer of `size` bytes (at most 65,535) to be filled through writable().
    Payload make(std::size_t size);
    Payload copy(std::string_view text);
    Payload copy(std::span<std::uint8_t const> bytes);

  private:
    friend class Payload;
    // With the block in front they fill whole cache lines. G.711's packets of 20 ms take one of the first.
    static constexpr std::array<std::uint32_t, 4> class_sizes{Payload::smallest_block - 16, 256 - 16, 2048 - 16, 65536};
    static_assert(sizeof(Payload::Block) == 16);
    // Blocks are allocated so many at a time.
    static constexpr std::size_t slab_size = 16'384;
    struct FreeSlab {
        void operator()(std::byte* slab) const { ::operator delete[](slab, alignment); }
    };
    static constexpr std::align_val_t alignment{64};

    void add_blocks(std::size_t size_class);
    void give_back(Payload::Block* block);
    std::array<Payload::Block*, class_sizes.size()> free_{};
    std::vector<std::unique_ptr<std::byte[], FreeSlab>> memory_;
};

}  // namespace voiplab::net
