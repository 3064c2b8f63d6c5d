#pragma once

#include "voiplab/sim/prefetch.hpp"

#include <cassert>
#include <cstddef>
#include <memory>
#include <utility>

namespace voiplab::sim {

// A first-in first-out queue in one circular array. It grows by doubling and never shrinks, so that a queue which has
// once held its largest load allocates no more; std::deque would allocate a block every few frames.
template <typename T>
class RingBuffer {
  public:
    [[nodiscard]] bool empty() const { return size_ == 0; }
    [[nodiscard]] std::size_t size() const { return size_; }

    // The element so many places behind the front.
    [[nodiscard]] T& operator[](std::size_t index) {
        assert(index < size_);
        return slots_[(head_ + index) & (capacity_ - 1)];
    }
    [[nodiscard]] T const& operator[](std::size_t index) const {
        assert(index < size_);
        return slots_[(head_ + index) & (capacity_ - 1)];
    }
    [[nodiscard]] T& front() { return (*this)[0]; }
    [[nodiscard]] T const& front() const { return slots_[head_]; }
    [[nodiscard]] T& back() { return (*this)[size_ - 1]; }

    // Room for so many, so that pushing them allocates nothing.
    void reserve(std::size_t count) {
        while (capacity_ < count) {
            grow();
        }
    }

    void push_back(T value) {
        if (size_ == capacity_) grow();
        slots_[(head_ + size_) & (capacity_ - 1)] = std::move(value);
        ++size_;
    }

    // Fetches from memory the place of that element, which need not be there yet.
    void prefetch(std::size_t index) const {
        if (capacity_ != 0) sim::prefetch(&slots_[(head_ + index) & (capacity_ - 1)]);
    }

    T pop_front() {
        T value = std::move(front());
        --size_;
        head_ = (head_ + 1) & (capacity_ - 1);
        return value;
    }

  private:
    void grow() {
        auto const capacity = capacity_ == 0 ? 2 : 2 * capacity_;
        auto larger = std::make_unique<T[]>(capacity);
        for (std::size_t index = 0; index < size_; ++index) {
            larger[index] = std::move((*this)[index]);
        }
        slots_ = std::move(larger);
        capacity_ = capacity;
        head_ = 0;
    }

    std::unique_ptr<T[]> slots_;
    std::size_t capacity_ = 0;  // none, or a power of two
    std::size_t head_ = 0;
    std::size_t size_ = 0;
};

}  // namespace voiplab::sim
