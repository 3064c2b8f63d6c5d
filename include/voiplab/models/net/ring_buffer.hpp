#pragma once

#include <cassert>
#include <cstddef>
#include <utility>
#include <vector>

namespace voiplab::net {

// A first-in first-out queue in one circular array. It grows by doubling and never shrinks, so that a queue which has
// once held its largest load allocates no more. std::deque would allocate a block every few frames.
template <typename T>
class RingBuffer {
  public:
    [[nodiscard]] bool empty() const { return size_ == 0; }
    [[nodiscard]] std::size_t size() const { return size_; }

    // The element so many places behind the front.
    [[nodiscard]] T& operator[](std::size_t index) {
        assert(index < size_);
        return slots_[(head_ + index) & (slots_.size() - 1)];
    }
    [[nodiscard]] T& front() { return (*this)[0]; }

    void push_back(T value) {
        if (size_ == slots_.size()) grow();
        slots_[(head_ + size_) & (slots_.size() - 1)] = std::move(value);
        ++size_;
    }

    T pop_front() {
        T value = std::move(front());
        --size_;
        // An empty queue starts again in front, where the memory is warm: most links hold one frame at a time.
        head_ = size_ == 0 ? 0 : (head_ + 1) & (slots_.size() - 1);
        return value;
    }

  private:
    static constexpr std::size_t first_capacity = 8;  // a power of two, as every later one

    void grow() {
        std::vector<T> larger(slots_.empty() ? first_capacity : 2 * slots_.size());
        for (std::size_t index = 0; index < size_; ++index) {
            larger[index] = std::move((*this)[index]);
        }
        slots_ = std::move(larger);
        head_ = 0;
    }

    std::vector<T> slots_;
    std::size_t head_ = 0;
    std::size_t size_ = 0;
};

}  // namespace voiplab::net
