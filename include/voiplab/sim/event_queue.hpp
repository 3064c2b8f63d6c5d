#pragma once

#include <cstddef>
#include <cstdint>
#include <new>
#include <vector>

namespace voiplab::sim {

// When an event runs: at its time, and among those of one time in the order of their ids. Times are never negative.
struct EventKey {
    std::int64_t time = 0;
    std::uint64_t id = 0;
};

[[nodiscard]] inline bool before(EventKey const& a, EventKey const& b) {
    // One 128-bit comparison is a subtraction with borrow: no branch to mispredict.
    __extension__ using Wide = unsigned __int128;
    auto const wide = [](EventKey const& key) {
        return (static_cast<Wide>(static_cast<std::uint64_t>(key.time)) << 64) | key.id;
    };
    return wide(a) < wide(b);
}

// Memory that begins on a cache line.
template <typename T>
struct CacheLineAllocator {
    using value_type = T;
    static constexpr std::align_val_t line{64};

    CacheLineAllocator() = default;
    template <typename U>
    CacheLineAllocator(CacheLineAllocator<U> const& /*other*/) {
    }  // NOLINT(google-explicit-constructor): as allocators do

    T* allocate(std::size_t count) { return static_cast<T*>(::operator new(count * sizeof(T), line)); }
    void deallocate(T* memory, std::size_t /*count*/) { ::operator delete(memory, line); }
    friend bool operator==(CacheLineAllocator const&, CacheLineAllocator const&) { return true; }
};

// A priority queue of keys: a 4-ary heap in which the four children of a node fill exactly one cache line.
class EventQueue {
  public:
    EventQueue() : keys_(root) {}

    [[nodiscard]] bool empty() const { return keys_.size() == root; }
    [[nodiscard]] std::size_t size() const { return keys_.size() - root; }
    // The key that is before all others; the queue is not empty.
    [[nodiscard]] EventKey const& front() const { return keys_[root]; }

    void push(EventKey key);
    void pop();

    // Drops the keys for which `drops(key)` holds, in time linear in size().
    template <typename Predicate>
    void erase_if(Predicate drops) {
        std::size_t kept = root;
        for (std::size_t i = root; i < keys_.size(); ++i) {
            if (!drops(keys_[i])) keys_[kept++] = keys_[i];
        }
        keys_.resize(kept);
        order_all();
    }

    void reserve(std::size_t count) { keys_.reserve(root + count); }

  private:
    static constexpr std::size_t arity = 4;
    // Three unused keys stand before the root, so that every family of four begins on a cache line.
    static constexpr std::size_t root = arity - 1;

    static constexpr std::size_t parent_of(std::size_t child) { return child / arity + root - 1; }
    static constexpr std::size_t first_child_of(std::size_t parent) { return (parent - root + 1) * arity; }

    void sift_down(std::size_t hole, EventKey key);
    void order_all();

    std::vector<EventKey, CacheLineAllocator<EventKey>> keys_;
};

}  // namespace voiplab::sim
