#pragma once

#include <array>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>

namespace voiplab::net {

// A first-in first-out queue in one circular array. It grows by doubling and never shrinks, so that a queue which has
// once held its largest load allocates no more; std::deque would allocate a block every few frames. Two elements have
// their place in the queue itself: most links hold one frame at a time, and it is met where the link is.
template <typename T>
class RingBuffer {
  public:
    RingBuffer() = default;
    // A buffer that has not grown points into itself.
    RingBuffer(RingBuffer const&) = delete;
    RingBuffer& operator=(RingBuffer const&) = delete;
    ~RingBuffer() {
        if (has_grown()) delete[] slots_;
    }

    [[nodiscard]] bool empty() const { return size_ == 0; }
    [[nodiscard]] std::size_t size() const { return size_; }

    // The element so many places behind the front.
    [[nodiscard]] T& operator[](std::size_t index) {
        assert(index < size_);
        return slots_[(head_ + index) & mask_];
    }
    [[nodiscard]] T& front() { return (*this)[0]; }
    [[nodiscard]] T const& front() const { return slots_[head_]; }
    [[nodiscard]] T& back() { return (*this)[size_ - 1]; }

    void push_back(T value) {
        if (size_ > mask_) grow();
        slots_[(head_ + size_) & mask_] = std::move(value);
        ++size_;
    }

    T pop_front() {
        T value = std::move(front());
        --size_;
        head_ = (head_ + 1) & mask_;
        return value;
    }

  private:
    static constexpr std::uint32_t first_capacity = 2;  // a power of two, as every later one

    void grow() {
        auto const capacity = 2 * (std::size_t{mask_} + 1);
        auto larger = std::make_unique<T[]>(capacity);
        for (std::size_t index = 0; index < size_; ++index) {
            larger[index] = std::move((*this)[index]);
        }
        if (has_grown()) delete[] slots_;
        slots_ = larger.release();
        mask_ = static_cast<std::uint32_t>(capacity - 1);
        head_ = 0;
    }

    [[nodiscard]] bool has_grown() const { return slots_ != own_.data(); }

    T* slots_ = own_.data();  // or memory of its own, which a smart pointer beside it would take eight bytes to say
    std::uint32_t head_ = 0;
    std::uint32_t size_ = 0;
    std::uint32_t mask_ = first_capacity - 1;
    std::array<T, first_capacity> own_{};
};

}  // namespace voiplab::net
