#pragma once

#include "voiplab/sim/prefetch.hpp"

#include <bit>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <utility>
#include <vector>

namespace voiplab::net {

// A hash map in one array (open addressing, linear probing; Knuth, volume 3, section 6.4, algorithms L and R), at most
// half full, or three quarters where it is large, so that a search touches one cache line as a rule, and so that that
// line can be asked for ahead of time, which no library's map allows. Values are moved about by insert() and erase().
//
// The hash is the key as a number, and its bucket is found by Fibonacci hashing (section 6.4 too): keys that count up,
// as addresses of a site do, meet no collision at all up to half full, and hardly one beyond.
template <typename Key, typename Value>
class FlatMap {
  public:
    [[nodiscard]] std::size_t size() const { return size_; }

    // nullptr where there is none.
    [[nodiscard]] Value* find(Key const& key) {
        auto* const bucket = find_bucket(key);
        return bucket == nullptr ? nullptr : &bucket->value;
    }
    [[nodiscard]] Value const* find(Key const& key) const { return const_cast<FlatMap*>(this)->find(key); }

    // False where the key is there already; its value stays.
    bool insert(Key const& key, Value value) {
        if (size_ + 1 > most_in(buckets_.size())) grow();
        auto& bucket = buckets_[place_of(key)];
        if (bucket.used) return false;
        bucket = {{key, true, std::move(value)}};
        ++size_;
        return true;
    }

    void erase(Key const& key) {
        auto* const bucket = find_bucket(key);
        if (bucket != nullptr) close_gap(static_cast<std::size_t>(bucket - buckets_.data()));
    }

    // Erases the entries for which `drops(value)` holds, in no particular order.
    template <typename Predicate>
    void erase_if(Predicate drops) {
        std::vector<Bucket> old(buckets_.size());
        old.swap(buckets_);
        size_ = 0;
        for (auto& bucket : old) {
            if (bucket.used && !drops(std::as_const(bucket.value))) insert(bucket.key, std::move(bucket.value));
        }
    }

    // Fetches from memory what find(key) will touch.
    void prefetch(Key const& key) const {
        if (!buckets_.empty()) sim::prefetch(&buckets_[home_of(key)]);
    }

  private:
    struct Contents {
        Key key{};
        bool used = false;
        Value value{};
    };
    // Of a size that no cache line's end cuts, where that can be.
    static constexpr std::size_t alignment =
        sizeof(Contents) <= 64 ? std::bit_ceil(sizeof(Contents)) : alignof(Contents);
    struct alignas(alignment) Bucket : Contents {};

    // From so many buckets on it counts how many pages of memory they are: the processor knows its way to a few
    // thousand.
    static constexpr std::size_t large = 16'384;
    static constexpr std::size_t most_in(std::size_t buckets) {
        return buckets < large ? buckets / 2 : buckets / 4 * 3;
    }

    [[nodiscard]] std::size_t home_of(Key const& key) const {
        constexpr std::uint64_t golden_ratio = 0x9e3779b97f4a7c15U;  // less 1, times 2^64
        return static_cast<std::size_t>(std::uint64_t{std::hash<Key>{}(key)} * golden_ratio >> shift_);
    }
    // Where the key stands, or would.
    [[nodiscard]] std::size_t place_of(Key const& key) const {
        auto place = home_of(key);
        while (buckets_[place].used && buckets_[place].key != key) {
            place = (place + 1) & (buckets_.size() - 1);
        }
        return place;
    }
    [[nodiscard]] Bucket* find_bucket(Key const& key) {
        if (buckets_.empty()) return nullptr;
        auto& bucket = buckets_[place_of(key)];
        return bucket.used ? &bucket : nullptr;
    }

    void grow() {
        std::vector<Bucket> old(buckets_.empty() ? 2 : 2 * buckets_.size());
        old.swap(buckets_);
        shift_ = 64 - std::countr_zero(buckets_.size());
        for (auto& bucket : old) {
            if (bucket.used) buckets_[place_of(bucket.key)] = std::move(bucket);
        }
    }

    // The entry there goes. Those behind that would not be found across the gap move into it.
    void close_gap(std::size_t gap) {
        auto const mask = buckets_.size() - 1;
        for (auto next = (gap + 1) & mask; buckets_[next].used; next = (next + 1) & mask) {
            if (((next - home_of(buckets_[next].key)) & mask) < ((next - gap) & mask)) continue;
            buckets_[gap] = std::move(buckets_[next]);
            gap = next;
        }
        buckets_[gap] = {};
        --size_;
    }

    std::vector<Bucket> buckets_;  // a power of two
    int shift_ = 64;               // by which a product of 64 bits becomes a bucket's number
    std::size_t size_ = 0;
};

}  // namespace voiplab::net
